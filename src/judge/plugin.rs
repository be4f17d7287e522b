//! What a plugin's end and output mean. Source: the Monitoring Plugins
//! Development Guidelines.

use crate::domain::{
    ExpectationResult, Failure, FailureClass, FailureKind, Incident, PluginEnd, PluginRun,
};

/// No description needs more; a request is not a log file.
const LONGEST_LINE: usize = 500;
/// Stored with every check.
const MOST_PERFDATA: usize = 8 * 1024;

/// A plugin's output, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The first line, without performance data; empty when there is none.
    pub(super) line: String,
    /// The performance data of all lines.
    pub(super) perfdata: Option<String>,
}

/// Takes the output apart: the first line's performance data follows its `|`,
/// the other lines' begins at the next one and fills the rest.
pub(super) fn read(run: &PluginRun) -> Reading {
    // Some print an empty line first.
    let output = run.output.trim_start();
    let (first, rest) = output.split_once('\n').unwrap_or((output, ""));
    let (line, data) = first.split_once('|').unwrap_or((first, ""));
    let more = rest.split_once('|').map_or("", |(_, data)| data);
    let perfdata = format!("{} {}", data.trim(), more.trim()).trim().replace(['\r', '\n'], " ");
    let mut line = line.trim();
    if line.is_empty() {
        // A program that broke has said so elsewhere.
        line = run.errors.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    }
    Reading {
        line: shortened(line, LONGEST_LINE).to_owned(),
        perfdata: (!perfdata.is_empty())
            .then(|| at_a_space(shortened(&perfdata, MOST_PERFDATA), &perfdata).to_owned()),
    }
}

/// As much of `text` as `most` bytes hold.
fn shortened(text: &str, most: usize) -> &str {
    let ends = (0..=most.min(text.len())).rev();
    ends.into_iter().find_map(|end| text.get(..end)).unwrap_or_default()
}

/// Without a last value that was cut.
fn at_a_space<'a>(cut: &'a str, whole: &str) -> &'a str {
    if cut.len() == whole.len() { cut } else { cut.rsplit_once(' ').map_or("", |(kept, _)| kept) }
}

/// What the plugin's end says of the service.
pub(super) fn failure(end: PluginEnd, line: &str) -> Option<Failure> {
    let (class, incident) = match end {
        PluginEnd::Exited(0) => return None,
        PluginEnd::Exited(1) => (FailureClass::Warning, Incident::Performance),
        PluginEnd::Exited(_) | PluginEnd::Killed(_) | PluginEnd::TimedOut(_) => {
            (FailureClass::Down, Incident::Partial)
        }
    };
    let kind = match end {
        PluginEnd::TimedOut(_) => FailureKind::Network,
        PluginEnd::Exited(_) | PluginEnd::Killed(_) => FailureKind::Expectation,
    };
    Some(Failure { kind, class, incident, description: description(end, line) })
}

fn description(end: PluginEnd, line: &str) -> String {
    let what = words(end);
    match end {
        PluginEnd::Exited(0..=3) if !line.is_empty() => line.to_owned(),
        _ if line.is_empty() => what,
        _ => format!("{what}: {line}"),
    }
}

/// The plugin's end as one of the results that are shown.
pub(super) fn result(end: PluginEnd) -> ExpectationResult {
    let ok = Some(end == PluginEnd::Exited(0));
    ExpectationResult { kind: "COMMAND", ok, message: words(end) }
}

fn words(end: PluginEnd) -> String {
    match end {
        PluginEnd::Exited(code) => {
            let word = match code {
                0 => "OK",
                1 => "WARNING",
                2 => "CRITICAL",
                _ => "UNKNOWN",
            };
            format!("{word} (exit code {code})")
        }
        PluginEnd::Killed(signal) => format!("the command was ended by signal {signal}"),
        PluginEnd::TimedOut(timeout) => {
            format!("the command did not end within {}", humantime::format_duration(timeout))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn run(output: &str, errors: &str) -> PluginRun {
        PluginRun {
            end: PluginEnd::Exited(0),
            output: output.to_owned(),
            errors: errors.to_owned(),
            duration: Duration::ZERO,
        }
    }

    #[test]
    fn output_is_taken_apart_as_the_guidelines_say() {
        let cases = [
            ("DISK OK - free | /=1MB;2;3", "DISK OK - free", Some("/=1MB;2;3")),
            ("OK\nlong text\nmore | a=1\nb=2\n", "OK", Some("a=1 b=2")),
            ("OK | x=1\r\nlong | a=1\nb=2", "OK", Some("x=1 a=1 b=2")),
            ("OK", "OK", None),
            ("OK |  \n", "OK", None),
            ("", "", None),
            ("| a=1", "", Some("a=1")),
        ];
        for (output, line, perfdata) in cases {
            let read = read(&run(output, ""));
            assert_eq!(
                (read.line.as_str(), read.perfdata.as_deref()),
                (line, perfdata),
                "{output}"
            );
        }
    }

    #[test]
    fn a_broken_program_is_heard_too() {
        assert_eq!(read(&run("\n", "\n sh: foo: not found\n")).line, "sh: foo: not found");
        let failed = failure(PluginEnd::Exited(127), "sh: foo: not found").unwrap();
        assert_eq!(failed.description, "UNKNOWN (exit code 127): sh: foo: not found");
        assert_eq!(
            failure(PluginEnd::Exited(2), "").unwrap().description,
            "CRITICAL (exit code 2)"
        );
    }

    #[test]
    fn nothing_is_kept_that_was_cut_in_two() {
        let many = format!("{} | {}", "é".repeat(600), "abc=1 ".repeat(5000));
        let read = read(&run(&many, ""));
        assert_eq!(read.line.len(), LONGEST_LINE);
        let perfdata = read.perfdata.unwrap();
        assert!(perfdata.len() <= MOST_PERFDATA && perfdata.ends_with("abc=1"), "{perfdata}");
    }

    #[test]
    fn each_code_has_its_class() {
        let class = |end| failure(end, "x").map(|failure| (failure.class, failure.incident));
        let down = Some((FailureClass::Down, Incident::Partial));
        assert_eq!(class(PluginEnd::Exited(0)), None);
        let warning = Some((FailureClass::Warning, Incident::Performance));
        assert_eq!(class(PluginEnd::Exited(1)), warning);
        for end in [
            PluginEnd::Exited(2),
            PluginEnd::Exited(3),
            PluginEnd::Exited(255),
            PluginEnd::Killed(11),
            PluginEnd::TimedOut(Duration::from_secs(1)),
        ] {
            assert_eq!(class(end), down, "{end:?}");
        }
    }
}
