//! Deleting what is older than the retention.

use std::time::Duration;

use jiff::Timestamp;

use crate::config::Config;
use crate::store::{Store, StoreError};

/// How many rows are pruned in one transaction: few enough to let others write in between.
const BATCH: u32 = 2_000;
/// How many such transactions a pass makes at most, for each kind of row.
const BATCHES: usize = 50;
/// How long deliveries that every check queues are kept once they are done.
const ROUTINE_KEPT: Duration = Duration::from_secs(24 * 3600);

/// Deletes results and deliveries that are older than the retention at `now`.
pub(crate) fn prune(config: &Config, store: &Store, now: Timestamp) -> Result<(), StoreError> {
    let records = store.records();
    let before = |kept: Duration| now.checked_sub(kept).unwrap_or(Timestamp::MIN);
    let results = before(config.retention.results);
    let deliveries = before(config.retention.deliveries);
    let routine = before(ROUTINE_KEPT);
    in_batches(|| records.prune_results(results, BATCH))?;
    in_batches(|| records.prune_deliveries(deliveries, BATCH))?;
    in_batches(|| records.prune_routine(routine, BATCH))
}

fn in_batches(mut prune: impl FnMut() -> Result<usize, StoreError>) -> Result<(), StoreError> {
    for _ in 0..BATCHES {
        if prune()? == 0 {
            break;
        }
    }
    Ok(())
}
