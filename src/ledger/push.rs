//! What a check means for the service's push monitor.

use jiff::Timestamp;

use crate::compose::push;
use crate::domain::{Condition, PushNews, PushStatus, Service};
use crate::judge::Ruling;
use crate::store::{Records, StoreError};

/// Queues what the push monitor is told after a check; nothing when the check
/// did not tell how the service is, so that it misses us like everybody else.
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
    let news = match ruling.state.condition {
        Condition::Ok => PushNews { ping_ms: ruling.state.latency_ms, ..push::all_is_well() },
        // It is not down before it has failed often enough.
        Condition::Suspect => push::news(PushStatus::Up, &format!("suspect: {detail}"), None),
        Condition::Ko => push::news(PushStatus::Down, detail, None),
        Condition::Unknown => return Ok(()),
    };
    enqueue(records, service, news, now)
}

/// Queues for a service in maintenance mode that nothing is to be alarmed about.
pub(crate) fn push_maintenance(
    records: &Records<'_>,
    service: &Service,
    now: Timestamp,
) -> Result<(), StoreError> {
    enqueue(records, service, push::news(PushStatus::Up, "maintenance mode", None), now)
}

fn enqueue(
    records: &Records<'_>,
    service: &Service,
    news: PushNews,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(new) = push::of_service(service, news) {
        records.enqueue(&new, now)?;
    }
    Ok(())
}
