//! The body of an answer that comes in chunks (RFC 9112, 7.1); pure, but for reading.
//!
//! Read here, so that extensions of any length and lines that end in LF alone are
//! understood, and so that what is no chunk is named.

use std::io::{self, BufRead, Read};

/// What a chunk's first line may amount to, and all trailers together.
const MAX_LINE_BYTES: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before a chunk's first line.
    Size,
    /// So much of a chunk is still to come.
    Data(u64),
    /// Before the line break after a chunk.
    Gap,
    /// Behind the last chunk.
    Trailers,
    Over,
}

/// Reads the body without what holds its chunks together.
pub(super) struct Chunks<R> {
    source: R,
    stage: Stage,
}

/// Something that is no chunk; for people.
#[derive(Debug)]
pub(super) struct BadChunk(pub(super) &'static str);

impl BadChunk {
    /// The one that made reading fail.
    pub(super) fn within(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl std::fmt::Display for BadChunk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for BadChunk {}

fn bad(why: &'static str) -> io::Error {
    io::Error::other(BadChunk(why))
}

impl<R: BufRead> Chunks<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, stage: Stage::Size }
    }

    /// A line without its end; `None` when the source ends within it.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let most = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
        (&mut self.source).take(most).read_until(b'\n', &mut line)?;
        match line.pop() {
            Some(b'\n') => {}
            _ if line.len() + 1 >= MAX_LINE_BYTES => return Err(bad("a chunk's head never ends")),
            _ => return Ok(None),
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    fn size(&mut self) -> io::Result<Stage> {
        let line = self.line()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        // Signs and spaces are what two readers could disagree on.
        let number = Some(size)
            .filter(|size| size.iter().all(u8::is_ascii_hexdigit))
            .and_then(|size| std::str::from_utf8(size).ok())
            .and_then(|size| u64::from_str_radix(size, 16).ok())
            .ok_or_else(|| bad("chunk length cannot be read as a number"))?;
        Ok(if number == 0 { Stage::Trailers } else { Stage::Data(number) })
    }

    fn gap(&mut self) -> io::Result<Stage> {
        let mut expected: &[u8] = b"\r\n";
        loop {
            let next = *self.source.fill_buf()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
            self.source.consume(1);
            match (next, expected) {
                (b'\n', _) => return Ok(Stage::Size),
                (b'\r', b"\r\n") => expected = b"\n",
                _ => return Err(bad("a chunk is longer than it says")),
            }
        }
    }

    /// What follows the last chunk says nothing that anybody here asks for, and may
    /// be missing.
    fn trailers(&mut self) -> io::Result<Stage> {
        let mut length = 0;
        while let Some(line) = self.line()? {
            length += line.len() + 1;
            if line.is_empty() {
                break;
            }
            if length > MAX_LINE_BYTES {
                return Err(bad("the trailers never end"));
            }
        }
        Ok(Stage::Over)
    }

    fn data(&mut self, left: u64, into: &mut [u8]) -> io::Result<usize> {
        let length = (&mut self.source).take(left).read(into)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
        self.stage = if left == 0 { Stage::Gap } else { Stage::Data(left) };
        Ok(length)
    }
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            self.stage = match self.stage {
                Stage::Size => self.size()?,
                Stage::Data(left) => return self.data(left, into),
                Stage::Gap => self.gap()?,
                Stage::Trailers => self.trailers()?,
                Stage::Over => return Ok(0),
            };
        }
    }
}

#[cfg(test)]
mod tests;
