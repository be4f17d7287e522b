//! How a failure is printed.

use std::fmt::Write;

use serde::Serialize;

use super::{SCHEMA_VERSION, escape, escaped};
use crate::error::CommandError;

/// `error: …` lines and a `hint: …`, for people.
#[must_use]
pub(crate) fn error_text(error: &CommandError) -> String {
    let mut text = String::new();
    for line in error.message().lines() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "error: {}", escaped(line));
    }
    for line in error.hints.iter().flat_map(|hint| hint.lines()) {
        let _ = writeln!(text, "hint: {}", escaped(line));
    }
    text
}

/// The error object for scripts, on one line.
#[must_use]
pub(crate) fn error_json(error: &CommandError) -> String {
    #[derive(Serialize)]
    struct Failure<'a> {
        schema_version: u32,
        error: Body<'a>,
    }

    #[derive(Serialize)]
    struct Body<'a> {
        code: u8,
        message: &'a str,
        hint: Option<String>,
    }

    let failure = Failure {
        schema_version: SCHEMA_VERSION,
        error: Body {
            code: error.kind.code(),
            message: &error.message(),
            hint: (!error.hints.is_empty()).then(|| error.hints.join("\n")),
        },
    };
    // Numbers and strings always serialize; the text is the way out that cannot fail.
    match serde_json::to_string(&failure) {
        Ok(mut json) => {
            json.push('\n');
            escape::escaped_json(json)
        }
        Err(_) => error_text(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn failure() -> CommandError {
        CommandError::new(ErrorKind::Configuration, "a.yaml: x: bad\na.yaml: y: \u{1b}[1m")
            .hint("run `ronde config check`")
    }

    #[test]
    fn every_line_of_a_message_is_an_error_line() {
        assert_eq!(
            error_text(&failure()),
            "error: a.yaml: x: bad\nerror: a.yaml: y: \\u{1b}[1m\nhint: run `ronde config check`\n"
        );
    }

    #[test]
    fn scripts_get_one_object_on_one_line() {
        assert_eq!(
            error_json(&failure()),
            "{\"schema_version\":1,\"error\":{\"code\":78,\"message\":\
             \"a.yaml: x: bad\\na.yaml: y: \\u001b[1m\",\"hint\":\"run `ronde config check`\"}}\n"
        );
        let without_hint = CommandError::new(ErrorKind::NotFound, "no such request: 7");
        assert_eq!(
            error_json(&without_hint),
            "{\"schema_version\":1,\"error\":{\"code\":4,\"message\":\"no such request: 7\",\
             \"hint\":null}}\n"
        );
    }
}
