//! Sends what is queued, until it has arrived.
//!
//! Queueing happens in the transaction that records the news (see
//! [`message`]); sending happens after it, outside of any transaction.

pub mod message;

use std::time::Duration;

use crate::config::Config;
use crate::domain::{Exchanger, SecretReader};
use crate::store::{Location, Store, StoreError};
use crate::world::Clock;

/// What is needed to send.
pub struct Sending<'a> {
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
pub enum Selection {
    /// What is due.
    Due,
    /// Everything unfinished, due or not.
    Unfinished,
    /// These, due or not, and also when they were given up or cancelled.
    These(Vec<String>),
}

/// What came of sending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryTally {
    /// Arrived now.
    pub finished: u64,
    /// Failed now, will be tried again.
    pub error: u64,
    /// Given up now.
    pub failed: u64,
    /// Unfinished after all.
    pub queued: u64,
    /// The ids of those that were given up now.
    pub given_up: Vec<String>,
    /// Lines for standard error, such as a secret that could not be read.
    pub warnings: Vec<String>,
}

/// Sends what is queued. Somebody else sending is not an error: nothing is done then.
///
/// # Errors
///
/// A failure of the database. A destination that fails is no error.
pub fn send_queued(
    store: &mut Store,
    sending: &Sending<'_>,
    selection: &Selection,
) -> Result<DeliveryTally, StoreError> {
    let _ = (store, sending, selection);
    todo!()
}
