//! The files of an open database: whether they are still the ones that were opened.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::path::{DatabasePath, INDEX, LOG};
use super::stamp::Stamp;
use crate::regular_file::{self, Identity};

/// The files of an open database, as they were when it was opened.
///
/// A descriptor that is closed takes SQLite's locks on its file with it: these
/// live as long as the connection.
#[derive(Debug)]
pub(super) struct HeldFiles {
    path: DatabasePath,
    database: File,
    others: Vec<File>,
    index: Option<File>,
    known: Vec<(PathBuf, Identity)>,
    stamp: Cell<Option<Stamp>>,
}

impl HeldFiles {
    /// The database at `path`, which is open as `database`.
    pub(super) fn new(path: DatabasePath, database: File) -> io::Result<Self> {
        let identity = Identity::of(&database.metadata()?);
        let known = vec![(path.database().to_owned(), identity)];
        Ok(Self { path, database, others: Vec::new(), index: None, known, stamp: Cell::default() })
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

    /// Remembers the log and its index too, which stay the same while anybody uses
    /// them, and what the database is like with them.
    pub(super) fn remember_log(&mut self) -> io::Result<()> {
        for suffix in [LOG, INDEX] {
            let path = self.path.beside(suffix);
            if let Some(identity) = Identity::at(&path)? {
                self.known.push((path, identity));
            }
        }
        if self.known.len() > 1 {
            let mut options = OpenOptions::new();
            let index = regular_file::open(&self.path.beside(INDEX), options.read(true))?;
            self.stamp.set(Some(Stamp::of(&self.database, &index)?));
            self.index = Some(index);
        }
        Ok(())
    }

    /// What has become of the files.
    ///
    /// # Errors
    ///
    /// Why that cannot be told.
    pub(super) fn fate(&self) -> io::Result<Fate<'_>> {
        for (path, identity) in &self.known {
            match Identity::at(path)? {
                Some(found) if found == *identity => {}
                Some(_) => return Ok(Fate::Lost(path, "replaced")),
                None => return Ok(Fate::Lost(path, "deleted")),
            }
        }
        let (Some(index), Some(stamp)) = (&self.index, self.stamp.get()) else {
            return Ok(Fate::Same);
        };
        let Some(now) = stamp.renewed(&self.database, index)? else {
            return Ok(Fate::Overwritten);
        };
        self.stamp.set(Some(now));
        Ok(Fate::Same)
    }

    /// Throws the log away, which belongs to what the database was before.
    pub(super) fn empty_log(&self) -> io::Result<()> {
        regular_file::open(&self.path.beside(LOG), OpenOptions::new().write(true))?.set_len(0)
    }
}

/// What has become of the files of an open database: but for the first, what is
/// written goes where nobody will find it.
#[derive(Debug)]
pub(super) enum Fate<'h> {
    /// They are the ones that were opened.
    Same,
    /// This one was deleted or replaced.
    Lost(&'h Path, &'static str),
    /// Somebody wrote into the database itself.
    Overwritten,
}
