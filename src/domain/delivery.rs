//! Outgoing messages, kept until they have arrived.

use jiff::Timestamp;

use super::request::words;

words! {
    /// What a delivery tells.
    Event {
        /// A maintenance request was opened.
        RequestOpened = "request.opened",
        /// A warning became an outage.
        RequestWorsened = "request.worsened",
        /// A maintenance request was closed.
        RequestClosed = "request.closed",
    }
}

words! {
    /// What kind of receiver a delivery is for.
    DeliveryKind {
        /// An HTTP endpoint of the user's.
        Webhook = "webhook",
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
    pub fn is_unfinished(self) -> bool {
        matches!(self, Self::New | Self::Running | Self::Error)
    }
}

/// A delivery to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// The webhook's name.
    pub destination: String,
    /// What kind of receiver it is.
    pub kind: DeliveryKind,
    /// What it tells.
    pub event: Event,
    /// Deliveries with the same destination and subject arrive in the order
    /// they were queued: a service's id, or the equipment's name.
    pub subject: String,
    /// The equipment concerned; its maintenance mode stops what is unsent.
    pub equipment: String,
    /// The request it is about.
    pub request_id: Option<i64>,
    /// What is sent, frozen.
    pub payload: Payload,
}

/// What a delivery sends, as it was when it was queued. Never holds a secret:
/// the destination's URL and credentials are read when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// The JSON body, as text; absent for a call with query parameters.
    pub body: Option<String>,
    /// Query parameters, interpolated, in order.
    pub parameters: Vec<(String, String)>,
    /// The values for names in the destination's URL, in order.
    pub variables: Vec<(String, String)>,
}

/// A queued delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
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
    /// When it may be tried next; `None` when it is done.
    pub next_attempt_at: Option<Timestamp>,
    /// Why the last try failed, or why it was given up or ignored.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When any of this last changed.
    pub updated_at: Timestamp,
}
