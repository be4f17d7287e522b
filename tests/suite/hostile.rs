//! Whatever a server does costs one timeout and little memory.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Answer, Configuration, Leaf, Site, World};

const TIMEOUT: Duration = Duration::from_millis(600);
/// Two probes, and time for a busy machine.
const LONGEST: Duration = Duration::from_secs(7);
const MOST_KIB: u64 = 64 * 1024;

/// Runs a pass against one misbehaving service that is asked for its body.
#[track_caller]
fn survive(site: &Site, answer: &Answer, keys: &str) -> Value {
    site.answers("/", answer.clone());
    let keys = format!("timeout: {}ms, {keys}", TIMEOUT.as_millis());
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
    let world = World::new(&configuration);
    let began = Instant::now();
    let (ran, peak) = world.start(&["--format", "json", "check"]).finish_measured();
    let took = began.elapsed();
    let ran = ran.cleanly(1);
    assert!(took < LONGEST, "{answer:?} took {took:?}");
    assert!(peak > 0 && peak < MOST_KIB, "{answer:?} took {peak} KiB");
    assert_eq!(world.requests("open").len(), 1, "{answer:?}");
    ran.json()["services"][0].clone()
}

const LOOKS_INSIDE: &str = "expectation: [{type: CONTAINS, text: needle}]";

#[test]
fn a_header_that_drips_or_never_ends() {
    let site = Site::http();
    let service = survive(&site, &Answer::DripHeader, "");
    assert_eq!(service["last_http_status_code"], -1);
    let detail = service["detail"].as_str().unwrap();
    assert!(detail.starts_with("timed out waiting for the response"), "{detail}");
    let service = survive(&site, &Answer::EndlessHeader, "");
    assert_eq!(service["last_http_status_code"], -1);
    let detail = service["detail"].as_str().unwrap();
    assert!(detail.starts_with("invalid HTTP response"), "{detail}");
}

#[test]
fn a_body_that_drips_or_never_ends() {
    let site = Site::https(Leaf::Good);
    let service = survive(&site, &Answer::DripBody, LOOKS_INSIDE);
    assert_ne!(service["detail"], Value::Null);
    let service = survive(&site, &Answer::EndlessBody, LOOKS_INSIDE);
    assert_eq!(service["last_http_status_code"], 200);
    let detail = service["detail"].as_str().unwrap();
    assert!(
        detail.contains("needle") && detail.contains("1 MiB"),
        "says that it was cut: {detail}"
    );
}

#[test]
fn a_gzip_bomb() {
    let site = Site::http();
    for expectation in [LOOKS_INSIDE, "expectation: [{type: REGEX, regex: \".*needle\"}]"] {
        let service = survive(&site, &Answer::GzipBomb, expectation);
        assert_eq!(service["last_http_status_code"], 200);
        let detail = service["detail"].as_str().unwrap();
        assert!(detail.contains("1 MiB"), "says that it was cut: {detail}");
    }
}

#[test]
fn an_expression_that_could_be_tried_for_ever_reads_a_body_once() {
    let site = Site::http();
    let answer = Answer::text(&"a".repeat(60_000));
    survive(&site, &answer, "expectation: [{type: REGEX, regex: \"(a|aa)+$(?<!x)b\"}]");
}

#[test]
fn a_body_that_nobody_asked_for_is_not_read() {
    let site = Site::http();
    site.answers("/drip", Answer::DripBody);
    site.answers("/endless", Answer::EndlessBody);
    site.answers("/bomb", Answer::GzipBomb);
    let mut configuration = Configuration::new();
    for path in ["drip", "endless", "bomb"] {
        let (id, url) = (format!("web-1/{path}"), site.url(&format!("/{path}")));
        configuration = configuration.service(&id, &url);
    }
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["pass"]["ok"], 3);
    assert_eq!(pass["pass"]["retested"], 0);
}

#[test]
fn text_from_outside_cannot_garble_a_terminal() {
    let site = Site::http();
    site.answers("/", Answer::redirect("http://127.0.0.1:1/\u{1b}[2Jgone"));
    let name = "shop \\e[31mred";
    let configuration = Configuration::new().service("web-1/shop", &site.url("/"));
    let world = World::new(&configuration);
    // Every run is searched for escape characters.
    let _ = world.run(&["check"]);
    let _ = world.run(&["status"]);
    let _ = world.run(&["requests", "create", "--equipment", "web-1", "--name", "a\u{1b}[2Jb\rc"]);
    let shown = world.run(&["requests", "list"]).code(0);
    assert!(!shown.stdout.contains('\r'), "{shown}");
    let text = configuration.to_string().replace("\"shop\"", &format!("\"{name}\""));
    let refused = World::with_text(&text);
    refused.run(&["config", "check"]).code(78);
}
