//! What is sent: methods, credentials, and values that cannot be.

use std::process::Command;

use serde_json::Value;

use crate::support::{Configuration, Site, World};

/// A world whose one service has these keys; the secret is `$TOKEN`.
fn world(site: &Site, keys: &str, token: &str) -> World {
    let mut world =
        World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    world.variable("TOKEN", token);
    world
}

/// What curl sends: the method and the header `Authorization`. It sends a method as
/// it is given, where every server that knows `get` at all knows `GET` too.
fn curl(site: &Site, arguments: &[&str]) -> Option<(String, String)> {
    let url = site.url("/curl");
    let ran = Command::new("curl")
        .args(["-s", "-m", "10", "--noproxy", "*"])
        .args(arguments)
        .arg(&url)
        .output();
    ran.ok()?;
    let received = site.received_at("/curl").pop().unwrap();
    Some((received.method.clone(), received.header("authorization").to_owned()))
}

#[test]
fn a_method_is_sent_in_upper_case() {
    for (method, sent) in [
        ("get", "GET"),
        ("Post", "POST"),
        ("hEAD", "HEAD"),
        ("purge", "PURGE"),
        ("m-search", "M-SEARCH"),
        ("OPTIONS", "OPTIONS"),
    ] {
        let site = Site::http();
        let world = world(&site, &format!("method: {method}"), "");
        world.run(&["check"]).cleanly(0);
        world.run(&["config", "check"]).cleanly(0);
        assert_eq!(site.received()[0].method, sent);
        let config = world.json(&["config", "show"]);
        assert_eq!(config["config"]["equipment"][0]["services"][0]["method"], sent);
        if let Some((by_curl, _)) = curl(&site, &["-X", method]) {
            assert_eq!(by_curl.to_ascii_uppercase(), sent);
        }
    }
    for wrong in ["connect", "Connect", "\"ge t\"", "\"g:t\"", "\"\"", "é"] {
        let site = Site::http();
        let ran = world(&site, &format!("method: {wrong}"), "").run(&["config", "check"]);
        ran.code(78).mentions("services[0].method");
    }
}

#[test]
fn a_header_authorization_wins_over_basic_auth() {
    const BASIC: &str = "basic_auth: {user: probe, password: pass}";
    const BEARER: &str = "header: {authorization: {env: TOKEN}}";
    let both = format!("{BASIC}, {BEARER}");
    for (keys, sent, flags, warns) in [
        (BASIC, "Basic cHJvYmU6cGFzcw==", &["-u", "probe:pass"][..], false),
        (BEARER, "Bearer abc", &["-H", "authorization: Bearer abc"], false),
        (&both, "Bearer abc", &["-u", "probe:pass", "-H", "authorization: Bearer abc"], true),
    ] {
        let site = Site::http();
        let world = world(&site, keys, "Bearer abc");
        world.run(&["check"]).cleanly(0);
        let received = &site.received()[0];
        assert_eq!(received.header("authorization"), sent, "{keys}");
        let checked = world.run(&["config", "check"]).code(0);
        let warning = "there is a header Authorization too, which is sent; `basic_auth` is not";
        assert_eq!(checked.to_string().contains(warning), warns, "{checked}");
        if let Some((_, by_curl)) = curl(&site, flags) {
            assert_eq!(by_curl, sent, "{keys}");
        }
    }
}

#[test]
fn credentials_of_two_levels_are_noticed_where_the_second_is_written() {
    let site = Site::http();
    for (defaults, equipment, service, place) in [
        (
            "basic_auth: {user: a, password: b}",
            "",
            "header: {Authorization: x}",
            "services[0].header",
        ),
        (
            "header: {Authorization: x}",
            "",
            "basic_auth: {user: a, password: b}",
            "services[0].basic_auth",
        ),
        (
            "header: {Authorization: x}, basic_auth: {user: a}",
            "",
            "timeout: 1s",
            "defaults.basic_auth",
        ),
        ("header: {Authorization: x}", "basic_auth: {user: a}", "", "defaults.basic_auth"),
    ] {
        let text = format!(
            "defaults: {{upgrade_to_https: false, {defaults}}}\nequipment:\n  - name: web-1\n    \
             defaults: {{{equipment}}}\n    services: [{{name: a, url: \"{}\", {service}}}]\n",
            site.url("/")
        );
        let warnings = World::with_text(&text).json(&["config", "check"])["warnings"].clone();
        let warnings = warnings.as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{text} {warnings:#?}");
        assert!(warnings[0]["path"].as_str().unwrap().ends_with(place), "{warnings:#?}");
        assert!(warnings[0]["line"].is_u64(), "{warnings:#?}");
    }
    // Said to be nothing, it is.
    let text = format!(
        "defaults: {{upgrade_to_https: false, header: {{Authorization: x}}}}\nequipment:\n  \
         - name: web-1\n    services: [{{name: a, url: \"{}\", header: null, basic_auth: {{user: a}}}}]\n",
        site.url("/")
    );
    World::with_text(&text).run(&["config", "check"]).cleanly(0);
}

#[test]
fn a_password_that_is_not_sent_is_not_read_either() {
    let site = Site::http();
    let keys = "header: {Authorization: {env: TOKEN}}, \
                basic_auth: {user: a, password: {env: NOT_SET}}";
    world(&site, keys, "Bearer abc").run(&["check"]).cleanly(0);
    assert_eq!(site.received()[0].header("authorization"), "Bearer abc");
}

#[test]
fn a_value_that_cannot_be_sent_makes_its_service_unknown_and_is_never_shown() {
    let cases = [
        ("Authorization", "Bearer hush\u{a0}hush", Some("has an invisible character")),
        ("X-Token", "hush\u{a0}", Some("has an invisible character")),
        ("X-Token", "\u{feff}hush", Some("has an invisible character")),
        ("X-Token", "hush\u{200b}hush", Some("has an invisible character")),
        ("X-Token", "hush\nX-Evil: hush", Some("has more than one line")),
        ("X-Token", "hush\r", Some("has more than one line")),
        ("X-Token", "hush\u{7f}", Some("or a control character")),
        ("Authorization", "Bearer hush-é", Some("has a character that is not ASCII")),
        ("Host", "hush-é.example", Some("has a character that is not ASCII")),
        // As curl sends it.
        ("X-Name", "hush-é", None),
        ("X-Token", "hush hush", None),
    ];
    for (name, value, reason) in cases {
        let site = Site::http();
        let world = world(&site, &format!("header: {{{name}: {{env: TOKEN}}}}"), value);
        let pass = world.run_json(&["check"]);
        let service = pass.json()["services"][0].clone();
        let Some(reason) = reason else {
            assert_eq!((pass.exit(), &service["state"]), (0, &Value::from("ok")), "{value:?}");
            assert_eq!(site.received()[0].header(&name.to_ascii_lowercase()), value);
            continue;
        };
        assert_eq!((pass.exit(), &service["state"]), (0, &Value::from("unknown")), "{value:?}");
        let detail = service["detail"].as_str().unwrap();
        let start = format!("the value of the header {name} ");
        assert!(detail.starts_with(&start) && detail.contains(reason), "{value:?}: {detail}");
        assert_eq!(world.requests("all").len(), 0, "{value:?}");
        assert_eq!(site.received().len(), 0, "{value:?}");
        for command in [&["-v", "check"][..], &["probe", "shop"], &["status"], &["history", "shop"]]
        {
            let _ = world.run(command).says_nothing_of("hush");
        }
        let database = std::fs::read(world.database()).unwrap();
        assert!(!database.windows(4).any(|bytes| bytes == b"hush"), "{value:?}");
    }
}

#[test]
fn a_written_value_that_cannot_be_sent_is_a_warning() {
    let site = Site::http();
    let world = world(&site, "header: {X-Token: \"hush\\u00A0\"}", "");
    let warnings = world.json(&["config", "check"])["warnings"].clone();
    assert_eq!(warnings[0]["path"], "equipment[0].services[0].header.X-Token");
    assert!(!warnings.to_string().contains("hush"));
    let pass = world.run_json(&["check"]).code(0).json();
    assert_eq!(pass["services"][0]["state"], "unknown");
}
