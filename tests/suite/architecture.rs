//! The structure of the source: which room uses which, circles of files, what
//! pure files never name, and how long files and functions may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{SourceTree, imports};

/// Files that decide and never act; a folder ends in `/`.
const PURE: &[&str] = &[
    "compose.rs",
    "compose/",
    "domain.rs",
    "domain/",
    "http/chunks.rs",
    "http/classify.rs",
    "http/coding.rs",
    "http/coding/",
    "http/head.rs",
    "http/redirect.rs",
    "judge.rs",
    "judge/",
    "outbox/attempt.rs",
    "outbox/cachet/wording.rs",
    "outbox/fold.rs",
    "outbox/schedule.rs",
    "outbox/supersede.rs",
    "pass/plan.rs",
    "text.rs",
    "text/",
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
const LONGEST_FUNCTION: usize = 40;
/// What may stand before `fn`, beside its visibility.
const QUALIFIERS: &[&str] = &["const", "async", "unsafe", "extern", "\"C\"", "in"];

#[test]
fn rooms_use_only_what_the_table_of_the_architecture_allows() {
    let (tree, table) = (SourceTree::read(), table());
    let mut wrong = Vec::new();
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    for (path, module) in &tree.modules {
        let room = room_of(path);
        let Some(allowed) = table.get(&room) else {
            wrong.push(format!("{}: the room {room} is not in the table", module.file));
            continue;
        };
        for home in tree.uses_of(path) {
            let other = room_of(&home);
            if other == room {
                continue;
            }
            if !allowed.contains("all") && !allowed.contains(&other) {
                wrong.push(format!("{}: {room} uses {other} ({home})", module.file));
            }
            used.insert((room.clone(), other));
        }
    }
    // An arrow that nobody takes is an open door for the next leak.
    for (room, allowed) in &table {
        for other in allowed.iter().filter(|other| *other != "all") {
            if !used.contains(&(room.clone(), other.clone())) {
                wrong.push(format!("the table lets {room} use {other}, which it does not"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_arrow_between_rooms_runs_both_ways() {
    let table = table();
    let reaches = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![from.to_owned()];
        while let Some(room) = waiting.pop() {
            for next in table.get(&room).into_iter().flatten().filter(|next| *next != "all") {
                if seen.insert(next) {
                    waiting.push(next.clone());
                }
            }
        }
        seen.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let circles: Vec<&String> = table.keys().filter(|room| reaches(room).contains(room)).collect();
    assert!(circles.is_empty(), "rooms that reach themselves: {circles:?}");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let tree = SourceTree::read();
    let uses: BTreeMap<&String, BTreeSet<String>> =
        tree.modules.keys().map(|path| (path, tree.uses_of(path))).collect();
    let mut circles = BTreeSet::new();
    for path in tree.modules.keys() {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&String> = vec![path];
        while let Some(at) = waiting.pop() {
            for next in &uses[at] {
                if next == path {
                    let names = tree.names_of(at, path);
                    circles.insert(format!("{at} -> {path}: {}", names.join(", ")));
                }
                if seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
    }
    assert!(circles.is_empty(), "{} circles: {circles:#?}", circles.len());
}

/// Whoever changes how something is printed looks in one room.
#[test]
fn every_view_stands_in_the_room_of_the_output() {
    let tree = SourceTree::read();
    let elsewhere: Vec<&String> = tree
        .modules
        .iter()
        .filter(|(path, module)| room_of(path) != "output" && has_view(&module.code))
        .map(|(path, _)| path)
        // What an import writes is no view but a configuration.
        .filter(|path| room_of(path) != "import")
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

/// Whether a document is made here, however `impl` is written.
fn has_view(code: &str) -> bool {
    let words: Vec<&str> = code.split_whitespace().collect();
    words.windows(2).any(|pair| {
        pair[1] == "for" && pair[0].rsplit("::").next().is_some_and(|name| name == "Document")
    })
}

#[test]
fn a_view_is_found_in_every_form() {
    for code in [
        "impl Document for X {}",
        "impl<'a> Document for X<'a> {}",
        "impl crate::output::Document for X {}",
        "impl<T> Document\n    for Vec<T> {}",
    ] {
        assert!(has_view(code), "{code}");
    }
    assert!(!has_view("impl EquipmentDocument for X {}"));
    assert!(!has_view("fn f(document: Document) { for x in y {} }"));
}

#[test]
fn every_file_belongs_to_the_crate() {
    assert_eq!(SourceTree::read().unreached(), Vec::<String>::new());
}

#[test]
fn pure_files_name_nothing_of_the_outside() {
    let tree = SourceTree::read();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for module in tree.modules.values() {
        let is_in = |pure: &&&str| {
            if pure.ends_with('/') {
                module.file.starts_with(**pure)
            } else {
                module.file == **pure
            }
        };
        let Some(pure) = PURE.iter().find(is_in) else { continue };
        seen.insert(*pure);
        for (number, line) in module.code.lines().enumerate() {
            for name in IMPURE.iter().filter(|name| line.contains(*name)) {
                wrong.push(format!("{}, line {} of its code: {name}", module.file, number + 1));
            }
        }
        // `use std::{fs, …}` has the name on no line.
        for path in imports(&module.code) {
            for name in IMPURE.iter().filter(|name| path.contains(*name)) {
                wrong.push(format!("{}, by `use`: {name}", module.file));
            }
        }
    }
    let gone: Vec<_> = PURE.iter().filter(|pure| !seen.contains(*pure)).collect();
    assert!(gone.is_empty(), "these pure files have moved: {gone:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_and_functions_can_be_read_in_one_sitting() {
    let tree = SourceTree::read();
    let mut long = Vec::new();
    for module in tree.modules.values() {
        let lines = module.code.lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{}: {lines} lines of code", module.file));
        }
        for (name, lines) in functions(&module.code) {
            if lines > LONGEST_FUNCTION {
                long.push(format!("{}: {name} has {lines} lines", module.file));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// The rooms and what each may use, as `docs/architecture.md` has them.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = fs::read_to_string(file).unwrap();
    let mut table = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [rooms, _, may_use] = cells[..] else { continue };
        let uses: BTreeSet<String> = may_use
            .split(',')
            .map(|room| room.trim().trim_matches('`').to_owned())
            .filter(|room| !room.is_empty() && room != "–")
            .collect();
        for room in rooms.split(',') {
            let room = room.trim().trim_matches('`').trim_end_matches('/').trim_end_matches(".rs");
            table.insert(room.to_owned(), uses.clone());
        }
    }
    assert!(table.len() > 15, "the table has moved: {table:?}");
    table
}

fn room_of(path: &str) -> String {
    let room = path.split("::").next().unwrap();
    if room.is_empty() { "lib".to_owned() } else { room.to_owned() }
}

/// The functions of a file with the number of their lines, signature included.
fn functions(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = code.lines().collect();
    for (start, line) in lines.iter().enumerate() {
        let Some((before, rest)) = line.split_once("fn ") else { continue };
        let mut qualifiers = before.split_whitespace();
        if !qualifiers.all(|word| {
            word.starts_with("pub") || word.ends_with(')') || QUALIFIERS.contains(&word)
        }) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[start..].iter().position(|line| *line == end).map_or(1, |end| end + 1);
        let is_declaration = is_declaration(&lines[start..]);
        let name = rest.split(['(', '<']).next().unwrap().to_owned();
        found.push((name, if is_declaration { 1 } else { length }));
    }
    found
}

/// Whether the function that begins here has no body.
fn is_declaration(lines: &[&str]) -> bool {
    let mut depth = 0;
    for character in lines.iter().flat_map(|line| line.split(" // ").next().unwrap().chars()) {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return true,
            '{' if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

#[test]
fn functions_are_measured_in_every_form() {
    let body = "    x;\n".repeat(2);
    for head in [
        "fn f() {",
        "pub(crate) async fn f() {",
        "async fn f() {",
        "unsafe extern \"C\" fn f() {",
        "fn f() { // a remark",
        "pub(in crate::text) const fn f() {",
    ] {
        assert_eq!(functions(&format!("{head}\n{body}}}\n")), [("f".to_owned(), 4)], "{head}");
    }
    let array = "fn f(\n    a: [u8;\n        3],\n) {\n    x;\n}\n";
    assert_eq!(functions(array), [("f".to_owned(), 6)]);
    assert_eq!(functions("    fn f(\n        a: u8,\n    ) -> u8;\n"), [("f".to_owned(), 1)]);
}
