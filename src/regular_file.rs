//! Regular files in directories where others may write: no link is followed, no
//! FIFO is waited for, and what was looked at is what was opened.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::OFlag;

/// Opens a regular file that has one name. To create a file there is
/// `create_new` (`O_EXCL`), which follows nothing either.
///
/// # Errors
///
/// Why it cannot be opened, also that it is something else.
pub(crate) fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    // A terminal is not made ours, and a FIFO without another end answers at once.
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let file = options.clone().custom_flags(flags.bits()).open(path).map_err(|error| {
        // The system's own words for a link or a socket would help nobody.
        let reason = fs::symlink_metadata(path).and_then(|metadata| ensure_regular(&metadata));
        reason.err().filter(|reason| reason.kind() == NOT_REGULAR).unwrap_or(error)
    })?;
    ensure_regular(&file.metadata()?)?;
    Ok(file)
}

/// How the error is told from those of the system.
pub(crate) const NOT_REGULAR: io::ErrorKind = io::ErrorKind::InvalidInput;

/// Fails for everything but a regular file with one name. A second name, in a
/// directory that others cannot see, would be a second way to what is in it.
///
/// # Errors
///
/// What it is instead.
pub(crate) fn ensure_regular(metadata: &Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    let reason = if kind.is_symlink() {
        "this is a link, which is not followed here"
    } else if kind.is_dir() {
        "this is a directory, not a regular file"
    } else if kind.is_fifo() {
        "this is a FIFO, not a regular file"
    } else if kind.is_socket() {
        "this is a socket, not a regular file"
    } else if !kind.is_file() {
        "this is not a regular file"
    } else if metadata.nlink() > 1 {
        "this has another name elsewhere (a hard link)"
    } else {
        return Ok(());
    };
    Err(io::Error::new(NOT_REGULAR, reason))
}

/// A file itself, whatever its name: its device and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity(u64, u64);

impl Identity {
    /// The file that was looked at.
    #[must_use]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self(metadata.dev(), metadata.ino())
    }

    /// What stands at `path` now, be it a link; `None` when nothing does.
    ///
    /// # Errors
    ///
    /// Why that cannot be told.
    pub(crate) fn at(path: &Path) -> io::Result<Option<Self>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) => Ok(Some(Self::of(&metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_a_regular_file_with_one_name_is_opened() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("file"), "text").unwrap();
        let mut text = String::new();
        open(&path("file"), OpenOptions::new().read(true))
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "text");

        symlink(path("file"), path("link")).unwrap();
        symlink(path("nowhere"), path("dangling")).unwrap();
        fs::create_dir(path("directory")).unwrap();
        let _socket = UnixListener::bind(path("socket")).unwrap();
        let mode = nix::sys::stat::Mode::from_bits_truncate(0o600);
        nix::unistd::mkfifo(&path("fifo"), mode).unwrap();
        let cases = [
            ("link", "this is a link, which is not followed here"),
            ("dangling", "this is a link, which is not followed here"),
            ("directory", "this is a directory, not a regular file"),
            ("socket", "this is a socket, not a regular file"),
            ("fifo", "this is a FIFO, not a regular file"),
        ];
        for (name, reason) in cases {
            for is_written in [false, true] {
                let mut options = OpenOptions::new();
                options.read(!is_written).write(is_written);
                assert_eq!(open(&path(name), &options).unwrap_err().to_string(), reason, "{name}");
            }
        }
        fs::hard_link(path("file"), path("second")).unwrap();
        let reason = open(&path("file"), OpenOptions::new().read(true)).unwrap_err().to_string();
        assert_eq!(reason, "this has another name elsewhere (a hard link)");
        let missing = open(&path("nowhere"), OpenOptions::new().read(true)).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_file_is_the_same_by_any_name_and_another_by_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let (old, new) = (directory.path().join("old"), directory.path().join("new"));
        fs::write(&old, "").unwrap();
        let identity = Identity::at(&old).unwrap();
        fs::rename(&old, &new).unwrap();
        assert_eq!(Identity::at(&old).unwrap(), None);
        assert_eq!(Identity::at(&new).unwrap(), identity);
        fs::write(&old, "").unwrap();
        assert_ne!(Identity::at(&old).unwrap(), identity);
    }
}
