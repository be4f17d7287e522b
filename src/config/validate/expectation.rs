//! Expectations: each type with its own keys, and what is likely a mistake in them.

mod values;

use std::sync::Arc;

use super::report::At;
use super::scalars;
use super::shared::Shared;
use crate::config::raw::{RawExpectation, Text};
use crate::config::spelling::nearest;
use crate::domain::{Check, Expectation, Incident, StatusRange};
use crate::text::Pattern;

/// A type of expectation.
struct Kind {
    word: &'static str,
    /// The key that it needs.
    needed: Option<&'static str>,
    /// What it may have beside.
    others: &'static [&'static str],
}

const fn kind(word: &'static str, needed: &'static str) -> Kind {
    Kind { word, needed: Some(needed), others: &[] }
}

/// The types that there are.
const KINDS: &[Kind] = &[
    kind("HTTP_STATUS", "status_range"),
    kind("LATENCY", "threshold"),
    kind("REGEX", "regex"),
    kind("CONTAINS", "text"),
    Kind { word: "HEADER", needed: Some("name"), others: &["regex"] },
    Kind { word: "JSON", needed: Some("path"), others: &["equals", "regex", "min", "max"] },
    kind("CERTIFICATE", "min_days"),
    Kind { word: "BODY_SIZE", needed: None, others: &["min", "max"] },
    Kind { word: "DISK", needed: None, others: &["max_percent", "max_bytes"] },
];

const INCIDENTS: &[(&str, Incident)] = &[
    ("NONE", Incident::None),
    ("PERFORMANCE", Incident::Performance),
    ("PARTIAL", Incident::Partial),
    ("MAJOR", Incident::Major),
];

/// The word for `incident` in a configuration.
pub(in crate::config) fn incident_word(incident: Incident) -> &'static str {
    INCIDENTS.iter().find(|(_, known)| *known == incident).map_or("NONE", |(word, _)| word)
}

/// The expectations that are written `at`; at least one.
pub(super) fn expectations(
    raw: Vec<RawExpectation>,
    shared: &mut Shared,
    at: &At<'_>,
) -> Option<Arc<[Expectation]>> {
    if raw.is_empty() {
        at.wrong_with_hint("cannot be empty", "leave it out to expect HTTP status 200");
        return None;
    }
    let list = raw.into_iter().enumerate();
    let list: Vec<_> =
        list.map(|(index, raw)| expectation(raw, shared, &at.index(index))).collect();
    list.into_iter().collect::<Option<Vec<_>>>().map(|list| shared.expectations(list))
}

fn expectation(mut raw: RawExpectation, shared: &mut Shared, at: &At<'_>) -> Option<Expectation> {
    let Text(kind) = &raw.kind;
    let Some(kind) = KINDS.iter().find(|known| known.word == kind) else {
        unknown_kind(kind, &at.key("type"));
        return None;
    };
    let fits = only_own_keys(&raw, kind, at);
    let incident = raw.incident.take().map(|Text(word)| incident(&word, &at.key("incident")));
    let check = check(raw, kind.word, shared, at);
    if check.is_none() && fits.is_none() {
        return None;
    }
    let check = check?;
    let incident = match incident {
        Some(incident) => incident?,
        None => check.default_incident(),
    };
    fits.map(|()| Expectation { check, incident })
}

fn unknown_kind(kind: &str, at: &At<'_>) {
    let known: Vec<&str> = KINDS.iter().map(|known| known.word).collect();
    match nearest(kind, known.iter().copied()) {
        Some(meant) => at.wrong(format!("{kind:?} is not a type, did you mean {meant}?")),
        None => at.wrong(format!("{kind:?} is not one of {}", known.join(", "))),
    }
}

fn incident(word: &str, at: &At<'_>) -> Option<Incident> {
    let found = INCIDENTS.iter().find(|(known, _)| *known == word);
    if found.is_none() {
        at.wrong(format!("{word:?} is not one of NONE, PERFORMANCE, PARTIAL, MAJOR"));
    }
    found.map(|(_, incident)| *incident)
}

/// Each type has its keys; another type's key beside them would do nothing.
fn only_own_keys(raw: &RawExpectation, kind: &Kind, at: &At<'_>) -> Option<()> {
    let given = [
        ("status_range", raw.status_range.is_some()),
        ("threshold", raw.threshold.is_some()),
        ("regex", raw.regex.is_some()),
        ("text", raw.text.is_some()),
        ("min_days", raw.min_days.is_some()),
        ("name", raw.name.is_some()),
        ("path", raw.path.is_some()),
        ("equals", !raw.equals.is_unsaid()),
        ("min", raw.min.is_some()),
        ("max", raw.max.is_some()),
        ("max_percent", raw.max_percent.is_some()),
        ("max_bytes", raw.max_bytes.is_some()),
    ];
    let own: Vec<&str> = kind.needed.iter().chain(kind.others).copied().collect();
    let mut fits = Some(());
    for (key, _) in given.iter().filter(|(key, given)| *given && !own.contains(key)) {
        let are = if own.len() == 1 { "its key is" } else { "its keys are" };
        let word = kind.word;
        at.key(key).wrong(format!("{word} has no `{key}`; {are} `{}`", own.join("`, `")));
        fits = None;
    }
    if let Some(needed) = kind.needed
        && !given.iter().any(|(key, given)| *given && *key == needed)
    {
        at.wrong(format!("`{needed}` is missing"));
        fits = None;
    }
    fits
}

fn check(raw: RawExpectation, kind: &str, shared: &mut Shared, at: &At<'_>) -> Option<Check> {
    match kind {
        "HTTP_STATUS" => http_status(raw.status_range?, &at.key("status_range")),
        "LATENCY" => {
            let Text(text) = raw.threshold?;
            at.key("threshold").accept(scalars::positive_duration(&text)).map(Check::Latency)
        }
        "REGEX" => {
            let text = raw.regex?;
            let at = at.key("regex");
            let pattern = pattern(&text, shared, &at)?;
            warn_of_impossible_start(&text.0, &at);
            Some(Check::Regex(pattern))
        }
        "CONTAINS" => contains(raw.text?, shared, &at.key("text")),
        "HEADER" => values::header(raw, shared, at),
        "JSON" => values::json(raw, shared, at),
        "BODY_SIZE" => values::body_size(&raw, at),
        "DISK" => values::disk(&raw, at),
        _ => raw.min_days.map(|min_days| Check::Certificate { min_days }),
    }
}

fn http_status(Text(text): Text, at: &At<'_>) -> Option<Check> {
    let range = at.accept(scalars::status_range(&text))?;
    warn_of_lost_end(range, at);
    Some(Check::HttpStatus(range))
}

fn contains(Text(text): Text, shared: &mut Shared, at: &At<'_>) -> Option<Check> {
    if text.is_empty() {
        at.wrong("an empty text is in every body");
        return None;
    }
    Some(Check::Contains(shared.text(&text)))
}

/// The regular expression that is written `at`.
fn pattern(Text(text): &Text, shared: &mut Shared, at: &At<'_>) -> Option<Pattern> {
    at.accept(shared.pattern(text).map_err(|error| {
        format!("not a regular expression: {}", error.lines().last().unwrap_or(&error))
    }))
}

fn warn_of_lost_end(range: StatusRange, at: &At<'_>) {
    if range.until % 100 == 99 && range.until > range.from + 1 {
        let StatusRange { from, until } = range;
        at.suspicious(format!(
            "{from}-{until} excludes {until}: the second number is not part of the range (write {from}-{})",
            until + 1
        ));
    }
}

fn warn_of_impossible_start(regex: &str, at: &At<'_>) {
    if ends_before_it_begins(regex) {
        at.suspicious(format!(
            "{regex:?} can only match an empty body: it is matched at the start"
        ));
    } else if begins_again(regex) {
        at.suspicious(format!(
            "{regex:?} cannot match: it is matched at the start, and ^ comes after something else"
        ));
    }
}

/// `$` or `\z` as the first thing that must match, with more to come.
fn ends_before_it_begins(regex: &str) -> bool {
    let start = regex.trim_start_matches(['^', '(']);
    let ends = start.strip_prefix('$').or_else(|| start.strip_prefix(r"\z"));
    ends.is_some_and(|rest| !regex.contains('|') && !rest.is_empty())
}

/// `^` or `\A` after something that takes up at least one character, as in `.+^x`.
/// Alternatives, classes and flags are left alone: a warning must be right.
fn begins_again(regex: &str) -> bool {
    if regex.contains(['|', '[', '(', '?', '{', '\n']) {
        return false;
    }
    let mut consumed = false;
    let mut characters = regex.chars().peekable();
    while let Some(character) = characters.next() {
        let is_anchor = match character {
            '\\' => characters.next() == Some('A'),
            '^' => true,
            _ => false,
        };
        if is_anchor {
            if consumed {
                return true;
            }
            continue;
        }
        consumed |= characters.peek() != Some(&'*') && !matches!(character, '*' | '+' | '$');
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_never_match_is_called_so() {
        for regex in [".+^x", "a^", r"ab\Ac"] {
            assert!(begins_again(regex), "{regex}");
        }
        for regex in ["^x", ".*^x", r"a\^b", "a|^b", "[a^]", "(?m).+^x", "", "x$", ".*<body>.*"] {
            assert!(!begins_again(regex), "{regex}");
        }
        assert!(ends_before_it_begins("$x"));
        assert!(ends_before_it_begins("^($)x"));
        for regex in ["$", "^$", "x$", r"\$x", "$|x"] {
            assert!(!ends_before_it_begins(regex), "{regex}");
        }
    }
}
