//! What a full pass makes of a heartbeat: nothing, or a request.

use jiff::Timestamp;

use crate::domain::{
    FailureClass, FailureKind, Heartbeat, HeartbeatRecord, HeartbeatState, NewRequest, Priority,
    Source, Subject,
};
use crate::text::time::rfc3339;

/// A heartbeat and what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeartbeatSituation<'a> {
    /// The heartbeat.
    pub heartbeat: &'a Heartbeat,
    /// What is remembered of it, as [`watched`] gave it.
    pub record: &'a HeartbeatRecord,
    /// Whether there is an open request about it.
    pub has_open_request: bool,
}

/// What is to be remembered of a heartbeat before anything else happens to it:
/// one that is new, or was switched on, begins to be watched now.
#[must_use]
pub(crate) fn watched(
    heartbeat: &Heartbeat,
    record: HeartbeatRecord,
    now: Timestamp,
) -> HeartbeatRecord {
    let mut record = record.not_after(now);
    record.watched_since = heartbeat.enabled.then(|| record.watched_since.unwrap_or(now));
    record
}

/// The request that a heartbeat needs, if it needs one.
#[must_use]
pub(crate) fn judge_heartbeat(
    situation: &HeartbeatSituation<'_>,
    now: Timestamp,
) -> Option<NewRequest> {
    let HeartbeatSituation { heartbeat, record, has_open_request } = *situation;
    let (kind, description) = failure(heartbeat, record, now)?;
    if has_open_request {
        return None;
    }
    Some(NewRequest {
        name: format!("[HEARTBEAT KO] {}", heartbeat.name),
        description,
        priority: Priority::Normal,
        subject: Subject::Heartbeat(heartbeat.name.clone()),
        source: Source::Heartbeat,
        failure_kind: Some(kind),
        failure_class: Some(FailureClass::Down),
        opened_at: now,
    })
}

/// What is wrong with a heartbeat, if anything is.
#[must_use]
pub(crate) fn failure(
    heartbeat: &Heartbeat,
    record: &HeartbeatRecord,
    now: Timestamp,
) -> Option<(FailureKind, String)> {
    match heartbeat.state(record, now) {
        HeartbeatState::Up | HeartbeatState::Pending | HeartbeatState::Disabled => None,
        HeartbeatState::Down => {
            Some((FailureKind::Process, record.down_message.clone().unwrap_or_default()))
        }
        HeartbeatState::Late => Some((FailureKind::Late, lateness(heartbeat, record, now))),
    }
}

fn lateness(heartbeat: &Heartbeat, record: &HeartbeatRecord, now: Timestamp) -> String {
    let text = match (heartbeat.overdue_since(record, now), &record.run) {
        (Some(deadline), _) => {
            let since = match record.last_signal_at {
                Some(signal) => format!("no signal since {}", rfc3339(signal)),
                None => "no signal yet".to_owned(),
            };
            format!("{since}; one was due by {}", rfc3339(deadline))
        }
        (None, Some(run)) => {
            let allowed = humantime::format_duration(heartbeat.allowance());
            return format!(
                "the job has been running since {}, longer than runtime and margin ({allowed})",
                rfc3339(run.started_at)
            );
        }
        (None, None) => String::new(),
    };
    match record.last_exit_code {
        Some(code) if code != 0 => format!("{text}; the last run ended with exit code {code}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Run;
    use crate::domain::heartbeat::testing::hourly;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn record() -> HeartbeatRecord {
        HeartbeatRecord {
            watched_since: Some(at("2026-06-01T12:00:00Z")),
            last_signal_at: Some(at("2026-06-01T12:30:00Z")),
            ..HeartbeatRecord::default()
        }
    }

    fn judged(record: &HeartbeatRecord, has_open_request: bool, now: &str) -> Option<NewRequest> {
        let heartbeat = hourly();
        let situation = HeartbeatSituation { heartbeat: &heartbeat, record, has_open_request };
        judge_heartbeat(&situation, at(now))
    }

    #[test]
    fn lateness_opens_one_request() {
        assert_eq!(judged(&record(), false, "2026-06-01T13:32:00Z"), None);
        let request = judged(&record(), false, "2026-06-01T13:33:00Z").unwrap();
        assert_eq!(request.name, "[HEARTBEAT KO] backup");
        assert_eq!(
            request.description,
            "no signal since 2026-06-01T12:30:00Z; one was due by 2026-06-01T13:32:00Z"
        );
        assert_eq!(request.failure_kind, Some(FailureKind::Late));
        assert_eq!(request.failure_class, Some(FailureClass::Down));
        assert_eq!((request.source, request.subject.equipment()), (Source::Heartbeat, None));
        assert_eq!(judged(&record(), true, "2026-06-01T13:33:00Z"), None);
    }

    #[test]
    fn the_description_says_what_is_known() {
        let describe = |change: &dyn Fn(&mut HeartbeatRecord), now| {
            let mut record = record();
            change(&mut record);
            judged(&record, false, now).map(|request| request.description)
        };
        let late = "2026-06-01T14:00:00Z";
        assert_eq!(
            describe(&|record| record.last_signal_at = None, late).unwrap(),
            "no signal yet; one was due by 2026-06-01T13:02:00Z"
        );
        assert_eq!(
            describe(&|record| record.last_exit_code = Some(7), late).unwrap(),
            "no signal since 2026-06-01T12:30:00Z; one was due by 2026-06-01T13:32:00Z; \
             the last run ended with exit code 7"
        );
        let down =
            |record: &mut HeartbeatRecord| record.down_message = Some("disk full".to_owned());
        assert_eq!(describe(&down, "2026-06-01T12:31:00Z").unwrap(), "disk full");
        let started_at = at("2026-06-01T12:40:00Z");
        let running = move |record: &mut HeartbeatRecord| {
            record.run = Some(Run { id: "r".to_owned(), started_at });
        };
        assert_eq!(describe(&running, "2026-06-01T12:42:00Z"), None);
        assert_eq!(
            describe(&running, "2026-06-01T12:42:01Z").unwrap(),
            "the job has been running since 2026-06-01T12:40:00Z, longer than runtime and \
             margin (2m)"
        );
    }

    #[test]
    fn one_that_was_switched_off_begins_anew() {
        let now = at("2027-01-01T00:00:00Z");
        let off = crate::domain::Heartbeat { enabled: false, ..hourly() };
        let unwatched = watched(&off, record(), now);
        assert_eq!(unwatched.watched_since, None);
        let again = watched(&hourly(), unwatched, now);
        assert_eq!(again.watched_since, Some(now));
        assert_eq!(hourly().state(&again, now), HeartbeatState::Up);
        assert_eq!(watched(&hourly(), record(), now), record());
    }
}
