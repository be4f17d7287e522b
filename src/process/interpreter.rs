//! Why a script cannot be run: the system says of a missing interpreter what it says
//! of a missing file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::job::found_in_path;
use crate::text::os_text;

/// The kernel looks no further. Source: `BINPRM_BUF_SIZE` of Linux.
const LONGEST_LINE: u64 = 256;

/// Why `program` was not started, by `error`.
pub(super) fn objection(program: &str, error: &io::Error) -> String {
    let own = os_text(error);
    if error.kind() != io::ErrorKind::NotFound {
        return own;
    }
    let Ok(file) = File::open(found_in_path(program.as_ref())) else { return own };
    let mut start = Vec::new();
    if file.take(LONGEST_LINE).read_to_end(&mut start).is_err() {
        return own;
    }
    of_first_line(&start).unwrap_or(own)
}

/// What the first line of a script has to do with it.
fn of_first_line(start: &[u8]) -> Option<String> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let line = start.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    if line.ends_with(b"\r") {
        return Some("its first line ends in CR: not an interpreter".to_owned());
    }
    let line = String::from_utf8_lossy(line);
    let interpreter = line.split_whitespace().next()?;
    let is_there = Path::new(interpreter).exists();
    (!is_there).then(|| format!("its interpreter {interpreter} is not there"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_says_what_is_missing() {
        let cases: [(&[u8], Option<&str>); 5] = [
            (b"#!/bin/sh\r\necho OK\r\n", Some("its first line ends in CR: not an interpreter")),
            (b"#! /no/such/python -u\n", Some("its interpreter /no/such/python is not there")),
            (b"#!/bin/sh\n", None),
            (b"\x7fELF", None),
            (b"", None),
        ];
        for (start, expected) in cases {
            assert_eq!(of_first_line(start).as_deref(), expected, "{start:?}");
        }
    }
}
