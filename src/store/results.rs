//! Single results, pruned after a while, and daily summaries, kept for ever.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Records, StoreError};
use crate::domain::{Condition, ServiceId};

/// The result of one check of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// When it was checked.
    pub at: Timestamp,
    /// What the service was then.
    pub condition: Condition,
    /// -1 when no HTTP answer came; `None` when it could not be probed.
    pub http_status_code: Option<i32>,
    /// In ms, rounded up.
    pub latency_ms: Option<u64>,
    /// What was wrong, or worth noting.
    pub detail: Option<String>,
}

/// The summary of one service's day (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySummary {
    /// The day, in UTC.
    pub day: Date,
    /// How many checks there were.
    pub checks: u64,
    /// How many of them were KO or suspect.
    pub failures: u64,
    /// The mean latency of those with an answer, in ms, rounded up.
    pub mean_latency_ms: Option<u64>,
    /// The highest latency, in ms.
    pub max_latency_ms: Option<u64>,
}

impl Records<'_> {
    /// Records a result, and adds it to its day's summary.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn record_result(
        &self,
        pass_id: i64,
        id: &ServiceId,
        result: &ResultRecord,
    ) -> Result<(), StoreError> {
        let _ = (pass_id, id, result);
        todo!()
    }

    /// Results of one service, newest first.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn results(
        &self,
        id: &ServiceId,
        since: Option<Timestamp>,
        limit: Option<u32>,
    ) -> Result<Vec<ResultRecord>, StoreError> {
        let _ = (id, since, limit);
        todo!()
    }

    /// Daily summaries of one service, newest first.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn day_summaries(
        &self,
        id: &ServiceId,
        since: Option<Timestamp>,
    ) -> Result<Vec<DaySummary>, StoreError> {
        let _ = (id, since);
        todo!()
    }

    /// Deletes at most `batch` results from before `before`, oldest first. How many.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn prune_results(&self, before: Timestamp, batch: u32) -> Result<usize, StoreError> {
        let _ = (before, batch);
        todo!()
    }
}
