//! Maintenance mode: nothing is checked, opened or told, and it always ends.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::world::list;
use crate::support::{Answer, Configuration, Site, World};

const HOUR: Duration = Duration::from_secs(3600);

fn three(site: &Site) -> Configuration {
    Configuration::new()
        .service("web-1/shop", &site.url("/shop"))
        .service("web-1/blog", &site.url("/blog"))
        .service("web-2/shop", &site.url("/other"))
}

fn paths(site: &Site) -> Vec<String> {
    let mut paths: Vec<_> = site.received().iter().map(|it| it.target.clone()).collect();
    paths.sort();
    site.forget();
    paths
}

fn modes(world: &World) -> Vec<Value> {
    list(&world.json(&["maintenance", "list"])["maintenance"])
}

#[test]
fn equipment_in_maintenance_mode_is_not_probed_until_it_is_off() {
    let site = Site::http();
    let world = World::new(&three(&site));
    world.run(&["maintenance", "on", "web-1", "--reason", "new disk"]).code(0);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(paths(&site), ["/other"]);
    let skipped = list(&pass["services"]);
    let shop = skipped.iter().find(|it| it["id"] == "web-1/shop").unwrap();
    assert_eq!((&shop["state"], &shop["skip_reason"]), (&json!("skipped"), &json!("maintenance")));
    assert_eq!(shop["maintenance"], true);
    assert_eq!(world.service("web-1/shop")["maintenance"], true);
    assert_eq!(world.service("web-2/shop")["maintenance"], false);

    let mode = &modes(&world)[0];
    assert_eq!((&mode["equipment"], &mode["service"]), (&json!("web-1"), &Value::Null));
    assert_eq!((&mode["reason"], &mode["source"]), (&json!("new disk"), &json!("manual")));
    let time = |key: &str| mode[key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("until").duration_since(time("since")).as_mins(), 240);

    world.run(&["maintenance", "off", "web-1"]).code(0);
    assert_eq!(modes(&world), Vec::<Value>::new());
    world.run(&["check"]).cleanly(0);
    assert_eq!(paths(&site), ["/blog", "/other", "/shop"]);
    world.run(&["maintenance", "off", "web-1"]).code(0);
}

#[test]
fn a_single_service_can_be_in_maintenance_mode() {
    let site = Site::http();
    let world = World::new(&three(&site));
    world.run(&["maintenance", "on", "web-1/blog", "--for", "1h"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(paths(&site), ["/other", "/shop"]);
    assert_eq!(modes(&world)[0]["service"], "blog");
    let equipment = world.json(&["equipment", "web-1"])["equipment"][0].clone();
    assert_eq!(equipment["maintenance"], false);
}

#[test]
fn an_expired_mode_does_not_count_whether_or_not_it_was_expired() {
    let site = Site::http();
    let world = World::new(&three(&site));
    world.run(&["maintenance", "on", "web-1", "--for", "1h"]).code(0);
    world.run(&["expire-maintenance"]).silently(0);
    world.let_pass(HOUR + Duration::from_secs(1));
    world.run(&["check"]).cleanly(0);
    assert_eq!(paths(&site), ["/blog", "/other", "/shop"]);
    assert_eq!(modes(&world), Vec::<Value>::new());
    assert_eq!(world.service("web-1/shop")["maintenance"], false);

    let ended = world.run(&["expire-maintenance"]).cleanly(0).says("web-1");
    assert_eq!(ended.stdout.lines().count(), 1, "{ended}");
    world.run(&["expire-maintenance"]).silently(0);
}

#[test]
fn on_again_replaces_the_end() {
    let world = World::new(&three(&Site::http()));
    world.run(&["maintenance", "on", "web-1", "--for", "1h"]).code(0);
    world.run(&["maintenance", "on", "web-1", "--until", "2999-01-31T14:00:00Z"]).code(0);
    let modes = modes(&world);
    assert_eq!(modes.len(), 1);
    assert_eq!(modes[0]["until"], "2999-01-31T14:00:00Z");
    world.run(&["maintenance", "on", "web-1", "--until", "2001-01-31 14:00"]).code(2);
    world.run(&["maintenance", "on", "web-1", "--until", "soon"]).code(2);
    world.run(&["maintenance", "on", "web-1", "--for", "0s"]).code(2);
    world.run(&["maintenance", "on", "web-9"]).refused(4);
}

#[test]
fn several_at_once_and_the_json_of_what_ended() {
    let world = World::new(&three(&Site::http()));
    world.run(&["maintenance", "on", "*/shop", "--for", "30m"]).code(0);
    let names: Vec<_> = modes(&world).iter().map(|it| it["equipment"].clone()).collect();
    assert_eq!(names, ["web-1", "web-2"]);
    world.let_pass(HOUR);
    let ended = world.run_json(&["expire-maintenance"]).cleanly(0).json();
    assert_eq!(ended["maintenance"].as_array().unwrap().len(), 2);
    let ended = world.run_json(&["expire-maintenance"]).cleanly(0).json();
    assert_eq!(ended["maintenance"], json!([]));
}

#[test]
fn the_usual_duration_can_be_configured_in_the_seeds_hours() {
    for (value, minutes) in [("2", 120), ("90m", 90)] {
        let site = Site::http();
        let world = World::new(&three(&site).top(&format!("maintenance_mode_duration: {value}")));
        world.run(&["maintenance", "on", "web-1"]).code(0);
        let mode = &modes(&world)[0];
        let time = |key: &str| mode[key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert_eq!(time("until").duration_since(time("since")).as_mins(), minutes);
    }
}

#[test]
fn what_was_not_sent_yet_is_not_sent_any_more() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/shop", Answer::status(503));
    site.answers("/other", Answer::status(503));
    receiver.answers("/", Answer::status(500));
    let world = World::new(&three(&site).webhook("hook", &receiver.url("/")));
    world.run(&["check"]).code(1);
    world.run(&["maintenance", "on", "web-1"]).code(0);
    receiver.answers("/", Answer::status(200));
    receiver.forget();
    world.let_pass(HOUR);
    world.run(&["check"]).code(1);
    let told: Vec<_> =
        receiver.received().iter().map(|it| it.json()["equipment"].clone()).collect();
    assert_eq!(told, ["web-2"]);
    assert_eq!(world.deliveries(Some("ignored")).len(), 1);
    assert_eq!(world.requests("open").len(), 2, "the request itself stays");
}

#[test]
fn an_open_request_outlives_the_maintenance_and_closes_after_it() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&three(&site));
    world.run(&["check"]).cleanly(1);
    world.run(&["maintenance", "on", "web-1"]).code(0);
    site.answers("/shop", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("all")["stage"], "new");
    world.run(&["maintenance", "off", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("all")["stage"], "repaired");
}
