//! Values of the old configuration, and notes on what was read.

use serde_json::{Value, json};

/// What was noted on the way.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// A scalar as the text that Python would make of it.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A switch; the old YAML took `yes` and `on` for one.
pub(super) fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(switch) => *switch,
        Value::String(text) => {
            !matches!(text.to_ascii_lowercase().as_str(), "" | "no" | "off" | "false")
        }
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// A number, also one in quotes.
pub(super) fn number_of(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// A whole number without its fraction.
pub(super) fn plain(number: f64) -> Value {
    let text = number.to_string();
    text.parse::<u64>().map_or_else(|_| json!(number), Value::from)
}
