//! Names and addresses: what can be asked is asked, and what cannot says why.

use std::process::Command;

use crate::suite::network::REFUSED;
use crate::support::{Configuration, Site, World};

/// The status that curl sees, where there is a curl.
fn curl(url: &str) -> Option<String> {
    let mut command = Command::new("curl");
    command.env_clear().args(["-s", "-m", "5", "--noproxy", "*", "-o", "/dev/null"]);
    let ran = command.args(["-w", "%{http_code}", url]).output().ok()?;
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[test]
fn names_that_curl_opens_are_opened() {
    for name in [
        "shop.localhost",
        "SHOP.LocalHost",
        "a.b.c.localhost",
        "shop-.localhost",
        "-shop.localhost",
        "sho_p.localhost",
        "r3---sn-x.localhost",
        "127.1",
        "0x7f000001",
    ] {
        let site = Site::http();
        let url = format!("http://{name}:{}/", site.port());
        let world = World::new(&Configuration::new().service("web-1/shop", &url));
        world.run(&["config", "check"]).cleanly(0);
        let pass = world.run_json(&["check"]);
        assert_eq!(pass.exit(), 0, "{name}: {pass}");
        if let Some(by_curl) = curl(&url) {
            assert_eq!(by_curl, "200", "{name}");
        }
    }
}

#[test]
fn a_label_that_ends_in_a_hyphen_is_a_name_like_any_other() {
    let site = Site::http();
    let url = format!("http://shop-.example:{}/", site.port());
    let configuration = Configuration::new().service_with("web-1/shop", &url, "resolve: 127.0.0.1");
    let world = World::new(&configuration);
    world.run(&["config", "check"]).cleanly(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(site.received()[0].header("host"), format!("shop-.example:{}", site.port()));
}

#[test]
fn names_below_localhost_are_of_both_families() {
    let site = Site::http();
    let url = format!("http://shop.localhost:{}/", site.port());
    for (keys, code) in [("ip_version: 4", 0), ("ip_version: 6", 1), ("ip_version: any", 0)] {
        let world = World::new(&Configuration::new().service_with("web-1/shop", &url, keys));
        assert_eq!(world.run(&["check"]).exit(), code, "the site is on 127.0.0.1: {keys}");
    }
}

#[test]
fn an_ipv6_zone_is_said_to_be_one() {
    let zone = "an IPv6 zone (what follows %)";
    for (url, keys, place) in [
        (REFUSED, "resolve: \"fe80::1%eth0\"", "resolve"),
        (REFUSED, "resolve: \"[fe80::1%eth0]\"", "resolve"),
        (REFUSED, "resolve: \"fe80::1%25eth0\"", "resolve"),
        (REFUSED, "resolve: \"fe80::1%2\"", "resolve"),
        ("http://[fe80::1%25eth0]/", "", "url"),
        ("http://[fe80::1%eth0]:8080/x", "", "url"),
        ("https://[fe80::1%25eth0]", "", "url"),
        ("tcp://[fe80::1%25eth0]:22", "", "url"),
    ] {
        let world = World::new(&Configuration::new().service_with("web-1/shop", url, keys));
        let problems = world.run_json(&["config", "check"]).code(78).json()["problems"].clone();
        assert_eq!(problems.as_array().unwrap().len(), 1, "{problems:#}");
        assert_eq!(problems[0]["path"], format!("equipment[0].services[0].{place}"));
        let message = problems[0]["message"].as_str().unwrap();
        assert!(message.contains(zone), "{url} {keys}: {message}");
        if keys.is_empty() {
            World::with_text("").run(&["probe", url]).refused(2).complains(zone);
        }
    }
    // What is wrong in another way is not called so.
    for (url, keys, message) in [
        (REFUSED, "resolve: \"192.0.2.1%eth0\"", "is not an IP address"),
        (REFUSED, "resolve: \"[::1\"", "is not an IP address"),
        (REFUSED, "resolve: shop.example", "is not an IP address"),
        ("http://[fe80::x]/", "", "invalid IPv6 address"),
    ] {
        let world = World::new(&Configuration::new().service_with("web-1/shop", url, keys));
        world.run(&["config", "check"]).code(78).mentions(message).says_nothing_of("zone");
    }
    let mut world = World::new(&Configuration::new().service("web-1/shop", "http://shop.invalid/"));
    world.variable("http_proxy", "http://probe:hush@[fe80::1%25eth0]:3128");
    let pass = world.run_json(&["check"]).code(0).says_nothing_of("hush").json();
    let detail = pass["services"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("HTTP_PROXY has an IPv6 zone"), "{detail}");
    assert_eq!(pass["services"][0]["state"], "unknown");
}
