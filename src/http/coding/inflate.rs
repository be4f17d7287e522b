//! One layer of compression: gzip members, or one zlib or raw deflate stream.
//!
//! The wrapping is read here and not by flate2, which cannot tell a trailer that is
//! missing from data that is.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// How a body may be compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Format {
    /// gzip, of one or more members.
    Gzip,
    /// zlib, or what some servers take for it: raw deflate.
    Deflate,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }
}

/// A compressed body that is damaged.
#[derive(Debug)]
pub(in crate::http) struct Damaged {
    /// What it was compressed with.
    pub(in crate::http) coding: &'static str,
    /// It stops in the middle.
    pub(in crate::http) is_short: bool,
}

impl Damaged {
    /// The one that made reading fail.
    pub(in crate::http) fn within(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl std::fmt::Display for Damaged {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the {} body is damaged", self.coding)
    }
}

impl std::error::Error for Damaged {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before the head of a member.
    Head,
    /// Within the compressed data.
    Data,
    /// What follows is no part of the body.
    Over,
}

/// Reads a compressed body unpacked.
pub(super) struct Inflate<R> {
    source: R,
    format: Format,
    stage: Stage,
    stream: Decompress,
    checksum: Checksum,
    /// A whole member has been read; what follows it may be anything.
    has_whole_member: bool,
}

impl<R: BufRead> Inflate<R> {
    pub(super) fn new(source: R, format: Format) -> Self {
        Self {
            source,
            format,
            stage: Stage::Head,
            stream: Decompress::new(false),
            checksum: Checksum::None,
            has_whole_member: false,
        }
    }

    fn damaged(&self, is_short: bool) -> io::Error {
        io::Error::other(Damaged { coding: self.format.name(), is_short })
    }

    /// Begins a member, if there is one.
    fn begin(&mut self) -> io::Result<Stage> {
        if self.source.fill_buf()?.is_empty() {
            return Ok(Stage::Over);
        }
        let begun = match self.format {
            Format::Gzip => self.gzip_head(),
            Format::Deflate => self.zlib_head(),
        };
        match begun {
            Ok(checksum) => {
                self.stream.reset(false);
                self.checksum = checksum;
                Ok(Stage::Data)
            }
            Err(error) if self.is_beyond(&error) => Ok(Stage::Over),
            Err(error) => Err(error),
        }
    }

    /// Whether the objection is to what follows the last whole member.
    fn is_beyond(&self, error: &io::Error) -> bool {
        self.has_whole_member && Damaged::within(error).is_some()
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.source.fill_buf()?.first().copied();
        if byte.is_some() {
            self.source.consume(1);
        }
        Ok(byte)
    }

    fn needed(&mut self) -> io::Result<u8> {
        self.byte()?.ok_or_else(|| self.damaged(true))
    }

    /// RFC 1952, 2.3.
    fn gzip_head(&mut self) -> io::Result<Checksum> {
        for expected in [0x1f, 0x8b, 8] {
            if self.needed()? != expected {
                return Err(self.damaged(false));
            }
        }
        let flags = self.needed()?;
        for _ in 0..6 {
            self.needed()?;
        }
        if flags & 4 != 0 {
            let length = u16::from_le_bytes([self.needed()?, self.needed()?]);
            for _ in 0..length {
                self.needed()?;
            }
        }
        // A name and a comment.
        for flag in [8, 16] {
            while flags & flag != 0 && self.needed()? != 0 {}
        }
        if flags & 2 != 0 {
            self.needed()?;
            self.needed()?;
        }
        Ok(Checksum::Gzip(Crc::new()))
    }

    /// RFC 1950, 2.2. No raw stream that an encoder makes begins like this.
    fn zlib_head(&mut self) -> io::Result<Checksum> {
        let start = self.source.fill_buf()?;
        let &[first, ref rest @ ..] = start else { return Ok(Checksum::None) };
        if first & 0x0f != 8 {
            return Ok(Checksum::None);
        }
        match rest.first().copied() {
            // A buffer of one byte: the other one has yet to be read.
            None => {
                self.source.consume(1);
                let second = self.needed()?;
                self.zlib_flags(first, second)
            }
            Some(second) if is_zlib(first, second) => {
                self.source.consume(2);
                self.zlib_flags(first, second)
            }
            Some(_) => Ok(Checksum::None),
        }
    }

    fn zlib_flags(&self, first: u8, second: u8) -> io::Result<Checksum> {
        let needs_dictionary = second & 0x20 != 0;
        if !is_zlib(first, second) || needs_dictionary {
            return Err(self.damaged(false));
        }
        Ok(Checksum::Zlib(Adler::default()))
    }

    /// Reads what is behind a member's data, which may be missing.
    fn end(&mut self) -> io::Result<Stage> {
        let mut trailer = Vec::with_capacity(8);
        while trailer.len() < self.checksum.length()
            && let Some(byte) = self.byte()?
        {
            trailer.push(byte);
        }
        if !self.checksum.agrees(&trailer) {
            return Err(self.damaged(false));
        }
        self.has_whole_member = true;
        Ok(if self.format == Format::Gzip { Stage::Head } else { Stage::Over })
    }

    fn unpack(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let input = self.source.fill_buf()?;
        let is_last = input.is_empty();
        let (read, written) = (self.stream.total_in(), self.stream.total_out());
        let flush = if is_last { FlushDecompress::Finish } else { FlushDecompress::None };
        let status = self.stream.decompress(input, into, flush);
        let since = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
        let (read, written) =
            (since(self.stream.total_in(), read), since(self.stream.total_out(), written));
        self.source.consume(read);
        self.checksum.update(into.get(..written).unwrap_or_default());
        match status {
            Ok(Status::StreamEnd) => self.stage = self.end()?,
            Ok(_) if written == 0 && (read == 0 || is_last) => return Err(self.damaged(is_last)),
            Ok(_) => {}
            Err(_) => return Err(self.damaged(false)),
        }
        Ok(written)
    }
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            match self.stage {
                Stage::Head => self.stage = self.begin()?,
                Stage::Data => match self.unpack(into) {
                    Ok(0) => {}
                    Ok(written) => return Ok(written),
                    Err(error) if self.is_beyond(&error) => self.stage = Stage::Over,
                    Err(error) => return Err(error),
                },
                Stage::Over => return Ok(0),
            }
        }
    }
}

fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

/// What a member's trailer is held against.
enum Checksum {
    None,
    Gzip(Crc),
    Zlib(Adler),
}

impl Checksum {
    fn length(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Gzip(_) => 8,
            Self::Zlib(_) => 4,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Gzip(sum) => sum.update(bytes),
            Self::Zlib(sum) => sum.update(bytes),
        }
    }

    /// A trailer that is not all there says nothing.
    fn agrees(&self, trailer: &[u8]) -> bool {
        if trailer.len() < self.length() {
            return true;
        }
        match self {
            Self::None => true,
            Self::Gzip(sum) => {
                *trailer == [sum.sum().to_le_bytes(), sum.amount().to_le_bytes()].concat()
            }
            Self::Zlib(sum) => *trailer == sum.sum().to_be_bytes(),
        }
    }
}

/// RFC 1950, 8.2.
struct Adler {
    low: u32,
    high: u32,
}

impl Default for Adler {
    fn default() -> Self {
        Self { low: 1, high: 0 }
    }
}

impl Adler {
    fn update(&mut self, bytes: &[u8]) {
        const BASE: u32 = 65_521;
        // As many as are sure not to overflow.
        for bytes in bytes.chunks(5_552) {
            for byte in bytes {
                self.low += u32::from(*byte);
                self.high += self.low;
            }
            self.low %= BASE;
            self.high %= BASE;
        }
    }

    fn sum(&self) -> u32 {
        (self.high << 16) | self.low
    }
}
