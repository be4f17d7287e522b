//! Sending what is queued: part of every command that queues something.

use std::time::Duration;

use crate::config::Config;
use crate::error::CommandError;
use crate::outbox::{self, DeliveryTally, Selection, Sending};
use crate::session::Session;
use crate::store::{Location, Store};

/// How long a command beside the pass may send.
const BRIEFLY: Duration = Duration::from_secs(10);

/// Sends what `selection` names, for at most `budget`, and says on standard
/// error what could not be prepared.
///
/// # Errors
///
/// A failure of the database. A destination that fails is no error.
pub fn send(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    selection: &Selection,
    budget: Duration,
) -> Result<DeliveryTally, CommandError> {
    let location = session.location(config);
    let sending = sending(session, config, &location, budget);
    let tally = outbox::send_queued(store, &sending, selection)?;
    for warning in &tally.warnings {
        session.warn(warning);
    }
    Ok(tally)
}

/// What is needed to send within `budget`.
#[must_use]
pub fn sending<'a>(
    session: &'a Session<'_>,
    config: &'a Config,
    location: &'a Location,
    budget: Duration,
) -> Sending<'a> {
    let world = session.world;
    Sending {
        config,
        location,
        exchanger: &*world.exchanger,
        secrets: &*world.secrets,
        clock: &*world.clock,
        budget,
    }
}

/// Sends what is due, for at most ten seconds.
///
/// # Errors
///
/// As [`send`].
pub fn send_queued_briefly(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
) -> Result<DeliveryTally, CommandError> {
    send(session, config, store, &Selection::Due, BRIEFLY)
}
