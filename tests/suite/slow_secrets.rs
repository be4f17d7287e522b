//! Secrets that take their time, or never come: each is waited for by what
//! needs it, and by nothing else.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::aws::{SECRET_KEY, key};
use crate::support::aws::SecretsManager;
use crate::support::{Answer, Configuration, Site, World};

/// A provider that prints `token` after so many seconds, and notes that it ran.
fn slow(name: &str, seconds: u32) -> String {
    let script = format!("echo {name} >> runs; sleep {seconds}; echo token");
    format!("{{command: [sh, -c, \"{script}\"]}}")
}

/// A provider that never ends, and notes which process that is.
fn hanging(name: &str) -> String {
    let script = format!("echo $$ >> hanging; exec sleep 600 # {name}");
    format!("{{command: [sh, -c, \"{script}\"]}}")
}

/// A service whose header is that secret.
fn with_secret(configuration: Configuration, site: &Site, id: &str, secret: &str) -> Configuration {
    let keys = format!("header: {{X-Token: {secret}}}");
    configuration.service_with(id, &site.url(&format!("/{id}")), &keys)
}

fn paths(site: &Site) -> Vec<String> {
    site.received().iter().map(|call| call.path().to_owned()).collect()
}

fn states(pass: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let services = pass["services"].as_array().unwrap();
    services.iter().map(|one| (text(&one["service"]), text(&one["state"]))).collect()
}

/// Nothing of what was started hangs any more.
#[track_caller]
fn nothing_hangs(world: &World, expected: usize) {
    let started = fs::read_to_string(world.path("hanging")).unwrap();
    assert_eq!(started.lines().count(), expected, "each is started once");
    let until = Instant::now() + Duration::from_secs(5);
    for process in started.lines() {
        let command = format!("/proc/{process}/cmdline");
        let lives = || fs::read(&command).is_ok_and(|text| text.starts_with(b"sleep"));
        while lives() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(!lives(), "{process} was left behind");
    }
}

#[test]
fn slow_secrets_are_read_beside_each_other_and_delay_no_other() {
    let site = Site::http();
    let mut configuration = Configuration::new();
    for (id, secret) in [
        ("web-1/first", slow("first", 3)),
        ("web-1/second", slow("second", 3)),
        ("web-1/variable", "{env: TOKEN}".to_owned()),
        ("web-1/file", "{file: token}".to_owned()),
    ] {
        configuration = with_secret(configuration, &site, id, &secret);
    }
    let mut world = World::new(&configuration);
    world.variable("TOKEN", "hush");
    fs::write(world.path("token"), "hush").unwrap();
    let began = Instant::now();
    let pass = world.start(&["check"]);
    site.wait_for(2);
    let quick = began.elapsed();
    pass.finish().cleanly(0);
    let all = began.elapsed();
    assert!(quick < Duration::from_millis(2500), "a variable and a file waited {quick:?}");
    assert!(all < Duration::from_millis(5500), "one after the other: {all:?}");
    let mut first = paths(&site);
    first.truncate(2);
    first.sort();
    assert_eq!(first, ["/web-1/file", "/web-1/variable"]);
    assert!(site.received().iter().all(|call| !call.header("x-token").is_empty()));
}

#[test]
fn a_secret_of_many_services_is_read_once_in_a_pass() {
    let (site, receiver) = (Site::http(), Site::http());
    let shared = slow("shared", 1);
    let mut configuration = Configuration::new();
    for number in 0..20 {
        let id = format!("web-{}/s{number}", number % 5);
        site.answers(&format!("/{id}"), Answer::status(503));
        configuration = with_secret(configuration, &site, &id, &shared);
    }
    let keys = format!("user: ronde, password: {shared}");
    let configuration = configuration.webhook_with("hook", &receiver.url("/"), &keys);
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    assert_eq!(site.received().len(), 40, "each was probed twice");
    assert_eq!(receiver.received().len(), 20);
    assert_eq!(fs::read_to_string(world.path("runs")).unwrap(), "shared\n");
}

#[test]
fn several_secrets_of_one_service_are_read_beside_each_other() {
    let site = Site::http();
    let keys = format!(
        "header: {{X-A: {}, X-B: {}}}, basic_auth: {{user: u, password: {}}}",
        slow("a", 2),
        slow("b", 2),
        slow("c", 2)
    );
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), &keys));
    for command in [&["check"][..], &["probe", "shop"]] {
        let began = Instant::now();
        world.run(command).cleanly(0);
        let took = began.elapsed();
        assert!(took < Duration::from_millis(4500), "{command:?}: one after the other: {took:?}");
    }
    let call = &site.received()[0];
    assert_eq!((call.header("x-a"), call.header("x-b")), ("token", "token"));
}

#[test]
fn a_probe_that_waits_for_its_secret_takes_no_place() {
    let site = Site::http();
    let mut configuration = Configuration::new();
    for number in 0..20 {
        let id = format!("web-1/a{number}");
        configuration = with_secret(configuration, &site, &id, &slow(&format!("of-{number}"), 2));
    }
    configuration = configuration.service("web-1/z", &site.url("/z")).check("per_equipment: 1");
    let world = World::new(&configuration);
    let began = Instant::now();
    let pass = world.start(&["check", "--concurrency", "1"]);
    site.wait_for(1);
    let first = began.elapsed();
    pass.finish().cleanly(0);
    let took = began.elapsed();
    assert_eq!(paths(&site)[0], "/z");
    assert!(first < Duration::from_millis(1800), "it waited for another's secret: {first:?}");
    assert!(took < Duration::from_secs(8), "twenty waits instead of one: {took:?}");
    assert_eq!(site.received().len(), 21);
}

#[test]
fn hanging_secrets_cost_neither_the_pass_nor_what_is_healthy() {
    let site = Site::http();
    let mut configuration = Configuration::new();
    for number in 0..20 {
        let id = format!("web-1/a{number}");
        configuration = with_secret(configuration, &site, &id, &hanging(&number.to_string()));
    }
    for number in 0..20 {
        let id = format!("web-1/z{number}");
        configuration = configuration.service(&id, &site.url(&format!("/{id}")));
    }
    configuration = configuration.check("deadline: 4s").check("per_equipment: 2");
    let world = World::new(&configuration);
    let began = Instant::now();
    let ran = world.run_json(&["check", "--concurrency", "2"]).code(0).complains("20 services");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(8), "they ate the deadline: {took:?}");
    for (name, state) in states(&ran.json()) {
        assert_eq!(state, if name.starts_with('z') { "ok" } else { "skipped" }, "{name}");
    }
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    nothing_hangs(&world, 20);
}

#[test]
fn a_destination_that_waits_for_its_secret_keeps_no_other_waiting() {
    let (site, receiver) = (Site::http(), Site::http());
    let mut configuration = Configuration::new().service("web-1/shop", &site.url("/"));
    for number in 0..20 {
        let url = format!("URL-{number}");
        configuration = configuration.webhook(&format!("hook-{number}"), &url);
    }
    let mut text = configuration.webhook("last", &receiver.url("/")).to_string();
    for number in (0..20).rev() {
        let secret = hanging(&number.to_string());
        text = text.replace(&format!("\"URL-{number}\""), &secret);
    }
    let world = World::with_text(&text);
    let began = Instant::now();
    let create = ["requests", "create", "--equipment", "web-1", "--name", "disk"];
    let running = world.start(&create);
    receiver.wait_for(1);
    let told = began.elapsed();
    let ran = running.finish().code(0).says("request 1 opened");
    let took = began.elapsed();
    assert!(told < Duration::from_secs(3), "it waited for another's secret: {told:?}");
    assert!(took < Duration::from_secs(14), "a command sends for ten seconds: {took:?}");
    let ran = ran.complains("webhook hook-0: the secret command sh did not end within");
    assert_eq!(ran.stderr.lines().count(), 20, "{ran}");
    let statuses = world.deliveries(None).iter().map(|it| it["status"].clone()).collect::<Vec<_>>();
    assert_eq!(statuses.iter().filter(|status| **status == json!("error")).count(), 20);
    assert_eq!(statuses[0], json!("finished"));
    nothing_hangs(&world, 20);
}

#[test]
fn secrets_are_checked_beside_each_other_and_reported_in_order() {
    let site = Site::http();
    let mut configuration = Configuration::new();
    for number in 0..12 {
        let fails = format!("{{command: [sh, -c, \"sleep 1; exit {number}\"]}}");
        let id = format!("web-1/s{number}");
        configuration = with_secret(configuration, &site, &id, &fails);
    }
    let world = World::new(&configuration);
    let began = Instant::now();
    let ran = world.run_json(&["config", "check", "--secrets"]).code(78);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(6), "one after the other: {took:?}");
    let problems: Vec<String> = ran.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["message"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (1..12)
        .map(|number| {
            let reason = format!("the secret command sh failed (exit status: {number})");
            format!("web-1/s{number}: header X-Token: {reason}")
        })
        .collect();
    assert_eq!(problems, expected);
}

#[test]
fn secrets_in_aws_are_asked_for_beside_each_other() {
    let site = Site::http();
    let value = json!({"ARN": "arn", "SecretString": json!({"a": "1", "b": "2"}).to_string()});
    let manager = SecretsManager::slow(key(None), "eu-west-3", value, Duration::from_secs(2));
    let secret = |name: &str, key: &str| {
        format!(
            "{{aws_secrets_manager: {{secret_name: {name}, secret_key: {key}, region: eu-west-3}}}}"
        )
    };
    let mut configuration = Configuration::new();
    for (id, name, key) in [
        ("web-1/a", "first", "a"),
        ("web-1/b", "first", "b"),
        ("web-1/c", "second", "a"),
        ("web-1/d", "third", "a"),
    ] {
        configuration = with_secret(configuration, &site, id, &secret(name, key));
    }
    let mut world = World::new(&configuration);
    world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", &manager.site.url(""));
    world.variable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    world.variable("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    let began = Instant::now();
    world.run(&["check"]).cleanly(0);
    let took = began.elapsed();
    assert!(took < Duration::from_millis(5500), "one after the other: {took:?}");
    assert_eq!(manager.site.received().len(), 3, "each is asked for once");
    assert_eq!(site.received().len(), 4);
}
