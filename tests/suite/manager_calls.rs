//! How a host's server manager is called, and what it costs when that fails.

use md5::{Digest, Md5};

use super::managers::{
    PATH, TOKEN, answers, json_code, list, managed, offline, online, pairs, states, world,
};
use crate::support::{Answer, Configuration, Site};

#[test]
fn an_answer_that_cannot_be_read_changes_nothing_that_was_known() {
    let endless = format!("{{\"instances\": [{}", "{\"ref\": \"x\"},".repeat(8_000_000));
    assert!(endless.len() > 100_000_000);
    let cases = [
        (Answer::text("<html>Fatal error</html>"), "answered \"<html>Fatal error</html>\""),
        (Answer::text("{\"instances\": [{\"ref\": \"new\"}, "), "is not JSON"),
        (Answer::text(""), "is empty"),
        (Answer::text("{\"apiname\": \"serverobserver\"}"), "is not a server manager's"),
        (Answer::json(503, &list(&[offline("client1")])), "HTTP 503"),
        (Answer::Close, "connection closed"),
        (Answer::text(&endless), "is longer than 64 MiB"),
    ];
    let site = Site::http();
    let world = world(&managed(&site, ""));
    for (answer, detail) in cases {
        answers(&site, &[online("client1"), offline("client2")]);
        let _ = json_code(&world, &["check"], 1);
        let known = world.service("web-1/client1");
        site.answers(PATH, answer);
        let pass = json_code(&world, &["check"], 1);
        let expected = [("@host", "ko"), ("client1", "skipped"), ("client2", "skipped")];
        assert_eq!(states(&pass), pairs(&expected), "{detail}");
        assert_eq!(pass["services"][1]["skip_reason"], "no-answer");
        let found = pass["services"][0]["detail"].as_str().unwrap();
        assert!(found.contains(detail), "{found}: {detail}");
        assert_eq!(world.service("web-1/client1"), known);
        let request = world.requests("open").into_iter().find(|one| one["service"] == "@host");
        assert_eq!(request.unwrap()["name"], "[KO] web-1/@host");
        let probe = world.run(&["probe", "client1"]).code(0);
        probe.says("web-1/@host: ").says("unknown");
    }
}

#[test]
fn the_older_script_is_asked_for_each_name() {
    let site = Site::http_with(|request| {
        let has = |text: &str| request.target.contains(text);
        if has("action=get-all-instance&") {
            return Answer::text("[\"client1\",\"client2\",\"broken\"]");
        }
        match request.target.split("instance_name=").nth(1).map(|rest| rest.split('&').next()) {
            Some(Some("broken")) => Answer::text("Missing config file"),
            Some(Some(name)) => {
                let mut told = online(name);
                told.as_object_mut().unwrap().remove("online");
                Answer::text(&told.to_string())
            }
            _ => Answer::text("Missing instance name"),
        }
    });
    let url = site.url("/check.php?action=get-all-instance");
    let api = format!(
        "monitoring_api: {{version: server-manager-v1, url: \"{url}\", token: {{env: MANAGER_TOKEN}}}}"
    );
    let world = world(&Configuration::new().equipment("web-1", &api));
    for _ in 0..2 {
        site.forget();
        let pass = json_code(&world, &["check"], 1);
        let expected = [("@host", "ok"), ("client1", "ok"), ("client2", "ok"), ("broken", "ko")];
        assert_eq!(states(&pass), pairs(&expected));
        // One call for the names, one for each, and one more for the broken one.
        assert_eq!(site.received().len(), 5);
    }
    assert_eq!(world.service("web-1/client1")["instance"]["version"], "20.0.0");
    assert!(world.one_request("open")["description"].as_str().unwrap().contains("Missing config"));
    let asked = site.received().into_iter().find(|one| one.target.contains("client1")).unwrap();
    let path = "/check.php?action=get-info-instance&instance_name=client1&hash=";
    assert!(asked.target.starts_with(path), "{}", asked.target);
    world.run(&["probe", "client2"]).cleanly(0).says("20.0.0");
    world.run(&["probe", "broken"]).code(1).says("Missing config file");
}

#[test]
fn the_token_signs_and_is_nowhere() {
    let site = Site::http();
    site.answers_in_turn(
        PATH,
        [Answer::json(200, &list(&[online("client1")])), Answer::text("Invalid hash")],
    );
    let world = world(&managed(&site, ""));
    let mut printed = String::new();
    for arguments in [
        &["check"][..],
        &["check"],
        &["status"],
        &["probe", "client1"],
        &["config", "show"],
        &["config", "check", "--secrets"],
    ] {
        let ran = world.run(arguments);
        printed.push_str(&ran.stdout);
        printed.push_str(&ran.stderr);
    }
    assert!(!printed.contains(TOKEN), "{printed}");
    assert!(printed.contains("Invalid hash"), "{printed}");
    for request in site.received() {
        assert_eq!(request.method, "GET");
        assert!(!format!("{request:?}").contains(TOKEN));
        let query: Vec<_> = request.target.split_once('?').unwrap().1.split('&').collect();
        let time = query[2].strip_prefix("time=").unwrap();
        let digest = Md5::digest(format!("{TOKEN}{time}"));
        assert_eq!(query[..2], ["action=get-all-instances", &format!("hash={digest:x}")]);
    }
    for file in ["ronde.db", "ronde.db-wal"] {
        let bytes = std::fs::read(world.path(file)).unwrap_or_default();
        assert!(!bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()), "{file}");
    }
}

#[test]
fn without_its_token_nothing_is_called_and_nothing_known_is_lost() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let configuration = managed(&site, "");
    let mut world = world(&configuration);
    let _ = world.json(&["check"]);
    world.unset("MANAGER_TOKEN");
    site.forget();
    let ran = world.run_json(&["check"]).code(0);
    assert!(ran.stderr.contains("MANAGER_TOKEN is not set"), "{}", ran.stderr);
    assert_eq!(states(&ran.json()), pairs(&[("@host", "unknown"), ("client1", "skipped")]));
    assert!(site.received().is_empty());
    assert_eq!(world.service("web-1/client1")["state"], "ok");
}
