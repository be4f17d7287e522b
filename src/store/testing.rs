//! What the tests of this room share: databases of their own, and things to put in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{Destination, Location, ResultRecord, Store, StoreError};
use crate::domain::{
    Condition, DeliveryKind, Event, FailureClass, FailureKind, HttpReading, Incident,
    MaintenanceMode, NewDelivery, NewRequest, PassTally, Payload, Place, Priority, Report, Request,
    Service, ServiceId, ServiceState, Source, Subject, WebhookCall,
};

pub(super) fn location() -> (TempDir, Location) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ronde.db");
    (directory, Location { file, group: None })
}

pub(super) fn store() -> (TempDir, Store) {
    let (directory, location) = location();
    let store = Store::open_for_writing(&location).unwrap();
    (directory, store)
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn id(text: &str) -> ServiceId {
    ServiceId::of(text)
}

/// A memory without anything that is absent or zero.
pub(super) fn state() -> ServiceState {
    ServiceState {
        condition: Condition::Ko,
        condition_since: Some(at("2026-01-01T00:00:00Z")),
        is_declared_ko: true,
        consecutive_fails: 3,
        consecutive_oks: 2,
        last_http: Some(HttpReading::NoAnswer),
        http_status_ok: Some(false),
        last_check_at: Some(at("2026-01-01T00:00:01.234Z")),
        last_pass_began: Some(at("2026-01-01T00:00:02Z")),
        latency_ms: Some(17),
        detail: Some("connection refused".to_owned()),
        retested: true,
        failure: Some((FailureKind::Network, FailureClass::Down, Incident::Partial)),
        certificate_expires_at: Some(at("2027-01-01T00:00:00Z")),
        report: Report::default(),
    }
}

pub(super) fn result(time: &str) -> ResultRecord {
    ResultRecord {
        at: at(time),
        condition: Condition::Ko,
        http: Some(HttpReading::Status(503)),
        latency_ms: Some(12),
        detail: Some("HTTP 503".to_owned()),
    }
}

pub(super) fn new_request(service: &str) -> NewRequest {
    NewRequest {
        name: format!("[KO] {service}"),
        description: "HTTP 503".to_owned(),
        priority: Priority::Normal,
        subject: Subject::Service(id(service)),
        source: Source::Check,
        failure_kind: Some(FailureKind::Status),
        failure_class: Some(FailureClass::Down),
        opened_at: at("2026-01-01T00:00:00Z"),
    }
}

pub(super) fn new_delivery(destination: &str, service: &str) -> NewDelivery {
    NewDelivery {
        destination: destination.to_owned(),
        kind: DeliveryKind::Webhook,
        event: Event::RequestOpened,
        subject: Subject::Service(id(service)),
        request_id: None,
        payload: Payload::Call(WebhookCall {
            body: None,
            parameters: vec![("title".to_owned(), "été & hiver".to_owned())],
            variables: vec![("id".to_owned(), "1".to_owned())],
        }),
    }
}

/// A configured service with every default.
pub(super) fn configured(service: &str) -> Service {
    Service::plain(id(service), None)
}

/// A database with a row of everything.
pub(super) fn filled() -> (TempDir, Location, Request) {
    let (directory, location) = location();
    let (_lock, mut store) = Store::open_for_pass(&location).unwrap();
    let filled: Result<Request, StoreError> = store.transaction(|records| {
        let now = at("2026-01-01T00:00:00Z");
        let pass = records.begin_pass(true, now)?;
        records.save_service_state(&id("web/shop"), &state())?;
        records.record_result(pass, &id("web/shop"), &result("2026-01-01T00:00:00Z"))?;
        let request = records.open_request(&new_request("web/shop"))?;
        records.enqueue(&new_delivery("n8n", "web/shop"), now)?;
        records.switch_maintenance_on(&MaintenanceMode {
            place: Place::service(id("web/shop")),
            since: now,
            until: at("2026-01-01T04:00:00Z"),
            reason: Some("kernel".to_owned()),
        })?;
        records.update_destination(&Destination {
            kind: DeliveryKind::Webhook,
            name: "n8n".to_owned(),
            failures: 1,
            next_attempt_at: Some(now),
        })?;
        records.finish_pass(pass, 1, &PassTally::default(), now)?;
        Ok(request)
    });
    (directory, location, filled.unwrap())
}

pub(super) fn assert_filled(store: &Store, request: &Request) {
    let records = store.records();
    let now = at("2026-01-01T01:00:00Z");
    assert_eq!(records.service_state(&id("web/shop")), Ok(Some(state())));
    assert_eq!(
        records.results(&id("web/shop"), None, None),
        Ok(vec![result("2026-01-01T00:00:00Z")])
    );
    assert_eq!(records.day_summaries(&id("web/shop"), None).unwrap().len(), 1);
    assert_eq!(records.open_requests(), Ok(vec![request.clone()]));
    assert_eq!(records.outboxes().unwrap()[0].deliveries.len(), 1);
    assert_eq!(records.outboxes().unwrap()[0].destination.failures, 1);
    assert_eq!(records.maintenance_in_force(now).unwrap().len(), 1);
    assert_eq!(records.last_full_pass().unwrap().unwrap().exit_code, Some(1));
    assert_eq!(records.source_host_uuids().unwrap().len(), 1);
    assert_eq!(store.integrity_problems(), Ok(vec![]));
}

pub(super) fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub(super) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}
