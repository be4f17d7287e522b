//! Runs the tasks that are configured for a failure, and records how they fare.

use jiff::Timestamp;
use serde_json::Value;

use super::recoverer::Recoverer;
use crate::config::Config;
use crate::domain::{Notification, Progress, RecoveryTask, TaskHistory, TaskRecord, TaskState};
use crate::process::{self, News, Task};
use crate::store::{Location, Records, Store, StoreError, TaskNote};
use crate::text::time::rfc3339;

/// The variable that tells whose task a process is.
const OWNER: &str = "RONDE_NOTIFICATION";
/// And which one.
const TASK: &str = "RONDE_TASK";

/// Runs the tasks of a notification in order, but for those that succeeded
/// before; why the first that failed did, if one did.
///
/// # Errors
///
/// A failure of the database. The task that runs is killed then.
pub(super) fn recover(
    recoverer: &mut Recoverer<'_>,
    notification: &Notification,
) -> Result<Option<String>, StoreError> {
    end_leftovers(recoverer, notification)?;
    let tasks = tasks_for(recoverer.config, notification);
    let records = recoverer.store.transaction(|records| prepare(records, notification, &tasks))?;
    for (task, record) in tasks.into_iter().zip(records) {
        if record.state == TaskState::Success {
            continue;
        }
        if let Err(reason) = run(recoverer, notification, task, record)? {
            return Ok(Some(format!("task {}: {reason}", task.name)));
        }
    }
    Ok(None)
}

/// Records how those tasks ended that nobody waits for any more, and ends what
/// still runs of them.
pub(super) fn end_leftovers(
    recoverer: &mut Recoverer<'_>,
    notification: &Notification,
) -> Result<(), StoreError> {
    let Recoverer { location, clock, store, .. } = recoverer;
    for mut task in store.records().recovery_tasks(notification.id)? {
        if task.state != TaskState::Running {
            continue;
        }
        let note = TaskNote::of(location, &notification.uuid, task.position)?;
        let ended = process::noted(note.path()).or_else(|| {
            let marks = [format!("{OWNER}={}", notification.uuid), format!("{TASK}={}", task.name)];
            process::end_leftover(task.process_group, &marks);
            // It may have succeeded before that; a failure would only tell of the end it was put to.
            process::noted(note.path()).filter(Result::is_ok)
        });
        if let Some(ended) = ended {
            let missed = "while ronde was not there";
            let message = match &ended {
                Ok(()) => format!("done, {missed}"),
                Err(reason) => format!("{reason}, {missed}"),
            };
            record_end(store, notification, &mut task, ended.is_ok(), message, clock.now())?;
        }
        note.remove();
    }
    Ok(())
}

/// Removes the notes of tasks whose notification is done with.
pub(crate) fn sweep_notes(location: &Location, store: &Store) -> Result<(), StoreError> {
    TaskNote::sweep(location, |uuid| {
        let notification = store.records().notification(uuid)?;
        Ok(notification.is_some_and(|notification| !notification.status.is_final()))
    })
}

/// The tasks of a notification: as recorded, or as configured before they began.
pub(crate) fn histories(
    records: &Records<'_>,
    config: &Config,
    notification: &Notification,
) -> Result<Vec<TaskHistory>, StoreError> {
    let recorded = records.recovery_tasks(notification.id)?;
    if recorded.is_empty() && !notification.status.is_final() {
        let pending = |task: &RecoveryTask| TaskHistory {
            name: task.name.clone(),
            state: TaskState::Pending,
            progress: Vec::new(),
        };
        return Ok(tasks_for(config, notification).into_iter().map(pending).collect());
    }
    let one = |task: TaskRecord| {
        let progress = records.progress(notification.id, task.position)?;
        Ok(TaskHistory { name: task.name, state: task.state, progress })
    };
    recorded.into_iter().map(one).collect()
}

/// Every task for that failure, in the order of the configuration.
fn tasks_for<'c>(config: &'c Config, notification: &Notification) -> Vec<&'c RecoveryTask> {
    let matching = config.recovery.iter().filter(|recovery| recovery.is_for(notification));
    matching.flat_map(|recovery| &recovery.tasks).collect()
}

/// Records the tasks, and which of them had succeeded before.
fn prepare(
    records: &Records<'_>,
    notification: &Notification,
    tasks: &[&RecoveryTask],
) -> Result<Vec<TaskRecord>, StoreError> {
    let mut before = records.recovery_tasks(notification.id)?;
    before.retain(|task| task.state == TaskState::Success);
    let mut prepared = Vec::with_capacity(tasks.len());
    for (position, task) in tasks.iter().enumerate() {
        // The configuration may have changed meanwhile: a task is known by its name.
        let done = before.iter().position(|known| known.name == task.name);
        let state = match done.map(|index| before.remove(index)) {
            Some(_) => TaskState::Success,
            None => TaskState::Pending,
        };
        let name = task.name.clone();
        let record = TaskRecord { position, name, state, process_group: None };
        records.save_recovery_task(notification.id, &record)?;
        prepared.push(record);
    }
    Ok(prepared)
}

fn run(
    recoverer: &mut Recoverer<'_>,
    notification: &Notification,
    task: &RecoveryTask,
    mut record: TaskRecord,
) -> Result<Result<(), String>, StoreError> {
    let Recoverer { location, clock, store, report, .. } = recoverer;
    let note = TaskNote::of(location, &notification.uuid, record.position)?;
    let prepared = note.prepare(location);
    if let Err(error) = &prepared {
        let warning = format!("how the task {} ends cannot be noted: {error}", task.name);
        report.warnings.push(warning);
    }
    record.state = TaskState::Running;
    store.records().save_recovery_task(notification.id, &record)?;
    let running = Task {
        command: &task.command,
        input: &Value::Object(notification.payload.clone()).to_string(),
        variables: &variables(notification, task),
        note: prepared.is_ok().then_some(note.path()),
        timeout: task.timeout,
    };
    let ended = process::run(&running, |news| match news {
        News::Started(group) => {
            record.process_group = Some(group);
            store.records().save_recovery_task(notification.id, &record)
        }
        News::Printed(lines) => {
            record_lines(store, notification, record.position, lines, clock.now())
        }
    })?;
    let message = ended.as_ref().err().cloned().unwrap_or_else(|| "done".to_owned());
    record_end(store, notification, &mut record, ended.is_ok(), message, clock.now())?;
    note.remove();
    Ok(ended)
}

/// Records what a task has printed.
fn record_lines(
    store: &mut Store,
    notification: &Notification,
    position: usize,
    lines: Vec<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    store.transaction(|records| {
        lines.into_iter().try_for_each(|message| {
            let progress = Progress { at: now, message, fraction: 0.0 };
            records.add_progress(notification.id, position, &progress)
        })
    })
}

/// Records that a task has ended, and what is to be said about it.
fn record_end(
    store: &mut Store,
    notification: &Notification,
    record: &mut TaskRecord,
    has_succeeded: bool,
    message: String,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (state, progress) =
        if has_succeeded { (TaskState::Success, 1.0) } else { (TaskState::Failure, 0.0) };
    record.state = state;
    record.process_group = None;
    let last = Progress { at: now, message, fraction: progress };
    store.transaction(|records| {
        records.save_recovery_task(notification.id, record)?;
        records.add_progress(notification.id, record.position, &last)
    })
}

/// What a task can read without JSON.
fn variables(notification: &Notification, task: &RecoveryTask) -> Vec<(String, String)> {
    let mut variables: Vec<(String, String)> = [
        (OWNER, notification.uuid.clone()),
        (TASK, task.name.clone()),
        ("RONDE_TYPE", notification.kind.as_str().to_owned()),
        ("RONDE_HOST", notification.host.to_string()),
        ("RONDE_GENERATED_TIME", rfc3339(notification.generated_at)),
        ("RONDE_REQUEST_ID", notification.request_id.map(|id| id.to_string()).unwrap_or_default()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    // The keys are those of its type's schema: `event` and the like.
    for (key, value) in &notification.payload {
        let text = value.as_str().unwrap_or_default().to_owned();
        variables.push((format!("RONDE_{}", key.to_uppercase()), text));
    }
    variables
}
