//! Heartbeats: when they are late, what that opens, and what a signal closes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

fn hourly() -> World {
    World::new(&Configuration::new().heartbeat("backup", "every: 1h, runtime: 1m, margin: 1m"))
}

/// The one heartbeat of a world.
#[track_caller]
fn heartbeat(world: &World) -> Value {
    let listed = world.json(&["heartbeat"]);
    assert_eq!(listed["heartbeats"].as_array().unwrap().len(), 1, "{listed:#}");
    listed["heartbeats"][0].clone()
}

#[test]
fn the_list_has_the_fields_that_scripts_rely_on() {
    let world = hourly();
    assert_eq!(
        heartbeat(&world),
        json!({
            "name": "backup", "state": "pending", "last_signal_at": null, "deadline": null,
            "interval_s": 3720, "last_duration_ms": null, "last_exit_code": null,
            "request_id": null,
        })
    );
    assert!(!world.database().exists(), "a reading command has made a database");
    world.run(&["heartbeat", "backup"]).silently(0);
    let up = heartbeat(&world);
    assert_eq!(up["state"], "up");
    let time = |name: &str| up[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("deadline").duration_since(time("last_signal_at")).as_secs(), 3720);
    world.run(&["heartbeat"]).cleanly(0).says("3720 s").says("backup");
    let csv = world.run(&["--format", "csv", "heartbeat"]).cleanly(0);
    assert!(csv.stdout.starts_with("name,state,last_signal_at,deadline,interval_s,"), "{csv}");
    World::new(&Configuration::new()).run(&["heartbeat"]).code(0).says("no heartbeats");
}

#[test]
fn one_that_never_signalled_is_late_one_interval_after_it_appeared_and_not_before() {
    let world = hourly();
    world.run(&["check"]).cleanly(0);
    assert_eq!(heartbeat(&world)["state"], "pending");
    assert_ne!(heartbeat(&world)["deadline"], Value::Null);
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).cleanly(0);
    assert!(world.requests("all").is_empty());
    world.let_pass(MINUTE + Duration::from_secs(1));
    assert_eq!(heartbeat(&world)["state"], "late");
    let ran = world.run_json(&["check"]).cleanly(1);
    assert_eq!(ran.json()["heartbeats"][0]["state"], "late");
    assert_eq!(ran.json()["heartbeats"][0]["request_id"], 1);
    assert_eq!(ran.json()["requests"], json!({"opened": [1], "closed": []}));
    let request = world.one_request("open");
    for (field, expected) in [
        ("name", json!("[HEARTBEAT KO] backup")),
        ("source", json!("heartbeat")),
        ("failure_kind", json!("late")),
        ("failure_class", json!("down")),
        ("maintenance_type", json!("corrective")),
        ("priority", json!("2")),
        ("equipment", Value::Null),
        ("service", Value::Null),
    ] {
        assert_eq!(request[field], expected, "{field}");
    }
    let description = request["description"].as_str().unwrap();
    assert!(description.starts_with("no signal yet; one was due by 20"), "{description}");
    // No second one for the same silence.
    world.let_pass(HOUR);
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("all").len(), 1);
    world.run(&["check", "--exit-zero"]).cleanly(0);
}

#[test]
fn a_writing_heartbeat_command_begins_to_watch_all_of_them() {
    let configuration =
        Configuration::new().heartbeat("backup", "every: 1h").heartbeat("report", "interval: 7200");
    let world = World::new(&configuration);
    world.run(&["heartbeat", "backup"]).silently(0);
    world.let_pass(2 * HOUR + MINUTE);
    let listed = world.json(&["heartbeat"]);
    assert_eq!(listed["heartbeats"][0]["state"], "late");
    assert_eq!(listed["heartbeats"][1]["state"], "late");
    assert_eq!(listed["heartbeats"][1]["interval_s"], 7200);
}

#[test]
fn the_next_signal_closes_the_request_at_once_and_webhooks_hear_of_both() {
    let receiver = Site::http();
    let configuration = Configuration::new().heartbeat("backup", "every: 1h").webhook_with(
        "hook",
        &receiver.url("/"),
        "events: [request.opened, request.closed]",
    );
    let world = World::new(&configuration);
    world.run(&["heartbeat", "backup"]).silently(0);
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).cleanly(1);
    let opened = receiver.received().remove(0).json();
    assert_eq!(opened["name"], "[HEARTBEAT KO] backup");
    assert_eq!(opened["equipment"], Value::Null);
    world.run(&["requests", "list"]).cleanly(0).says("backup");
    world.run(&["requests", "show", "1"]).cleanly(0).says("heartbeat:").says("backup");
    world.run(&["heartbeat", "backup"]).silently(0);
    let closed = receiver.received().remove(1).json();
    assert_eq!(
        (&closed["event"], &closed["stage"]),
        (&json!("request.closed"), &json!("repaired"))
    );
    let request = world.one_request("repaired");
    assert_eq!(request["closed_by"], "ronde");
    assert!(request["note"].as_str().unwrap().contains("signalled again"), "{request}");
    world.run(&["check"]).cleanly(0);
    // The next silence is another outage.
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.one_request("open")["id"], 2);
}

#[test]
fn without_auto_close_a_signal_is_only_noted_once() {
    let configuration = Configuration::new().top("auto_close: false").heartbeat("a", "every: 1h");
    let world = World::new(&configuration);
    world.run(&["heartbeat", "a"]).silently(0);
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).cleanly(1);
    world.run(&["heartbeat", "a"]).silently(0);
    world.run(&["heartbeat", "a"]).silently(0);
    let request = world.one_request("open");
    assert_eq!(request["note"].as_str().unwrap().lines().count(), 1, "{request}");
}

#[test]
fn a_disabled_one_is_never_late_and_begins_anew_when_it_is_switched_on() {
    let off = Configuration::new().heartbeat("backup", "every: 1h, enabled: false");
    let world = World::new(&off);
    world.run(&["check"]).cleanly(0);
    world.run(&["heartbeat", "backup"]).silently(0);
    world.let_pass(100 * HOUR);
    world.run(&["check"]).cleanly(0);
    let state = heartbeat(&world);
    assert_eq!((&state["state"], &state["deadline"]), (&json!("disabled"), &Value::Null));
    world.configure(&Configuration::new().heartbeat("backup", "every: 1h"));
    world.run(&["check"]).cleanly(0);
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).cleanly(1);
}

#[test]
fn one_that_left_the_configuration_begins_anew_when_it_comes_back() {
    let world = hourly();
    world.run(&["check"]).cleanly(0);
    world.configure(&Configuration::new().heartbeat("other", "every: 1h"));
    world.run(&["check"]).cleanly(0);
    world.let_pass(100 * HOUR);
    world.configure(&Configuration::new().heartbeat("backup", "every: 1h"));
    world.run(&["check"]).cleanly(0);
    assert!(world.requests("all").is_empty());
}

#[test]
fn only_a_full_pass_looks_at_heartbeats_and_a_dry_one_records_nothing() {
    let site = Site::http();
    site.answers("/", Answer::text("ok"));
    let configuration =
        Configuration::new().service("web/shop", &site.url("/")).heartbeat("backup", "every: 1h");
    let world = World::new(&configuration);
    world.run(&["check", "shop"]).cleanly(0);
    assert_eq!(heartbeat(&world)["deadline"], Value::Null);
    world.run(&["heartbeat", "backup"]).silently(0);
    world.let_pass(2 * HOUR);
    let partial = world.run_json(&["check", "shop"]).cleanly(0).json();
    assert_eq!(partial["heartbeats"], json!([]));
    let dry = world.run_json(&["check", "--dry-run"]).cleanly(1).json();
    assert_eq!(dry["heartbeats"][0]["state"], "late");
    assert!(world.requests("all").is_empty());
    world.run(&["check", "--report", "changes"]).cleanly(1).says("backup").says("late");
    world.run(&["check", "--report", "changes"]).silently(1);
    world.run(&["check", "--report", "ko"]).cleanly(1).says("backup").says_nothing_of("shop");
}

#[test]
fn down_is_reported_until_the_next_good_signal() {
    let world = hourly();
    world.run(&["heartbeat", "backup", "--status", "down", "--msg", "disk full"]).silently(0);
    assert_eq!(heartbeat(&world)["state"], "down");
    world.run(&["check"]).cleanly(1);
    let request = world.one_request("open");
    assert_eq!(request["description"], "disk full");
    assert_eq!(request["failure_kind"], "process");
    world.run(&["heartbeat", "backup", "--status", "up"]).silently(0);
    assert_eq!(heartbeat(&world)["state"], "up");
    world.one_request("repaired");
}

#[test]
fn a_request_that_is_closed_by_hand_comes_back_with_the_next_pass() {
    let world = hourly();
    world.run(&["heartbeat", "backup", "--status", "down"]).silently(0);
    world.run(&["check"]).cleanly(1);
    let ran = world.run(&["requests", "close", "1"]).code(0);
    assert!(ran.stderr.starts_with("warning: heartbeat backup is still KO"), "{ran}");
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.one_request("open")["id"], 2);
    world.run(&["heartbeat", "backup"]).silently(0);
    assert_eq!(world.requests("repaired").len(), 2);
}

#[test]
fn a_clock_that_was_set_back_does_not_keep_a_dead_job_quiet() {
    let world = hourly();
    world.run(&["heartbeat", "backup"]).silently(0);
    world.let_time_run_back(1000 * HOUR);
    world.run(&["check"]).cleanly(0);
    world.let_pass(HOUR + 3 * MINUTE);
    world.run(&["check"]).cleanly(1);
}

#[test]
fn a_monitor_that_is_cut_off_still_knows_the_time() {
    let mut configuration = Configuration::new().heartbeat("backup", "every: 1h");
    for service in ["a/1", "a/2", "a/3", "b/1", "b/2"] {
        configuration = configuration.service(service, "http://127.0.0.1:1/");
    }
    let world = World::new(&configuration);
    world.run(&["check"]).code(5);
    world.let_pass(HOUR + MINUTE);
    world.run(&["check"]).code(5);
    assert_eq!(world.one_request("open")["name"], "[HEARTBEAT KO] backup");
}

#[test]
fn what_is_not_there_is_said() {
    let world = hourly();
    world.run(&["heartbeat", "bakcup"]).refused(4).complains("no heartbeat \"bakcup\"");
    assert!(!world.database().exists());
    world.run(&["heartbeat", "--status", "down"]).refused(2);
    world.run(&["heartbeat", "backup", "--ping", "fast"]).refused(2);
    world.run(&["heartbeat", "backup", "--status", "sideways"]).refused(2);
}

#[test]
fn a_schedule_has_a_deadline_and_an_interval() {
    let keys = "schedule: \"0 3 * * *\", timezone: Europe/Paris, runtime: 10m, margin: 5m";
    let world = World::new(&Configuration::new().heartbeat("nightly", keys));
    world.run(&["heartbeat", "nightly"]).silently(0);
    let listed = heartbeat(&world);
    // The night in which the clock is put back is an hour longer.
    assert_eq!(listed["interval_s"], 25 * 3600 + 900);
    let deadline: jiff::Timestamp = listed["deadline"].as_str().unwrap().parse().unwrap();
    let local = deadline.to_zoned(jiff::tz::TimeZone::get("Europe/Paris").unwrap());
    assert_eq!((local.hour(), local.minute(), local.second()), (3, 15, 0));
}
