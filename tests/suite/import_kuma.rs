//! Who comes from Uptime Kuma begins with what it watched.

use std::fs;

use serde_json::json;

use crate::support::{Answer, Site, World};

const BACKUP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/uptime-kuma/backup.json");

#[test]
fn a_backup_of_kuma_becomes_services_and_heartbeats() {
    let ran = World::with_text("").run(&["import", "uptime-kuma", BACKUP]).code(0);
    let new = ran.stdout;
    for warning in [
        "monitor \"Not there\": it is upside down: ronde has no such thing: left out",
        "monitor \"Sum\": its query \"$sum(items.price)\" is more than a path: left out",
    ] {
        assert!(ran.stderr.contains(warning), "{warning}: {}", ran.stderr);
    }
    for line in [
        "# Left out: maintenance \"Sundays\" (recurring-weekday): use `ronde maintenance on` from cron.",
        "# Left out: 1 notifications: see `webhooks` (ronde config init).",
    ] {
        assert!(new.lines().any(|each| each.trim() == line), "{line}: {new}");
    }
    let world = World::with_text(&new);
    world.run(&["config", "check"]).code(0);
    let config = world.json(&["config", "show"])["config"].clone();
    let equipment = config["equipment"].as_array().unwrap();
    let service = |host: &str, position: usize| {
        let host = equipment.iter().find(|each| each["name"] == host).unwrap();
        host["services"][position].clone()
    };
    let shop = service("shop.test", 0);
    assert_eq!((&shop["name"], &shop["timeout"]), (&json!("Shop-Front"), &json!("48s")));
    assert_eq!(shop["tags"], json!(["prod", "team:web", "Customers"]));
    assert_eq!(shop["expectation"][0]["status_range"], json!(["200-300", "401"]));
    assert_eq!(shop["expectation"][1]["min_days"], 21);
    let search = service("shop.test", 1);
    assert_eq!(
        (&search["url"], &search["method"]),
        (&json!("http://shop.test:8080/?q=1"), &json!("POST"))
    );
    assert_eq!((&search["frequency"], &search["insecure"]), (&json!("1h"), &json!(true)));
    assert_eq!(search["expectation"][1]["text"], "found (1)");
    assert_eq!(search["basic_auth"]["user"], "probe");
    assert_eq!(search["follow_redirects"], 0);
    let api = service("api.test", 0);
    assert_eq!(api["active"], false);
    assert_eq!(
        (&api["expectation"][1]["path"], &api["expectation"][1]["regex"]),
        (&json!("/checks/0/status"), &json!("ok$"))
    );
    assert_eq!(service("mail.test", 0)["url"], "tcp://mail.test:25");
    let heartbeats = &config["heartbeats"];
    assert_eq!(heartbeats[0]["name"], "Nightly backup");
    assert_eq!(heartbeats[1]["enabled"], false);
    assert!(new.contains("push_url: \"https://kuma.example.com/api/push/B4ckupT0ken\""), "{new}");
    assert!(new.contains("interval: 87300"), "{new}");
}

#[test]
fn what_was_imported_from_kuma_judges_as_kuma_did() {
    let site = Site::http();
    let host = site.url("").trim_start_matches("http://").to_owned();
    let backup = fs::read_to_string(BACKUP).unwrap();
    let backup = backup.replace("https://", "http://").replace("shop.test:8080", &host);
    let backup = backup
        .replace("shop.test", &host)
        .replace("api.test", &host)
        .replace("\"active\": 0", "\"active\": 1");
    let world = World::with_text("");
    fs::write(world.path("backup.json"), backup).unwrap();
    let new = world.run(&["import", "uptime-kuma", "backup.json"]).code(0).stdout;
    fs::write(world.path("config.yaml"), format!("{new}check: {{recheck_after: 20ms}}\n")).unwrap();
    fs::create_dir(world.path("home")).unwrap();
    let states = || {
        let pass = world.run_json(&["check", "tag:prod", "Search", "Api", "No errors", "--force"]);
        let services = pass.json()["services"].as_array().unwrap().clone();
        let state = |name: &str| {
            let found = services.iter().find(|service| service["service"] == name);
            found.unwrap()["state"].as_str().unwrap().to_owned()
        };
        ["Shop-Front", "Search", "Api", "No errors"].map(state)
    };
    site.answers("/", Answer::text("we found (1) thing"));
    site.answers("/health", Answer::text("{\"checks\": [{\"status\": \"ok\"}]}"));
    site.answers("/log", Answer::text("all\ngood"));
    assert_eq!(states(), ["ok", "ok", "ok", "ok"]);
    site.answers("/", Answer::text("found 1"));
    site.answers("/health", Answer::text("{\"checks\": [{\"status\": \"okay\"}]}"));
    site.answers("/log", Answer::text("all\nERROR"));
    assert_eq!(states(), ["ok", "ko", "ko", "ko"]);
}

#[test]
fn what_is_no_backup_is_said() {
    let world = World::with_text("");
    for (text, complaint) in [
        ("{", "backup.json: line 1: not JSON: EOF while parsing an object"),
        ("{}", "backup.json: not a backup of Uptime Kuma: it has no `monitorList`"),
        (
            "{\"monitorList\": [{\"type\": \"ping\", \"name\": \"x\"}]}",
            "none of 1 monitors can be watched",
        ),
    ] {
        fs::write(world.path("backup.json"), text).unwrap();
        world.run(&["import", "uptime-kuma", "backup.json"]).refused(2).complains(complaint);
    }
}
