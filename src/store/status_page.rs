//! What the public status page was told of each service, heartbeat and equipment.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::columns::{Columns, integer};
use super::equipment::{ensure_equipment, find_equipment};
use super::heartbeats::{ensure_heartbeat, find_heartbeat};
use super::services::{ensure_service, find_service};
use super::{Records, StoreError};
use crate::domain::{PublicRecord, PublicStatus, Subject};

// All numbers but one are NULL.
const READ: &str = "
    SELECT told, component_id, incident_id, incident_shown, unsure_title
    FROM status_page
    WHERE service_id = :service OR heartbeat_id = :heartbeat OR equipment_id = :equipment";

const UPDATE: &str = "
    UPDATE status_page
    SET told = :told, component_id = :component_id, incident_id = :incident_id,
        incident_shown = :incident_shown, unsure_title = :unsure_title
    WHERE service_id = :service OR heartbeat_id = :heartbeat OR equipment_id = :equipment";

const INSERT: &str = "
    INSERT INTO status_page (service_id, heartbeat_id, equipment_id, told, component_id, incident_id,
                             incident_shown, unsure_title)
    VALUES (:service, :heartbeat, :equipment, :told, :component_id, :incident_id,
            :incident_shown, :unsure_title)";

/// The number of a service, of a heartbeat, or of an equipment.
#[derive(Default)]
struct Row {
    service: Option<i64>,
    heartbeat: Option<i64>,
    equipment: Option<i64>,
}

impl Records<'_> {
    /// What the status page was told of something; nothing at all by default.
    pub(crate) fn public_record(&self, subject: &Subject) -> Result<PublicRecord, StoreError> {
        self.run(|connection| {
            let Some(row) = find(connection, subject)? else {
                return Ok(PublicRecord::default());
            };
            let numbers = named_params! {
                ":service": row.service,
                ":heartbeat": row.heartbeat,
                ":equipment": row.equipment,
            };
            let record = connection
                .prepare_cached(READ)?
                .query_row(numbers, |row| {
                    let mut columns = Columns::of(row);
                    Ok(PublicRecord {
                        told: columns.optional_word(PublicStatus::parse)?,
                        component_id: columns.optional_count()?,
                        incident_id: columns.optional_count()?,
                        incident_shown: columns.optional_word(PublicStatus::parse)?,
                        unsure_title: columns.value()?,
                    })
                })
                .optional()?;
            Ok(record.unwrap_or_default())
        })
    }

    /// Replaces what the status page was told of something.
    pub(crate) fn save_public_record(
        &self,
        subject: &Subject,
        record: &PublicRecord,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            let row = ensure(connection, subject)?;
            let values = named_params! {
                ":service": row.service,
                ":heartbeat": row.heartbeat,
                ":equipment": row.equipment,
                ":told": record.told.map(PublicStatus::as_str),
                ":component_id": record.component_id.map(integer),
                ":incident_id": record.incident_id.map(integer),
                ":incident_shown": record.incident_shown.map(PublicStatus::as_str),
                ":unsure_title": record.unsure_title,
            };
            if connection.prepare_cached(UPDATE)?.execute(values)? == 0 {
                connection.prepare_cached(INSERT)?.execute(values)?;
            }
            Ok(())
        })
    }
}

fn find(connection: &Connection, subject: &Subject) -> rusqlite::Result<Option<Row>> {
    let row = match subject {
        Subject::Service(id) => find_service(connection, &id.equipment, &id.service)?,
        Subject::Heartbeat(name) => find_heartbeat(connection, name)?,
        Subject::Equipment(name) => find_equipment(connection, name)?,
    };
    Ok(row.map(|row| row_of(subject, row)))
}

fn ensure(connection: &Connection, subject: &Subject) -> rusqlite::Result<Row> {
    let row = match subject {
        Subject::Service(id) => ensure_service(connection, &id.equipment, &id.service)?,
        Subject::Heartbeat(name) => ensure_heartbeat(connection, name)?,
        Subject::Equipment(name) => ensure_equipment(connection, name)?,
    };
    Ok(row_of(subject, row))
}

fn row_of(subject: &Subject, row: i64) -> Row {
    match subject {
        Subject::Service(_) => Row { service: Some(row), ..Row::default() },
        Subject::Heartbeat(_) => Row { heartbeat: Some(row), ..Row::default() },
        Subject::Equipment(_) => Row { equipment: Some(row), ..Row::default() },
    }
}
