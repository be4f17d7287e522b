//! Sending what is queued: part of every command that queues something.

use std::time::Duration;

use crate::config::Config;
use crate::error::{CommandError, Exit};
use crate::outbox::{self, DeliveryTally, Selection, Sending};
use crate::output::Document;
use crate::session::Session;
use crate::store::{Location, Store, StoreError};

/// How long a command beside the pass may send.
const BRIEFLY: Duration = Duration::from_secs(10);

/// Sends what `selection` names, for at most `budget`, and says on standard
/// error what could not be prepared.
///
/// # Errors
///
/// A failure of the database. A destination that fails is no error.
pub(crate) fn send(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    selection: &Selection,
    budget: Duration,
) -> Result<DeliveryTally, StoreError> {
    let location = session.location(config);
    let sending = sending(session, config, &location, budget);
    let tally = outbox::send_queued(store, &sending, selection)?;
    tally.complaints().for_each(|line| session.warn(&line));
    Ok(tally)
}

/// What is needed to send within `budget`.
#[must_use]
pub(crate) fn sending<'a>(
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

/// Prints what a command has recorded, then sends what that queued. What cannot
/// be sent stays queued, and what cannot be printed is told all the same.
///
/// # Errors
///
/// Exit code 74 when standard output cannot be written.
pub(crate) fn print_then_send(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    document: &impl Document,
) -> Result<Exit, CommandError> {
    let printed = session.print(document);
    send_recorded(session, config, store);
    printed.map(|()| Exit::Done)
}

/// Sends what is due, for at most ten seconds, after everything is recorded: a
/// failure is a warning, for nothing is lost by it.
pub(crate) fn send_recorded(session: &Session<'_>, config: &Config, store: &mut Store) {
    if let Err(error) = send(session, config, store, &Selection::Due, BRIEFLY) {
        session.warn(&outbox::not_sent(&error));
    }
}
