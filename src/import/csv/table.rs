//! The table itself: separator, header, rows with their lines.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{Cell, nearest, service_columns};

/// A table whose header is good.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

/// One service.
pub(super) struct Row {
    /// Where it begins, from 1.
    pub(super) line: usize,
    columns: Arc<HashMap<String, usize>>,
    values: Vec<String>,
}

impl Row {
    /// The value in that column, without outer spaces; empty when there is none.
    pub(super) fn value(&self, column: &str) -> &str {
        let position = self.columns.get(column);
        position.and_then(|position| self.values.get(*position)).map_or("", |value| value.trim())
    }
}

const REQUIRED: &[&str] = &["equipment", "name", "url"];

impl Table {
    /// Reads a table whose columns are `equipment` and keys of a service.
    ///
    /// # Errors
    ///
    /// Every problem of its form.
    pub(super) fn read(text: &str) -> Result<Self, Vec<String>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(Ok(header)) = records.next() else {
            let message = "the table is empty; its first line must be: equipment,name,url";
            return Err(vec![message.to_owned()]);
        };
        let columns = Arc::new(columns(&header)?);
        let mut rows = Vec::new();
        let mut problems = Vec::new();
        for record in records {
            match record
                .map_err(|error| error.to_string())
                .and_then(|record| row(&record, text, header.len(), &columns))
            {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() && rows.is_empty() {
            problems.push("the table has no services".to_owned());
        }
        if problems.is_empty() { Ok(Self { rows }) } else { Err(problems) }
    }
}

/// Spreadsheets separate with semicolons where the comma is for decimals.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: char| header.matches(sign).count();
    if count(';') > count(',') {
        b';'
    } else if count('\t') > count(',') {
        b'\t'
    } else {
        b','
    }
}

fn columns(header: &csv::StringRecord) -> Result<HashMap<String, usize>, Vec<String>> {
    let (keys, too_large): (Vec<_>, Vec<_>) =
        service_columns().partition(|(_, cell)| *cell != Cell::Nothing);
    let mut columns = HashMap::new();
    let mut problems = Vec::new();
    for (position, name) in header.iter().enumerate() {
        let name = name.trim().to_lowercase();
        if too_large.iter().any(|(key, _)| *key == name) {
            problems.push(format!("line 1: `{name}` is not a column: it is more than one value"));
        } else if name != "equipment" && !keys.iter().any(|(key, _)| *key == name) {
            problems.push(unknown_column(&name, keys.iter().map(|(key, _)| *key)));
        } else if columns.insert(name.clone(), position).is_some() {
            problems.push(format!("line 1: the column `{name}` is given twice"));
        }
    }
    for name in REQUIRED.iter().filter(|name| !columns.contains_key(**name)) {
        problems.push(format!("line 1: the column `{name}` is missing"));
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

fn unknown_column(name: &str, keys: impl Iterator<Item = &'static str>) -> String {
    match nearest(name, keys.chain(["equipment"])) {
        Some(meant) => format!("line 1: unknown column `{name}`, did you mean `{meant}`?"),
        None => format!("line 1: unknown column `{name}`"),
    }
}

fn row(
    record: &csv::StringRecord,
    text: &str,
    width: usize,
    columns: &Arc<HashMap<String, usize>>,
) -> Result<Option<Row>, String> {
    let line = line_of(record, text);
    if record.iter().all(|value| value.trim().is_empty()) {
        return Ok(None);
    }
    if record.len() != width {
        return Err(format!(
            "line {line}: has {} columns, the first line has {width}",
            record.len()
        ));
    }
    let values = record.iter().map(ToOwned::to_owned).collect();
    Ok(Some(Row { line, columns: Arc::clone(columns), values }))
}

/// The reader counts from the end of the record before: empty lines between are not its own.
fn line_of(record: &csv::StringRecord, text: &str) -> usize {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.get(start..).unwrap_or_default();
    let skipped = rest.bytes().take_while(u8::is_ascii_whitespace).filter(|byte| *byte == b'\n');
    usize::try_from(position.line()).unwrap_or(usize::MAX).saturating_add(skipped.count())
}
