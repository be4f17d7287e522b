//! Killed at any instruction, nothing is lost and nothing is doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Gate, Site, World};

const SERVICES: usize = 60;

fn sixty(site: &Site, receiver: &Site) -> Configuration {
    let mut configuration = Configuration::new().webhook("hook", &receiver.url("/hook"));
    for number in 0..SERVICES {
        let id = format!("web-{}/s{number}", number % 6);
        configuration = configuration.service(&id, &site.url(&format!("/{number}")));
    }
    configuration
}

fn unavailable(site: &Site) {
    for number in 0..SERVICES {
        site.answers(&format!("/{number}"), Answer::status(503));
    }
}

#[test]
fn thirty_killed_passes_and_a_quiet_one() {
    let (site, receiver) = (Site::http(), Site::http());
    unavailable(&site);
    // Slow enough that many a pass dies with a message on its way.
    receiver.answers("/hook", Answer::status(200).late(Duration::from_millis(5)));
    let configuration = sixty(&site, &receiver).check("recheck_after: 150ms");

    // How long a whole pass takes here and now, so that the kills hit all of it.
    let rehearsal = World::new(&configuration);
    let began = Instant::now();
    rehearsal.run(&["check"]).cleanly(1);
    let whole = began.elapsed().min(Duration::from_secs(2));
    receiver.forget();

    let world = World::new(&configuration);
    for round in 0..30_u32 {
        let mut pass = world.start(&["check"]);
        // A little later each time: before anything, while it probes, records, sends.
        let instant = Instant::now() + whole * round / 29;
        while Instant::now() < instant && pass.is_running() {
            std::thread::sleep(Duration::from_millis(1));
        }
        pass.kill();
    }
    let unfinished = "SELECT count(*) FROM pass WHERE finished_at IS NULL";
    let unfinished: i64 = world.sqlite().query_row(unfinished, [], |row| row.get(0)).unwrap();
    assert!(unfinished >= 3, "only {unfinished} passes were killed in the middle");
    assert!(!receiver.received().is_empty(), "none died while it sent");
    world.run(&["check"]).cleanly(1);

    let requests = world.requests("all");
    assert_eq!(requests.len(), SERVICES);
    assert!(requests.iter().all(|request| request["stage"] == "new"));
    let mut keys: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for call in receiver.received() {
        let id = call.json()["id"].as_i64().unwrap();
        keys.entry(id).or_default().insert(call.header("idempotency-key").to_owned());
    }
    let ids: Vec<i64> = requests.iter().map(|it| it["id"].as_i64().unwrap()).collect();
    assert_eq!(keys.keys().copied().collect::<Vec<_>>(), ids, "every one was told of");
    assert!(keys.values().all(|keys| keys.len() == 1), "each with one key: {keys:?}");
    let distinct: BTreeSet<_> = keys.values().flatten().collect();
    assert_eq!(distinct.len(), SERVICES);
    assert_eq!(world.deliveries(Some("finished")).len(), SERVICES);
    assert_eq!(world.deliveries(None).len(), SERVICES);
    world.run(&["db", "check"]).cleanly(0);
}

#[test]
fn a_second_pass_is_turned_away_and_changes_nothing() {
    let site = Site::http();
    let gate = Gate::new();
    site.answers("/shop", Answer::status(503).held(&gate));
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/shop"))
        .service("web-1/blog", &site.url("/blog"));
    let world = World::new(&configuration);
    world.run(&["check", "blog"]).cleanly(0);

    let pass = world.start(&["check"]);
    site.wait_for(3);
    let before = world.json(&["history", "blog"]);
    let asked = site.received().len();
    world.run(&["check"]).refused(75);
    world.run(&["check", "blog"]).refused(75);
    assert_eq!(world.run_json(&["check"]).code(75).json_error()["code"], 75);
    assert_eq!(site.received().len(), asked, "nothing was probed");
    assert_eq!(world.json(&["history", "blog"]), before);
    // What is no pass goes on as ever; and a dry run takes no lock.
    world.run(&["check", "--dry-run", "blog"]).cleanly(0);
    let _ = world.run(&["status"]);

    gate.open();
    pass.finish().cleanly(1);
    assert_eq!(world.requests("open").len(), 1);
    world.run(&["check", "blog"]).cleanly(0);
}

#[test]
fn killed_passes_over_services_that_recover() {
    let (site, receiver) = (Site::http(), Site::http());
    unavailable(&site);
    let events = "events: [request.opened, request.closed]";
    let configuration = sixty(&site, &Site::http()).without_webhooks().webhook_with(
        "hook",
        &receiver.url("/hook"),
        events,
    );
    let world = World::new(&configuration);
    let began = Instant::now();
    world.run(&["check"]).cleanly(1);
    let whole = began.elapsed().min(Duration::from_millis(800));
    assert_eq!(world.requests("open").len(), SERVICES);
    receiver.forget();
    for number in 0..SERVICES {
        site.answers(&format!("/{number}"), Answer::status(200));
    }
    for round in 0..10_u32 {
        let mut pass = world.start(&["check"]);
        let instant = Instant::now() + whole * ((round * 3) % 10) / 12;
        while Instant::now() < instant && pass.is_running() {
            std::thread::sleep(Duration::from_millis(1));
        }
        pass.kill();
    }
    world.run(&["check"]).cleanly(0);

    assert_eq!(world.requests("repaired").len(), SERVICES);
    assert_eq!(world.requests("all").len(), SERVICES);
    let mut keys: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for call in receiver.received() {
        assert_eq!(call.json()["event"], "request.closed");
        let id = call.json()["id"].as_i64().unwrap();
        keys.entry(id).or_default().insert(call.header("idempotency-key").to_owned());
    }
    assert_eq!(keys.len(), SERVICES, "every closing was told of");
    assert!(keys.values().all(|keys| keys.len() == 1), "each with one key: {keys:?}");
    world.run(&["db", "check"]).cleanly(0);
}

#[test]
fn the_first_commands_at_once_do_not_trip_over_each_other() {
    let site = Site::http();
    for _ in 0..8 {
        let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
        let create = ["requests", "create", "--equipment", "web-1", "--name", "x"];
        let writers: Vec<_> = (0..3).map(|_| world.start(&create)).collect();
        let passes: Vec<_> = (0..3).map(|_| world.start(&["check"])).collect();
        let readers: Vec<_> = (0..2).map(|_| world.start(&["requests", "list"])).collect();
        for writer in writers {
            writer.finish().cleanly(0);
        }
        for reader in readers {
            reader.finish().cleanly(0);
        }
        let codes: Vec<_> = passes.into_iter().map(|pass| pass.finish().exit()).collect();
        assert!(codes.iter().all(|code| [0, 75].contains(code)), "{codes:?}");
        assert!(codes.contains(&0), "one of them is a pass: {codes:?}");
        assert_eq!(world.requests("open").len(), 3);
        world.run(&["db", "check"]).cleanly(0);
    }
}

#[test]
fn a_killed_pass_leaves_no_lock() {
    let site = Site::http();
    site.answers("/", Answer::Silence);
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let pass = world.start(&["check"]);
    site.wait_for(1);
    pass.kill();
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    world.run(&["db", "check"]).cleanly(0);
}

/// A pass that waits for its answer, the only one after a first pass that failed.
fn failing_then(answer: Answer, gate: &Gate) -> (Site, Site, World) {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let events = "events: [request.opened, request.closed]";
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/"),
        events,
    );
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    site.answers("/", answer.held(gate));
    (site, receiver, world)
}

#[test]
fn a_request_closed_during_a_pass_that_finds_it_ok_stays_as_it_was_closed() {
    let gate = Gate::new();
    let (site, receiver, world) = failing_then(Answer::status(200), &gate);
    let pass = world.start(&["--format", "json", "check"]);
    site.wait_for(3);
    world.run(&["requests", "close", "1", "--scrap", "--note", "mine"]).code(0);
    let closed = world.one_request("all");
    gate.open();
    let pass = pass.finish().cleanly(0).json();
    assert_eq!(pass["requests"]["closed"], json!([]));
    assert_eq!(world.one_request("all"), closed);
    assert_eq!((&closed["stage"], &closed["note"]), (&json!("scrap"), &json!("mine")));
    let told = receiver.received();
    assert_eq!(told.len(), 2, "opened, and closed once");
    assert_eq!(told[1].json()["stage"], "scrap");
}

#[test]
fn a_request_closed_during_a_pass_that_finds_it_ko_is_not_reopened() {
    let gate = Gate::new();
    let (site, _receiver, world) = failing_then(Answer::status(503), &gate);
    let pass = world.start(&["check"]);
    site.wait_for(3);
    world.run(&["requests", "close", "1", "--note", "mine"]).code(0);
    let closed = world.one_request("all");
    gate.open();
    let _ = pass.finish();
    let _ = world.run(&["check"]);
    let requests = world.requests("all");
    assert_eq!(requests[0], closed);
    assert_eq!(requests.len(), 2, "the failure after it was closed has its own");
    assert_eq!(requests[1]["stage"], "new");
}

#[test]
fn maintenance_switched_on_during_a_pass_opens_nothing() {
    let (site, receiver) = (Site::http(), Site::http());
    let gate = Gate::new();
    site.answers("/", Answer::status(503).held(&gate));
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/"))
        .webhook("hook", &receiver.url("/"));
    let world = World::new(&configuration);
    let pass = world.start(&["check"]);
    site.wait_for(1);
    world.run(&["maintenance", "on", "web-1"]).code(0);
    gate.open();
    let _ = pass.finish();
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    assert_eq!(receiver.received().len(), 0);
    world.run(&["maintenance", "off", "web-1"]).code(0);
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("open").len(), 1);
}

#[test]
fn a_clock_that_jumped_back_neither_blocks_nor_breaks_anything() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), "frequency: 15m")
        .webhook("hook", &receiver.url("/"));
    let world = World::new(&configuration);
    receiver.answers("/", Answer::status(500));
    world.run(&["check"]).cleanly(1);
    receiver.answers("/", Answer::status(200));
    // What was recorded is now two days in the future.
    world.let_time_run_back(Duration::from_secs(2 * 86_400));
    site.answers("/", Answer::status(200));
    let pass = world.run_json(&["check"]).code(0).json();
    assert_eq!(pass["pass"]["checked"], 1, "due by any honest reckoning: {pass:#}");
    assert_eq!(world.one_request("all")["stage"], "repaired");
    assert_eq!(receiver.received().len(), 2, "nothing waits for a time that is far off");
    world.run(&["db", "check"]).cleanly(0);
}
