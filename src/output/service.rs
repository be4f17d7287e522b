//! The contract's SERVICE: one service as `check`, `status` and `probe` show it.

#![expect(clippy::ref_option_ref, reason = "what serde hands to `serialize_with`")]

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::moment;
use super::report::{MeasureView, as_instance, as_percent, measure_views};
use super::table::{Cell, Tone};
use crate::domain::{
    Condition, HttpReading, Name, Report, Service, ServiceId, ServiceState, SkipReason,
};

/// What a view is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A service of the configuration.
    Configured(&'a Service),
    /// One that has left it.
    Orphan(&'a ServiceId),
    /// A URL that is probed without being configured.
    Url(&'a str),
}

impl<'a> Subject<'a> {
    /// The service's id, if it is one.
    #[must_use]
    pub(crate) fn id(self) -> Option<&'a ServiceId> {
        match self {
            Self::Configured(service) => Some(&service.id),
            Self::Orphan(id) => Some(id),
            Self::Url(_) => None,
        }
    }

    fn url(self) -> Option<&'a str> {
        match self {
            Self::Configured(service) => service.url.as_deref(),
            Self::Orphan(_) => None,
            Self::Url(url) => Some(url),
        }
    }

    fn tags(self) -> &'a [String] {
        match self {
            Self::Configured(service) => &service.tags,
            Self::Orphan(_) | Self::Url(_) => &[],
        }
    }
}

/// What is known of a service beside its configuration and its state.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Standing {
    /// The open request for it, if there is one.
    pub request_id: Option<i64>,
    /// It or its equipment is in maintenance mode.
    pub in_maintenance: bool,
    /// Why it was not, or would not be, checked.
    pub skip_reason: Option<SkipReason>,
}

/// One service, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ServiceView<'a> {
    /// `EQUIPMENT/SERVICE`; `null` only for the probe of a bare URL.
    #[serde(serialize_with = "as_text")]
    pub id: Option<&'a ServiceId>,
    /// The equipment's name.
    #[serde(serialize_with = "as_text")]
    pub equipment: Option<&'a Name>,
    /// The bare name.
    #[serde(serialize_with = "as_text")]
    pub service: Option<&'a Name>,
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
    /// From the beginning of the last hop to its headers.
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
    #[serde(serialize_with = "as_percent")]
    pub disk_used_percent: Option<f64>,
    /// When the certificate ends that the server last showed.
    #[serde(serialize_with = "moment::serialize_option")]
    pub certificate_expires_at: Option<Timestamp>,
    /// Only monitoring APIs know it.
    #[serde(rename = "instance", serialize_with = "as_instance")]
    pub report: Option<&'a Report>,
    /// Only plugins have it.
    pub perfdata: Vec<MeasureView>,
    /// What changed in this pass, such as `recovered`; for tables only.
    #[serde(skip)]
    pub change: Option<&'static str>,
}

impl<'a> ServiceView<'a> {
    /// The JSON field names, in order.
    pub(crate) const FIELDS: [&'static str; 21] = [
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
    pub(crate) fn of_pass(
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
    pub(crate) fn last_known(
        subject: Subject<'a>,
        state: Option<&'a ServiceState>,
        standing: Standing,
    ) -> Self {
        let id = subject.id();
        let report = state.map(|state| &state.report);
        Self {
            id,
            equipment: id.map(|id| &id.equipment),
            service: id.map(|id| &id.service),
            url: subject.url(),
            state: state.map_or(Condition::Unknown, |state| state.condition).as_str(),
            skip_reason: standing.skip_reason,
            http_status_ok: state.and_then(|state| state.http_status_ok),
            last_http_status_code: state.and_then(|state| state.last_http).map(status_code),
            last_http_check_date: state.and_then(|state| state.last_check_at),
            latency_ms: state.and_then(|state| state.latency_ms),
            detail: state.and_then(|state| state.detail.as_deref()),
            consecutive_fails: state.map_or(0, |state| state.consecutive_fails),
            retested: state.is_some_and(|state| state.retested),
            request_id: standing.request_id,
            tags: subject.tags(),
            maintenance: standing.in_maintenance,
            orphaned: matches!(subject, Subject::Orphan(_)),
            disk_used_percent: report.and_then(|report| report.disk.used_percent),
            certificate_expires_at: state.and_then(|state| state.certificate_expires_at),
            report,
            perfdata: report.map(measure_views).unwrap_or_default(),
            change: None,
        }
    }

    /// Whether it is KO.
    #[must_use]
    pub(crate) fn is_ko(&self) -> bool {
        self.state == Condition::Ko.as_str()
    }

    /// Whether `status --failing` shows it: KO, suspect or unknown.
    #[must_use]
    pub(crate) fn is_failing(&self) -> bool {
        self.state != Condition::Ok.as_str() && self.state != SKIPPED
    }

    /// Whether the configuration wants it checked at all; maintenance mode and
    /// `frequency` only put that off.
    #[must_use]
    pub(crate) fn is_watched(&self) -> bool {
        !self.orphaned
            && !matches!(
                self.skip_reason,
                Some(SkipReason::Inactive | SkipReason::NotMonitored | SkipReason::NoUrl)
            )
    }

    /// How it is, in short: its maintenance mode, why it is not checked, and its detail.
    pub(super) fn remark(&self) -> String {
        let mut parts = Vec::new();
        if self.orphaned {
            parts.push("orphaned");
        }
        if self.maintenance {
            parts.push(SkipReason::Maintenance.as_str());
        }
        if let Some(reason) = self.skip_reason.filter(|_| !self.maintenance && !self.orphaned) {
            parts.push(reason.as_str());
        }
        parts.extend(self.detail);
        parts.join("; ")
    }

    /// The state's word, with its colour.
    #[must_use]
    pub(crate) fn state_cell(&self) -> Cell {
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

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn as_text<T: std::fmt::Display, S: Serializer>(
    value: &Option<T>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde calls"
)]
fn as_reason<S: Serializer>(reason: &Option<SkipReason>, to: S) -> Result<S::Ok, S::Error> {
    match reason {
        Some(reason) => to.serialize_str(reason.as_str()),
        None => to.serialize_none(),
    }
}

/// The status code as scripts know it: -1 when no HTTP answer came.
#[must_use]
pub(crate) fn status_code(reading: HttpReading) -> i32 {
    reading.status().map_or(-1, i32::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::configured_service;

    fn bad() -> ServiceState {
        ServiceState {
            condition: Condition::Ko,
            consecutive_fails: 3,
            last_http: Some(HttpReading::Status(503)),
            http_status_ok: Some(false),
            last_check_at: Some("2026-06-01T11:57:00Z".parse().unwrap()),
            latency_ms: Some(42),
            detail: Some("HTTP 503".to_owned()),
            retested: true,
            certificate_expires_at: Some("2026-09-01T00:00:00.5Z".parse().unwrap()),
            ..ServiceState::unknown()
        }
    }

    #[test]
    fn the_json_is_the_contracts() {
        let service = configured_service("web-1/shop");
        let state = bad();
        let standing = Standing { request_id: Some(7), ..Standing::default() };
        let view = ServiceView::of_pass(Subject::Configured(&service), Some(&state), standing);
        assert_eq!(
            serde_json::to_string(&view).unwrap(),
            r#"{"id":"web-1/shop","equipment":"web-1","service":"shop","#.to_owned()
                + r#""url":"https://shop.example.com/","state":"ko","skip_reason":null,"#
                + r#""http_status_ok":false,"last_http_status_code":503,"#
                + r#""last_http_check_date":"2026-06-01T11:57:00Z","latency_ms":42,"#
                + r#""detail":"HTTP 503","consecutive_fails":3,"retested":true,"request_id":7,"#
                + r#""tags":["customer-a"],"maintenance":false,"orphaned":false,"#
                + r#""disk_used_percent":null,"certificate_expires_at":"2026-09-01T00:00:00.500Z","#
                + r#""instance":null,"perfdata":[]}"#
        );
    }

    #[test]
    fn the_csv_columns_are_the_json_fields() {
        let service = configured_service("web-1/shop");
        let view =
            ServiceView::last_known(Subject::Configured(&service), None, Standing::default());
        let json = serde_json::to_value(&view).unwrap();
        let fields: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ServiceView::FIELDS);
    }

    #[test]
    fn a_pass_skips_what_status_still_knows() {
        let service = configured_service("web-1/shop");
        let state = bad();
        let standing = Standing {
            in_maintenance: true,
            skip_reason: Some(SkipReason::Maintenance),
            ..Standing::default()
        };
        let subject = Subject::Configured(&service);
        assert_eq!(ServiceView::of_pass(subject, Some(&state), standing).state, "skipped");
        let known = ServiceView::last_known(subject, Some(&state), standing);
        assert_eq!((known.state, known.maintenance), ("ko", true));
        assert_eq!(known.remark(), "maintenance; HTTP 503");
    }

    #[test]
    fn an_orphan_has_its_id_and_its_past_only() {
        let service = configured_service("web-1/gone");
        let state = bad();
        let view = ServiceView::last_known(
            Subject::Orphan(&service.id),
            Some(&state),
            Standing::default(),
        );
        assert!(view.orphaned && view.is_ko() && !view.is_watched());
        assert_eq!((view.url, view.tags), (None, &[][..]));
    }
}
