//! What is no longer configured is listed, never judged, and stays until somebody forgets it.

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

fn watching(site: &Site, ids: &[&str]) -> Configuration {
    ids.iter().fold(Configuration::new(), |configuration, id| {
        configuration.service(id, &site.url(&format!("/{id}")))
    })
}

#[test]
fn an_orphaned_service_stays_until_it_is_forgotten() {
    let site = Site::http();
    site.answers("/web-1/shop", Answer::status(503));
    let world = World::new(&watching(&site, &["web-1/shop", "web-1/blog"]));
    world.run(&["check"]).cleanly(1);
    world.run(&["forget", "web-1/shop"]).refused(3);

    world.configure(&watching(&site, &["web-1/blog"]));
    world.run(&["check"]).code(0);
    assert_eq!(world.one_request("open")["stage"], "new");
    let orphan = world.service("web-1/shop");
    assert_eq!((&orphan["orphaned"], &orphan["state"]), (&json!(true), &json!("ko")));
    assert_eq!(world.service("web-1/blog")["orphaned"], false);
    assert_eq!(site.received_at("/web-1/shop").len(), 2, "no longer probed");

    world.run(&["forget", "web-1/shop"]).code(0);
    let request = world.one_request("all");
    assert_eq!((&request["stage"], &request["closed_by"]), (&json!("scrap"), &json!("user")));
    assert_ne!(request["note"], Value::Null);
    let status = world.json(&["status"]);
    assert_eq!(status["services"].as_array().unwrap().len(), 1);
    world.run(&["forget", "web-1/shop"]).refused(4);
}

#[test]
fn an_orphaned_services_request_can_be_closed() {
    let site = Site::http();
    site.answers("/web-1/shop", Answer::status(503));
    let world = World::new(&watching(&site, &["web-1/shop", "web-1/blog"]));
    world.run(&["check"]).cleanly(1);
    world.configure(&watching(&site, &["web-1/blog"]));
    world.run(&["requests", "close", "1"]).code(0);
    world.run(&["check"]).code(0);
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn a_service_that_comes_back_is_what_it_was() {
    let site = Site::http();
    site.answers("/web-1/shop", Answer::status(503));
    let both = watching(&site, &["web-1/shop", "web-1/blog"]);
    let world = World::new(&both);
    world.run(&["check"]).cleanly(1);
    world.configure(&watching(&site, &["web-1/blog"]));
    world.run(&["check"]).code(0);
    world.configure(&both);
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("all").len(), 1);
    assert_eq!(world.service("web-1/shop")["orphaned"], false);
}

#[test]
fn renamed_from_keeps_history_and_requests() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).cleanly(1);
    let renamed = Configuration::new().equipment("web-2", "renamed_from: web-1").service_with(
        "web-2/store",
        &site.url("/"),
        "renamed_from: shop",
    );
    world.configure(&renamed);
    for _ in 0..2 {
        world.run(&["check"]).cleanly(1);
    }
    let request = world.one_request("all");
    assert_eq!((&request["equipment"], &request["service"]), (&json!("web-2"), &json!("store")));
    let history = world.json(&["history", "store"]);
    assert_eq!(history["results"].as_array().unwrap().len(), 3);
    let services = world.json(&["status"])["services"].as_array().unwrap().clone();
    assert_eq!(services.len(), 1, "no orphan is left: {services:#?}");
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("all")["stage"], "repaired");
}
