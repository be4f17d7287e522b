//! The tasks of recoveries, and what they printed.

use rusqlite::{Row, named_params};

use super::columns::{Columns, integer};
use super::{Records, StoreError};
use crate::domain::TaskState;
use crate::domain::recovery::{Progress, TaskRecord};

const TASKS: &str = "
    SELECT position, name, state, process_group FROM recovery_task
    WHERE notification_id = :notification_id ORDER BY position";

const SAVE: &str = "
    INSERT INTO recovery_task (notification_id, position, name, state, process_group)
    VALUES (:notification_id, :position, :name, :state, :process_group)
    ON CONFLICT (notification_id, position) DO UPDATE
    SET name = excluded.name, state = excluded.state, process_group = excluded.process_group";

const ADD_PROGRESS: &str = "
    INSERT INTO recovery_progress (notification_id, position, at, message, progress)
    VALUES (:notification_id, :position, :at, :message, :progress)";

const PROGRESS: &str = "
    SELECT at, message, progress FROM recovery_progress
    WHERE notification_id = :notification_id AND position = :position ORDER BY sequence";

impl Records<'_> {
    /// The tasks of a notification's recovery, in order; none before it began.
    pub(crate) fn recovery_tasks(&self, notification: i64) -> Result<Vec<TaskRecord>, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(TASKS)?
                .query_map(named_params! { ":notification_id": notification }, read_task)?
                .collect()
        })
    }

    /// Records where a task stands.
    pub(crate) fn save_recovery_task(
        &self,
        notification: i64,
        task: &TaskRecord,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(SAVE)?.execute(named_params! {
                ":notification_id": notification,
                ":position": number(task.position),
                ":name": task.name,
                ":state": task.state.as_str(),
                ":process_group": task.process_group,
            })?;
            Ok(())
        })
    }

    /// Records what a task printed.
    pub(crate) fn add_progress(
        &self,
        notification: i64,
        position: usize,
        progress: &Progress,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(ADD_PROGRESS)?.execute(named_params! {
                ":notification_id": notification,
                ":position": number(position),
                ":at": progress.at.as_millisecond(),
                ":message": progress.message,
                ":progress": progress.fraction,
            })?;
            Ok(())
        })
    }

    /// What a task printed, oldest first.
    pub(crate) fn progress(
        &self,
        notification: i64,
        position: usize,
    ) -> Result<Vec<Progress>, StoreError> {
        let wanted =
            named_params! { ":notification_id": notification, ":position": number(position) };
        self.run(|connection| {
            connection.prepare_cached(PROGRESS)?.query_map(wanted, read_progress)?.collect()
        })
    }
}

fn number(position: usize) -> i64 {
    integer(u64::try_from(position).unwrap_or(u64::MAX))
}

fn read_task(row: &Row<'_>) -> rusqlite::Result<TaskRecord> {
    let mut columns = Columns::of(row);
    Ok(TaskRecord {
        position: usize::try_from(columns.count()?).unwrap_or(usize::MAX),
        name: columns.value()?,
        state: columns.word(TaskState::parse)?,
        process_group: columns.value()?,
    })
}

fn read_progress(row: &Row<'_>) -> rusqlite::Result<Progress> {
    let mut columns = Columns::of(row);
    Ok(Progress { at: columns.time()?, message: columns.value()?, fraction: columns.value()? })
}
