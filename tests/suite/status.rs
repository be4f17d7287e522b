//! A monitor that stopped must never look green.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

fn watched(site: &Site) -> Configuration {
    Configuration::new()
        .service("web-1/shop", &site.url("/shop"))
        .service("web-1/blog", &site.url("/blog"))
}

#[test]
fn what_is_old_says_so_whatever_it_shows() {
    let site = Site::http();
    let world = World::new(&watched(&site));
    world.run(&["status"]).code(6);
    world.run(&["check"]).cleanly(0);
    world.run(&["status"]).cleanly(0).says("web-1/shop");
    world.let_pass(Duration::from_secs(44 * 60));
    world.run(&["status"]).code(0);
    world.let_pass(Duration::from_secs(16 * 60));
    world.run(&["status"]).code(6);
    world.run(&["status", "shop"]).code(6);
    let status = world.run_json(&["status"]).code(6).json();
    assert_eq!(status["last_pass"]["stale"], true);
    let age = status["last_pass"]["age_s"].as_i64().unwrap();
    assert!((3600..3660).contains(&age), "{age}");

    site.answers("/shop", Answer::status(500));
    world.run(&["check"]).cleanly(1);
    world.run(&["status"]).code(1).says("HTTP 500");
    world.run(&["status", "blog"]).code(0);
    world.let_pass(Duration::from_secs(3600));
    world.run(&["status"]).code(6);
}

#[test]
fn a_killed_pass_does_not_count_as_one() {
    let site = Site::http();
    let world = World::new(&watched(&site));
    world.run(&["check"]).cleanly(0);
    world.let_pass(Duration::from_secs(3600));
    site.answers("/shop", Answer::Silence);
    site.forget();
    let pass = world.start(&["check"]);
    site.wait_for(2);
    pass.kill();
    world.run(&["status"]).code(6);
}

#[test]
fn when_it_is_old_can_be_configured() {
    let site = Site::http();
    let world = World::new(&watched(&site).check("stale_after: 2h"));
    world.run(&["check"]).cleanly(0);
    world.let_pass(Duration::from_secs(3600));
    world.run(&["status"]).code(0);
}

#[test]
fn failing_shows_only_what_is_not_ok() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&watched(&site));
    world.run(&["check"]).cleanly(1);
    world.run(&["status", "--failing"]).code(1).says("shop").says_nothing_of("blog");
    site.answers("/shop", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.json(&["status", "--failing"])["services"], json!([]));
}

#[test]
fn history_remembers_each_pass() {
    let site = Site::http();
    let world = World::new(&watched(&site));
    for status in [200, 503, 200] {
        site.answers("/shop", Answer::status(status));
        let _ = world.run(&["check"]);
        world.let_pass(Duration::from_secs(900));
    }
    let history = world.json(&["history", "shop"]);
    assert_eq!(history["service"], "web-1/shop");
    let results = history["results"].as_array().unwrap();
    let seen: Vec<_> = results.iter().map(|it| it["state"].clone()).collect();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen.iter().filter(|state| **state == "ko").count(), 1);
    let failed = results.iter().find(|it| it["state"] == "ko").unwrap();
    assert_eq!((&failed["http_status_code"], &failed["detail"]), (&json!(503), &json!("HTTP 503")));
    let recent = world.json(&["history", "shop", "--since", "20m"]);
    assert_eq!(recent["results"].as_array().unwrap().len(), 1);
    let limited = world.json(&["history", "shop", "--limit", "2"]);
    assert_eq!(limited["results"].as_array().unwrap().len(), 2);
    let codes: Vec<_> =
        limited["results"].as_array().unwrap().iter().map(|it| &it["http_status_code"]).collect();
    assert!(codes.contains(&&json!(503)), "the newest two: {codes:?}");
}

#[test]
fn single_results_and_deliveries_are_kept_for_a_while_and_requests_for_ever() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/shop", Answer::status(503));
    let world = World::new(&watched(&site).webhook("hook", &receiver.url("/")));
    world.run(&["check"]).cleanly(1);
    site.answers("/shop", Answer::status(200));
    world.let_pass(Duration::from_secs(8 * 86_400));
    world.run(&["check"]).cleanly(0);
    world.run(&["check"]).cleanly(0);
    let results = world.json(&["history", "shop"])["results"].clone();
    assert_eq!(results.as_array().unwrap().len(), 2, "the first is past its seven days");
    assert_eq!(world.deliveries(None).len(), 1);
    world.let_pass(Duration::from_secs(31 * 86_400));
    world.run(&["check"]).cleanly(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.deliveries(None).len(), 0);
    assert_eq!(world.one_request("all")["stage"], "repaired");
}

#[test]
fn equipment_shows_its_facts_and_its_troubles() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let facts =
        "server_ip: 192.0.2.10; distribution: Debian 12; nb_cores: 4; backup_activated: true";
    let world = World::new(&watched(&site).equipment("web-1", facts));
    world.run(&["check"]).cleanly(1);
    let shown = world.run_json(&["equipment"]).cleanly(0).json();
    let equipment = &shown["equipment"][0];
    assert_eq!(equipment["services"], 2);
    assert_eq!(equipment["ko"], 1);
    assert_eq!(equipment["open_requests"], 1);
    assert_eq!(equipment["monitoring"], true);
    assert_eq!(equipment["facts"]["server_ip"], "192.0.2.10");
    assert_eq!(equipment["facts"]["distribution"], "Debian 12");
    assert!(uuid::Uuid::parse_str(equipment["source_host_uuid"].as_str().unwrap()).is_ok());
    assert_eq!(world.json(&["equipment", "web-1"]), shown);
    world.run(&["equipment"]).cleanly(0).says("web-1");
}

#[test]
fn a_probe_shows_its_work_and_records_nothing() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&watched(&site));
    let probe = world.run_json(&["probe", "shop"]).cleanly(1).json()["probe"].clone();
    assert_eq!(probe["id"], "web-1/shop");
    assert_eq!(probe["last_http_status_code"], 503);
    assert_eq!(probe["expectations"][0]["type"], "HTTP_STATUS");
    assert_eq!(probe["expectations"][0]["ok"], false);
    assert_eq!(probe["address"], format!("127.0.0.1:{}", site.port()));
    assert!(probe["phases_ms"]["total"].is_u64());
    assert_eq!(probe["phases_ms"]["tls"], Value::Null);
    world.run(&["probe", "blog"]).cleanly(0).says("200");
    assert!(!world.database().exists());

    let nothing = World::with_text("");
    std::fs::remove_file(nothing.path("config.yaml")).unwrap();
    let mut command = nothing.command(&[]);
    command = {
        let mut bare = std::process::Command::new(command.get_program());
        bare.env_clear().env("HOME", nothing.path("")).args(["probe", &site.url("/blog")]);
        bare
    };
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
