//! What a job's start, its end, a signal and a full pass mean for a heartbeat.

use std::collections::HashMap;

use jiff::Timestamp;

use super::requests::{Closing, add_note, close_request, open_request};
use super::status_page::follow_heartbeat;
use crate::compose::push;
use crate::config::Config;
use crate::domain::{
    After, Heartbeat, HeartbeatRecord, HeartbeatState, Name, Request, Run, Source,
};
use crate::judge::{HeartbeatSituation, failure, judge_heartbeat, watched};
use crate::store::{Records, StoreError};
use crate::text::time::rfc3339;

/// What a heartbeat was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Signal {
    /// All is well.
    Up,
    /// It is down, and why.
    Down(String),
    /// Nothing: its job failed, which is as if it had not run.
    None,
}

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndedRun {
    /// As it was recorded when it began.
    pub id: String,
    /// How long it took.
    pub duration_ms: u64,
    /// What it ended with.
    pub exit_code: i32,
}

/// A heartbeat as a full pass found it.
#[derive(Debug, Clone)]
pub(crate) struct JudgedHeartbeat<'c> {
    /// The heartbeat.
    pub heartbeat: &'c Heartbeat,
    /// What is remembered of it.
    pub record: HeartbeatRecord,
    /// How it stands.
    pub state: HeartbeatState,
    /// The open request about it.
    pub request_id: Option<i64>,
    /// Whether that request is new.
    pub is_new: bool,
}

/// Records that a job began.
pub(crate) fn start_run(
    records: &Records<'_>,
    config: &Config,
    heartbeat: &Heartbeat,
    run: Run,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut record = watch(records, config, heartbeat, now)?;
    record.run = Some(run);
    records.save_heartbeat(&heartbeat.name, &record)?;
    drop_unsent(records, heartbeat, now)
}

/// Records a signal, and the end of the run that it is about. What was to be
/// pushed before is not true any more; a good signal closes the request about
/// the heartbeat.
///
/// The request that was closed.
pub(crate) fn signal(
    records: &Records<'_>,
    config: &Config,
    heartbeat: &Heartbeat,
    signal: &Signal,
    ended: Option<&EndedRun>,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let before = watch(records, config, heartbeat, now)?;
    let was_ko = heartbeat.state(&before, now).is_ko();
    let after = signalled(before, signal, ended, now);
    records.save_heartbeat(&heartbeat.name, &after)?;
    drop_unsent(records, heartbeat, now)?;
    if *signal != Signal::Up {
        return Ok(None);
    }
    follow_heartbeat(records, config, heartbeat, None, None, now)?;
    match records.open_heartbeat_request(&heartbeat.name)? {
        Some(request) => recover(records, config, request, was_ko, now),
        None => Ok(None),
    }
}

fn signalled(
    mut record: HeartbeatRecord,
    signal: &Signal,
    ended: Option<&EndedRun>,
    now: Timestamp,
) -> HeartbeatRecord {
    match signal {
        Signal::Up => (record.last_signal_at, record.down_message) = (Some(now), None),
        Signal::Down(message) => {
            record.last_signal_at = Some(now);
            record.down_message = Some(message.clone());
        }
        Signal::None => {}
    }
    // Another run may have begun before this one ended; a signal that is of no
    // run ends any, which may have been lost with its machine.
    let is_over = |run: &Run| ended.is_none_or(|ended| ended.id == run.id);
    record.run = record.run.filter(|run| !is_over(run));
    if let Some(ended) = ended {
        record.last_duration_ms = Some(ended.duration_ms);
        record.last_exit_code = Some(ended.exit_code);
    }
    record
}

fn recover(
    records: &Records<'_>,
    config: &Config,
    mut request: Request,
    was_ko: bool,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let note = format!("it signalled again at {}", rfc3339(now));
    if config.auto_close {
        let note = format!("{note}; closed automatically");
        let closed = close_request(records, config, request, &Closing::repaired(&note, now), None)?;
        return Ok(Some(closed.id));
    }
    if was_ko {
        add_note(&mut request, &note);
        records.update_request(&request)?;
    }
    Ok(None)
}

/// Signals for those heartbeats that a command of ronde's own stands for. The
/// requests that were closed; what is to be passed on is queued.
pub(crate) fn signal_after(
    records: &Records<'_>,
    config: &Config,
    after: After,
    now: Timestamp,
) -> Result<Vec<i64>, StoreError> {
    let mut closed = Vec::new();
    for heartbeat in config.heartbeats.iter().filter(|each| each.after == Some(after)) {
        closed.extend(signal(records, config, heartbeat, &Signal::Up, None, now)?);
        if let Some(new) = push::of_heartbeat(heartbeat, push::all_is_well()) {
            records.enqueue(&new, now)?;
        }
    }
    Ok(closed)
}

/// Judges every heartbeat, and opens the requests that are needed.
pub(crate) fn judge_heartbeats<'c>(
    records: &Records<'_>,
    config: &'c Config,
    now: Timestamp,
) -> Result<Vec<JudgedHeartbeat<'c>>, StoreError> {
    let mut known = records.heartbeats()?;
    let mut judged = Vec::with_capacity(config.heartbeats.len());
    for mut each in look_at_heartbeats(records, config, now)? {
        let name = &each.heartbeat.name;
        if known.remove(name).as_ref() != Some(&each.record) {
            records.save_heartbeat(name, &each.record)?;
        }
        let situation = HeartbeatSituation {
            heartbeat: each.heartbeat,
            record: &each.record,
            has_open_request: each.request_id.is_some(),
        };
        if let Some(new) = judge_heartbeat(&situation, now) {
            each.request_id = Some(open_request(records, config, &new, None, now)?.id);
            each.is_new = true;
        }
        show(records, config, &each, now)?;
        judged.push(each);
    }
    // What has left the configuration begins anew should it come back.
    for (name, record) in known.into_iter().filter(|(_, record)| record.watched_since.is_some()) {
        let record = HeartbeatRecord { watched_since: None, ..record };
        records.save_heartbeat(&name, &record)?;
    }
    Ok(judged)
}

/// Lets the status page show how a heartbeat stands, once that is known.
fn show(
    records: &Records<'_>,
    config: &Config,
    judged: &JudgedHeartbeat<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let JudgedHeartbeat { heartbeat, record, state, request_id, .. } = judged;
    let wrong = failure(heartbeat, record, now);
    if wrong.is_none() && *state != HeartbeatState::Up {
        return Ok(());
    }
    let wrong = wrong.as_ref().map(|(kind, description)| (*kind, description.as_str()));
    follow_heartbeat(records, config, heartbeat, wrong, *request_id, now)
}

/// How the heartbeats stand, as they would be judged; records nothing.
pub(crate) fn look_at_heartbeats<'c>(
    records: &Records<'_>,
    config: &'c Config,
    now: Timestamp,
) -> Result<Vec<JudgedHeartbeat<'c>>, StoreError> {
    let known = records.heartbeats()?;
    let requests = open_requests_by_heartbeat(records)?;
    let look = |heartbeat: &'c Heartbeat| {
        let record = known.get(&heartbeat.name).cloned().unwrap_or_default();
        let record = watched(heartbeat, record, now);
        let state = heartbeat.state(&record, now);
        let request_id = requests.get(&heartbeat.name).copied();
        JudgedHeartbeat { heartbeat, record, state, request_id, is_new: false }
    };
    Ok(config.heartbeats.iter().map(look).collect())
}

/// Whether a heartbeat is late or down: closing its request by hand will not
/// keep the next full pass from opening another.
pub(crate) fn is_heartbeat_still_ko(
    records: &Records<'_>,
    config: &Config,
    name: &Name,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let record = records.heartbeat(name)?;
    let heartbeat = config.heartbeats.iter().find(|heartbeat| heartbeat.name == *name);
    Ok(heartbeat.is_some_and(|heartbeat| heartbeat.state(&record, now).is_ko()))
}

fn open_requests_by_heartbeat(records: &Records<'_>) -> Result<HashMap<Name, i64>, StoreError> {
    let requests = records.open_requests()?.into_iter();
    let of_heartbeats = requests.filter(|request| request.source == Source::Heartbeat);
    Ok(of_heartbeats
        .filter_map(|request| Some((request.subject.heartbeat()?.clone(), request.id)))
        .collect())
}

/// What is remembered of `heartbeat`. All others that are new begin to be
/// watched as well: the clock of one that never signals starts when it is first seen.
fn watch(
    records: &Records<'_>,
    config: &Config,
    heartbeat: &Heartbeat,
    now: Timestamp,
) -> Result<HeartbeatRecord, StoreError> {
    let mut known = records.heartbeats()?;
    for other in config.heartbeats.iter().filter(|each| each.name != heartbeat.name) {
        let before = known.remove(&other.name).unwrap_or_default();
        let after = watched(other, before.clone(), now);
        if after != before {
            records.save_heartbeat(&other.name, &after)?;
        }
    }
    let record = known.remove(&heartbeat.name).unwrap_or_default();
    Ok(watched(heartbeat, record, now))
}

/// An old success must never hide a new failure.
fn drop_unsent(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    now: Timestamp,
) -> Result<(), StoreError> {
    let reason = "superseded by a later run or signal";
    records.ignore_unsent_pushes(&heartbeat.name, reason, now).map(drop)
}
