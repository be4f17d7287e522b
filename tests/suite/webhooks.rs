//! What arrives at a webhook that works.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

/// A KO service, a receiver, and a webhook with these keys.
fn ko(keys: &str) -> (Site, Site, World) {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let world = World::new(&watching(&site, &receiver, keys));
    (site, receiver, world)
}

fn watching(site: &Site, receiver: &Site, keys: &str) -> Configuration {
    Configuration::new().service("web-1/my shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/hook"),
        keys,
    )
}

#[test]
fn an_opened_request_is_told_in_the_add_ons_words() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let configuration = watching(&site, &receiver, "user: ronde, password: hush")
        .top("link: \"https://wiki.example.com/runbook?request={id}&service={service}\"");
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!(pass["deliveries"], json!({"finished": 1, "error": 0, "failed": 0, "queued": 0}));

    let calls = receiver.received();
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!((call.method.as_str(), call.target.as_str()), ("POST", "/hook"));
    assert!(call.header("content-type").starts_with("application/json"), "{call:?}");
    assert_eq!(call.header("authorization"), "Basic cm9uZGU6aHVzaA==");
    let expected = json!({
        "id": 1,
        "name": format!("[HTTP KO] {}", site.url("/")),
        "priority": "2",
        "description": "HTTP 503",
        "equipment": "web-1",
        "link": "https://wiki.example.com/runbook?request=1&service=my%20shop",
    });
    assert_eq!(call.json(), expected, "exactly these fields");

    let delivery = &world.deliveries(None)[0];
    assert_eq!(delivery["id"], call.header("idempotency-key"));
    assert!(uuid::Uuid::parse_str(call.header("idempotency-key")).is_ok());
    assert_eq!(delivery["destination"], "hook");
    assert_eq!(delivery["kind"], "webhook");
    assert_eq!(delivery["event"], "request.opened");
    assert_eq!(delivery["status"], "finished");
    assert_eq!(delivery["attempts"], 1);
    assert_eq!(delivery["request_id"], 1);
    assert_eq!(delivery["last_error"], Value::Null);
}

#[test]
fn by_default_a_closed_request_is_not_told() {
    let (site, receiver, world) = ko("");
    world.run(&["check"]).cleanly(1);
    assert_eq!(receiver.received()[0].json()["link"], Value::Null);
    assert_eq!(receiver.received()[0].header("authorization"), "");
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(receiver.received().len(), 1);
}

#[test]
fn a_closed_request_is_told_with_its_stage_and_times() {
    let (site, receiver, world) = ko("events: [request.opened, request.closed]");
    world.run(&["check"]).cleanly(1);
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    let calls = receiver.received();
    assert_eq!(calls.len(), 2);
    let closed = calls[1].json();
    let request = world.one_request("all");
    for field in ["id", "name", "priority", "description", "equipment", "stage"] {
        assert_eq!(closed[field], request[field], "{field}");
    }
    assert_eq!(closed["event"], "request.closed");
    assert_eq!(closed["stage"], "repaired");
    assert_eq!(closed["opened_at"], request["opened_at"]);
    assert_eq!(closed["closed_at"], request["closed_at"]);
    assert_eq!(closed.get("down_for_s"), None, "both were told");
    let keys: BTreeSet<_> = calls.iter().map(|call| call.header("idempotency-key")).collect();
    assert_eq!(keys.len(), 2);
}

#[test]
fn what_people_do_is_told_at_once() {
    let (_site, receiver, world) = ko("events: [request.opened, request.closed]");
    world.run(&["requests", "create", "--equipment", "web-1", "--name", "new disk"]).code(0);
    let opened = receiver.received()[0].json();
    assert_eq!((&opened["name"], &opened["equipment"]), (&json!("new disk"), &json!("web-1")));
    world.run(&["requests", "close", "1"]).code(0);
    assert_eq!(receiver.received()[1].json()["event"], "request.closed");
}

#[test]
fn the_form_with_parameters_has_them_in_the_query() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new().service("web-1/my shop", &site.url("/")).webhook_with(
        "push",
        &receiver.url("/message/{service}?token=abc"),
        "params: {title: \"{title}\", message: \"{message}\", priority: 5, braces: \"{{}}\"}",
    );
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);

    let calls = receiver.received();
    assert_eq!(calls.len(), 2, "with params, closed requests are told too");
    let query = |index: usize| -> Vec<(String, String)> {
        let url = url::Url::parse(&format!("http://x{}", calls[index].target)).unwrap();
        assert_eq!(url.path(), "/message/my%20shop");
        url.query_pairs().into_owned().collect()
    };
    let pairs = |title: &str, message: &str| -> Vec<(String, String)> {
        [
            ("token", "abc"),
            ("title", title),
            ("message", message),
            ("priority", "5"),
            ("braces", "{}"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    };
    assert_eq!(query(0), pairs("my shop is unavailable", "HTTP 503"));
    assert_eq!(query(1)[1].1, "my shop is operational");
    assert!(calls.iter().all(|call| call.method == "POST" && call.body.is_empty()), "{calls:?}");
}

#[test]
fn the_json_form_is_any_object_with_names_in_its_strings() {
    let keys =
        "json: {text: \"{title}: {message}\", nested: [{a: \"{equipment}\"}, 3, true, null]}";
    let (_site, receiver, world) = ko(keys);
    world.run(&["check"]).cleanly(1);
    let expected = json!({
        "text": "my shop is unavailable: HTTP 503",
        "nested": [{"a": "web-1"}, 3, true, null],
    });
    assert_eq!(receiver.received()[0].json(), expected);
}

#[test]
fn titles_can_be_said_in_other_words() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let configuration = watching(&site, &receiver, "json: {text: \"{title}\"}")
        .top("messages: {incident_outage: \"{equipment}: \\\"{name}\\\" est en panne\"}");
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    assert_eq!(receiver.received()[0].json(), json!({"text": "web-1: \"my shop\" est en panne"}));
}

#[test]
fn two_webhooks_are_told_independently() {
    let (site, first, second) = (Site::http(), Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    first.answers("/hook", Answer::status(500));
    let world = World::new(&watching(&site, &first, "").webhook("other", &second.url("/")));
    let pass = world.run_json(&["check"]).code(1).json();
    assert_eq!(pass["deliveries"]["finished"], 1);
    assert_eq!(pass["deliveries"]["error"], 1);
    assert_eq!(second.received().len(), 1);
    assert_ne!(
        first.received()[0].header("idempotency-key"),
        second.received()[0].header("idempotency-key")
    );
}

#[test]
fn a_webhook_over_tls_is_checked_like_anything_else() {
    use crate::support::Leaf;
    for (leaf, keys, status) in [
        (Leaf::Good, "", "finished"),
        (Leaf::UnknownIssuer, "", "error"),
        (Leaf::Expired, "", "error"),
    ] {
        let (site, receiver) = (Site::http(), Site::https(leaf));
        site.answers("/", Answer::status(503));
        let world = World::new(&watching(&site, &receiver, keys));
        world.run(&["check"]).code(1);
        assert_eq!(world.deliveries(None)[0]["status"], status, "{leaf:?}");
    }
}
