//! What the value of a header field can be. A value may be a secret: what is
//! wrong with it is told without a character of it.

/// Why `value` cannot be sent as the value of the header `name`, if that is so.
#[must_use]
pub(crate) fn unsendable(name: &str, value: &str) -> Option<&'static str> {
    if !value.chars().all(is_one_line) {
        return Some("has more than one line or a control character");
    }
    if value.chars().any(is_invisible) {
        return Some("has an invisible character, such as a no-break space");
    }
    let is_ascii_only = ["authorization", "host"].iter().any(|it| name.eq_ignore_ascii_case(it));
    (is_ascii_only && !value.is_ascii()).then_some("has a character that is not ASCII")
}

/// A key or certificate in several lines cannot be sent.
fn is_one_line(character: char) -> bool {
    character == '\t' || !character.is_control()
}

/// What gets into a token when it is copied from a page, and is no part of it.
fn is_invisible(character: char) -> bool {
    let is_space = character.is_whitespace() && !matches!(character, ' ' | '\t');
    is_space
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_sent() {
        let lines = Some("has more than one line or a control character");
        let invisible = Some("has an invisible character, such as a no-break space");
        let not_ascii = Some("has a character that is not ASCII");
        for (name, value, expected) in [
            ("Authorization", "Bearer abc", None),
            ("X-Token", " a\tb~", None),
            ("X-Token", "", None),
            ("X-Name", "été", None),
            ("authorization", "Bearer é", not_ascii),
            ("HOST", "é.example", not_ascii),
            ("X-Token", "a\nb", lines),
            ("X-Token", "a\r", lines),
            ("X-Token", "a\u{7f}", lines),
            ("X-Token", "a\u{85}b", lines),
            ("Authorization", "Bearer\u{a0}abc", invisible),
            ("X-Token", "abc\u{200b}", invisible),
            ("X-Token", "\u{feff}abc", invisible),
            ("X-Token", "a\u{2028}b", invisible),
        ] {
            assert_eq!(unsendable(name, value), expected, "{name} {value:?}");
        }
    }
}
