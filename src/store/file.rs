//! The files on disk: who may use them, and what is said of a file before SQLite touches it.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use nix::unistd::{Group, geteuid};

use super::lock::beside;
use super::schema::APPLICATION_ID;
use super::{Location, StoreError};

/// Who may use the database's files: their owner, and a group if there is one.
pub(super) struct Access<'l> {
    group: Option<(&'l str, u32)>,
}

impl<'l> Access<'l> {
    /// Looks the group up.
    pub(super) fn of(location: &'l Location) -> Result<Self, StoreError> {
        let Some(name) = location.group.as_deref() else {
            return Ok(Self { group: None });
        };
        match Group::from_name(name) {
            Ok(Some(group)) => Ok(Self { group: Some((name, group.gid.as_raw())) }),
            Ok(None) => Err(StoreError::unusable(
                &location.file,
                format!("there is no group {name:?} on this machine"),
            )
            .with_hint("create it, or correct `group` in the configuration")),
            Err(error) => Err(StoreError::unusable(
                &location.file,
                format!("the group {name:?} cannot be looked up: {}", error.desc()),
            )),
        }
    }

    fn file_mode(&self) -> u32 {
        if self.group.is_some() { 0o660 } else { 0o600 }
    }

    /// Creates the directory of `file` when it is missing. One that exists is
    /// somebody's and stays as it is.
    pub(super) fn ensure_directory(&self, file: &Path) -> Result<(), StoreError> {
        let directory = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => return Ok(()),
        };
        if directory.is_dir() {
            return Ok(());
        }
        // With a group, its members must also be able to pass through what is above.
        let mode = if self.group.is_some() { 0o755 } else { 0o700 };
        DirBuilder::new()
            .recursive(true)
            .mode(mode)
            .create(directory)
            .map_err(|error| StoreError::io(directory, "create the directory", &error))?;
        let final_mode = if self.group.is_some() { 0o2770 } else { 0o700 };
        self.hand_over(directory, final_mode).inspect_err(|_| drop(fs::remove_dir(directory)))
    }

    /// Opens `path` for reading and writing; creates it with the right owner and
    /// mode, whatever the umask. SQLite gives the files it makes beside a
    /// database the mode of the database.
    pub(super) fn open_or_create(&self, path: &Path) -> Result<File, StoreError> {
        let created = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(self.file_mode())
            .open(path);
        match created {
            Ok(file) => {
                // What is left of a failure would keep those out who may use the group.
                self.hand_over(path, self.file_mode())
                    .inspect_err(|_| drop(fs::remove_file(path)))?;
                Ok(file)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.share_existing(path)?;
                // A link to a file that does not exist yet is followed.
                OpenOptions::new()
                    .read(true)
                    .write(true)
                    .create(true)
                    .truncate(false)
                    .mode(self.file_mode())
                    .open(path)
                    .map_err(|error| StoreError::io(path, "open the file", &error))
            }
            Err(error) => Err(StoreError::io(path, "create the file", &error)),
        }
    }

    /// Hands a file over that was made before `group` was configured, when it is ours to give.
    pub(super) fn share_existing(&self, path: &Path) -> Result<(), StoreError> {
        let (Some((_, group)), Ok(metadata)) = (self.group, fs::metadata(path)) else {
            return Ok(());
        };
        let is_ours = geteuid().is_root() || metadata.uid() == geteuid().as_raw();
        let is_shared = metadata.gid() == group && metadata.mode() & 0o777 == self.file_mode();
        if is_ours && !is_shared { self.hand_over(path, self.file_mode()) } else { Ok(()) }
    }

    fn hand_over(&self, path: &Path, mode: u32) -> Result<(), StoreError> {
        if let Some((name, group)) = self.group {
            chown(path, None, Some(group)).map_err(|error| {
                StoreError::io(path, &format!("give this to the group {name:?}"), &error)
                    .with_hint("run ronde once as root or as a member of the group")
            })?;
        }
        fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(|error| StoreError::io(path, "set the permissions", &error))
    }
}

/// What can be said of a file by its first bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// There is no file.
    Missing,
    /// A file without content, as `touch` makes it.
    Empty,
    /// A database of ours, or one that SQLite itself must look at.
    Database,
}

const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER_LENGTH: usize = 100;

/// Looks at a file without SQLite, which may change a file by merely opening it.
///
/// Fails for what is certainly not a ronde database, or a newer one than `known_version`.
pub(super) fn look_at(file: &Path, known_version: i64) -> Result<Look, StoreError> {
    let metadata = match fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Look::Missing),
        Err(error) => return Err(StoreError::io(file, "open the database", &error)),
    };
    if metadata.is_dir() {
        return Err(StoreError::unusable(file, "this is a directory, not a database"));
    }
    if !metadata.is_file() {
        return Err(StoreError::unusable(file, "this is not a regular file"));
    }
    let header =
        read_header(file).map_err(|error| StoreError::io(file, "read the database", &error))?;
    if header.is_empty() {
        return Ok(Look::Empty);
    }
    // A transaction was cut off: what the file is, is known when SQLite has undone it.
    if has_content(&beside(file, "-journal")) {
        return Ok(Look::Database);
    }
    judge_header(file, &header, known_version)?;
    // Rounding up to whole pages, SQLite overlooks a page that was cut in two. While
    // there is a log, the file may rightly be shorter than it will be.
    let has_log = || has_content(&beside(file, "-wal"));
    if expected_length(&header) > length_of(file)? && !has_log() {
        return Err(cut_off(file));
    }
    Ok(Look::Database)
}

fn has_content(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|metadata| metadata.len() > 0)
}

fn length_of(file: &Path) -> Result<u64, StoreError> {
    fs::metadata(file)
        .map(|metadata| metadata.len())
        .map_err(|error| StoreError::io(file, "open the database", &error))
}

fn read_header(file: &Path) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER_LENGTH);
    let length = u64::try_from(HEADER_LENGTH).unwrap_or(u64::MAX);
    File::open(file)?.take(length).read_to_end(&mut header)?;
    Ok(header)
}

fn judge_header(file: &Path, header: &[u8], known_version: i64) -> Result<(), StoreError> {
    if !header.starts_with(MAGIC) {
        let is_cut_off = header.len() < MAGIC.len() && MAGIC.starts_with(header);
        return Err(if is_cut_off { cut_off(file) } else { StoreError::foreign(file) });
    }
    // Too short to say how long it was.
    if header.len() < HEADER_LENGTH {
        return Err(cut_off(file));
    }
    // Source: https://www.sqlite.org/fileformat.html#the_database_header
    let (Some(version), Some(application)) = (number_at(header, 60), number_at(header, 68)) else {
        return Err(cut_off(file));
    };
    if application != APPLICATION_ID {
        return Err(StoreError::foreign(file));
    }
    if version > known_version {
        return Err(StoreError::newer(file, version, known_version));
    }
    Ok(())
}

/// How long the file is at least, as its header says; 0 when the header does not say.
fn expected_length(header: &[u8]) -> u64 {
    let page_size = match header.get(16..18) {
        // 65536 does not fit: it is written as 1.
        Some([0, 1]) => 65_536,
        Some([high, low]) => u64::from(u16::from_be_bytes([*high, *low])),
        _ => 0,
    };
    // The count is valid if whoever last changed the file kept it.
    let is_valid = header.get(24..28) == header.get(92..96);
    let pages = number_at(header, 28).filter(|_| is_valid).unwrap_or(0);
    page_size.saturating_mul(u64::try_from(pages).unwrap_or(0))
}

fn cut_off(file: &Path) -> StoreError {
    StoreError::damaged(file, "its end is missing")
}

fn number_at(header: &[u8], offset: usize) -> Option<i64> {
    let bytes = header.get(offset..offset + 4)?;
    Some(i64::from(i32::from_be_bytes(bytes.try_into().ok()?)))
}
