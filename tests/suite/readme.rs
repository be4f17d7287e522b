//! What the README promises: commands, exit codes, shapes and `jq` examples.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::{Answer, Configuration, Site, World};

const README: &str = include_str!("../../README.md");

/// The fenced blocks of that language, each with the text since the block before.
fn blocks(language: &str) -> Vec<(&'static str, &'static str)> {
    let mut parts = README.split("\n```");
    let mut before = parts.next().unwrap();
    let mut found = Vec::new();
    // What opens a block and what follows it take turns.
    while let (Some(block), Some(after)) = (parts.next(), parts.next()) {
        let (opening, text) = block.split_once('\n').unwrap();
        if opening == language {
            found.push((before, text));
        }
        before = after;
    }
    found
}

pub(super) fn block_after(marker: &str, language: &str) -> &'static str {
    let marker = format!("<!-- {marker} -->");
    let found = blocks(language).into_iter().find(|(before, _)| before.ends_with(&marker));
    found.unwrap_or_else(|| panic!("no {language} block follows {marker}")).1
}

/// The text between that heading and the next one of its level.
fn section(heading: &str) -> &'static str {
    let after = README.split_once(&format!("\n## {heading}\n")).expect(heading).1;
    after.split_once("\n## ").map_or(after, |(section, _)| section)
}

#[test]
fn it_begins_with_one_command_that_checks_and_one_that_tests() {
    for (marker, beginning) in
        [("first-pass", "cargo run --release --locked -- check "), ("tests", "cargo test --locked")]
    {
        let command = block_after(marker, "sh");
        assert!(command.starts_with(beginning) && !command.contains('\n'), "{command}");
    }
    let world = World::with_text(include_str!("../../config.yaml.example"));
    world.run(&["config", "check"]).cleanly(0).says("valid");
}

/// The text with files of `/etc/ronde` beside it, and which these are.
pub(super) fn with_files_beside(text: &str) -> (String, Vec<String>) {
    let named = text.split("/etc/ronde/").skip(1);
    let name = |rest: &str| rest.split(['}', '\n', ' ']).next().unwrap().to_owned();
    (text.replace("/etc/ronde/", ""), named.map(name).collect())
}

#[test]
fn its_examples_of_configurations_are_valid() {
    let texts = blocks("yaml");
    assert!(texts.len() > 2);
    for (_, text) in texts {
        let (text, files) = with_files_beside(text);
        let mut world = World::with_text(&text);
        world.variable("CACHET_TOKEN", "token");
        for file in files {
            fs::write(world.path(&file), "https://chat.example.com/hook\n").unwrap();
        }
        let ran = world.run(&["config", "check", "--secrets"]).code(0);
        let complaints = ran.stderr.replace("nothing is watched: there is no service", "");
        assert!(!complaints.contains("error"), "{ran}\n{text}");
    }
}

#[test]
fn its_exit_codes_are_those_of_the_program() {
    // `error.rs` has a test that compares this list with the codes that there are.
    let codes = [0, 1, 2, 3, 4, 5, 6, 74, 75, 78];
    let table: Vec<u8> = section("Exit codes")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(' ')?.0.parse().ok())
        .collect();
    assert_eq!(table, codes);
    let help = World::with_text("").run(&["--help"]).cleanly(0).stdout;
    let help = help.split_once("Exit codes:").unwrap().1;
    let manual = include_str!("../../man/ronde.1").split_once(".SH \"EXIT STATUS\"").unwrap().1;
    for code in codes {
        let is_told = |text: &str, mark: String| assert!(text.contains(&mark), "{mark}: {text}");
        is_told(&help.replace('\n', " "), format!(" {code} "));
        is_told(manual, format!("\n.B {code}\n"));
    }
}

/// Every command of the program, such as `requests-list`: each has a manual page.
fn commands() -> Vec<String> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/man");
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| Some(file.strip_prefix("ronde-")?.strip_suffix(".1")?.to_owned()))
        .collect()
}

#[test]
fn it_mentions_every_command() {
    let commands = commands();
    assert!(commands.len() > 25, "{commands:?}");
    let list = section("Every command");
    for command in commands {
        // `expire-maintenance` and `import cachet-url-monitor` have hyphens of their own.
        let is_there = |words: &str| list.contains(&format!("`{words}"));
        assert!(
            is_there(&command)
                || is_there(&command.replacen('-', " ", 1))
                || is_there(&command.replace('-', " ")),
            "{command} is not in the README"
        );
    }
}

#[test]
fn nothing_that_it_shows_is_wider_than_a_terminal() {
    for (_, text) in blocks("console") {
        let lines = text.lines().filter(|line| !line.starts_with(['e', 'w', '$']));
        for line in lines {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn its_webhook_payloads_have_the_fields_that_are_sent() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers_in_turn("/", [Answer::status(503), Answer::status(503), Answer::text("ok")]);
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/"),
        "events: [request.opened, request.closed]",
    );
    let world = World::new(&configuration);
    world.run(&["check"]).code(1);
    world.run(&["check"]).code(0);
    let sent: Vec<Value> = receiver.received().iter().map(|each| each.json()).collect();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let documented = |event| serde_json::from_str::<Value>(block_after(event, "json")).unwrap();
    assert_eq!(keys(&documented("request.opened")), keys(&sent[0]));
    let mut closed = documented("request.closed");
    closed.as_object_mut().unwrap().remove("down_for_s");
    assert_eq!(keys(&closed), keys(&sent[1]));
    assert_eq!(keys(&documented("request.worsened")), keys(&sent[1]));
}

#[test]
fn it_names_every_field_that_scripts_can_read() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/"))
        .webhook("down", "http://127.0.0.1:1/");
    let world = World::new(&configuration);
    let shapes = blocks("text").into_iter().map(|(_, text)| text).collect::<String>();
    let named: Vec<&str> =
        shapes.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    for command in [
        &["check"][..],
        &["status"],
        &["probe", "shop"],
        &["history", "shop"],
        &["maintenance", "on", "web-1"],
        &["maintenance", "list"],
        &["requests", "list", "--status", "all"],
        &["requests", "show", "1"],
        &["requests", "close", "1"],
        &["deliveries", "list"],
        &["config", "check"],
        &["db", "check"],
    ] {
        for field in fields(&world.json(command)) {
            let is_named = field == "schema_version" || named.contains(&field.as_str());
            assert!(is_named, "{command:?}: the README does not name {field}");
        }
    }
}

/// The names of all fields, however deep.
fn fields(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, value)| [vec![name.clone()], fields(value)].concat())
            .collect(),
        Value::Array(items) => items.iter().flat_map(fields).collect(),
        _ => Vec::new(),
    }
}

/// The examples run as they are printed, against a world with an outage; a
/// renamed field would make `jq` print `null`, or fail, or nothing at all.
#[test]
fn its_jq_examples_work() {
    if Command::new("jq").arg("--version").output().is_err() {
        return;
    }
    let site = Site::https(crate::support::Leaf::Good);
    site.answers("/shop", Answer::status(503));
    site.answers("/www", Answer::text("ok"));
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/shop"))
        .service("web-1/www", &site.url("/www"))
        .webhook("down", "http://127.0.0.1:1/");
    let world = World::new(&configuration);
    world.run(&["check"]).code(1);
    let examples: Vec<&str> =
        blocks("sh").into_iter().map(|(_, text)| text).filter(|text| text.contains("jq")).collect();
    assert!(!examples.is_empty());
    for text in examples {
        for example in text.split("\n\n") {
            let ran = run_script(&world, example);
            assert!(!ran.is_empty() && !ran.contains("null"), "{example}\nprinted {ran:?}");
        }
    }
}

/// What the shell printed; it had nothing to complain about.
fn run_script(world: &World, script: &str) -> String {
    let program = assert_cmd::cargo::cargo_bin!("ronde");
    let prefix = format!(
        "set -u; ronde() {{ '{}' --database '{}' --config '{}' \"$@\"; }}\n",
        program.display(),
        world.database().display(),
        world.path("config.yaml").display(),
    );
    // An outage of a day ago would need another clock: any age will do.
    let script = script.replace("'1 day ago'", "'1 hour'").replace("30 * 86400", "99999 * 86400");
    let mut command = Command::new("bash");
    command.arg("-c").arg(prefix + &script);
    let output = command.env("SSL_CERT_FILE", world.path("roots.pem")).output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert_eq!(complaints, "", "{script}");
    String::from_utf8(output.stdout).unwrap()
}
