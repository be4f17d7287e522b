//! Maintenance requests that people open, take up, close and look for.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

fn ids(world: &World, arguments: &[&str]) -> Vec<i64> {
    let page = world.run_json(&[&["requests", "list"], arguments].concat()).cleanly(0).json();
    page["requests"].as_array().unwrap().iter().map(|it| it["id"].as_i64().unwrap()).collect()
}

fn create(world: &World, arguments: &[&str]) -> Value {
    world.run_json(&[&["requests", "create"], arguments].concat()).cleanly(0).json()["request"]
        .clone()
}

#[test]
fn a_request_is_created_taken_up_and_closed_by_hand() {
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));

    let created = create(
        &world,
        &[
            "--equipment",
            "web-1",
            "--service",
            "shop",
            "--name",
            "replace the disk",
            "--priority",
            "3",
        ],
    );
    let id = created["id"].to_string();
    assert_eq!(created["name"], "replace the disk");
    assert_eq!(created["source"], "user");
    assert_eq!(created["stage"], "new");
    assert_eq!(created["priority"], "3");
    assert_eq!(created["service"], "shop");

    let started = world.run_json(&["requests", "start", &id]).cleanly(0).json();
    assert_eq!(started["request"]["stage"], "in-progress");
    let closed = world.run_json(&["requests", "close", &id, "--scrap"]).cleanly(0).json();
    assert_eq!(closed["request"]["stage"], "scrap");
    assert_eq!(closed["request"]["closed_by"], "user");

    world.run(&["requests", "close", &id]).refused(3);
    world.run(&["requests", "start", &id]).refused(3);
    world.run(&["requests", "show", &id]).cleanly(0).says("replace the disk");
    for arguments in [["show", "999"], ["start", "999"], ["close", "999"]] {
        world.run(&[&["requests"], &arguments[..]].concat()).refused(4).complains("999");
    }
}

#[test]
fn what_is_wrong_with_a_new_request_is_said() {
    let configuration = Configuration::new()
        .service("web-1/shop", "http://127.0.0.1:1/")
        .service("web-2/shop", "http://127.0.0.1:1/");
    let world = World::new(&configuration);
    let create = |arguments: &[&str]| world.run(&[&["requests", "create"], arguments].concat());

    create(&["--equipment", "web-9", "--name", "x"]).refused(4).complains("web-9");
    create(&["--equipment", "web-1", "--service", "blog", "--name", "x"])
        .refused(4)
        .complains("blog");
    create(&["--equipment", "web-1", "--name", "x", "--priority", "4"]).code(2).complains("4");
    create(&["--equipment", "web-1"]).code(2).complains("--name");
    assert!(!world.database().exists(), "nothing was recorded");
}

#[test]
fn people_and_checks_do_not_touch_each_others_requests() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let mine =
        create(&world, &["--equipment", "web-1", "--service", "shop", "--name", "mine"])["id"]
            .clone();

    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("open").len(), 2);
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("open")["id"], mine);
    assert_eq!(world.one_request("repaired")["source"], "check");
}

#[test]
fn several_are_closed_together_or_not_at_all() {
    let world = World::new(&Configuration::new().service("web-1/shop", "http://127.0.0.1:1/"));
    for name in ["a", "b"] {
        create(&world, &["--equipment", "web-1", "--name", name]);
    }
    world.run(&["requests", "close", "1", "2", "999"]).refused(4);
    world.run(&["requests", "start", "1", "999"]).refused(4);
    let stages: Vec<_> = world.requests("all").iter().map(|it| it["stage"].clone()).collect();
    assert_eq!(stages, ["new", "new"]);
    world.run(&["requests", "close", "2", "1"]).code(0);
    assert_eq!(world.requests("open"), Vec::<Value>::new());
}

#[test]
fn requests_are_filtered_sorted_and_paged() {
    let configuration = Configuration::new()
        .service("web-1/shop", "http://127.0.0.1:1/")
        .service("web-2/shop", "http://127.0.0.1:1/")
        .service("web-2/blog", "http://127.0.0.1:1/");
    let world = World::new(&configuration);
    create(
        &world,
        &["--equipment", "web-1", "--service", "shop", "--name", "c", "--priority", "1"],
    );
    world.let_pass(Duration::from_secs(7200));
    create(
        &world,
        &["--equipment", "web-2", "--service", "shop", "--name", "a", "--priority", "3"],
    );
    create(
        &world,
        &["--equipment", "web-2", "--service", "blog", "--name", "b", "--priority", "2"],
    );
    create(&world, &["--equipment", "web-2", "--name", "d", "--priority", "0"]);
    world.run(&["requests", "close", "4"]).code(0);
    world.run(&["requests", "start", "3"]).code(0);

    assert_eq!(ids(&world, &[]), [1, 2, 3]);
    assert_eq!(ids(&world, &["--status", "all"]), [1, 2, 3, 4]);
    assert_eq!(ids(&world, &["--status", "new"]), [1, 2]);
    assert_eq!(ids(&world, &["--status", "in-progress"]), [3]);
    assert_eq!(ids(&world, &["--status", "repaired"]), [4]);
    assert_eq!(ids(&world, &["--status", "scrap"]), [] as [i64; 0]);
    assert_eq!(ids(&world, &["--equipment", "web-2"]), [2, 3]);
    assert_eq!(ids(&world, &["--service", "shop"]), [1, 2]);
    assert_eq!(ids(&world, &["--service", "web-2/shop"]), [2]);
    assert_eq!(ids(&world, &["--since", "2001-01-31 14:00", "--limit", "2"]), [1, 2]);
    assert_eq!(ids(&world, &["--since", "1h"]), [2, 3]);
    assert_eq!(ids(&world, &["--sort-key", "name"]), [2, 3, 1]);
    assert_eq!(ids(&world, &["--sort-key", "priority", "--sort-dir", "desc"]), [2, 3, 1]);
    world.run(&["requests", "list", "--sort-key", "colour"]).code(2).complains("colour");

    let mut seen = Vec::new();
    let mut marker: Vec<String> = Vec::new();
    for _ in 0..9 {
        let mut arguments = vec!["requests", "list", "--sort-key", "name", "--limit", "1"];
        arguments.extend(["--status", "all"]);
        arguments.extend(marker.iter().map(String::as_str));
        let page = world.json(&arguments);
        seen.extend(page["requests"].as_array().unwrap().iter().map(|it| it["name"].clone()));
        if page["next_marker"] == Value::Null {
            break;
        }
        marker = vec!["--marker".to_owned(), page["next_marker"].to_string()];
    }
    assert_eq!(seen, [json!("a"), json!("b"), json!("c"), json!("d")]);
}

#[test]
fn a_pass_and_status_name_the_same_request() {
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    create(&world, &["--equipment", "web-1", "--service", "shop", "--name", "Renew the domain"]);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["services"][0]["request_id"], 1);
    assert_eq!(world.service("web-1/shop")["request_id"], 1);
    // An outage's own request goes before what people have opened.
    site.answers("/", Answer::status(503));
    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!(pass["services"][0]["request_id"], 2);
    assert_eq!(world.service("web-1/shop")["request_id"], 2);
}
