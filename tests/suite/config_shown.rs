//! What `config show` prints, to the letter: others read it by program.

use std::fs;
use std::path::Path;

use crate::support::World;

/// Prints what is shown of `text`, and compares it with `tests/config/shown/{name}.shown`.
fn is_shown_as(name: &str, text: &str) {
    let world = World::with_text(text);
    let shown = world.run(&["config", "show"]).cleanly(0).stdout;
    let directory = world.path("x").parent().unwrap().display().to_string();
    let shown = shown.replace(&directory, "/etc/ronde");
    let file = Path::new("tests/config/shown").join(format!("{name}.shown"));
    assert!(!shown.contains("hunter2"), "{name}: a secret is shown");
    if std::env::var_os("RONDE_UPDATE_DOCS").is_some() {
        fs::write(&file, &shown).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap();
    for (shown, expected) in shown.lines().zip(expected.lines()) {
        assert_eq!(shown, expected, "{name}; if that is meant, run with RONDE_UPDATE_DOCS=1");
    }
    assert_eq!(shown.len(), expected.len(), "{name}");
}

#[test]
fn every_setting_of_the_example_is_shown_as_ever() {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && (!rest.starts_with(' ') || rest.starts_with("  ")) => {
            format!("{rest}\n")
        }
        _ => format!("{line}\n"),
    };
    let example = fs::read_to_string("config.yaml.example").unwrap();
    is_shown_as("example", &example.lines().map(line).collect::<String>());
}

#[test]
fn what_the_example_lacks_is_shown_as_ever() {
    is_shown_as("others", &fs::read_to_string("tests/config/shown/others.yaml").unwrap());
}
