//! `ronde forget`: which services it takes, and that it takes all of them or none.

use serde_json::{Value, json};

use super::managers::{answers, managed, offline, online, world as managed_world};
use crate::support::{Answer, Configuration, Site, World};

/// Services that were checked; those whose name begins with `ko` are KO.
fn checked(site: &Site, ids: &[&str]) -> World {
    let mut configuration = Configuration::new();
    for id in ids {
        let path = format!("/{id}");
        let status = if id.contains("/ko") { 503 } else { 200 };
        site.answers(&path, Answer::status(status));
        configuration = configuration.service(id, &site.url(&path));
    }
    let world = World::new(&configuration);
    let _ = world.run(&["check"]);
    world
}

/// From now on only these are configured.
fn keep(world: &World, site: &Site, ids: &[&str]) {
    let configuration = ids.iter().fold(Configuration::new(), |configuration, id| {
        configuration.service(id, &site.url(&format!("/{id}")))
    });
    world.configure(&configuration);
}

fn remembered(world: &World) -> Vec<String> {
    let services = world.json(&["status"])["services"].as_array().unwrap().clone();
    let mut ids: Vec<String> =
        services.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

const ALL: [&str; 6] =
    ["web-1/ko-a", "web-1/b", "web-1/old-c", "web-2/ko-a", "web-2/old-d", "gone/ko-e"];

fn orphans(site: &Site) -> World {
    let world = checked(site, &ALL);
    keep(&world, site, &["web-1/b", "web-2/ko-a"]);
    world
}

/// The request of that service.
fn request_of(world: &World, id: &str) -> i64 {
    let requests = world.requests("all");
    let (equipment, service) = id.split_once('/').unwrap();
    let is_of = |one: &&Value| one["equipment"] == equipment && one["service"] == service;
    requests.iter().find(is_of).unwrap()["id"].as_i64().unwrap()
}

#[test]
fn several_are_forgotten_at_once_and_each_is_said() {
    let site = Site::http();
    let world = orphans(&site);
    let request = request_of(&world, "gone/ko-e");
    let ran = world.run(&["forget", "web-1/old-c", "gone/ko-e", "web-1/old-c", "old-d"]);
    let expected = format!(
        "gone/ko-e: forgotten, request {request} closed\n\
         web-1/old-c: forgotten\nweb-2/old-d: forgotten\n"
    );
    assert_eq!(ran.cleanly(0).stdout, expected);
    assert_eq!(remembered(&world), ["web-1/b", "web-1/ko-a", "web-2/ko-a"]);
    let closed = world.requests("scrap");
    assert_eq!((closed.len(), &closed[0]["service"]), (1, &json!("ko-e")));
    assert_eq!(world.requests("open").len(), 2);
}

#[test]
fn the_json_has_one_service_or_several() {
    let site = Site::http();
    let world = orphans(&site);
    let (first, second) = (request_of(&world, "gone/ko-e"), request_of(&world, "web-1/ko-a"));
    let one = world.run_json(&["forget", "gone/ko-e"]).cleanly(0).json();
    let expected = json!({"service": "gone/ko-e", "requests": {"closed": [first]}});
    for field in ["service", "requests"] {
        assert_eq!(one[field], expected[field], "{one:#}");
    }
    assert_eq!(one["services"], json!([expected]));
    let several = world.run_json(&["forget", "web-1/ko-a", "old-c"]).cleanly(0).json();
    let expected = json!({
        "schema_version": 1,
        "requests": {"closed": [second]},
        "services": [
            {"service": "web-1/ko-a", "requests": {"closed": [second]}},
            {"service": "web-1/old-c", "requests": {"closed": []}},
        ],
    });
    assert_eq!(several, expected);
}

#[test]
fn a_table_for_spreadsheets_has_a_line_for_each() {
    let site = Site::http();
    let world = orphans(&site);
    let request = request_of(&world, "gone/ko-e");
    let ran = world.run(&["--format", "csv", "forget", "gone/*", "old-c"]).cleanly(0);
    let expected = format!("service,closed\r\ngone/ko-e,[{request}]\r\nweb-1/old-c,[]\r\n");
    assert_eq!(ran.stdout, expected);
    world.run(&["--format", "csv", "forget", "--orphaned", "-q"]).silently(0);
    let ran = world.run(&["--format", "csv", "forget", "--orphaned"]).cleanly(0);
    assert_eq!(ran.stdout, "service,closed\r\n");
}

#[test]
fn a_glob_selects_among_what_has_left() {
    let cases: [(&[&str], &[&str]); 7] = [
        (&["web-*/old*"], &["web-1/old-c", "web-2/old-d"]),
        // The configured services of web-1 and web-2 match as well, and stay.
        (&["web-*"], &["web-1/ko-a", "web-1/old-c", "web-2/old-d"]),
        (&["*/ko-a"], &["web-1/ko-a"]),
        (&["ko-?"], &["gone/ko-e", "web-1/ko-a"]),
        (&["web-[2-9]/*", "*old*"], &["web-1/old-c", "web-2/old-d"]),
        (&["*"], &["gone/ko-e", "web-1/ko-a", "web-1/old-c", "web-2/old-d"]),
        // An equipment that is gone as a whole.
        (&["gone"], &["gone/ko-e"]),
    ];
    for (selectors, expected) in cases {
        let site = Site::http();
        let world = orphans(&site);
        let ran = world.run_json(&[&["forget"], selectors].concat()).cleanly(0).json();
        let forgotten: Vec<&Value> =
            ran["services"].as_array().unwrap().iter().map(|one| &one["service"]).collect();
        assert_eq!(forgotten, expected, "{selectors:?}");
        let mut left: Vec<&str> = ALL.into_iter().filter(|id| !expected.contains(id)).collect();
        left.sort_unstable();
        assert_eq!(remembered(&world), left, "{selectors:?}");
    }
}

#[test]
fn all_are_forgotten_or_none() {
    let site = Site::http();
    let world = orphans(&site);
    let before = (remembered(&world), world.requests("all"));
    let cases = [
        (&["gone/ko-e", "nothing"][..], 4, "nothing"),
        (&["gone/ko-e", "web-9/*"], 4, "web-9/*"),
        // It matches, but nothing of that can be forgotten.
        (&["gone/ko-e", "web-1/b*"], 4, "web-1/b*"),
        (&["gone/ko-e", "web-1/b"], 3, "web-1/b is configured"),
        (&["web-1/b", "gone/ko-e"], 3, "web-1/b is configured"),
        (&["gone/ko-e", "web-1"], 3, "web-1/*"),
        (&["gone/ko-e", "ko-a"], 2, "web-1/ko-a, web-2/ko-a"),
        (&["gone/ko-e", "tag:customer-a"], 2, "tags"),
        (&["--orphaned", "gone/ko-e"], 2, "--orphaned"),
        (&[], 2, "SERVICE"),
    ];
    for (arguments, code, reason) in cases {
        let ran = world.run(&[&["forget"], arguments].concat()).refused(code);
        let _ = ran.complains(reason);
        assert_eq!((remembered(&world), world.requests("all")), before, "{arguments:?}");
    }
    world.run(&["forget", "gone/ko-e"]).cleanly(0);
    world.run(&["forget", "gone/ko-e"]).refused(4);
}

#[test]
fn everything_that_has_left_is_forgotten_in_one_word() {
    let site = Site::http();
    let world = orphans(&site);
    let ran = world.run(&["forget", "--orphaned"]).cleanly(0);
    assert_eq!(ran.stdout.lines().count(), 4, "{ran}");
    assert_eq!(remembered(&world), ["web-1/b", "web-2/ko-a"]);
    assert_eq!(world.one_request("open")["equipment"], "web-2");
    let again = world.run(&["forget", "--orphaned"]).cleanly(0);
    assert_eq!(again.stdout, "no orphaned services\n");
    let again = world.run_json(&["forget", "--orphaned"]).cleanly(0).json();
    let nothing = json!({"schema_version": 1, "requests": {"closed": []}, "services": []});
    assert_eq!(again, nothing);
}

#[test]
fn an_orphan_of_which_only_a_request_is_left_is_forgotten_too() {
    let site = Site::http();
    let world = checked(&site, &["web-1/b", "web-1/c"]);
    let create = ["requests", "create", "--equipment", "web-1", "--service", "c", "--name", "x"];
    world.run(&create).code(0);
    world.sqlite().execute("UPDATE service SET condition = NULL WHERE name = 'c'", []).unwrap();
    keep(&world, &site, &["web-1/b"]);
    world.run(&["forget", "--orphaned"]).cleanly(0).says("web-1/c: forgotten, request 1 closed");
}

#[test]
fn an_instance_is_forgotten_only_when_its_host_lists_it_no_more() {
    let site = Site::http();
    answers(&site, &[online("client1"), offline("client2"), online("client3")]);
    let world = managed_world(&managed(&site, ""));
    let _ = world.run(&["check"]);
    answers(&site, &[online("client1")]);
    world.run(&["check"]).code(0);
    // The next pass would find it again.
    let ran = world.run(&["forget", "web-1/client2", "web-1/client1"]).refused(3);
    let _ = ran.complains("web-1/client1 is listed by its host");
    world.run(&["forget", "client1"]).refused(3);
    // It may only be away for a while: somebody has to say that it is gone.
    world.run(&["forget", "--orphaned"]).cleanly(0).says("no orphaned services");
    world.run(&["forget", "web-1/*"]).cleanly(0).says("web-1/client2").says("web-1/client3");
    let note = world.one_request("scrap")["note"].as_str().unwrap().to_owned();
    assert!(note.contains("its host does not list it"), "{note}");
    assert_eq!(remembered(&world), ["web-1/@host", "web-1/client1"]);
}

#[test]
fn instances_whose_host_is_no_manager_any_more_are_orphans() {
    let site = Site::http();
    answers(&site, &[online("client1"), offline("client2")]);
    let world = managed_world(&managed(&site, ""));
    let _ = world.run(&["check"]);
    world.configure(&Configuration::new().service("web-1/own", &site.url("/own")));
    world.run(&["check"]).code(0);
    let ran = world.run(&["forget", "--orphaned"]).cleanly(0);
    assert_eq!(ran.stdout.lines().count(), 3, "{ran}");
    assert_eq!(remembered(&world), ["web-1/own"]);
}
