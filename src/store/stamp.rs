//! Whether a database was overwritten while it was open. With a write-ahead log
//! only a checkpoint changes it, and each leaves its mark in the log's index.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};

/// What was seen of a database and of the checkpoints of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    checkpoints: Checkpoints,
    modified: (i64, i64),
    length: u64,
    /// A digest of as much as tells two databases apart: counters of rows are at the beginning.
    beginning: u64,
}

const BEGINNING: usize = 256 * 1024;

/// How far the log was copied into the database.
/// Source: <https://www.sqlite.org/walformat.html#the_wal_index_file_format>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Checkpoints {
    /// Another one each time that the log begins anew.
    salt: [u8; 8],
    done: u32,
    begun: u32,
}

impl Stamp {
    /// Reads the marks first: a checkpoint that begins meanwhile is then no surprise.
    pub(super) fn of(database: &File, index: &File) -> io::Result<Self> {
        let checkpoints = Checkpoints::of(index)?;
        let metadata = database.metadata()?;
        let mut bytes = vec![0; BEGINNING];
        let read = database.read_at(&mut bytes, 0)?;
        let mut digest = DefaultHasher::new();
        digest.write(bytes.get(..read).unwrap_or_default());
        let (modified, length) = (modified(&metadata), metadata.len());
        Ok(Self { checkpoints, modified, length, beginning: digest.finish() })
    }

    /// What is seen now, unless somebody wrote into the database beside the log:
    /// it came neither of checkpoints, nor of nothing but a touch.
    pub(super) fn renewed(&self, database: &File, index: &File) -> io::Result<Option<Self>> {
        let checkpoints = Checkpoints::of(index)?;
        let metadata = database.metadata()?;
        if self.modified == modified(&metadata) && self.length == metadata.len() {
            return Ok(Some(Self { checkpoints, ..*self }));
        }
        let now = Self::of(database, index)?;
        let is_explained = self.checkpoints != now.checkpoints
            || now.checkpoints.begun > now.checkpoints.done
            || (self.length, self.beginning) == (now.length, now.beginning);
        Ok(is_explained.then_some(now))
    }
}

fn modified(metadata: &Metadata) -> (i64, i64) {
    (metadata.mtime(), metadata.mtime_nsec())
}

impl Checkpoints {
    fn of(index: &File) -> io::Result<Self> {
        let (mut salt, mut done, mut begun) = ([0; 8], [0; 4], [0; 4]);
        index.read_exact_at(&mut salt, 32)?;
        index.read_exact_at(&mut done, 96)?;
        index.read_exact_at(&mut begun, 128)?;
        let number = u32::from_ne_bytes;
        Ok(Self { salt, done: number(done), begun: number(begun) })
    }
}
