//! The outbox: what is to be sent, and what became of it.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::columns::{Columns, milliseconds, row_limit};
use super::{Records, StoreError, payload};
use crate::domain::{Delivery, DeliveryKind, DeliveryStatus, Event, Name, NewDelivery, Payload};

/// What is remembered of a destination between two tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    /// What kind of receiver it is.
    pub kind: DeliveryKind,
    /// The receiver's name.
    pub name: String,
    /// Failed tries in a row.
    pub failures: u32,
    /// Not to be tried before; `None`: at once.
    pub next_attempt_at: Option<Timestamp>,
}

/// The unfinished deliveries of one destination.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outbox {
    /// The destination.
    pub destination: Destination,
    /// Its unfinished deliveries, in the order of queueing.
    pub deliveries: Vec<Delivery>,
}

/// Deliveries, in the order in which [`read_delivery`] reads them.
macro_rules! select_deliveries {
    ($rest:literal) => {
        concat!(
            "SELECT id, sequence, destination, kind, event, equipment, service, heartbeat,
                    request_id, payload, status, attempts, may_have_arrived, successor, next_attempt_at,
                    last_error, created_at, updated_at
             FROM delivery ",
            $rest
        )
    };
}

pub(super) use select_deliveries;

const ENQUEUE: &str = "
    INSERT INTO delivery (id, destination, kind, event, equipment, service, heartbeat, request_id,
                          payload, status, next_attempt_at, created_at, updated_at)
    VALUES (:id, :destination, :kind, :event, :equipment, :service, :heartbeat, :request_id,
            :payload, 'new', :now, :now, :now)";

const UNFINISHED: &str =
    select_deliveries!("WHERE status IN ('new', 'running', 'error') ORDER BY sequence");

const DESTINATIONS: &str = "SELECT kind, name, failures, next_attempt_at FROM destination";

const DESTINATION: &str = "
    SELECT kind, name, failures, next_attempt_at FROM destination
    WHERE kind = :kind AND name = :name";

const ONE: &str = select_deliveries!("WHERE id = :id");

/// An id is lower-case hexadecimal digits and hyphens, all of which sort before a `g`.
const IDS: &str = "
    SELECT id FROM delivery
    WHERE id >= :beginning AND id < :beginning || 'g'
    ORDER BY id LIMIT :limit";

const LIST: &str = select_deliveries!(
    "WHERE (:status IS NULL OR status = :status) ORDER BY sequence DESC LIMIT :limit"
);

const UPDATE: &str = "
    UPDATE delivery
    SET event = :event, payload = :payload, status = :status, attempts = :attempts,
        may_have_arrived = :may_have_arrived, successor = :successor,
        next_attempt_at = :next_attempt_at, last_error = :last_error, updated_at = :updated_at
    WHERE id = :id";

const UPDATE_DESTINATION: &str = "
    INSERT INTO destination (kind, name, failures, next_attempt_at)
    VALUES (:kind, :name, :failures, :next_attempt_at)
    ON CONFLICT (kind, name) DO UPDATE
    SET failures = excluded.failures, next_attempt_at = excluded.next_attempt_at";

// The list of three is that of the index; what runs is in its sender's hands. Who
// was told of a beginning, or may have been, is told of its end.
const IGNORE_UNSENT: &str = "
    UPDATE delivery
    SET status = 'ignored', last_error = :reason, next_attempt_at = NULL, updated_at = :now
    WHERE status IN ('new', 'running', 'error') AND status <> 'running'
      AND equipment = :equipment
      AND NOT (event = 'status.changed'
               AND json_extract(payload, '$.status') = 'operational')
      AND NOT (event = 'request.closed' AND coalesce(
          (SELECT max(told.status IN ('finished', 'running') OR told.may_have_arrived)
           FROM delivery AS told
           WHERE told.request_id = delivery.request_id AND told.kind = delivery.kind
             AND told.destination = delivery.destination
             AND told.event IN ('request.opened', 'request.worsened')), 1))";

// What was to be shown and was not sent is not what the page shows.
const FORGET_TOLD_OF: &str = "
    WITH unsent (service) AS (
        SELECT service FROM delivery
        WHERE status IN ('new', 'running', 'error') AND status <> 'running'
          AND event = 'status.changed' AND equipment = :equipment
          AND json_extract(payload, '$.status') <> 'operational')
    UPDATE status_page SET told = NULL
    WHERE service_id IN (
        SELECT service.id
        FROM equipment JOIN service ON service.equipment_id = equipment.id
        WHERE equipment.name = :equipment
          AND service.name IN (SELECT service FROM unsent))
       OR equipment_id IN (
        SELECT id FROM equipment
        WHERE name = :equipment AND EXISTS (SELECT 1 FROM unsent WHERE service IS NULL))";

const PRUNE: &str = "
    DELETE FROM delivery
    WHERE sequence IN (
        SELECT sequence FROM delivery
        WHERE status IN ('finished', 'failed', 'ignored') AND updated_at < :before
        ORDER BY updated_at
        LIMIT :batch)";

// There is one for each check, and an arrived one tells nothing that results do not.
const PRUNE_ROUTINE: &str = "
    DELETE FROM delivery
    WHERE sequence IN (
        SELECT sequence FROM delivery
        WHERE status IN ('finished', 'failed', 'ignored')
          AND event IN ('latency.measured', 'service.pushed', 'heartbeat.started', 'heartbeat.up')
          AND status <> 'failed' AND updated_at < :before
        ORDER BY updated_at
        LIMIT :batch)";

impl Records<'_> {
    /// Queues a delivery. Its id.
    pub(crate) fn enqueue(&self, new: &NewDelivery, now: Timestamp) -> Result<String, StoreError> {
        let id = Uuid::new_v4().to_string();
        let payload = self.payload_text(&new.payload)?;
        self.run(|connection| {
            connection.prepare_cached(ENQUEUE)?.execute(named_params! {
                ":id": id,
                ":destination": new.destination,
                ":kind": new.kind.as_str(),
                ":event": new.event.as_str(),
                ":equipment": new.subject.equipment().map(Name::as_str),
                ":service": new.subject.service().map(|id| id.service.as_str()),
                ":heartbeat": new.subject.heartbeat().map(Name::as_str),
                ":request_id": new.request_id,
                ":payload": payload,
                ":now": now.as_millisecond(),
            })
        })?;
        Ok(id)
    }

    fn payload_text(&self, payload: &Payload) -> Result<String, StoreError> {
        payload::write(payload).map_err(|error| {
            StoreError::unusable(self.file, format!("a delivery cannot be recorded: {error}"))
        })
    }

    /// Every destination with unfinished deliveries, the one that has waited
    /// longest first.
    pub(crate) fn outboxes(&self) -> Result<Vec<Outbox>, StoreError> {
        self.run(|connection| {
            let mut destinations: HashMap<(DeliveryKind, String), Destination> = connection
                .prepare_cached(DESTINATIONS)?
                .query_map([], |row| {
                    read_destination(row).map(|read| ((read.kind, read.name.clone()), read))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let mut outboxes: Vec<Outbox> = Vec::new();
            let mut places: HashMap<(DeliveryKind, String), usize> = HashMap::new();
            let mut statement = connection.prepare_cached(UNFINISHED)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let delivery = read_delivery(row)?;
                let key = (delivery.content.kind, delivery.content.destination.clone());
                let known = places.get(&key).and_then(|place| outboxes.get_mut(*place));
                if let Some(outbox) = known {
                    outbox.deliveries.push(delivery);
                    continue;
                }
                let destination = destinations
                    .remove(&key)
                    .unwrap_or_else(|| Destination::untried(key.0, key.1.clone()));
                places.insert(key, outboxes.len());
                outboxes.push(Outbox { destination, deliveries: vec![delivery] });
            }
            Ok(outboxes)
        })
    }

    /// The delivery with that id.
    pub(crate) fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(ONE)?
                .query_row(named_params! { ":id": id }, read_delivery)
                .optional()
        })
    }

    /// The ids that begin in that way, at most `limit`.
    pub(crate) fn delivery_ids(
        &self,
        beginning: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(IDS)?
                .query_map(named_params! { ":beginning": beginning, ":limit": limit }, |row| {
                    row.get(0)
                })?
                .collect()
        })
    }

    /// Deliveries, newest first.
    pub(crate) fn deliveries(
        &self,
        status: Option<DeliveryStatus>,
        limit: Option<u32>,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.run(|connection| {
            let wanted = named_params! {
                ":status": status.map(DeliveryStatus::as_str),
                ":limit": row_limit(limit),
            };
            connection.prepare_cached(LIST)?.query_map(wanted, read_delivery)?.collect()
        })
    }

    /// Writes back what can change of a delivery: payload and event (folding),
    /// status, attempts and what came of them, successor, next attempt, last error,
    /// and when that was.
    pub(crate) fn update_delivery(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let payload = self.payload_text(&delivery.content.payload)?;
        self.run(|connection| {
            connection.prepare_cached(UPDATE)?.execute(named_params! {
                ":id": delivery.id,
                ":event": delivery.content.event.as_str(),
                ":payload": payload,
                ":status": delivery.status.as_str(),
                ":attempts": delivery.attempts,
                ":may_have_arrived": delivery.may_have_arrived,
                ":successor": delivery.successor,
                ":next_attempt_at": milliseconds(delivery.next_attempt_at),
                ":last_error": delivery.last_error,
                ":updated_at": delivery.updated_at.as_millisecond(),
            })?;
            Ok(())
        })
    }

    /// What is remembered of a destination.
    pub(crate) fn destination(
        &self,
        kind: DeliveryKind,
        name: &str,
    ) -> Result<Destination, StoreError> {
        self.run(|connection| {
            let wanted = named_params! { ":kind": kind.as_str(), ":name": name };
            let found = connection
                .prepare_cached(DESTINATION)?
                .query_row(wanted, read_destination)
                .optional()?;
            Ok(found.unwrap_or_else(|| Destination::untried(kind, name.to_owned())))
        })
    }

    /// Writes back what is remembered of a destination.
    pub(crate) fn update_destination(&self, destination: &Destination) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(UPDATE_DESTINATION)?.execute(named_params! {
                ":kind": destination.kind.as_str(),
                ":name": destination.name,
                ":failures": destination.failures,
                ":next_attempt_at": milliseconds(destination.next_attempt_at),
            })?;
            Ok(())
        })
    }

    /// Marks as `ignored` every delivery about `equipment` that was not sent
    /// yet, but for the end of what a receiver may know of; a status page that was
    /// to be told is told anew by a later check. How many.
    pub(crate) fn ignore_unsent_of(
        &self,
        equipment: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(FORGET_TOLD_OF)?
                .execute(named_params! { ":equipment": equipment })?;
            connection.prepare_cached(IGNORE_UNSENT)?.execute(named_params! {
                ":equipment": equipment,
                ":reason": reason,
                ":now": now.as_millisecond(),
            })
        })
    }

    /// Deletes at most `batch` done deliveries last changed before `before`. How many.
    pub(crate) fn prune_deliveries(
        &self,
        before: Timestamp,
        batch: u32,
    ) -> Result<usize, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(PRUNE)?
                .execute(named_params! { ":before": before.as_millisecond(), ":batch": batch })
        })
    }
}

impl Records<'_> {
    /// Deletes at most `batch` of what every check queues, done before `before`. How many.
    pub(crate) fn prune_routine(&self, before: Timestamp, batch: u32) -> Result<usize, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(PRUNE_ROUTINE)?
                .execute(named_params! { ":before": before.as_millisecond(), ":batch": batch })
        })
    }
}

impl Destination {
    /// One of which nothing is remembered.
    fn untried(kind: DeliveryKind, name: String) -> Self {
        Self { kind, name, failures: 0, next_attempt_at: None }
    }
}

fn read_destination(row: &Row<'_>) -> rusqlite::Result<Destination> {
    let mut columns = Columns::of(row);
    Ok(Destination {
        kind: columns.word(DeliveryKind::parse)?,
        name: columns.value()?,
        failures: columns.value()?,
        next_attempt_at: columns.optional_time()?,
    })
}

pub(super) fn read_delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let mut columns = Columns::of(row);
    Ok(Delivery {
        id: columns.value()?,
        sequence: columns.value()?,
        content: NewDelivery {
            destination: columns.value()?,
            kind: columns.word(DeliveryKind::parse)?,
            event: columns.word(Event::parse)?,
            subject: columns.subject()?,
            request_id: columns.value()?,
            payload: columns.word(payload::read)?,
        },
        status: columns.word(DeliveryStatus::parse)?,
        attempts: columns.value()?,
        may_have_arrived: columns.value()?,
        successor: columns.value()?,
        next_attempt_at: columns.optional_time()?,
        last_error: columns.value()?,
        created_at: columns.time()?,
        updated_at: columns.time()?,
    })
}

#[cfg(test)]
mod tests;
