//! Expectations of single values: a header, something in a JSON body, a size.

use std::sync::Arc;

use super::pattern;
use crate::config::keys::{Json, Setting, Text};
use crate::config::raw::RawExpectation;
use crate::config::validate::report::At;
use crate::config::validate::scalars;
use crate::config::validate::shared::Shared;
use crate::domain::{Check, JsonCheck};

/// No more of a body is read.
const LARGEST_BODY: u64 = 1024 * 1024;

pub(super) fn header(raw: RawExpectation, shared: &mut Shared, at: &At<'_>) -> Option<Check> {
    let pattern = match raw.regex {
        Some(text) => Some(pattern(&text, shared, &at.key("regex"))?),
        None => None,
    };
    let Text(name) = raw.name?;
    if !scalars::is_http_token(&name) {
        at.key("name").wrong(format!("{name:?} is not the name of a header"));
        return None;
    }
    Some(Check::Header { name: shared.text(&name), pattern })
}

pub(super) fn json(raw: RawExpectation, shared: &mut Shared, at: &At<'_>) -> Option<Check> {
    let pattern = match raw.regex {
        Some(text) => Some(pattern(&text, shared, &at.key("regex"))?),
        None => None,
    };
    let (min, max) = (bound(raw.min, &at.key("min")), bound(raw.max, &at.key("max")));
    let Text(path) = raw.path?;
    if !is_pointer(&path) {
        at.key("path").wrong_with_hint(
            format!("{path:?} is not a JSON pointer"),
            "it begins with a slash, as in /checks/0/status; ~1 is a slash in a name, ~0 a tilde",
        );
        return None;
    }
    let (min, max) = (min.ok()?, max.ok()?);
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        at.wrong(format!("nothing is at least {min} and at most {max}"));
        return None;
    }
    let equals = match raw.equals {
        Setting::Unsaid => None,
        Setting::Null => Some(serde_json::Value::Null),
        Setting::Given(Json(value)) => Some(value),
    };
    Some(Check::Json(Arc::new(JsonCheck { path, equals, pattern, min, max })))
}

/// A number that was noted as a problem.
struct Wrong;

/// A number, if one is given.
fn bound(text: Option<Text>, at: &At<'_>) -> Result<Option<f64>, Wrong> {
    let Some(Text(text)) = text else { return Ok(None) };
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    if number.is_none() {
        at.wrong(format!("{text:?} is not a number"));
    }
    number.map(Some).ok_or(Wrong)
}

/// Source: RFC 6901.
fn is_pointer(text: &str) -> bool {
    let is_escaped = |part: &str| part.starts_with(['0', '1']);
    (text.is_empty() || text.starts_with('/')) && text.split('~').skip(1).all(is_escaped)
}

pub(super) fn body_size(raw: &RawExpectation, at: &At<'_>) -> Option<Check> {
    let (min, max) =
        (bytes(raw.min.as_ref(), &at.key("min")), bytes(raw.max.as_ref(), &at.key("max")));
    match (min.ok()?, max.ok()?) {
        (None, None) => at.wrong("`min` or `max` is missing"),
        (Some(min), Some(max)) if min > max => {
            at.wrong(format!("nothing is at least {min} and at most {max}"));
        }
        (min, max) => return Some(Check::BodySize { min, max }),
    }
    None
}

pub(super) fn disk(raw: &RawExpectation, at: &At<'_>) -> Option<Check> {
    let max_percent = bound(raw.max_percent.clone(), &at.key("max_percent")).ok()?;
    let max_bytes = match &raw.max_bytes {
        Some(Text(text)) => {
            let bytes = text.parse().map_err(|_| format!("{text:?} is not a number of bytes"));
            Some(at.key("max_bytes").accept(bytes)?)
        }
        None => None,
    };
    if max_percent.is_some_and(|percent| !(0.0..=100.0).contains(&percent)) {
        at.key("max_percent").wrong("a percentage is from 0 to 100");
        return None;
    }
    if max_percent.is_none() && max_bytes.is_none() {
        at.wrong("`max_percent` or `max_bytes` is missing");
        return None;
    }
    Some(Check::Disk { max_percent, max_bytes })
}

/// A number of bytes, if one is given.
fn bytes(text: Option<&Text>, at: &At<'_>) -> Result<Option<u64>, Wrong> {
    let Some(Text(text)) = text else { return Ok(None) };
    match text.parse::<u64>() {
        Ok(bytes) if bytes <= LARGEST_BODY => return Ok(Some(bytes)),
        Ok(_) => at.wrong(format!("{text} is more than is ever read of a body ({LARGEST_BODY})")),
        Err(_) => at.wrong(format!("{text:?} is not a number of bytes")),
    }
    Err(Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_begins_with_a_slash_and_escapes_its_tildes() {
        for text in ["", "/", "/status", "/a~1b/0", "/m~0n", "/~01"] {
            assert!(is_pointer(text), "{text:?}");
        }
        for text in ["status", "/a~", "/a~2", "a/b", "$.status"] {
            assert!(!is_pointer(text), "{text:?}");
        }
    }
}
