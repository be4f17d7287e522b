//! What becomes of an instance when its host's answer changes: what is known
//! stays known, and nothing is believed that was not said.

use std::time::Duration;

use serde_json::{Value, json};

use super::managers::{
    PATH, TOKEN, answers, json_code, list, managed, offline, online, pairs, states, world,
};
use crate::support::{Answer, Configuration, Site, World};

/// The types of the results of a probe, each with whether it is as wanted.
fn results(world: &World, service: &str, code: i32) -> Vec<Value> {
    let probe = json_code(world, &["probe", service], code)["probe"].clone();
    let results = probe["expectations"].as_array().unwrap();
    results.iter().map(|one| json!([one["type"], one["ok"]])).collect()
}

#[test]
fn what_is_gone_for_the_moment_takes_back_nothing() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let world = world(&managed(&site, ""));
    let _ = world.json(&["check"]);
    let known = world.service("web-1/client1");
    assert_eq!(known["instance"]["version"], "20.0.0");
    // Neither what it is nor where it is.
    answers(&site, &[json!({"ref": "client1", "online": false})]);
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(pass["services"][1]["detail"], "not online");
    let gone = world.service("web-1/client1");
    assert_eq!((&gone["instance"], &gone["url"]), (&known["instance"], &known["url"]));
    assert_eq!(world.one_request("open")["name"], "[HTTP KO] https://client1.example.com/");
    // Who is there and says nothing has nothing.
    answers(&site, &[json!({"ref": "client1", "online": true})]);
    let _ = world.json(&["check"]);
    assert_eq!(world.service("web-1/client1")["instance"]["version"], Value::Null);
}

#[test]
fn whoever_tells_of_an_instance_need_not_say_that_it_is_online() {
    let site = Site::http();
    let with = |name: &str, told: Option<Value>| {
        let mut instance = online(name);
        instance.as_object_mut().unwrap().remove("online");
        instance.as_object_mut().unwrap().extend(told.map(|told| ("online".to_owned(), told)));
        instance
    };
    answers(
        &site,
        &[
            with("unsaid", None),
            with("text", Some(json!("1"))),
            with("zero", Some(json!("0"))),
            with("empty", Some(json!(""))),
            with("null", Some(Value::Null)),
        ],
    );
    let world = world(&managed(&site, ""));
    let pass = json_code(&world, &["check"], 1);
    let expected = [
        ("@host", "ok"),
        ("unsaid", "ok"),
        ("text", "ok"),
        ("zero", "ko"),
        ("empty", "ko"),
        ("null", "ok"),
    ];
    assert_eq!(states(&pass), pairs(&expected));
    assert_eq!(pass["services"][0]["detail"], "5 instances, 2 not online");
    // Who was good the first time was not asked a second time.
    assert_eq!(pass["services"][1]["retested"], false);
    assert_eq!(pass["services"][3]["retested"], true);
}

#[test]
fn a_url_that_is_not_for_people_is_not_shown() {
    let site = Site::http();
    let at = |name: &str, url: &str| {
        let mut instance = online(name);
        instance["url"] = json!(url);
        instance
    };
    let bad = [
        ("script", "javascript:alert(1)"),
        ("control", "https://a.example.com/\u{1b}[2J"),
        ("space", "https://a.example.com/ b"),
        ("user", "https://secret@a.example.com/"),
        ("relative", "/x"),
    ];
    let all: Vec<Value> = bad.iter().map(|(name, url)| at(name, url)).collect();
    answers(&site, &all);
    let world = world(&managed(&site, ""));
    let _ = world.json(&["check"]);
    for (name, url) in bad {
        assert_eq!(world.service(&format!("web-1/{name}"))["url"], Value::Null, "{url}");
    }
}

#[test]
fn the_last_answer_says_why_and_one_instance_is_one() {
    let site = Site::http();
    let mut later = offline("client1");
    later["message"] = json!("HTTP 502");
    site.answers_in_turn(
        PATH,
        [offline("client1"), later].map(|one| Answer::json(200, &list(&[one]))),
    );
    let world = world(&managed(&site, ""));
    let _ = json_code(&world, &["check"], 1);
    assert_eq!(world.one_request("open")["description"], "not online: HTTP 502");
    assert_eq!(world.service("web-1/@host")["detail"], "1 instance, 1 not online");
}

#[test]
fn of_what_nothing_is_told_nothing_more_is_expected() {
    let site = Site::http();
    answers(&site, &[json!({"ref": "client1", "online": false}), online("client2")]);
    let defaults = "; defaults: {expectation: [{type: CONTAINS, text: welcome}, \
                    {type: DISK, max_bytes: 50}, {type: DISK, max_percent: 80}]}";
    let world = world(&managed(&site, defaults));
    let _ = json_code(&world, &["check"], 1);
    assert_eq!(results(&world, "client1", 1), [json!(["API", false])]);
    // The host's share of a disk is not an instance's, and what is expected of
    // pages is not expected of either.
    assert_eq!(results(&world, "client2", 1), [json!(["API", true]), json!(["DISK", false])]);
    assert_eq!(results(&world, "web-1/@host", 0), [json!(["DISK", true])]);
    site.answers(PATH, Answer::text("Fatal error"));
    assert_eq!(results(&world, "web-1/@host", 1), [json!(["API", false])]);
}

#[test]
fn what_was_listed_first_and_configured_later_is_one_service() {
    let site = Site::http();
    answers(&site, &[online("client1"), online("client2")]);
    let world = world(&managed(&site, ""));
    let _ = world.json(&["check"]);
    let keys = "monitoring_api: {version: server-manager-v1}, tags: [gold]";
    world.configure(&managed(&site, "").command("web-1/client1", keys));
    let expected = pairs(&[("@host", "ok"), ("client1", "ok"), ("client2", "ok")]);
    assert_eq!(states(&world.json(&["check"])), expected);
    let status = world.json(&["status"]);
    assert_eq!(states(&status), expected);
    assert_eq!(status["services"][1]["tags"], json!(["gold"]));
}

#[test]
fn what_was_in_maintenance_before_it_was_listed_still_is() {
    let site = Site::http();
    answers(&site, &[offline("client1")]);
    let before = Configuration::new().service("web-1/client1", &site.url("/client1"));
    let world = world(&before);
    world.run(&["maintenance", "on", "web-1/client1"]).cleanly(0);
    world.configure(&managed(&site, ""));
    let pass = world.run_json(&["check"]).code(0).json();
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "skipped")]));
    assert_eq!(pass["services"][1]["skip_reason"], "maintenance");
    assert_eq!(world.requests("all"), Vec::<Value>::new());
}

#[test]
fn what_keeps_a_host_from_being_asked_is_no_matter_of_its_other_services() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let world = world(&managed(&site, "").service("web-1/shop", &site.url("/shop")));
    let _ = world.json(&["check"]);
    world.run(&["maintenance", "on", "web-1/@host"]).cleanly(0);
    let pass = world.json(&["check"]);
    let expected = [("@host", "skipped"), ("shop", "ok"), ("client1", "skipped")];
    assert_eq!(states(&pass), pairs(&expected));
    assert_eq!(site.received_at("/shop").len(), 2);
}

#[test]
fn an_instance_waits_with_its_host_until_that_is_due() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let api = "monitoring_api: {version: server-manager-v1}, frequency: 1s";
    let keys = "; defaults: {frequency: 1h}";
    let world = world(&managed(&site, keys).command("web-1/client1", api));
    let _ = world.json(&["check"]);
    world.let_pass(Duration::from_secs(60));
    let pass = world.json(&["check"]);
    assert_eq!(pass["services"][1]["skip_reason"], "not-due");
    world.let_pass(Duration::from_secs(3600));
    assert_eq!(states(&world.json(&["check"])), pairs(&[("@host", "ok"), ("client1", "ok")]));
}

#[test]
fn a_host_that_is_not_reached_in_time_is_why_its_instances_are_not() {
    let site = Site::http();
    answers(&site, &[online("client1")]);
    let slow = |site: &Site| {
        site.answers("/slow", Answer::status(200).late(Duration::from_millis(600)));
    };
    slow(&site);
    let configuration = managed(&site, "").service("web-1/slow", &site.url("/slow"));
    let world = world(&configuration);
    let _ = world.json(&["check"]);
    // The least recently checked comes first: it was never asked.
    let more = configuration
        .clone()
        .check("per_equipment: 1")
        .check("deadline: 300ms")
        .service("web-1/new", &site.url("/slow"));
    world.configure(&more);
    let pass = world.run_json(&["check"]).code(0).json();
    let reasons: Vec<&Value> =
        pass["services"].as_array().unwrap().iter().map(|one| &one["skip_reason"]).collect();
    let late = json!("deadline");
    assert_eq!(reasons, [&late, &late, &Value::Null, &late], "{pass:#}");
}

#[test]
fn bare_names_are_read_with_care() {
    let site = Site::http_with(|request| {
        if request.target.contains("instance_name=") {
            return Answer::text(&online("x").to_string());
        }
        Answer::text("[\"client1\", \"a/b\", \"client1\", null, 7]")
    });
    let world = world(&managed(&site, ""));
    let ran = world.run_json(&["check"]).code(0);
    let warning = "3 instances not taken in: \"a/b\": a name cannot contain '/'; \
                   \"client1\" is there twice; one has no ref";
    assert!(ran.stderr.contains(warning), "{}", ran.stderr);
    assert_eq!(states(&ran.json()), pairs(&[("@host", "ok"), ("client1", "ok"), ("7", "ok")]));
}

#[test]
fn who_is_not_among_the_names_is_not_asked_about() {
    let site = Site::http();
    let names = |names: &[&str]| site.answers(PATH, Answer::text(&json!(names).to_string()));
    names(&["client1", "client2"]);
    let configuration = managed(&site, "");
    let world = world(&configuration);
    let _ = world.run(&["check"]);
    names(&["client1"]);
    site.forget();
    let probe = json_code(&world, &["probe", "client2"], 0)["probe"].clone();
    assert_eq!(probe["detail"], "its host does not list it");
    assert_eq!(site.received().len(), 1);
}

#[test]
fn a_name_that_nothing_has_leaves_no_database_behind() {
    let site = Site::http();
    let world = world(&managed(&site, ""));
    world.run(&["maintenance", "on", "client1"]).refused(4);
    assert!(!world.database().exists());
}

#[test]
fn what_is_shown_as_effective_means_the_same_for_instances_to_come() {
    let site = Site::http();
    answers(&site, &[offline("client1")]);
    let keys = "; defaults: {allowed_fails: 1, tags: [gold], frequency: 1h}";
    let configuration = managed(&site, keys);
    let configuration =
        configuration.service_with("web-1/shop", &site.url("/shop"), "frequency: null");
    let shown = world(&configuration).run(&["config", "show"]).cleanly(0).stdout;
    let mut again = World::with_text(&shown);
    again.variable("MANAGER_TOKEN", TOKEN);
    assert_eq!(again.run(&["config", "show"]).cleanly(0).stdout, shown);
    let pass = again.json(&["check"]);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("shop", "ok"), ("client1", "suspect")]));
    assert_eq!(pass["services"][2]["tags"], json!(["gold"]));
}

#[test]
fn the_token_is_shown_as_where_it_comes_from() {
    let site = Site::http();
    let world = world(&managed(&site, "; defaults: {tags: [gold]}"));
    let shown = world.run(&["config", "show"]).cleanly(0);
    shown.says("env: MANAGER_TOKEN").says_nothing_of(TOKEN);
    let literal =
        format!("version: server-manager-v1, url: \"{}\", token: {TOKEN}", site.url(PATH));
    let api = format!("monitoring_api: {{{literal}}}");
    let hidden = World::new(&Configuration::new().equipment("web-1", &api));
    hidden.run(&["config", "show"]).cleanly(0).says("***").says_nothing_of(TOKEN);
}

#[test]
fn twenty_thousand_instances_are_taken_in_and_the_rest_is_counted() {
    let site = Site::http();
    let one = |number: usize| json!({"ref": format!("i{number}"), "online": true});
    // What cannot be taken in has no place among the twenty thousand.
    let mut all = vec![json!({"online": true}), json!({"ref": "i0", "online": true})];
    all.extend((0..20_005).map(one));
    answers(&site, &all);
    let world = world(&managed(&site, ""));
    let ran = world.run_json(&["check"]).code(0);
    let warnings: Vec<&str> = ran.stderr.lines().collect();
    let expected = [
        "warning: web-1/@host: 2 instances not taken in: one has no ref; \"i0\" is there twice",
        "warning: web-1/@host: 5 instances not taken in: only the first 20000 of an answer are",
    ];
    assert_eq!(warnings, expected, "{ran}");
    let pass = ran.json();
    assert_eq!(pass["pass"]["checked"], 20_001);
    assert_eq!(pass["services"][0]["detail"], "20000 instances");
    assert_eq!(world.service("web-1/i19999")["state"], "ok");
    let services = world.json(&["status", "web-1"])["services"].as_array().unwrap().len();
    assert_eq!(services, 20_001);
}

#[test]
fn an_answer_in_any_form_has_its_limit() {
    let site = Site::http();
    let world = world(&managed(&site, ""));
    let names: Vec<String> = (0..20_001).map(|number| format!("i{number}")).collect();
    let entries: serde_json::Map<String, Value> = (0..20_001)
        .map(|number| (number.to_string(), json!({"ref": format!("i{number}"), "online": true})))
        .collect();
    for answer in [json!(names), json!({"instances": entries})] {
        site.answers(PATH, Answer::json(200, &answer));
        let probe = json_code(&world, &["probe", "web-1/@host"], 0)["probe"].clone();
        assert_eq!(probe["detail"], "20000 instances");
    }
}

#[test]
fn millions_of_nothing_are_one_warning_and_little_memory() {
    let site = Site::http();
    let world = world(&managed(&site, ""));
    let entries = "{},".repeat(2_000_000);
    let texts = "\"/\",".repeat(2_000_000);
    for (answer, warning) in [
        (
            format!("{{\"instances\": [{entries}{{}}]}}"),
            "one has no ref; one has no ref; one has no ref, …",
        ),
        (format!("[{texts}\"/\"]"), "\"/\": "),
    ] {
        site.answers(PATH, Answer::text(&answer));
        let (ran, peak) = world.start(&["--format", "json", "check"]).finish_measured();
        let ran = ran
            .code(0)
            .complains("web-1/@host: 2000001 instances not taken in: ")
            .complains(warning);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
        assert!(peak < 160 * 1024, "{peak} KiB");
    }
}
