//! One try at a delivery, whoever its receiver is.

use std::time::Duration;

use super::Sending;
use super::cachet::CachetCaller;
use super::desk::Desk;
use super::push::PushCaller;
use super::receiver::Receiver;
use super::schedule::Outcome;
use super::webhook::WebhookCaller;
use crate::domain::Delivery;
use crate::store::StoreError;

const TRY_TIMEOUT: Duration = Duration::from_secs(10);

/// A receiver whose secrets are at hand.
pub(super) enum Caller<'a> {
    Webhook(WebhookCaller<'a>),
    Cachet(CachetCaller<'a>),
    Push(PushCaller<'a>),
}

impl<'a> Caller<'a> {
    /// Reads the receiver's secrets.
    ///
    /// # Errors
    ///
    /// What is missing, naming variable, file or command, never a value.
    pub(super) fn prepare(
        receiver: Receiver<'a>,
        sending: &'a Sending<'a>,
    ) -> Result<Self, String> {
        match receiver {
            Receiver::Webhook(webhook) => {
                WebhookCaller::prepare(webhook, sending).map(Self::Webhook)
            }
            Receiver::Cachet(cachet) => CachetCaller::prepare(cachet, sending).map(Self::Cachet),
            Receiver::Push(target) => PushCaller::prepare(target, sending).map(Self::Push),
        }
    }

    /// How long one try may take.
    pub(super) fn timeout(&self) -> Duration {
        match self {
            Self::Webhook(webhook) => webhook.timeout(),
            Self::Cachet(_) | Self::Push(_) => TRY_TIMEOUT,
        }
    }

    /// Makes one try within `timeout`.
    ///
    /// # Errors
    ///
    /// A failure of the database, where a receiver needs it.
    pub(super) fn call(
        &self,
        delivery: &Delivery,
        timeout: Duration,
        desk: &Desk<'_>,
    ) -> Result<Outcome, StoreError> {
        match self {
            Self::Webhook(webhook) => Ok(webhook.call(delivery, timeout)),
            Self::Cachet(cachet) => cachet.call(delivery, timeout, desk),
            Self::Push(push) => Ok(push.call(delivery, timeout)),
        }
    }
}
