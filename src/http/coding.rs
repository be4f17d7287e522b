//! Unpacks bodies that were compressed on their way, as leniently as browsers do;
//! pure, but for reading.
//!
//! Never more of a body is held than a few buffers, whatever it unpacks to.

mod inflate;

use std::io::{BufReader, Read};

pub(super) use inflate::{Damaged, Format};

use inflate::Inflate;

/// More codings in a row than anybody sends (curl has the same limit).
const MAX_CODINGS: usize = 5;

/// Codings that exist and that we cannot read. Whatever is neither one of these
/// nor one of ours, such as `utf-8` or `none`, is no coding but a mistake.
const UNREADABLE: &[&str] = &[
    "aes128gcm",
    "br",
    "bzip2",
    "compress",
    "dcb",
    "dcz",
    "exi",
    "lzma",
    "pack200-gzip",
    "x-bzip2",
    "x-compress",
    "x-lzma",
    "x-xz",
    "xz",
    "zstd",
];

/// What has to be undone to read a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Codings {
    /// These, in the order in which they are undone; often none.
    Readable(Vec<Format>),
    /// One that we cannot read.
    Unreadable(String),
    /// More than anybody sends.
    TooMany,
}

/// What the elements of `Content-Encoding`, and those of `Transfer-Encoding` after
/// them, say; all in lower case.
pub(super) fn codings(elements: impl Iterator<Item = String>) -> Codings {
    let mut formats = Vec::new();
    for element in elements {
        match element.as_str() {
            "gzip" | "x-gzip" => formats.push(Format::Gzip),
            "deflate" | "x-deflate" => formats.push(Format::Deflate),
            other if UNREADABLE.contains(&other) => return Codings::Unreadable(element),
            _ => {}
        }
    }
    formats.reverse();
    if formats.len() > MAX_CODINGS { Codings::TooMany } else { Codings::Readable(formats) }
}

/// Reads a body, unpacked.
pub(super) fn unpacked<'r>(body: impl Read + 'r, formats: &[Format]) -> Box<dyn Read + 'r> {
    let mut reader: Box<dyn Read + 'r> = Box::new(body);
    for format in formats {
        reader = Box::new(Inflate::new(BufReader::new(reader), *format));
    }
    reader
}

#[cfg(test)]
mod tests;
