//! What the reading commands show of a database that a pass has left behind,
//! and what people do about requests and maintenance.
//!
//! Each test writes into its database, so that it can look at states that would
//! take days to come about.

use std::path::PathBuf;
use std::process::{Command, Output};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

const CONFIGURATION: &str = r"
equipment:
  - name: web-1
    server_ip: 192.0.2.10
    services:
      - {name: shop, url: 'https://shop.example.com/', tags: [customer-a]}
      - {name: blog, url: 'https://blog.example.com/'}
      - {name: new, url: 'https://new.example.com/'}
  - name: web-2
    services:
      - {name: shop, url: 'https://shop-2.example.com/', tags: [customer-a]}
      - {name: off, url: 'https://off.example.com/', active: false}
";

/// A directory with a configuration and a database.
struct Place {
    directory: TempDir,
    began: Timestamp,
}

impl Place {
    /// The last pass was three minutes ago; web-1/shop is KO with request 1,
    /// web-2/off and the orphan web-1/gone were KO once.
    fn new() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the program's clock is the real one")]
        let now = Timestamp::now();
        let place = Self { directory: TempDir::new().unwrap(), began: now };
        std::fs::write(place.file("config.yaml"), CONFIGURATION).unwrap();
        place.seed(now - SignedDuration::from_mins(3));
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn sqlite(&self) -> Connection {
        Connection::open(self.file("ronde.db")).unwrap()
    }

    fn seed(&self, at: Timestamp) {
        // The database is made by the first command that writes, with these two.
        self.text(0, &["maintenance", "on", "web-1", "web-2"]);
        self.text(0, &["maintenance", "off", "web-1", "web-2"]);
        let at = at.as_millisecond();
        self.sqlite()
            .execute_batch(&format!(
                "INSERT INTO pass (id, is_full, started_at, finished_at, exit_code)
                     VALUES (1, 1, {at}, {at}, 1);
                 INSERT INTO service (id, equipment_id, name, condition, is_declared_ko,
                                      consecutive_fails, last_http_status_code, http_status_ok,
                                      last_check_at, latency_ms, detail, failure_kind,
                                      failure_class, failure_incident)
                     SELECT id, equipment, name, iif(ok, 'ok', 'ko'), NOT ok, NOT ok,
                            iif(ok, 200, 503), ok, {at}, 85, iif(ok, NULL, 'HTTP 503'),
                            iif(ok, NULL, 'status'), iif(ok, NULL, 'down'),
                            iif(ok, NULL, 'partial')
                     FROM (SELECT 1 AS id, 1 AS equipment, 'shop' AS name, 0 AS ok
                           UNION VALUES (2, 1, 'blog', 1), (3, 2, 'shop', 1), (4, 2, 'off', 0),
                                        (5, 1, 'gone', 0));
                 INSERT INTO result (pass_id, service_id, at, condition, http_status_code,
                                     latency_ms, detail)
                     SELECT 1, id, {at}, condition, last_http_status_code, latency_ms, detail
                     FROM service;
                 INSERT INTO day_summary (day, service_id, checks, failures, latencies,
                                          latency_sum_ms, max_latency_ms)
                     SELECT {at} / 86400000, id, 1, is_declared_ko, 1, latency_ms, latency_ms
                     FROM service;
                 INSERT INTO request (id, name, description, priority, maintenance_type, stage,
                                      equipment_id, service_id, source, failure_kind,
                                      failure_class, opened_at)
                     VALUES (1, '[HTTP KO] https://shop.example.com/', 'HTTP 503', '2',
                             'corrective', 'new', 1, 1, 'check', 'status', 'down', {at});"
            ))
            .unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("ronde"))
            .env_clear()
            .env("TZ", "UTC")
            .arg("--config")
            .arg(self.file("config.yaml"))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What a command prints, when it ends with `code`.
    #[track_caller]
    fn text(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (lossy(&output.stdout), lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
        out
    }

    #[track_caller]
    fn json(&self, code: i32, arguments: &[&str]) -> Value {
        let text = self.text(code, &[&["--format", "json"], arguments].concat());
        serde_json::from_str(&text).unwrap()
    }

    /// What a command says on standard error, when it ends with `code`.
    #[track_caller]
    fn complaint(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {output:?}");
        lossy(&output.stderr)
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn ids(document: &Value) -> Vec<&str> {
    let services = document["services"].as_array().unwrap();
    services.iter().map(|service| service["id"].as_str().unwrap()).collect()
}

#[test]
fn status_shows_everything_that_is_configured_and_what_is_orphaned() {
    let place = Place::new();
    let status = place.json(1, &["status"]);
    assert_eq!(
        ids(&status),
        ["web-1/shop", "web-1/blog", "web-1/new", "web-2/shop", "web-2/off", "web-1/gone"]
    );
    assert_eq!(status["services"][0]["request_id"], 1);
    assert_eq!(status["services"][2]["state"], "unknown");
    assert_eq!(status["services"][4]["skip_reason"], "inactive");
    assert_eq!(status["services"][5]["orphaned"], true);
    assert_eq!(status["last_pass"]["exit_code"], 1);
    let text = place.text(1, &["status"]);
    assert!(text.starts_with("last pass 3m ago, completed "), "{text}");
    assert!(text.contains("web-1/gone"), "{text}");
    assert!(text.contains("6 services: 2 ok, 1 unknown, 1 ko; 1 not monitored; 1 orphaned"));
}

#[test]
fn only_what_is_watched_or_named_makes_status_fail() {
    let place = Place::new();
    assert_eq!(ids(&place.json(0, &["status", "web-2"])), ["web-2/shop", "web-2/off"]);
    assert_eq!(ids(&place.json(1, &["status", "web-1/gone"])), ["web-1/gone"]);
    assert_eq!(ids(&place.json(1, &["status", "tag:customer-a"])), ["web-1/shop", "web-2/shop"]);
    assert_eq!(ids(&place.json(0, &["status", "blog", "--failing"])), [] as [&str; 0]);
    assert_eq!(ids(&place.json(1, &["status", "--failing"])), ["web-1/shop", "web-1/new"]);
    assert_eq!(ids(&place.json(1, &["status", "--failing", "web-1/gone"])), ["web-1/gone"]);
    let complaint = place.complaint(4, &["status", "shop", "nothing"]);
    assert!(complaint.starts_with("error: nothing matches \"nothing\"\nhint: "), "{complaint}");
}

#[test]
fn status_without_a_database_is_old_and_creates_none() {
    let place = Place::new();
    std::fs::remove_file(place.file("ronde.db")).unwrap();
    let status = place.json(6, &["status"]);
    assert_eq!(status["last_pass"], Value::Null);
    assert!(place.text(6, &["status"]).starts_with("no pass has completed yet"));
    assert!(!place.file("ronde.db").exists());
}

#[test]
fn equipment_counts_its_services_and_requests() {
    let place = Place::new();
    let equipment = place.json(0, &["equipment", "web-1"]);
    let web = &equipment["equipment"][0];
    assert_eq!(
        (&web["services"], &web["ko"], &web["open_requests"]),
        (&json!(3), &json!(1), &json!(1))
    );
    assert_eq!(web["facts"]["server_ip"], "192.0.2.10");
    assert_eq!(place.json(0, &["equipment"])["equipment"].as_array().unwrap().len(), 2);
    assert!(
        place.complaint(4, &["equipment", "web-9"]).contains("there is no equipment \"web-9\"")
    );
}

#[test]
fn an_equipment_has_its_uuid_also_before_the_first_pass() {
    let place = Place::new();
    std::fs::remove_file(place.file("ronde.db")).unwrap();
    let before = place.json(0, &["equipment", "web-2"]);
    let uuid = before["equipment"][0]["source_host_uuid"].as_str().unwrap();
    assert_eq!(uuid.len(), 36, "{uuid}");
    place.seed(place.began);
    assert_eq!(place.json(0, &["equipment", "web-2"])["equipment"][0]["source_host_uuid"], uuid);
}

#[test]
fn history_answers_for_orphans_and_names_the_candidates_of_an_ambiguous_name() {
    let place = Place::new();
    let history = place.json(0, &["history", "web-1/gone"]);
    assert_eq!(history["service"], "web-1/gone");
    assert_eq!(history["results"][0]["detail"], "HTTP 503");
    assert_eq!(history["days"][0]["failures"], 1);
    assert_eq!(place.json(0, &["history", "web-1/new"])["results"], json!([]));
    assert_eq!(place.json(0, &["history", "blog", "--since", "1m"])["results"], json!([]));
    let complaint = place.complaint(2, &["history", "shop"]);
    assert!(complaint.contains("web-1/shop, web-2/shop"), "{complaint}");
    place.text(4, &["history", "web-1/never"]);
    place.text(2, &["history", "blog", "--since", "soon"]);
}

#[test]
fn csv_has_the_json_fields_as_columns() {
    let place = Place::new();
    let text = place.text(0, &["--format", "csv", "requests", "list"]);
    let mut lines = text.split("\r\n");
    assert!(lines.next().unwrap().starts_with("id,name,description,priority,maintenance_type,"));
    assert!(lines.next().unwrap().starts_with("1,[HTTP KO] https://shop.example.com/,HTTP 503,2,"));
    assert_eq!(lines.collect::<Vec<_>>(), [""]);
}

#[test]
fn requests_are_opened_taken_up_and_closed_by_hand() {
    let place = Place::new();
    let made = place.json(
        0,
        &[
            "requests",
            "create",
            "--equipment",
            "web-1",
            "--service",
            "web-1/blog",
            "--name",
            "slow",
        ],
    );
    assert_eq!(made["request"]["id"], 2);
    assert_eq!(made["request"]["source"], "user");
    assert_eq!(made["request"]["service"], "blog");
    place.text(0, &["requests", "start", "2", "2"]);
    assert_eq!(place.json(0, &["requests", "start", "2"])["request"]["stage"], "in-progress");
    let closed = place.json(0, &["requests", "close", "1", "2", "--note", "done"]);
    assert_eq!(closed["requests"][0]["stage"], "repaired");
    assert_eq!(closed["requests"][1]["closed_by"], "user");
    assert_eq!(place.json(0, &["requests", "list"])["requests"], json!([]));
    assert_eq!(place.text(0, &["requests", "list"]), "no requests\n");
}

#[test]
fn closing_what_is_still_ko_says_what_will_happen() {
    let place = Place::new();
    let complaint = place.complaint(0, &["requests", "close", "1", "--scrap"]);
    assert!(
        complaint.contains("web-1/shop is still KO: the next failed check will open a new request"),
        "{complaint}"
    );
    assert_eq!(place.json(0, &["requests", "show", "1"])["request"]["stage"], "scrap");
}

#[test]
fn a_change_of_several_requests_is_made_to_all_or_none() {
    let place = Place::new();
    place.text(4, &["requests", "close", "1", "7"]);
    assert_eq!(place.json(0, &["requests", "show", "1"])["request"]["stage"], "new");
    place.text(0, &["requests", "close", "1"]);
    let complaint = place.complaint(3, &["requests", "close", "1"]);
    assert!(complaint.contains("request 1 is closed already (repaired)"), "{complaint}");
    place.text(3, &["requests", "start", "1"]);
}

#[test]
fn requests_about_nothing_known_are_refused() {
    let place = Place::new();
    for (code, arguments) in [
        (4, ["create", "--equipment", "web-9", "--name", "x"].as_slice()),
        (4, &["create", "--equipment", "web-2", "--service", "blog", "--name", "x"]),
        (2, &["create", "--equipment", "web-2", "--service", "web-2/*", "--name", "x"]),
        (2, &["create", "--equipment", "web-2", "--name", " "]),
        (4, &["show", "9"]),
        (4, &["list", "--marker", "9"]),
        (4, &["list", "--equipment", "web-9"]),
        (4, &["list", "--service", "nothing"]),
        (2, &["list", "--equipment", "web-1", "--service", "web-2/shop"]),
        (2, &["list", "--since", "soon"]),
    ] {
        place.text(code, &[&["requests"], arguments].concat());
    }
    assert_eq!(place.json(0, &["requests", "list", "--equipment", "web-2"])["requests"], json!([]));
    let found = place.json(0, &["requests", "list", "--service", "web-1/shop"]);
    assert_eq!(found["requests"].as_array().unwrap().len(), 1);
}

#[test]
fn maintenance_is_switched_on_listed_and_switched_off() {
    let place = Place::new();
    let on = ["maintenance", "on", "web-1", "tag:customer-a", "--for", "2h", "--reason", "why"];
    let modes = place.json(0, &on);
    let modes: Vec<_> = modes["maintenance"].as_array().unwrap().iter().collect();
    assert_eq!(modes.len(), 3);
    assert_eq!((&modes[0]["equipment"], &modes[0]["service"]), (&json!("web-1"), &Value::Null));
    assert_eq!((&modes[0]["source"], &modes[0]["reason"]), (&json!("manual"), &json!("why")));
    assert_eq!(place.json(0, &["maintenance", "list"])["maintenance"].as_array().unwrap().len(), 3);
    // What is in maintenance mode is known to be down, and no alarm.
    let status = place.json(0, &["status", "web-1/shop"]);
    assert_eq!(status["services"][0]["maintenance"], true);
    assert_eq!(status["services"][0]["state"], "ko");

    let output = place.run(&["maintenance", "off", "web-1"]);
    assert!(lossy(&output.stdout).starts_with("web-1: maintenance mode switched off"));
    assert!(lossy(&output.stderr).contains("web-1/shop is still in maintenance mode until"));
    place.text(0, &["maintenance", "off", "web-1/shop", "web-2/shop"]);
    assert_eq!(place.text(0, &["maintenance", "off", "web-1"]), "");
    assert_eq!(place.text(0, &["maintenance", "list"]), "nothing is in maintenance mode\n");
}

#[test]
fn maintenance_must_end_and_must_be_of_something() {
    let place = Place::new();
    place.text(2, &["maintenance", "on", "web-1", "--until", "2020-01-01T00:00:00Z"]);
    place.text(2, &["maintenance", "on", "web-1", "--for", "0s"]);
    place.text(2, &["maintenance", "on", "web-1", "--for", "99999y"]);
    place.text(4, &["maintenance", "on", "web-1", "nothing"]);
    place.text(4, &["maintenance", "off", "nothing"]);
    assert_eq!(place.text(0, &["maintenance", "list"]), "nothing is in maintenance mode\n");
    assert_eq!(place.text(0, &["expire-maintenance"]), "");
    assert_eq!(place.json(0, &["expire-maintenance"])["maintenance"], json!([]));
}

#[test]
fn an_ended_mode_is_removed_and_told_once() {
    let place = Place::new();
    let since = place.began - SignedDuration::from_hours(4);
    let until = place.began - SignedDuration::from_mins(1);
    let mode = [since.as_millisecond(), until.as_millisecond()];
    let insert = "INSERT INTO maintenance (equipment_id, since, until)
                  SELECT id, ?1, ?2 FROM equipment WHERE name = 'web-1'";
    assert_eq!(place.sqlite().execute(insert, mode), Ok(1));
    assert_eq!(place.json(0, &["maintenance", "list"])["maintenance"], json!([]));
    let told = place.text(0, &["expire-maintenance"]);
    assert!(told.starts_with("web-1: maintenance mode ended, was until "), "{told}");
    assert_eq!(told.lines().count(), 1);
    assert_eq!(place.text(0, &["expire-maintenance"]), "");
}

#[test]
fn status_says_when_it_cannot_say_much() {
    let place = Place::new();
    let change = |sql: &str| place.sqlite().execute_batch(sql).unwrap();
    // Maintenance mode is no alarm.
    assert_eq!(place.json(1, &["status"])["services"][0]["state"], "ko");
    place.text(0, &["maintenance", "on", "web-1/shop"]);
    assert_eq!(place.json(0, &["status", "web-1"])["services"][0]["state"], "ko");
    assert_eq!(place.json(0, &["status", "web-1/shop"])["services"][0]["state"], "ko");
    place.text(0, &["maintenance", "off", "web-1/shop"]);
    change("UPDATE pass SET exit_code = 5, blind = 1");
    let text = place.text(5, &["status", "web-2"]);
    assert!(text.starts_with("THE MONITOR WAS CUT OFF in its last pass"), "{text}");
    place.text(5, &["status"]);
    change("UPDATE pass SET finished_at = finished_at + 7200000");
    let text = place.text(6, &["status"]);
    assert!(text.starts_with("THE LAST PASS LIES IN THE FUTURE"), "{text}");
    assert_eq!(place.json(6, &["status"])["last_pass"]["stale"], true);
    change("UPDATE pass SET exit_code = 0, finished_at = finished_at - 7200000 * 2");
    assert!(place.text(6, &["status", "web-2"]).starts_with("NO COMPLETED PASS WITHIN 45m"));
}
