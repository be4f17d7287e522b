//! A proxy that fails is our own fault: nothing is known of who is behind it.

use std::process::Command;

use serde_json::Value;

use crate::support::{Answer, Configuration, Port, Site, World};

const WANTS_MORE: &[u8] = b"HTTP/1.1 407 Proxy Authentication Required\r\n\
     Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
const PASSWORD: &str = "hush-proxy";

/// The states of a plain and of a TLS site behind that proxy, after a pass, and what
/// is said of them. Nothing shows the proxy's password.
fn behind(proxy: &str) -> Vec<(String, String)> {
    let configuration = Configuration::new()
        .service_with("web-1/plain", "http://shop.invalid:8080/", "timeout: 2s")
        .service_with("web-1/tls", "https://shop.invalid/", "timeout: 2s");
    let mut world = World::new(&configuration);
    world.variable("ALL_PROXY", &proxy.replace("://", &format!("://probe:{PASSWORD}@")));
    let mut first = None;
    for arguments in [
        &["--format", "json", "check"][..],
        &["-v", "check"],
        &["--format", "json", "probe", "web-1/plain"],
        &["probe", "web-1/tls"],
        &["-v", "probe", "https://shop.invalid/"],
        &["status"],
        &["--format", "json", "history", "web-1/tls"],
    ] {
        let ran = world.run(arguments).says_nothing_of(PASSWORD);
        let ran = ran.says_nothing_of("cHJvYmU6");
        first.get_or_insert(ran);
    }
    let pass = first.unwrap().json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let services = pass["services"].as_array().unwrap().iter();
    let states: Vec<_> = services.map(|it| (text(&it["state"]), text(&it["detail"]))).collect();
    let is_ko = |(state, _): &&(String, String)| state == "ko";
    assert_eq!(world.requests("all").len(), states.iter().filter(is_ko).count());
    states
}

/// How curl ends on an https site behind that proxy, where there is a curl.
fn curl(proxy: &str) -> Option<i32> {
    let proxy = proxy.replace("://", &format!("://probe:{PASSWORD}@"));
    let mut command = Command::new("curl");
    command.env_clear().args(["-s", "-m", "2", "-x", &proxy, "https://shop.invalid/"]);
    command.output().ok()?.status.code()
}

#[test]
fn a_proxy_that_fails_leaves_its_services_unknown() {
    let refusing = "http://127.0.0.1:1".to_owned();
    let unresolved = "http://proxy.invalid:3128".to_owned();
    let unwelcome = Port::saying(WANTS_MORE);
    let (other, closing) = (Port::saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Port::saying(b""));
    let resetting = Port::resetting();
    let cases = [
        (&refusing, "connection refused: proxy 127.0.0.1:1", Some(7)),
        (&unresolved, "DNS resolution failed: proxy proxy.invalid:3128", Some(5)),
        (&unwelcome.http(), "connection refused: proxy 127.0.0.1:", Some(56)),
    ];
    for (proxy, detail, code) in cases {
        for (state, said) in behind(proxy) {
            assert_eq!(state, "unknown", "{proxy}: {said}");
            assert!(said.starts_with(detail), "{proxy}: {said}");
            assert_eq!(said.contains("407"), *proxy == unwelcome.http(), "{said}");
        }
        // Each of these codes says that it was the proxy.
        if let Some(by_curl) = curl(proxy) {
            assert_eq!(Some(by_curl), code, "{proxy}");
        }
    }
    // What speaks no HTTP, or nothing, is no proxy. That a plain answer is none could be
    // the site's fault.
    for proxy in [&other, &closing, &resetting].map(Port::http) {
        let states = behind(&proxy);
        let states = [states[0].0.as_str(), states[1].0.as_str()];
        assert_eq!(states, ["ko", "unknown"], "{proxy}");
    }
}

#[test]
fn a_407_of_any_shape_is_one() {
    for says in [
        &b"HTTP/1.0 407\r\n\r\n"[..],
        b"HTTP/1.1 407 No\n\n",
        b"HTTP/1.1 407 \xff\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 407 No\r\nConnection: close\r\n\r\n<html>who are you?</html>",
    ] {
        let states = behind(&Port::saying(says).http());
        assert!(states.iter().all(|(state, _)| state == "unknown"), "{states:?}");
    }
}

#[test]
fn one_warning_speaks_of_all_services_behind_a_dead_proxy() {
    let mut configuration = Configuration::new();
    for number in 0..20 {
        let id = format!("web-{}/{number}", number % 3);
        configuration = configuration.service(&id, "https://shop.invalid/");
    }
    let mut world = World::new(&configuration);
    world.variable("https_proxy", "http://127.0.0.1:1");
    let ran = world.run(&["check", "--report", "changes"]).code(0);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    assert!(ran.stderr.contains("proxy 127.0.0.1:1"), "{ran}");
    assert_eq!(world.requests("all").len(), 0);
}

#[test]
fn what_a_proxy_says_of_a_site_is_the_sites_fault() {
    for says in [
        &b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"[..],
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
    ] {
        let states = behind(&Port::saying(says).http());
        assert!(states.iter().all(|(state, _)| state == "ko"), "{states:?}");
    }
}

#[test]
fn a_site_that_answers_407_itself_is_ko() {
    let site = Site::http();
    site.answers("/", Answer::status(407));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!(pass["services"][0]["detail"], "HTTP 407");
}

#[test]
fn a_service_that_was_ko_stays_so_behind_a_dead_proxy() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let mut world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).cleanly(1);
    world.variable("http_proxy", "http://127.0.0.1:1");
    let _ = world.run(&["check"]);
    assert_eq!(world.requests("open").len(), 1, "neither closed nor doubled");
    world.unset("http_proxy");
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.requests("open").len(), 0);
}

#[test]
fn a_webhook_waits_for_its_proxy() {
    let mut world = World::new(
        &Configuration::new()
            .service_with("web-1/shop", "http://127.0.0.1:1/", "resolve: 127.0.0.1")
            .webhook("hook", "http://hook.invalid/"),
    );
    let proxy = Port::saying(WANTS_MORE);
    world.variable("http_proxy", &proxy.http());
    let _ = world.run(&["check"]);
    let delivery = &world.deliveries(None)[0];
    assert_eq!(delivery["status"], "error", "{delivery:#}");
    let error = delivery["last_error"].as_str().unwrap();
    assert!(error.contains("proxy 127.0.0.1:") && error.contains("407"), "{error}");
}
