//! Outgoing messages, kept until they have arrived.

use jiff::Timestamp;

use super::name::Subject;
use super::status_page::PublicStatus;
use crate::text::words::words;

words! {
    /// What a delivery tells.
    Event {
        /// A maintenance request was opened.
        RequestOpened = "request.opened",
        /// A warning became an outage.
        RequestWorsened = "request.worsened",
        /// A maintenance request was closed.
        RequestClosed = "request.closed",
        /// A service is to be shown otherwise on the status page.
        StatusChanged = "status.changed",
        /// A latency for the status page's metric.
        LatencyMeasured = "latency.measured",
        /// How a service is, for its push monitor.
        ServicePushed = "service.pushed",
        /// The job of a heartbeat began.
        HeartbeatStarted = "heartbeat.started",
        /// A heartbeat signalled, or its job ended well.
        HeartbeatUp = "heartbeat.up",
        /// A heartbeat is down, or its job failed.
        HeartbeatDown = "heartbeat.down",
    }
}

impl Event {
    /// What a webhook can be told.
    pub(crate) const OF_REQUESTS: &'static [Self] =
        &[Self::RequestOpened, Self::RequestWorsened, Self::RequestClosed];
}

words! {
    /// What kind of receiver a delivery is for.
    DeliveryKind {
        /// An HTTP endpoint of the user's.
        Webhook = "webhook",
        /// The Cachet status page.
        Cachet = "cachet",
        /// A push monitor, such as Uptime Kuma's.
        Push = "push",
    }
}

words! {
    /// Where a delivery stands; Masakari's words.
    DeliveryStatus {
        /// Not tried yet.
        New = "new",
        /// Being sent at this moment, or its sender died.
        Running = "running",
        /// Arrived.
        Finished = "finished",
        /// Failed, and will be tried again.
        Error = "error",
        /// Given up.
        Failed = "failed",
        /// No longer to be sent.
        Ignored = "ignored",
    }
}

impl DeliveryStatus {
    /// Whether something is still to be done about it.
    #[must_use]
    pub(crate) fn is_unfinished(self) -> bool {
        matches!(self, Self::New | Self::Running | Self::Error)
    }
}

/// A delivery to be queued.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewDelivery {
    /// The receiver's name, unique among those of its kind.
    pub destination: String,
    /// What kind of receiver it is.
    pub kind: DeliveryKind,
    /// What it tells.
    pub event: Event,
    /// Deliveries with the same destination and subject arrive in the order
    /// they were queued; the maintenance mode of its equipment stops what is unsent.
    pub subject: Subject,
    /// The request it is about.
    pub request_id: Option<i64>,
    /// What is sent, frozen.
    pub payload: Payload,
}

/// What a delivery sends, as it was when it was queued. Never holds a secret:
/// the destination's URL and credentials are read when it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Payload {
    /// What a status page is told.
    Page(PageNews),
    /// What a push monitor is told.
    Push(PushNews),
    /// A call of a webhook.
    Call(WebhookCall),
}

/// A call of a webhook, but for the URL and who calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct WebhookCall {
    /// The JSON body, as text; absent for a call with query parameters.
    pub body: Option<String>,
    /// Query parameters, interpolated, in order.
    pub parameters: Vec<(String, String)>,
    /// The values for names in the destination's URL, in order.
    pub variables: Vec<(String, String)>,
}

impl Payload {
    /// The call, if it is one.
    #[must_use]
    pub(crate) fn call(&self) -> Option<&WebhookCall> {
        match self {
            Self::Call(call) => Some(call),
            Self::Page(_) | Self::Push(_) => None,
        }
    }

    /// What a status page is told, if it is that.
    #[must_use]
    pub(crate) fn page(&self) -> Option<&PageNews> {
        match self {
            Self::Page(page) => Some(page),
            Self::Push(_) | Self::Call(_) => None,
        }
    }

    /// What a push monitor is told, if it is that.
    #[must_use]
    pub(crate) fn push(&self) -> Option<&PushNews> {
        match self {
            Self::Push(push) => Some(push),
            Self::Page(_) | Self::Call(_) => None,
        }
    }
}

words! {
    /// What a push says; Uptime Kuma's words.
    PushStatus {
        /// It works.
        Up = "up",
        /// It does not.
        Down = "down",
    }
}

/// What a push monitor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PushNews {
    /// Whether it works.
    pub status: PushStatus,
    /// What there is to say.
    pub message: String,
    /// How long it took, in ms.
    pub ping_ms: Option<u64>,
    /// What a receiver that knows of jobs is told beyond that.
    pub job: Option<JobNews>,
}

/// What became of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JobNews {
    /// It began.
    Started {
        /// A UUID, the same for its end.
        run_id: String,
    },
    /// It ended.
    Ended {
        /// A UUID, the same as for its start.
        run_id: String,
        /// As a shell gives it.
        exit_code: u8,
        /// The end of its output.
        output: String,
        /// Who knows nothing of jobs is told nothing: it is as if it had not run.
        is_silent: bool,
    },
}

/// What a status page is told. What it takes to get there depends on what the
/// page shows when it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PageNews {
    /// How a service is to be shown.
    Status(StatusNews),
    /// How long a service took to answer.
    Latency(LatencyNews),
}

/// How a service is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusNews {
    /// The status.
    pub status: PublicStatus,
    /// The title of an incident.
    pub title: String,
    /// Its text.
    pub message: String,
    /// The component that stands for the service.
    pub component_id: Option<u64>,
    /// The component is to be changed in any case, not only with an incident.
    pub updates_component: bool,
    /// An outage is to become an incident.
    pub opens_incident: bool,
    /// Whether everybody may see that incident.
    pub is_public: bool,
}

/// How long a service took to answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LatencyNews {
    /// The metric that takes it.
    pub metric_id: u64,
    /// In the unit that the metric is configured for.
    pub value: f64,
    /// When it was measured, in seconds since 1970.
    pub timestamp: i64,
}

/// A queued delivery.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delivery {
    /// A UUID, sent as `Idempotency-Key`, the same at every try.
    pub id: String,
    /// The order of queueing.
    pub sequence: i64,
    /// What was queued.
    pub content: NewDelivery,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: u32,
    /// A try that failed may have reached the receiver all the same: its connection
    /// broke after the request had begun to be sent, or its sender died.
    pub may_have_arrived: bool,
    /// The delivery that tells it instead, into which it was folded or by which it
    /// was superseded.
    pub successor: Option<String>,
    /// When it may be tried next; `None` when it is done.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last try failed, or why it was given up or ignored.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When any of this last changed.
    pub updated_at: Timestamp,
}

impl Delivery {
    /// The same once it is no longer to be sent, for that reason. One that was
    /// being sent by a sender that died may have arrived.
    #[must_use]
    pub(crate) fn ignored(self, reason: impl Into<String>, now: Timestamp) -> Self {
        Self {
            may_have_arrived: self.may_have_arrived || self.status == DeliveryStatus::Running,
            status: DeliveryStatus::Ignored,
            next_attempt_at: None,
            last_error: Some(reason.into()),
            updated_at: now,
            ..self
        }
    }
}
