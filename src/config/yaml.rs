//! From YAML text to raw structures; the parser's errors in our own words.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::Problem;
use super::limits::{self, EXPANDED_TOO_LARGE, Expanded};
use super::spelling::nearest;

/// Reads `text` as `T`; `None` when there is nothing but comments in it.
///
/// # Errors
///
/// The first thing that is not YAML, not a known key or not of the right type.
pub(super) fn parse<T: DeserializeOwned>(
    file: &Path,
    text: &str,
) -> Result<Option<T>, Box<Problem>> {
    if is_blank(text) {
        return Ok(None);
    }
    if let Some((line, column)) = limits::too_deep(text) {
        let mut problem = Problem::in_file(file, "nested more than 128 levels deep");
        (problem.line, problem.column) = (Some(line), Some(column));
        return Err(Box::new(problem));
    }
    if limits::has_aliases(text) {
        serde_yaml::from_str::<Expanded>(text)
            .map_err(|error| Box::new(explain(file, text, &error)))?;
    }
    serde_yaml::from_str(text).map(Some).map_err(|error| Box::new(explain(file, text, &error)))
}

fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---"
    })
}

fn explain(file: &Path, text: &str, error: &serde_yaml::Error) -> Problem {
    let location = error.location();
    let line = location.as_ref().map(serde_yaml::Location::line);
    let column = location.as_ref().map(serde_yaml::Location::column);
    let full = error.to_string();
    let full = match (line, column) {
        (Some(line), Some(column)) => {
            full.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&full)
        }
        _ => &full,
    };
    let mut problem = match split_path(full) {
        Some((path, message)) => {
            let (message, hint) = in_our_words(message);
            Problem { path: path.map(ToOwned::to_owned), hint, ..Problem::in_file(file, message) }
        }
        None => Problem::in_file(file, syntax(full)),
    };
    (problem.line, problem.column) = (line, column);
    if problem.message.starts_with("not valid YAML")
        && let Some(number) = tab_line(text, line)
    {
        "indented with a tab; YAML allows only spaces there".clone_into(&mut problem.message);
        (problem.line, problem.column) = (Some(number), None);
    }
    problem
}

/// How serde's own messages begin; whatever stands before is the path.
const BEGINNINGS: &[&str] = &[
    "unknown field `",
    "missing field `",
    "duplicate field `",
    "invalid type: ",
    "invalid value: ",
    "invalid length ",
    "larger than 64 MiB",
];

fn split_path(text: &str) -> Option<(Option<&str>, &str)> {
    if BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) {
        return Some((None, text));
    }
    // The earliest wins: a later one could be part of a value that is quoted.
    BEGINNINGS
        .iter()
        .filter_map(|beginning| text.find(&format!(": {beginning}")))
        .min()
        .and_then(|end| Some((Some(text.get(..end)?), text.get(end + 2..)?)))
}

/// A message and, where one helps, a hint.
fn in_our_words(message: &str) -> (String, Option<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field")
        && let Some((key, known)) = quoted.split_first()
    {
        return unknown_key(key, known);
    }
    if message.starts_with("missing field")
        && let Some(key) = quoted.first()
    {
        return (format!("`{key}` is missing"), None);
    }
    if message.starts_with("duplicate field")
        && let Some(key) = quoted.first()
    {
        return (format!("`{key}` is given twice"), None);
    }
    let wrong = message.strip_prefix("invalid type: ").or(message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        return (format!("expected {}, found {}", a_kind(expected), a_found(found)), None);
    }
    (message.to_owned(), None)
}

fn unknown_key(key: &str, known: &[&str]) -> (String, Option<String>) {
    match nearest(key, known.iter().copied()) {
        Some(meant) => (format!("unknown key `{key}`, did you mean `{meant}`?"), None),
        None => (
            format!("unknown key `{key}`"),
            Some(format!("the keys here are {}", known.join(", "))),
        ),
    }
}

fn a_kind(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "u32" | "u64" => "a whole number that is not negative",
        "a sequence" => "a list",
        "field identifier" => "the name of a key",
        other => other,
    }
}

/// What was found, without its value: it could be a secret in the wrong place.
fn a_found(found: &str) -> &str {
    let kinds = [
        ("string", "a text"),
        ("integer `-", "a negative number"),
        ("integer", "a number"),
        ("floating point", "a number with a fraction"),
        ("boolean", "true or false"),
        ("sequence", "a list"),
        ("map", "a map"),
        ("unit", "nothing"),
        ("null", "nothing"),
        ("enum", "a tag"),
    ];
    kinds.iter().find(|(kind, _)| found.starts_with(kind)).map_or(found, |(_, ours)| ours)
}

/// What the YAML parser itself says: its problem and context, without their places.
fn syntax(message: &str) -> String {
    match message {
        "recursion limit exceeded" => return "nested more than 128 levels deep".to_owned(),
        "repetition limit exceeded" => return EXPANDED_TOO_LARGE.to_owned(),
        _ => {}
    }
    if message.contains("more than one document") {
        return "not valid YAML: a second document begins (a line `---`)".to_owned();
    }
    let parts: Vec<&str> = message
        .split(", ")
        .map(|part| part.split(" at line ").next().unwrap_or(part))
        .map(|part| part.split(" at position ").next().unwrap_or(part))
        .collect();
    format!("not valid YAML: {}", parts.join(" "))
}

/// Where the value of a key of the top level begins: its line and column, from 1;
/// `None` where it is written in a way that only the parser understands.
pub(super) fn place_of(text: &str, key: &str) -> Option<(usize, usize)> {
    text.lines().enumerate().find_map(|(index, line)| {
        let rest = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
        let value = rest.trim_start();
        let column = line.get(..line.len() - value.len())?.chars().count() + 1;
        Some((index + 1, column))
    })
}

/// The line that is indented with a tab: the one the parser stopped at, or the last before it.
fn tab_line(text: &str, stopped_at: Option<usize>) -> Option<usize> {
    let last = stopped_at.unwrap_or(usize::MAX);
    let is_tabbed = |line: &str| {
        let content = line.trim_start_matches([' ', '\t', '-']);
        line.get(..line.len() - content.len()).is_some_and(|start| start.contains('\t'))
    };
    let lines = text.lines().enumerate().take(last);
    lines.filter(|(_, line)| is_tabbed(line)).map(|(index, _)| index + 1).last()
}
