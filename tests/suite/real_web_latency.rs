//! A latency counts what a visitor waits for: name, connection and TLS too.

use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::support::{Answer, Configuration, Leaf, Port, Site, World};

const DELAY: Duration = Duration::from_millis(300);

/// A port that passes everything on to `target`, the first byte after a while: TLS
/// takes that long then.
fn slow_way_to(target: &Site) -> Port {
    let target = target.port();
    Port::open(move |inside| {
        thread::sleep(DELAY);
        Port::carry(inside, target);
    })
}

/// What a pass says of a service with that URL, whose answer may take `threshold` ms.
fn checked(url: &str, threshold: u64) -> (String, u64, String) {
    let keys = format!(
        "expectation: [{{type: HTTP_STATUS, status_range: 200}}, \
         {{type: LATENCY, threshold: {threshold}ms}}]"
    );
    let world = World::new(&Configuration::new().service_with("web-1/shop", url, &keys));
    let service = world.json(&["check"])["services"][0].clone();
    let text = |key: &str| service[key].as_str().unwrap_or_default().to_owned();
    (text("state"), service["latency_ms"].as_u64().unwrap(), text("detail"))
}

/// The same time by curl, in ms: from the beginning of the last transfer's work.
fn by_curl(url: &str) -> Option<f64> {
    let mut command = Command::new("curl");
    command.env_clear().args(["-s", "-k", "-m", "10", "-o", "/dev/null"]);
    let ran = command.args(["-w", "%{time_starttransfer}", url]).output().ok()?;
    let seconds: f64 = String::from_utf8(ran.stdout).unwrap().trim().parse().unwrap();
    Some(seconds * 1000.0)
}

#[test]
fn a_slow_handshake_is_part_of_the_latency() {
    let site = Site::https(Leaf::Good);
    let slow = slow_way_to(&site);
    let (state, latency, detail) = checked(&slow.https(), 250);
    assert_eq!(state, "ko");
    assert!(latency >= 300, "{latency} ms");
    assert!(detail.starts_with("latency above threshold: 0."), "{detail}");
    let (state, latency, _) = checked(&slow.https(), 5000);
    assert_eq!((state.as_str(), latency >= 300), ("ok", true), "{latency} ms");
    if let Some(by_curl) = by_curl(&slow.https()) {
        assert!(by_curl >= 300.0, "{by_curl} ms");
    }
}

#[test]
fn a_slow_answer_is_part_of_the_latency_and_its_body_is_not() {
    let site = Site::http();
    site.answers("/", Answer::text("ok").late(DELAY));
    let (state, latency, _) = checked(&site.url("/"), 250);
    assert_eq!((state.as_str(), latency >= 300), ("ko", true), "{latency} ms");
}

#[test]
fn redirects_before_the_last_hop_are_not_part_of_the_latency() {
    let (site, target) = (Site::http(), Site::http());
    site.answers("/", Answer::redirect(&target.url("/")).late(DELAY));
    let (state, latency, _) = checked(&site.url("/"), 250);
    assert_eq!((state.as_str(), latency < 250), ("ok", true), "{latency} ms");
    // The last one is, wherever it leads.
    let secure = Site::https(Leaf::Good);
    let slow = slow_way_to(&secure);
    site.answers("/", Answer::redirect(&slow.https()));
    let (state, latency, _) = checked(&site.url("/"), 250);
    assert_eq!((state.as_str(), latency >= 300), ("ko", true), "{latency} ms");
}

#[test]
fn probe_and_history_say_the_same_latency() {
    let site = Site::https(Leaf::Good);
    let slow = slow_way_to(&site);
    let world = World::new(&Configuration::new().service("web-1/shop", &slow.https()));
    let probe = world.json(&["probe", "shop"])["probe"].clone();
    assert!(probe["latency_ms"].as_u64().unwrap() >= 300, "{probe:#}");
    assert!(probe["phases_ms"]["tls"].as_u64().unwrap() >= 300, "{probe:#}");
    world.run(&["check"]).cleanly(0);
    let history = world.json(&["history", "shop"]);
    assert!(history["results"][0]["latency_ms"].as_u64().unwrap() >= 300, "{history:#}");
}
