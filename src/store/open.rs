//! Opening the database: for a pass, for writing beside one, or for reading.
//!
//! A file is looked at before anything is written: what is not ours, or is
//! newer than we are, stays as it is, to the byte.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::copy::copy;
use super::file::{Access, Content, Look, look_at, open_for_writing};
use super::held::HeldFiles;
use super::lock::PassLock;
use super::path::{DatabasePath, LOCKS, LOG, OF_SQLITE};
use super::schema::{self, MIGRATIONS, Version};
use super::soundness::{Depth, first_problem};
use super::{Location, Store, StoreError};

/// How long a database locked by another program is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two tries at what SQLite does not wait for by itself.
const PAUSE: Duration = Duration::from_millis(5);
/// More than the number of different statements in this room.
const CACHED_STATEMENTS: usize = 64;

impl Store {
    /// Opens the database for a pass: takes the pass lock, creates or migrates the file.
    ///
    /// # Errors
    ///
    /// [`super::StoreErrorKind::PassRunning`] when the lock is held, else why it cannot be used.
    pub(crate) fn open_for_pass(location: &Location) -> Result<(PassLock, Self), StoreError> {
        Opening::of(location).for_pass()
    }

    /// Opens the database for writing beside a pass: creates the file when there is
    /// none, migrates it under the pass lock when it is of an older version.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub(crate) fn open_for_writing(location: &Location) -> Result<Self, StoreError> {
        Opening::of(location).for_writing()
    }

    /// Opens the database for reading; without a file, as an empty one. Creates nothing.
    ///
    /// # Errors
    ///
    /// Why it cannot be used, also when it is of an older version.
    pub(crate) fn open_for_reading(location: &Location) -> Result<Self, StoreError> {
        Opening::of(location).for_reading()
    }
}

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
        let opened = self.open_existing(Some(Depth::WithinReason))?;
        let lock = PassLock::take(self.location)?;
        let opened = match opened {
            Some(opened) => opened,
            None => self.create()?,
        };
        Ok((lock, self.bring_up(opened)?))
    }

    pub(super) fn for_writing(&self) -> Result<Store, StoreError> {
        let opened = match self.open_existing(None)? {
            Some(opened) => opened,
            None => self.create()?,
        };
        // A new database is made in one transaction; only what changes an old
        // one needs the lock, which keeps every pass of an older ronde out.
        let is_older = self.is_older(opened.version);
        let _lock = if is_older { Some(PassLock::take(self.location)?) } else { None };
        self.bring_up(opened)
    }

    pub(super) fn for_reading(&self) -> Result<Store, StoreError> {
        let path = DatabasePath::of(self.file())?;
        if look_at(&path, self.file(), self.latest())? != Look::Database {
            return self.empty();
        }
        let (connection, version) = self.connect_for_reading(&path)?;
        match version {
            Version::Empty => return self.empty(),
            Version::Known(version) if version < self.latest() => {
                return Err(StoreError::older(self.file(), version, self.latest()));
            }
            Version::Known(_) | Version::Foreign => {}
        }
        connection.pragma_update(None, "query_only", true).map_err(|error| self.failure(&error))?;
        Ok(self.store(connection, None))
    }

    fn is_older(&self, version: Version) -> bool {
        matches!(version, Version::Known(version) if version < self.latest())
    }

    /// What a reading command sees where there is no database.
    fn empty(&self) -> Result<Store, StoreError> {
        let build = || -> rusqlite::Result<Connection> {
            let mut connection = Connection::open_in_memory()?;
            schema::migrate(&mut connection, self.migrations)?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        };
        Ok(self.store(build().map_err(|error| self.failure(&error))?, None))
    }

    fn store(&self, connection: Connection, held: Option<HeldFiles>) -> Store {
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        Store { connection, file: self.file().to_owned(), held }
    }

    /// Opens the database for writing, without changing anything in it or beside
    /// it; `None` when there is nothing yet. One that is to be upgraded is looked
    /// through first, and any other as deep as is asked.
    fn open_existing(&self, depth: Option<Depth>) -> Result<Option<Opened>, StoreError> {
        let path = DatabasePath::of(self.file())?;
        if look_at(&path, self.file(), self.latest())? != Look::Database {
            return Ok(None);
        }
        let database = open_for_writing(path.database())?;
        let opened = self.connect_for_writing(path, database)?;
        let depth = if self.is_older(opened.version) { Some(Depth::Whole) } else { depth };
        if let Some(depth) = depth {
            self.ensure_sound(&opened.connection, depth)?;
        }
        Ok(Some(opened))
    }

    /// Creates what is missing of the database, and opens it.
    fn create(&self) -> Result<Opened, StoreError> {
        let access = Access::of(self.location)?;
        access.ensure_directory(DatabasePath::of(self.file())?.database())?;
        let path = DatabasePath::of(self.file())?;
        let database = access.open_or_create(path.database())?;
        access.share(&database, path.database(), Content::Database)?;
        self.connect_for_writing(path, database)
    }

    fn connect_for_writing(
        &self,
        path: DatabasePath,
        database: fs::File,
    ) -> Result<Opened, StoreError> {
        // Without a group nobody else could have planted one; what only sending or a
        // recovery needs is refused when it is opened.
        let planted: &[&str] = if self.location.group.is_some() { &LOCKS } else { &[".lock"] };
        path.ensure_regular(planted)?;
        let held = HeldFiles::new(path, database)
            .map_err(|error| StoreError::io(self.file(), "look at the database", &error))?;
        let (connection, version) = self.connect(held.path(), Mode::Writing)?;
        Ok(Opened { connection, version, held })
    }

    fn ensure_sound(&self, connection: &Connection, depth: Depth) -> Result<(), StoreError> {
        match first_problem(connection, depth).map_err(|error| self.failure(&error))? {
            None => Ok(()),
            Some(problem) => Err(StoreError::damaged(self.file(), problem)),
        }
    }

    /// Where the user may not write, SQLite falls back to reading by itself; but in
    /// a directory where it cannot even make its index of the write-ahead log, it
    /// must be told that nobody writes. That holds as long as there is no log.
    pub(super) fn connect_for_reading(
        &self,
        path: &DatabasePath,
    ) -> Result<(Connection, Version), StoreError> {
        let failure = match self.connect(path, Mode::Writing) {
            Err(failure) => failure,
            opened => return opened,
        };
        if path.has_content(LOG) || open_for_writing(path.database()).is_ok() {
            return Err(failure);
        }
        self.connect(path, Mode::Unchanging)
    }

    fn connect(
        &self,
        path: &DatabasePath,
        mode: Mode,
    ) -> Result<(Connection, Version), StoreError> {
        path.ensure_regular(&OF_SQLITE)?;
        let has_log = path.has_content(LOG);
        let open = || -> rusqlite::Result<(Connection, Version)> {
            let connection = mode.open(path.database())?;
            connection.busy_timeout(self.busy_timeout)?;
            // Closing a database that is refused must not write into it either.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
            // Whoever shares the database may have put anything into it.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
            let version = schema::version(&connection)?;
            Ok((connection, version))
        };
        let (connection, version) = self.patiently(open)?;
        // What SQLite has opened since: it follows no link, but has a file of any kind.
        path.ensure_regular(&OF_SQLITE)?;
        match version {
            Version::Foreign => Err(StoreError::foreign(self.file())),
            Version::Known(version) if version > self.latest() => {
                Err(StoreError::newer(self.file(), version, self.latest()))
            }
            Version::Empty | Version::Known(_) => Ok((connection, version)),
        }
    }

    /// Fills an empty database, or migrates an older one after copying it; then
    /// lets the group at it.
    fn bring_up(&self, mut opened: Opened) -> Result<Store, StoreError> {
        let failure = |error| self.failure(&error);
        let connection = &mut opened.connection;
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
            .map_err(failure)?;
        if connection.is_readonly("main").map_err(failure)? {
            return Err(StoreError::read_only(self.file()));
        }
        let held = &mut opened.held;
        if opened.version != Version::Known(self.latest()) {
            self.migrate(connection, held.path())?;
        }
        Access::of(self.location)?.share_all(held)?;
        self.patiently(|| configure(connection))?;
        // With the first look at it SQLite opens the log.
        self.patiently(|| schema::version(connection))?;
        held.path().ensure_regular(&OF_SQLITE)?;
        held.remember_log()
            .map_err(|error| StoreError::io(self.file(), "look at the files beside it", &error))?;
        let store = self.store(opened.connection, Some(opened.held));
        store.records().ensure_same_files()?;
        Ok(store)
    }

    fn migrate(&self, connection: &mut Connection, path: &DatabasePath) -> Result<(), StoreError> {
        // Somebody else may have done it since it was opened.
        if let Version::Known(version) = self.version(connection)?
            && version < self.latest()
        {
            self.keep_copy(connection, path, version)?;
        }
        schema::migrate(connection, self.migrations).map_err(|error| self.failure(&error))?;
        match self.version(connection)? {
            Version::Known(version) if version == self.latest() => Ok(()),
            Version::Known(version) => Err(StoreError::newer(self.file(), version, self.latest())),
            Version::Empty | Version::Foreign => Err(StoreError::foreign(self.file())),
        }
    }

    /// Does what SQLite refuses at once, without its own patience, while another
    /// process makes the write-ahead log or has just switched to it.
    fn patiently<T>(&self, work: impl Fn() -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let until = Instant::now() + self.busy_timeout;
        loop {
            match work() {
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                        && Instant::now() < until =>
                {
                    std::thread::sleep(PAUSE);
                }
                done => return done.map_err(|error| self.failure(&error)),
            }
        }
    }

    fn version(&self, connection: &Connection) -> Result<Version, StoreError> {
        schema::version(connection).map_err(|error| self.failure(&error))
    }

    /// Keeps a copy of the database as it was, complete or not at all.
    fn keep_copy(
        &self,
        connection: &Connection,
        path: &DatabasePath,
        version: i64,
    ) -> Result<(), StoreError> {
        let kept = path.beside(&format!(".v{version}.bak"));
        let partial = path.beside(&format!(".v{version}.bak.part"));
        // An earlier migration may have been cut off while it copied.
        if let Err(error) = fs::remove_file(&partial)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(StoreError::io(&partial, "replace an unfinished copy", &error));
        }
        let copied = copy(connection, self.file(), &partial)?;
        fs::rename(&partial, &kept)
            .and_then(|()| copied.ensure_at(&kept))
            .inspect_err(|_| drop(fs::remove_file(&partial)))
            .map_err(|error| StoreError::io(&kept, "keep a copy", &error))
    }
}

/// A database that is open for writing, and in which nothing was changed.
struct Opened {
    // Closed before the descriptors of its files, which would take its locks with them.
    connection: Connection,
    version: Version,
    held: HeldFiles,
}

/// What a connection may do.
#[derive(Clone, Copy)]
enum Mode {
    Writing,
    /// Reading, where nobody writes.
    Unchanging,
}

impl Mode {
    /// Opens the file of that name, which has no link in it; SQLite follows none either.
    fn open(self, database: &Path) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        match self {
            // An absolute name is just a name: `:memory:` would mean something else.
            Self::Writing => {
                let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE;
                Connection::open_with_flags(database, flags)
            }
            Self::Unchanging => {
                let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(immutable_uri(database), flags)
            }
        }
    }
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // The answer is the mode, which stays what it was where the file system
    // cannot do it: slower, but right.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
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
