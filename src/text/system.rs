//! The system's own words for what it could not do.

use std::io;

/// The system's words, without the number that Rust adds to them.
#[must_use]
pub(crate) fn os_text(error: &io::Error) -> String {
    let text = error.to_string();
    let bare = match text.rfind(" (os error ") {
        Some(end) => text.get(..end).unwrap_or(&text),
        None => &text,
    };
    // As a fragment within a sentence, but for words such as `TLS`.
    let mut letters = bare.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            format!("{}{}", first.to_lowercase(), bare.get(first.len_utf8()..).unwrap_or(""))
        }
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_a_fragment_without_its_number() {
        assert_eq!(os_text(&io::Error::from_raw_os_error(2)), "no such file or directory");
        assert_eq!(os_text(&io::Error::other("TLS is over")), "TLS is over");
        assert_eq!(os_text(&io::Error::other("")), "");
    }
}
