//! Where deliveries go, and what they say.

use std::collections::BTreeSet;

use super::delivery::Event;
use super::exchange::TlsSettings;
use super::name::Name;
use super::secret::Secret;
use super::service::BasicAuth;
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
    /// Which events it wants.
    pub events: BTreeSet<Event>,
    /// What is sent.
    pub form: WebhookForm,
    /// Whom to trust.
    pub tls: TlsSettings,
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
