//! Results of commands as JSON, CSV and tables.

use serde::Serialize;
use serde_json::Value;

use crate::error::{CommandError, ErrorKind};

/// The `schema_version` of every JSON document.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// A result of a command, in all three formats.
///
/// `Serialize` is the JSON document, with `schema_version`.
pub(crate) trait Document: Serialize {
    /// The CSV columns: JSON field names of one record.
    fn columns(&self) -> Vec<&'static str>;
    /// The CSV records, each a JSON object with these fields.
    fn records(&self) -> Vec<Value>;
    /// For people; ends with a newline unless it is empty.
    fn table(&self, page: &Page) -> String;
}

/// What a table is printed on.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Columns of the terminal; `None` when it is none: no wrapping.
    pub width: Option<u16>,
    /// Whether colour may be used.
    pub has_colour: bool,
    /// The zone of the times.
    pub zone: jiff::tz::TimeZone,
    /// For ages and "in 2h".
    pub now: jiff::Timestamp,
}

/// The JSON document, with a newline.
///
/// # Errors
///
/// Exit code 74 when it cannot be serialized.
pub(crate) fn json(document: &impl Document) -> Result<String, CommandError> {
    let mut text = serde_json::to_string_pretty(document)
        .map_err(|error| unwritable("JSON", &error.to_string()))?;
    text.push('\n');
    Ok(super::escape::escaped_json(text))
}

/// The CSV document, RFC 4180, with a header line.
///
/// # Errors
///
/// Exit code 74 when it cannot be serialized.
pub(crate) fn csv(document: &impl Document) -> Result<String, CommandError> {
    let columns = document.columns();
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&columns).map_err(|error| unwritable("CSV", &error.to_string()))?;
    for record in document.records() {
        let fields = columns.iter().map(|column| csv_field(record.get(column)));
        writer.write_record(fields).map_err(|error| unwritable("CSV", &error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| unwritable("CSV", &error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| unwritable("CSV", &error.to_string()))
}

/// The records of views, for [`Document::records`].
#[must_use]
pub(crate) fn records_of<'v, V: Serialize + 'v>(
    views: impl IntoIterator<Item = &'v V>,
) -> Vec<Value> {
    views.into_iter().map(|view| serde_json::to_value(view).unwrap_or_default()).collect()
}

/// A list or an object in one field is compact JSON; `null` is an empty field.
fn csv_field(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => super::escape::escaped_field(text).into_owned(),
        Some(other) => super::escape::escaped_json(other.to_string()),
    }
}

fn unwritable(format: &str, error: &str) -> CommandError {
    CommandError::new(
        ErrorKind::Storage,
        format!("the result cannot be written as {format}: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Sample {
        schema_version: u32,
        samples: Vec<Value>,
    }

    impl Document for Sample {
        fn columns(&self) -> Vec<&'static str> {
            vec!["name", "tags", "count", "ok", "note"]
        }

        fn records(&self) -> Vec<Value> {
            self.samples.clone()
        }

        fn table(&self, _page: &Page) -> String {
            String::new()
        }
    }

    fn sample(value: Value) -> Sample {
        Sample { schema_version: SCHEMA_VERSION, samples: vec![value] }
    }

    #[test]
    fn csv_is_rfc_4180_with_nested_values_as_json() {
        let document = sample(serde_json::json!({
            "name": "a \"b\", c", "tags": ["x", "y"], "count": -1, "ok": true, "note": null,
        }));
        assert_eq!(
            csv(&document).unwrap(),
            "name,tags,count,ok,note\r\n\"a \"\"b\"\", c\",\"[\"\"x\"\",\"\"y\"\"]\",-1,true,\r\n"
        );
    }

    #[test]
    fn csv_keeps_line_breaks_and_writes_other_control_characters_out() {
        let document = sample(serde_json::json!({"name": "a\r\nb\u{1b}[2J"}));
        assert_eq!(
            csv(&document).unwrap(),
            "name,tags,count,ok,note\r\n\"a\r\nb\\u{1b}[2J\",,,,\r\n"
        );
    }

    #[test]
    fn json_has_no_raw_control_character_and_means_the_same() {
        let value = serde_json::json!({"name": "a\u{9b}31m\u{7f}\u{202e}b\u{e0001}\u{d}\u{1b}é"});
        let text = json(&sample(value.clone())).unwrap();
        assert!(text.ends_with("}\n"));
        assert!(!text.contains(['\u{9b}', '\u{7f}', '\u{202e}', '\u{e0001}', '\u{1b}']), "{text}");
        assert!(text.contains('é'));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["samples"][0], value);
        assert_eq!(read["schema_version"], 1);
    }
}
