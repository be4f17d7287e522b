//! Opening the database: for a pass, for writing beside one, or for reading.
//!
//! A file is looked at before anything is written: what is not ours, or is
//! newer than we are, stays as it is, to the byte.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::backup::copy;
use super::file::{Access, Look, look_at};
use super::lock::{PassLock, beside};
use super::schema::{self, MIGRATIONS, Version};
use super::{Location, Store, StoreError};

/// How long a database locked by another program is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// More than the number of different statements in this room.
const CACHED_STATEMENTS: usize = 64;

/// How to open a database; tests vary the versions and the patience.
pub(super) struct Opening<'l> {
    pub(super) location: &'l Location,
    pub(super) migrations: &'l [&'l str],
    pub(super) busy_timeout: Duration,
}

impl<'l> Opening<'l> {
    pub(super) fn of(location: &'l Location) -> Self {
        Self { location, migrations: MIGRATIONS, busy_timeout: BUSY_TIMEOUT }
    }

    fn file(&self) -> &'l Path {
        &self.location.file
    }

    fn latest(&self) -> i64 {
        schema::latest(self.migrations)
    }

    fn failure(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::sqlite(self.file(), error)
    }

    pub(super) fn for_pass(&self) -> Result<(PassLock, Store), StoreError> {
        look_at(self.file(), self.latest())?;
        let lock = PassLock::take(self.location)?;
        let (mut connection, version) = self.connect_for_writing()?;
        self.bring_up(&mut connection, version)?;
        Ok((lock, self.finish(connection)?))
    }

    pub(super) fn for_writing(&self) -> Result<Store, StoreError> {
        let (mut connection, version) = self.connect_for_writing()?;
        // A new database is made in one transaction; only what changes an old
        // one needs the lock, which keeps every pass of an older ronde out.
        let is_older = matches!(version, Version::Known(version) if version < self.latest());
        let _lock = if is_older { Some(PassLock::take(self.location)?) } else { None };
        self.bring_up(&mut connection, version)?;
        self.finish(connection)
    }

    pub(super) fn for_reading(&self) -> Result<Store, StoreError> {
        if look_at(self.file(), self.latest())? != Look::Database {
            return self.empty();
        }
        let (connection, version) = self.connect_for_reading()?;
        match version {
            Version::Empty => return self.empty(),
            Version::Known(version) if version < self.latest() => {
                return Err(StoreError::older(self.file(), version, self.latest()));
            }
            Version::Known(_) | Version::Foreign => {}
        }
        connection.pragma_update(None, "query_only", true).map_err(|error| self.failure(&error))?;
        Ok(self.store(connection))
    }

    /// What a reading command sees where there is no database.
    fn empty(&self) -> Result<Store, StoreError> {
        let build = || -> rusqlite::Result<Connection> {
            let mut connection = Connection::open_in_memory()?;
            schema::migrate(&mut connection, self.migrations)?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        };
        Ok(self.store(build().map_err(|error| self.failure(&error))?))
    }

    fn store(&self, connection: Connection) -> Store {
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        Store { connection, file: self.file().to_owned() }
    }

    /// Creates the file when it is missing, and opens it without changing anything in it.
    fn connect_for_writing(&self) -> Result<(Connection, Version), StoreError> {
        look_at(self.file(), self.latest())?;
        let access = Access::of(self.location)?;
        access.ensure_directory(self.file())?;
        drop(access.open_or_create(self.file())?);
        for suffix in ["-wal", "-shm"] {
            access.share_existing(&beside(self.file(), suffix))?;
        }
        self.connect(&as_plain_name(self.file()), OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Where the user may not write, SQLite falls back to reading by itself; but in
    /// a directory where it cannot even make its index of the write-ahead log, it
    /// must be told that nobody writes. That holds as long as there is no log.
    pub(super) fn connect_for_reading(&self) -> Result<(Connection, Version), StoreError> {
        let failure =
            match self.connect(&as_plain_name(self.file()), OpenFlags::SQLITE_OPEN_READ_WRITE) {
                Err(failure) => failure,
                opened => return opened,
            };
        let has_log = fs::metadata(beside(self.file(), "-wal")).is_ok_and(|log| log.len() > 0);
        let is_writable = fs::OpenOptions::new().write(true).open(self.file()).is_ok();
        if has_log || is_writable {
            return Err(failure);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        self.connect(Path::new(&immutable_uri(self.file())), flags)
    }

    fn connect(&self, name: &Path, flags: OpenFlags) -> Result<(Connection, Version), StoreError> {
        let open = || -> rusqlite::Result<(Connection, Version)> {
            let connection =
                Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(self.busy_timeout)?;
            // Closing a database that is refused must not write into it either.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            let version = schema::version(&connection)?;
            Ok((connection, version))
        };
        let (connection, version) = open().map_err(|error| self.failure(&error))?;
        match version {
            Version::Foreign => return Err(StoreError::foreign(self.file())),
            Version::Known(version) if version > self.latest() => {
                return Err(StoreError::newer(self.file(), version, self.latest()));
            }
            Version::Empty | Version::Known(_) => {}
        }
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
            .map_err(|error| self.failure(&error))?;
        Ok((connection, version))
    }

    /// Fills an empty database, or migrates an older one after copying it.
    fn bring_up(&self, connection: &mut Connection, version: Version) -> Result<(), StoreError> {
        if connection.is_readonly("main").map_err(|error| self.failure(&error))? {
            return Err(StoreError::read_only(self.file()));
        }
        if version == Version::Known(self.latest()) {
            return Ok(());
        }
        if let Version::Known(version) = version {
            self.keep_copy(connection, version)?;
        }
        schema::migrate(connection, self.migrations).map_err(|error| self.failure(&error))?;
        match schema::version(connection).map_err(|error| self.failure(&error))? {
            Version::Known(version) if version == self.latest() => Ok(()),
            Version::Known(version) => Err(StoreError::newer(self.file(), version, self.latest())),
            Version::Empty | Version::Foreign => Err(StoreError::foreign(self.file())),
        }
    }

    /// Keeps a copy of the database as it was, complete or not at all.
    fn keep_copy(&self, connection: &Connection, version: i64) -> Result<(), StoreError> {
        let kept = beside(self.file(), &format!(".v{version}.bak"));
        let partial = beside(self.file(), &format!(".v{version}.bak.part"));
        // An earlier migration may have been cut off while it copied.
        if let Err(error) = fs::remove_file(&partial)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(StoreError::io(&partial, "replace an unfinished copy", &error));
        }
        copy(connection, self.file(), &partial)?;
        fs::rename(&partial, &kept).map_err(|error| StoreError::io(&kept, "keep a copy", &error))
    }

    fn finish(&self, connection: Connection) -> Result<Store, StoreError> {
        let configure = || -> rusqlite::Result<()> {
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            // The answer is the mode, which stays what it was where the file system
            // cannot do it: slower, but right.
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
        };
        configure().map_err(|error| self.failure(&error))?;
        Ok(self.store(connection))
    }
}

/// A name that SQLite takes as it is: `:memory:` and `file:…` mean something else
/// to it, and what is recorded would be gone when the program ends.
fn as_plain_name(file: &Path) -> PathBuf {
    if file.is_absolute() { file.to_owned() } else { Path::new(".").join(file) }
}

/// `file:` and the path with everything escaped that could mean something in a URI.
fn immutable_uri(file: &Path) -> String {
    use std::fmt::Write as _;
    let mut uri = String::from("file:");
    for &byte in file.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_') {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri + "?immutable=1"
}

#[cfg(test)]
mod tests;
