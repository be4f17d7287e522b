//! What is wrong, in words for everybody: the kind of failure and nothing else. What
//! was looked for, what was answered and by whom stays in the request.

use crate::domain::{Assessment, FailureClass, FailureKind, Messages};
use crate::text::Template;

/// The kind of a failure. `description` is what a request says of it; nothing of it
/// gets into the words.
#[must_use]
pub(crate) fn kind_in_words(
    kind: FailureKind,
    description: &str,
    assessment: Option<&Assessment>,
) -> &'static str {
    match kind {
        FailureKind::Status => "HTTP error",
        FailureKind::Network => network(description),
        FailureKind::Expectation => {
            let failed = assessment.and_then(|assessment| {
                let failed = || assessment.expectations.iter().filter(|it| it.ok == Some(false));
                let telling = failed().find(|it| it.message == description);
                telling.or_else(|| failed().next())
            });
            expectation(failed.map_or("", |failed| failed.kind))
        }
        FailureKind::Late => "no signal in time",
        FailureKind::Host => "host failure",
        FailureKind::Process => "process failure",
        FailureKind::Vm => "virtual machine failure",
    }
}

/// A description of a failure without an answer begins with its label.
fn network(description: &str) -> &'static str {
    const LABELS: &[(&str, &str)] = &[
        ("DNS resolution failed", "the name cannot be resolved"),
        ("connection refused", "no connection"),
        ("connection closed", "no connection"),
        ("connection timed out", "no answer in time"),
        ("timed out waiting", "no answer in time"),
        ("TLS error", "no secure connection"),
        ("invalid HTTP response", "invalid answer"),
        ("too many redirects", "too many redirects"),
    ];
    let known = LABELS.iter().find(|(label, _)| description.starts_with(label));
    known.map_or("no answer", |(_, words)| words)
}

/// By the `type` of the expectation that failed; a monitoring API or a plugin that
/// reports a failure has none.
fn expectation(kind: &str) -> &'static str {
    match kind {
        "LATENCY" => "slow answer",
        "REGEX" | "CONTAINS" | "JSON" | "BODY_SIZE" => "unexpected content",
        "HEADER" => "unexpected answer",
        "CERTIFICATE" => "certificate problem",
        "DISK" => "disk space running out",
        _ => "check failed",
    }
}

/// The title of news, which is one on the status page and in webhooks: a warning is
/// a lack of performance, anything else an outage.
#[must_use]
pub(crate) fn title(messages: &Messages, is_well: bool, class: Option<FailureClass>) -> &Template {
    match class {
        _ if is_well => &messages.incident_operational,
        Some(FailureClass::Warning) => &messages.incident_performance,
        Some(FailureClass::Down) | None => &messages.incident_outage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ExpectationResult, NetworkFailureKind};

    #[test]
    fn every_failure_without_an_answer_has_words_that_name_nobody() {
        for (label, words) in [
            ("DNS resolution failed: no such host db-7", "the name cannot be resolved"),
            ("connection refused", "no connection"),
            ("TLS error: wrong host name", "no secure connection"),
            ("timed out waiting for the response", "no answer in time"),
            ("invalid HTTP response: \"s3cret\"", "invalid answer"),
            ("too many redirects (to https://db-7/)", "too many redirects"),
            ("something new about db-7", "no answer"),
        ] {
            assert_eq!(kind_in_words(FailureKind::Network, label, None), words);
        }
        assert_eq!(network(NetworkFailureKind::ConnectTimeout.label()), "no answer in time");
        assert_eq!(network(NetworkFailureKind::Closed.label()), "no connection");
    }

    #[test]
    fn of_several_expectations_the_one_that_is_told_gives_the_words() {
        let result = |kind, ok, message: &str| ExpectationResult {
            kind,
            ok: Some(ok),
            message: message.to_owned(),
        };
        let assessment = Assessment {
            http_status_ok: Some(true),
            http: None,
            expectations: vec![
                result("LATENCY", false, "too slow"),
                result("REGEX", false, "no match"),
                result("JSON", true, "fine"),
            ],
            failure: None,
            remark: None,
            report: None,
            listing: None,
        };
        let words = |text| kind_in_words(FailureKind::Expectation, text, Some(&assessment));
        assert_eq!(words("no match"), "unexpected content");
        assert_eq!(words("too slow"), "slow answer");
        assert_eq!(words("anything else"), "slow answer");
        assert_eq!(kind_in_words(FailureKind::Expectation, "CRITICAL", None), "check failed");
    }
}
