//! `JSON`: a value in a JSON body is what it should be.

use std::borrow::Cow;

use serde_json::Value;

use super::{Finding, Undecided, cut_note, shortened};
use crate::domain::{Answer, JsonCheck};
use crate::text::pattern::Matcher;

pub(super) fn examine(
    check: &JsonCheck,
    answer: &Answer,
    matcher: &dyn Matcher,
) -> Result<Finding, Undecided> {
    let path = &check.path;
    let body: Value = match serde_json::from_str(&answer.text()) {
        Ok(body) => body,
        Err(_) => return Ok(failed(format!("the body is not JSON{}", cut_note(answer)))),
    };
    let Some(value) = body.pointer(path) else {
        return Ok(failed(format!("the JSON has nothing at {path:?}")));
    };
    let seen = shortened(&value.to_string());
    let place = if path.is_empty() { "the JSON".to_owned() } else { path.clone() };
    let wrong = match wrong(check, value) {
        Some(wrong) => Some(wrong),
        // Last, since it alone may take its time.
        None => mismatch(check, value, matcher)?,
    };
    Ok(match wrong {
        Some(wrong) => failed(format!("{place} is {seen}{wrong}")),
        None => Finding { ok: true, message: format!("{place} is {seen}") },
    })
}

fn mismatch(
    check: &JsonCheck,
    value: &Value,
    matcher: &dyn Matcher,
) -> Result<Option<String>, Undecided> {
    let Some(pattern) = &check.pattern else { return Ok(None) };
    let text = value.as_str().map_or_else(|| Cow::from(value.to_string()), Cow::from);
    let is_match = pattern
        .matches_start_of(&text, matcher)
        .map_err(|reason| Undecided::matching(pattern, &reason))?;
    let regex = pattern.as_str();
    Ok((!is_match).then(|| format!(", which does not match the regex {regex:?}")))
}

/// What the value should have been, when it is not.
fn wrong(check: &JsonCheck, value: &Value) -> Option<String> {
    if let Some(wanted) = check.equals.as_ref().filter(|wanted| !is_same(wanted, value)) {
        return Some(format!(", not {}", shortened(&wanted.to_string())));
    }
    if check.min.is_none() && check.max.is_none() {
        return None;
    }
    let Some(number) = value.as_f64() else { return Some(", not a number".to_owned()) };
    match (check.min, check.max) {
        (Some(min), _) if number < min => Some(format!("; at least {min} wanted")),
        (_, Some(max)) if number > max => Some(format!("; at most {max} wanted")),
        _ => None,
    }
}

/// Equal as JSON: `1` is `1.0`, but large whole numbers are not rounded.
fn is_same(wanted: &Value, value: &Value) -> bool {
    match (wanted, value) {
        (Value::Number(wanted), Value::Number(value)) => {
            let whole = |number: &serde_json::Number| {
                number.as_i64().map(i128::from).or(number.as_u64().map(i128::from))
            };
            match (whole(wanted), whole(value)) {
                (Some(wanted), Some(value)) => wanted == value,
                _ => wanted.as_f64() == value.as_f64(),
            }
        }
        (Value::Array(wanted), Value::Array(value)) => {
            wanted.len() == value.len()
                && wanted.iter().zip(value).all(|(wanted, value)| is_same(wanted, value))
        }
        (Value::Object(wanted), Value::Object(value)) => {
            let has = |(key, wanted): (&String, &Value)| {
                value.get(key).is_some_and(|value| is_same(wanted, value))
            };
            wanted.len() == value.len() && wanted.iter().all(has)
        }
        _ => wanted == value,
    }
}

fn failed(message: String) -> Finding {
    Finding { ok: false, message }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::answer;
    use super::*;
    use crate::text::Pattern;
    use crate::text::pattern::testing::Unhurried;

    const BODY: &str = r#"{"status":"ok","queue":{"length":12,"a/b":1.0},"ids":[1,2],
        "big":9007199254740993,"free":false,"none":null}"#;

    fn at(path: &str) -> JsonCheck {
        JsonCheck { path: path.to_owned(), equals: None, pattern: None, min: None, max: None }
    }

    fn matching(path: &str, regex: &str) -> JsonCheck {
        JsonCheck { pattern: Some(Pattern::compile(regex).unwrap()), ..at(path) }
    }

    fn examined(check: &JsonCheck, answer: &Answer) -> Finding {
        examine(check, answer, &Unhurried).unwrap()
    }

    #[test]
    fn each_way_to_say_what_a_value_should_be() {
        let equals = |path, value| JsonCheck { equals: Some(value), ..at(path) };
        let cases = [
            (equals("/status", json!("ok")), true),
            (equals("/status", json!("OK")), false),
            (equals("/queue/length", json!(12.0)), true),
            (equals("/queue/a~1b", json!(1)), true),
            (equals("/big", json!(9_007_199_254_740_992_u64)), false),
            (equals("/big", json!(9_007_199_254_740_993_u64)), true),
            (equals("/ids", json!([1.0, 2])), true),
            (equals("/ids/1", json!(2)), true),
            (equals("/queue", json!({"a/b": 1, "length": 12})), true),
            (equals("/free", json!("false")), false),
            (equals("/none", json!(null)), true),
            (at("/none"), true),
            (at("/nothing"), false),
            (at(""), true),
            (matching("/status", "o"), true),
            (matching("/status", "k"), false),
            (matching("/queue/length", "12$"), true),
            (JsonCheck { min: Some(12.0), max: Some(12.0), ..at("/queue/length") }, true),
            (JsonCheck { min: Some(12.5), ..at("/queue/length") }, false),
            (JsonCheck { max: Some(11.0), ..at("/queue/length") }, false),
            (JsonCheck { max: Some(11.0), ..at("/status") }, false),
        ];
        for (check, ok) in cases {
            assert_eq!(examined(&check, &answer(200, BODY)).ok, ok, "{check:?}");
        }
    }

    #[test]
    fn messages_say_what_was_there() {
        let said = |check: JsonCheck, body: &str| examined(&check, &answer(200, body)).message;
        let bounded = JsonCheck { max: Some(5.0), ..at("/queue/length") };
        assert_eq!(said(bounded.clone(), BODY), "/queue/length is 12; at most 5 wanted");
        let equal = JsonCheck { equals: Some(json!("up")), ..at("/status") };
        assert_eq!(said(equal, BODY), "/status is \"ok\", not \"up\"");
        assert_eq!(said(bounded.clone(), "<html>"), "the body is not JSON");
        assert_eq!(said(bounded, "[]"), "the JSON has nothing at \"/queue/length\"");
        let long = format!("\"{}\"", "x".repeat(500));
        assert!(said(at(""), &long).len() < 140);
        let mut cut = answer(200, "{\"a\":");
        cut.body.is_cut = true;
        assert!(examined(&at(""), &cut).message.ends_with("(only the first 1 MiB was read)"));
    }
}
