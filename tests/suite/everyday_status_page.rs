//! The public page on an ordinary day: a proxy in the way, and words for people.

use std::time::Duration;

use serde_json::json;

use super::cachet::scene;
use crate::support::cachet::Trouble;
use crate::support::{Answer, Cachet, Configuration, Release, Site};

const KEYS: &str = "action: [UPDATE_STATUS, CREATE_INCIDENT], component_id: 1";
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_recovery_told_while_a_proxy_says_not_found_is_told_again() {
    let of_a_gateway = json!({"message": "no Route matched with those values"});
    let answers = [
        Answer::status(404),
        Answer::text("404 page not found"),
        Answer::json(404, &of_a_gateway),
        Answer::status(405),
    ];
    for release in Release::ALL {
        for answer in &answers {
            let scene = scene(release, KEYS);
            scene.pass("major");
            assert_eq!(scene.cachet.open_incidents(), 1);
            scene.cachet.trouble(Some(Trouble::Down(answer.clone())));
            scene.is("well");
            scene.world.run(&["check"]).code(0);
            scene.cachet.trouble(None);
            scene.world.let_pass(HOUR);
            scene.pass("well");
            assert_eq!(
                (scene.cachet.component(1), scene.cachet.open_incidents()),
                (1, 0),
                "{release:?} {answer:?}"
            );
        }
    }
}

#[test]
fn a_recovery_that_was_given_up_is_told_anew_by_each_full_pass() {
    for release in Release::ALL {
        let scene = scene(release, KEYS);
        scene.pass("major");
        for answer in [400, 413, 422] {
            scene.cachet.trouble(Some(Trouble::Down(Answer::status(answer))));
            scene.is("well");
            scene.world.run(&["check"]).code(0);
            assert_eq!(scene.world.deliveries(None)[0]["status"], "failed", "{answer}");
            assert_eq!(scene.cachet.open_incidents(), 1);
        }
        // A pass over a selection tells nothing anew.
        scene.cachet.trouble(None);
        scene.world.run(&["check", "web-1"]).code(0);
        assert_eq!(scene.cachet.open_incidents(), 1);
        scene.pass("well");
        assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
        scene.cachet.site.forget();
        scene.pass("well");
        assert!(scene.cachet.site.received().is_empty(), "nothing is new");
    }
}

#[test]
fn what_is_not_due_is_told_anew_too() {
    let scene = scene(Release::V24, &format!("{KEYS}, frequency: 12h"));
    scene.pass("major");
    scene.cachet.trouble(Some(Trouble::Down(Answer::status(400))));
    scene.world.let_pass(12 * HOUR);
    scene.is("well");
    scene.world.run(&["check"]).code(0);
    scene.cachet.trouble(None);
    scene.world.let_pass(HOUR);
    scene.pass("well");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
}

#[test]
fn the_same_refusal_is_told_once() {
    let scene =
        scene(Release::V24, "action: [UPDATE_STATUS, PUSH_METRICS], component_id: 7, metric_id: 9");
    let first = scene.world.run(&["check", "--report", "changes"]).code(0);
    assert_eq!(
        first.stderr.matches("given up: cachet: HTTP 404: there is no component 7").count(),
        1
    );
    assert_eq!(first.stderr.matches("given up: cachet: HTTP 404: there is no metric 9").count(), 1);
    scene.world.run(&["check", "--report", "changes"]).silently(0);
}

/// What the page is told of a service with these keys that answers so, and what the
/// request says of it.
fn told(keys: &str, answer: Answer) -> (String, String) {
    let scene = scene(Release::V24, &format!("{keys}, {KEYS}"));
    scene.site.answers("/", answer);
    scene.world.run(&["check"]).code(1);
    let description = scene.world.one_request("open")["description"].as_str().unwrap().to_owned();
    (scene.cachet.incident().message, description)
}

#[test]
fn the_public_hears_the_kind_of_failure_and_the_request_has_the_detail() {
    let json = json!({"status": "db pa55word wrong", "host": "db-7.internal"});
    let expected = |list: &str| format!("timeout: 400ms, expectation: [{list}]");
    let cases = [
        (expected("{type: HTTP_STATUS, status_range: 200}"), Answer::status(503), "HTTP error"),
        (expected("{type: HTTP_STATUS, status_range: 200}"), Answer::Silence, "no answer in time"),
        (expected("{type: HTTP_STATUS, status_range: 200}"), Answer::Close, "no connection"),
        (expected("{type: REGEX, regex: 's3cret.*'}"), Answer::text("x"), "unexpected content"),
        (expected("{type: CONTAINS, text: 's3cret'}"), Answer::text("x"), "unexpected content"),
        (
            expected("{type: JSON, path: /status, equals: ok}"),
            Answer::json(200, &json),
            "unexpected content",
        ),
        (expected("{type: BODY_SIZE, min: 99}"), Answer::text("x"), "unexpected content"),
        (
            expected("{type: HEADER, name: X-Internal, regex: s3cret}"),
            Answer::text("x"),
            "unexpected answer",
        ),
        (
            expected("{type: LATENCY, threshold: 0.05}"),
            Answer::text("x").late(Duration::from_millis(200)),
            "slow answer",
        ),
    ];
    for (keys, answer, words) in cases {
        let (public, description) = told(&keys, answer);
        assert_eq!(public, words, "{keys}");
        assert_ne!(public, description, "{keys}");
    }
}

#[test]
fn what_a_plugin_a_job_or_a_template_says_is_not_for_the_public() {
    let cachet = Cachet::new(Release::V24);
    let plugin = "monitoring_api: {version: command, command: [sh, -c, 'echo CRITICAL db-7 s3cret; exit 2']}";
    let configuration = Configuration::new()
        .top("messages: {incident_outage: \"{name}: {message} {description}\"}")
        .command("web-1/db", &format!("{plugin}, {KEYS}"))
        .heartbeat("backup", &format!("every: 1h, on_failure: down, {}", KEYS.replace('1', "2")));
    let world = super::cachet::world(&cachet, configuration);
    world.run(&["heartbeat", "backup", "--", "sh", "-c", "echo s3cret >&2; exit 3"]).code(3);
    world.run(&["check"]).code(1);
    let incidents = cachet.incidents();
    assert_eq!(incidents.len(), 2, "{incidents:#?}");
    for incident in &incidents {
        let text = format!("{} {}", incident.name, incident.message);
        assert!(!text.contains("s3cret") && !text.contains("db-7"), "{text}");
    }
    let names: Vec<_> = incidents.iter().map(|incident| incident.name.as_str()).collect();
    assert!(names.contains(&"db: check failed check failed"), "{names:?}");
}

#[test]
fn the_page_and_the_webhook_have_one_title() {
    let cases = [
        ("timeout: 300ms", Answer::Silence, "shop is unavailable"),
        ("timeout: 8s", Answer::status(500), "shop is unavailable"),
        (
            "expectation: [{type: CONTAINS, text: x, incident: PERFORMANCE}]",
            Answer::text("y"),
            "shop is unavailable",
        ),
        (
            "expectation: [{type: LATENCY, threshold: 0.05}]",
            Answer::text("x").late(Duration::from_millis(200)),
            "shop has degraded performance",
        ),
        (
            "expectation: [{type: LATENCY, threshold: 0.05, incident: MAJOR}]",
            Answer::text("x").late(Duration::from_millis(200)),
            "shop has degraded performance",
        ),
    ];
    for (keys, answer, title) in cases {
        let (site, hook, cachet) = (Site::http(), Site::http(), Cachet::new(Release::V3));
        site.answers("/", answer);
        let configuration = Configuration::new()
            .service_with("web-1/shop", &site.url("/"), &format!("{keys}, {KEYS}"))
            .webhook_with("hook", &hook.url("/hook"), "json: {title: \"{title}\"}");
        super::cachet::world(&cachet, configuration).run(&["check"]).code(1);
        assert_eq!(cachet.incident().name, title, "{keys}");
        assert_eq!(hook.received()[0].json()["title"], title, "{keys}");
    }
}

#[test]
fn a_component_that_is_off_the_page_stays_off() {
    for release in Release::ALL {
        let scene = scene(release, "action: [UPDATE_STATUS], component_id: 1");
        scene.cachet.disable_component(1);
        scene.pass("major");
        assert_eq!((scene.cachet.component(1), scene.cachet.is_enabled(1)), (3, false));
        scene.pass("well");
        assert_eq!((scene.cachet.component(1), scene.cachet.is_enabled(1)), (1, false));
    }
}

#[test]
fn what_a_heartbeat_and_an_equipment_could_not_tell_is_told_anew() {
    let cachet = Cachet::new(Release::V24);
    let configuration = Configuration::new()
        .equipment("web-1", "action: [UPDATE_STATUS, CREATE_INCIDENT]; component_id: 1")
        .heartbeat(
            "backup",
            &format!("every: 9h, on_failure: down, {}", KEYS.replace(": 1", ": 2")),
        );
    let world = super::cachet::world(&cachet, configuration);
    world.run(&["heartbeat", "backup", "--status", "down"]).cleanly(0);
    let payload = r#"{"event":"STOPPED","host_status":"NORMAL","cluster_status":"OFFLINE"}"#;
    let create = [
        "notifications",
        "create",
        "--type",
        "COMPUTE_HOST",
        "--host",
        "web-1",
        "--payload",
        payload,
    ];
    world.run(&create).cleanly(0);
    world.run(&["check"]).cleanly(1);
    assert_eq!((cachet.component(1), cachet.component(2), cachet.open_incidents()), (3, 3, 2));
    let texts: Vec<_> = cachet.incidents().into_iter().map(|incident| incident.message).collect();
    assert!(texts.contains(&"the job failed".to_owned()), "{texts:?}");
    assert!(texts.contains(&"host failure".to_owned()), "{texts:?}");

    cachet.trouble(Some(Trouble::Down(Answer::status(400))));
    world.run(&["heartbeat", "backup"]).code(0).complains("given up: cachet: HTTP 400");
    let id = world.requests("open")[0]["id"].to_string();
    world.run(&["requests", "close", &id]).code(0).complains("given up: cachet: HTTP 400");
    cachet.trouble(None);
    world.run(&["check"]).code(0).complains("given up: cachet: HTTP 400");
    assert_eq!((cachet.component(1), cachet.component(2), cachet.open_incidents()), (1, 1, 0));
    world.run(&["check"]).cleanly(0);
}

#[test]
fn a_page_that_an_earlier_release_left_wrong_is_put_right() {
    let scene = scene(Release::V3, KEYS);
    scene.pass("major");
    scene.pass("well");
    // As version 9 left it after one 404 of a proxy: told, given up, and never again.
    let sql = "UPDATE delivery SET status = 'failed', last_error = 'c answered HTTP 404'
               WHERE sequence = (SELECT max(sequence) FROM delivery WHERE event = 'status.changed');";
    scene.world.sqlite().execute_batch(sql).unwrap();
    scene.cachet.set_component(1, 4);
    scene.pass("well");
    assert_eq!(scene.cachet.component(1), 1);
}
