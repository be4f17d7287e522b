//! `ronde db`: a copy of the database, and whether it is whole.

use std::path::Path;

use crate::cli::DbCommand;
use crate::domain::Counts;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{BackupDocument, IntegrityDocument};
use crate::session::Session;
use crate::store::{Location, Store};

/// Runs the command.
///
/// # Errors
///
/// Exit code 74 when the database is damaged or cannot be read, 3 when the
/// copy would overwrite something.
pub(crate) fn run(arguments: &DbCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
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
    session.print(&BackupDocument::new(&location.file, target))?;
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
    let counts = exists.then_some(counts);
    session.print(&IntegrityDocument::new(&location.file, problems, counts))?;
    if count == 0 {
        return Ok(Exit::Done);
    }
    Err(CommandError::new(
        ErrorKind::Storage,
        format!("{}: this database is damaged ({count} problems)", location.file.display()),
    )
    .hint("restore a backup of it"))
}
