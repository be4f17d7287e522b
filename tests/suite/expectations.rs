//! What an answer must be, for each kind of expectation.

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

/// Probes a service with that expectation, and gives what came of it.
fn probed(answer: Answer, expectation: &str) -> Value {
    let site = Site::http();
    site.answers("/", answer);
    let keys = format!("expectation: [{expectation}]");
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), &keys));
    let probe = world.json(&["probe", "web-1/shop"])["probe"].clone();
    // A pass thinks the same.
    let pass = world.json(&["check"])["services"][0].clone();
    for field in ["state", "detail", "http_status_ok"] {
        assert_eq!(probe[field], pass[field], "{field}: {probe:#}");
    }
    probe
}

fn page() -> Answer {
    Answer::text("{\"status\": \"ok\", \"queue\": {\"length\": 12}}")
        .header("Content-Type", "application/json; charset=utf-8")
}

#[test]
fn each_kind_holds_or_says_why_not() {
    let cases = [
        ("{type: HTTP_STATUS, status_range: 200-205}", Answer::status(204), None),
        ("{type: HTTP_STATUS, status_range: 200-205}", Answer::status(205), Some("HTTP 205")),
        ("{type: HTTP_STATUS, status_range: \"204\"}", Answer::status(204), None),
        ("{type: REGEX, regex: \".*ok\"}", Answer::text("a\nb ok"), None),
        (
            "{type: REGEX, regex: ok}",
            Answer::text("is ok"),
            Some("the body does not match the regex \"ok\""),
        ),
        ("{type: CONTAINS, text: queue}", page(), None),
        ("{type: HEADER, name: content-type, regex: application/json}", page(), None),
        ("{type: HEADER, name: X-Cache}", page(), Some("there is no header X-Cache")),
        (
            "{type: HEADER, name: Content-Type, regex: text}",
            page(),
            Some(
                "the header Content-Type \"application/json; charset=utf-8\" does not match the regex \"text\"",
            ),
        ),
        ("{type: JSON, path: /status, equals: ok}", page(), None),
        ("{type: JSON, path: /status, equals: null}", page(), Some("/status is \"ok\", not null")),
        ("{type: JSON, path: /queue/length, min: 1, max: 12}", page(), None),
        (
            "{type: JSON, path: /queue/length, max: 10}",
            page(),
            Some("/queue/length is 12; at most 10 wanted"),
        ),
        ("{type: JSON, path: /uptime}", page(), Some("the JSON has nothing at \"/uptime\"")),
        ("{type: JSON, path: /status}", Answer::text("<html>"), Some("the body is not JSON")),
        ("{type: BODY_SIZE, min: 3, max: 4}", Answer::text("1234"), None),
        (
            "{type: BODY_SIZE, max: 3}",
            Answer::text("1234").compressed(),
            Some("the body has 4 bytes; at most 3 wanted"),
        ),
        (
            "{type: BODY_SIZE, max: 1000}",
            Answer::EndlessBody,
            Some("the body has more than 1048576 bytes; at most 1000 wanted"),
        ),
    ];
    for (expectation, answer, detail) in cases {
        let probe = probed(answer, expectation);
        let seen = &probe["expectations"][0];
        assert_eq!(seen["ok"], detail.is_none(), "{expectation}: {probe:#}");
        assert_eq!(probe["detail"], json!(detail), "{expectation}");
        assert_eq!(probe["state"], if detail.is_none() { "ok" } else { "ko" });
        let kind = expectation.split([' ', ',']).nth(1).unwrap();
        assert_eq!(seen["type"], kind);
    }
}

#[test]
fn the_worst_that_fails_is_told_and_the_first_of_equals() {
    let all = "{type: LATENCY, threshold: 0.000001}, {type: CONTAINS, text: first}, \
               {type: CONTAINS, text: second}, {type: JSON, path: /x, incident: MAJOR}";
    let probe = probed(page(), all);
    assert_eq!(probe["detail"], "the JSON has nothing at \"/x\"", "a major outage is worse");
    let failed: Vec<&Value> = probe["expectations"].as_array().unwrap().iter().collect();
    assert!(failed.iter().all(|each| each["ok"] == false));
    let equals = "{type: CONTAINS, text: first}, {type: CONTAINS, text: second}";
    assert_eq!(probed(page(), equals)["detail"], "the body does not contain \"first\"");
}

#[test]
fn what_is_shown_of_a_configuration_can_be_read_again() {
    let keys = "expectation: [{type: HEADER, name: X-A, regex: b}, {type: HEADER, name: X-B}, \
                {type: JSON, path: /a, equals: null}, {type: JSON, path: /b, min: 1.5, max: 3}, \
                {type: JSON, path: \"\", equals: {a: [1, x]}, incident: NONE}, \
                {type: BODY_SIZE, min: 1, max: 1048576}]";
    let site = Site::http();
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    let shown = world.run(&["config", "show"]).cleanly(0).stdout;
    let again = World::with_text(&shown);
    let expectations = |world: &World| {
        world.json(&["config", "show"])["config"]["equipment"][0]["services"][0]["expectation"]
            .clone()
    };
    assert_eq!(expectations(&again), expectations(&world), "{shown}");
    assert_eq!(expectations(&world)[2]["equals"], Value::Null);
    assert!(expectations(&world)[2].get("equals").is_some());
}
