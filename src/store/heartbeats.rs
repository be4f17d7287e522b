//! Heartbeats: what is remembered of each.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::columns::{Columns, integer, milliseconds};
use super::{Records, StoreError};
use crate::domain::{HeartbeatRecord, Name, Run};

/// The columns of a memory, in the order in which [`read_record`] reads them.
macro_rules! select_records {
    ($rest:literal) => {
        concat!(
            "SELECT name, watched_since, last_signal_at, down_message, run_id, run_started_at,
                    last_duration_ms, last_exit_code
             FROM heartbeat ",
            $rest
        )
    };
}

const ALL: &str = select_records!("");

const ONE: &str = select_records!("WHERE name = :name");

const FIND: &str = "SELECT id FROM heartbeat WHERE name = :name";

const INSERT: &str = "INSERT INTO heartbeat (name) VALUES (:name)";

const SAVE: &str = "
    INSERT INTO heartbeat (name, watched_since, last_signal_at, down_message, run_id,
                           run_started_at, last_duration_ms, last_exit_code)
    VALUES (:name, :watched_since, :last_signal_at, :down_message, :run_id,
            :run_started_at, :last_duration_ms, :last_exit_code)
    ON CONFLICT (name) DO UPDATE
    SET watched_since = excluded.watched_since, last_signal_at = excluded.last_signal_at,
        down_message = excluded.down_message, run_id = excluded.run_id,
        run_started_at = excluded.run_started_at, last_duration_ms = excluded.last_duration_ms,
        last_exit_code = excluded.last_exit_code";

const IGNORE_PUSHES: &str = "
    UPDATE delivery
    SET status = 'ignored', last_error = :reason, next_attempt_at = NULL, updated_at = :now
    WHERE status IN ('new', 'running', 'error') AND status <> 'running'
      AND kind = 'push' AND destination = :name";

impl Records<'_> {
    /// What is remembered of every heartbeat, also of those that are not watched.
    pub(crate) fn heartbeats(&self) -> Result<HashMap<Name, HeartbeatRecord>, StoreError> {
        self.run(|connection| connection.prepare_cached(ALL)?.query_map([], read_record)?.collect())
    }

    /// What is remembered of one heartbeat; nothing at all by default.
    pub(crate) fn heartbeat(&self, name: &Name) -> Result<HeartbeatRecord, StoreError> {
        self.run(|connection| {
            let found = connection
                .prepare_cached(ONE)?
                .query_row(named_params! { ":name": name.as_str() }, read_record)
                .optional()?;
            Ok(found.map(|(_, record)| record).unwrap_or_default())
        })
    }

    /// Replaces what is remembered of a heartbeat.
    pub(crate) fn save_heartbeat(
        &self,
        name: &Name,
        record: &HeartbeatRecord,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(SAVE)?.execute(named_params! {
                ":name": name.as_str(),
                ":watched_since": milliseconds(record.watched_since),
                ":last_signal_at": milliseconds(record.last_signal_at),
                ":down_message": record.down_message,
                ":run_id": record.run.as_ref().map(|run| run.id.as_str()),
                ":run_started_at": milliseconds(record.run.as_ref().map(|run| run.started_at)),
                ":last_duration_ms": record.last_duration_ms.map(integer),
                ":last_exit_code": record.last_exit_code,
            })?;
            Ok(())
        })
    }

    /// Marks as `ignored` what is to be pushed for a heartbeat and was not sent yet.
    pub(crate) fn ignore_unsent_pushes(
        &self,
        name: &Name,
        reason: &str,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(IGNORE_PUSHES)?.execute(named_params! {
                ":name": name.as_str(),
                ":reason": reason,
                ":now": now.as_millisecond(),
            })
        })
    }
}

/// The row of a heartbeat, which is made when it has none.
pub(super) fn ensure_heartbeat(connection: &Connection, name: &Name) -> rusqlite::Result<i64> {
    match find_heartbeat(connection, name)? {
        Some(id) => Ok(id),
        None => connection.prepare_cached(INSERT)?.insert(named_params! { ":name": name.as_str() }),
    }
}

/// The row of a heartbeat, if it has one.
pub(super) fn find_heartbeat(
    connection: &Connection,
    name: &Name,
) -> rusqlite::Result<Option<i64>> {
    let wanted = named_params! { ":name": name.as_str() };
    connection.prepare_cached(FIND)?.query_row(wanted, |row| row.get(0)).optional()
}

fn read_record(row: &Row<'_>) -> rusqlite::Result<(Name, HeartbeatRecord)> {
    let mut columns = Columns::of(row);
    let name = columns.name()?;
    let (watched_since, last_signal_at) = (columns.optional_time()?, columns.optional_time()?);
    let down_message = columns.value()?;
    let run_id: Option<String> = columns.value()?;
    let run_started_at = columns.optional_time()?;
    let run = run_id.zip(run_started_at).map(|(id, started_at)| Run { id, started_at });
    let last_duration_ms = columns.optional_count()?;
    let last_exit_code = columns.value()?;
    let record = HeartbeatRecord {
        watched_since,
        last_signal_at,
        down_message,
        run,
        last_duration_ms,
        last_exit_code,
    };
    Ok((name, record))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, store};
    use super::*;

    #[test]
    fn a_memory_comes_back_as_it_was_saved() {
        let (_directory, store) = store();
        let records = store.records();
        let name = Name::recorded("backup");
        assert_eq!(records.heartbeat(&name), Ok(HeartbeatRecord::default()));
        let full = HeartbeatRecord {
            watched_since: Some(at("2026-01-01T00:00:00Z")),
            last_signal_at: Some(at("2026-01-02T00:00:00.5Z")),
            down_message: Some("exit code 7".to_owned()),
            run: Some(Run { id: "r".to_owned(), started_at: at("2026-01-02T00:00:01Z") }),
            last_duration_ms: Some(17),
            last_exit_code: Some(-1),
        };
        for record in [full, HeartbeatRecord::default()] {
            records.save_heartbeat(&name, &record).unwrap();
            assert_eq!(records.heartbeat(&name), Ok(record.clone()));
            assert_eq!(records.heartbeats(), Ok(HashMap::from([(name.clone(), record)])));
        }
    }
}
