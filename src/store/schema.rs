//! Versions of the database: what each release added, and how an older one is brought up.

use rusqlite::{Connection, Result, TransactionBehavior};

/// What SQLite's header says of a ronde database: "rond".
pub(super) const APPLICATION_ID: i64 = 0x726F_6E64;

/// How to come from each version to the next. The first one makes an empty
/// database; the number of them is the version of this release.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
    include_str!("migrations/6.sql"),
    include_str!("migrations/7.sql"),
    include_str!("migrations/8.sql"),
    include_str!("migrations/9.sql"),
    include_str!("migrations/10.sql"),
];

/// What SQLite says of an open file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Nothing in it yet.
    Empty,
    /// A ronde database of that version.
    Known(i64),
    /// Something else.
    Foreign,
}

/// The version that `migrations` lead to.
pub(super) fn latest(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

/// Which version a database is of; writes nothing.
///
/// All of it is read at one moment: half of it from before and half from after
/// another process has made the database would look like somebody else's.
pub(super) fn version(connection: &Connection) -> Result<Version> {
    if connection.is_autocommit() {
        return read_version(&*connection.unchecked_transaction()?);
    }
    read_version(connection)
}

fn read_version(connection: &Connection) -> Result<Version> {
    let application = number(connection, "PRAGMA application_id")?;
    let version = number(connection, "PRAGMA user_version")?;
    if application == APPLICATION_ID && version > 0 {
        return Ok(Version::Known(version));
    }
    let is_empty = number(connection, "SELECT count(*) FROM sqlite_schema")? == 0;
    if application == 0 && version == 0 && is_empty {
        return Ok(Version::Empty);
    }
    Ok(Version::Foreign)
}

/// Brings a database to the version that `migrations` lead to, in one
/// transaction. Does nothing to one that is not (any more) of an older version.
pub(super) fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<()> {
    // A migration that rebuilds a table must not trip over rows that refer to it.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = match version(&transaction)? {
        Version::Empty => 0,
        Version::Known(version) => usize::try_from(version).unwrap_or(usize::MAX),
        Version::Foreign => migrations.len(),
    };
    for migration in migrations.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    if done < migrations.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", latest(migrations))?;
    }
    transaction.commit()
}

fn number(connection: &Connection, sql: &str) -> Result<i64> {
    connection.query_row(sql, [], |row| row.get(0))
}

#[cfg(test)]
mod tests;
