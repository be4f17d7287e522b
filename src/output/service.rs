//! The contract's SERVICE: one service as `check`, `status` and `probe` show it.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::moment;
use super::table::{Cell, Tone};
use crate::domain::{Condition, Name, Service, ServiceId, ServiceState, SkipReason};

/// What a view is of.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A service of the configuration.
    Configured(&'a Service),
    /// One that has left it.
    Orphan(&'a ServiceId),
}

impl<'a> Subject<'a> {
    /// The service's id.
    #[must_use]
    pub fn id(self) -> &'a ServiceId {
        match self {
            Self::Configured(service) => &service.id,
            Self::Orphan(id) => id,
        }
    }
}

/// What is known of a service beside its configuration and its state.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// The open request for it, if there is one.
    pub request_id: Option<i64>,
    /// It or its equipment is in maintenance mode.
    pub in_maintenance: bool,
    /// Why it was not, or would not be, checked.
    pub skip_reason: Option<SkipReason>,
}

/// One service, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceView<'a> {
    /// `EQUIPMENT/SERVICE`.
    #[serde(serialize_with = "as_text")]
    pub id: &'a ServiceId,
    /// The equipment's name.
    #[serde(serialize_with = "as_text")]
    pub equipment: &'a Name,
    /// The bare name.
    #[serde(serialize_with = "as_text")]
    pub service: &'a Name,
    /// What is called.
    pub url: Option<&'a str>,
    /// `ok`, `ko`, `suspect`, `unknown` or `skipped`.
    pub state: &'static str,
    /// Why it was not checked.
    #[serde(serialize_with = "as_reason")]
    pub skip_reason: Option<SkipReason>,
    /// An HTTP answer came and the status expectation held.
    pub http_status_ok: Option<bool>,
    /// -1 when no HTTP answer came.
    pub last_http_status_code: Option<i32>,
    /// When it was last checked.
    #[serde(serialize_with = "moment::serialize_option")]
    pub last_http_check_date: Option<Timestamp>,
    /// From sending the last hop's request to its headers.
    pub latency_ms: Option<u64>,
    /// The text that a request's description would have.
    pub detail: Option<&'a str>,
    /// Failed passes in a row.
    pub consecutive_fails: u32,
    /// The last check was repeated.
    pub retested: bool,
    /// The open request for it.
    pub request_id: Option<i64>,
    /// For `tag:T` selectors.
    pub tags: &'a [String],
    /// It or its equipment is in maintenance mode.
    pub maintenance: bool,
    /// It has left the configuration.
    pub orphaned: bool,
    /// Only monitoring APIs know it.
    pub disk_used_percent: Option<f64>,
    /// When the certificate ends that the server last showed.
    #[serde(serialize_with = "moment::serialize_option")]
    pub certificate_expires_at: Option<Timestamp>,
    /// Only monitoring APIs know it.
    pub instance: Option<()>,
    /// Only plugins have it.
    pub perfdata: [(); 0],
}

impl<'a> ServiceView<'a> {
    /// The JSON field names, in order.
    pub const FIELDS: [&'static str; 21] = [
        "id",
        "equipment",
        "service",
        "url",
        "state",
        "skip_reason",
        "http_status_ok",
        "last_http_status_code",
        "last_http_check_date",
        "latency_ms",
        "detail",
        "consecutive_fails",
        "retested",
        "request_id",
        "tags",
        "maintenance",
        "orphaned",
        "disk_used_percent",
        "certificate_expires_at",
        "instance",
        "perfdata",
    ];

    /// A service as a pass shows it: `skipped` when there is a reason for that.
    #[must_use]
    pub fn of_pass(
        subject: Subject<'a>,
        state: Option<&'a ServiceState>,
        standing: Standing,
    ) -> Self {
        let mut view = Self::last_known(subject, state, standing);
        if view.skip_reason.is_some() {
            view.state = SKIPPED;
        }
        view
    }

    /// A service as `status` shows it: its last known state, whether or not it
    /// would be skipped now.
    #[must_use]
    pub fn last_known(
        subject: Subject<'a>,
        state: Option<&'a ServiceState>,
        standing: Standing,
    ) -> Self {
        let id = subject.id();
        let (url, tags, orphaned) = match subject {
            Subject::Configured(service) => (service.url.as_deref(), &*service.tags, false),
            Subject::Orphan(_) => (None, &[][..], true),
        };
        Self {
            id,
            equipment: &id.equipment,
            service: &id.service,
            url,
            state: state.map_or(Condition::Unknown, |state| state.condition).as_str(),
            skip_reason: standing.skip_reason,
            http_status_ok: state.and_then(|state| state.http_status_ok),
            last_http_status_code: state.and_then(|state| state.last_http_status_code),
            last_http_check_date: state.and_then(|state| state.last_check_at),
            latency_ms: state.and_then(|state| state.latency_ms),
            detail: state.and_then(|state| state.detail.as_deref()),
            consecutive_fails: state.map_or(0, |state| state.consecutive_fails),
            retested: state.is_some_and(|state| state.retested),
            request_id: standing.request_id,
            tags,
            maintenance: standing.in_maintenance,
            orphaned,
            disk_used_percent: None,
            certificate_expires_at: state.and_then(|state| state.certificate_expires_at),
            instance: None,
            perfdata: [],
        }
    }

    /// Whether it is KO.
    #[must_use]
    pub fn is_ko(&self) -> bool {
        self.state == Condition::Ko.as_str()
    }

    /// Whether `status --failing` shows it: KO, suspect or unknown.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.state != Condition::Ok.as_str() && self.state != SKIPPED
    }

    /// Whether the configuration wants it checked at all; maintenance mode and
    /// `frequency` only put that off.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        !self.orphaned
            && !matches!(
                self.skip_reason,
                Some(SkipReason::Inactive | SkipReason::NotMonitored | SkipReason::NoUrl)
            )
    }

    /// The state's word, with its colour.
    #[must_use]
    pub fn state_cell(&self) -> Cell {
        let tone = match Condition::parse(self.state) {
            _ if !self.is_watched() || self.maintenance => Tone::Faint,
            Some(Condition::Ok) => Tone::Good,
            Some(Condition::Ko) => Tone::Bad,
            Some(Condition::Suspect | Condition::Unknown) => Tone::Doubtful,
            None => Tone::Faint,
        };
        Cell::toned(self.state, tone)
    }
}

const SKIPPED: &str = "skipped";

fn as_text<T: std::fmt::Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn as_reason<S: Serializer>(reason: &Option<SkipReason>, to: S) -> Result<S::Ok, S::Error> {
    match reason {
        Some(reason) => to.serialize_str(reason.as_str()),
        None => to.serialize_none(),
    }
}
