//! All problems of a configuration at once, each with its line and column.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn ronde(directory: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("ronde").unwrap();
    command.current_dir(directory).env_remove("RONDE_CONFIG").env_remove("RONDE_DATABASE");
    command.args(["-c", "c.yaml"]).args(arguments).output().unwrap()
}

/// The problems that `config check` tells of, without `error: ` and without hints.
fn problems(files: &[(&str, &[u8])]) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    let ran = ronde(directory.path(), &["config", "check"]);
    assert_eq!(ran.status.code(), Some(78), "{ran:?}");
    assert!(ran.stdout.is_empty(), "{ran:?}");
    let folder = format!("{}/", directory.path().display());
    let told = String::from_utf8(ran.stderr).unwrap();
    let errors = told.lines().filter_map(|line| line.strip_prefix("error: "));
    errors.map(|line| line.replace(&folder, "")).collect()
}

fn problems_of(text: &str) -> Vec<String> {
    problems(&[("c.yaml", text.as_bytes())])
}

const FIVE: &str = "\
colour: red
equipment:
  - name: web-1
    services:
      - name: shop
        url: https://a.example/
        timout: 5s
      - name: blog
        url: ftp://a.example/
        timeout: [5s]
      - name: shop
";

const TOLD: [&str; 5] = [
    "c.yaml:1:1: unknown key `colour`",
    "c.yaml:7:9: equipment[0].services[0]: unknown key `timout`, did you mean `timeout`?",
    "c.yaml:9:14: equipment[0].services[1].url: \"ftp://a.example/\": not a http:// or https:// URL",
    "c.yaml:10:18: equipment[0].services[1].timeout: expected a duration, found a list",
    "c.yaml:11:15: equipment[0].services[2].name: \"shop\" is given twice",
];

#[test]
fn keys_types_values_and_names_are_told_at_once_in_the_order_of_the_file() {
    assert_eq!(problems_of(FIVE), TOLD);
}

#[test]
fn line_ends_and_byte_order_marks_do_not_move_a_place() {
    assert_eq!(problems_of(&FIVE.replace('\n', "\r\n")), TOLD);
    assert_eq!(problems_of(&format!("\u{feff}{FIVE}")), TOLD);
    // A tab is one column, as in an editor's status line, and so is a letter of two bytes.
    let text = "equipment: [{name: é,\tcolor: x}]\n";
    assert_eq!(
        problems_of(text).first().map(String::as_str),
        Some("c.yaml:1:23: equipment[0]: unknown key `color`")
    );
}

#[test]
fn every_command_tells_them_all() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("c.yaml"), FIVE).unwrap();
    for command in ["check", "status", "equipment"] {
        let ran = ronde(directory.path(), &[command]);
        assert_eq!(ran.status.code(), Some(78));
        let told = String::from_utf8(ran.stderr).unwrap();
        for problem in TOLD {
            assert!(told.contains(&format!("error: {problem}\n")), "{command}: {told}");
        }
    }
}

#[test]
fn scripts_get_the_same_as_fields() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("c.yaml"), FIVE).unwrap();
    let ran = ronde(directory.path(), &["--format", "json", "config", "check"]);
    let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    let problems = document["problems"].as_array().unwrap();
    let places: Vec<_> =
        problems.iter().map(|one| (one["line"].as_u64(), one["column"].as_u64())).collect();
    let expected = [(1, 1), (7, 9), (9, 14), (10, 18), (11, 15)];
    assert_eq!(places, expected.map(|(line, column)| (Some(line), Some(column))));
    assert_eq!(problems[3]["path"], "equipment[0].services[1].timeout");
    assert_eq!(problems[3]["file"], "c.yaml");
    assert_eq!(problems[3]["message"], "expected a duration, found a list");
    assert!(problems[0]["hint"].as_str().unwrap().starts_with("the keys here are database,"));
}

#[test]
fn warnings_have_places_too() {
    let directory = tempfile::tempdir().unwrap();
    let text = "include: [part.yaml]\nequipment:\n  - name: a\n    services: [{name: s}]\n";
    fs::write(directory.path().join("c.yaml"), text).unwrap();
    let part = "# a part\nequipment:\n  - {name: b, services: [{name: s, url: 'https://b.example/', frequency: 5s}]}\n";
    fs::write(directory.path().join("part.yaml"), part).unwrap();
    let ran = ronde(directory.path(), &["config", "check"]);
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(
        told.contains("warning: c.yaml:4:16: equipment[0].services[0]: without `url`"),
        "{told}"
    );
    assert!(told.contains("part.yaml:3:74: equipment[0].services[0].frequency: \"5s\""), "{told}");
    // Standard input cannot be read twice.
    let mut command = Command::cargo_bin("ronde").unwrap();
    let command = command.current_dir(directory.path()).args(["-c", "-", "config", "check"]);
    let told = String::from_utf8(command.write_stdin(text).output().unwrap().stdout).unwrap();
    assert!(told.contains(":4:16: equipment[0].services[0]: without `url`"), "{told}");
}

#[test]
fn included_files_follow_in_their_order() {
    let main = b"include: [a.yaml, b.yaml, c.yml, d.yaml, none.yaml]\nequipment: [{name: x}]\ncolour: red\n";
    let a = "equipment:\n  - name: x\n  - {name: y, services: [{nam: s}, {name: t, url: x}]}\ndefaults: {}\n";
    let found = problems(&[
        ("c.yaml", main),
        ("a.yaml", a.as_bytes()),
        ("b.yaml", b"equipment: [\n"),
        ("c.yml", b"equipment: []\n# \xff\n"),
        ("d.yaml", b"webhooks: [{url: ftp://x}]\nheartbeats: [{name: h, every: [1h]}]\n"),
    ]);
    assert_eq!(
        found,
        [
            "c.yaml:3:1: unknown key `colour`",
            "a.yaml:2:11: equipment[0].name: \"x\" is already an equipment in c.yaml",
            "a.yaml:3:27: equipment[1].services[0]: unknown key `nam`, did you mean `name`?",
            "a.yaml:3:51: equipment[1].services[1].url: \"x\": not a http:// or https:// URL",
            "a.yaml:4:1: unknown key `defaults`",
            "b.yaml:2:1: not valid YAML: did not find expected node content while parsing a flow node",
            "c.yml:2:3: not a UTF-8 text",
            "d.yaml:1:18: webhooks[0].url: not a http:// or https:// URL",
            "d.yaml:2:31: heartbeats[0].every: expected a duration, found a list",
            "none.yaml: no such file",
        ]
    );
}

/// A text and everything that is told of it.
const CASES: &[(&str, &[&str])] = &[
    (
        "defaults: {timeout: {s: 5}, header: {A: {evn: X}}, tags: x, colour: 1}\ncheck: 5\n",
        &[
            "1:21: defaults.timeout: expected a duration, found a map",
            "1:42: defaults.header.A: unknown key `evn`, did you mean `env`?",
            "1:58: defaults.tags: expected a list, found a text",
            "1:61: defaults: unknown key `colour`",
            "2:8: check: expected a map of settings of a pass, found a number",
        ],
    ),
    (
        "equipment:\n- name: a\n  services:\n  - name: s\n    url: https://a.example/\n    expectation:\n    - {typ: REGEX}\n    - {type: REGEX, regx: a}\n    - type: LATENCY\n      threshold: [1]\n    - JSON\n    - {type: LATENCY, text: a}\n",
        &[
            "7:8: equipment[0].services[0].expectation[0]: unknown key `typ`, did you mean `type`?",
            "8:21: equipment[0].services[0].expectation[1]: unknown key `regx`, did you mean `regex`?",
            "10:18: equipment[0].services[0].expectation[2].threshold: expected a duration, found a list",
            "11:7: equipment[0].services[0].expectation[3]: expected an expectation (a map with a type), found a text",
            "12:7: equipment[0].services[0].expectation[4]: `threshold` is missing",
            "12:29: equipment[0].services[0].expectation[4].text: LATENCY has no `text`; its key is `threshold`",
        ],
    ),
    // Keys in quotes are keys, and what is no text is none.
    (
        "\"auto_close\": yes please\n'colour': 1\n? [a]\n: b\n1: x\n~: y\n",
        &[
            "1:15: auto_close: expected true or false, found a text",
            "2:1: unknown key `colour`",
            "3:3: expected the name of a key, found a list",
            "5:1: unknown key `1`",
            "6:1: unknown key `~`",
        ],
    ),
    // Items of the wrong kind do not move the numbers of the others.
    (
        "equipment:\n- x\n-\n- ~\n- [a]\n- name: w\n  ram: x\n- {name: }\n- {name: w}\nwebhooks: {}\nheartbeats:\nrecovery: null\n",
        &[
            "2:3: equipment[0]: expected an equipment (a map with a name), found a text",
            "3:1: equipment[1]: `name` is missing",
            "4:3: equipment[2]: expected an equipment (a map with a name), found nothing",
            "5:3: equipment[3]: expected an equipment (a map with a name), found a list",
            "7:8: equipment[4].ram: expected a whole number that is not negative, found a text",
            "8:4: equipment[5].name: expected a text or a number, found nothing",
            "9:10: equipment[6].name: \"w\" is already an equipment in c.yaml",
            "10:11: webhooks: expected a list, found a map",
        ],
    ),
    ("just a text\n", &["1:1: expected a configuration (keys and values), found a text"]),
    ("- a\n- b\n", &["1:1: expected a configuration (keys and values), found a list"]),
    (
        "auto_close: true\nauto_close: 5\nauto_close: x\n",
        &["2:1: `auto_close` is given twice", "3:1: `auto_close` is given twice"],
    ),
    (
        "recover_after: 5000000000\nequipment: [{name: a, ram: -1, nb_cores: 1.5, disk_storage: '5', backup_ok: 'true'}]\n",
        &[
            "1:16: recover_after: expected a whole number up to 4294967295, found a greater one",
            "2:28: equipment[0].ram: expected a whole number that is not negative, found a negative number",
            "2:42: equipment[0].nb_cores: expected a whole number that is not negative, found a number with a fraction",
            "2:61: equipment[0].disk_storage: expected a whole number that is not negative, found a text",
            "2:77: equipment[0].backup_ok: expected true or false, found a text",
        ],
    ),
    // Nothing is no name, and no list; where nothing is needed, it says nothing.
    (
        "retention: ~\nequipment:\n- name: null\n- {name: ~, ram: null, services: [{name: null, url: null, timeout: ~}]}\nrecovery: [{type: VM, tasks: }]\nwebhooks: [{url: }]\n",
        &[
            "3:9: equipment[0].name: expected a text or a number, found nothing",
            "4:10: equipment[1].name: expected a text or a number, found nothing",
            "4:35: equipment[1].services[0]: `name` is missing",
            "5:23: recovery[0].tasks: expected a list, found nothing",
            "6:13: webhooks[0].url: expected a text in quotes, {env: NAME}, {file: PATH}, {command: [..]}, {aws_secrets_manager: {..}} or a list of providers, found nothing",
        ],
    ),
    // Of a text that is not YAML nothing else can be told.
    (
        "colour: 1\nequipment: []\n---\nequipment: []\n",
        &["3:1: not valid YAML: a second document begins (a line `---`)"],
    ),
    (
        "colour: 1\nequipment:\n\t- name: a\n",
        &["3:1: indented with a tab; YAML allows only spaces there"],
    ),
    (
        "webhooks:\n- url: https://a.example/\n  json: {a: 1, a: 2, b: [{c: !x y}], \"{\": '{nope}'}\n- {url: https://b.example/, params: {p: [], p: x}}\n",
        &[
            "3:16: webhooks[0].json: `a` is given twice",
            "3:30: webhooks[0].json.b[0].c: expected a value that JSON has, found a tag",
            "3:43: webhooks[0].json.{: unknown name {nope}",
            "4:41: webhooks[1].params.p: expected a text or a number, found a list",
            "4:45: webhooks[1].params: `p` is given twice",
        ],
    ),
    (
        "cachet: {api_url: [], token: 5}\nrecovery:\n- type: vm\n  tasks: [{name: a, comand: [x]}, {name: b, command: x}, y]\n- {}\n",
        &[
            "1:19: cachet.api_url: expected a URL, found a list",
            "1:30: cachet.token: expected a text in quotes, {env: NAME}, {file: PATH}, {command: [..]}, {aws_secrets_manager: {..}} or a list of providers, found a value without quotes",
            "3:9: recovery[0].type: \"vm\" is not one of COMPUTE_HOST, VM, PROCESS",
            "4:21: recovery[0].tasks[0]: unknown key `comand`, did you mean `command`?",
            "4:54: recovery[0].tasks[1].command: expected a list, found a text",
            "4:58: recovery[0].tasks[2]: expected a task (a map with a name and a command), found a text",
            "5:3: recovery[1]: `type` is missing",
            "5:3: recovery[1]: `tasks` is missing",
        ],
    ),
];

#[test]
fn whatever_is_wrong_is_told_with_its_place_and_once() {
    for (text, expected) in CASES {
        let expected: Vec<String> = expected.iter().map(|line| format!("c.yaml:{line}")).collect();
        assert_eq!(problems_of(text), expected, "{text}");
    }
}

#[test]
fn no_message_shows_what_could_be_a_secret() {
    let text = "equipment:\n- name: a\n  services:\n  - name: s\n    basic_auth: 'me:hunter2'\n    push_url: {hunter2: x}\n    \
        header: {A: {hunter2}, B: [{hunter2: x, type: TOKEN}], C: !hunter2 x, D: [hunter2]}\n    colour: hunter2\n    timeout: [hunter2]\n";
    let found = problems_of(text);
    assert_eq!(found.len(), 9, "{found:#?}");
    assert!(!found.iter().any(|line| line.contains("hunter2")), "{found:#?}");
}
