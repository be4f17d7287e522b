//! What a round of sending is given, and what came of it.

use std::time::Duration;

use crate::config::Config;
use crate::domain::{Delivery, DeliveryStatus, GivenUp};
use crate::ports::{Clock, Exchanger, SecretReader};
use crate::store::Location;

/// What is needed to send.
pub(crate) struct Sending<'a> {
    /// The destinations.
    pub config: &'a Config,
    /// Where the sending lock is.
    pub location: &'a Location,
    /// HTTP.
    pub exchanger: &'a dyn Exchanger,
    /// Secrets.
    pub secrets: &'a dyn SecretReader,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// How long sending may take altogether.
    pub budget: Duration,
}

/// Which deliveries are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selection {
    /// What is due.
    Due,
    /// Everything unfinished, due or not.
    Unfinished,
    /// These, due or not, and also when they were given up or cancelled.
    These(Vec<String>),
}

/// What came of sending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DeliveryTally {
    /// Arrived now.
    pub finished: u64,
    /// Failed now, will be tried again.
    pub error: u64,
    /// Given up now.
    pub failed: u64,
    /// Unfinished after all.
    pub queued: u64,
    /// Those that were given up now and had not been before.
    pub given_up: Vec<GivenUp>,
    /// Lines for standard error, such as a secret that could not be read.
    pub warnings: Vec<String>,
}

impl DeliveryTally {
    /// What standard error is to say: a line each.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        self.warnings.iter().cloned().chain(self.given_up.iter().map(ToString::to_string))
    }

    /// Counts what became of a delivery that was unfinished.
    pub(super) fn count(&mut self, delivery: &Delivery) {
        match delivery.status {
            DeliveryStatus::Finished => self.finished += 1,
            DeliveryStatus::Failed => self.failed += 1,
            DeliveryStatus::Error => self.error += 1,
            DeliveryStatus::New | DeliveryStatus::Running | DeliveryStatus::Ignored => {}
        }
        if !delivery.status.is_unfinished() {
            self.queued = self.queued.saturating_sub(1);
        }
    }
}
