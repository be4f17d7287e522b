//! The last known state of the services, and how old it is.

use std::fmt::Write;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::service::service_table;
use super::{Document, Page, SCHEMA_VERSION, ServiceView, moment, records_of};
use crate::domain::PassRecord;
use crate::domain::time::{elapsed, seconds};

/// The result of `ronde status`.
#[derive(Debug, Clone, Serialize)]
pub struct StatusDocument<'a> {
    schema_version: u32,
    /// `None` when no pass ever completed.
    pub last_pass: Option<LastPass>,
    /// What was selected.
    pub services: Vec<ServiceView<'a>>,
    #[serde(skip)]
    stale_after: Duration,
}

/// The last full pass that completed.
#[derive(Debug, Clone, Serialize)]
pub struct LastPass {
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
    pub fn of(pass: &PassRecord, stale_after: Duration, now: Timestamp) -> Option<Self> {
        let finished_at = pass.finished_at?;
        let age = elapsed(finished_at, now);
        Some(Self {
            started_at: pass.started_at,
            finished_at,
            exit_code: pass.exit_code?,
            age_s: seconds(age),
            stale: age > stale_after,
        })
    }
}

impl<'a> StatusDocument<'a> {
    /// What is known, as of `last_pass`.
    #[must_use]
    pub fn new(
        last_pass: Option<LastPass>,
        services: Vec<ServiceView<'a>>,
        stale_after: Duration,
    ) -> Self {
        Self { schema_version: SCHEMA_VERSION, last_pass, services, stale_after }
    }

    /// Whether no pass completed for too long, or ever.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.last_pass.as_ref().is_none_or(|pass| pass.stale)
    }

    fn heading(&self, page: &Page) -> String {
        let limit = moment::rough(SignedDuration::try_from(self.stale_after).unwrap_or_default());
        match &self.last_pass {
            None => "no pass has completed yet: run ronde check\n".to_owned(),
            Some(pass) => {
                let mut text = String::new();
                if pass.stale {
                    // Writing to a string cannot fail.
                    let _ = writeln!(
                        text,
                        "NO COMPLETED PASS WITHIN {limit}: what follows is OLD. Does ronde check still run?"
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

    /// How many services are in which state; in those of the configuration's wish.
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
            (orphaned, "orphaned (no longer configured, see ronde forget)"),
        ] {
            if count > 0 {
                // Writing to a string cannot fail.
                let _ = write!(text, "; {count} {what}");
            }
        }
        text.push('\n');
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
        let table = service_table(&self.services, page);
        if !table.is_empty() {
            text.push('\n');
            text.push_str(&table);
        }
        text.push('\n');
        text.push_str(&self.counts());
        text
    }
}
