//! The files of an open database: whether they are still the ones that were opened.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use super::StoreError;
use super::path::{DatabasePath, INDEX, LOG};
use crate::regular_file::Identity;

/// The files of an open database, as they were when it was opened.
///
/// A descriptor that is closed takes SQLite's locks on its file with it: these
/// live as long as the connection.
#[derive(Debug)]
pub(super) struct HeldFiles {
    path: DatabasePath,
    database: File,
    others: Vec<File>,
    known: Vec<(PathBuf, Identity)>,
}

impl HeldFiles {
    /// The database at `path`, which is open as `database`.
    pub(super) fn new(path: DatabasePath, database: File) -> io::Result<Self> {
        let identity = Identity::of(&database.metadata()?);
        let known = vec![(path.database().to_owned(), identity)];
        Ok(Self { path, database, others: Vec::new(), known })
    }

    pub(super) fn path(&self) -> &DatabasePath {
        &self.path
    }

    pub(super) fn database(&self) -> &File {
        &self.database
    }

    /// Keeps another descriptor until the end.
    pub(super) fn keep(&mut self, file: File) {
        self.others.push(file);
    }

    /// Remembers the log and its index too, which stay the same while anybody uses them.
    pub(super) fn remember_log(&mut self) -> io::Result<()> {
        for suffix in [LOG, INDEX] {
            let path = self.path.beside(suffix);
            if let Some(identity) = Identity::at(&path)? {
                self.known.push((path, identity));
            }
        }
        Ok(())
    }

    /// Fails when one of the files is not the same any more: what is written goes
    /// into a file that nobody will find.
    ///
    /// # Errors
    ///
    /// Which file was deleted or replaced.
    pub(super) fn ensure_same(&self) -> Result<(), StoreError> {
        for (path, identity) in &self.known {
            match Identity::at(path) {
                Ok(Some(found)) if found == *identity => {}
                Ok(Some(_)) => return Err(StoreError::lost(path, "replaced")),
                Ok(None) => return Err(StoreError::lost(path, "deleted")),
                Err(error) => return Err(StoreError::io(path, "look at the file", &error)),
            }
        }
        Ok(())
    }

    /// Whether the database itself is where it was.
    pub(super) fn is_in_place(&self) -> bool {
        self.known.first().is_some_and(|(path, identity)| {
            Identity::at(path).is_ok_and(|found| found == Some(*identity))
        })
    }
}
