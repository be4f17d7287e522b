//! Wrong command lines and wrong configurations are refused with their reasons.

use std::fmt::Write;

use serde_json::Value;

use crate::support::world::Running;
use crate::support::{Configuration, Site, World};

fn plain() -> World {
    World::new(&Configuration::new().service("web-1/shop", "http://127.0.0.1:1/"))
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let world = plain();
    for arguments in [
        &["check", "--colour"][..],
        &["frobnicate"],
        &["check", "--report", "some"],
        &["check", "--concurrency", "0"],
        &["maintenance", "on"],
        &["requests", "show", "one"],
        &["requests", "list", "--since", "yesterday-ish"],
        &["requests", "list", "--limit", "-1"],
        &["notifications", "list", "--sort-dir", "up"],
        &["notifications", "create", "--type", "VM"],
        &["--format", "xml", "status"],
        &["-q", "-v", "status"],
        &[],
    ] {
        let ran = world.run(arguments).code(2);
        assert!(!ran.stderr.is_empty() && ran.stdout.is_empty(), "{ran}");
    }
    let error = world.run_json(&["check", "--colour"]).code(2).json_error();
    assert!(error["message"].as_str().unwrap().contains("--colour"), "{error}");
    assert!(!error["message"].as_str().unwrap().contains("For more information"), "{error}");
    assert_eq!(error["hint"], "try '--help'");
    assert!(!world.database().exists());
}

#[test]
fn what_is_no_number_is_said_to_be_none() {
    let world = plain();
    for arguments in [
        &["requests", "show", "one"][..],
        &["requests", "close", "1", "99999999999999999999"],
        &["requests", "list", "--marker", "x"],
        &["deliveries", "list", "--limit", "x"],
        &["history", "shop", "--limit", "4294967296"],
    ] {
        world.run(arguments).refused(2).complains("not a whole number");
    }
}

#[test]
fn help_and_version_are_results() {
    let world = plain();
    let version = format!("ronde {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(world.run(&["--version"]).cleanly(0).stdout, version);
    for command in [&["--help"][..], &["check", "--help"], &["requests", "list", "--help"]] {
        world.run(command).cleanly(0).says("Usage: ronde");
    }
}

#[test]
fn every_problem_of_a_configuration_is_named_at_once() {
    let text = "recover_after: 0\nequipment:\n  - name: web-1\n    services:\n      \
        - {name: a, url: \"ftp://example.com/\"}\n      \
        - {name: a, url: \"https://example.com/\", timeout: 0}\n      \
        - {name: b, url: \"https://example.com/\", expectation: []}\n      \
        - {name: c, url: \"https://example.com/\", expectation: [{type: HTTP_STATUS, status_range: 300-200}]}\n      \
        - {name: \"d/e\", url: \"https://example.com/\"}\n      \
        - {name: f, url: \"https://example.com/\", expectation: [{type: REGEX, regex: \"(\"}]}\n      \
        - {name: g, url: \"http://example.com:8080/\"}\n";
    let world = World::with_text(text);
    for command in [&["check"][..], &["status"], &["config", "check"], &["requests", "list"]] {
        let ran = world.run(command).code(78);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        for path in [
            "recover_after",
            "equipment[0].services[0].url",
            "equipment[0].services[1].name",
            "equipment[0].services[1].timeout",
            "equipment[0].services[2].expectation",
            "equipment[0].services[3].expectation[0].status_range",
            "equipment[0].services[4].name",
            "equipment[0].services[5].expectation[0].regex",
            "equipment[0].services[6]",
        ] {
            assert!(said.contains(path), "{path} is missing: {ran}");
        }
    }
    assert!(!world.database().exists());
}

#[test]
fn hints_are_given_also_where_there_are_several_problems() {
    let services = "- {name: a, url: \"https://u:hunter2@a.example/\"}\n      \
        - {name: b, url: \"https://u@b.example/\", timeout: 5x}\n";
    let world =
        World::with_text(&format!("equipment:\n  - name: web-1\n    services:\n      {services}"));
    for command in [&["check"][..], &["config", "check"]] {
        let ran = world.run(command).code(78);
        assert_eq!(ran.stderr.matches("hint: use `basic_auth`").count(), 1, "{ran}");
        assert!(!ran.stderr.contains("hunter2"), "{ran}");
    }
}

#[test]
fn what_comes_with_later_issues_does_not_exist_yet() {
    for key in ["mail: {}", "chek: {}"] {
        let name = key.split(':').next().unwrap();
        let world = World::new(&Configuration::new().top(key));
        world.run(&["check"]).refused(78).complains(name);
    }
    let keys = "expectation: [{type: DISK, max_percent: 90}]";
    let configuration =
        Configuration::new().service_with("web-1/shop", "http://127.0.0.1:1/", keys);
    World::new(&configuration).run(&["check"]).refused(78);
}

#[test]
fn a_missing_configuration_says_how_to_begin() {
    let world = plain();
    std::fs::remove_file(world.path("config.yaml")).unwrap();
    for command in [&["check"][..], &["status"], &["config", "check"]] {
        world.run(command).code(78).mentions("config.yaml").mentions("ronde config init");
    }
    let begun = world.run(&["config", "init"]).cleanly(0).stdout;
    std::fs::write(world.path("config.yaml"), begun).unwrap();
    world.run(&["config", "check"]).cleanly(0);
}

#[test]
fn a_configuration_can_come_from_standard_input() {
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let piped = |config: &str, arguments: &[&str]| {
        let mut command = world.command(&[]);
        let program = command.get_program().to_owned();
        command = std::process::Command::new(program);
        command.env_clear().current_dir(world.path("home")).args(["--config", "-"]);
        command.args(arguments).stdin(std::fs::File::open(world.path(config)).unwrap());
        Running::start(command, arguments.join(" ")).finish()
    };
    let checked = piped("config.yaml", &["config", "check"]).cleanly(0);
    checked.says("standard input: valid (1 equipment, 1 service)");
    piped("config.yaml", &["check"]).cleanly(0).says("web-1/shop");
    assert!(world.path("home/ronde.db").exists(), "beside where it was run");
    std::fs::write(world.path("wrong.yaml"), "equipmnt: []\n").unwrap();
    piped("wrong.yaml", &["status"]).refused(78).complains("standard input:1:1: unknown key");
}

#[test]
fn files_that_are_no_configuration_are_told_apart() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "empty"),
        (b"equipment:\n\t- name: web-1\n", "tab"),
        (b"equipment: [\xff\xfe]\n", "UTF-8"),
        (b"equipment: {a: [}\n", "1"),
        (b"equipment: &a [*a, *a]\nequipment: 3\n", ""),
    ];
    for (bytes, words) in cases {
        let world = plain();
        std::fs::write(world.path("config.yaml"), bytes).unwrap();
        world.run(&["check"]).refused(78).complains(words).complains("config.yaml");
    }
}

#[test]
fn bombs_end_in_an_error_soon() {
    let mut aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        let _ = writeln!(aliases, "a{level}: &a{level} [{before}]");
    }
    let nesting = "[".repeat(200_000);
    for text in [aliases, nesting] {
        let world = World::with_text(&text);
        let began = std::time::Instant::now();
        let (ran, peak) = world.start(&["config", "check"]).finish_measured();
        let ran = ran.code(78);
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
        assert!(peak < 256 * 1024, "{peak} KiB: {ran}");
    }
}

#[test]
fn the_configuration_and_the_database_are_found_where_they_are_documented() {
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let program = world.command(&[]).get_program().to_owned();
    let bare = |variables: &[(&str, &std::path::Path)]| {
        let mut command = std::process::Command::new(&program);
        command.env_clear().args(["check", "-q"]).current_dir("/");
        command.envs(variables.iter().copied());
        command.output().unwrap()
    };
    let config = world.path("config.yaml");
    assert_eq!(bare(&[("RONDE_CONFIG", &config)]).status.code(), Some(0));
    assert!(world.path("ronde.db").exists(), "beside any other configuration");

    let elsewhere = world.path("elsewhere.db");
    bare(&[("RONDE_CONFIG", &config), ("RONDE_DATABASE", &elsewhere)]);
    assert!(elsewhere.exists());

    let home = world.path("home");
    std::fs::create_dir_all(home.join(".config/ronde")).unwrap();
    std::fs::copy(&config, home.join(".config/ronde/config.yaml")).unwrap();
    assert_eq!(bare(&[("HOME", &home)]).status.code(), Some(0));
    assert!(home.join(".local/state/ronde/ronde.db").exists());

    let named = format!("database: state/named.db\n{}", std::fs::read_to_string(&config).unwrap());
    std::fs::write(&config, named).unwrap();
    assert_eq!(bare(&[("RONDE_CONFIG", &config)]).status.code(), Some(0));
    assert!(world.path("state/named.db").exists(), "relative to the configuration");
}

#[test]
fn an_inventory_becomes_a_configuration_that_works() {
    let site = Site::http();
    let world = plain();
    let csv = format!(
        "equipment,name,url,allowed_fails,upgrade_to_https\n\
         web-1,shop,{0},2,false\nweb-1,\"a, b\",{0},,false\nweb-2,shop,{0},0,false\n",
        site.url("/")
    );
    std::fs::write(world.path("sites.csv"), csv).unwrap();
    for file in ["sites.csv", "-"] {
        std::fs::remove_file(world.path("config.yaml")).unwrap_or_default();
        let mut command = world.command(&["import", "csv", file]);
        command.stdin(std::fs::File::open(world.path("sites.csv")).unwrap());
        let imported = Running::start(command, format!("import csv {file}")).finish();
        std::fs::write(world.path("config.yaml"), imported.cleanly(0).stdout).unwrap();
        world.run(&["config", "check"]).code(0);
        let pass = world.run_json(&["check"]).cleanly(0).json();
        let ids: Vec<_> =
            pass["services"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
        assert_eq!(ids, ["web-1/shop", "web-1/a, b", "web-2/shop"], "{file}");
    }
    std::fs::write(world.path("sites.csv"), "equipment,name,url\nweb-1,shop\n").unwrap();
    let wrong = world.run(&["import", "csv", "sites.csv"]).refused(2);
    assert!(wrong.stderr.contains("sites.csv") && wrong.stderr.contains('2'), "{wrong}");
    world
        .run(&["import", "csv", "nowhere.csv"])
        .refused(74)
        .complains("nowhere.csv: cannot be read: no such file or directory\n");
}

#[test]
fn completions_and_manual_need_nothing() {
    let world = plain();
    std::fs::remove_file(world.path("config.yaml")).unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        world.run(&["completions", shell]).cleanly(0).says("expire-maintenance");
    }
    world.run(&["man"]).cleanly(0).says(".TH");
    world.run(&["man", "pages"]).code(0);
    assert!(world.path("pages/ronde-check.1").exists());
    std::fs::write(world.path("file"), "").unwrap();
    world.run(&["man", "file"]).refused(74).complains("file: cannot be written: file exists\n");
}

#[test]
fn likely_mistakes_are_warned_of_and_no_error() {
    let keys = "expectation: [{type: HTTP_STATUS, status_range: 200-299}]";
    let configuration =
        Configuration::new().service_with("web-1/shop", "http://127.0.0.1:1/", keys);
    let world = World::new(&configuration);
    world.run(&["config", "check"]).code(0).mentions("299");
    let report = world.run_json(&["config", "check"]).code(0).json();
    assert_eq!(report["valid"], true);
    assert_eq!(report["problems"], Value::Array(Vec::new()));
    assert_eq!(report["warnings"].as_array().unwrap().len(), 1, "{report:#}");
}

#[test]
fn verbose_names_what_is_behind_a_failure() {
    let world = plain();
    std::fs::write(world.path("file"), "").unwrap();
    let database = world.path("file/ronde.db");
    let database = database.to_str().unwrap();
    let plain = world.run(&["--database", database, "check"]).code(74);
    assert!(!plain.stderr.contains("caused by"), "{plain}");
    let ran = world.run(&["-v", "--database", database, "check"]).code(74);
    assert!(ran.stderr.contains("\ncaused by: Not a directory (os error 20)\n"), "{ran}");
}
