//! What `ronde config check` and `ronde config show` print.

use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{Document, Page, SCHEMA_VERSION};
use super::escape::escaped;
use crate::config::Problem;

/// What is wrong, or likely wrong, with a configuration.
pub(crate) struct VerdictDocument {
    pub(crate) file: PathBuf,
    pub(crate) equipment: usize,
    pub(crate) services: usize,
    pub(crate) heartbeats: usize,
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Problem>,
}

impl Serialize for VerdictDocument {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({
            "schema_version": SCHEMA_VERSION,
            "valid": self.problems.is_empty(),
            "problems": self.problems.iter().map(fields).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(fields).collect::<Vec<_>>(),
        })
        .serialize(serializer)
    }
}

fn fields(problem: &Problem) -> Value {
    json!({
        "file": problem.file.display().to_string(),
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    })
}

impl Document for VerdictDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["level", "file", "path", "line", "column", "message", "hint"]
    }

    fn records(&self) -> Vec<Value> {
        let record = |level: &str, problem: &Problem| {
            let mut record = fields(problem);
            if let Some(map) = record.as_object_mut() {
                map.insert("level".to_owned(), json!(level));
            }
            record
        };
        let problems = self.problems.iter().map(|problem| record("problem", problem));
        problems.chain(self.warnings.iter().map(|warning| record("warning", warning))).collect()
    }

    fn table(&self, _: &Page) -> String {
        let file = self.file.display().to_string();
        let mut counts =
            format!("{} equipment, {}", self.equipment, counted(self.services, "service"));
        if self.heartbeats > 0 {
            counts.push_str(", ");
            counts.push_str(&counted(self.heartbeats, "heartbeat"));
        }
        let mut text = format!("{}: valid ({counts})\n", escaped(&file));
        for warning in &self.warnings {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "warning: {}", escaped(&warning.to_string()));
            if let Some(hint) = &warning.hint {
                let _ = writeln!(text, "hint: {}", escaped(hint));
            }
        }
        text
    }
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// The effective configuration.
#[derive(Serialize)]
pub(crate) struct EffectiveDocument {
    schema_version: u32,
    config: Value,
}

impl EffectiveDocument {
    /// A configuration as it is in force.
    #[must_use]
    pub(crate) fn new(config: Value) -> Self {
        Self { schema_version: SCHEMA_VERSION, config }
    }
}

impl Document for EffectiveDocument {
    fn columns(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn records(&self) -> Vec<Value> {
        Vec::new()
    }

    /// YAML, which is what a configuration is for people.
    #[expect(clippy::expect_used, reason = "what is JSON can be written as YAML")]
    fn table(&self, _: &Page) -> String {
        serde_yaml::to_string(&self.config).expect("a document without cycles and odd keys")
    }
}
