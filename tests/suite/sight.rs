//! A server that let itself be seen proves that the monitor is not cut off,
//! also when nothing that it said could be used.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::certificates::client_certificate;
use crate::support::{Answer, Configuration, Leaf, Port, Site, World};

/// For what only ends with the time.
const BRIEFLY: &str = "timeout: 1500ms";

/// Nine services on three equipments, and nothing else.
fn nine(url: &str, keys: &str) -> Configuration {
    let mut configuration = Configuration::new();
    for number in 0..9 {
        let id = format!("web-{}/s{number}", number % 3);
        configuration = configuration.service_with(&id, url, keys);
    }
    configuration
}

/// All nine are down, and each has its request.
#[track_caller]
fn assert_seen(world: &World, label: &str) {
    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!(
        (&pass["pass"]["blind"], &pass["pass"]["ko"]),
        (&false.into(), &9.into()),
        "{label}"
    );
    let requests = world.requests("open");
    assert_eq!(requests.len(), 9, "{label}");
    for request in requests {
        let description = request["description"].as_str().unwrap();
        assert!(description.starts_with(label), "{description:?} is not {label:?}");
    }
}

/// Nothing is believed of the nine.
#[track_caller]
fn assert_blind(world: &World, label: &str) {
    let pass = world.run_json(&["check"]).code(5).json();
    assert_eq!((&pass["pass"]["blind"], &pass["pass"]["ko"]), (&true.into(), &0.into()), "{label}");
    assert!(world.requests("all").is_empty(), "{label}");
    let detail = world.service("web-0/s0")["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with(label), "{detail:?} is not {label:?}");
}

#[test]
fn a_certificate_that_is_refused_is_an_answer() {
    let cases = [
        (Leaf::Expired, "TLS error: certificate expired"),
        (Leaf::NotYetValid, "TLS error: certificate not yet valid"),
        (Leaf::WrongName, "TLS error: wrong host name"),
        (Leaf::UnknownIssuer, "TLS error: unknown issuer"),
        (Leaf::SelfSigned, "TLS error: unknown issuer (self-signed"),
    ];
    for (leaf, label) in cases {
        let site = Site::https(leaf);
        let world = World::new(&nine(&site.url("/"), ""));
        // What is foreseen is what happens.
        let foreseen = world.run_json(&["check", "--dry-run"]).cleanly(1).json();
        assert_eq!(foreseen["pass"]["ko"], 9, "{label}");
        assert_seen(&world, label);
    }
}

#[test]
fn one_refused_certificate_vouches_for_the_other_failures() {
    let site = Site::https(Leaf::Expired);
    let resetting = Port::resetting();
    let configuration = nine(&resetting.https(), "").service("web-0/seen", &site.url("/"));
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!(pass["pass"]["ko"], 10);
    assert_eq!(world.requests("open").len(), 10);
}

#[test]
fn a_certificate_that_was_seen_the_first_time_only_is_an_answer_too() {
    let expired = Site::https(Leaf::Expired);
    let target = expired.port();
    let calls = AtomicUsize::new(0);
    // The first call of the pass gets through, the others are reset.
    let proxy = Port::open(move |inside| {
        if calls.fetch_add(1, Ordering::SeqCst) == 0 {
            Port::carry(inside, target);
        } else {
            Port::reset(inside);
        }
    });
    let world = World::new(&nine(&proxy.https(), ""));
    assert_seen(&world, "TLS error: reset during the handshake");
}

#[test]
fn a_certificate_behind_a_proxy_is_an_answer_and_the_proxys_own_refusal_is_none() {
    let site = Site::https(Leaf::Expired);
    let proxy = Port::tunnel_to(site.port());
    let mut world = World::new(&nine("https://shop.example/", ""));
    world.variable("HTTPS_PROXY", &proxy.http());
    assert_seen(&world, "TLS error: certificate expired");

    let refusing = Site::http_with(|_| Answer::status(502));
    let mut world = World::new(&nine("https://shop.example/", ""));
    world.variable("HTTPS_PROXY", &refusing.url("/"));
    assert_blind(&world, "connection refused: proxy");
}

#[test]
fn a_server_that_wants_a_client_certificate_has_shown_its_own() {
    let site = Site::https_for_known_clients();
    assert_seen(&World::new(&nine(&site.url("/"), "")), "TLS error: refused by the server");
}

#[test]
fn nonsense_over_a_good_certificate_is_an_answer() {
    let site = Site::https(Leaf::Good);
    let cases = [
        (Answer::Garbage, "", "invalid HTTP response"),
        (Answer::Close, "", "connection closed"),
        (Answer::Reset, "", "connection closed"),
        (Answer::Silence, BRIEFLY, "timed out waiting for the response"),
    ];
    for (answer, keys, label) in cases {
        site.answers("/", answer);
        assert_seen(&World::new(&nine(&site.url("/"), keys)), label);
    }
}

#[test]
fn monitoring_apis_with_an_expired_certificate_are_seen() {
    let site = Site::https(Leaf::Expired);
    for version in ["server-manager-v1", "server-observer-v1", "simple-url"] {
        let mut configuration = Configuration::new();
        for number in 0..9 {
            let api = format!(
                "monitoring_api: {{version: {version}, url: \"{}\"}}",
                site.url("/api.php")
            );
            configuration = configuration.equipment(&format!("web-{number}"), &api);
        }
        assert_seen(&World::new(&configuration), "TLS error: certificate expired");
    }
}

#[test]
fn the_head_of_an_answer_is_one_whatever_follows() {
    let site = Site::http();
    site.answers("/", Answer::redirect("https://127.0.0.1:1/"));
    assert_seen(&World::new(&nine(&site.url("/"), "")), "connection refused");
    site.answers("/", Answer::redirect("/"));
    assert_seen(&World::new(&nine(&site.url("/"), "")), "too many redirects");
    site.answers("/", Answer::DripBody);
    let keys = format!("{BRIEFLY}, expectation: [{{type: CONTAINS, text: needle}}]");
    assert_seen(&World::new(&nine(&site.url("/"), &keys)), "timed out waiting for the response");
}

#[test]
fn without_a_certificate_or_an_answer_nobody_was_seen() {
    let alert: &[u8] = &[21, 3, 3, 0, 2, 2, 40];
    let plain: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    let cases = [
        (Port::resetting(), "", "TLS error: reset during the handshake"),
        (Port::silent(), BRIEFLY, "connection timed out"),
        (Port::saying(b""), "", "TLS error: closed during the handshake"),
        (Port::saying(alert), "", "TLS error: refused by the server (handshake failure)"),
        (Port::saying(plain), "", "TLS error: the server does not speak TLS"),
    ];
    for (port, keys, label) in cases {
        assert_blind(&World::new(&nine(&port.https(), keys)), label);
    }
    let nonsense = Port::saying(b"SSH-2.0-OpenSSH_9.2\r\n");
    assert_blind(&World::new(&nine(&nonsense.http(), "")), "invalid HTTP response");
}

#[test]
fn a_certificate_of_our_own_that_cannot_be_read_proves_nothing() {
    let site = Site::https(Leaf::Good);
    let keys = "client_certificate: {cert: missing.pem, key: missing.pem}";
    let configuration =
        nine(&Port::resetting().https(), "").service_with("web-0/mine", &site.url("/"), keys);
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).code(5).json();
    assert_eq!(pass["pass"]["blind"], true);
    let (certificate, key) = client_certificate();
    std::fs::write(world.path("missing.pem"), certificate + &key).unwrap();
    let pass = world.run_json(&["check"]).code(1).json();
    assert_eq!(pass["pass"]["ko"], 9);
}
