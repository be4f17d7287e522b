//! What a signal and the end of a job have in common when they are passed on.

use std::time::Duration;

use crate::store::StoreError;

/// The longest that a receiver is waited for.
pub(super) const TRY: Duration = Duration::from_secs(10);
/// Why it was not even tried.
pub(super) const NO_TIME: &str = "there was no time left to pass its end on";
/// What a receiver is told when there is nothing else to say.
const ALL_IS_WELL: &str = "OK";

/// What was asked to be said, or that all is well.
pub(super) fn message(given: Option<&str>) -> String {
    given.filter(|text| !text.trim().is_empty()).unwrap_or(ALL_IS_WELL).to_owned()
}

/// The warning where the outcome of a push cannot be recorded: it is made once more.
pub(super) fn not_recorded(error: &StoreError) -> String {
    format!("what became of its push is not recorded: {error}")
}
