//! Cookies between the hops of one exchange.

use crate::support::real_web::curl;
use crate::support::{Answer, Configuration, Leaf, Received, Site, World};

/// A site whose `/dash` is for who brings the cookie that `/login` sets.
fn dashboard(set: &'static str, cookie: &'static str) -> Site {
    Site::http_with(move |request: &Received| match request.path() {
        "/login" => Answer::redirect("/dash").header("Set-Cookie", set),
        "/dash" if request.header("cookie") == cookie => Answer::status(200),
        "/dash" => Answer::redirect("/login"),
        _ => Answer::status(404),
    })
}

fn state(url: &str, keys: &str) -> serde_json::Value {
    let configuration = Configuration::new().service_with("web-1/dash", url, keys);
    let world = World::new(&configuration);
    world.run(&["check", "--exit-zero"]).code(0);
    world.service("web-1/dash")
}

#[test]
fn what_a_hop_sets_is_brought_to_the_hops_it_is_meant_for() {
    let cases = [
        ("sid=1", "sid=1", true),
        ("sid=1; Path=/; HttpOnly; SameSite=Lax", "sid=1", true),
        ("sid=1; Path=/dash", "sid=1", true),
        ("sid=a=b==", "sid=a=b==", true),
        ("sid=caf\u{e9}", "sid=caf\u{e9}", true),
        ("sid=1; Domain=127.0.0.1", "sid=1", true),
        // For curl, and for browsers, loopback is as good as encrypted.
        ("sid=1; Secure", "sid=1", true),
        ("sid=1; Path=/other", "sid=1", false),
        ("sid=1; Domain=example.com", "sid=1", false),
        ("sid=1; Domain=com", "sid=1", false),
        ("sid=1; Max-Age=0", "sid=1", false),
    ];
    for (set, cookie, is_ok) in cases {
        let site = dashboard(set, cookie);
        let url = site.url("/dash");
        let service = state(&url, "");
        assert_eq!(service["state"] == "ok", is_ok, "{set}: {service:#}");
        if let Some(read) = curl(&url) {
            assert_eq!(read, is_ok, "curl sees {set} otherwise");
        }
    }
}

#[test]
fn cookies_go_to_no_other_host_and_are_not_kept() {
    let elsewhere = Site::http();
    let target = format!("http://localhost:{}/", elsewhere.port());
    let site = Site::http();
    site.answers("/", Answer::redirect(&target).header("Set-Cookie", "sid=1"));
    let configuration = Configuration::new().service("web-1/shop", &site.url("/"));
    let world = World::new(&configuration);
    world.run(&["check"]).code(0);
    world.run(&["check", "--force"]).code(0);
    assert_eq!(elsewhere.received().len(), 2);
    for request in elsewhere.received().iter().chain(&site.received()) {
        assert_eq!(request.header("cookie"), "", "{request:?}");
    }
}

#[test]
fn a_secure_cookie_is_for_encrypted_hops() {
    let site = Site::https(Leaf::Good);
    site.answers("/", Answer::redirect("/home").header("Set-Cookie", "sid=1; Secure"));
    let service = state(&site.url("/"), "insecure: true");
    assert_eq!(service["state"], "ok");
    assert_eq!(site.received_at("/home")[0].header("cookie"), "sid=1");
}

#[test]
fn a_cookie_of_the_configuration_is_sent_beside_what_the_site_sets() {
    let site = Site::http();
    site.answers("/", Answer::redirect("/home").header("Set-Cookie", "sid=2"));
    let keys = "header: {Cookie: \"lang=fr; sid=1\"}";
    assert_eq!(state(&site.url("/"), keys)["state"], "ok");
    assert_eq!(site.received_at("/")[0].header("cookie"), "lang=fr; sid=1");
    assert_eq!(site.received_at("/home")[0].header("cookie"), "lang=fr; sid=2");
}

#[test]
fn cookies_without_end_end() {
    let site = Site::http_with(|request| {
        let mut answer = Answer::redirect(request.path());
        for number in 0..200 {
            answer = answer.header("Set-Cookie", &format!("c{number}={}", "x".repeat(1_000)));
        }
        answer
    });
    let service = state(&site.url("/"), "");
    let detail = service["detail"].as_str().unwrap();
    assert!(detail.starts_with("too many redirects (to "), "{detail}");
    let longest = site.received().iter().map(|request| request.header("cookie").len()).max();
    assert!(longest.unwrap() <= 8_190 && longest.unwrap() > 4_000, "{longest:?}");
}
