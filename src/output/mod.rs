//! From view structs to tables, JSON and CSV.

use serde::Serialize;

use crate::error::CommandError;

/// A result of a command, in all three formats.
///
/// `Serialize` is the JSON document, with `schema_version`.
pub trait Document: Serialize {
    /// The CSV columns: JSON field names of one record.
    fn columns(&self) -> Vec<&'static str>;
    /// The CSV records, each a JSON object with these fields.
    fn records(&self) -> Vec<serde_json::Value>;
    /// For people; ends with a newline unless it is empty.
    fn table(&self, page: &Page) -> String;
}

/// What a table is printed on.
#[derive(Debug, Clone)]
pub struct Page {
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
pub fn json(document: &impl Document) -> Result<String, CommandError> {
    let _ = document;
    todo!()
}

/// The CSV document, RFC 4180, with a header line.
///
/// # Errors
///
/// Exit code 74 when it cannot be serialized.
pub fn csv(document: &impl Document) -> Result<String, CommandError> {
    let _ = document;
    todo!()
}

/// `text` with control characters written out, so that nothing from outside
/// can move the cursor or hide a line.
#[must_use]
pub fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    std::borrow::Cow::Borrowed(text)
}

/// The width of the terminal on standard output.
#[must_use]
pub fn terminal_width() -> Option<u16> {
    todo!()
}

/// `error: …` lines and a `hint: …`, for people.
#[must_use]
pub fn error_text(error: &CommandError) -> String {
    let _ = error;
    todo!()
}

/// The error object for scripts.
#[must_use]
pub fn error_json(error: &CommandError) -> String {
    let _ = error;
    todo!()
}
