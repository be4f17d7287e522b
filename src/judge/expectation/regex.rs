//! `REGEX`: the body matches at its start, where a dot also matches a line break.

use super::{Finding, Undecided, cut_note};
use crate::domain::Answer;
use crate::text::Pattern;
use crate::text::pattern::Matcher;

pub(super) fn examine(
    pattern: &Pattern,
    answer: &Answer,
    matcher: &dyn Matcher,
) -> Result<Finding, Undecided> {
    let body = answer.text();
    let regex = pattern.as_str();
    let ok = pattern
        .matches_start_of(&body, matcher)
        .map_err(|reason| Undecided::matching(pattern, &reason))?;
    let message = if ok {
        format!("the body matches the regex {regex:?}")
    } else {
        format!("the body does not match the regex {regex:?}{}", cut_note(answer))
    };
    Ok(Finding { ok, message })
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;
    use crate::text::pattern::testing::{Hurried, Unhurried};

    #[test]
    fn matching_is_anchored_at_the_start_and_dot_matches_a_line_break() {
        let answer = answer(200, "<html>\n<body>ok</body>");
        for (text, ok) in [
            (".*<body>.*", true),
            ("<body>", false),
            ("<html>", true),
            ("<html>$", false),
            ("x|<html>", true),
        ] {
            let pattern = Pattern::compile(text).unwrap();
            assert_eq!(examine(&pattern, &answer, &Unhurried).unwrap().ok, ok, "{text}");
        }
        // Two regexes on one service must be told apart.
        let pattern = Pattern::compile("<head>").unwrap();
        let message = examine(&pattern, &answer, &Unhurried).unwrap().message;
        assert_eq!(message, "the body does not match the regex \"<head>\"");
    }

    #[test]
    fn matching_that_is_given_up_decides_nothing() {
        let pattern = Pattern::compile(r"(a*)*\1b").unwrap();
        let undecided = examine(&pattern, &answer(200, "a"), &Hurried).unwrap_err();
        assert_eq!(
            undecided.0,
            r#"matching the regex "(a*)*\1b" was given up: it takes longer than the service's timeout leaves"#
        );
    }
}
