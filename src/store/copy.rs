//! Copies an open database to a new file, page by page.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Error, OpenFlags};

use super::StoreError;
use super::path::{OF_SQLITE, beside, directory_of};
use crate::regular_file::{self, Identity};

/// A file that a database was copied to.
pub(super) struct Copied(File);

impl Copied {
    /// Fails unless it is what stands at `path`.
    pub(super) fn ensure_at(&self, path: &Path) -> io::Result<()> {
        let metadata = self.0.metadata()?;
        regular_file::ensure_regular(&metadata)?;
        if Identity::at(path)? == Some(Identity::of(&metadata)) {
            return Ok(());
        }
        Err(io::Error::other("another file took its place"))
    }
}

/// Copies an open database to a new file that only its owner can read. A copy
/// that failed is removed. `source` is only named in what is said of a failure.
pub(super) fn copy(
    connection: &Connection,
    source: &Path,
    target: &Path,
) -> Result<Copied, StoreError> {
    let failed = |error| StoreError::io(target, "write a copy", &error);
    let directory = fs::canonicalize(directory_of(target)).map_err(failed)?;
    let Some(name) = target.file_name() else { return Err(StoreError::directory(target)) };
    let file = directory.join(name);
    ensure_nothing_beside(&file)?;
    let mut options = OpenOptions::new();
    let created = options.write(true).create_new(true).mode(0o600).open(&file).map_err(failed)?;
    let copied = Copied(created);
    copy_pages(connection, source, &file, &copied)
        .and_then(|()| copied.0.sync_all().and_then(|()| copied.ensure_at(&file)).map_err(failed))
        // The failure of the copy is what the user must hear of.
        .inspect_err(|_| drop(fs::remove_file(&file)))?;
    Ok(copied)
}

/// SQLite would take what stands beside a new database for what was left of it.
fn ensure_nothing_beside(file: &Path) -> Result<(), StoreError> {
    let found = OF_SQLITE.map(|suffix| beside(file, suffix));
    match found.iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => {
            let error = io::Error::from(io::ErrorKind::AlreadyExists);
            Err(StoreError::io(path, "write a copy beside this file", &error))
        }
        None => Ok(()),
    }
}

fn copy_pages(
    connection: &Connection,
    source: &Path,
    target: &Path,
    created: &Copied,
) -> Result<(), StoreError> {
    let failure = |error: Error| {
        // The same codes mean the one file or the other: reading breaks on damage or locks.
        let of_source = matches!(
            error.sqlite_error_code(),
            Some(
                rusqlite::ErrorCode::DatabaseBusy
                    | rusqlite::ErrorCode::DatabaseLocked
                    | rusqlite::ErrorCode::DatabaseCorrupt
            )
        );
        StoreError::sqlite(if of_source { source } else { target }, &error)
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut copy = Connection::open_with_flags(target, flags).map_err(failure)?;
    created.ensure_at(target).map_err(|error| StoreError::io(target, "write a copy", &error))?;
    // A copy that is cut off is thrown away: it needs no journal, which others could replace.
    copy.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(())).map_err(failure)?;
    let backup = Backup::new(connection, &mut copy).map_err(failure)?;
    // All pages in one step: one consistent view, which no writer makes begin again.
    match backup.step(-1).map_err(failure)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::unusable(source, "the database is locked by another program")
            .with_hint("try again")),
    }
}
