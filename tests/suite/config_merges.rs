//! Merge keys (`<<`), anchors, and the keys `x-…` that hold them.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::World;
use crate::support::ran::Ran;

fn check(text: &str) -> Ran {
    World::with_text(text).run(&["config", "check"])
}

fn shown(text: &str) -> serde_json::Value {
    let ran = World::with_text(text).run(&["--format", "json", "config", "show"]).cleanly(0);
    ran.json()["config"].clone()
}

#[test]
fn maps_are_merged_wherever_one_stands_and_written_keys_win() {
    let config = shown(
        "
x-common: &common {timeout: 5s, tags: [a], header: &header {X-A: [{type: ENVIRONMENT_VARIABLE, value: ONE}], X-B: {env: TWO}}}
x-login: &login {basic_auth: {user: u, password: {env: P}}, timeout: 9s}
x-hook: &hook {events: [request.closed], json: {<<: &body {text: '{title}', colour: red}, colour: blue}}
x-more: [anything, {goes: here}]
check: {<<: &pass {concurrency: 3, deadline: 1m}, deadline: 2m}
defaults: {<<: *login, priority: '1'}
equipment:
- <<: &host {ram: 32, hosting_city: Paris, services: []}
  name: web-1
  ram: 64
  services:
  - timeout: 7s
    <<: [*common, *login]
    name: first
    url: https://a.example/
    header: {X-B: {env: OWN}, <<: *header}
  - <<: *common
    name: second
    url: https://b.example/
    tags: null
  - {name: third, url: 'https://c.example/', <<: {<<: *common, tags: [inner]}, expectation: [{<<: {type: LATENCY}, threshold: 1s}]}
webhooks:
- {<<: *hook, url: 'https://h.example/', name: h}
heartbeats:
- {<<: {every: 1h}, name: job, push_url: {<<: {env: PUSH}}}
recovery:
- {type: VM, tasks: [{<<: {name: t, timeout: 5s}, command: [x]}]}
",
    );
    let services = config["equipment"][0]["services"].as_array().unwrap();
    let [first, second, third] = services.as_slice() else { panic!("{services:?}") };
    assert_eq!(config["check"]["concurrency"], 3);
    assert_eq!(config["check"]["deadline"], "2m");
    assert_eq!(config["equipment"][0]["ram"], 64);
    assert_eq!(config["equipment"][0]["hosting_city"], "Paris");
    assert_eq!(first["timeout"], "7s");
    assert_eq!(first["basic_auth"]["user"], "u");
    assert_eq!(first["header"]["X-B"], serde_json::json!({"env": "OWN"}));
    assert_eq!(first["header"]["X-A"][0]["value"], "ONE");
    assert_eq!((&second["timeout"], &second["priority"]), (&"5s".into(), &"1".into()));
    assert_eq!(second["tags"], serde_json::json!([]));
    assert_eq!(third["tags"], serde_json::json!(["inner"]));
    assert_eq!(third["expectation"][0]["type"], "LATENCY");
    let body = serde_json::json!({"colour": "blue", "text": "{title}"});
    assert_eq!(config["webhooks"][0]["json"], body);
    assert_eq!(config["webhooks"][0]["events"], serde_json::json!(["request.closed"]));
    assert_eq!(config["heartbeats"][0]["push_url"], serde_json::json!({"env": "PUSH"}));
    assert_eq!(config["recovery"][0]["tasks"][0]["timeout"], "5s");
}

#[test]
fn of_several_merged_maps_the_first_wins() {
    let config = shown(
        "
x-a: &a {timeout: 1s}
x-b: &b {timeout: 2s, priority: '3', <<: {priority: '0', allowed_fails: 4}}
equipment: [{name: e, services: [{name: s, url: 'https://a.example/', <<: [*a, *b]}]}]
",
    );
    let service = &config["equipment"][0]["services"][0];
    assert_eq!(service["timeout"], "1s");
    assert_eq!(service["priority"], "3");
    assert_eq!(service["allowed_fails"], 4);
}

#[test]
fn what_is_wrong_with_a_merge_is_told_with_its_place() {
    let ran = check(
        "\
x-common: &common
  timeout: 5x
  nmae: z
x-list: &list [1, *common]
equipment:
  - name: web-1
    services:
      - <<: *common
        name: a
      - <<: *common
        name: b
        <<: {}
      - {<<: 5, name: c}
      - {<<: *list, name: d}
      - {<<: , name: e}
      - {<<: [[*common]], name: f}
      - {name: g, header: {<<: x}, <<: !tag {}}
      - {name: h, name: i, <<: {name: j}}
x_common: 1
",
    )
    .code(78);
    let problems = [
        // Merged twice, told once: where it is written.
        "2:12: equipment[0].services[0].timeout: \"5x\" is not a duration",
        "3:3: equipment[0].services[0]: unknown key `nmae`, did you mean `name`?",
        "4:16: equipment[0].services[3].<<: expected a map, or a list of maps, to merge, found a number",
        "12:9: equipment[0].services[1]: `<<` is given twice",
        "13:14: equipment[0].services[2].<<: expected a map, or a list of maps, to merge, found a number",
        "15:10: equipment[0].services[4].<<: expected a map, or a list of maps, to merge, found nothing",
        "16:15: equipment[0].services[5].<<: expected a map, or a list of maps, to merge, found a list",
        "17:32: equipment[0].services[6].header.<<: expected a map, or a list of maps, to merge, found a text",
        "17:40: equipment[0].services[6].<<: expected a map, or a list of maps, to merge, found a tag",
        "18:19: equipment[0].services[7]: `name` is given twice",
        "19:1: unknown key `x_common`",
    ];
    let places = |line: &'_ str| line.split_once("/config.yaml:").map(|(_, told)| told.to_owned());
    let found: Vec<String> = ran.stderr.lines().filter_map(places).collect();
    assert_eq!(found, problems, "{}", ran.stderr);
}

#[test]
fn keys_for_anchors_are_free_at_the_top_only() {
    let world = World::with_text("include: [part.yaml]\nx-a: [1, {b: !c d}]\nx-: null\n");
    fs::write(world.path("part.yaml"), "x-b: &b {url: 'https://a.example/'}\nequipment: [{name: e, services: [{name: s, <<: *b}]}]\n").unwrap();
    world.run(&["config", "check"]).cleanly(0);
    fs::write(world.path("part.yaml"), "equipment: [{name: e, x-b: 1, services: []}]\nX-c: 1\n")
        .unwrap();
    let ran = world.run(&["config", "check"]).code(78);
    assert!(ran.stderr.contains("part.yaml:1:23: equipment[0]: unknown key `x-b`"), "{ran}");
    assert!(ran.stderr.contains("part.yaml:2:1: unknown key `X-c`"), "{ran}");
}

#[test]
fn aliases_that_multiply_or_lead_into_themselves_end_soon() {
    let multiplied = |start: &str, next: &dyn Fn(usize) -> String| {
        (1..12).fold(format!("x-0: &a0 {start}\n"), |text, level| {
            text + &format!("x-{level}: &a{level} {}\n", next(level - 1))
        })
    };
    let lists = multiplied("[x,x,x,x,x,x,x,x,x,x]", &|last| {
        format!("[{}]", format!("*a{last}, ").repeat(10))
    });
    let merges = multiplied("{timeout: 5s}", &|last| {
        format!("{{<<: [{}]}}", format!("*a{last}, ").repeat(10))
    });
    let end = "equipment: [{name: e, services: [{name: s, <<: *a11}]}]\n";
    let cases = [
        format!("{lists}colour: 1\n"),
        format!("{lists}webhooks: [{{url: 'https://a.example/', json: *a11}}]\n"),
        format!("{merges}{end}"),
        "equipment: &a [{name: e, services: *a}]\n".to_owned(),
        "x-a: &a {<<: *a}\nequipment: [{name: e, <<: *a}]\n".to_owned(),
        "webhooks: [{url: x, json: &a [*a, *a]}]\n".to_owned(),
        format!("colour: {}\n", "[".repeat(100_000)),
        format!("colour: {}\n", "? ".repeat(50_000)),
        format!("defaults: {{{}}}\n", "<<: {".repeat(100_000)),
        format!("colour: {}1\n", "- ".repeat(50_000)),
    ];
    for text in cases {
        let start = Instant::now();
        let ran = check(&text).code(78);
        let time = start.elapsed();
        assert!(ran.stderr.starts_with("error: /"), "{text:.100}: {ran}");
        assert!(time < Duration::from_secs(5), "{text:.100}: {time:?}");
    }
}

#[test]
fn what_is_wrong_inside_of_a_merged_map_is_found() {
    let ran = check(
        "\
x-a: &a {timeout: 5s, timeout: 6s, <<: {<<: [1], [k]: v}}
defaults: {<<: *a}
equipment: [{name: e, services: [{name: s, <<: *a}]}]
",
    )
    .code(78);
    for problem in [
        ":1:23: defaults: `timeout` is given twice",
        ":1:46: defaults.<<: expected a map, or a list of maps, to merge, found a number",
        ":1:50: defaults: expected the name of a key, found a list",
    ] {
        assert!(ran.stderr.contains(problem), "{problem}: {ran}");
    }
    assert_eq!(ran.stderr.lines().count(), 3, "{ran}");
}
