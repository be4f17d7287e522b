//! The receivers that there are, and how each is found in the configuration.

use super::heartbeat::target;
use super::push::PushTarget;
use crate::compose::status_page;
use crate::config::Config;
use crate::domain::{Cachet, DeliveryKind, Heartbeat, Name, Secret, Subject, Webhook, WebhookForm};
use crate::store::{Destination, Outbox};

/// Where deliveries go.
#[derive(Debug, Clone, Copy)]
pub(super) enum Receiver<'c> {
    /// An HTTP endpoint of the user's.
    Webhook(&'c Webhook),
    /// The status page.
    Cachet(&'c Cachet),
    /// A push monitor.
    Push(PushTarget<'c>),
}

impl<'c> Receiver<'c> {
    /// The receiver of what is queued for one destination, while it is configured.
    pub(super) fn of(config: &'c Config, outbox: &Outbox) -> Option<Self> {
        let name = outbox.destination.name.as_str();
        match outbox.destination.kind {
            DeliveryKind::Webhook => config
                .webhooks
                .iter()
                .find(|webhook| webhook.name.as_str() == name)
                .map(Self::Webhook),
            DeliveryKind::Cachet => config
                .cachet
                .as_ref()
                .filter(|_| name == status_page::DESTINATION)
                .map(Self::Cachet),
            // A push monitor is that of what it is told about.
            DeliveryKind::Push => match &outbox.deliveries.first()?.content.subject {
                Subject::Service(id) => {
                    let url = config.inventory.service(id)?.push_url.as_deref()?;
                    Some(Self::Push(PushTarget { url, tls: None }))
                }
                Subject::Heartbeat(name) => {
                    heartbeat_named(config, name).and_then(target).map(Self::Push)
                }
                Subject::Equipment(_) => None,
            },
        }
    }

    /// The secrets without which nothing can be sent to it.
    pub(super) fn secrets(self) -> impl Iterator<Item = &'c Secret> {
        let (first, second, headers) = match self {
            Self::Webhook(webhook) => (
                &webhook.url,
                webhook.basic_auth.as_ref().map(|auth| &auth.password),
                webhook.headers.as_slice(),
            ),
            Self::Cachet(cachet) => (&cachet.token, None, &[][..]),
            Self::Push(target) => (target.url, None, &[][..]),
        };
        std::iter::once(first).chain(second).chain(headers.iter().map(|(_, value)| value))
    }

    /// Whether a body for it may be given `down_for_s`.
    pub(super) fn has_odoo_form(self) -> bool {
        matches!(self, Self::Webhook(webhook) if webhook.form == WebhookForm::Odoo)
    }
}

/// The heartbeat of that name.
pub(super) fn heartbeat_named<'c>(config: &'c Config, name: &Name) -> Option<&'c Heartbeat> {
    config.heartbeats.iter().find(|heartbeat| heartbeat.name == *name)
}

/// A destination as it is called in a sentence.
pub(super) fn called(destination: &Destination) -> String {
    match destination.kind {
        DeliveryKind::Webhook => format!("webhook {}", destination.name),
        DeliveryKind::Cachet => "cachet".to_owned(),
        DeliveryKind::Push => format!("push of {}", destination.name),
    }
}
