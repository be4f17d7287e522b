//! The end of a stream, however long the stream is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The last bytes of what was written, by any number of writers.
#[derive(Clone)]
pub(crate) struct SharedTail {
    bytes: Arc<Mutex<VecDeque<u8>>>,
    kept: usize,
}

impl SharedTail {
    /// Nothing yet, and never more than `kept` bytes.
    pub(crate) fn new(kept: usize) -> Self {
        Self { bytes: Arc::new(Mutex::new(VecDeque::with_capacity(kept))), kept }
    }

    /// Adds what comes next.
    pub(crate) fn push(&self, new: &[u8]) {
        let new = new.get(new.len().saturating_sub(self.kept)..).unwrap_or(new);
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let surplus = (bytes.len() + new.len()).saturating_sub(self.kept);
        bytes.drain(..surplus);
        bytes.extend(new);
    }

    /// What is kept, as text. What was cut within a character begins with the next one.
    pub(crate) fn text(&self) -> String {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = bytes.len() == self.kept;
        let mut bytes: &[u8] = bytes.make_contiguous();
        let is_continued = |byte: &u8| is_full && byte & 0xC0 == 0x80;
        while let Some((_, rest)) = bytes.split_first().filter(|(first, _)| is_continued(first)) {
            bytes = rest;
        }
        let text = String::from_utf8_lossy(bytes).into_owned();
        // What is no character becomes one of three bytes.
        let mut start = text.len().saturating_sub(self.kept);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        text.get(start..).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_is_kept() {
        let tail = SharedTail::new(5);
        assert_eq!(tail.text(), "");
        for (new, expected) in [
            ("ab", "ab"),
            ("cde", "abcde"),
            ("fg", "cdefg"),
            ("0123456789", "56789"),
            ("", "56789"),
        ] {
            tail.push(new.as_bytes());
            assert_eq!(tail.text(), expected);
        }
    }

    #[test]
    fn what_is_no_text_is_no_longer_than_text() {
        let tail = SharedTail::new(10_000);
        tail.push(&vec![0xFF; 20_000]);
        let text = tail.text();
        assert!(text.len() <= 10_000 && text.len() > 9_990, "{}", text.len());
        assert!(text.chars().all(|letter| letter == '\u{fffd}'));
    }

    #[test]
    fn no_character_is_cut_in_two() {
        let tail = SharedTail::new(5);
        tail.push("éàü".as_bytes());
        assert_eq!(tail.text(), "àü");
    }
}
