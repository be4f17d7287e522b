//! `ronde deliveries`

#[cfg(test)]
mod tests;
mod trial;

use crate::output::{DeliveriesDocument, DeliveryDocument};
use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::cli::{DeliveriesCommand, DeliveriesListArgs, DeliveryStatusFilter};
use crate::domain::{Delivery, DeliveryKind, DeliveryStatus, Event};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::outbox::{Selection, Sending, send_as_holder};
use crate::session::{Opened, Session};
use crate::store::{Destination, Location, Records, SendingLock, Store, StoreError};

/// How long `deliveries retry` may send; as long as a pass.
const RETRY_BUDGET: Duration = Duration::from_secs(60);

/// Fewer characters of an id are more likely a mistake than a choice.
const SHORTEST_ID: usize = 4;
/// Of a whole one.
const LONGEST_ID: usize = 36;
const MOST_CANDIDATES: u32 = 5;

/// Runs the command.
pub(crate) fn run(
    arguments: &DeliveriesCommand,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let location = || session.config().map(|config| session.location(&config));
    match arguments {
        DeliveriesCommand::Test(arguments) => trial::run(&arguments.destinations, session),
        DeliveriesCommand::List(arguments) => list(arguments, &location()?, session),
        DeliveriesCommand::Show(arguments) => show(&arguments.id, &location()?, session),
        DeliveriesCommand::Retry(arguments) => retry(&arguments.ids, session),
        DeliveriesCommand::Cancel(arguments) => cancel(&arguments.ids, &location()?, session),
    }
}

fn list(
    arguments: &DeliveriesListArgs,
    location: &Location,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let status = arguments.status.map(status);
    let deliveries = Store::open_for_reading(location)?.snapshot(|records| {
        let delays = delays(records)?;
        let deliveries = records.deliveries(status, arguments.limit)?.into_iter();
        Ok::<_, StoreError>(deliveries.map(|each| delayed(each, &delays)).collect())
    })?;
    session.print(&DeliveriesDocument::new(deliveries))?;
    Ok(Exit::Done)
}

fn show(id: &str, location: &Location, session: &Session<'_>) -> Result<Exit, CommandError> {
    let delivery = Store::open_for_reading(location)?.snapshot(|records| {
        let delays = delays(records)?;
        found(records, &full_id(records, id)?).map(|delivery| delayed(delivery, &delays))
    })?;
    session.print(&DeliveryDocument::new(delivery))?;
    Ok(Exit::Done)
}

/// Sends now, and shows what became of it. Done whether or not it arrived:
/// scripts read the state of each.
fn retry(ids: &[String], session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, location, mut store } = session.open_for_writing()?;
    let (ids, selection) = store.snapshot(|records| selected(records, ids))?;
    let world = session.world;
    let sending = Sending {
        config: &config,
        location: &location,
        exchanger: &*world.exchanger,
        secrets: &*world.secrets,
        clock: &*world.clock,
        budget: RETRY_BUDGET,
    };
    let Some(lock) = SendingLock::try_take(&location)? else {
        return Err(CommandError::new(
            ErrorKind::Busy,
            "another ronde is sending deliveries; nothing was done",
        )
        .hint("try again when it is done"));
    };
    let tally = send_as_holder(&mut store, &sending, &selection, &lock)?;
    drop(lock);
    tally.complaints().for_each(|line| session.warn(&line));
    let deliveries = store.snapshot(|records| all(records, &ids))?;
    session.print(&DeliveriesDocument::new(deliveries))?;
    Ok(Exit::Done)
}

/// What is to be sent: these, or everything unfinished.
fn selected(
    records: &Records<'_>,
    ids: &[String],
) -> Result<(Vec<String>, Selection), CommandError> {
    if ids.is_empty() {
        let outboxes = records.outboxes()?;
        let unfinished = outboxes.into_iter().flat_map(|outbox| outbox.deliveries);
        return Ok((unfinished.map(|delivery| delivery.id).collect(), Selection::Unfinished));
    }
    let ids = full_ids(records, ids)?;
    for id in &ids {
        may_be_sent(&found(records, id)?)?;
    }
    Ok((ids.clone(), Selection::These(ids)))
}

/// A delivery that somebody asks for can be sent once more, or the refusal says
/// why not.
fn may_be_sent(delivery: &Delivery) -> Result<(), CommandError> {
    let id = &delivery.id;
    if delivery.status == DeliveryStatus::Finished {
        return Err(refused(format!("delivery {id} has arrived already")));
    }
    // A superseded one is not sent either, but that is no refusal: it is not true any more.
    let is_folded = Event::OF_REQUESTS.contains(&delivery.content.event);
    if let Some(successor) = delivery.successor.as_ref().filter(|_| is_folded) {
        let how = delivery.last_error.as_deref().unwrap_or_default();
        return Err(refused(format!("delivery {id} was {how}, which is told instead"))
            .hint(format!("`ronde deliveries retry {successor}` sends that one")));
    }
    Ok(())
}

/// Cancels all of them or none.
fn cancel(
    ids: &[String],
    location: &Location,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let mut store = Store::open_for_writing(location)?;
    // With the lock in our hands nothing is being sent, whatever a dead sender left behind.
    let lock = SendingLock::try_take(location)?;
    let now = session.now();
    let deliveries = store.transaction(|records| {
        let ids = full_ids(records, ids)?;
        for id in &ids {
            if let Some(cancelled) = cancelled(found(records, id)?, lock.is_some(), now)? {
                records.update_delivery(&cancelled)?;
            }
        }
        all(records, &ids)
    })?;
    session.print(&DeliveriesDocument::new(deliveries))?;
    Ok(Exit::Done)
}

/// The delivery as it is once cancelled; `None` when it never was to be sent anyway.
fn cancelled(
    delivery: Delivery,
    is_nobody_sending: bool,
    now: Timestamp,
) -> Result<Option<Delivery>, CommandError> {
    match delivery.status {
        DeliveryStatus::Finished => {
            Err(refused(format!("delivery {} has arrived already", delivery.id)))
        }
        DeliveryStatus::Running if !is_nobody_sending => {
            Err(refused(format!("delivery {} is being sent at this moment", delivery.id))
                .hint("try again when the pass that sends it is done"))
        }
        DeliveryStatus::Ignored => Ok(None),
        DeliveryStatus::New
        | DeliveryStatus::Running
        | DeliveryStatus::Error
        | DeliveryStatus::Failed => Ok(Some(delivery.ignored("cancelled by hand", now))),
    }
}

/// Each id once and in full, in the order given.
fn full_ids(records: &Records<'_>, ids: &[String]) -> Result<Vec<String>, CommandError> {
    let mut unique = Vec::with_capacity(ids.len());
    for id in ids {
        let id = full_id(records, id)?;
        if !unique.contains(&id) {
            unique.push(id);
        }
    }
    Ok(unique)
}

/// The id that is meant: its first characters are enough, as a narrow list shows
/// them. UUIDs are the same in capitals.
fn full_id(records: &Records<'_>, id: &str) -> Result<String, CommandError> {
    let id = id.to_lowercase();
    if !(SHORTEST_ID..LONGEST_ID).contains(&id.len()) {
        return Ok(id);
    }
    match records.delivery_ids(&id, MOST_CANDIDATES)?.as_slice() {
        [] => Ok(id),
        [only] => Ok(only.clone()),
        several => {
            let message = format!("{id:?} is the beginning of several deliveries");
            Err(CommandError::new(ErrorKind::Usage, message)
                .hint(format!("name one of {}", several.join(", "))))
        }
    }
}

fn found(records: &Records<'_>, id: &str) -> Result<Delivery, CommandError> {
    records.delivery(id)?.ok_or_else(|| {
        CommandError::new(ErrorKind::NotFound, format!("there is no delivery {id}"))
            .hint("`ronde deliveries list` shows them all")
    })
}

fn all(records: &Records<'_>, ids: &[String]) -> Result<Vec<Delivery>, CommandError> {
    let delays = delays(records)?;
    ids.iter().map(|id| found(records, id).map(|each| delayed(each, &delays))).collect()
}

fn refused(message: String) -> CommandError {
    CommandError::new(ErrorKind::Refused, message)
}

/// Until when each destination is left alone.
type Delays = HashMap<(DeliveryKind, String), Timestamp>;

fn delays(records: &Records<'_>) -> Result<Delays, StoreError> {
    let outboxes = records.outboxes()?.into_iter();
    Ok(outboxes
        .filter_map(|outbox| {
            let Destination { kind, name, next_attempt_at, .. } = outbox.destination;
            Some(((kind, name), next_attempt_at?))
        })
        .collect())
}

/// A delivery is not tried before its destination is: that is the time to show.
fn delayed(mut delivery: Delivery, delays: &Delays) -> Delivery {
    let destination = (delivery.content.kind, delivery.content.destination.clone());
    let delay = delays.get(&destination).copied();
    delivery.next_attempt_at =
        delivery.next_attempt_at.map(|time| delay.map_or(time, |delay| delay.max(time)));
    delivery
}

fn status(filter: DeliveryStatusFilter) -> DeliveryStatus {
    match filter {
        DeliveryStatusFilter::New => DeliveryStatus::New,
        DeliveryStatusFilter::Running => DeliveryStatus::Running,
        DeliveryStatusFilter::Finished => DeliveryStatus::Finished,
        DeliveryStatusFilter::Error => DeliveryStatus::Error,
        DeliveryStatusFilter::Failed => DeliveryStatus::Failed,
        DeliveryStatusFilter::Ignored => DeliveryStatus::Ignored,
    }
}
