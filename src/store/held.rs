//! The files of an open database.

use std::fs::File;

use super::path::DatabasePath;

/// The files of an open database, as they were when it was opened.
///
/// A descriptor that is closed takes SQLite's locks on its file with it: these
/// live as long as the connection.
#[derive(Debug)]
pub(super) struct HeldFiles {
    path: DatabasePath,
    database: File,
    others: Vec<File>,
}

impl HeldFiles {
    /// The database at `path`, which is open as `database`.
    pub(super) fn new(path: DatabasePath, database: File) -> Self {
        Self { path, database, others: Vec::new() }
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
}
