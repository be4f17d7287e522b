//! What `ronde db` shows.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{Document, Page, SCHEMA_VERSION};
use super::escape::escaped;
use crate::domain::Counts;

/// The result of `ronde db backup`: for people, no news is good news.
#[derive(Serialize)]
pub(crate) struct BackupDocument {
    schema_version: u32,
    database: String,
    backup: String,
}

impl BackupDocument {
    /// A copy of `database` was written to `backup`.
    #[must_use]
    pub(crate) fn new(database: &Path, backup: &Path) -> Self {
        let (database, backup) = (database.display().to_string(), backup.display().to_string());
        Self { schema_version: SCHEMA_VERSION, database, backup }
    }
}

impl Document for BackupDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["database", "backup"]
    }

    fn records(&self) -> Vec<Value> {
        vec![json!({ "database": self.database, "backup": self.backup })]
    }

    fn table(&self, _page: &Page) -> String {
        String::new()
    }
}

/// The result of `ronde db check`.
#[derive(Serialize)]
pub(crate) struct IntegrityDocument {
    schema_version: u32,
    ok: bool,
    problems: Vec<String>,
    /// `None` where there is no database yet.
    #[serde(skip)]
    counts: Option<Counts>,
    #[serde(skip)]
    file: PathBuf,
}

impl IntegrityDocument {
    /// What is wrong with the database `file`, and how much it holds if it exists.
    #[must_use]
    pub(crate) fn new(file: &Path, problems: Vec<String>, counts: Option<Counts>) -> Self {
        let (ok, file) = (problems.is_empty(), file.to_owned());
        Self { schema_version: SCHEMA_VERSION, ok, problems, counts, file }
    }
}

impl Document for IntegrityDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["problem"]
    }

    fn records(&self) -> Vec<Value> {
        self.problems.iter().map(|problem| json!({ "problem": problem })).collect()
    }

    fn table(&self, _page: &Page) -> String {
        let file = self.file.display().to_string();
        let file = escaped(&file);
        match (self.problems.as_slice(), self.counts) {
            ([], None) => format!("{file}: there is no database yet\n"),
            ([], Some(counts)) => format!("{file}: ok ({})\n", amounts(&counts)),
            (problems, _) => problems.iter().fold(String::new(), |text, problem| {
                text + &file + ": " + &escaped(problem) + "\n"
            }),
        }
    }
}

fn amounts(counts: &Counts) -> String {
    format!(
        "equipment: {}, services: {}, passes: {}, results: {}, requests: {}, deliveries: {}",
        counts.equipment,
        counts.services,
        counts.passes,
        counts.results,
        counts.requests,
        counts.deliveries
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::page;
    use crate::output::{csv, json as as_json};

    fn document(problems: &[&str], counts: Option<Counts>) -> IntegrityDocument {
        let problems = problems.iter().map(|&problem| problem.to_owned()).collect();
        IntegrityDocument::new(Path::new("ronde.db"), problems, counts)
    }

    #[test]
    fn a_whole_database_is_ok_and_says_what_is_in_it() {
        let counts = Counts { services: 2, results: 7, ..Counts::default() };
        let document = document(&[], Some(counts));
        assert_eq!(
            document.table(&page(None)),
            "ronde.db: ok (equipment: 0, services: 2, passes: 0, results: 7, requests: 0, deliveries: 0)\n"
        );
        let value: Value = serde_json::from_str(&as_json(&document).unwrap()).unwrap();
        assert_eq!(value, json!({ "schema_version": 1, "ok": true, "problems": [] }));
    }

    #[test]
    fn no_database_is_no_problem() {
        let document = document(&[], None);
        assert_eq!(document.table(&page(None)), "ronde.db: there is no database yet\n");
    }

    #[test]
    fn problems_are_listed_one_a_line() {
        let document = document(&["page 3 is never used", "an index is wrong"], None);
        assert_eq!(
            document.table(&page(None)),
            "ronde.db: page 3 is never used\nronde.db: an index is wrong\n"
        );
        assert_eq!(
            csv(&document).unwrap(),
            "problem\r\npage 3 is never used\r\nan index is wrong\r\n"
        );
        let value: Value = serde_json::from_str(&as_json(&document).unwrap()).unwrap();
        assert_eq!(value["ok"], json!(false));
        assert_eq!(value["problems"], json!(["page 3 is never used", "an index is wrong"]));
    }
}
