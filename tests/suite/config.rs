//! Configurations, good and bad.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

use crate::support::{Configuration, World};

fn ronde(directory: &Path) -> Command {
    let mut command = Command::cargo_bin("ronde").unwrap();
    command.current_dir(directory).env_remove("RONDE_CONFIG").env_remove("RONDE_DATABASE");
    command
}

fn bad_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config/bad");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What `config check` says about `file`, one line each.
fn messages(file: &Path) -> Vec<String> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let arguments = ["--config", name, "--format", "json", "config", "check"];
    let output = ronde(file.parent().unwrap()).args(arguments).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    // An included file is told by its whole name.
    let folder = format!("{}/", file.parent().unwrap().display());
    let problems = document["problems"].as_array().unwrap().iter();
    problems.map(|problem| message(problem).replace(&folder, "")).collect()
}

fn message(problem: &Value) -> String {
    let text = |name: &str| problem[name].as_str().unwrap_or_default();
    let mut line = text("file").to_owned();
    for number in ["line", "column"] {
        if let Some(number) = problem[number].as_u64() {
            line = format!("{line}:{number}");
        }
    }
    if !text("path").is_empty() {
        line = format!("{line}: {}", text("path"));
    }
    line = format!("{line}: {}", text("message"));
    if text("hint").is_empty() { line } else { format!("{line} ({})", text("hint")) }
}

/// Each file begins with the messages it must give, after `#!`.
/// `RONDE_BLESS=1` writes down what it gives now; read the difference before committing it.
#[test]
fn every_bad_configuration_gives_its_exact_messages() {
    let files = bad_files();
    assert!(files.len() > 25, "where are they?");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let expected: Vec<&str> = text.lines().take_while(|line| line.starts_with("#! ")).collect();
        let found: Vec<String> =
            messages(&file).into_iter().map(|line| format!("#! {line}")).collect();
        if std::env::var_os("RONDE_BLESS").is_some() {
            let body: Vec<&str> = text.lines().skip(expected.len()).collect();
            fs::write(&file, format!("{}\n{}\n", found.join("\n"), body.join("\n"))).unwrap();
            continue;
        }
        assert!(!expected.is_empty(), "{} does not say what it must give", file.display());
        assert_eq!(found, expected, "{}", file.display());
    }
}

#[test]
fn what_init_prints_is_valid() {
    let directory = tempfile::tempdir().unwrap();
    let example = ronde(directory.path()).args(["config", "init"]).assert().success();
    let file = directory.path().join("config.yaml");
    fs::write(file, &example.get_output().stdout).unwrap();
    let checked = ronde(directory.path()).args(["-c", "config.yaml", "config", "check"]).assert();
    checked.success().stdout("config.yaml: valid (1 equipment, 1 service)\n").stderr("");
    let shown = ronde(directory.path()).args(["-c", "config.yaml", "config", "show"]).assert();
    fs::write(directory.path().join("shown.yaml"), &shown.success().get_output().stdout).unwrap();
    ronde(directory.path()).args(["-c", "shown.yaml", "config", "check"]).assert().success();
}

#[test]
fn a_bad_configuration_is_told_to_people_and_to_scripts() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("c.yaml"), "equipment:\n- name: a\n  nam: b\n").unwrap();
    let people = ronde(directory.path()).args(["-c", "c.yaml", "config", "check"]).assert();
    people
        .code(78)
        .stdout("")
        .stderr("error: c.yaml:3:3: equipment[0]: unknown key `nam`, did you mean `name`?\n");
    let arguments = ["-c", "c.yaml", "--format", "json", "config", "check"];
    let output = ronde(directory.path()).args(arguments).assert().code(78).get_output().clone();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["valid"], false);
    assert_eq!(document["problems"][0]["line"], 3);
    assert_eq!(document["problems"][0]["path"], "equipment[0]");
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], 78);
}

#[test]
fn secrets_are_tried_when_asked_for_and_never_shown() {
    let directory = tempfile::tempdir().unwrap();
    let text = "equipment: [{name: e, services: [{name: s, url: 'https://a.example', \
        header: {A: {env: RONDE_TEST_SECRET}, B: hunter2}}]}]";
    fs::write(directory.path().join("c.yaml"), text).unwrap();
    let check = |value: Option<&str>| {
        let mut command = ronde(directory.path());
        command.args(["-c", "c.yaml", "config", "check", "--secrets"]);
        command
            .env_remove("RONDE_TEST_SECRET")
            .envs(value.map(|value| ("RONDE_TEST_SECRET", value)));
        command.assert()
    };
    check(Some("hunter2")).success().stdout("c.yaml: valid (1 equipment, 1 service)\n");
    check(None).code(78).stderr(
        "error: c.yaml: e/s: header A: the environment variable RONDE_TEST_SECRET is not set\n",
    );
    let shown = ronde(directory.path()).args(["-c", "c.yaml", "config", "show"]).assert();
    let shown = String::from_utf8(shown.success().get_output().stdout.clone()).unwrap();
    assert!(shown.contains("env: RONDE_TEST_SECRET") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_missing_configuration_says_how_to_begin() {
    let directory = tempfile::tempdir().unwrap();
    ronde(directory.path()).args(["-c", "none.yaml", "config", "check"]).assert().code(78).stderr(
        "error: none.yaml: no such file\n\
         hint: `ronde config init` prints a configuration to begin with\n",
    );
}

#[test]
fn an_imported_table_is_a_configuration() {
    let directory = tempfile::tempdir().unwrap();
    let table = "equipment,name,url\nweb-1,shop,http://shop.example.com/\n";
    let imported =
        ronde(directory.path()).args(["import", "csv", "-"]).write_stdin(table).assert().success();
    fs::write(directory.path().join("c.yaml"), &imported.get_output().stdout).unwrap();
    ronde(directory.path()).args(["-c", "c.yaml", "config", "check"]).assert().success();
    ronde(directory.path())
        .args(["import", "csv", "-"])
        .write_stdin("equipment,name,url\nweb-1,shop,\n")
        .assert()
        .code(2)
        .stderr("error: standard input: line 2: url: is empty\n");
}

#[test]
fn a_group_that_does_not_exist_is_an_invalid_configuration() {
    let configuration = Configuration::new().service("web-1/shop", "http://127.0.0.1:9/");
    let world = World::new(&configuration.top("group: no-such-group"));
    for command in [&["check"][..], &["status"], &["requests", "list"], &["config", "show"]] {
        let ran = world.run(command).refused(78);
        let _ = ran.complains("group: there is no group \"no-such-group\" on this machine");
    }
    let text = fs::read_to_string(world.path("config.yaml")).unwrap();
    let line = text.lines().position(|line| line.starts_with("group:")).unwrap() + 1;
    world.run(&["config", "check"]).refused(78).complains(&format!("config.yaml:{line}:8: group:"));
    let problems = world.run_json(&["config", "check"]).code(78).json()["problems"].clone();
    assert_eq!(problems[0]["path"], "group");
    assert_eq!((&problems[0]["line"], &problems[0]["column"]), (&line.into(), &8.into()));
    assert!(problems[0]["hint"].as_str().unwrap().contains("group"), "{problems}");
    // A job is not kept from its work by the configuration of its monitor.
    let _ = world.run(&["heartbeat", "any", "--", "sh", "-c", "exit 7"]).code(7);
    assert!(!world.database().exists(), "something was made for a group that is none");
}
