//! A configuration that worked with cachet-url-monitor works here.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::cachet::TOKEN;
use crate::support::real_web::answer;
use crate::support::{Answer, Received, Site, World};

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// What four healthy endpoints send.
fn healthy(request: &Received) -> Answer {
    let ok = b"status: ok";
    match request.path() {
        "/latin" => {
            let head = b"Content-Type: text/html; charset=iso-8859-1\r\n";
            Answer::bytes(answer(head, b"caf\xe9 ouvert"))
        }
        "/php" => Answer::bytes(answer(b"PHP Warning: Unable to load 'x.so'\r\n", ok)),
        "/gzip" => Answer::bytes(answer(b"Content-Encoding: x-gzip\r\n", &packed(ok))),
        "/login" => Answer::redirect("/dash").header("Set-Cookie", "sid=1"),
        "/dash" if request.header("cookie") == "sid=1" => Answer::text("status: ok"),
        "/dash" => Answer::redirect("/login"),
        _ => Answer::status(404),
    }
}

#[test]
fn four_healthy_endpoints_are_four_times_ok() {
    let site = Site::http_with(healthy);
    let endpoint = |path: &str, regex: &str| {
        json!({
            "name": path.trim_start_matches('/'), "url": site.url(path), "method": "GET",
            "timeout": 5, "component_id": 1, "action": ["CREATE_INCIDENT"], "frequency": 60,
            "expectation": [
                {"type": "HTTP_STATUS", "status_range": "200-300"},
                {"type": "REGEX", "regex": regex},
            ],
        })
    };
    let old = json!({
        "endpoints": [
            endpoint("/latin", "caf\u{e9}"),
            endpoint("/php", "status"),
            endpoint("/gzip", "status"),
            endpoint("/dash", "status"),
        ],
        "cachet": {"api_url": "http://127.0.0.1:1/api/v1", "token": "token2"},
    });
    let world = World::with_text("");
    fs::write(world.path("old.yml"), old.to_string()).unwrap();
    let new = world.run(&["import", "cachet-url-monitor", "old.yml"]).code(0).stdout;
    let mut world = World::with_text(&format!("{new}check: {{recheck_after: 20ms}}\n"));
    fs::create_dir(world.path("home")).unwrap();
    world.variable("CACHET_TOKEN", TOKEN);
    let pass = world.run_json(&["check"]).json()["pass"].clone();
    assert_eq!((&pass["ok"], &pass["ko"]), (&json!(4), &json!(0)), "{pass}");
}
