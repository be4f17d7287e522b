//! Passes a heartbeat's signal on: at once where that is possible, and through
//! the outbox where it is not.

use std::time::Duration;

use jiff::Timestamp;

use super::Sending;
use super::push::{PushCaller, PushTarget};
use super::schedule::{Outcome, delay_after, later};
use crate::domain::{
    Delivery, DeliveryKind, DeliveryStatus, Event, Heartbeat, JobNews, NewDelivery, Payload,
    PushNews, PushStatus,
};
use crate::store::{Destination, Records, StoreError};

/// Where a heartbeat is passed on to, if it is.
pub(super) fn target(heartbeat: &Heartbeat) -> Option<PushTarget<'_>> {
    let url = heartbeat.push_url.as_ref().filter(|_| heartbeat.enabled)?;
    Some(PushTarget { url, tls: Some(&heartbeat.tls) })
}

/// Passes news on at once, within `timeout`; nothing where they are not to be passed on.
///
/// # Errors
///
/// Why they did not arrive, without anything secret.
pub fn push_now(
    heartbeat: &Heartbeat,
    news: &PushNews,
    sending: &Sending<'_>,
    timeout: Duration,
) -> Result<(), String> {
    let Some(target) = target(heartbeat) else { return Ok(()) };
    match PushCaller::prepare(target, sending)?.tell(news, timeout) {
        Outcome::Arrived | Outcome::Superseded(_) => Ok(()),
        Outcome::Refused(reason) | Outcome::Failed { reason, .. } => Err(reason),
    }
}

/// Queues news that are to be passed on by whoever sends next; nothing where
/// they are not to be passed on. The delivery.
///
/// # Errors
///
/// A failure of the database.
pub fn enqueue(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    news: PushNews,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    if target(heartbeat).is_none() {
        return Ok(None);
    }
    let event = match (&news.job, news.status) {
        (Some(JobNews::Started { .. }), _) => Event::HeartbeatStarted,
        (_, PushStatus::Up) => Event::HeartbeatUp,
        (_, PushStatus::Down) => Event::HeartbeatDown,
    };
    let new = NewDelivery {
        destination: heartbeat.name.to_string(),
        kind: DeliveryKind::Push,
        event,
        subject: heartbeat.name.to_string(),
        equipment: String::new(),
        request_id: None,
        payload: Payload::of_push(news),
    };
    records.enqueue(&new, now).map(Some)
}

/// Queues news that could not be passed on at once, for later passes to try.
///
/// # Errors
///
/// A failure of the database.
pub fn keep(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    news: PushNews,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(id) = enqueue(records, heartbeat, news, now)? else { return Ok(()) };
    let Some(delivery) = records.delivery(&id)? else { return Ok(()) };
    let next_attempt_at = Some(later(now, delay_after(1)));
    records.update_delivery(&Delivery {
        status: DeliveryStatus::Error,
        attempts: 1,
        next_attempt_at,
        last_error: Some(reason.to_owned()),
        ..delivery
    })?;
    let (kind, name) = (DeliveryKind::Push, heartbeat.name.to_string());
    records.update_destination(&Destination { kind, name, failures: 1, next_attempt_at })
}
