//! From one exchange to a verdict on it.

use jiff::Timestamp;

use super::expectation::examine;
use crate::domain::{
    Answer, Assessment, Check, Exchange, Expectation, ExpectationResult, Failure, FailureClass,
    FailureKind, Incident, NetworkFailure, NetworkFailureKind,
};

/// Reads `exchange` against `expectations`: the worst failed one wins, the
/// first of equals gives the message, and a failed status names its code.
#[must_use]
pub fn assess(expectations: &[Expectation], exchange: &Exchange, now: Timestamp) -> Assessment {
    match &exchange.result {
        Ok(answer) => assess_answer(expectations, answer, exchange, now),
        Err(failure) => Assessment {
            http_status_ok: false,
            http_status_code: -1,
            expectations: Vec::new(),
            failure: Some(network_failure(failure)),
        },
    }
}

fn assess_answer(
    expectations: &[Expectation],
    answer: &Answer,
    exchange: &Exchange,
    now: Timestamp,
) -> Assessment {
    let mut results = Vec::with_capacity(expectations.len());
    let mut failure: Option<Failure> = None;
    let mut http_status_ok = true;
    for expectation in expectations {
        let finding = examine(&expectation.check, answer, exchange, now);
        if !finding.ok {
            http_status_ok &= !matches!(expectation.check, Check::HttpStatus(_));
            failure = Some(worst(failure, failed(expectation, &finding.message)));
        }
        results.push(ExpectationResult {
            kind: expectation.check.kind(),
            ok: finding.ok,
            message: finding.message,
        });
    }
    Assessment {
        http_status_ok,
        http_status_code: i32::from(answer.status),
        expectations: results,
        failure,
    }
}

fn failed(expectation: &Expectation, message: &str) -> Failure {
    let kind = match expectation.check {
        Check::HttpStatus(_) => FailureKind::Status,
        _ => FailureKind::Expectation,
    };
    Failure {
        kind,
        class: expectation.check.failure_class(),
        incident: expectation.incident,
        description: message.to_owned(),
    }
}

/// Joins two failures of one answer. A wrong status explains every other
/// failure, so its text stands whatever else is wrong.
fn worst(known: Option<Failure>, new: Failure) -> Failure {
    let Some(known) = known else { return new };
    let class = known.class.max(new.class);
    let incident = known.incident.max(new.incident);
    let rank =
        |failure: &Failure| (failure.kind == FailureKind::Status, failure.class, failure.incident);
    let telling = if rank(&new) > rank(&known) { new } else { known };
    Failure { class, incident, ..telling }
}

/// Without an answer the service is down. Source for the incident:
/// cachet-url-monitor, where only a slow answer is a performance issue.
fn network_failure(failure: &NetworkFailure) -> Failure {
    Failure {
        kind: FailureKind::Network,
        class: FailureClass::Down,
        incident: match failure.kind {
            NetworkFailureKind::ResponseTimeout => Incident::Performance,
            _ => Incident::Partial,
        },
        description: failure.label(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::expectation::samples::{answer, exchange};
    use super::*;
    use crate::domain::{Phases, StatusRange};

    fn expect(check: Check) -> Expectation {
        Expectation { incident: check.default_incident(), check }
    }

    fn status() -> Expectation {
        expect(Check::HttpStatus(StatusRange::OK))
    }

    fn slow() -> Expectation {
        expect(Check::Latency(Duration::from_millis(1)))
    }

    fn contains(text: &str) -> Expectation {
        expect(Check::Contains(Arc::from(text)))
    }

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_good_answer_has_no_failure() {
        let assessment = assess(&[status(), contains("ok")], &exchange(answer(200, "ok")), now());
        assert!(assessment.http_status_ok);
        assert_eq!(assessment.http_status_code, 200);
        assert_eq!(assessment.failure, None);
        assert_eq!(assessment.expectations.len(), 2);
    }

    #[test]
    fn the_worst_failure_wins_and_a_wrong_status_tells_its_code() {
        let cases = [
            (
                vec![slow(), contains("x")],
                200,
                "the body does not contain \"x\"",
                FailureClass::Down,
            ),
            (
                vec![contains("x"), contains("y")],
                200,
                "the body does not contain \"x\"",
                FailureClass::Down,
            ),
            (vec![contains("x"), status()], 503, "HTTP 503", FailureClass::Down),
            (vec![slow(), status()], 503, "HTTP 503", FailureClass::Down),
        ];
        for (expectations, code, description, class) in cases {
            let failure =
                assess(&expectations, &exchange(answer(code, "")), now()).failure.unwrap();
            assert_eq!((failure.description.as_str(), failure.class), (description, class));
        }
    }

    #[test]
    fn only_slow_is_a_warning() {
        let failure =
            assess(&[status(), slow()], &exchange(answer(200, "")), now()).failure.unwrap();
        assert_eq!(
            (failure.class, failure.kind),
            (FailureClass::Warning, FailureKind::Expectation)
        );
        assert_eq!(failure.incident, Incident::Performance);
    }

    #[test]
    fn without_an_answer_the_label_is_the_description() {
        let exchange = Exchange {
            result: Err(NetworkFailure::with_detail(NetworkFailureKind::Tls, "unknown issuer")),
            phases: Phases::default(),
            address: None,
            certificate_expires_at: None,
        };
        let assessment = assess(&[status()], &exchange, now());
        assert_eq!(assessment.http_status_code, -1);
        assert!(!assessment.http_status_ok);
        let failure = assessment.failure.unwrap();
        assert_eq!(failure.description, "TLS error: unknown issuer");
        assert_eq!((failure.kind, failure.class), (FailureKind::Network, FailureClass::Down));
    }
}
