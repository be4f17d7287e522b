//! Passes: when the monitor itself last ran.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::columns::{Columns, integer};
use super::{Records, StoreError};
use crate::domain::{PassRecord, PassTally};

const BEGIN: &str = "INSERT INTO pass (is_full, started_at) VALUES (:is_full, :now)";

const FINISH: &str = "
    UPDATE pass
    SET finished_at = :now, exit_code = :exit_code, checked = :checked, ok = :ok, ko = :ko,
        skipped = :skipped, retested = :retested, blind = :blind,
        deadline_reached = :deadline_reached
    WHERE id = :id";

const LAST_FULL: &str = "
    SELECT id, is_full, started_at, finished_at, exit_code, checked, ok, ko, skipped, retested,
           blind, deadline_reached
    FROM pass
    WHERE is_full AND finished_at IS NOT NULL
    ORDER BY id DESC
    LIMIT 1";

impl Records<'_> {
    /// Records that a pass began. Its id.
    pub(crate) fn begin_pass(&self, is_full: bool, now: Timestamp) -> Result<i64, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(BEGIN)?
                .insert(named_params! { ":is_full": is_full, ":now": now.as_millisecond() })
        })
    }

    /// Records that a pass completed.
    pub(crate) fn finish_pass(
        &self,
        id: i64,
        exit_code: u8,
        tally: &PassTally,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(FINISH)?.execute(named_params! {
                ":id": id,
                ":now": now.as_millisecond(),
                ":exit_code": exit_code,
                ":checked": integer(tally.checked),
                ":ok": integer(tally.ok),
                ":ko": integer(tally.ko),
                ":skipped": integer(tally.skipped),
                ":retested": integer(tally.retested),
                ":blind": tally.blind,
                ":deadline_reached": tally.deadline_reached,
            })?;
            Ok(())
        })
    }

    /// The last full pass that completed.
    pub(crate) fn last_full_pass(&self) -> Result<Option<PassRecord>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(LAST_FULL)?.query_row([], read_pass).optional()
        })
    }
}

fn read_pass(row: &Row<'_>) -> rusqlite::Result<PassRecord> {
    let mut columns = Columns::of(row);
    Ok(PassRecord {
        id: columns.value()?,
        is_full: columns.value()?,
        started_at: columns.time()?,
        finished_at: columns.optional_time()?,
        exit_code: columns.value()?,
        tally: PassTally {
            checked: columns.count()?,
            ok: columns.count()?,
            ko: columns.count()?,
            skipped: columns.count()?,
            retested: columns.count()?,
            blind: columns.value()?,
            deadline_reached: columns.value()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{at, store};

    #[test]
    fn only_a_full_pass_that_completed_counts_as_the_last() {
        let (_directory, store) = store();
        let records = store.records();
        let (start, end) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:07.5Z"));
        let tally = PassTally {
            checked: 7,
            ok: 4,
            ko: 3,
            skipped: 2,
            retested: 5,
            blind: true,
            deadline_reached: true,
        };
        let full = records.begin_pass(true, start).unwrap();
        assert_eq!(records.last_full_pass(), Ok(None));
        records.finish_pass(full, 5, &tally, end).unwrap();
        let partial = records.begin_pass(false, end).unwrap();
        records.finish_pass(partial, 0, &PassTally::default(), end).unwrap();
        records.begin_pass(true, end).unwrap();
        let expected = PassRecord {
            id: full,
            is_full: true,
            started_at: start,
            finished_at: Some(end),
            exit_code: Some(5),
            tally,
        };
        assert_eq!(records.last_full_pass(), Ok(Some(expected)));
    }
}
