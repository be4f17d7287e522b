//! What a signal and the end of a job have in common when they are passed on.

use std::time::Duration;

use jiff::Timestamp;

use crate::compose::push;
use crate::domain::{Heartbeat, PushNews, PushStatus};
use crate::outbox;
use crate::store::{Records, StoreError};

/// The longest that a receiver is waited for.
pub(super) const TRY: Duration = Duration::from_secs(10);
/// Why it was not even tried.
pub(super) const NO_TIME: &str = "there was no time left to pass its end on";

/// What was asked to be said, or that all is well.
pub(super) fn up(given: Option<&str>) -> PushNews {
    match given.filter(|text| !text.trim().is_empty()) {
        Some(message) => push::news(PushStatus::Up, message, None),
        None => push::all_is_well(),
    }
}

/// Queues news that are about to be passed on; nothing where they are not to
/// be. The delivery.
pub(super) fn claim(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    news: PushNews,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let new = push::of_heartbeat(heartbeat, news);
    new.map(|new| outbox::heartbeat::claim(records, &new, now)).transpose()
}

/// The warning where the outcome of a push cannot be recorded: it is made once more.
pub(super) fn not_recorded(error: &StoreError) -> String {
    format!("what became of its push is not recorded: {error}")
}
