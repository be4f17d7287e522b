//! What a check pass found and did.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::heartbeat::{HeartbeatView, heartbeat_table};
use super::service_table::{Ages, service_table};
use super::{Document, Page, SCHEMA_VERSION, ServiceView, moment, records_of};
use crate::domain::PassTally;
use crate::text::time::{elapsed, milliseconds};

/// The result of `ronde check`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckDocument<'a> {
    schema_version: u32,
    /// What the pass counted.
    pub pass: PassView,
    /// The services that `--report` asks for.
    pub services: Vec<ServiceView<'a>>,
    /// Every heartbeat, in a full pass.
    pub heartbeats: Vec<HeartbeatView<'a>>,
    /// What it opened and closed.
    pub requests: RequestChanges,
    /// What became of the queue.
    pub deliveries: DeliveryCounts,
    /// Print only the services and the news, and nothing where there are none.
    #[serde(skip)]
    pub is_brief: bool,
    /// Lines for people, such as a delivery that was given up.
    #[serde(skip)]
    pub news: Vec<String>,
}

/// A pass, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PassView {
    #[serde(serialize_with = "moment::serialize")]
    started_at: Timestamp,
    #[serde(serialize_with = "moment::serialize")]
    finished_at: Timestamp,
    duration_ms: u64,
    checked: u64,
    ok: u64,
    ko: u64,
    skipped: u64,
    retested: u64,
    blind: bool,
    deadline_reached: bool,
}

/// Numbers of the requests that a pass opened and closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RequestChanges {
    /// New ones.
    pub opened: Vec<i64>,
    /// Those whose service works again.
    pub closed: Vec<i64>,
}

/// What became of the queue of deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DeliveryCounts {
    /// Arrived.
    pub finished: u64,
    /// Failed, will be tried again.
    pub error: u64,
    /// Given up.
    pub failed: u64,
    /// Still to be sent.
    pub queued: u64,
}

impl PassView {
    /// A pass that began and ended at these times.
    #[must_use]
    pub(crate) fn new(tally: &PassTally, started_at: Timestamp, finished_at: Timestamp) -> Self {
        Self {
            started_at,
            finished_at,
            duration_ms: milliseconds(elapsed(started_at, finished_at)),
            checked: tally.checked,
            ok: tally.ok,
            ko: tally.ko,
            skipped: tally.skipped,
            retested: tally.retested,
            blind: tally.blind,
            deadline_reached: tally.deadline_reached,
        }
    }

    /// How many were checked, and what they came to.
    fn summary(&self) -> String {
        let mut text = format!(
            "{} checked in {:.1} s: {} ok, {} ko",
            self.checked,
            std::time::Duration::from_millis(self.duration_ms).as_secs_f64(),
            self.ok,
            self.ko
        );
        // The numbers have to add up.
        let undecided = self.checked.saturating_sub(self.ok).saturating_sub(self.ko);
        for (count, what) in [(undecided, "suspect or unknown"), (self.skipped, "skipped")] {
            if count > 0 {
                // Writing to a string cannot fail.
                let _ = write!(text, ", {count} {what}");
            }
        }
        if self.deadline_reached {
            text.push_str("; the deadline cut the pass short");
        }
        text.push('\n');
        text
    }
}

impl<'a> CheckDocument<'a> {
    /// The result of a pass in full.
    #[must_use]
    pub(crate) fn new(
        pass: PassView,
        services: Vec<ServiceView<'a>>,
        requests: RequestChanges,
        deliveries: DeliveryCounts,
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            pass,
            services,
            heartbeats: Vec::new(),
            requests,
            deliveries,
            is_brief: false,
            news: Vec::new(),
        }
    }

    /// One sentence per thing that was done: checks, requests, deliveries.
    fn summary(&self) -> String {
        let mut text = self.pass.summary();
        let (opened, closed) = (self.requests.opened.len(), self.requests.closed.len());
        if opened + closed > 0 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "requests: {opened} opened, {closed} closed");
        }
        let sent = &self.deliveries;
        let counts = [
            (sent.finished, "sent"),
            (sent.error, "failed for now"),
            (sent.failed, "given up"),
            (sent.queued, "still queued"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
        if !told.is_empty() {
            let _ = writeln!(text, "deliveries: {}", told.join(", "));
        }
        text
    }
}

impl Document for CheckDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        ServiceView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.services)
    }

    fn table(&self, page: &Page) -> String {
        let mut text = service_table(&self.services, Ages::Hidden, page);
        let heartbeats = heartbeat_table(&self.heartbeats, page);
        if !text.is_empty() && !heartbeats.is_empty() {
            text.push('\n');
        }
        text.push_str(&heartbeats);
        for line in &self.news {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", super::escaped(line));
        }
        if !self.is_brief {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.summary());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{configured_service, page};
    use crate::output::{Standing, Subject};

    fn now() -> Timestamp {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn pass() -> PassView {
        let tally = PassTally { checked: 2, ok: 1, ko: 1, retested: 1, ..PassTally::default() };
        let began: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        PassView::new(&tally, began, "2026-06-01T12:00:02.25Z".parse().unwrap())
    }

    #[test]
    fn the_json_is_the_contracts() {
        let document = CheckDocument::new(
            pass(),
            Vec::new(),
            RequestChanges { opened: vec![4], closed: Vec::new() },
            DeliveryCounts { finished: 1, ..DeliveryCounts::default() },
        );
        assert_eq!(
            serde_json::to_string(&document).unwrap(),
            r#"{"schema_version":1,"pass":{"started_at":"2026-06-01T12:00:00Z","#.to_owned()
                + r#""finished_at":"2026-06-01T12:00:02.250Z","duration_ms":2250,"checked":2,"#
                + r#""ok":1,"ko":1,"skipped":0,"retested":1,"blind":false,"#
                + r#""deadline_reached":false},"services":[],"heartbeats":[],"#
                + r#""requests":{"opened":[4],"closed":[]},"#
                + r#""deliveries":{"finished":1,"error":0,"failed":0,"queued":0}}"#
        );
    }

    #[test]
    fn a_summary_adds_up_and_is_silent_about_what_did_not_happen() {
        let tally = PassTally { checked: 9, ok: 4, ko: 2, skipped: 1, ..PassTally::default() };
        let pass = PassView { deadline_reached: true, ..PassView::new(&tally, now(), now()) };
        let deliveries = DeliveryCounts { finished: 2, queued: 3, ..DeliveryCounts::default() };
        let document = CheckDocument::new(pass, Vec::new(), RequestChanges::default(), deliveries);
        assert_eq!(
            document.summary(),
            "9 checked in 0.0 s: 4 ok, 2 ko, 3 suspect or unknown, 1 skipped; the deadline cut the pass short\n\
             deliveries: 2 sent, 3 still queued\n"
        );
    }

    #[test]
    fn people_get_a_summary() {
        let service = configured_service("web-1/shop");
        let view = ServiceView::of_pass(Subject::Configured(&service), None, Standing::default());
        let requests = RequestChanges { opened: vec![4], closed: Vec::new() };
        let mut document =
            CheckDocument::new(pass(), vec![view], requests, DeliveryCounts::default());
        assert_eq!(
            document.table(&page(None)),
            "STATE    SERVICE     HTTP  MS  DETAIL\n\
             unknown  web-1/shop     -   -\n\
             \n\
             2 checked in 2.2 s: 1 ok, 1 ko\n\
             requests: 1 opened, 0 closed\n"
        );
        document.pass.checked = 5;
        assert!(document.table(&page(None)).contains("1 ok, 1 ko, 3 suspect or unknown\n"));
        document.is_brief = true;
        document.services.clear();
        assert_eq!(document.table(&page(None)), "");
        document.news.push("a\u{7}".to_owned());
        assert_eq!(document.table(&page(None)), "a\\u{7}\n");
    }
}
