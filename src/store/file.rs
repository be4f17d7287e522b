//! The files on disk: who may use them, and what is said of a file before SQLite touches it.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown,
};
use std::path::Path;

use nix::fcntl::OFlag;
use nix::unistd::{Group, geteuid};

use super::held::HeldFiles;
use super::path::{DatabasePath, INDEX, JOURNAL, LOCKS, LOG, directory_of};
use super::schema::APPLICATION_ID;
use super::{Location, StoreError};
use crate::regular_file;

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
        let directory = directory_of(file);
        if directory.is_dir() {
            return Ok(());
        }
        // With a group, its members must also be able to pass through what is above.
        let mode = if self.group.is_some() { 0o755 } else { 0o700 };
        let failed = |error| StoreError::io(directory, "create the directory", &error);
        DirBuilder::new().recursive(true).mode(mode).create(directory).map_err(failed)?;
        let flags = OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW;
        let created = OpenOptions::new().read(true).custom_flags(flags.bits()).open(directory);
        let created = created.map_err(failed)?;
        if created.metadata().map_err(failed)?.uid() != geteuid().as_raw() {
            // Somebody else was faster, whose it is.
            return Ok(());
        }
        let final_mode = if self.group.is_some() { 0o2770 } else { 0o700 };
        self.hand_over(&created, directory, final_mode)
            .inspect_err(|_| drop(fs::remove_dir(directory)))
    }

    /// Creates `path` with the right owner and mode, whatever the umask, or opens
    /// what is there, as it is. SQLite gives the files it makes beside a database
    /// the mode of the database.
    pub(super) fn open_or_create(&self, path: &Path) -> Result<File, StoreError> {
        match self.create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open_for_writing(path),
            created => self.made_ours(path, created),
        }
    }

    /// Creates `path`, which must not exist, in the same way.
    pub(super) fn create_new(&self, path: &Path) -> Result<File, StoreError> {
        self.made_ours(path, self.create(path))
    }

    /// Neither follows a link nor opens what somebody else has made.
    fn create(&self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(self.file_mode()).open(path)
    }

    fn made_ours(&self, path: &Path, created: io::Result<File>) -> Result<File, StoreError> {
        let file = created.map_err(|error| StoreError::io(path, "create the file", &error))?;
        // What is left of a failure would keep those out who may use the group.
        self.hand_over(&file, path, self.file_mode())
            .inspect_err(|_| drop(fs::remove_file(path)))?;
        Ok(file)
    }

    /// Hands all files of a database over that were made before `group` was configured.
    pub(super) fn share_all(&self, held: &mut HeldFiles) -> Result<(), StoreError> {
        self.share(held.database(), held.path().database(), Content::Database)?;
        let locks = LOCKS.map(|suffix| (suffix, Content::Lock));
        for (suffix, content) in [(LOG, Content::Log), (INDEX, Content::Index)].iter().chain(&locks)
        {
            let path = held.path().beside(suffix);
            let is_private = |metadata| self.is_to_be_shared(&metadata);
            if fs::symlink_metadata(&path).is_ok_and(is_private) {
                let file = open_for_writing(&path)?;
                self.share(&file, &path, *content)?;
                held.keep(file);
            }
        }
        Ok(())
    }

    /// Hands a file over that was made before `group` was configured, when it is
    /// ours to give, and is what it should be: a file of another kind was moved here.
    pub(super) fn share(
        &self,
        file: &File,
        path: &Path,
        content: Content,
    ) -> Result<(), StoreError> {
        let failed = |error| StoreError::io(path, "look at the file", &error);
        if !self.is_to_be_shared(&file.metadata().map_err(failed)?) {
            return Ok(());
        }
        match (content.is_in(file).map_err(failed)?, content) {
            (true, _) => self.hand_over(file, path, self.file_mode()),
            (false, Content::Lock) => Err(StoreError::foreign_lock(path)),
            // SQLite makes it anew, with the mode of the database.
            (false, _) => Ok(()),
        }
    }

    fn is_to_be_shared(&self, metadata: &fs::Metadata) -> bool {
        let Some((_, group)) = self.group else { return false };
        let is_ours = geteuid().is_root() || metadata.uid() == geteuid().as_raw();
        let is_shared = metadata.gid() == group && metadata.mode() & 0o777 == self.file_mode();
        is_ours && !is_shared
    }

    /// By the descriptor: the name may lead to something else by now.
    fn hand_over(&self, file: &File, path: &Path, mode: u32) -> Result<(), StoreError> {
        if let Some((name, group)) = self.group {
            fchown(file, None, Some(group)).map_err(|error| {
                StoreError::io(path, &format!("give this to the group {name:?}"), &error)
                    .with_hint("run ronde once as root or as a member of the group")
            })?;
        }
        file.set_permissions(Permissions::from_mode(mode))
            .map_err(|error| StoreError::io(path, "set the permissions", &error))
    }
}

/// Opens a file that exists.
pub(super) fn open_for_writing(path: &Path) -> Result<File, StoreError> {
    regular_file::open(path, OpenOptions::new().read(true).write(true)).map_err(|error| {
        if error.kind() == regular_file::NOT_REGULAR {
            StoreError::in_the_way(path, &error)
        } else {
            StoreError::io(path, "open the file", &error)
        }
    })
}

/// What a file beside the database should have in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A database of ours.
    Database,
    /// SQLite's write-ahead log.
    Log,
    /// Its index.
    Index,
    /// Nothing.
    Lock,
}

impl Content {
    /// Whether it has; a new file has nothing in it yet.
    fn is_in(self, file: &File) -> io::Result<bool> {
        let header = read_header(file)?;
        let first = header.first_chunk::<4>().copied();
        Ok(header.is_empty()
            || match self {
                Self::Lock => false,
                Self::Database => number_at(&header, 68) == Some(APPLICATION_ID),
                // Source: https://www.sqlite.org/walformat.html
                Self::Log => matches!(first, Some([0x37, 0x7f, 0x06, 0x82 | 0x83])),
                Self::Index => first.map(u32::from_ne_bytes) == Some(3_007_000),
            })
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

/// Looks at a file without SQLite, which may change a file by merely opening it;
/// `file` is what messages call it.
///
/// Fails for what is certainly not a ronde database, or a newer one than `known_version`.
pub(super) fn look_at(
    path: &DatabasePath,
    file: &Path,
    known_version: i64,
) -> Result<Look, StoreError> {
    let opened = match regular_file::open(path.database(), OpenOptions::new().read(true)) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Look::Missing),
        Err(_) if path.database().is_dir() => return Err(StoreError::directory(file)),
        Err(error) if error.kind() == regular_file::NOT_REGULAR => {
            return Err(StoreError::in_the_way(file, &error));
        }
        Err(error) => return Err(StoreError::io(file, "open the database", &error)),
    };
    let failed = |error| StoreError::io(file, "read the database", &error);
    let header = read_header(&opened).map_err(failed)?;
    if header.is_empty() {
        return Ok(Look::Empty);
    }
    // A transaction was cut off: what the file is, is known when SQLite has undone it.
    if path.has_content(JOURNAL) {
        return Ok(Look::Database);
    }
    judge_header(file, &header, known_version)?;
    // Rounding up to whole pages, SQLite overlooks a page that was cut in two. While
    // there is a log, the file may rightly be shorter than it will be.
    let length = opened.metadata().map_err(failed)?.len();
    if expected_length(&header) > length && !path.has_content(LOG) {
        return Err(cut_off(file));
    }
    Ok(Look::Database)
}

fn read_header(file: &File) -> io::Result<Vec<u8>> {
    let mut header = vec![0; HEADER_LENGTH];
    let mut length = 0;
    while let Some(rest) = header.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, u64::try_from(length).unwrap_or(u64::MAX)) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    header.truncate(length);
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
