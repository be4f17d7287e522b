//! The outbox: what is to be sent, and what became of it.

use jiff::Timestamp;

use super::{Records, StoreError};
use crate::domain::{Delivery, DeliveryStatus, NewDelivery};

/// What is remembered of a destination between two tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The webhook's name.
    pub name: String,
    /// Failed tries in a row.
    pub failures: u32,
    /// Not to be tried before; `None`: at once.
    pub next_attempt_at: Option<Timestamp>,
}

/// The unfinished deliveries of one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// The destination.
    pub destination: Destination,
    /// Its unfinished deliveries, in the order of queueing.
    pub deliveries: Vec<Delivery>,
}

impl Records<'_> {
    /// Queues a delivery. Its id.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn enqueue(&self, new: &NewDelivery, now: Timestamp) -> Result<String, StoreError> {
        let _ = (new, now);
        todo!()
    }

    /// Every destination with unfinished deliveries.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn outboxes(&self) -> Result<Vec<Outbox>, StoreError> {
        todo!()
    }

    /// The delivery with that id.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        let _ = id;
        todo!()
    }

    /// Deliveries, newest first.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn deliveries(
        &self,
        status: Option<DeliveryStatus>,
        limit: Option<u32>,
    ) -> Result<Vec<Delivery>, StoreError> {
        let _ = (status, limit);
        todo!()
    }

    /// Writes back what can change of a delivery: payload and event (folding),
    /// status, attempts, next attempt, last error.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn update_delivery(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let _ = delivery;
        todo!()
    }

    /// Writes back what is remembered of a destination.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn update_destination(&self, destination: &Destination) -> Result<(), StoreError> {
        let _ = destination;
        todo!()
    }

    /// Marks as `ignored` every delivery about `equipment` that was not sent yet. How many.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn ignore_unsent_of(
        &self,
        equipment: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let _ = (equipment, reason, now);
        todo!()
    }

    /// Deletes at most `batch` done deliveries last changed before `before`. How many.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn prune_deliveries(&self, before: Timestamp, batch: u32) -> Result<usize, StoreError> {
        let _ = (before, batch);
        todo!()
    }
}
