//! The contract's HEARTBEAT: how the jobs stand that signal.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, moment, records_of};
use crate::domain::{Heartbeat, HeartbeatRecord, HeartbeatState};
use crate::text::time::seconds;

/// One heartbeat, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HeartbeatView<'a> {
    name: &'a str,
    state: &'static str,
    #[serde(serialize_with = "moment::serialize_option")]
    last_signal_at: Option<Timestamp>,
    #[serde(serialize_with = "moment::serialize_option")]
    deadline: Option<Timestamp>,
    interval_s: u64,
    last_duration_ms: Option<u64>,
    last_exit_code: Option<i32>,
    request_id: Option<i64>,
    /// Whether a table that is not of all of them shows it.
    #[serde(skip)]
    pub is_shown: bool,
}

impl<'a> HeartbeatView<'a> {
    const FIELDS: [&'static str; 8] = [
        "name",
        "state",
        "last_signal_at",
        "deadline",
        "interval_s",
        "last_duration_ms",
        "last_exit_code",
        "request_id",
    ];

    /// A heartbeat as it stands `now`.
    #[must_use]
    pub(crate) fn new(
        heartbeat: &'a Heartbeat,
        record: &HeartbeatRecord,
        request_id: Option<i64>,
        now: Timestamp,
    ) -> Self {
        Self {
            name: heartbeat.name.as_str(),
            state: heartbeat.state(record, now).as_str(),
            last_signal_at: record.last_signal_at,
            deadline: heartbeat.deadline(record).filter(|_| heartbeat.enabled),
            interval_s: seconds(heartbeat.interval(now)),
            last_duration_ms: record.last_duration_ms,
            last_exit_code: record.last_exit_code,
            request_id,
            is_shown: true,
        }
    }

    fn state_cell(&self) -> Cell {
        let tone = match HeartbeatState::parse(self.state) {
            Some(HeartbeatState::Up) => Tone::Good,
            Some(HeartbeatState::Late | HeartbeatState::Down) => Tone::Bad,
            Some(HeartbeatState::Pending) => Tone::Doubtful,
            Some(HeartbeatState::Disabled) | None => Tone::Faint,
        };
        Cell::toned(self.state, tone)
    }
}

/// Heartbeats as people read them; empty without any.
#[must_use]
pub(super) fn heartbeat_table(views: &[HeartbeatView<'_>], page: &Page) -> String {
    if !views.iter().any(|view| view.is_shown) {
        return String::new();
    }
    let mut table = Table::new([
        Column::short("STATE"),
        Column::name("HEARTBEAT"),
        Column::short("SIGNALLED"),
        Column::short("DEADLINE"),
        Column::number("INTERVAL"),
        Column::number("TOOK"),
        Column::number("EXIT"),
        Column::number("REQ"),
    ]);
    let number = |value: Option<String>| Cell::or_dash(value.as_deref());
    for view in views.iter().filter(|view| view.is_shown) {
        table.row([
            view.state_cell(),
            view.name.into(),
            number(view.last_signal_at.map(|time| page.when(time))),
            number(view.deadline.map(|time| page.when(time))),
            format!("{} s", view.interval_s).into(),
            number(view.last_duration_ms.map(took)),
            number(view.last_exit_code.map(|code| code.to_string())),
            number(view.request_id.map(|id| id.to_string())),
        ]);
    }
    table.render(page)
}

/// Milliseconds below a second, seconds below a minute, then two units.
fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => {
            format!("{:.1} s", std::time::Duration::from_millis(milliseconds).as_secs_f64())
        }
        _ => {
            let seconds = i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX);
            moment::rough(jiff::SignedDuration::from_secs(seconds))
        }
    }
}

/// The result of `ronde heartbeat`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HeartbeatDocument<'a> {
    schema_version: u32,
    heartbeats: Vec<HeartbeatView<'a>>,
}

impl<'a> HeartbeatDocument<'a> {
    /// These heartbeats.
    #[must_use]
    pub(crate) fn new(heartbeats: Vec<HeartbeatView<'a>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, heartbeats }
    }
}

impl Document for HeartbeatDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        HeartbeatView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.heartbeats)
    }

    fn table(&self, page: &Page) -> String {
        if self.heartbeats.is_empty() {
            return "no heartbeats\n".to_owned();
        }
        heartbeat_table(&self.heartbeats, page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::heartbeat::testing::hourly;
    use crate::output::testing::page;

    #[test]
    fn a_terminal_of_80_columns_is_enough() {
        let page = page(Some(80));
        let heartbeat = hourly();
        let record = HeartbeatRecord {
            watched_since: Some(page.now),
            last_signal_at: Some(page.now),
            last_duration_ms: Some(61_000),
            last_exit_code: Some(0),
            ..HeartbeatRecord::default()
        };
        let views = [
            HeartbeatView::new(&heartbeat, &record, Some(12), page.now),
            HeartbeatView::new(&heartbeat, &HeartbeatRecord::default(), None, page.now),
        ];
        assert_eq!(
            heartbeat_table(&views, &page),
            "STATE    HEARTBEAT  SIGNALLED  DEADLINE  INTERVAL  TOOK  EXIT  REQ\n\
             up       backup     now        in 1h 2m    3720 s    1m     0   12\n\
             pending  backup     -          -           3720 s     -     -    -\n"
        );
        assert_eq!([took(7), took(1500), took(3_600_000 * 3)], ["7 ms", "1.5 s", "3h"]);
    }
}
