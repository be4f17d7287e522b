//! What `ronde deliveries test` shows.

use serde::Serialize;
use serde_json::Value;

use super::document::{Document, Page, SCHEMA_VERSION, records_of};
use super::table::{Cell, Column, Table};
use crate::domain::Trial;

/// The result of `ronde deliveries test`.
#[derive(Debug, Serialize)]
pub(crate) struct TrialsDocument {
    schema_version: u32,
    tests: Vec<TrialView>,
}

#[derive(Debug, Serialize)]
struct TrialView {
    destination: String,
    kind: &'static str,
    /// `null`: it was not tested.
    ok: Option<bool>,
    message: String,
}

impl TrialsDocument {
    /// What came of each trial.
    #[must_use]
    pub(crate) fn new(trials: Vec<Trial>) -> Self {
        let view = |trial: Trial| TrialView {
            destination: trial.destination.name,
            kind: trial.destination.kind.as_str(),
            ok: trial.is_taken,
            message: trial.answer,
        };
        Self { schema_version: SCHEMA_VERSION, tests: trials.into_iter().map(view).collect() }
    }
}

impl Document for TrialsDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["destination", "kind", "ok", "message"]
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.tests)
    }

    fn table(&self, page: &Page) -> String {
        let mut table = Table::new([
            Column::name("DESTINATION"),
            Column::short("KIND"),
            Column::short("RESULT"),
            Column::text("ANSWER"),
        ]);
        for test in &self.tests {
            let result = match test.ok {
                Some(true) => "ok",
                Some(false) => "failed",
                None => "untested",
            };
            table.row([
                Cell::from(test.destination.as_str()),
                Cell::from(test.kind),
                Cell::from(result),
                Cell::from(test.message.as_str()),
            ]);
        }
        if table.is_empty() { "no destinations\n".to_owned() } else { table.render(page) }
    }
}
