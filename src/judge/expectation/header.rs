//! `HEADER`: the answer has a header field, and its value begins as it should.

use super::{Finding, Undecided, shortened};
use crate::domain::Answer;
use crate::text::Pattern;
use crate::text::pattern::Matcher;

/// In the name of a header whose value may be a credential to whoever reads a log.
const SECRET_WORDS: &[&str] =
    &["auth", "cookie", "credential", "key", "pass", "secret", "session", "signature", "token"];

pub(super) fn examine(
    name: &str,
    pattern: Option<&Pattern>,
    answer: &Answer,
    matcher: &dyn Matcher,
) -> Result<Finding, Undecided> {
    let mut values = answer
        .headers
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
        .peekable();
    let Some(first) = values.peek().copied() else {
        return Ok(Finding { ok: false, message: format!("there is no header {name}") });
    };
    let shown = shown(name, first);
    let Some(pattern) = pattern else {
        return Ok(Finding { ok: true, message: format!("{shown} is there") });
    };
    let regex = pattern.as_str();
    // A field may be given several times: one that fits is enough.
    let mut given_up = None;
    for value in values {
        match pattern.matches_start_of(value, matcher) {
            Ok(true) => {
                let message = format!("{shown} matches the regex {regex:?}");
                return Ok(Finding { ok: true, message });
            }
            Ok(false) => {}
            Err(reason) => given_up = Some(reason),
        }
    }
    match given_up {
        None => {
            let message = format!("{shown} does not match the regex {regex:?}");
            Ok(Finding { ok: false, message })
        }
        Some(reason) => Err(Undecided::matching(pattern, &reason)),
    }
}

/// The header as a message may show it.
fn shown(name: &str, value: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if SECRET_WORDS.iter().any(|word| lower.contains(word)) {
        format!("the header {name}")
    } else {
        format!("the header {name} {:?}", shortened(value))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;
    use crate::text::pattern::testing::Unhurried;

    fn examined(name: &str, regex: Option<&str>) -> Finding {
        let mut answer = answer(200, "");
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("set-cookie", "sid=s3cret"),
            ("x-cache", "MISS"),
            ("x-cache", "HIT"),
        ] {
            answer.headers.push((name.to_owned(), value.to_owned()));
        }
        let pattern = regex.map(|regex| Pattern::compile(regex).unwrap());
        examine(name, pattern.as_ref(), &answer, &Unhurried).unwrap()
    }

    #[test]
    fn a_value_is_matched_at_its_start_whatever_the_case_of_the_name() {
        for (name, regex, ok) in [
            ("Content-Type", Some("text/html"), true),
            ("CONTENT-TYPE", Some("html"), false),
            ("content-type", Some(".*utf-8$"), true),
            ("X-Cache", Some("HIT"), true),
            ("X-Cache", Some("STALE"), false),
            ("X-Cache", None, true),
            ("X-Nope", None, false),
            ("X-Nope", Some(".*"), false),
        ] {
            assert_eq!(examined(name, regex).ok, ok, "{name} {regex:?}");
        }
    }

    #[test]
    fn what_was_seen_is_said_but_no_cookie() {
        assert_eq!(
            examined("Content-Type", Some("text/plain")).message,
            "the header Content-Type \"text/html; charset=utf-8\" does not match the regex \"text/plain\""
        );
        assert_eq!(examined("X-Nope", None).message, "there is no header X-Nope");
        let cookie = examined("Set-Cookie", Some("lang="));
        assert_eq!(cookie.message, "the header Set-Cookie does not match the regex \"lang=\"");
    }
}
