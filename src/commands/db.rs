//! `ronde db`: a copy of the database, and whether it is whole.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::DbCommand;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{Document, Page, SCHEMA_VERSION, escaped};
use crate::session::Session;
use crate::store::{Counts, Location, Store};

/// Runs the command.
///
/// # Errors
///
/// Exit code 74 when the database is damaged or cannot be read, 3 when the
/// copy would overwrite something.
pub fn run(arguments: &DbCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    let location = location(session)?;
    match arguments {
        DbCommand::Backup(arguments) => backup(&arguments.file, &location, session),
        DbCommand::Check => check(&location, session),
    }
}

/// Where the database is. One that is named needs no configuration, which may
/// be lost together with what the copy is to save.
fn location(session: &Session<'_>) -> Result<Location, CommandError> {
    match &session.options.database {
        Some(file) => Ok(Location { file: file.clone(), group: None }),
        None => Ok(session.location(&session.config()?)),
    }
}

fn backup(target: &Path, location: &Location, session: &Session<'_>) -> Result<Exit, CommandError> {
    if target == Path::new("-") {
        return Err(CommandError::new(
            ErrorKind::Usage,
            "a backup is not written to standard output",
        )
        .hint("name a file, or `./-`"));
    }
    if target.symlink_metadata().is_ok() {
        return Err(CommandError::new(
            ErrorKind::Refused,
            format!("{}: it exists already, and a backup overwrites nothing", target.display()),
        )
        .hint("name a file that does not exist"));
    }
    Store::backup(location, target)?;
    session.print(&BackupDocument {
        schema_version: SCHEMA_VERSION,
        database: location.file.display().to_string(),
        backup: target.display().to_string(),
    })?;
    Ok(Exit::Done)
}

fn check(location: &Location, session: &Session<'_>) -> Result<Exit, CommandError> {
    let exists = location.file.exists();
    let store = Store::open_for_reading(location)?;
    let problems = store.integrity_problems()?;
    let counts = match problems.as_slice() {
        // What is damaged may fail to be counted; the problems are what matters then.
        [] => store.records().counts()?,
        _ => Counts::default(),
    };
    let count = problems.len();
    session.print(&CheckDocument {
        schema_version: SCHEMA_VERSION,
        ok: problems.is_empty(),
        problems,
        counts: exists.then_some(counts),
        file: location.file.clone(),
    })?;
    if count == 0 {
        return Ok(Exit::Done);
    }
    Err(CommandError::new(
        ErrorKind::Storage,
        format!("{}: this database is damaged ({count} problems)", location.file.display()),
    )
    .hint("restore a backup of it"))
}

/// The result of `ronde db backup`: for people, no news is good news.
#[derive(Serialize)]
struct BackupDocument {
    schema_version: u32,
    database: String,
    backup: String,
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
struct CheckDocument {
    schema_version: u32,
    ok: bool,
    problems: Vec<String>,
    /// `None` where there is no database yet.
    #[serde(skip)]
    counts: Option<Counts>,
    #[serde(skip)]
    file: PathBuf,
}

impl Document for CheckDocument {
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
    use crate::output::{csv, json};

    fn document(problems: &[&str], counts: Option<Counts>) -> CheckDocument {
        CheckDocument {
            schema_version: SCHEMA_VERSION,
            ok: problems.is_empty(),
            problems: problems.iter().map(|&problem| problem.to_owned()).collect(),
            counts,
            file: PathBuf::from("ronde.db"),
        }
    }

    #[test]
    fn a_whole_database_is_ok_and_says_what_is_in_it() {
        let counts = Counts { services: 2, results: 7, ..Counts::default() };
        let document = document(&[], Some(counts));
        assert_eq!(
            document.table(&page(None)),
            "ronde.db: ok (equipment: 0, services: 2, passes: 0, results: 7, requests: 0, deliveries: 0)\n"
        );
        let value: Value = serde_json::from_str(&json(&document).unwrap()).unwrap();
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
        let value: Value = serde_json::from_str(&json(&document).unwrap()).unwrap();
        assert_eq!(value["ok"], json!(false));
        assert_eq!(value["problems"], json!(["page 3 is never used", "an index is wrong"]));
    }
}
