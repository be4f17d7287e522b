//! Certificate and key files, read whole and never for ever: a path may lead to a
//! pipe that nobody writes to, or to a device without an end.

use std::fs::{FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::OFlag;

use crate::text::os_text;

/// The roots of all the world are a quarter of a megabyte.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Why a file of certificates or keys is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    /// It is not there, or not ours to read.
    #[error("{}", os_text(.0))]
    Refused(#[from] io::Error),
    /// Something else has this name.
    #[error("it is {0}, not a regular file")]
    NotRegular(&'static str),
    /// It cannot be what it is said to be.
    #[error("it is larger than {} MiB", LARGEST >> 20)]
    TooLarge,
}

/// The bytes of a regular file of at most 16 MiB; links are followed.
///
/// # Errors
///
/// Why it is not read, without waiting for anything.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    // To open some devices is to do something with them, and a socket cannot be.
    regular(&std::fs::metadata(path)?)?;
    // Meanwhile it may have become something else, which must not be waited for.
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits()).open(path)?;
    regular(&file.metadata()?)?;
    let mut bytes = Vec::new();
    // Some files have a length of 0 and no end.
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    Ok(bytes)
}

fn regular(found: &Metadata) -> Result<(), Unreadable> {
    if found.is_file() { Ok(()) } else { Err(Unreadable::NotRegular(kind(found.file_type()))) }
}

fn kind(found: FileType) -> &'static str {
    if found.is_dir() {
        "a directory"
    } else if found.is_fifo() {
        "a FIFO"
    } else if found.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}
