//! The last known state of the services, and how old it is.

use std::fmt::Write;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::service_table::{Ages, service_table};
use super::{
    Document, Page, SCHEMA_VERSION, ServiceView, WaitingView, moment, records_of, waiting,
};
use crate::domain::PassRecord;
use crate::error::Exit;
use crate::text::time::{elapsed, seconds};

/// The result of `ronde status`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StatusDocument<'a> {
    schema_version: u32,
    /// `None` when no pass ever completed.
    pub last_pass: Option<LastPass>,
    /// What was selected.
    pub services: Vec<ServiceView<'a>>,
    /// What waits for which destination.
    pub deliveries: Vec<WaitingView>,
    #[serde(skip)]
    stale_after: Duration,
}

/// The last full pass that completed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LastPass {
    #[serde(serialize_with = "moment::serialize")]
    started_at: Timestamp,
    #[serde(serialize_with = "moment::serialize")]
    finished_at: Timestamp,
    exit_code: u8,
    age_s: u64,
    stale: bool,
}

impl LastPass {
    /// What to say of `pass`; `None` when it did not complete.
    #[must_use]
    pub(crate) fn of(pass: &PassRecord, stale_after: Duration, now: Timestamp) -> Option<Self> {
        let finished_at = pass.finished_at?;
        let age = elapsed(finished_at, now);
        Some(Self {
            started_at: pass.started_at,
            finished_at,
            exit_code: pass.exit_code?,
            age_s: seconds(age),
            stale: age > stale_after || is_ahead(finished_at, now),
        })
    }
}

/// Whether a pass was completed by a clock that has been set back since: nothing
/// tells how old it is. A small correction of the clock is none.
fn is_ahead(finished_at: Timestamp, now: Timestamp) -> bool {
    finished_at.duration_since(now) > SignedDuration::from_mins(1)
}

impl<'a> StatusDocument<'a> {
    /// What is known, as of `last_pass`.
    #[must_use]
    pub(crate) fn new(
        last_pass: Option<LastPass>,
        services: Vec<ServiceView<'a>>,
        stale_after: Duration,
    ) -> Self {
        let deliveries = Vec::new();
        Self { schema_version: SCHEMA_VERSION, last_pass, services, deliveries, stale_after }
    }

    /// Whether no pass completed for too long, or ever.
    #[must_use]
    pub(crate) fn is_stale(&self) -> bool {
        self.last_pass.as_ref().is_none_or(|pass| pass.stale)
    }

    /// Whether the monitor was cut off in its last pass: what follows says little.
    #[must_use]
    pub(crate) fn is_cut_off(&self) -> bool {
        self.last_pass.as_ref().is_some_and(|pass| pass.exit_code == Exit::CutOff.code())
    }

    fn heading(&self, page: &Page) -> String {
        let limit = moment::rough(SignedDuration::try_from(self.stale_after).unwrap_or_default());
        match &self.last_pass {
            None => "no pass has completed yet: run ronde check\n".to_owned(),
            Some(pass) => {
                let mut text = String::new();
                if is_ahead(pass.finished_at, page.now) {
                    text.push_str(
                        "THE LAST PASS LIES IN THE FUTURE: the clock was set back, or was wrong then\n",
                    );
                } else if pass.stale {
                    // Writing to a string cannot fail.
                    let _ = writeln!(
                        text,
                        "NO COMPLETED PASS WITHIN {limit}: what follows is OLD. Does ronde check still run?"
                    );
                }
                if self.is_cut_off() {
                    text.push_str(
                        "THE MONITOR WAS CUT OFF in its last pass: failures were not trusted\n",
                    );
                }
                let _ = writeln!(
                    text,
                    "last pass {}, completed {} (exit {})",
                    page.age(pass.finished_at),
                    page.time(pass.finished_at),
                    pass.exit_code
                );
                text
            }
        }
    }

    /// How many services are in which state, and how many are not watched at all.
    fn counts(&self) -> String {
        let mut parts = Vec::new();
        let watched = || self.services.iter().filter(|view| view.is_watched());
        for state in ["ok", "suspect", "unknown", "ko"] {
            let count = watched().filter(|view| view.state == state).count();
            if count > 0 || matches!(state, "ok" | "ko") {
                parts.push(format!("{count} {state}"));
            }
        }
        let maintenance = self.services.iter().filter(|view| view.maintenance).count();
        let orphaned = self.services.iter().filter(|view| view.orphaned).count();
        let unwatched = self.services.len() - watched().count() - orphaned;
        let mut text = format!("{}: {}", counted(self.services.len()), parts.join(", "));
        for (count, what) in [
            (unwatched, "not monitored"),
            (maintenance, "in maintenance mode"),
            (orphaned, "orphaned"),
        ] {
            if count > 0 {
                // Writing to a string cannot fail.
                let _ = write!(text, "; {count} {what}");
            }
        }
        text.push('\n');
        if orphaned > 0 {
            text.push_str("orphaned means no longer configured; `ronde forget SERVICE` drops it\n");
        }
        text
    }
}

fn counted(services: usize) -> String {
    if services == 1 { "1 service".to_owned() } else { format!("{services} services") }
}

impl Document for StatusDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        ServiceView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.services)
    }

    fn table(&self, page: &Page) -> String {
        let mut text = self.heading(page);
        let table = service_table(&self.services, Ages::Shown, page);
        if !table.is_empty() {
            text.push('\n');
            text.push_str(&table);
        }
        text.push('\n');
        text.push_str(&self.counts());
        text.push_str(&waiting::lines(&self.deliveries, page));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PassTally, Service, ServiceState, SkipReason};
    use crate::output::testing::{configured_service, page};
    use crate::output::{Standing, Subject};

    const STALE_AFTER: Duration = Duration::from_secs(45 * 60);

    fn pass(finished_at: &str) -> PassRecord {
        let finished_at: Timestamp = finished_at.parse().unwrap();
        PassRecord {
            id: 1,
            is_full: true,
            started_at: finished_at - SignedDuration::from_secs(2),
            finished_at: Some(finished_at),
            exit_code: Some(1),
            tally: PassTally::default(),
        }
    }

    fn document<'a>(services: Vec<ServiceView<'a>>, finished_at: &str) -> StatusDocument<'a> {
        let last_pass = LastPass::of(&pass(finished_at), STALE_AFTER, page(None).now);
        StatusDocument::new(last_pass, services, STALE_AFTER)
    }

    fn state(condition: crate::domain::Condition, detail: &str) -> ServiceState {
        ServiceState {
            condition,
            last_http: Some(crate::domain::HttpReading::Status(200)),
            last_check_at: Some("2026-06-01T11:57:00Z".parse().unwrap()),
            latency_ms: Some(85),
            detail: Some(detail.to_owned()).filter(|text| !text.is_empty()),
            ..ServiceState::unknown()
        }
    }

    #[test]
    fn the_json_is_the_contracts() {
        assert_eq!(
            serde_json::to_string(&document(Vec::new(), "2026-06-01T11:57:00Z")).unwrap(),
            r#"{"schema_version":1,"last_pass":{"started_at":"2026-06-01T11:56:58Z","#.to_owned()
                + r#""finished_at":"2026-06-01T11:57:00Z","exit_code":1,"age_s":180,"#
                + r#""stale":false},"services":[],"deliveries":[]}"#
        );
        let never = StatusDocument::new(None, Vec::new(), STALE_AFTER);
        assert_eq!(
            serde_json::to_string(&never).unwrap(),
            r#"{"schema_version":1,"last_pass":null,"services":[],"deliveries":[]}"#
        );
        assert!(never.is_stale());
    }

    #[test]
    fn exactly_the_limit_is_not_stale_yet() {
        assert!(!document(Vec::new(), "2026-06-01T11:15:00Z").is_stale());
        assert!(document(Vec::new(), "2026-06-01T11:14:59Z").is_stale());
        // A clock that was set back makes the last pass seem to be in the future, and
        // nothing tells how old it is; a correction of a second is no such thing.
        assert!(document(Vec::new(), "2026-06-01T13:00:00Z").is_stale());
        assert!(!document(Vec::new(), "2026-06-01T12:00:59Z").is_stale());
    }

    #[test]
    fn a_terminal_of_80_columns_is_enough() {
        let names = ["web-1/shop", "web-1/blog", "db-long-name-7/customer-portal", "web-2/old"];
        let services: Vec<Service> = names.iter().map(|name| configured_service(name)).collect();
        let fine = state(crate::domain::Condition::Ok, "");
        let down = state(
            crate::domain::Condition::Ko,
            "TLS error: certificate not valid for name \"portal.example.com\"; it is for *.example.org",
        );
        let none = Standing::default();
        let parts = [
            (Some(&fine), none),
            (None, Standing { skip_reason: Some(SkipReason::Inactive), ..none }),
            (Some(&down), Standing { request_id: Some(1234), ..none }),
            (Some(&fine), Standing { in_maintenance: true, ..none }),
        ];
        let mut views: Vec<ServiceView<'_>> = services
            .iter()
            .zip(parts)
            .map(|(service, (state, standing))| {
                ServiceView::last_known(Subject::Configured(service), state, standing)
            })
            .collect();
        let gone = configured_service("web-9/gone");
        views.push(ServiceView::last_known(Subject::Orphan(&gone.id), Some(&down), none));
        insta::assert_snapshot!(document(views, "2026-06-01T10:57:00Z").table(&page(Some(80))));
    }
}
