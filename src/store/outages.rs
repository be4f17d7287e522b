//! Destinations that fail: since when and why, what of it was told, and what waits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use super::columns::Columns;
use super::{Records, StoreError};
use crate::domain::{DeliveryKind, DestinationName, OutageNews, Waiting};

const BEGIN: &str = "
    INSERT INTO outage (kind, name, since, reason)
    VALUES (:kind, :name, :now, :reason)
    ON CONFLICT (kind, name) DO UPDATE SET reason = excluded.reason, is_over = 0";

// Of what nobody was told, the end is no news either.
const FORGET_UNTOLD: &str =
    "DELETE FROM outage WHERE kind = :kind AND name = :name AND NOT is_told";
const END: &str = "UPDATE outage SET is_over = 1 WHERE kind = :kind AND name = :name";

const NEWS: &str = "
    SELECT kind, name, since, reason, is_over FROM outage
    WHERE is_over OR NOT is_told
    ORDER BY since, kind, name";
const TELL: &str = "UPDATE outage SET is_told = 1 WHERE NOT is_told";
const FORGET_OVER: &str = "DELETE FROM outage WHERE is_over";

const WAITING: &str = "
    SELECT kind, destination, created_at, last_error FROM delivery
    WHERE status IN ('new', 'running', 'error')
    ORDER BY sequence";

impl Records<'_> {
    /// Notes that a try at a destination failed, and why.
    pub(crate) fn note_outage(
        &self,
        kind: DeliveryKind,
        name: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            let values = named_params! {
                ":kind": kind.as_str(), ":name": name, ":reason": reason,
                ":now": now.as_millisecond(),
            };
            connection.prepare_cached(BEGIN)?.execute(values).map(drop)
        })
    }

    /// Notes that a destination answers.
    pub(crate) fn end_outage(&self, kind: DeliveryKind, name: &str) -> Result<(), StoreError> {
        self.run(|connection| {
            let which = named_params! { ":kind": kind.as_str(), ":name": name };
            connection.prepare_cached(FORGET_UNTOLD)?.execute(which)?;
            connection.prepare_cached(END)?.execute(which).map(drop)
        })
    }

    /// What is new of the destinations; it counts as told from now on.
    pub(crate) fn tell_outages(&self) -> Result<Vec<OutageNews>, StoreError> {
        self.run(|connection| {
            let news = news(connection)?;
            if !news.is_empty() {
                connection.execute(FORGET_OVER, [])?;
                connection.execute(TELL, [])?;
            }
            Ok(news)
        })
    }

    /// What waits for which destination, since when, and why; what has waited
    /// longest first.
    pub(crate) fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.run(|connection| {
            let mut places: BTreeMap<DestinationName, usize> = BTreeMap::new();
            let mut all: Vec<Waiting> = Vec::new();
            let mut statement = connection.prepare_cached(WAITING)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                let kind = columns.word(DeliveryKind::parse)?;
                let destination = DestinationName { kind, name: columns.value()? };
                let (since, last_error) = (columns.time()?, columns.value::<Option<String>>()?);
                let known = places.get(&destination).and_then(|place| all.get_mut(*place));
                if let Some(waiting) = known {
                    waiting.count += 1;
                    waiting.last_error = last_error.or(waiting.last_error.take());
                } else {
                    places.insert(destination.clone(), all.len());
                    all.push(Waiting { destination, count: 1, since, last_error });
                }
            }
            Ok(all)
        })
    }
}

fn news(connection: &Connection) -> rusqlite::Result<Vec<OutageNews>> {
    let mut statement = connection.prepare_cached(NEWS)?;
    let rows = statement.query_map([], |row| {
        let mut columns = Columns::of(row);
        let kind = columns.word(DeliveryKind::parse)?;
        Ok(OutageNews {
            destination: DestinationName { kind, name: columns.value()? },
            since: columns.time()?,
            reason: columns.value()?,
            is_over: columns.value()?,
        })
    })?;
    rows.collect()
}
