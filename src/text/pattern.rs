//! Regular expressions, with the meaning that they have in cachet-url-monitor.

use std::fmt;
use std::sync::Arc;

/// A compiled regular expression and the text it was made of.
///
/// Matched at the start of a text (the body, a header's value), where `.` also
/// matches a line break. `$` matches before a last line break as well, and `\Z`
/// only at the end: both as in Python.
#[derive(Clone)]
pub struct Pattern {
    text: Arc<str>,
    compiled: Arc<fancy_regex::Regex>,
}

impl Pattern {
    /// Compiles `text`.
    ///
    /// # Errors
    ///
    /// The reason, in words, when it is not a regular expression.
    pub fn compile(text: &str) -> Result<Self, String> {
        // The bare text is compiled too, so that `a)(b` cannot slip out of the group.
        fancy_regex::Regex::new(text).map_err(|error| error.to_string())?;
        let anchored = format!(r"(?s)\A(?:{})", from_python(text));
        let compiled = fancy_regex::Regex::new(&anchored).map_err(|error| error.to_string())?;
        Ok(Self { text: Arc::from(text), compiled: Arc::new(compiled) })
    }

    /// As configured.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether `text` matches at its start.
    ///
    /// # Errors
    ///
    /// The reason, when matching was given up (too much backtracking).
    pub fn matches_start_of(&self, text: &str) -> Result<bool, String> {
        self.compiled.is_match(text).map_err(|error| error.to_string())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pattern({:?})", self.text)
    }
}

/// The ends of a text in the words of the regex library.
///
/// `$` takes the last line break along, which cheaper engines can do and which
/// only shows when more follows; so it is replaced only where nothing does.
fn from_python(text: &str) -> String {
    let is_multiline = has_multiline_flag(text);
    let mut result = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    let mut classes = 0_usize;
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('Z')) if classes == 0 => {
                characters.next();
                result.push_str(r"\z");
                continue;
            }
            ('\\', Some(&escaped)) => {
                characters.next();
                result.extend([character, escaped]);
                continue;
            }
            ('$', None | Some(')' | '|')) if classes == 0 && !is_multiline => {
                result.push_str(r"(?:\n?\z)");
                continue;
            }
            ('[', _) => classes += 1,
            (']', _) => classes = classes.saturating_sub(1),
            _ => {}
        }
        result.push(character);
        // A bracket that comes first in a class stands for itself.
        if character == '[' {
            result.extend(characters.next_if_eq(&'^'));
            result.extend(characters.next_if_eq(&']'));
        }
    }
    result
}

/// Whether `(?m)` or `(?im:` is anywhere in it: there `$` is the end of a line.
fn has_multiline_flag(text: &str) -> bool {
    text.split("(?").skip(1).any(|group| {
        group.chars().take_while(char::is_ascii_alphabetic).any(|flag| flag == 'm')
            && !group.starts_with('P')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_text_are_those_of_python() {
        let cases = [
            ("ab$", "ab", true),
            ("ab$", "ab\n", true),
            ("ab$", "ab\n\n", false),
            ("ab$", "ab\nc", false),
            ("(ab$|x$)", "ab\n", true),
            ("a$\nb", "a\nb", false),
            ("(?m)ab$", "ab\nc", true),
            ("(?im:AB$)", "ab\nc", true),
            (r"ab\Z", "ab", true),
            (r"ab\Z", "ab\n", false),
            (r"ab\$", "ab$", true),
            (r"ab\$", "ab", false),
            ("ab[$]", "ab$", true),
            ("ab[]$]$", "ab]\n", true),
            ("ab[^]$]$", "ab$", false),
            ("ab[[:digit:]$]$", "ab$\n", true),
            (r"a[\]$]b$", "a$b", true),
            (r"a\\$", "a\\\n", true),
            ("^$", "", true),
            ("$", "\n", true),
            ("$", "\na", false),
        ];
        for (regex, text, expected) in cases {
            let pattern = Pattern::compile(regex).unwrap();
            assert_eq!(pattern.matches_start_of(text), Ok(expected), "{regex} {text:?}");
        }
    }

    #[test]
    fn look_around_and_backreferences_work() {
        for (regex, expected) in [
            (r"(a)\1", true),
            (r"(?P<x>a)(?P=x)", true),
            ("a(?=a)", true),
            ("a(?!a)", false),
            (r"aa\b b", true),
            ("(?<=x)a", false),
        ] {
            let pattern = Pattern::compile(regex).unwrap();
            assert_eq!(pattern.matches_start_of("aa b"), Ok(expected), "{regex}");
        }
    }

    #[test]
    fn a_group_cannot_be_left() {
        for regex in ["a)(b", ")", "(", "a)|(b", "["] {
            assert!(Pattern::compile(regex).is_err(), "{regex}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_a_regex_remains_one(text in r"[ab$Zzm\[\]^()|\\?:*]{0,12}") {
            if fancy_regex::Regex::new(&text).is_ok() {
                let anchored = format!(r"(?s)\A(?:{text})");
                let was_one = fancy_regex::Regex::new(&anchored).is_ok();
                proptest::prop_assert_eq!(Pattern::compile(&text).is_ok(), was_one, "{}", text);
            }
        }
    }
}
