//! `REGEX`: the body matches at its start, where a dot also matches a line break.

use super::{Finding, cut_note};
use crate::domain::Answer;
use crate::text::Pattern;

pub(super) fn examine(pattern: &Pattern, answer: &Answer) -> Finding {
    let body = String::from_utf8_lossy(&answer.body.bytes);
    let regex = pattern.as_str();
    let (ok, message) = match pattern.matches_start_of(&body) {
        Ok(true) => (true, format!("the body matches the regex {regex:?}")),
        Ok(false) => {
            (false, format!("the body does not match the regex {regex:?}{}", cut_note(answer)))
        }
        Err(reason) => (false, format!("matching the regex {regex:?} was given up: {reason}")),
    };
    Finding { ok, message }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;

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
            assert_eq!(examine(&pattern, &answer).ok, ok, "{text}");
        }
        // Two regexes on one service must be told apart.
        let message = examine(&Pattern::compile("<head>").unwrap(), &answer).message;
        assert_eq!(message, "the body does not match the regex \"<head>\"");
    }

    #[test]
    fn endless_backtracking_is_given_up() {
        let answer = answer(200, &"a".repeat(2000));
        let finding = examine(&Pattern::compile(r"(a|aa|(?=a)a)+\Zb(?<=b)").unwrap(), &answer);
        assert!(!finding.ok);
        assert!(finding.message.contains("was given up"), "{}", finding.message);
    }
}
