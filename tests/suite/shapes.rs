//! The exact fields of the JSON documents: scripts rely on them.

use serde_json::Value;

use crate::support::{Answer, Configuration, Leaf, Site, World};

const SERVICE: &str = "id equipment service url state skip_reason http_status_ok \
    last_http_status_code last_http_check_date latency_ms detail consecutive_fails retested \
    request_id tags maintenance orphaned disk_used_percent certificate_expires_at instance perfdata";
const REQUEST: &str = "id name description priority maintenance_type stage equipment service source \
    failure_kind failure_class opened_at closed_at closed_by note";
const MODE: &str = "equipment service since until reason source";

/// It has exactly these fields: one that is renamed breaks a script, and one
/// that is new belongs in the documentation.
#[track_caller]
fn assert_fields(value: &Value, fields: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("not an object: {value}"));
    let mut found: Vec<&str> = object.keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = fields.split_whitespace().collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

fn ko() -> (Site, Site, World) {
    let (site, receiver) = (Site::https(Leaf::Good), Site::http());
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), "tags: [a]")
        .webhook("hook", &receiver.url("/"));
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    (site, receiver, world)
}

#[test]
fn check_and_status() {
    let (_site, _receiver, world) = ko();
    let check = world.json(&["check"]);
    assert_fields(&check, "schema_version pass services heartbeats requests deliveries");
    let pass =
        "started_at finished_at duration_ms checked ok ko skipped retested blind deadline_reached";
    assert_fields(&check["pass"], pass);
    assert_fields(&check["services"][0], SERVICE);
    assert_fields(&check["requests"], "opened closed");
    assert_fields(&check["deliveries"], "finished error failed queued");
    assert_eq!(check["heartbeats"], serde_json::json!([]));

    let status = world.json(&["status"]);
    assert_fields(&status, "schema_version last_pass services deliveries");
    assert_fields(&status["last_pass"], "started_at finished_at exit_code age_s stale");
    assert_fields(&status["services"][0], SERVICE);
    assert_eq!(status["last_pass"]["exit_code"], 1);
    assert_eq!(status["services"][0]["instance"], Value::Null);
    assert_eq!(status["services"][0]["perfdata"], serde_json::json!([]));
    assert_eq!(status["services"][0]["tags"], serde_json::json!(["a"]));
}

#[test]
fn times_are_in_utc() {
    let (_site, _receiver, mut world) = ko();
    world.variable("TZ", "Asia/Kolkata");
    let status = world.json(&["status"]);
    let request = world.one_request("all");
    for time in [
        &status["last_pass"]["started_at"],
        &status["last_pass"]["finished_at"],
        &status["services"][0]["last_http_check_date"],
        &status["services"][0]["certificate_expires_at"],
        &request["opened_at"],
    ] {
        let text = time.as_str().unwrap_or_else(|| panic!("{time} in {status:#}"));
        assert!(text.ends_with('Z'), "{text}");
        text.parse::<jiff::Timestamp>().unwrap();
    }
    world.run(&["requests", "show", "1"]).cleanly(0).says("+05:30");
}

#[test]
fn requests_and_deliveries() {
    let (_site, _receiver, world) = ko();
    let requests = world.json(&["requests", "list"]);
    assert_fields(&requests, "schema_version requests next_marker");
    assert_fields(&requests["requests"][0], REQUEST);
    assert_eq!(requests["next_marker"], Value::Null);
    for arguments in [
        &["requests", "show", "1"][..],
        &["requests", "start", "1"],
        &["requests", "close", "1"],
        &["requests", "create", "--equipment", "web-1", "--name", "x"],
    ] {
        let one = world.json(arguments);
        assert_fields(&one, "schema_version request");
        assert_fields(&one["request"], REQUEST);
    }
    world.run(&["requests", "create", "--equipment", "web-1", "--name", "y"]).code(0);
    let two = world.json(&["requests", "close", "2", "3"]);
    assert_fields(&two, "schema_version requests");
    assert_eq!(two["requests"].as_array().unwrap().len(), 2);

    let deliveries = world.json(&["deliveries", "list"]);
    assert_fields(&deliveries, "schema_version deliveries");
    let delivery = "id destination kind event status attempts next_attempt_at last_error request_id \
        created_at updated_at subject";
    assert_fields(&deliveries["deliveries"][0], delivery);
}

#[test]
fn equipment_maintenance_history_and_probe() {
    let (_site, _receiver, world) = ko();
    let equipment = world.json(&["equipment"]);
    assert_fields(&equipment, "schema_version equipment");
    let fields = "name source_host_uuid monitoring maintenance facts services ko open_requests \
        instances disk_used_bytes disk_used_percent";
    assert_fields(&equipment["equipment"][0], fields);

    let history = world.json(&["history", "shop"]);
    assert_fields(&history, "schema_version service results days");
    assert_fields(&history["results"][0], "at state http_status_code latency_ms detail");

    let probe = world.json(&["probe", "shop"]);
    assert_fields(&probe, "schema_version probe");
    assert_fields(&probe["probe"], &format!("{SERVICE} address phases_ms expectations"));
    assert_fields(&probe["probe"]["phases_ms"], "dns connect tls first_byte total");
    assert_fields(&probe["probe"]["expectations"][0], "type ok message");

    world.run(&["maintenance", "on", "web-1", "--for", "1h"]).code(0);
    let modes = world.json(&["maintenance", "list"]);
    assert_fields(&modes, "schema_version maintenance");
    assert_fields(&modes["maintenance"][0], MODE);
    world.let_pass(std::time::Duration::from_secs(7200));
    let ended = world.json(&["expire-maintenance"]);
    assert_fields(&ended, "schema_version maintenance");
    assert_fields(&ended["maintenance"][0], MODE);
}

#[test]
fn config_check_and_errors() {
    let world =
        World::with_text("equipment:\n  - name: web-1\n    services: [{name: a, urll: x}]\n");
    let ran = world.run_json(&["config", "check"]).code(78);
    let text = if ran.stdout.is_empty() { &ran.stderr } else { &ran.stdout };
    let report: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("{ran}"));
    assert_fields(&report, "schema_version valid problems warnings");
    assert_eq!(report["valid"], false);
    assert_fields(&report["problems"][0], "file path line column message hint");
    assert_eq!(report["problems"][0]["line"], 3);

    let error = world.run_json(&["status"]).code(78).json_error();
    assert_fields(&error, "code message hint");
    assert!(error["message"].as_str().unwrap().contains("urll"), "{error}");
}
