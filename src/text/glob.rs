//! Shell-like patterns over names: `*`, `?` and `[a-z]`.

/// A pattern that matches whole texts; `*` also spans `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glob {
    /// `None` for a class that is never closed, which matches nothing.
    pattern: Option<glob::Pattern>,
}

impl Glob {
    /// Takes a pattern as typed.
    #[must_use]
    pub(crate) fn new(text: &str) -> Self {
        let mut pattern = text.replace("[^", "[!");
        // To the library `**` means directories, and stands alone.
        while pattern.contains("**") {
            pattern = pattern.replace("**", "*");
        }
        Self { pattern: glob::Pattern::new(&pattern).ok() }
    }

    /// Whether the whole text matches.
    #[must_use]
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| pattern.matches(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_texts() {
        let cases = [
            ("web-*/shop", "web-1/shop", true),
            ("web-*/shop", "web-1/shop2", false),
            ("*", "anything/at all", true),
            ("*/*", "a/b", true),
            ("web-?/shop", "web-12/shop", false),
            ("web-[0-9]/shop", "web-7/shop", true),
            ("web-[!0-9]/shop", "web-7/shop", false),
            ("web-[abc]/x", "web-b/x", true),
            ("web-[", "web-[", false),
            ("a*b*c", "aXXbYYbZc", true),
            ("", "", true),
            ("", "a", false),
            ("web-[^0-9]/shop", "web-7/shop", false),
            ("**", "a/b", true),
            ("a**z", "a/b/z", true),
            (".*", ".hidden", true),
            ("*", ".hidden", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Glob::new(pattern).matches(text), expected, "{pattern} ~ {text}");
        }
    }
}
