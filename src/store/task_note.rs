//! The files beside the database in which the ends of recovery tasks are noted
//! by processes that outlive ronde, until the database has them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::Access;
use super::path::{DatabasePath, beside};
use super::{Location, StoreError};

const SUFFIX: &str = ".task-";
/// What its draft has at its end.
const DRAFT: &str = ".new";
/// As long a UUID is as text.
const UUID_LENGTH: usize = 36;

/// The note of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaskNote {
    path: PathBuf,
}

impl TaskNote {
    /// The note of the task at that place in the recovery of that notification.
    ///
    /// # Errors
    ///
    /// Why the database cannot be where it is said to be.
    pub(crate) fn of(
        location: &Location,
        notification: &str,
        position: usize,
    ) -> Result<Self, StoreError> {
        let suffix = format!("{SUFFIX}{notification}-{position}");
        Ok(Self { path: DatabasePath::of(&location.file)?.beside(&suffix) })
    }

    /// Removes what an earlier run has noted, and makes the draft that becomes
    /// the note: so it has the owner and the mode of the database.
    ///
    /// # Errors
    ///
    /// Why no file can be made there.
    pub(crate) fn prepare(&self, location: &Location) -> Result<(), StoreError> {
        self.remove();
        if self.path.symlink_metadata().is_ok() {
            let error = io::Error::from(io::ErrorKind::PermissionDenied);
            return Err(StoreError::io(&self.path, "remove the file", &error));
        }
        Access::of(location)?.create_new(&self.draft()).map(drop)
    }

    /// Where it is.
    #[must_use]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn draft(&self) -> PathBuf {
        beside(&self.path, DRAFT)
    }

    /// Removes it: the database has it, or it is of no use.
    pub(crate) fn remove(&self) {
        // One that stays is removed by a later pass.
        let _ = fs::remove_file(self.draft());
        let _ = fs::remove_file(&self.path);
    }

    /// Removes what was left of notifications that `is_wanted` does not want any more.
    ///
    /// # Errors
    ///
    /// That of `is_wanted`.
    pub(crate) fn sweep(
        location: &Location,
        mut is_wanted: impl FnMut(&str) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let first = DatabasePath::of(&location.file)?.beside(SUFFIX);
        let (Some(directory), Some(prefix)) = (first.parent(), first.file_name()) else {
            return Ok(());
        };
        let Ok(entries) = fs::read_dir(directory) else { return Ok(()) };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
            let notification = rest.and_then(notification_of);
            if let Some(notification) = notification
                && !is_wanted(notification)?
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

/// The UUID in the rest of a note's name; `None` for somebody else's file.
fn notification_of(rest: &[u8]) -> Option<&str> {
    let rest = std::str::from_utf8(rest).ok()?;
    let (uuid, position) = rest.split_at_checked(UUID_LENGTH)?;
    let position = position.strip_suffix(DRAFT).unwrap_or(position).strip_prefix('-')?;
    let is_number = !position.is_empty() && position.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_note_has_a_notification() {
        let uuid = "a".repeat(UUID_LENGTH);
        for rest in [format!("{uuid}-0"), format!("{uuid}-12.new")] {
            assert_eq!(notification_of(rest.as_bytes()), Some(uuid.as_str()), "{rest}");
        }
        for rest in [format!("{uuid}-"), format!("{uuid}0"), format!("{uuid}-x"), "s".to_owned()] {
            assert_eq!(notification_of(rest.as_bytes()), None, "{rest}");
        }
    }
}
