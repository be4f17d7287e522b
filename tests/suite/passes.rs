//! What the options of `check` change, and what a pass leaves out.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Gate, Site, World};

fn two(site: &Site) -> Configuration {
    Configuration::new()
        .service("web-1/shop", &site.url("/shop"))
        .service("web-2/blog", &site.url("/blog"))
}

#[test]
fn frequency_is_at_most_one_check_per_time() {
    let site = Site::http();
    let configuration =
        Configuration::new().service_with("web-1/shop", &site.url("/"), "frequency: 15m");
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(0);
    assert_eq!(site.received().len(), 1);

    let early = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(early["services"][0]["state"], "skipped");
    assert_eq!(early["services"][0]["skip_reason"], "not-due");
    assert_eq!(early["pass"]["skipped"], 1);
    assert_eq!(site.received().len(), 1);
    assert_eq!(world.service("web-1/shop")["state"], "ok", "status shows the last known state");

    world.run(&["check", "--force"]).cleanly(0);
    assert_eq!(site.received().len(), 2);
    // Half a minute early is due, so that a crontab's jitter loses no pass.
    world.let_pass(Duration::from_secs(14 * 60));
    world.run(&["check"]).cleanly(0);
    assert_eq!(site.received().len(), 2);
    world.let_pass(Duration::from_secs(32));
    world.run(&["check"]).cleanly(0);
    assert_eq!(site.received().len(), 3);
}

#[test]
fn force_ignores_nothing_but_frequency() {
    let site = Site::http();
    let configuration = two(&site).service_with("web-1/off", &site.url("/off"), "active: false");
    let world = World::new(&configuration);
    world.run(&["maintenance", "on", "web-2"]).code(0);
    world.run(&["check", "--force"]).cleanly(0);
    let asked: Vec<_> = site.received().iter().map(|it| it.target.clone()).collect();
    assert_eq!(asked, ["/shop"]);
}

#[test]
fn a_dry_run_probes_and_prints_and_leaves_no_trace() {
    let site = Site::http();
    let receiver = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&two(&site).webhook("hook", &receiver.url("/")));

    let pass = world.run_json(&["check", "--dry-run"]).cleanly(1).json();
    assert_eq!(pass["pass"]["ko"], 1);
    assert_eq!(site.received_at("/shop").len(), 2);
    assert_eq!(receiver.received().len(), 0);
    let files: Vec<_> = std::fs::read_dir(world.path("")).unwrap().collect();
    assert_eq!(files.len(), 3, "home, config.yaml and roots.pem: {files:?}");

    site.answers("/shop", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    let before = world.json(&["status"])["services"].clone();
    let bytes = std::fs::read(world.database()).unwrap();
    site.answers("/shop", Answer::status(503));
    world.run(&["check", "--dry-run"]).cleanly(1).says("shop");
    assert_eq!(world.json(&["status"])["services"], before);
    assert!(std::fs::read(world.database()).unwrap() == bytes, "the database was written");
}

#[test]
fn report_changes_is_silent_until_there_is_news() {
    let site = Site::http();
    let world = World::new(&two(&site));
    let check = || world.run(&["check", "--report", "changes"]);
    check().silently(0);
    site.answers("/shop", Answer::status(503));
    check().cleanly(1).says("web-1/shop").says("HTTP 503").says_nothing_of("blog");
    check().silently(1);
    site.answers("/shop", Answer::status(200));
    check().cleanly(0).says("web-1/shop").says_nothing_of("blog");
    check().silently(0);
}

#[test]
fn report_changes_tells_when_it_gets_worse_or_a_delivery_is_given_up() {
    let site = Site::http();
    let receiver = Site::http();
    receiver.answers("/", Answer::status(400));
    let slow = || Answer::status(200).late(Duration::from_millis(30));
    site.answers("/", slow());
    let keys =
        "expectation: [{type: HTTP_STATUS, status_range: 200}, {type: LATENCY, threshold: 5ms}]";
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), keys)
        .webhook_with("hook", &receiver.url("/"), "events: [request.worsened]");
    let world = World::new(&configuration);
    let check = || world.run(&["check", "--report", "changes"]);
    check().code(1).says("web-1/shop");
    check().silently(1);
    site.answers("/", Answer::status(503));
    check().code(1).says("web-1/shop").says("given up");
    check().silently(1);
}

#[test]
fn report_ko_shows_what_is_ko_now() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&two(&site));
    for _ in 0..2 {
        world.run(&["check", "--report", "ko"]).cleanly(1).says("shop").says_nothing_of("blog");
    }
    let pass = world.run_json(&["check", "--report", "ko"]).json();
    assert_eq!(pass["services"].as_array().unwrap().len(), 1);
    assert_eq!(pass["pass"]["checked"], 2, "the report filters the services only");
    world.run(&["check", "--report", "all"]).cleanly(1).says("shop").says("blog");
    let pass = world.run_json(&["check", "--report", "changes"]).json();
    assert_eq!(pass["services"], json!([]));
}

#[test]
fn exit_zero_changes_the_code_and_nothing_else() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&two(&site));
    world.run(&["check", "--exit-zero"]).cleanly(0).says("HTTP 503");
    assert_eq!(world.requests("open").len(), 1);
    std::fs::write(world.database(), "not a database").unwrap();
    world.run(&["check", "--exit-zero"]).refused(74);
}

#[test]
fn quiet_prints_errors_only() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&two(&site));
    world.run(&["check", "-q"]).silently(1);
    world.run(&["status", "--quiet"]).silently(1);
    world.run(&["-q", "requests", "show", "77"]).refused(4);
}

#[test]
fn a_selected_pass_checks_what_is_selected_and_nothing_else() {
    let site = Site::http();
    site.answers("/shop", Answer::status(503));
    let world = World::new(&two(&site));
    let pass = world.run_json(&["check", "blog"]).cleanly(0).json();
    assert_eq!(pass["pass"]["checked"], 1);
    assert_eq!(site.received_at("/shop").len(), 0);
    world.run(&["check", "web-1"]).cleanly(1);
    // Neither was a full pass: the age of the last one is what tells that cron works.
    assert_eq!(world.json(&["status"])["last_pass"], Value::Null);
    world.run(&["status"]).code(6);
}

#[test]
fn what_is_skipped_has_its_reason() {
    let site = Site::http();
    let configuration = two(&site)
        .service_with("web-1/off", &site.url("/off"), "active: false")
        .service_with("web-1/idle", &site.url("/idle"), "monitoring: false")
        .service("web-3/unwatched", &site.url("/unwatched"))
        .equipment("web-3", "monitoring: false");
    let url = format!(", url: \"{}\"", site.url("/blog"));
    let world = World::with_text(&configuration.to_string().replace(&url, ""));
    let pass = world.run_json(&["check"]).cleanly(0).json();
    let reason = |id: &str| {
        let services = pass["services"].as_array().unwrap();
        let service = services.iter().find(|service| service["id"] == id).unwrap();
        (service["state"].clone(), service["skip_reason"].clone())
    };
    assert_eq!(reason("web-1/shop"), (json!("ok"), Value::Null));
    assert_eq!(reason("web-1/off"), (json!("skipped"), json!("inactive")));
    assert_eq!(reason("web-1/idle"), (json!("skipped"), json!("inactive")));
    assert_eq!(reason("web-3/unwatched"), (json!("skipped"), json!("not-monitored")));
    assert_eq!(reason("web-2/blog"), (json!("skipped"), json!("no-url")));
    assert_eq!(site.received().len(), 1);
}

#[test]
fn a_pass_that_runs_out_of_time_says_what_it_did_not_reach() {
    let site = Site::http();
    let mut configuration = Configuration::new().check("per_equipment: 1").check("deadline: 400ms");
    for number in 0..6 {
        let path = format!("/{number}");
        site.answers(&path, Answer::status(200).late(Duration::from_millis(250)));
        configuration = configuration.service(&format!("web-1/s{number}"), &site.url(&path));
    }
    let world = World::new(&configuration);
    let ran = world.run_json(&["check"]).code(0);
    assert!(ran.stderr.contains("deadline") || ran.stderr.contains("time"), "{ran}");
    let pass = ran.json();
    assert_eq!(pass["pass"]["deadline_reached"], true);
    let late = pass["services"].as_array().unwrap();
    let late = late.iter().filter(|it| it["skip_reason"] == "deadline").count();
    assert!((1..6).contains(&late), "{late} of 6 services were left out: {ran}");
    // What was left out comes first in the next pass.
    let reached: Vec<_> = site.received().iter().map(|it| it.target.clone()).collect();
    site.forget();
    let _ = world.run(&["check"]);
    let next = site.received()[0].target.clone();
    assert!(!reached.contains(&next), "{next} was already checked: {reached:?}");
}

#[test]
fn no_equipment_is_asked_more_at_once_than_it_may_be() {
    let site = Site::http();
    let gate = Gate::new();
    let mut configuration = Configuration::new().check("per_equipment: 2");
    for number in 0..8 {
        let path = format!("/{number}");
        site.answers(&path, Answer::status(200).held(&gate));
        let id = format!("web-{}/s{number}", number % 2);
        configuration = configuration.service(&id, &site.url(&path));
    }
    let world = World::new(&configuration);
    for (arguments, most) in [(&["check"][..], 4), (&["check", "--concurrency", "3"], 3)] {
        site.forget();
        let pass = world.start(arguments);
        site.wait_for(most);
        std::thread::sleep(Duration::from_millis(150));
        assert_eq!(site.received().len(), most, "{arguments:?}");
        pass.kill();
    }
    gate.open();
    world.run(&["check"]).cleanly(0);
}

#[test]
fn who_waits_to_ask_again_asks_others_meanwhile() {
    let site = Site::http();
    site.answers_in_turn("/shop", [Answer::status(503), Answer::status(200)]);
    let world = World::new(&two(&site).check("recheck_after: 300ms"));
    world.run(&["check", "--concurrency", "1"]).cleanly(0);
    let asked: Vec<_> = site.received().iter().map(|it| it.target.clone()).collect();
    assert_eq!(asked, ["/shop", "/blog", "/shop"]);
}

#[test]
fn what_is_asked_is_what_is_configured() {
    let site = Site::http();
    let keys = "method: POST, header: {X-Probe: ronde}, body: \"a=1\", \
                basic_auth: {user: probe, password: hush}";
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/form?x=1"), keys)
        .service_with("web-1/plain", &site.url("/plain"), "header: {User-Agent: mine}")
        .service_with(
            "web-1/moved",
            &site.url("/moved"),
            "follow_redirects: false, expectation: [{type: HTTP_STATUS, status_range: 302}]",
        )
        .service("web-1/followed", &site.url("/from"))
        .service_with(
            "web-1/resolved",
            &format!("http://nowhere.invalid:{}/resolved", site.port()),
            "resolve: 127.0.0.1",
        );
    site.answers("/moved", Answer::redirect("/never"));
    site.answers("/from", Answer::redirect("/to"));
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(0);

    let form = &site.received_at("/form")[0];
    assert_eq!((form.method.as_str(), form.target.as_str()), ("POST", "/form?x=1"));
    assert_eq!((form.body.as_str(), form.header("x-probe")), ("a=1", "ronde"));
    assert_eq!(form.header("authorization"), "Basic cHJvYmU6aHVzaA==");
    let agent = format!("ronde/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(form.header("user-agent"), agent);
    assert_eq!(site.received_at("/plain")[0].header("user-agent"), "mine");
    assert_eq!(site.received_at("/never").len(), 0);
    assert_eq!(site.received_at("/to").len(), 1);
    let host = format!("nowhere.invalid:{}", site.port());
    assert_eq!(site.received_at("/resolved")[0].header("host"), host);
}
