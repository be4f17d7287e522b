//! What was given up: until somebody has said so, and, for a status page, until
//! the same was told anew.

use rusqlite::{Connection, named_params};

use super::columns::Columns;
use super::deliveries::{read_delivery, select_deliveries};
use super::{Records, StoreError};
use crate::domain::{Delivery, DeliveryKind, GivenUp};

const KNOWN: &str = "SELECT count(*) > 0 FROM given_up WHERE key = :key AND reason = :reason";

const NOTE: &str = "
    INSERT INTO given_up (key, delivery, destination, reason)
    VALUES (:key, :delivery, :destination, :reason)
    ON CONFLICT (key) DO UPDATE
    SET delivery = excluded.delivery, reason = excluded.reason, is_said = 0";

const FORGET: &str = "DELETE FROM given_up WHERE key = :key AND is_said";
// What is not said yet still will be, as that of one delivery.
const SET_APART: &str = "UPDATE given_up SET key = delivery WHERE key = :key";

const UNSAID: &str = "
    SELECT delivery, destination, reason FROM given_up WHERE NOT is_said ORDER BY destination, key";

const SAY: &str = "UPDATE given_up SET is_said = 1 WHERE NOT is_said";

// What no later news can end is only kept until it is said.
const FORGET_SAID: &str = "DELETE FROM given_up WHERE is_said AND key = delivery";

const LOST: &str = select_deliveries!(
    "AS lost
     WHERE event = 'status.changed' AND status = 'failed'
       AND NOT EXISTS (
           SELECT 1 FROM delivery AS later
           WHERE later.event = 'status.changed' AND later.equipment IS lost.equipment
             AND later.service IS lost.service AND later.heartbeat IS lost.heartbeat
             AND later.sequence > lost.sequence)
     ORDER BY sequence"
);

impl Records<'_> {
    /// Notes that a delivery was given up, for the next full pass to say; whether
    /// that is news: the same of a status page, told anew, is none.
    pub(crate) fn note_given_up(
        &self,
        delivery: &Delivery,
        given_up: &GivenUp,
    ) -> Result<bool, StoreError> {
        self.run(|connection| {
            let key = key_of(delivery);
            let known = named_params! { ":key": key, ":reason": given_up.reason };
            if connection.prepare_cached(KNOWN)?.query_row(known, |row| row.get(0))? {
                return Ok(false);
            }
            connection.prepare_cached(NOTE)?.execute(named_params! {
                ":key": key,
                ":delivery": given_up.delivery,
                ":destination": given_up.destination,
                ":reason": given_up.reason,
            })?;
            Ok(true)
        })
    }

    /// A status page takes again what was given up before.
    pub(crate) fn forget_given_up(&self, delivery: &Delivery) -> Result<(), StoreError> {
        if delivery.content.kind != DeliveryKind::Cachet {
            return Ok(());
        }
        self.run(|connection| {
            let key = key_of(delivery);
            connection.prepare_cached(FORGET)?.execute(named_params! { ":key": key })?;
            connection.prepare_cached(SET_APART)?.execute(named_params! { ":key": key }).map(drop)
        })
    }

    /// What was given up since the last full pass; it counts as said from now on.
    pub(crate) fn say_given_up(&self) -> Result<Vec<GivenUp>, StoreError> {
        self.run(|connection| {
            let unsaid = unsaid(connection)?;
            if !unsaid.is_empty() {
                connection.execute(SAY, [])?;
                connection.execute(FORGET_SAID, [])?;
            }
            Ok(unsaid)
        })
    }

    /// News for the status page that were given up and have no successor: the page
    /// still shows something else.
    pub(crate) fn lost_news(&self) -> Result<Vec<Delivery>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(LOST)?.query_map([], read_delivery)?.collect()
        })
    }
}

fn unsaid(connection: &Connection) -> rusqlite::Result<Vec<GivenUp>> {
    let mut statement = connection.prepare_cached(UNSAID)?;
    let rows = statement.query_map([], |row| {
        let mut columns = Columns::of(row);
        Ok(GivenUp {
            delivery: columns.value()?,
            destination: columns.value()?,
            reason: columns.value()?,
        })
    })?;
    rows.collect()
}

/// A status page is told the same of a subject again and again; any other delivery
/// is given up once.
fn key_of(delivery: &Delivery) -> String {
    match delivery.content.kind {
        DeliveryKind::Cachet => {
            format!("{} {}", delivery.content.event.as_str(), delivery.content.subject)
        }
        DeliveryKind::Webhook | DeliveryKind::Push => delivery.id.clone(),
    }
}
