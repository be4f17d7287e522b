//! What a check means for the service's push monitor.

use jiff::Timestamp;

use crate::domain::{
    Condition, DeliveryKind, Event, NewDelivery, Payload, PushNews, PushStatus, Service, Subject,
};
use crate::judge::Ruling;
use crate::store::{Records, StoreError};

/// Queues what the push monitor is told after a check; nothing when the check
/// did not tell how the service is, so that it misses us like everybody else.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn follow(
    records: &Records<'_>,
    service: &Service,
    ruling: &Ruling,
    now: Timestamp,
) -> Result<(), StoreError> {
    if service.push_url.is_none() {
        return Ok(());
    }
    let detail = ruling.state.detail.as_deref().unwrap_or_default();
    let (status, message) = match ruling.state.condition {
        Condition::Ok => (PushStatus::Up, "OK".to_owned()),
        // It is not down before it has failed often enough.
        Condition::Suspect => (PushStatus::Up, format!("suspect: {detail}")),
        Condition::Ko => (PushStatus::Down, detail.to_owned()),
        Condition::Unknown => return Ok(()),
    };
    let is_ok = ruling.state.condition == Condition::Ok;
    let ping_ms = ruling.state.latency_ms.filter(|_| is_ok);
    enqueue(records, service, status, &message, ping_ms, now)
}

/// Queues for a service in maintenance mode that nothing is to be alarmed about.
///
/// # Errors
///
/// A failure of the database.
pub fn push_maintenance(
    records: &Records<'_>,
    service: &Service,
    now: Timestamp,
) -> Result<(), StoreError> {
    if service.push_url.is_none() {
        return Ok(());
    }
    enqueue(records, service, PushStatus::Up, "maintenance mode", None, now)
}

fn enqueue(
    records: &Records<'_>,
    service: &Service,
    status: PushStatus,
    message: &str,
    ping_ms: Option<u64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let message = PushNews::cut(message);
    let new = NewDelivery {
        destination: service.id.to_string(),
        kind: DeliveryKind::Push,
        event: Event::ServicePushed,
        subject: Subject::Service(service.id.clone()),
        request_id: None,
        payload: Payload::Push(PushNews { status, message, ping_ms, job: None }),
    };
    records.enqueue(&new, now)?;
    Ok(())
}
