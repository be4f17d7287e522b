//! Copies of the database, and whether it is whole.

use std::path::Path;

use rusqlite::Connection;

use super::columns::Columns;
use super::copy::copy;
use super::file::{Look, look_at};
use super::open::Opening;
use super::path::DatabasePath;
use super::schema::{MIGRATIONS, latest};
use super::{Location, Records, Store, StoreError};
use crate::domain::Counts;

impl Store {
    /// Writes a copy of the database at `location` to `target`, which must not
    /// exist; also while a pass runs, and also of an older version.
    ///
    /// # Errors
    ///
    /// Why it cannot be read or written.
    pub(crate) fn backup(location: &Location, target: &Path) -> Result<(), StoreError> {
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
    pub(crate) fn integrity_problems(&self) -> Result<Vec<String>, StoreError> {
        let mut problems = Vec::new();
        for check in [integrity_check, foreign_key_check] {
            match check(&self.connection) {
                Ok(found) => problems.extend(found),
                // So broken that SQLite gives up is an answer too.
                Err(rusqlite::Error::SqliteFailure(failure, detail))
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
    pub(crate) fn counts(&self) -> Result<Counts, StoreError> {
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

#[cfg(test)]
mod tests {
    use std::fs;

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
