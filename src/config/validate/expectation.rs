//! Expectations: each type with its own keys, and what is likely a mistake in them.

mod values;

use std::sync::Arc;

use super::level::Context;
use super::report::At;
use super::scalars;
use super::shared::Shared;
use crate::config::keys::{Several, Table, Text};
use crate::config::raw::RawExpectation;
use crate::config::spelling::nearest;
use crate::domain::{Check, Expectation, Incident, StatusCodes, StatusRange};
use crate::text::Pattern;

/// The types that there are, each with the key that it needs. Which keys a type
/// has stands in the table of keys.
const KINDS: &[(&str, Option<&str>)] = &[
    ("HTTP_STATUS", Some("status_range")),
    ("LATENCY", Some("threshold")),
    ("REGEX", Some("regex")),
    ("CONTAINS", Some("text")),
    ("HEADER", Some("name")),
    ("JSON", Some("path")),
    ("CERTIFICATE", Some("min_days")),
    ("BODY_SIZE", None),
    ("DISK", None),
];

/// What every expectation has.
const OF_ALL: &[&str] = &["type", "incident"];

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
    context: &mut Context<'_>,
    at: &At<'_>,
) -> Option<Arc<[Expectation]>> {
    let shared = &mut *context.shared;
    if raw.is_empty() {
        at.wrong_with_hint("cannot be empty", "leave it out to expect HTTP status 200");
        return None;
    }
    let list = raw.into_iter().enumerate();
    let list: Vec<_> =
        list.map(|(index, raw)| expectation(raw, shared, &at.index(index))).collect();
    check_together(&list, at);
    list.into_iter().collect::<Option<Vec<_>>>().map(|list| shared.expectations(list))
}

fn expectation(mut raw: RawExpectation, shared: &mut Shared, at: &At<'_>) -> Option<Expectation> {
    let Text(kind) = &raw.kind;
    let Some((kind, needed)) = KINDS.iter().copied().find(|(known, _)| known == kind) else {
        unknown_kind(kind, &at.key("type"));
        return None;
    };
    let fits = only_own_keys(&raw, kind, needed, at);
    let incident = raw.incident.take().map(|Text(word)| incident(&word, &at.key("incident")));
    let check = check(raw, kind, shared, at);
    if check.is_none() && fits.is_none() {
        return None;
    }
    let check = check?;
    let expectation = match incident {
        Some(incident) => Expectation {
            incident: incident?,
            is_incident_said: matches!(check, Check::HttpStatus(_)),
            check,
        },
        None => Expectation::new(check),
    };
    fits.map(|()| expectation)
}

/// All expectations must hold: what no answer can be is a mistake.
fn check_together(list: &[Option<Expectation>], at: &At<'_>) {
    let mut possible: Option<StatusCodes> = None;
    for (index, expectation) in list.iter().enumerate() {
        let Some(Expectation { check: Check::HttpStatus(codes), .. }) = expectation else {
            continue;
        };
        let Some(before) = possible.take() else {
            possible = Some(codes.clone());
            continue;
        };
        possible = before.common(codes);
        if possible.is_none() {
            at.index(index).key("status_range").wrong_with_hint(
                format!(
                    "no status is one of {before} and one of {codes}: all expectations must hold"
                ),
                format!("to accept either, list them in one: status_range: [{before}, {codes}]"),
            );
            return;
        }
    }
}

fn unknown_kind(kind: &str, at: &At<'_>) {
    let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
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
fn only_own_keys(
    raw: &RawExpectation,
    kind: &str,
    needed: Option<&str>,
    at: &At<'_>,
) -> Option<()> {
    let own = RawExpectation::SECTION.names_of(kind);
    let given = raw.given();
    let mut fits = Some(());
    for key in given.iter().filter(|key| !OF_ALL.contains(key) && !own.contains(key)) {
        let are = if own.len() == 1 { "its key is" } else { "its keys are" };
        at.key(key).wrong(format!("{kind} has no `{key}`; {are} `{}`", own.join("`, `")));
        fits = None;
    }
    if let Some(needed) = needed
        && !given.contains(&needed)
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

fn http_status(raw: Several, at: &At<'_>) -> Option<Check> {
    let ranges = match raw {
        Several::One(text) => vec![status_range(&text, at)],
        Several::List(texts) => {
            let items = texts.iter().enumerate();
            items.map(|(index, text)| status_range(text, &at.index(index))).collect()
        }
    };
    if ranges.is_empty() {
        at.wrong("cannot be empty");
    }
    StatusCodes::new(ranges.into_iter().collect::<Option<Vec<_>>>()?).map(Check::HttpStatus)
}

fn status_range(Text(text): &Text, at: &At<'_>) -> Option<StatusRange> {
    if text.contains(',') {
        at.wrong_with_hint(
            format!("{text:?} is not a status or a range of them"),
            "several are a list, such as status_range: [200-300, 401]",
        );
        return None;
    }
    let range = at.accept(scalars::status_range(text))?;
    warn_of_lost_end(range, at);
    Some(range)
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
