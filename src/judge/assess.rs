//! From one probe to a verdict on it.

use jiff::Timestamp;

use super::expectation::{
    Finding, Undecided, examine, examine_command, examine_connection, examine_instance,
};
use super::{manager, observer, plugin};
use crate::domain::{
    Answer, Assessment, Check, Disk, Exchange, Expectation, ExpectationResult, Failure,
    FailureClass, FailureKind, HttpReading, Incident, ListedInstance, Listing, MonitoringApi,
    NetworkFailure, NetworkFailureKind, PluginEnd, PluginRun, Probed, Report, Service, TcpTls,
    perfdata,
};
use crate::text::pattern::Matcher;

/// Reads what a probe of `service` brought against its expectations: the worst
/// failed one wins, the first of equals gives the message, and a failed status
/// names its code.
#[must_use]
pub(crate) fn assess(
    service: &Service,
    probed: &Probed,
    matcher: &dyn Matcher,
    now: Timestamp,
) -> Assessment {
    let exchange = match probed {
        Probed::Exchange(exchange) => exchange,
        Probed::Connection(exchange) => return assess_connection(service, exchange, now),
        Probed::Plugin(run) => return assess_plugin(&service.expectations, run),
    };
    match &exchange.result {
        Ok(answer) => assess_answer(service, answer, exchange, matcher, now),
        Err(failure) => unanswered(&service.expectations, failure),
    }
}

fn unanswered(expectations: &[Expectation], failure: &NetworkFailure) -> Assessment {
    Assessment {
        http_status_ok: Some(false),
        http: Some(HttpReading::NoAnswer),
        expectations: Vec::new(),
        failure: Some(network_failure(expectations, failure)),
        remark: None,
        report: None,
        listing: None,
    }
}

/// That a connection was made is all that is wanted, and what is expected beside.
fn assess_connection(service: &Service, exchange: &Exchange, now: Timestamp) -> Assessment {
    let answer = match &exchange.result {
        Ok(answer) => answer,
        Err(failure) => return unanswered(&service.expectations, failure),
    };
    let message = match service.request.tcp_tls {
        TcpTls::None => "connected",
        TcpTls::AtOnce | TcpTls::Smtp | TcpTls::Imap => "connected, with TLS",
    };
    let made = ExpectationResult { kind: "TCP", ok: Some(true), message: message.to_owned() };
    let (mut results, mut failure) = (vec![made], None);
    for expectation in service.expectations.iter() {
        let Some(finding) = examine_connection(&expectation.check, answer, exchange, now) else {
            continue;
        };
        if !finding.ok {
            failure = Some(worst(failure, failed(expectation, &finding.message)));
        }
        results.push(result(expectation, Ok(finding)));
    }
    Assessment {
        http_status_ok: None,
        http: None,
        expectations: results,
        failure,
        remark: None,
        report: None,
        listing: None,
    }
}

/// The plugin's own word, then what is expected beside.
fn assess_plugin(expectations: &[Expectation], run: &PluginRun) -> Assessment {
    let reading = plugin::read(run);
    let measures = perfdata::measures(reading.perfdata.as_deref().unwrap_or_default());
    let disk = perfdata::disk(&measures);
    let mut failure = plugin::failure(run.end, &reading.line);
    let mut results = vec![plugin::result(run.end)];
    let has_spoken = matches!(run.end, PluginEnd::Exited(_));
    for expectation in expectations.iter().filter(|_| has_spoken) {
        let Some(finding) = examine_command(&expectation.check, run.duration, disk) else {
            continue;
        };
        if !finding.ok {
            failure = Some(worst(failure, failed(expectation, &finding.message)));
        }
        results.push(result(expectation, Ok(finding)));
    }
    Assessment {
        http_status_ok: None,
        http: None,
        expectations: results,
        failure,
        remark: Some(reading.line).filter(|line| !line.is_empty()),
        report: has_spoken.then_some(Report { disk, instance: None, perfdata: reading.perfdata }),
        listing: None,
    }
}

/// What its host tells of an instance, held against what is expected of it.
#[must_use]
pub(crate) fn assess_instance(service: &Service, listed: &ListedInstance) -> Assessment {
    let disk = listed.report.as_ref().map_or(Disk::default(), |report| report.disk);
    let mut results = Vec::new();
    let mut failure = listed.outage.clone().map(not_online);
    for expectation in service.expectations.iter() {
        // Without a word about it nothing is known of its disk; that is said once.
        if listed.report.is_none() {
            continue;
        }
        let Some(finding) = examine_instance(&expectation.check, disk) else { continue };
        if !finding.ok {
            failure = Some(worst(failure, failed(expectation, &finding.message)));
        }
        results.push(result(expectation, Ok(finding)));
    }
    let message = listed.outage.clone().unwrap_or_else(|| "online".to_owned());
    let ok = Some(listed.outage.is_none());
    results.insert(0, ExpectationResult { kind: "API", ok, message });
    Assessment {
        http_status_ok: None,
        http: None,
        expectations: results,
        failure,
        remark: None,
        report: listed.report.clone(),
        listing: None,
    }
}

fn assess_answer(
    service: &Service,
    answer: &Answer,
    exchange: &Exchange,
    matcher: &dyn Matcher,
    now: Timestamp,
) -> Assessment {
    let (mut results, mut failure, mut http_status_ok) = (Vec::new(), None, true);
    let (report, listing, refusal) = match told(service, answer, now) {
        Ok((report, listing)) => (Some(report), listing, None),
        Err(reason) => (None, None, Some(reason)),
    };
    let disk = report.as_ref().map_or(Disk::default(), |report| report.disk);
    let look = |check: &Check| examine(check, answer, exchange, disk, matcher, now);
    for (expectation, looked) in service.expectations.iter().zip(looks(service, &look)) {
        // Without a readable answer nothing is known of the disk; that is said once.
        if refusal.is_some() && matches!(expectation.check, Check::Disk { .. }) {
            continue;
        }
        if let Ok(Finding { ok: false, message }) = &looked {
            http_status_ok &= !matches!(expectation.check, Check::HttpStatus(_));
            failure = Some(worst(failure, failed(expectation, message)));
        }
        results.push(result(expectation, looked));
    }
    if let Some(reason) = refusal {
        results.push(ExpectationResult { kind: "API", ok: Some(false), message: reason.clone() });
        failure = Some(worst(failure, not_online(reason)));
    }
    Assessment {
        http_status_ok: Some(http_status_ok),
        http: Some(HttpReading::Status(answer.status)),
        expectations: results,
        failure,
        remark: listing.as_ref().map(counted),
        report,
        // The list on an error page is none.
        listing: listing.filter(|_| http_status_ok),
    }
}

/// What each expectation sees, in their order. An expression that can take any
/// time has to wait: it must not keep the others from being seen.
fn looks(
    service: &Service,
    look: &dyn Fn(&Check) -> Result<Finding, Undecided>,
) -> Vec<Result<Finding, Undecided>> {
    let checks = || service.expectations.iter().map(|expectation| &expectation.check);
    let soon: Vec<_> =
        checks().map(|check| (!check.needs_backtracking()).then(|| look(check))).collect();
    soon.into_iter()
        .zip(checks())
        .map(|(seen, check)| seen.unwrap_or_else(|| look(check)))
        .collect()
}

/// What a host says of itself: how many instances it has.
fn counted(listing: &Listing) -> String {
    let count = listing.len();
    let instances = format!("{count} instance{}", if count == 1 { "" } else { "s" });
    match listing.outages() {
        0 => instances,
        outages => format!("{instances}, {outages} not online"),
    }
}

/// What the answer tells beside how the service is.
fn told(
    service: &Service,
    answer: &Answer,
    now: Timestamp,
) -> Result<(Report, Option<Listing>), String> {
    match service.monitoring_api.as_deref() {
        Some(MonitoringApi::ServerObserver { .. }) => {
            observer::read(answer, now).map(|report| (report, None))
        }
        Some(MonitoringApi::ServerManager { .. }) => {
            manager::read(answer, now).map(|(report, listing)| (report, Some(listing)))
        }
        Some(
            MonitoringApi::SimpleUrl { .. } | MonitoringApi::Instance | MonitoringApi::Command(_),
        )
        | None => Ok((Report::default(), None)),
    }
}

fn result(expectation: &Expectation, looked: Result<Finding, Undecided>) -> ExpectationResult {
    let (ok, message) = match looked {
        Ok(Finding { ok, message }) => (Some(ok), message),
        Err(Undecided(reason)) => (None, reason),
    };
    ExpectationResult { kind: expectation.check.kind(), ok, message }
}

fn not_online(reason: String) -> Failure {
    Failure {
        kind: FailureKind::Expectation,
        class: FailureClass::Down,
        incident: Incident::Partial,
        description: reason,
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

/// Without an answer the service is down.
fn network_failure(expectations: &[Expectation], failure: &NetworkFailure) -> Failure {
    Failure {
        kind: FailureKind::Network,
        class: FailureClass::Down,
        incident: no_answer_at_all(expectations).unwrap_or_else(|| default_incident(failure.kind)),
        description: failure.label(),
    }
}

/// What somebody has said of a wrong status: no status is not better.
fn no_answer_at_all(expectations: &[Expectation]) -> Option<Incident> {
    expectations.iter().filter(|one| one.is_incident_said).map(|one| one.incident).max()
}

/// Source: cachet-url-monitor, where only a slow answer is a performance issue.
fn default_incident(kind: NetworkFailureKind) -> Incident {
    match kind {
        NetworkFailureKind::ResponseTimeout => Incident::Performance,
        _ => Incident::Partial,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::super::expectation::samples::{answer, exchange};
    use super::*;
    use crate::domain::{Name, Phases, ServiceId, StatusRange};
    use crate::text::pattern::testing::Unhurried;

    fn expect(check: Check) -> Expectation {
        Expectation::new(check)
    }

    fn status() -> Expectation {
        expect(Check::HttpStatus(StatusRange::OK.into()))
    }

    fn slow() -> Expectation {
        expect(Check::Latency(Duration::from_millis(1)))
    }

    fn contains(text: &str) -> Expectation {
        expect(Check::Contains(Arc::from(text)))
    }

    fn assessed(expectations: &[Expectation], exchange: Exchange) -> Assessment {
        let id = ServiceId::new(Name::recorded("web-1"), Name::recorded("shop"));
        let service = Service { expectations: expectations.into(), ..Service::plain(id, None) };
        assess(&service, &Probed::Exchange(Box::new(exchange)), &Unhurried, now())
    }

    fn now() -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_good_answer_has_no_failure() {
        let assessment = assessed(&[status(), contains("ok")], exchange(answer(200, "ok")));
        assert_eq!(assessment.http_status_ok, Some(true));
        assert_eq!(assessment.http, Some(HttpReading::Status(200)));
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
            let failure = assessed(&expectations, exchange(answer(code, ""))).failure.unwrap();
            assert_eq!((failure.description.as_str(), failure.class), (description, class));
        }
    }

    #[test]
    fn only_slow_is_a_warning() {
        let failure = assessed(&[status(), slow()], exchange(answer(200, ""))).failure.unwrap();
        assert_eq!(
            (failure.class, failure.kind),
            (FailureClass::Warning, FailureKind::Expectation)
        );
        assert_eq!(failure.incident, Incident::Performance);
    }

    #[test]
    fn no_answer_is_as_bad_as_a_wrong_status_is_said_to_be() {
        use NetworkFailureKind::{Refused, ResponseTimeout};
        let said = |incident| Expectation { incident, is_incident_said: true, ..status() };
        let slow = Expectation { incident: Incident::Major, ..slow() };
        for (expectations, kind, incident) in [
            (vec![status()], Refused, Incident::Partial),
            (vec![status()], ResponseTimeout, Incident::Performance),
            (vec![slow], Refused, Incident::Partial),
            (vec![said(Incident::Major)], Refused, Incident::Major),
            (vec![said(Incident::Major)], ResponseTimeout, Incident::Major),
            (vec![said(Incident::Partial)], ResponseTimeout, Incident::Partial),
            (vec![said(Incident::None)], Refused, Incident::None),
            (vec![said(Incident::None), said(Incident::Major)], Refused, Incident::Major),
        ] {
            let failure = network_failure(&expectations, &NetworkFailure::new(kind));
            assert_eq!(failure.incident, incident, "{expectations:?} {kind:?}");
        }
    }

    #[test]
    fn without_an_answer_the_label_is_the_description() {
        let exchange = Exchange {
            result: Err(NetworkFailure::with_detail(NetworkFailureKind::Tls, "unknown issuer")),
            was_sent: false,
            phases: Phases::default(),
            reached_server: true,
            hops: Vec::new(),
            address: None,
            certificate_expires_at: None,
            expiring_issuer: None,
        };
        let assessment = assessed(&[status()], exchange);
        assert_eq!(assessment.http, Some(HttpReading::NoAnswer));
        assert_eq!(assessment.http_status_ok, Some(false));
        let failure = assessment.failure.unwrap();
        assert_eq!(failure.description, "TLS error: unknown issuer");
        assert_eq!((failure.kind, failure.class), (FailureKind::Network, FailureClass::Down));
    }
}
