//! What an imported configuration of cachet-url-monitor does is what the old one did.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::cachet::TOKEN;
use crate::support::{Answer, Cachet, Leaf, Release, Site, World};

/// An old configuration with one endpoint that has these keys, and what else
/// stands at its top level.
fn old(endpoint: &Value, top: &Value) -> String {
    let mut whole = json!({
        "name": "shop", "url": "http://shop.test/", "method": "GET", "timeout": 5,
        "expectation": [{"type": "HTTP_STATUS", "status_range": "200-300"}],
        "component_id": 1, "action": ["CREATE_INCIDENT"], "public_incidents": true,
        "frequency": 60,
    });
    let set = |object: &mut Value, keys: &Value| {
        for (key, value) in keys.as_object().unwrap() {
            object[key] = value.clone();
        }
    };
    set(&mut whole, endpoint);
    let cachet = json!({"api_url": "http://cachet.test/api/v1", "token": "token2"});
    let mut old = json!({"endpoints": [whole], "cachet": cachet});
    set(&mut old, top);
    old.to_string()
}

/// A world with the old file in it.
fn world(old: &str) -> World {
    let world = World::with_text("");
    fs::write(world.path("old.yml"), old).unwrap();
    world
}

const IMPORT: &[&str] = &["import", "cachet-url-monitor", "old.yml"];

/// The world in which the imported configuration is in force.
fn moved(old: &str) -> World {
    let new = world(old).run(IMPORT).code(0).stdout;
    let mut world = World::with_text(&format!("{new}check: {{recheck_after: 20ms}}\n"));
    fs::create_dir(world.path("home")).unwrap();
    world.variable("CACHET_TOKEN", TOKEN);
    world
}

fn check(world: &World, code: i32) -> Value {
    world.run_json(&["check", "--force"]).code(code).json()["services"][0].clone()
}

#[test]
fn the_verdicts_are_the_old_ones_over_https_too() {
    let expectations = json!([
        {"type": "HTTP_STATUS", "status_range": "200-203"},
        {"type": "LATENCY", "threshold": 0.5},
        {"type": "REGEX", "regex": "status.*"},
    ]);
    for site in [Site::http(), Site::https(Leaf::SelfSigned)] {
        let cachet = Cachet::new(Release::V24);
        let endpoint = json!({
            "url": site.url("/"), "insecure": true, "header": {"X-A": "b"},
            "expectation": expectations, "action": ["UPDATE_STATUS"],
        });
        let page = json!({"api_url": cachet.site.url("/api/v1"), "token": "token2"});
        let world = moved(&old(&endpoint, &json!({"cachet": page})));
        for (answer, code, component) in [
            (Answer::status(200), 0, 1),
            (Answer::status(203), 1, 3),
            (Answer::status(202), 0, 1),
            (Answer::text("a status"), 1, 3),
            (Answer::status(200).late(Duration::from_millis(700)), 1, 2),
        ] {
            site.answers("/", answer);
            let service = check(&world, code);
            assert_eq!(cachet.component(1), component, "{service}");
        }
        assert_eq!(site.received()[0].header("x-a"), "b");
    }
}

#[test]
fn who_asked_in_the_url_asks_still() {
    let (shop, push) = (Site::http(), Site::http());
    let with_login = |url: String| url.replace("http://", "http://us%65r:p%40ss@");
    let text = old(
        &json!({"url": with_login(shop.url("/"))}),
        &json!({"webhooks": [{"url": with_login(push.url("/{title}"))}]}),
    );
    let ran = world(&text).run(IMPORT).code(0);
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.matches("stood in the URL").count(), 2, "{}", ran.stdout);
    shop.answers("/", Answer::status(500));
    check(&moved(&text), 1);
    let basic = "Basic dXNlcjpwQHNz";
    assert_eq!(shop.received()[0].header("authorization"), basic);
    let call = &push.received()[0];
    assert_eq!(
        (call.header("authorization"), call.target.as_str()),
        (basic, "/shop%20is%20unavailable")
    );
    let broken = old(&json!({"url": "http://user:pass@[::/"}), &json!({}));
    let ran = world(&broken).run(IMPORT).refused(2);
    assert!(ran.stderr.contains("endpoints[0]: url: is not one"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("pass"), "{}", ran.stderr);
}

#[test]
fn a_service_outlives_a_pattern_of_python_only() {
    let site = Site::http();
    let expectation = json!([{"type": "REGEX", "regex": "(?P<broken"}]);
    let text = old(&json!({"url": site.url("/"), "expectation": expectation}), &json!({}));
    let ran = world(&text).run(IMPORT).code(0);
    let reason = "\"(?P<broken\" is a regular expression of Python only";
    assert!(
        ran.stderr.contains(&format!(
            "warning: old.yml: endpoints[0].expectation[0]: {reason}: left out"
        )),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("# until a REGEX stands here again, any answer will do"));
    site.answers("/", Answer::status(500));
    check(&moved(&text), 0);
}

#[test]
fn texts_say_what_they_said() {
    let (shop, push) = (Site::http(), Site::http());
    let text = old(
        &json!({"url": shop.url("/"), "team": "we{b}", "version": 3, "header": {"A": "b"}}),
        &json!({"webhooks": [{"url": push.url("/"), "params": {
            "a": "{{team}} {team}", "b": "{version}", "c": "{timeout}", "d": "{frequency}",
            "e": "{header}.", "f": "{public_incidents}",
        }}]}),
    );
    let ran = world(&text).run(IMPORT).code(0);
    assert!(ran.stderr.contains("params.e: {header} is not known here and is left out"));
    assert!(!ran.stderr.contains("params.a"), "{}", ran.stderr);
    shop.answers("/", Answer::status(500));
    check(&moved(&text), 1);
    let target = push.received()[0].target.clone();
    assert_eq!(target, "/?a=%7Bteam%7D+we%7Bb%7D&b=3&c=5&d=60&e=.&f=True");
}

#[test]
fn webhooks_are_called_when_they_were() {
    let (shop, push) = (Site::http(), Site::http());
    let expectation = json!([
        {"type": "HTTP_STATUS", "status_range": 200}, {"type": "LATENCY", "threshold": 0.2},
    ]);
    let text = old(
        &json!({"url": shop.url("/"), "expectation": expectation}),
        &json!({"webhooks": [{"url": push.url("/")}]}),
    );
    let new = world(&text).run(IMPORT).code(0).stdout;
    assert!(!new.contains("called for every service"), "{new}");
    let world_now = moved(&text);
    let late = Answer::status(200).late(Duration::from_millis(400));
    for (answer, code, calls) in
        [(late, 1, 1), (Answer::status(500), 1, 1), (Answer::status(200), 0, 2)]
    {
        shop.answers("/", answer);
        check(&world_now, code);
        assert_eq!(push.received().len(), calls, "nothing is told of one that becomes worse");
    }
    let silent = old(
        &json!({"action": ["UPDATE_STATUS"]}),
        &json!({"webhooks": [{"url": "http://push.test/"}]}),
    );
    let new = world(&silent).run(IMPORT).code(0).stdout;
    let remark = "# called for every service, no longer only with CREATE_INCIDENT; so also for:\n#   \"shop\"\n";
    assert!(new.contains(remark), "{new}");
}

#[test]
fn nothing_is_dropped_without_a_word() {
    let text = old(
        &json!({"header": {"A": null, "B": "c"}}),
        &json!({"webhooks": [{"url": "http://push.test/", "method": "PUT", "params": {"a": [1]}}]}),
    );
    let ran = world(&text).run(IMPORT).code(0);
    for warning in [
        "endpoints[0]: header: \"A\" has no text: left out",
        "webhooks[0].method: not a key of cachet-url-monitor: left out",
        "webhooks[0].params.a: is not a text: left out",
    ] {
        assert!(ran.stderr.contains(&format!("warning: old.yml: {warning}")), "{}", ran.stderr);
    }
    for (endpoint, top, problem) in [
        (json!({"timeout": "soon"}), json!({}), "endpoints[0]: timeout: \"soon\" is not a number"),
        (json!({"timeout": -1}), json!({}), "endpoints[0]: timeout: -1 is not a number above 0"),
        (json!({"action": "UPDATE_STATUS"}), json!({}), "endpoints[0]: action: is not a list"),
        (
            json!({}),
            json!({"cachet": {"api_url": "http://c.test/", "token": {"a": "s3cret"}}}),
            "cachet: token: is neither a text nor a list",
        ),
        (
            json!({}),
            json!({"webhooks": [{"url": "http://push.test/", "params": "a=b"}]}),
            "webhooks[0].params: is not a map",
        ),
        (
            json!({}),
            json!({"messages": {"incident_outage": "{name"}}),
            "messages.incident_outage: a single '{'",
        ),
    ] {
        let ran = world(&old(&endpoint, &top)).run(IMPORT).refused(2).complains(problem);
        assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
    }
    let unsaid = old(&json!({"public_incidents": null}), &json!({}));
    let new = world(&unsaid).run(IMPORT).code(0).stdout;
    let remark =
        "# was missing, with which the old program did not start\n        public_incidents: true";
    assert!(new.contains(remark), "{new}");
}
