//! The house keeps its shape: which room uses which, what the pure ones never
//! name, and how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms that it may use. `cmd` and `session` compose the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("cli", &[]),
    ("error", &[]),
    ("domain", &[]),
    ("secrets", &["domain"]),
    ("world", &["domain", "http", "secrets"]),
    ("config", &["domain", "secrets"]),
    ("plan", &["config", "domain"]),
    ("http", &["domain"]),
    ("probe", &["domain", "job", "judge", "secrets"]),
    ("job", &["domain"]),
    ("judge", &["domain"]),
    ("store", &["domain", "error"]),
    ("record", &["config", "deliver", "domain", "judge", "plan", "store"]),
    ("deliver", &["config", "domain", "store"]),
    ("output", &["domain", "error"]),
    ("import", &["config", "domain", "error"]),
    ("session", &["cli", "config", "domain", "error", "output", "store", "world"]),
];
/// These compose everything.
const COMPOSERS: &[&str] = &["cmd", "lib", "main"];

const PURE: &[&str] = &[
    "domain/",
    "plan",
    "judge",
    "http/classify.rs",
    "deliver/message.rs",
    "deliver/page.rs",
    "deliver/fold.rs",
    "deliver/supersede.rs",
    "deliver/cachet/wording.rs",
];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "net::Tcp",
    "net::Udp",
    "TcpStream",
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "ureq",
];
const LONGEST_FILE: usize = 400;

#[test]
fn rooms_use_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let room = room_of(&file);
        if COMPOSERS.contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == room) else {
            wrong.push(format!("{file}: the room {room} is not in the table"));
            continue;
        };
        for used in rooms_named_in(without_tests(&text)) {
            if used != room && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{file}: {room} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_rooms_name_nothing_of_the_outside() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, text) in sources() {
        if !PURE.iter().any(|prefix| file.starts_with(prefix)) {
            continue;
        }
        seen += 1;
        for (number, line) in without_tests(&text).lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            for name in IMPURE.iter().filter(|name| !is_comment && line.contains(*name)) {
                wrong.push(format!("{file}:{}: {name}", number + 1));
            }
        }
    }
    assert!(seen >= PURE.len(), "the pure rooms have moved: only {seen} files were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:?}");
}

#[test]
fn uses_are_found_in_every_form() {
    let text = "use crate::{a::B, c, d::{E, F}};\nlet x = crate::g::h();\n//! [`crate::doc`]\n";
    assert_eq!(rooms_named_in(text), ["a", "c", "d", "g"]);
}

/// Every source file, relative to `src`, with its text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![root.clone()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(found.len() > 40, "only {} sources", found.len());
    found.sort();
    found
}

fn room_of(file: &str) -> String {
    file.split('/').next().unwrap().trim_end_matches(".rs").to_owned()
}

/// Tests may look into any room.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod ").next().unwrap()
}

/// The rooms that `crate::room` and `crate::{room, …}` name, comments aside.
fn rooms_named_in(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut rooms = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => rooms.extend(heads_of_group(group)),
            None => rooms.push(first_word(after)),
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms.sort();
    rooms.dedup();
    rooms
}

/// The first words of the members of a `{…}` group, whose brace is already read.
fn heads_of_group(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut members = vec![String::new()];
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => members.push(String::new()),
            _ => members.last_mut().unwrap().push(character),
        }
    }
    members.iter().map(|member| first_word(member.trim())).collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}
