//! The table of keys against the example, the defaults and what is shown.

use super::{config, uncommented};
use crate::config::keys::{Section, Table};
use crate::config::{raw, show};

const EXAMPLE: &str = include_str!("../../../config.yaml.example");

#[test]
fn what_is_shown_can_be_read_again() {
    for text in [EXAMPLE.to_owned(), uncommented(EXAMPLE)] {
        let config = config(&text);
        let shown = serde_yaml::to_string(&show::effective(&config)).unwrap();
        let again = crate::config::load_text(&config.file, &shown).unwrap().config;
        assert_eq!(serde_yaml::to_string(&show::effective(&again)).unwrap(), shown);
        assert_eq!(format!("{:?}", again.inventory), format!("{:?}", config.inventory));
    }
}

#[test]
fn what_is_shown_has_no_literal_secret() {
    let config = config(
        "
equipment: [{name: e, services: [{name: s, url: 'http://a.example:1', upgrade_to_https: false,
  header: {X: hunter2, Y: {env: NAME}}, basic_auth: {user: u, password: [{type: TOKEN, value: hunter2}]}}]}]
webhooks: [{url: 'https://hook.example/hunter2?hunter2', user: u, password: hunter2}]
",
    );
    let shown = serde_yaml::to_string(&show::effective(&config)).unwrap();
    assert!(!shown.contains("hunter2"), "{shown}");
    for part in ["env: NAME", "https://hook.example/***", "upgrade_to_https: false"] {
        assert!(shown.contains(part), "{shown}");
    }
}

/// What a file may say that no configuration has once it is read.
const NOT_SHOWN: [&str; 2] = ["include", "value"];

#[test]
fn every_key_is_shown() {
    let others = "
cachet: {api_url: 'https://p.example', token: [{type: ENVIRONMENT_VARIABLE, value: T}]}
equipment: [{name: e, defaults: {metric_id: 3}, monitoring_api: {version: server-manager-v1, url: 'https://e.example'},
  services: [{name: s, url: 'tcp://e.example:22'}, {name: t, url: 'http://e.example:81', upgrade_to_https: false}]}]
heartbeats: [{name: a, every: 1h}, {name: b, interval: 1h}, {name: c, schedule: '1 2 * * *', timezone: UTC}]
webhooks: [{url: {env: U}, name: e, json: {a: b}}, {url: {command: [u]}, name: p, params: {a: b}},
  {name: f, url: {file: /f}}, {name: w, url: {aws_secrets_manager: {secret_name: n, secret_key: k, region: r}}}]
";
    let mut seen = std::collections::BTreeSet::new();
    for text in [uncommented(EXAMPLE), others.to_owned()] {
        names(&show::effective(&config(&text)), &mut seen);
    }
    for key in raw::sections().iter().flat_map(Section::names) {
        // The other word for `active` is the word of an equipment for the same.
        assert!(seen.contains(key) || NOT_SHOWN.contains(&key), "`{key}` is never shown");
    }
}

/// The names of all keys in a document.
fn names(value: &serde_json::Value, seen: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            seen.extend(map.keys().cloned());
            map.values().for_each(|value| names(value, seen));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| names(value, seen)),
        _ => {}
    }
}

#[test]
fn the_example_has_every_key() {
    let example = uncommented(EXAMPLE);
    let is_there = |key: &str| {
        example.match_indices(&format!("{key}:")).any(|(at, _)| {
            let before = example[..at].chars().next_back();
            before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
        })
    };
    for key in raw::sections().iter().flat_map(Section::names) {
        assert!(is_there(key), "config.yaml.example does not have `{key}`");
    }
}

#[test]
fn every_key_is_described_once() {
    for section in raw::sections() {
        let mut names: Vec<_> = section.names().collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}: {names:?}", section.word);
        for key in section.keys {
            let about = key.about.trim();
            assert!(about.len() > 6 && about.ends_with('.'), "{}: {about:?}", key.name);
        }
    }
}

/// What is given for a key in the table is what holds without it.
#[test]
fn the_defaults_of_the_table_are_those_that_hold() {
    let written = |section: Section| -> String {
        let given = section.keys.iter().filter_map(|key| Some((key.name, key.default?)));
        // The other word for `active`.
        let given =
            given.filter(|(name, _)| *name != "monitoring" || section.find("active").is_none());
        let given: Vec<String> =
            given.map(|(name, default)| format!(", {name}: {default}")).collect();
        given.concat()
    };
    let top = |text: &str| text.replace(", ", "\n").trim().to_owned();
    let text = |all: bool| {
        let of = |section| if all { written(section) } else { String::new() };
        format!(
            "{}\ncheck: {{concurrency: 128{}}}\nretention: {{results: 7d{}}}\n\
             cachet: {{api_url: 'https://p.example', token: x{}}}\n\
             equipment: [{{name: e{}, services: [{{name: s, action: [CREATE_INCIDENT], url: 'https://a.example'{}}}]}}]\n\
             heartbeats: [{{name: h, every: 1h{}}}]\n\
             recovery: [{{type: VM, tasks: [{{name: t, command: [x]{}}}]}}]\n",
            top(&of(raw::RawConfig::SECTION)),
            of(raw::RawCheck::SECTION).replace(", concurrency: 128", ""),
            of(raw::RawRetention::SECTION).replace(", results: 7d", ""),
            of(raw::RawCachet::SECTION),
            of(raw::RawEquipment::SECTION),
            of(raw::RawService::SECTION),
            of(raw::RawHeartbeat::SECTION),
            of(raw::RawRecoveryTask::SECTION),
        )
    };
    assert!(text(true).contains("timeout: 10s") && text(true).contains("auto_close: true"));
    assert_eq!(format!("{:?}", config(&text(true))), format!("{:?}", config(&text(false))));
}
