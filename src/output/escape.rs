//! Text from outside never reaches a terminal as it came: what would move the
//! cursor, recolour, reorder or hide text is written out.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with control characters written out, so that nothing from outside
/// can move the cursor or hide a line.
///
/// Line breaks and tabs are written out too: the result is always one line.
#[must_use]
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    escaped_where(text, is_unsafe)
}

/// The same for a CSV field, which can hold line breaks and tabs.
pub(super) fn escaped_field(text: &str) -> Cow<'_, str> {
    escaped_where(text, |character| {
        is_unsafe(character) && !matches!(character, '\n' | '\r' | '\t')
    })
}

/// Finished JSON with what the serializer leaves raw (C1 controls, bidirectional
/// overrides) as `\uXXXX`. Such characters only occur within its strings.
pub(super) fn escaped_json(json: String) -> String {
    // The line breaks of the layout are the only control characters outside of strings.
    let is_raw = |character: char| is_unsafe(character) && character != '\n';
    if json.is_ascii() && !json.contains('\u{7f}') || !json.contains(is_raw) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_raw(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    safe
}

fn escaped_where(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Controls (C0, DEL, C1), line separators, bidirectional marks and overrides,
/// and characters that take no space and show nothing. The joiners that some
/// scripts and emoji need are left alone.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_is_borrowed_as_it_is() {
        for text in ["", "HTTP 503", "Boutique d'été — 日本語 👩\u{200d}🚒", "C:\\new"] {
            assert!(matches!(escaped(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        let cases = [
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{7}\u{7f}", "\\u{7}\\u{7f}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("moc.\u{202e}elgoog", "moc.\\u{202e}elgoog"),
            ("a\u{2066}b\u{2028}c\u{feff}", "a\\u{2066}b\\u{2028}c\\u{feff}"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in any::<String>()) {
            prop_assert!(!escaped(&text).contains(is_unsafe));
        }
    }
}
