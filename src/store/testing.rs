//! What the tests of this room share: databases of their own, and things to put in.

use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{Location, ResultRecord, Store};
use crate::domain::{
    Condition, DeliveryKind, Event, FailureClass, FailureKind, Incident, Name, NewDelivery,
    NewRequest, Payload, Priority, Service, ServiceId, ServiceState, Source,
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
    let (equipment, service) = text.split_once('/').unwrap();
    ServiceId::new(Name::recorded(equipment), Name::recorded(service))
}

/// A memory without anything that is absent or zero.
pub(super) fn state() -> ServiceState {
    ServiceState {
        condition: Condition::Ko,
        condition_since: Some(at("2026-01-01T00:00:00Z")),
        is_declared_ko: true,
        consecutive_fails: 3,
        consecutive_oks: 2,
        last_http_status_code: Some(-1),
        http_status_ok: Some(false),
        last_check_at: Some(at("2026-01-01T00:00:01.234Z")),
        last_pass_began: Some(at("2026-01-01T00:00:02Z")),
        latency_ms: Some(17),
        detail: Some("connection refused".to_owned()),
        retested: true,
        failure: Some((FailureKind::Network, FailureClass::Down, Incident::Partial)),
        certificate_expires_at: Some(at("2027-01-01T00:00:00Z")),
    }
}

pub(super) fn result(time: &str) -> ResultRecord {
    ResultRecord {
        at: at(time),
        condition: Condition::Ko,
        http_status_code: Some(503),
        latency_ms: Some(12),
        detail: Some("HTTP 503".to_owned()),
    }
}

pub(super) fn new_request(service: &str) -> NewRequest {
    let id = id(service);
    NewRequest {
        name: format!("[KO] {service}"),
        description: "HTTP 503".to_owned(),
        priority: Priority::Normal,
        equipment: id.equipment,
        service: Some(id.service),
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
        subject: service.to_owned(),
        equipment: id(service).equipment.to_string(),
        request_id: None,
        payload: Payload {
            body: None,
            parameters: vec![("title".to_owned(), "été & hiver".to_owned())],
            variables: vec![("id".to_owned(), "1".to_owned())],
        },
    }
}

/// A configured service with every default.
pub(super) fn configured(service: &str) -> Service {
    Service {
        id: id(service),
        renamed_from: None,
        url: None,
        active: true,
        product: None,
        version: None,
        priority: Priority::Normal,
        request: Arc::default(),
        expectations: Arc::from([]),
        allowed_fails: 0,
        frequency: None,
        tags: Arc::from([]),
    }
}
