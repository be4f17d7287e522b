//! What came of running the program once.

use std::process::Output;

use serde_json::Value;

/// What came of running the program once. Whatever it did, it did not panic.
#[derive(Debug)]
pub(crate) struct Ran {
    command: String,
    code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Ran {
    /// Looks at what every run must have in common.
    #[track_caller]
    pub(crate) fn new(command: String, output: &Output) -> Self {
        let ran = Self {
            command,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        for text in [&ran.stdout, &ran.stderr] {
            assert!(!text.contains("panicked"), "it panicked: {ran}");
            assert!(!text.contains('\u{1b}'), "an escape character outside of a terminal: {ran}");
        }
        for line in ran.stderr.lines().filter(|_| !ran.stderr.starts_with('{')) {
            assert!(!line.ends_with(')') || !line.contains("Error("), "a debug dump: {ran}");
        }
        ran
    }

    /// The code it ended with.
    #[track_caller]
    pub(crate) fn exit(&self) -> i32 {
        self.code.unwrap_or_else(|| panic!("killed: {self}"))
    }

    /// It ended with that code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// It ended with that code and had nothing to complain about.
    #[track_caller]
    pub(crate) fn cleanly(self, code: i32) -> Self {
        let ran = self.code(code);
        assert_eq!(ran.stderr, "", "{ran}");
        ran
    }

    /// It ended with that code and printed nothing at all.
    #[track_caller]
    pub(crate) fn silently(self, code: i32) -> Self {
        let ran = self.cleanly(code);
        assert_eq!(ran.stdout, "", "{ran}");
        ran
    }

    /// It failed with that code: an error on standard error, no result.
    #[track_caller]
    pub(crate) fn refused(self, code: i32) -> Self {
        let ran = self.code(code);
        assert_eq!(ran.stdout, "", "{ran}");
        assert!(ran.stderr.starts_with("error: "), "{ran}");
        ran
    }

    /// Standard output has this text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "{text:?} is missing: {self}");
        self
    }

    /// Neither stream has this text.
    #[track_caller]
    pub(crate) fn says_nothing_of(self, text: &str) -> Self {
        let is_there = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(!is_there, "{text:?} is there: {self}");
        self
    }

    /// Standard error has this text.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "{text:?} is missing: {self}");
        self
    }

    /// One of the streams has this text.
    #[track_caller]
    pub(crate) fn mentions(self, text: &str) -> Self {
        let is_there = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(is_there, "{text:?} is missing: {self}");
        self
    }

    /// Standard output, which is one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not one JSON document: {error}: {self}"));
        assert_eq!(value["schema_version"], 1, "{self}");
        value
    }

    /// The error object on standard error, without its envelope.
    #[track_caller]
    pub(crate) fn json_error(&self) -> Value {
        assert_eq!(self.stdout, "", "{self}");
        let value: Value = serde_json::from_str(&self.stderr)
            .unwrap_or_else(|error| panic!("not one JSON document: {error}: {self}"));
        assert_eq!(value["schema_version"], 1, "{self}");
        assert_eq!(value["error"]["code"].as_i64(), self.code.map(i64::from), "{self}");
        value["error"].clone()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { command, code, stdout, stderr } = self;
        write!(
            formatter,
            "\n$ ronde {command}\nexit: {code:?}\n--- stdout\n{stdout}--- stderr\n{stderr}---"
        )
    }
}
