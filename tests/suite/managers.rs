//! Hosts whose server manager tells of every instance there.

use serde_json::{Value, json};

use crate::support::{Answer, Cachet, Configuration, Release, Site, World};

pub(super) const TOKEN: &str = "1234567890ABCDEF";
pub(super) const PATH: &str = "/manager.php";

/// The equipment `web-1`, managed at that site.
pub(super) fn managed(site: &Site, keys: &str) -> Configuration {
    let url = site.url(PATH);
    let api = format!(
        "monitoring_api: {{version: server-manager-v1, url: \"{url}\", token: {{env: MANAGER_TOKEN}}}}"
    );
    Configuration::new().equipment("web-1", &format!("{api}{keys}"))
}

pub(super) fn world(configuration: &Configuration) -> World {
    let mut world = World::new(configuration);
    world.variable("MANAGER_TOKEN", TOKEN);
    world
}

pub(super) fn list(instances: &[Value]) -> Value {
    json!({
        "apiname": "servermanager", "apiversion": "1.0",
        "space": {"bytes_total": 100, "bytes_left": 25, "bytes_used": 75, "percent_used": 75.0},
        "instances": instances,
    })
}

/// An instance that is online.
pub(super) fn online(name: &str) -> Value {
    json!({
        "ref": name, "url": format!("https://{name}.example.com/"), "online": true,
        "dolibarr": {"version": "20.0.0", "data": {"path": "/x", "size": 2000},
            "htdocs": {"size": 1}, "repertoire_client": {"size": -1}},
        "user": {"all": 10, "active": 8},
        "module": {"modFacture": {"version": "dolibarr", "source": "core", "active": "1"},
            "modShop": {"version": "1.2", "source": "external", "gitinfos": false, "active": ""}},
    })
}

pub(super) fn offline(name: &str) -> Value {
    json!({"ref": name, "url": format!("https://{name}.example.com/"), "online": false,
        "message": "HTTP 500"})
}

pub(super) fn answers(site: &Site, instances: &[Value]) {
    site.answers(PATH, Answer::json(200, &list(instances)));
}

/// What a command answers that ends with that code.
#[track_caller]
pub(super) fn json_code(world: &World, arguments: &[&str], code: i32) -> Value {
    world.run_json(arguments).code(code).json()
}

/// The states by name, in the order in which they are shown.
pub(super) fn states(document: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let services = document["services"].as_array().unwrap();
    services.iter().map(|one| (text(&one["service"]), text(&one["state"]))).collect()
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

#[test]
fn one_call_makes_a_service_of_each_instance() {
    let site = Site::http();
    answers(&site, &[online("client1"), online("client2")]);
    let world = world(&managed(&site, ""));
    let pass = world.json(&["check"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok"), ("client2", "ok")]));
    assert_eq!(pass["pass"]["checked"], 3);
    assert_eq!(site.received().len(), 1);
    let client = world.service("web-1/client1");
    assert_eq!(client["url"], "https://client1.example.com/");
    assert_eq!(client["last_http_status_code"], Value::Null);
    assert_eq!(client["instance"]["version"], "20.0.0");
    assert_eq!(client["instance"]["disk_used_bytes"], 2000);
    assert_eq!(client["instance"]["users_active"], 8);
    assert_eq!(client["instance"]["modules"][1]["name"], "modShop");
    assert_eq!(client["orphaned"], false);
    let host = world.service("web-1/@host");
    assert_eq!(
        (&host["disk_used_percent"], &host["detail"]),
        (&json!(75.0), &json!("2 instances"))
    );
    let equipment = world.json(&["equipment"])["equipment"][0].clone();
    assert_eq!((&equipment["services"], &equipment["instances"]), (&json!(3), &json!(2)));
    assert_eq!(equipment["disk_used_bytes"], 75);
    let table = world.run(&["equipment"]).cleanly(0).stdout;
    assert!(table.contains("INSTANCES  DISK") && table.contains("75.0%"), "{table}");
    world.run(&["status", "--modules", "client1"]).cleanly(0).says("modShop");
    world.run(&["history", "client2"]).cleanly(0).says("ok");
    let probe = world.json(&["probe", "client1"])["probe"].clone();
    for field in ["id", "state", "detail", "instance", "url"] {
        assert_eq!(probe[field], client[field], "{field}: {probe:#}");
    }
}

#[test]
fn an_instance_that_is_not_online_is_ko_until_it_is() {
    let site = Site::http();
    answers(&site, &[online("client1"), offline("client2")]);
    let world = world(&managed(&site, ""));
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok"), ("client2", "ko")]));
    // It was asked twice before it believed that.
    assert_eq!(site.received().len(), 2);
    assert_eq!(pass["services"][0]["detail"], "2 instances, 1 not online");
    let request = world.one_request("open");
    assert_eq!(request["name"], "[HTTP KO] https://client2.example.com/");
    assert_eq!(request["description"], "not online: HTTP 500");
    assert_eq!(
        (&request["failure_class"], &request["failure_kind"]),
        (&json!("down"), &json!("expectation"))
    );
    world.run(&["probe", "client2"]).code(1).says("not online: HTTP 500");
    answers(&site, &[online("client1"), online("client2")]);
    let pass = world.json(&["check"]);
    assert_eq!(pass["requests"]["closed"], json!([1]));
    let note = world.one_request("repaired")["note"].as_str().unwrap().to_owned();
    assert!(note.contains("is OK again: closed automatically"), "{note}");
}

#[test]
fn only_what_both_answers_say_is_believed() {
    let site = Site::http();
    let answer = |instances: &[Value]| Answer::json(200, &list(instances));
    site.answers_in_turn(
        PATH,
        [
            answer(&[offline("client1"), online("client2"), offline("client3")]),
            answer(&[online("client1"), offline("client2"), offline("client3")]),
        ],
    );
    let world = world(&managed(&site, ""));
    let pass = json_code(&world, &["check"], 1);
    let expected = [("@host", "ok"), ("client1", "ok"), ("client2", "ok"), ("client3", "ko")];
    assert_eq!(states(&pass), pairs(&expected));
    assert_eq!(world.one_request("open")["service"], "client3");
}

#[test]
fn what_vanishes_is_unknown_and_stays() {
    let site = Site::http();
    answers(&site, &[online("client1"), offline("client2")]);
    let world = world(&managed(&site, ""));
    let _ = json_code(&world, &["check"], 1);
    answers(&site, &[online("client1")]);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    let expected = [("@host", "ok"), ("client1", "ok"), ("client2", "unknown")];
    assert_eq!(states(&pass), pairs(&expected));
    assert_eq!(pass["services"][2]["detail"], "its host does not list it");
    // Its request is for people to decide on.
    assert_eq!(world.one_request("open")["service"], "client2");
    world.run(&["check", "--report", "changes"]).cleanly(0);
    assert_eq!(world.service("web-1/client2")["orphaned"], false);
    world.run(&["probe", "client2"]).code(0).says("its host does not list it");
    // It comes back as what it was.
    answers(&site, &[online("client1"), online("client2")]);
    assert_eq!(world.json(&["check"])["requests"]["closed"], json!([1]));
    // Forgotten for good once it is gone for good.
    answers(&site, &[online("client1")]);
    let _ = world.json(&["check"]);
    world.run(&["forget", "web-1/client2"]).cleanly(0);
    let pass = world.json(&["check"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok")]));
}

#[test]
fn what_is_configured_takes_its_data_from_its_host() {
    let site = Site::http();
    answers(&site, &[online("shop"), online("other"), online("own")]);
    let api = "monitoring_api: {version: server-manager-v1}";
    let keys = "tags: [gold], expectation: [{type: DISK, max_bytes: 1000}]";
    let configuration = managed(&site, "")
        .command("web-1/shop", &format!("{api}, {keys}"))
        .command("web-1/lost", api)
        .service("web-1/own", &site.url("/own"));
    let world = world(&configuration);
    let pass = json_code(&world, &["check"], 1);
    let expected =
        [("@host", "ok"), ("shop", "ko"), ("lost", "unknown"), ("own", "ok"), ("other", "ok")];
    assert_eq!(states(&pass), pairs(&expected));
    assert_eq!(
        pass["services"][1]["detail"],
        "the disk has 2000 bytes in use; at most 1000 wanted"
    );
    assert_eq!(pass["services"][1]["tags"], json!(["gold"]));
    assert_eq!(world.one_request("open")["name"], "[KO] web-1/shop");
    // What is configured with a check of its own keeps that.
    assert_eq!(site.received_at("/own").len(), 1);
    assert_eq!(world.service("web-1/own")["last_http_status_code"], 200);
    assert_eq!(world.service("web-1/own")["instance"], Value::Null);
    world.run(&["forget", "web-1/shop"]).refused(3);
}

#[test]
fn the_equipments_defaults_are_those_of_its_instances() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let defaults = "; defaults: {tags: [gold], priority: \"3\", allowed_fails: 1, \
                    expectation: [{type: HTTP_STATUS, status_range: 200}, {type: DISK, max_bytes: 50}, {type: DISK, max_percent: 80}]}";
    let world = world(&managed(&site, defaults));
    assert_eq!(states(&world.json(&["check"]))[1].1, "suspect");
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ko")]));
    assert_eq!(pass["services"][1]["tags"], json!(["gold"]));
    assert_eq!(world.one_request("open")["priority"], "3");
    let selected = json_code(&world, &["status", "tag:gold"], 1);
    assert_eq!(selected["services"].as_array().unwrap().len(), 2);
}

#[test]
fn a_selected_instance_is_asked_of_its_host() {
    let site = Site::http();
    answers(&site, &[online("client1"), online("client2")]);
    let world = world(&managed(&site, "").service("web-2/shop", &site.url("/shop")));
    let pass = world.json(&["check", "web-1"]);
    assert_eq!(states(&pass).len(), 3, "what is new on a selected equipment is checked");
    answers(&site, &[online("client1"), online("client2"), online("client3")]);
    let pass = world.json(&["check", "client1"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok")]));
    let pass = world.json(&["check", "web-1/@host"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok")]));
    world.run(&["status", "client3"]).refused(4);
    let pass = world.json(&["check", "web-1/cl*"]);
    assert_eq!(states(&pass).len(), 4);
    world.run(&["check", "nothing"]).refused(4);
    assert!(site.received_at("/shop").is_empty());
}

#[test]
fn maintenance_mode_covers_instances_and_their_host() {
    let site = Site::http();
    answers(&site, &[offline("client1"), online("client2")]);
    let world = world(&managed(&site, ""));
    world.run(&["check", "client2"]).refused(4);
    let _ = world.json(&["check", "--dry-run", "--exit-zero"]);
    world.run(&["status", "client1"]).refused(4);
    let _ = json_code(&world, &["check"], 1);
    world.run(&["maintenance", "on", "client1"]).cleanly(0);
    let pass = world.json(&["check"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "skipped"), ("client2", "ok")]));
    assert_eq!(pass["services"][1]["skip_reason"], "maintenance");
    world.run(&["maintenance", "off", "client1"]).cleanly(0);
    world.run(&["maintenance", "on", "web-1/@host"]).cleanly(0);
    site.forget();
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(pass["services"][1]["skip_reason"], "no-answer");
    assert_eq!(pass["services"][1]["maintenance"], false);
    assert!(site.received().is_empty());
    let request = ["requests", "create", "--equipment", "web-1", "--service", "client2"];
    world.run(&[&request[..], &["--name", "move it"]].concat()).cleanly(0);
    world.run(&["requests", "list", "--service", "web-1/client2"]).cleanly(0).says("move it");
}

#[test]
fn what_cannot_be_a_service_is_named_and_the_rest_taken_in() {
    let site = Site::http();
    let mut number = online("7");
    number["ref"] = json!(7);
    let mut hostile = online("hostile");
    hostile["url"] = json!("https://user:secret@hostile.example.com/");
    let plain = json!({"ref": "plain", "online": "1"});
    let silent = json!({"ref": "silent"});
    let all = [
        online("a/b"),
        json!({"online": true}),
        json!(3),
        online("@host"),
        plain,
        silent,
        number,
        hostile,
        online("7"),
    ];
    let mut document = list(&[]);
    // What PHP makes of an array with JSON_FORCE_OBJECT.
    document["instances"] = (0..).map(|n: i32| n.to_string()).zip(all).collect();
    let dirty = format!("Warning: something in /x.php on line 3\n{document}");
    site.answers(PATH, Answer::text(&dirty));
    let world = world(&managed(&site, ""));
    let ran = world.run_json(&["check"]).code(1);
    let warning = "web-1/@host: 5 instances not taken in: \"a/b\": a name cannot contain '/'; \
                   one has no ref; one has no ref, …";
    assert!(ran.stderr.contains(warning), "{}", ran.stderr);
    let expected =
        [("@host", "ok"), ("plain", "ok"), ("silent", "ko"), ("7", "ok"), ("hostile", "ok")];
    assert_eq!(states(&ran.json()), pairs(&expected));
    assert_eq!(world.service("web-1/hostile")["url"], Value::Null);
    assert_eq!(world.service("web-1/plain")["instance"]["modules"], json!([]));
    assert!(!ran.stdout.contains("secret") && !ran.stderr.contains("secret"));
    let detail = world.service("web-1/silent")["detail"].clone();
    assert_eq!(detail, "the host's answer does not say whether it is online");
}

#[test]
fn an_instance_that_moves_and_one_that_is_renamed_follow_the_answer() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let world = world(&managed(&site, ""));
    let _ = world.json(&["check"]);
    let mut moved = offline("client1");
    moved["url"] = json!("https://new.example.com/");
    answers(&site, &[moved]);
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(pass["services"][1]["url"], "https://new.example.com/");
    assert_eq!(world.one_request("open")["name"], "[HTTP KO] https://new.example.com/");
    assert_eq!(world.service("web-1/client1")["url"], "https://new.example.com/");
    // Without its manager it is an orphan like any other.
    world.configure(&Configuration::new().equipment("web-1", ""));
    let orphan = world.service("web-1/client1");
    assert_eq!((&orphan["orphaned"], &orphan["url"]), (&json!(true), &Value::Null));
}

#[test]
fn instances_stand_behind_a_component_whoever_tells_it_something() {
    let (site, cachet) = (Site::http(), Cachet::new(Release::V24));
    answers(&site, &[online("client1"), offline("client2")]);
    let shown = "action: [UPDATE_STATUS], component_id: 1";
    let configuration = managed(&site, &format!("; defaults: {{{shown}}}"))
        .heartbeat("job", &format!("interval: 1h, {shown}"));
    let mut world = super::cachet::world(&cachet, configuration);
    world.variable("MANAGER_TOKEN", TOKEN);
    let _ = json_code(&world, &["check"], 1);
    assert_eq!(cachet.component(1), 3);
    // Who signals asks no host, and has to know what was told of it.
    world.run(&["heartbeat", "job", "--status", "down"]).cleanly(0);
    let _ = json_code(&world, &["check"], 1);
    world.run(&["heartbeat", "job", "--status", "up"]).cleanly(0);
    assert_eq!(cachet.component(1), 3);
    answers(&site, &[online("client1"), online("client2")]);
    let _ = json_code(&world, &["check"], 0);
    assert_eq!(cachet.component(1), 1);
}

#[test]
fn a_list_of_two_thousand_is_taken_in_by_one_pass() {
    let site = Site::http();
    let all: Vec<Value> = (0..2000).map(|number| online(&format!("client{number}"))).collect();
    answers(&site, &all);
    let world = world(&managed(&site, ""));
    let pass = world.json(&["check"]);
    assert_eq!(pass["pass"]["ok"], 2001);
    let status = world.json(&["status"]);
    assert_eq!(states(&status).len(), 2001);
    assert_eq!(world.json(&["equipment"])["equipment"][0]["instances"], 2000);
    // Nothing new the second time, and as much to judge.
    let pass = world.json(&["check"]);
    assert_eq!((&pass["pass"]["ok"], &pass["pass"]["skipped"]), (&json!(2001), &json!(0)));
}
