//! Why the database could not be used, in words a user can act on.

use std::io;
use std::path::Path;
use std::sync::Arc;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
use rusqlite::{ErrorCode, ffi};

use crate::text::os_text;

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreErrorKind {
    /// The pass lock is held by another process.
    PassRunning,
    /// Everything else: exit code 74.
    Unusable,
}

/// A failure of the database.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub(crate) struct StoreError {
    /// Decides on the exit code.
    pub kind: StoreErrorKind,
    /// What is wrong, with the file's name.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The failure of the file system or of SQLite that is behind it.
    #[source]
    cause: Option<Cause>,
}

/// Shared, because an error of the database may concern several callers.
type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// Failures are equal when they say the same.
impl PartialEq for StoreError {
    fn eq(&self, other: &Self) -> bool {
        let said = |error: &Self| (error.kind, error.message.clone(), error.hint.clone());
        said(self) == said(other)
    }
}

impl Eq for StoreError {}

impl StoreError {
    pub(super) fn unusable(file: &Path, what: impl std::fmt::Display) -> Self {
        Self {
            kind: StoreErrorKind::Unusable,
            message: format!("{}: {what}", file.display()),
            hint: None,
            cause: None,
        }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    pub(super) fn pass_running() -> Self {
        Self {
            kind: StoreErrorKind::PassRunning,
            message: "another pass is running".to_owned(),
            hint: Some("nothing was done; try again when it has ended".to_owned()),
            cause: None,
        }
    }

    pub(super) fn foreign(file: &Path) -> Self {
        Self::unusable(file, "this is not a ronde database; it was left as it is")
            .with_hint("name another file with --database, or restore a backup")
    }

    pub(super) fn newer(file: &Path, found: i64, known: i64) -> Self {
        Self::unusable(
            file,
            format!(
                "this database was written by a newer ronde (version {found}, this one knows {known}); it was left as it is"
            ),
        )
        .with_hint("install the newer ronde, or restore the backup made before its upgrade")
    }

    pub(super) fn older(file: &Path, found: i64, known: i64) -> Self {
        Self::unusable(
            file,
            format!("this database is of an older version ({found}, this ronde needs {known})"),
        )
        .with_hint("run `ronde check`, which upgrades it")
    }

    pub(super) fn read_only(file: &Path) -> Self {
        Self::unusable(
            file,
            "cannot write: the database, its directory or its file system is read-only",
        )
        .with_hint("run ronde as the user who owns it, or see `group` in the configuration")
    }

    pub(super) fn directory(file: &Path) -> Self {
        Self::unusable(file, "this is a directory, not a database")
    }

    /// Something stands beside the database, or in its place, that is no file of its own.
    pub(super) fn in_the_way(file: &Path, reason: &io::Error) -> Self {
        Self::unusable(file, os_text(reason)).with_hint(HINT_PLANTED)
    }

    /// A file in place of a lock that is none.
    pub(super) fn foreign_lock(file: &Path) -> Self {
        Self::unusable(file, "this is not a lock of ronde: it has something in it")
            .with_hint(HINT_PLANTED)
    }

    /// A link to a database that anybody could have made.
    pub(super) fn untrusted_link(file: &Path) -> Self {
        Self::unusable(
            file,
            "this is a link in a directory that others may write in, and is not followed",
        )
        .with_hint("name the file that it should lead to, and see who made the link")
    }

    /// A file of the database is not the one any more that was opened.
    pub(super) fn lost(file: &Path, what: &str) -> Self {
        Self::unusable(
            file,
            format!("this file was {what} while it was used; what was recorded since is lost"),
        )
        .with_hint("run the command again; before a database is restored, no pass may run")
    }

    pub(super) fn damaged(file: &Path, detail: impl std::fmt::Display) -> Self {
        Self::unusable(file, format!("this database is damaged ({detail})"))
            .with_hint("`ronde db check` says what is wrong with it; restore a backup of it")
    }

    /// A failure of the file system, while doing `what` with `file`.
    pub(super) fn io(file: &Path, what: &str, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "no such file or directory".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::NotADirectory => "a part of its path is not a directory".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
            io::ErrorKind::StorageFull => "no space is left".to_owned(),
            io::ErrorKind::FileTooLarge => TOO_LARGE.to_owned(),
            io::ErrorKind::AlreadyExists => "it exists already".to_owned(),
            _ => os_text(error),
        };
        let failure = Self::unusable(file, format!("cannot {what}: {reason}"));
        // An error of the system is its number: that makes it anew.
        let failure = match error.raw_os_error() {
            Some(number) => failure.caused_by(io::Error::from_raw_os_error(number)),
            None => failure,
        };
        match error.kind() {
            io::ErrorKind::PermissionDenied => failure.with_hint(
                "run ronde as the user who owns the database, or see `group` in the configuration",
            ),
            io::ErrorKind::StorageFull => failure.with_hint(HINT_SPACE),
            io::ErrorKind::FileTooLarge => failure.with_hint(HINT_LIMIT),
            _ => failure,
        }
    }

    /// What SQLite answered, while using `file`.
    pub(super) fn sqlite(file: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::Error;
        match error {
            Error::SqliteFailure(failure, detail) => from_code(file, *failure, detail.as_deref())
                .unwrap_or_else(|| Self::unusable(file, format!("cannot be used: {error}")))
                .caused_by(Error::SqliteFailure(*failure, detail.clone())),
            // What is read back was written by this program: a value that cannot be is damage.
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..) => Self::damaged(file, error),
            _ => Self::unusable(file, format!("cannot be used: {error}")),
        }
    }
}

const TOO_LARGE: &str = "a file would become larger than this process may write";
const HINT_LIMIT: &str =
    "raise the limit (`ulimit -f`, LimitFSIZE); what was recorded before is intact";
const HINT_PLANTED: &str = "remove it, and see who may write in its directory";
const HINT_SPACE: &str = "make room on its file system; what was recorded before is intact";

/// The system says only that writing failed; whether there is a limit can be asked.
fn is_limited(failure: ffi::Error) -> bool {
    let is_writing = matches!(
        failure.extended_code,
        ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE | ffi::SQLITE_IOERR_SHMSIZE
    );
    is_writing
        && getrlimit(Resource::RLIMIT_FSIZE).is_ok_and(|(allowed, _)| allowed != RLIM_INFINITY)
}

fn from_code(file: &Path, found: ffi::Error, detail: Option<&str>) -> Option<StoreError> {
    let failure = |what: &str| StoreError::unusable(file, what);
    Some(match found.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            failure("the database is locked by another program")
                .with_hint("try again; `fuser` says which program uses the file")
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StoreError::damaged(file, detail.unwrap_or("its structure is broken"))
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::read_only(file),
        ErrorCode::DiskFull => failure("cannot write: no space is left").with_hint(HINT_SPACE),
        ErrorCode::SystemIoFailure if is_limited(found) => {
            failure(&format!("cannot write: {TOO_LARGE}")).with_hint(HINT_LIMIT)
        }
        ErrorCode::SystemIoFailure => failure("cannot read or write: input/output error")
            .with_hint("the disk may be full or failing; the system's log says more"),
        ErrorCode::CannotOpen => failure("cannot open the database or the files beside it")
            .with_hint("ronde must be able to write in its directory"),
        ErrorCode::ConstraintViolation => failure(&format!(
            "this conflicts with what is recorded: {}",
            detail.unwrap_or("a rule of the database")
        )),
        _ => return None,
    })
}
