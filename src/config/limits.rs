//! Refuses texts that would cost the YAML parser far more than their size:
//! deep nesting, which it scans in quadratic time, and aliases that multiply.

use std::fmt;

use serde::de::VariantAccess;
use serde::de::{Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

/// The parser's own limit; anything deeper is refused by it too, but later.
const DEPTH: usize = 128;
/// What a file may be, and also what it may become with its aliases written out.
pub(super) const SIZE: usize = 64 * 1024 * 1024;
/// What a value costs in memory at least, however short it is.
const VALUE: usize = 32;

/// Where brackets are nested too deep: line and column, from 1.
pub(super) fn too_deep(text: &str) -> Option<(usize, usize)> {
    let mut brackets = Brackets::default();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        if brackets.is_between() {
            // Nothing changes before the next line with a sign that opens something.
            let opening = rest.bytes().position(opens)?;
            start += rest.get(..opening)?.rfind('\n').map_or(0, |end| end + 1);
        }
        let line = text.get(start..)?.split_inclusive('\n').next()?;
        if let Some(column) = brackets.read(line.trim_end_matches(['\n', '\r'])) {
            return Some((text.get(..start)?.matches('\n').count() + 1, column));
        }
        start += line.len();
    }
    None
}

/// Whether a bracket, a quote or a block of text can begin with this.
fn opens(byte: u8) -> bool {
    matches!(byte, b'[' | b'{' | b'"' | b'\'' | b'|' | b'>')
}

/// Follows brackets, quotes and comments from line to line.
#[derive(Default)]
struct Brackets {
    depth: usize,
    quote: Option<char>,
    /// Inside a `|` or `>` text whose key is indented by this much.
    block_text: Option<usize>,
}

impl Brackets {
    /// The column at which `line` goes too deep.
    fn read(&mut self, line: &str) -> Option<usize> {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        if self.is_block_text(line, indentation) {
            return None;
        }
        let mut before = ' ';
        let mut is_value_start = true;
        let mut characters = line.chars().enumerate().peekable();
        while let Some((column, character)) = characters.next() {
            if let Some(quote) = self.quote {
                match character {
                    '\\' if quote == '"' => drop(characters.next()),
                    '\'' if quote == '\'' && matches!(characters.peek(), Some((_, '\''))) => {
                        characters.next();
                    }
                    _ if character == quote => self.quote = None,
                    _ => {}
                }
                is_value_start = false;
            } else if character == '#' && before.is_whitespace() {
                break;
            } else if is_value_start || self.depth > 0 {
                is_value_start = self.open_or_close(character, before);
                if self.depth > DEPTH {
                    return Some(column + 1);
                }
            } else {
                is_value_start = character == ' ' && matches!(before, ':' | '-' | '?');
            }
            before = character;
        }
        self.begin_block_text(line, indentation);
        None
    }

    /// Whether nothing is open that a line could be part of or could close.
    fn is_between(&self) -> bool {
        self.depth == 0 && self.quote.is_none() && self.block_text.is_none()
    }

    /// Whether a value may still begin after `character`.
    fn open_or_close(&mut self, character: char, before: char) -> bool {
        match character {
            '[' | '{' => self.depth += 1,
            ']' | '}' => self.depth = self.depth.saturating_sub(1),
            '"' | '\'' if before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':') => {
                self.quote = Some(character);
            }
            ' ' | '-' | '?' | ',' => {}
            _ => return false,
        }
        true
    }

    fn is_block_text(&mut self, line: &str, indentation: usize) -> bool {
        match self.block_text {
            Some(parent) if indentation > parent || line.trim().is_empty() => true,
            _ => {
                self.block_text = None;
                false
            }
        }
    }

    fn begin_block_text(&mut self, line: &str, indentation: usize) {
        let last = line.split(" #").next().unwrap_or(line).split_whitespace().next_back();
        let begins = last.is_some_and(|word| {
            word.starts_with(['|', '>'])
                && word.chars().skip(1).all(|sign| matches!(sign, '+' | '-' | '0'..='9'))
        });
        if begins && self.depth == 0 && self.quote.is_none() {
            self.block_text = Some(indentation);
        }
    }
}

/// Whether the text has both an anchor and an alias, as far as a glance can tell.
pub(super) fn has_aliases(text: &str) -> bool {
    // Looking for one byte is quick, and seldom are there both.
    let contains = |sign: u8| text.as_bytes().contains(&sign);
    if !(contains(b'&') && contains(b'*')) {
        return false;
    }
    let begins_word = |sign: u8| {
        text.as_bytes().windows(2).any(|pair| match pair {
            [before, at] => {
                *at == sign
                    && (before.is_ascii_whitespace() || matches!(before, b'[' | b'{' | b','))
            }
            _ => false,
        }) || text.as_bytes().first() == Some(&sign)
    };
    begins_word(b'&') && begins_word(b'*')
}

/// What a text would be with its aliases written out; counted, not kept.
///
/// Deserializing fails when that is more than [`SIZE`].
pub(super) struct Expanded;

/// The message of a text that is too large with its aliases written out.
pub(super) const EXPANDED_TOO_LARGE: &str = "larger than 64 MiB with its aliases written out";

impl<'de> Deserialize<'de> for Expanded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut size = 0;
        deserializer.deserialize_any(Measure(&mut size))?;
        Ok(Self)
    }
}

struct Measure<'a>(&'a mut usize);

impl Measure<'_> {
    fn add<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        *self.0 = self.0.saturating_add(bytes).saturating_add(VALUE);
        if *self.0 > SIZE { Err(E::custom(EXPANDED_TOO_LARGE)) } else { Ok(()) }
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Measure<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Measure<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.add(text.len())
    }

    fn visit_bool<E: Error>(mut self, _: bool) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u64<E: Error>(mut self, _: u64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i64<E: Error>(mut self, _: i64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u128<E: Error>(mut self, _: u128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i128<E: Error>(mut self, _: i128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_f64<E: Error>(mut self, _: f64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.add(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        self.add(0)?;
        while access.next_element_seed(Measure(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        self.add(0)?;
        while access.next_key_seed(Measure(self.0))?.is_some() {
            access.next_value_seed(Measure(self.0))?;
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<(), A::Error> {
        let (_, content) = access.variant::<serde::de::IgnoredAny>()?;
        content.newtype_variant_seed(Measure(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_brackets_are_counted_where_they_are_structure() {
        let deep = "[".repeat(200);
        let cases = [
            (deep.clone(), true),
            (format!("a: {deep}"), true),
            (format!("- {}", "{a: ".repeat(200)), true),
            (format!("a:\n{}", "  [\n".repeat(200)), true),
            (format!("a: \"{deep}\""), false),
            (format!("a: '{deep}'"), false),
            (format!("# {deep}"), false),
            (format!("a: x{deep}"), false),
            (format!("a: |\n  {deep}\n  {deep}\nb: 1"), false),
            (format!("a: >-\n\n  {deep}\n"), false),
            ("a: [b]\n".repeat(500), false),
            ("a: {b: \"{\"}\n".repeat(500), false),
            ("url: https://x.example/?a[]={b\n".repeat(500), false),
            ("regex: it's [a\n".repeat(500), false),
            (format!("a: 1\nb: {{c: 2}}\n\nd: 3\ne: {deep}"), true),
        ];
        for (text, expected) in cases {
            assert_eq!(too_deep(&text).is_some(), expected, "{text:.80}");
        }
    }

    #[test]
    fn the_place_of_the_bracket_that_is_too_much_is_told() {
        let deep = "[".repeat(200);
        assert_eq!(too_deep(&format!("a: 1\r\nb: [2]\n\nc: {deep}")), Some((4, 132)));
        assert_eq!(too_deep(&"[\n".repeat(200)), Some((129, 1)));
    }

    #[test]
    fn aliases_are_seen_and_urls_are_none() {
        assert!(has_aliases("a: &x 1\nb: *x"));
        assert!(has_aliases("[&x 1,*x]"));
        assert!(!has_aliases("url: https://x.example/?a=1&b=*"));
        assert!(!has_aliases("include: ['*.yaml']"));
    }
}
