//! From YAML text to raw structures. What is wrong with the values of a text is
//! told by `find`; this says what is wrong with the text.

use std::path::Path;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::Problem;
use super::limits::{self, EXPANDED_TOO_LARGE, Expanded};
use super::tree;

/// Why a text was not read.
pub(super) enum Refusal {
    /// It is not YAML, or too much of it: nothing else can be told of it.
    Text(Box<Problem>),
    /// It is YAML, but has something that does not belong there.
    Value(Box<Problem>),
}

impl Refusal {
    /// In the words of the parser.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Text(problem) | Self::Value(problem) => *problem,
        }
    }
}

/// Reads `text` as `T`; `None` when there is nothing but comments in it.
///
/// # Errors
///
/// The first thing that is not YAML, not a known key or not of the right type.
pub(super) fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<Option<T>, Refusal> {
    if is_blank(text) {
        return Ok(None);
    }
    let not_text =
        |error: &serde_yaml::Error| Refusal::Text(Box::new(explain(file, text, error, syntax)));
    if let Some((line, column)) = limits::too_deep(text) {
        let mut problem = Problem::in_file(file, "nested more than 128 levels deep");
        (problem.line, problem.column) = (Some(line), Some(column));
        return Err(Refusal::Text(Box::new(problem)));
    }
    if limits::has_aliases(text) {
        serde_yaml::from_str::<Expanded>(text).map_err(|error| not_text(&error))?;
    }
    serde_yaml::from_str(text).map(Some).map_err(|error| {
        // Only a text that is YAML can be looked over without taking its values.
        match serde_yaml::from_str::<IgnoredAny>(text) {
            Err(error) => not_text(&error),
            Ok(_) => Refusal::Value(Box::new(explain(file, text, &error, without_value))),
        }
    })
}

fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---"
    })
}

fn explain(
    file: &Path,
    text: &str,
    error: &serde_yaml::Error,
    words: fn(&str) -> String,
) -> Problem {
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
    let message = match full {
        "recursion limit exceeded" => "nested more than 128 levels deep".to_owned(),
        "repetition limit exceeded" => EXPANDED_TOO_LARGE.to_owned(),
        _ if full.ends_with(EXPANDED_TOO_LARGE) => EXPANDED_TOO_LARGE.to_owned(),
        _ => words(full),
    };
    let mut problem = Problem::in_file(file, message);
    (problem.line, problem.column) = (line, column);
    if problem.message == SECOND_DOCUMENT {
        let place = tree::second_document(text).map(|place| (place.line, place.column));
        (problem.line, problem.column) = place.unzip();
    } else if problem.message.starts_with("not valid YAML")
        && let Some((line, column)) = tab(text, line)
    {
        "indented with a tab; YAML allows only spaces there".clone_into(&mut problem.message);
        (problem.line, problem.column) = (Some(line), Some(column));
    }
    problem
}

/// A value that was not expected could be a secret in the wrong place.
fn without_value(message: &str) -> String {
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return message.to_owned();
    };
    let start = found.find("invalid ").unwrap_or_default();
    let value = found.get(start..).and_then(|rest| rest.find(['"', '`']));
    let found = value.and_then(|value| found.get(..start + value)).unwrap_or(found);
    format!("{}, expected {expected}", found.trim_end())
}

const SECOND_DOCUMENT: &str = "not valid YAML: a second document begins (a line `---`)";

/// What the YAML parser itself says: its problem and context, without their places.
fn syntax(message: &str) -> String {
    if message.contains("more than one document") {
        return SECOND_DOCUMENT.to_owned();
    }
    let parts: Vec<&str> = message
        .split(", ")
        .map(|part| part.split(" at line ").next().unwrap_or(part))
        .map(|part| part.split(" at position ").next().unwrap_or(part))
        .collect();
    format!("not valid YAML: {}", parts.join(" "))
}

/// The tab that a line is indented with: the line that the parser stopped at, or
/// the last one before it.
fn tab(text: &str, stopped_at: Option<usize>) -> Option<(usize, usize)> {
    let last = stopped_at.unwrap_or(usize::MAX);
    let tab_of = |line: &str| {
        let content = line.trim_start_matches([' ', '\t', '-']);
        line.get(..line.len() - content.len()).and_then(|start| start.find('\t'))
    };
    let lines = text.lines().enumerate().take(last);
    lines.filter_map(|(index, line)| Some((index + 1, tab_of(line)? + 1))).last()
}
