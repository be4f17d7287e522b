//! The locks beside the database, released by the kernel when their holder dies.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use uuid::Uuid;

use super::file::{Access, Content};
use super::path::DatabasePath;
use super::{Location, StoreError};

/// Held by the one pass (or migration) that may run.
#[derive(Debug)]
pub(crate) struct PassLock {
    _file: File,
}

/// Held by the one process that sends deliveries.
#[derive(Debug)]
pub(crate) struct SendingLock {
    _file: File,
}

/// Held by the one process that works on the notifications of a host.
#[derive(Debug)]
pub(crate) struct HostLock {
    _file: File,
}

impl PassLock {
    /// Takes the lock, or fails at once when somebody else has it.
    pub(super) fn take(location: &Location) -> Result<Self, StoreError> {
        match try_lock(location, ".lock")? {
            Some(file) => Ok(Self { _file: file }),
            None => Err(StoreError::pass_running()),
        }
    }
}

impl SendingLock {
    /// Takes the lock, or answers `None` at once when somebody else has it.
    ///
    /// # Errors
    ///
    /// Why the lock file cannot be used.
    pub(crate) fn try_take(location: &Location) -> Result<Option<Self>, StoreError> {
        Ok(try_lock(location, ".sending")?.map(|file| Self { _file: file }))
    }
}

impl HostLock {
    /// Takes the lock of the host with that UUID, and waits for whoever has it.
    ///
    /// # Errors
    ///
    /// Why the lock file cannot be used.
    pub(crate) fn take(location: &Location, host: &str) -> Result<Self, StoreError> {
        let (path, file) = lock_file(location, ".recovery")?;
        let range = byte_of(host);
        loop {
            match fcntl(&file, FcntlArg::F_SETLKW(&range)) {
                Ok(_) => return Ok(Self { _file: file }),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(StoreError::io(&path, "lock the file", &error.into())),
            }
        }
    }

    /// Takes the lock, or answers `None` at once when somebody else has it.
    ///
    /// # Errors
    ///
    /// Why the lock file cannot be used.
    pub(crate) fn try_take(location: &Location, host: &str) -> Result<Option<Self>, StoreError> {
        let (path, file) = lock_file(location, ".recovery")?;
        match fcntl(&file, FcntlArg::F_SETLK(&byte_of(host))) {
            Ok(_) => Ok(Some(Self { _file: file })),
            Err(Errno::EACCES | Errno::EAGAIN) => Ok(None),
            Err(error) => Err(StoreError::io(&path, "lock the file", &error.into())),
        }
    }
}

/// One byte of the file stands for each host: as many locks as are wanted, and one file.
fn byte_of(host: &str) -> libc::flock {
    let digest = Uuid::new_v5(&Uuid::NAMESPACE_OID, host.as_bytes()).as_u64_pair().0;
    // Positive, with room for the byte itself.
    let start = libc::off_t::try_from(digest >> 2).unwrap_or_default();
    libc::flock {
        l_type: libc::c_short::try_from(libc::F_WRLCK).unwrap_or_default(),
        l_whence: libc::c_short::try_from(libc::SEEK_SET).unwrap_or_default(),
        l_start: start,
        l_len: 1,
        l_pid: 0,
    }
}

fn lock_file(location: &Location, suffix: &str) -> Result<(PathBuf, File), StoreError> {
    let access = Access::of(location)?;
    access.ensure_directory(DatabasePath::of(&location.file)?.database())?;
    // A link to a database leads to the same lock as the database itself.
    let path = DatabasePath::of(&location.file)?.beside(suffix);
    let file = access.open_or_create(&path)?;
    access.share(&file, &path, Content::Lock)?;
    Ok((path, file))
}

/// Locks the file, which is never deleted: two holders of a deleted and a
/// recreated file would both believe to be the only one.
fn try_lock(location: &Location, suffix: &str) -> Result<Option<File>, StoreError> {
    let (path, file) = lock_file(location, suffix)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&path, "lock the file", &error)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::StoreErrorKind;
    use crate::store::testing::location;

    #[test]
    fn a_pass_keeps_out_another_and_lets_it_in_when_it_ends() {
        let (_directory, location) = location();
        let lock = PassLock::take(&location).unwrap();
        let refused = PassLock::take(&location).unwrap_err();
        assert_eq!(refused.kind, StoreErrorKind::PassRunning);
        assert_eq!(refused.message, "another pass is running");
        drop(lock);
        assert!(PassLock::take(&location).is_ok());
    }

    #[test]
    fn sending_has_a_lock_of_its_own() {
        let (_directory, location) = location();
        let _pass = PassLock::take(&location).unwrap();
        let sending = SendingLock::try_take(&location).unwrap();
        assert!(sending.is_some());
        assert!(SendingLock::try_take(&location).unwrap().is_none());
        drop(sending);
        assert!(SendingLock::try_take(&location).unwrap().is_some());
    }

    #[test]
    fn a_link_to_the_database_has_the_same_lock() {
        let (directory, location) = location();
        fs::write(&location.file, "").unwrap();
        let link = directory.path().join("link.db");
        std::os::unix::fs::symlink(&location.file, &link).unwrap();
        let _lock = PassLock::take(&location).unwrap();
        assert!(PassLock::take(&Location { file: link, group: None }).is_err());
    }
}
