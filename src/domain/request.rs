//! Maintenance requests, in Odoo's terms.

use std::collections::HashMap;

use jiff::Timestamp;

use super::name::{ServiceId, Subject};
use crate::text::words::words;

words! {
    /// Where a maintenance request stands.
    Stage {
        /// Nobody has taken it up.
        New = "new",
        /// Somebody has.
        InProgress = "in-progress",
        /// Done: the thing works again.
        Repaired = "repaired",
        /// Done: there is nothing to repair any more.
        Scrap = "scrap",
    }
}

impl Stage {
    /// Whether the request is closed.
    #[must_use]
    pub(crate) fn is_done(self) -> bool {
        matches!(self, Self::Repaired | Self::Scrap)
    }
}

words! {
    /// Who or what opened a request.
    Source {
        /// A check of a service.
        Check = "check",
        /// A heartbeat that did not come.
        Heartbeat = "heartbeat",
        /// An alert of another monitor.
        Notification = "notification",
        /// Somebody, with `ronde requests create`.
        User = "user",
    }
}

words! {
    /// Who closed a request.
    ClosedBy {
        /// Somebody, with `ronde requests close` or `ronde forget`.
        User = "user",
        /// A good check, or a signal of a heartbeat.
        Ronde = "ronde",
    }
}

words! {
    /// Odoo's `maintenance_type`.
    MaintenanceType {
        /// Something broke.
        Corrective = "corrective",
        /// Something should not break.
        Preventive = "preventive",
    }
}

words! {
    /// What failed.
    FailureKind {
        /// The HTTP status expectation.
        Status = "status",
        /// Another expectation.
        Expectation = "expectation",
        /// No HTTP answer came.
        Network = "network",
        /// A heartbeat did not come.
        Late = "late",
        /// A host, as another monitor says.
        Host = "host",
        /// A process, as another monitor says.
        Process = "process",
        /// A virtual machine, as another monitor says.
        Vm = "vm",
    }
}

words! {
    /// How much a failure matters; ordered, worst last.
    FailureClass {
        /// The service can be used, but somebody should look at it.
        Warning = "warning",
        /// The service cannot be used.
        Down = "down",
    }
}

words! {
    /// Odoo's priority.
    Priority {
        /// Very low.
        VeryLow = "0",
        /// Low.
        Low = "1",
        /// Normal.
        Normal = "2",
        /// High.
        High = "3",
    }
}

/// A recorded maintenance request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// Never reused.
    pub id: i64,
    /// Its title, such as `[HTTP KO] https://shop.example.com/`.
    pub name: String,
    /// What is wrong, such as `HTTP 503`.
    pub description: String,
    /// As a number in a string, as in Odoo.
    pub priority: Priority,
    /// Corrective for everything that ronde opens itself.
    pub maintenance_type: MaintenanceType,
    /// Where it stands.
    pub stage: Stage,
    /// What it is about.
    pub subject: Subject,
    /// Who opened it.
    pub source: Source,
    /// What failed, unless a user opened it.
    pub failure_kind: Option<FailureKind>,
    /// How bad that is.
    pub failure_class: Option<FailureClass>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed, if it is.
    pub closed_at: Option<Timestamp>,
    /// Who closed it, if it is.
    pub closed_by: Option<ClosedBy>,
    /// What was noted, a line each.
    pub note: Option<String>,
}

/// A maintenance request to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRequest {
    /// Its title.
    pub name: String,
    /// What is wrong.
    pub description: String,
    /// How urgent it is.
    pub priority: Priority,
    /// What it is about.
    pub subject: Subject,
    /// Who opens it.
    pub source: Source,
    /// What failed, unless a user opens it.
    pub failure_kind: Option<FailureKind>,
    /// How bad that is.
    pub failure_class: Option<FailureClass>,
    /// When it is opened.
    pub opened_at: Timestamp,
}

/// The open request to show for each service: its check's, else the oldest.
#[must_use]
pub(crate) fn requests_by_service(requests: &[Request]) -> HashMap<ServiceId, i64> {
    let mut by_service = HashMap::new();
    let (from_checks, others): (Vec<&Request>, Vec<&Request>) =
        requests.iter().partition(|request| request.source == Source::Check);
    for request in from_checks.into_iter().chain(others) {
        if let Some(id) = request.subject.service() {
            by_service.entry(id.clone()).or_insert(request.id);
        }
    }
    by_service
}
