//! Each way of not getting an HTTP answer has its own words.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::certificates::client_certificate;
use crate::support::{Answer, Configuration, Leaf, Site, World};

/// A port of loopback that nothing listens on.
pub(crate) const REFUSED: &str = "http://127.0.0.1:1/";

/// The state of the one service after a pass in which it did not answer.
#[track_caller]
fn failed(url: &str, keys: &str) -> Value {
    let world = World::new(&Configuration::new().service_with("web-1/shop", url, keys));
    let pass = world.run_json(&["check"]).cleanly(1).json();
    let service = pass["services"][0].clone();
    assert_eq!(service["state"], "ko");
    assert_eq!(service["last_http_status_code"], -1, "{service:#}");
    assert_eq!(service["http_status_ok"], false, "{service:#}");
    let request = world.one_request("open");
    assert_eq!(request["description"], service["detail"]);
    assert_eq!(request["failure_kind"], "network");
    assert_eq!(request["failure_class"], "down");
    service
}

#[track_caller]
fn assert_label(service: &Value, label: &str) {
    let detail = service["detail"].as_str().unwrap();
    assert!(detail.starts_with(label), "{detail:?} does not start with {label:?}");
}

#[test]
fn dns_resolution_failed() {
    assert_label(&failed("http://nowhere.invalid:8080/", ""), "DNS resolution failed");
}

#[test]
fn connection_refused() {
    assert_label(&failed(REFUSED, ""), "connection refused");
}

#[test]
fn connection_timed_out() {
    // A listener whose queue is full lets nobody else in.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let crowd: Vec<_> = (0..8)
        .map(|_| {
            let client =
                socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            client.set_nonblocking(true).unwrap();
            let _ = client.connect(&address.into());
            client
        })
        .collect();
    let service = failed(&format!("http://{address}/"), "timeout: 500ms");
    assert_label(&service, "connection timed out");
    drop(crowd);
}

#[test]
fn connection_timed_out_in_the_tls_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    assert_label(&failed(&url, "timeout: 500ms"), "connection timed out");
}

#[test]
fn tls_errors_name_what_is_wrong_with_the_certificate() {
    let cases = [
        (Leaf::Expired, "expired"),
        (Leaf::NotYetValid, "not valid yet|not yet valid"),
        (Leaf::WrongName, "name"),
        (Leaf::UnknownIssuer, "issuer"),
        (Leaf::SelfSigned, "issuer|self-signed"),
    ];
    for (leaf, words) in cases {
        let site = Site::https(leaf);
        let service = failed(&site.url("/"), "");
        assert_label(&service, "TLS error: ");
        let detail = service["detail"].as_str().unwrap();
        assert!(words.split('|').any(|word| detail.contains(word)), "{leaf:?}: {detail}");
        assert_eq!(site.received().len(), 0, "{leaf:?}");
    }
}

#[test]
fn tls_to_a_server_that_does_not_speak_it() {
    let site = Site::http();
    let url = site.url("/").replace("http:", "https:");
    // The server waits for the end of a line that never comes, so either is right.
    let detail = failed(&url, "timeout: 500ms")["detail"].as_str().unwrap().to_owned();
    let labels = ["TLS error: ", "connection timed out", "connection closed"];
    assert!(labels.iter().any(|label| detail.starts_with(label)), "{detail}");
}

#[test]
fn timed_out_waiting_for_the_response() {
    let site = Site::http();
    site.answers("/", Answer::Silence);
    let service = failed(&site.url("/"), "timeout: 500ms");
    assert_label(&service, "timed out waiting for the response");
    assert_eq!(site.received().len(), 2);
}

#[test]
fn connection_closed() {
    let (plain, tls) = (Site::http(), Site::https(Leaf::Good));
    for site in [&plain, &tls] {
        for answer in [Answer::Close, Answer::Reset] {
            site.answers("/", answer.clone());
            let service = failed(&site.url("/"), "");
            assert_label(&service, "connection closed");
        }
    }
}

#[test]
fn invalid_http_response() {
    let site = Site::http();
    site.answers("/", Answer::Garbage);
    assert_label(&failed(&site.url("/"), ""), "invalid HTTP response");
}

#[test]
fn too_many_redirects() {
    let site = Site::http();
    site.answers("/a", Answer::redirect("/b"));
    site.answers("/b", Answer::redirect("/a"));
    assert_label(&failed(&site.url("/a"), ""), "too many redirects");
    assert_eq!(site.received().len(), 2 * 11, "the first and ten redirects, twice");
}

#[test]
fn a_good_certificate_is_trusted_and_its_end_is_known() {
    let site = Site::https(Leaf::ExpiresIn(40));
    let by_name = format!("https://localhost:{}/", site.port());
    let keys =
        "expectation: [{type: HTTP_STATUS, status_range: 200}, {type: CERTIFICATE, min_days: 40}]";
    let configuration = Configuration::new()
        .service_with("web-1/address", &site.url("/"), keys)
        .service_with("web-1/name", &by_name, keys);
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["pass"]["ok"], 2);
    let end = pass["services"][0]["certificate_expires_at"].as_str().unwrap().to_owned();
    let end: jiff::Timestamp = end.parse().unwrap();
    let checked = pass["pass"]["started_at"].as_str().unwrap().parse().unwrap();
    let hours = end.duration_since(checked).as_hours();
    assert_eq!(hours / 24, 40, "{hours} hours");
}

#[test]
fn whom_to_trust_can_be_said() {
    let unknown = Site::https(Leaf::UnknownIssuer);
    let good = Site::https(Leaf::Good);
    let mut world = World::new(
        &Configuration::new()
            .service_with("web-1/insecure", &unknown.url("/"), "insecure: true")
            .service_with("web-1/ca-file", &good.url("/"), "ca_file: roots.pem"),
    );
    world.variable("SSL_CERT_FILE", "/dev/null");
    world.run(&["check"]).code(0);

    let untrusting = World::new(&Configuration::new().service("web-1/shop", &good.url("/")));
    untrusting.run(&["check"]).cleanly(0);
    let mut bundle = World::new(&Configuration::new().service("web-1/shop", &good.url("/")));
    let roots = bundle.path("roots.pem").to_str().unwrap().to_owned();
    bundle.variable("SSL_CERT_FILE", "");
    bundle.variable("REQUESTS_CA_BUNDLE", &roots);
    bundle.run(&["check"]).cleanly(0);
}

#[test]
fn a_client_certificate_is_shown_to_who_asks_for_it() {
    let site = Site::https_for_known_clients();
    let keys = "client_certificate: {cert: client.pem, key: client.key}";
    let world = World::new(
        &Configuration::new()
            .service_with("web-1/known", &site.url("/"), keys)
            .service("web-1/stranger", &site.url("/")),
    );
    let (certificate, key) = client_certificate();
    std::fs::write(world.path("client.pem"), certificate).unwrap();
    std::fs::write(world.path("client.key"), key).unwrap();
    let pass = world.run_json(&["check"]).cleanly(1).json();
    let states: Vec<_> =
        pass["services"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect();
    assert_eq!(states, ["ok", "ko"]);
    assert_label(&pass["services"][1], "TLS error: ");
}

#[test]
fn proxies_of_the_environment_are_used_but_for_the_exceptions() {
    let proxy = Site::http();
    let configuration = Configuration::new()
        .service("web-1/plain", "http://shop.invalid:8080/path")
        .service("web-1/tls", "https://shop.invalid/path");
    let mut world = World::new(&configuration);
    world.variable("http_proxy", &proxy.url("/"));
    world.variable("HTTPS_PROXY", &proxy.url("/"));
    let _ = world.run(&["check"]);
    let asked: Vec<_> =
        proxy.received().iter().map(|it| format!("{} {}", it.method, it.target)).collect();
    assert!(asked.contains(&"CONNECT shop.invalid:443".to_owned()), "{asked:?}");
    assert!(asked.iter().any(|line| line.contains("shop.invalid:8080")), "{asked:?}");

    proxy.forget();
    world.variable("NO_PROXY", "other.example,.invalid");
    let _ = world.run(&["check"]);
    assert_eq!(proxy.received().len(), 0);
    let detail = world.service("web-1/plain")["detail"].clone();
    assert!(detail.as_str().unwrap().starts_with("DNS resolution failed"), "{detail}");
}

#[test]
fn http_without_a_port_becomes_https_and_nothing_else_is_changed() {
    let url = "http://127.0.0.1:80/Path?q=%20";
    let world = World::with_text(&format!(
        "check: {{recheck_after: 20ms}}\ndefaults: {{resolve: 127.0.0.1, timeout: 1s}}\nequipment:\n  \
         - name: web-1\n    services:\n      - {{name: a, url: \"{url}\"}}\n      \
         - {{name: b, url: \"http://Shop.Example/\"}}\n      \
         - {{name: c, url: \"http://shop.example/\", upgrade_to_https: false}}\n"
    ));
    let _ = world.run(&["check"]);
    let names: Vec<_> = world.requests("open").iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names.len(), 3, "nothing listens there");
    assert!(names.contains(&json!("[HTTP KO] https://Shop.Example/")), "{names:?}");
    assert!(names.contains(&json!("[HTTP KO] http://shop.example/")), "{names:?}");
    let upgraded = names.iter().any(|name| {
        let name = name.as_str().unwrap();
        name.starts_with("[HTTP KO] https://127.0.0.1") && name.ends_with("/Path?q=%20")
    });
    assert!(upgraded, "{names:?}");
}

/// A world whose one service has a client certificate and calls that URL.
fn identified(url: &str) -> World {
    let keys = "client_certificate: {cert: client.pem, key: client.key}, \
                header: {X-Key: {env: SHOP_KEY}}";
    let mut world = World::new(&Configuration::new().service_with("web-1/shop", url, keys));
    let (certificate, key) = client_certificate();
    std::fs::write(world.path("client.pem"), certificate).unwrap();
    std::fs::write(world.path("client.key"), key).unwrap();
    world.variable("SHOP_KEY", "hush");
    world
}

/// What came there: whether each request knew who we are, and our key.
fn identities(site: &Site, path: &str) -> Vec<(bool, String)> {
    let received = site.received_at(path);
    received.iter().map(|it| (it.is_identified, it.header("x-key").to_owned())).collect()
}

#[test]
fn a_client_certificate_goes_where_a_redirect_stays_on_its_site() {
    let site = Site::https_that_asks_who_is_there();
    site.answers("/", Answer::redirect("/login"));
    site.answers("/login", Answer::redirect(&site.url("/home")));
    identified(&site.url("/")).run(&["check"]).cleanly(0);
    for path in ["/", "/login", "/home"] {
        assert_eq!(identities(&site, path), [(true, "hush".to_owned())], "{path}");
    }
}

#[test]
fn a_client_certificate_is_not_offered_where_a_redirect_leaves_its_site() {
    let (site, elsewhere) =
        (Site::https_that_asks_who_is_there(), Site::https_that_asks_who_is_there());
    let at = |host: &str, port: u16| format!("https://{host}:{port}/elsewhere");
    let cases = [
        // Another host, which is the same machine here.
        (at("localhost", site.port()), &site),
        // Another port of the same host.
        (at("127.0.0.1", elsewhere.port()), &elsewhere),
        (at("localhost", elsewhere.port()), &elsewhere),
    ];
    for (target, arrives_at) in cases {
        site.answers("/", Answer::redirect(&target));
        identified(&site.url("/")).run(&["check"]).cleanly(0);
        assert_eq!(identities(&site, "/"), [(true, "hush".to_owned())], "{target}");
        assert_eq!(identities(arrives_at, "/elsewhere"), [(false, String::new())], "{target}");
        site.forget();
        elsewhere.forget();
    }
}

#[test]
fn a_way_back_does_not_bring_the_client_certificate_back() {
    let (site, elsewhere) =
        (Site::https_that_asks_who_is_there(), Site::https_that_asks_who_is_there());
    site.answers("/", Answer::redirect(&elsewhere.url("/elsewhere")));
    elsewhere.answers("/elsewhere", Answer::redirect(&site.url("/back")));
    identified(&site.url("/")).run(&["check"]).cleanly(0);
    assert_eq!(identities(&elsewhere, "/elsewhere"), [(false, String::new())]);
    assert_eq!(identities(&site, "/back"), [(false, String::new())]);
}

#[test]
fn a_client_certificate_is_not_offered_after_plain_http() {
    let (plain, secure) = (Site::http(), Site::https_that_asks_who_is_there());
    plain.answers("/", Answer::redirect(&secure.url("/")));
    identified(&plain.url("/")).run(&["check"]).cleanly(0);
    assert_eq!(identities(&secure, "/"), [(false, String::new())]);
}
