//! Expectations: the same types, with what the old tool overlooked put right.

use serde_json::{Map, Value, json};

use super::values::{Notes, number_of, plain, text_of};
use crate::import::document::{Block, flow};
use crate::text::Pattern;

/// Takes over what can be expected here, with remarks on the rest.
pub(super) fn expectations(
    old: Option<&Value>,
    place: &str,
    service: &mut Block,
    notes: &mut Notes,
) {
    let Some(Value::Array(list)) = old else {
        notes.problems.push(format!("{place}: expectation: is not a list"));
        return;
    };
    let mut kept = Vec::new();
    let mut remarks = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let place = format!("{place}.expectation[{index}]");
        match item.as_object().map(|fields| expectation(fields, &mut remarks)) {
            Some(Ok(expectation)) => kept.push(Value::Object(expectation)),
            Some(Err(reason)) => {
                notes.warnings.push(format!("{place}: {reason}: left out"));
                remarks.push(format!("left out, {reason}: {}", flow(item)));
            }
            None => notes.problems.push(format!("{place}: is not a map")),
        }
    }
    if kept.is_empty() && !list.is_empty() && list.iter().all(has_regex) {
        // Without any expectation there would be one: status 200.
        kept.push(json!({"type": "HTTP_STATUS", "status_range": "100-1000"}));
        remarks.push("until a REGEX stands here again, any answer will do".to_owned());
    }
    if kept.is_empty() {
        notes.problems.push(format!("{place}: expectation: none that can be kept"));
    } else {
        service.put_with("expectation", Value::Array(kept), remarks);
    }
}

fn has_regex(item: &Value) -> bool {
    let is_regex = item.get("type").is_some_and(|kind| kind == "REGEX");
    is_regex && item.get("regex").and_then(text_of).is_some()
}

fn expectation(
    old: &Map<String, Value>,
    remarks: &mut Vec<String>,
) -> Result<Map<String, Value>, String> {
    let kind = old.get("type").and_then(text_of).unwrap_or_default();
    let (own, value) = own_key(&kind, old, remarks)?;
    let mut new = Map::new();
    new.insert("type".to_owned(), kind.as_str().into());
    new.insert(own.to_owned(), value);
    match old.get("incident").and_then(text_of) {
        None => {}
        Some(word) if matches!(word.as_str(), "PARTIAL" | "MAJOR" | "PERFORMANCE") => {
            new.insert("incident".to_owned(), word.into());
        }
        Some(word) => remarks.push(format!("{kind}: incident: {word:?} was taken for the default")),
    }
    for key in old.keys().filter(|key| !matches!(key.as_str(), "type" | "incident")) {
        if key != own {
            remarks.push(format!("{kind}: `{key}` had no effect and is left out"));
        }
    }
    Ok(new)
}

/// The key that an expectation of this type has, and its value.
fn own_key(
    kind: &str,
    old: &Map<String, Value>,
    remarks: &mut Vec<String>,
) -> Result<(&'static str, Value), String> {
    match kind {
        "HTTP_STATUS" => Ok(("status_range", status_range(old.get("status_range"), remarks)?)),
        "LATENCY" => {
            let seconds = old.get("threshold").and_then(number_of);
            let seconds = seconds.filter(|seconds| *seconds > 0.0 && seconds.is_finite());
            Ok(("threshold", plain(seconds.ok_or("`threshold` is not a number above 0")?)))
        }
        "REGEX" => {
            let regex = old.get("regex").and_then(text_of).ok_or("`regex` is missing")?;
            if Pattern::compile(&regex).is_err() {
                return Err(format!("{regex:?} is a regular expression of Python only"));
            }
            Ok(("regex", regex.into()))
        }
        other => Err(format!("{other:?} is not a type")),
    }
}

/// Half-open in both tools; ours knows no status below 100.
fn status_range(old: Option<&Value>, remarks: &mut Vec<String>) -> Result<Value, String> {
    let text = old.and_then(text_of).ok_or("`status_range` is missing")?;
    let wrong = || format!("{text:?} is not a range of statuses");
    let mut parts = text.split('-').map(|part| part.trim().parse::<u16>());
    let from = parts.next().and_then(Result::ok).ok_or_else(wrong)?;
    let until = match parts.next() {
        None => from.saturating_add(1),
        Some(part) => part.map_err(|_| wrong())?,
    };
    if parts.next().is_some() {
        remarks.push(format!("only the first two numbers of {text:?} had an effect"));
    }
    let (least, most) = (from.clamp(100, 1000), until.clamp(100, 1000));
    if least >= most {
        return Err(format!("no status is in {text:?}"));
    }
    if (least, most) != (from, until) {
        remarks.push(format!("status_range was {text:?}; there are no others"));
    }
    Ok(if most == least + 1 { json!(least) } else { format!("{least}-{most}").into() })
}
