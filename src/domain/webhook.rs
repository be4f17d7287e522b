//! Where deliveries go, and what they say.

use std::collections::BTreeSet;
use std::time::Duration;

use super::delivery::Event;
use super::equipment::Inventory;
use super::exchange::TlsSettings;
use super::name::{Name, Subject};
use super::secret::Secret;
use super::selector::Selector;
use super::service::{BasicAuth, Service};
use crate::text::template::Template;

/// A configured webhook.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    /// Unique in the configuration; the URL's host unless named.
    pub name: Name,
    /// Where to post; names in braces are interpolated.
    pub url: Secret,
    /// Sent as basic authentication.
    pub basic_auth: Option<BasicAuth>,
    /// Further header fields, in order.
    pub headers: Vec<(String, Secret)>,
    /// How long one call may take.
    pub timeout: Duration,
    /// What it hears of; empty: of everything.
    pub select: Vec<Selector>,
    /// Which events it wants.
    pub events: BTreeSet<Event>,
    /// What is sent.
    pub form: WebhookForm,
    /// Whom to trust.
    pub tls: TlsSettings,
}

impl Webhook {
    /// Whether it hears of a subject; `service` is the one that it is, while it is
    /// configured. What is a heartbeat's is left to those that select nothing.
    #[must_use]
    pub(crate) fn hears_of(
        &self,
        subject: &Subject,
        service: Option<&Service>,
        inventory: &Inventory,
    ) -> bool {
        let is_meant = |selector: &Selector| match (subject, service) {
            (Subject::Service(_), Some(service)) => selector.means(service, inventory),
            (Subject::Service(id), None) => selector.means_unknown(id, inventory),
            (Subject::Equipment(name), _) => selector.means_equipment(name, inventory),
            (Subject::Heartbeat(_), _) => false,
        };
        self.select.is_empty() || self.select.iter().any(is_meant)
    }
}

/// What a webhook is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WebhookForm {
    /// The Odoo add-on's JSON object.
    Odoo,
    /// Query parameters and an empty body, as cachet-url-monitor does.
    Parameters(Vec<(String, Template)>),
    /// Any JSON; its strings are templates, checked when the configuration is read.
    Json(serde_json::Value),
}

/// The titles that `{title}` stands for; each is a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the words of the keys")]
pub(crate) struct Messages {
    /// The service is down.
    pub incident_outage: Template,
    /// The service is slow.
    pub incident_performance: Template,
    /// The service works again.
    pub incident_operational: Template,
}
