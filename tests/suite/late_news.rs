//! News of other monitors that come late: what is older than a failure does
//! not end it, and a failure that is over is none.

use serde_json::{Value, json};

use crate::support::{Configuration, World};

const NOON: &str = "2026-06-01T12:00:00Z";

fn world(top: &str) -> World {
    World::new(&Configuration::new().equipment("web-1", "").top(top))
}

/// Reports that the process stopped or started at that time; the notification.
#[track_caller]
fn report(world: &World, event: &str, time: &str) -> Value {
    let payload = json!({"process_name": "nova-compute", "event": event}).to_string();
    let create = ["--format", "json", "notifications", "create", "--type", "PROCESS"];
    let what = ["--host", "web-1", "--payload", &payload, "--generated-time", time];
    let ran = world.run(&[&create[..], &what].concat()).cleanly(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    document["notification"].clone()
}

#[test]
fn a_return_that_is_older_than_the_failure_leaves_its_request_open() {
    for top in ["auto_close: true", "auto_close: false"] {
        let world = world(top);
        report(&world, "STOPPED", NOON);
        let late = report(&world, "STARTED", "2026-06-01T11:59:59.999Z");
        assert_eq!(late["status"], "finished");
        let message = "it is older than the failure of request 1, which stays as it is";
        assert_eq!(late["message"], message);
        let request = world.one_request("all");
        assert_eq!((&request["stage"], &request["note"]), (&json!("new"), &Value::Null), "{top}");
    }
}

#[test]
fn a_return_of_the_same_time_or_later_closes_it() {
    for time in [NOON, "2026-06-01T12:00:00.001Z"] {
        let world = world("auto_close: true");
        report(&world, "STOPPED", NOON);
        let back = report(&world, "STARTED", time);
        assert_eq!((&back["status"], &back["message"]), (&json!("finished"), &Value::Null));
        assert_eq!(world.one_request("all")["stage"], "repaired", "{time}");
    }
}

#[test]
fn the_last_failure_of_a_request_counts_whenever_it_was_told() {
    let world = world("auto_close: true");
    report(&world, "STOPPED", "2026-06-01T12:10:00Z");
    let earlier = report(&world, "STOPPED", NOON);
    assert_eq!((&earlier["message"], &earlier["request_id"]), (&Value::Null, &json!(1)));
    report(&world, "STARTED", "2026-06-01T12:05:00Z");
    assert_eq!(world.one_request("all")["stage"], "new");
    report(&world, "STARTED", "2026-06-01T12:15:00Z");
    assert_eq!(world.one_request("all")["stage"], "repaired");
    // A return that comes once more concerns nobody.
    assert_eq!(report(&world, "STARTED", NOON)["message"], Value::Null);
}

#[test]
fn a_return_that_was_only_noted_is_no_failure() {
    let world = world("auto_close: false");
    report(&world, "STOPPED", NOON);
    report(&world, "STARTED", "2026-06-01T12:20:00Z");
    let second = report(&world, "STARTED", "2026-06-01T12:10:00Z");
    assert_eq!(second["message"], Value::Null);
    let request = world.one_request("all");
    assert_eq!(request["note"].as_str().unwrap().lines().count(), 2, "{request}");
}

#[test]
fn a_failure_that_is_over_opens_nothing_and_recovers_nothing() {
    let recovery = "recovery: [{type: PROCESS, tasks: [{name: only, command: [touch, ran]}]}]";
    let world = world(recovery);
    report(&world, "STARTED", NOON);
    let late = report(&world, "STOPPED", "2026-06-01T11:59:59.999Z");
    assert_eq!(late["status"], "finished");
    assert_eq!(
        late["message"],
        "it started again at 2026-06-01T12:00:00Z, later than this failure"
    );
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    assert!(!world.path("ran").exists());
}

#[test]
fn a_failure_of_the_same_time_as_the_return_or_later_is_one() {
    for time in [NOON, "2026-06-01T12:00:00.001Z"] {
        let world = world("");
        report(&world, "STARTED", NOON);
        assert_eq!(report(&world, "STOPPED", time)["message"], Value::Null);
        assert_eq!(world.requests("open").len(), 1, "{time}");
    }
}

#[test]
fn what_returned_was_something_else() {
    let world = world("");
    report(&world, "STARTED", NOON);
    let payload = r#"{"process_name": "sshd", "event": "STOPPED"}"#;
    let create = ["notifications", "create", "--type", "PROCESS", "--host", "web-1", "--payload"];
    let time = ["--generated-time", "2026-06-01T11:00:00Z"];
    world.run(&[&create[..], &[payload], &time].concat()).cleanly(0);
    assert_eq!(world.one_request("open")["name"], "[PROCESS KO] web-1 sshd");
}
