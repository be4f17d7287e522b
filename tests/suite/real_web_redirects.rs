//! Where redirects on the real web lead.

use crate::support::real_web::{answer, curl};
use crate::support::{Answer, Configuration, Site, World};

fn redirect(location: &[u8]) -> Vec<u8> {
    let head = [b"HTTP/1.1 302 Found\r\nLocation: ", location, b"\r\nContent-Length: 0\r\n\r\n"];
    head.concat()
}

#[test]
fn the_bytes_of_a_location_are_asked_for() {
    let cases: [(&[u8], &str); 7] = [
        (b"/jos\xe9", "/jos%E9"),
        (b"/jos\xc3\xa9", "/jos%C3%A9"),
        (b"/jos%E9", "/jos%E9"),
        (b"/?q=\xe9&r=\xc3\xa9", "/?q=%E9&r=%C3%A9"),
        (b"/a b", "/a%20b"),
        (b"   /padded\t", "/padded"),
        (b"/page#part", "/page"),
    ];
    for (location, expected) in cases {
        let site = Site::http();
        site.answers("/start", Answer::bytes(redirect(location)));
        let url = site.url("/start");
        let world = World::new(&Configuration::new().service("web-1/shop", &url));
        world.run(&["check"]).code(0);
        assert_eq!(site.received().last().unwrap().target, expected);
        site.forget();
        if curl(&url).is_some() {
            // curl encodes in lower case.
            let target = site.received().last().unwrap().target.clone();
            assert_eq!(target.to_lowercase(), expected.to_lowercase(), "by curl");
        }
    }
}

#[test]
fn a_location_that_leads_nowhere_is_none() {
    let site = Site::http();
    site.answers("/", Answer::bytes(redirect(b"")));
    let keys = "expectation: [{type: HTTP_STATUS, status_range: 302}]";
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    world.run(&["check"]).code(0);
    assert_eq!(site.received().len(), 1);
}

#[test]
fn too_many_redirects_say_where_the_last_one_led() {
    let site = Site::http();
    site.answers("/a", Answer::redirect("/b?token=s3cret"));
    site.answers("/b", Answer::redirect("/a"));
    for (limit, target) in [(1, "/a"), (2, "/b?token=***")] {
        let keys = format!("follow_redirects: {limit}");
        let configuration = Configuration::new().service_with("web-1/shop", &site.url("/a"), &keys);
        let world = World::new(&configuration);
        let ran = world.run(&["check"]).code(1).says_nothing_of("s3cret");
        let expected = format!("too many redirects (to {})", site.url(target));
        assert_eq!(world.one_request("open")["description"], expected, "{ran}");
    }
}

#[test]
fn probe_lists_every_hop() {
    let site = Site::http();
    site.answers("/a", Answer::redirect("/b"));
    site.answers("/b", Answer::bytes(redirect(b"/caf\xe9")));
    let world = World::new(&Configuration::new());
    let url = site.url("/a");
    let ran = world.run(&["probe", &url]).code(0);
    for hop in [
        format!("302 {}", site.url("/a")),
        format!("302 {}", site.url("/b")),
        format!("200 {}", site.url("/caf%E9")),
    ] {
        assert!(ran.stdout.contains(&hop), "{hop} in {ran}");
    }
    let hops = world.run_json(&["probe", &url]).code(0).json()["probe"]["hops"].clone();
    assert_eq!(hops[1], serde_json::json!({"url": site.url("/b"), "http_status_code": 302}));
    assert_eq!(hops.as_array().unwrap().len(), 3);
    site.answers("/b", Answer::redirect("/a"));
    let ran = world.run(&["probe", &url]).code(1);
    assert!(ran.stdout.matches("302 http").count() >= 11, "{ran}");
}

#[test]
fn an_untidy_head_is_followed_too() {
    let site = Site::http();
    let untidy = b"HTTP/1.1  302 Trouv\xe9\r\nPHP Warning: x\r\nLocation : /home\r\nContent-Length: 0\r\n\r\n";
    site.answers("/", Answer::bytes(*untidy));
    site.answers("/home", Answer::bytes(answer(b"Content-Length: 2\r\n", b"ok")));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).code(0);
    assert_eq!(site.received_at("/home").len(), 1);
    assert_ne!(curl(&site.url("/")), Some(false));
}
