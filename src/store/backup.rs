//! Copies of the database, and whether it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Error, OpenFlags};

use super::columns::Columns;
use super::file::{Look, look_at};
use super::open::Opening;
use super::path::{DatabasePath, OF_SQLITE, beside, directory_of};
use super::schema::{MIGRATIONS, latest};
use super::{Location, Records, Store, StoreError};
use crate::regular_file::{self, Identity};

/// How much is recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Equipment.
    pub equipment: u64,
    /// Services.
    pub services: u64,
    /// Passes.
    pub passes: u64,
    /// Single results.
    pub results: u64,
    /// Maintenance requests.
    pub requests: u64,
    /// Deliveries.
    pub deliveries: u64,
}

impl Store {
    /// Writes a copy of the database at `location` to `target`, which must not
    /// exist; also while a pass runs, and also of an older version.
    ///
    /// # Errors
    ///
    /// Why it cannot be read or written.
    pub fn backup(location: &Location, target: &Path) -> Result<(), StoreError> {
        let path = DatabasePath::of(&location.file)?;
        if look_at(&path, &location.file, latest(MIGRATIONS))? != Look::Database {
            return Err(StoreError::unusable(&location.file, "there is no database to back up")
                .with_hint("`ronde check` makes one"));
        }
        let (connection, _) = Opening::of(location).connect_for_reading(&path)?;
        copy(&connection, &location.file, target).map(drop)
    }

    /// What is wrong with the database: SQLite's integrity and foreign key checks.
    /// Empty when nothing is.
    ///
    /// # Errors
    ///
    /// Why it cannot be read at all.
    pub fn integrity_problems(&self) -> Result<Vec<String>, StoreError> {
        let mut problems = Vec::new();
        for check in [integrity_check, foreign_key_check] {
            match check(&self.connection) {
                Ok(found) => problems.extend(found),
                // So broken that SQLite gives up is an answer too.
                Err(Error::SqliteFailure(failure, detail))
                    if failure.code == rusqlite::ErrorCode::DatabaseCorrupt =>
                {
                    problems.push(detail.unwrap_or_else(|| failure.to_string()));
                }
                Err(error) => return Err(StoreError::sqlite(&self.file, &error)),
            }
        }
        Ok(problems)
    }
}

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM equipment),
           (SELECT count(*) FROM service),
           (SELECT count(*) FROM pass),
           (SELECT count(*) FROM result),
           (SELECT count(*) FROM request),
           (SELECT count(*) FROM delivery)";

impl Records<'_> {
    /// How much is recorded.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.run(|connection| {
            connection.query_row(COUNTS, [], |row| {
                let mut columns = Columns::of(row);
                Ok(Counts {
                    equipment: columns.count()?,
                    services: columns.count()?,
                    passes: columns.count()?,
                    results: columns.count()?,
                    requests: columns.count()?,
                    deliveries: columns.count()?,
                })
            })
        })
    }
}

fn integrity_check(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut problems = Vec::new();
    for line in lines {
        problems.extend(line?.lines().filter(|line| *line != "ok").map(str::to_owned));
    }
    Ok(problems)
}

fn foreign_key_check(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let lines = statement.query_map([], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!("a row of the table {table} refers to a row of {parent} that does not exist"))
    })?;
    lines.collect()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{assert_filled, filled, id, location, mode, names};

    #[test]
    fn rows_that_refer_to_nothing_are_found() {
        let (_directory, location, _) = filled();
        let store = Store::open_for_writing(&location).unwrap();
        store.connection.pragma_update(None, "foreign_keys", false).unwrap();
        store.connection.execute("DELETE FROM pass", []).unwrap();
        let expected = "a row of the table result refers to a row of pass that does not exist";
        assert_eq!(store.integrity_problems(), Ok(vec![expected.to_owned()]));
    }

    #[test]
    fn a_copy_is_whole_private_and_never_overwrites() {
        let (directory, location, request) = filled();
        let target = directory.path().join("copy.db");
        let (_lock, mut store) = Store::open_for_pass(&location).unwrap();
        let copied: Result<(), StoreError> = store.transaction(|records| {
            // Beside a transaction that has written already.
            records.forget_service(&id("web/shop"))?;
            Store::backup(&location, &target)
        });
        assert_eq!(copied, Ok(()));
        assert_eq!(mode(&target), 0o600);
        let copy = Location { file: target.clone(), group: None };
        assert_filled(&Store::open_for_reading(&copy).unwrap(), &request);
        let error = Store::backup(&location, &target).unwrap_err();
        assert!(
            error.message.ends_with("copy.db: cannot write a copy: it exists already"),
            "{error}"
        );
        assert_filled(&Store::open_for_reading(&copy).unwrap(), &request);
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let (directory, location) = location();
        let target = directory.path().join("copy.db");
        let error = Store::backup(&location, &target).unwrap_err();
        assert!(error.message.ends_with("ronde.db: there is no database to back up"), "{error}");
        let (_other, location, _) = filled();
        let bytes = fs::read(&location.file).unwrap();
        fs::write(&location.file, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Store::backup(&location, &target).is_err());
        assert_eq!(names(directory.path()), Vec::<String>::new());
        let nowhere = directory.path().join("not/there");
        fs::write(&location.file, &bytes).unwrap();
        let error = Store::backup(&location, &nowhere).unwrap_err();
        assert!(
            error.message.ends_with("cannot write a copy: no such file or directory"),
            "{error}"
        );
    }
}
