//! The path of a database: where its file really is, and what stands beside it.
//!
//! The directory may be one that others write in. The way to it may contain
//! links; beside the database none is followed.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use super::StoreError;
use crate::regular_file;

/// As many links one after the other as the kernel follows.
const MOST_LINKS: usize = 40;
/// What SQLite opens beside a database.
pub(super) const OF_SQLITE: [&str; 3] = [LOG, INDEX, JOURNAL];
pub(super) const LOG: &str = "-wal";
pub(super) const INDEX: &str = "-shm";
pub(super) const JOURNAL: &str = "-journal";
/// What ronde locks beside it.
pub(super) const LOCKS: [&str; 3] = [".lock", ".sending", ".recovery"];

/// Where the file of a database really is, whatever links lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DatabasePath {
    database: PathBuf,
}

impl DatabasePath {
    /// Follows the links that lead to the database, which need not exist yet.
    ///
    /// # Errors
    ///
    /// That a link stands where others could have planted it, or leads nowhere.
    pub(super) fn of(file: &Path) -> Result<Self, StoreError> {
        let mut path = file.to_owned();
        for _ in 0..MOST_LINKS {
            let Some(name) = path.file_name() else { return Err(StoreError::directory(file)) };
            let Ok(directory) = fs::canonicalize(directory_of(&path)) else {
                // What is missing is made later; what forbids the way is said by who goes it.
                let database = std::path::absolute(&path).unwrap_or(path);
                return Ok(Self { database });
            };
            path = directory.join(name);
            let link = fs::symlink_metadata(&path).ok().filter(Metadata::is_symlink);
            let Some(link) = link else { return Ok(Self { database: path }) };
            let read = |error| StoreError::io(&path, "follow the link", &error);
            let target = directory.join(fs::read_link(&path).map_err(read)?);
            if !is_trusted(&link, &fs::metadata(&directory).map_err(read)?, &target) {
                return Err(StoreError::untrusted_link(&path));
            }
            path = target;
        }
        Err(StoreError::unusable(file, "this link leads in a circle"))
    }

    /// The database itself.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }

    /// A file beside the database.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        beside(&self.database, suffix)
    }

    /// Fails unless each of these is missing, or a regular file with one name.
    ///
    /// # Errors
    ///
    /// Which one is something else.
    pub(super) fn ensure_regular(&self, suffixes: &[&str]) -> Result<(), StoreError> {
        for suffix in suffixes {
            let path = self.beside(suffix);
            match fs::symlink_metadata(&path) {
                Ok(metadata) => regular_file::ensure_regular(&metadata)
                    .map_err(|error| StoreError::in_the_way(&path, &error))?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::io(&path, "look at the file", &error)),
            }
        }
        Ok(())
    }

    /// Whether the file beside the database has anything in it.
    pub(super) fn has_content(&self, suffix: &str) -> bool {
        fs::symlink_metadata(self.beside(suffix)).is_ok_and(|metadata| metadata.len() > 0)
    }
}

/// The path with something at its end.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = OsString::from(file);
    path.push(suffix);
    PathBuf::from(path)
}

/// The directory in which a file is.
pub(super) fn directory_of(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether nobody can have made the link but root, whoever runs ronde, or the
/// owner of the directory that it leads to.
fn is_trusted(link: &Metadata, directory: &Metadata, target: &Path) -> bool {
    const STICKY: u32 = 0o1000;
    const WRITE_OF_OTHERS: u32 = 0o022;
    let led_to = fs::metadata(directory_of(target)).map(|metadata| metadata.uid()).ok();
    let is_known = |user| user == 0 || user == geteuid().as_raw() || Some(user) == led_to;
    let is_private = directory.mode() & WRITE_OF_OTHERS == 0;
    // In a sticky directory a name belongs to the owner of its file.
    let is_own_name = directory.mode() & STICKY != 0 && link.nlink() == 1;
    is_known(link.uid()) && is_known(directory.uid()) && (is_private || is_own_name)
}
