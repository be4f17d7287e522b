//! What the public status page was told of each service.

use rusqlite::{OptionalExtension, named_params};

use super::columns::{Columns, integer};
use super::services::{ensure_service, find_service};
use super::{Records, StoreError};
use crate::domain::{PublicRecord, PublicStatus, ServiceId};

const READ: &str = "
    SELECT told, component_id, incident_id, incident_shown, unsure_title
    FROM status_page WHERE service_id = :service";

const SAVE: &str = "
    INSERT INTO status_page (service_id, told, component_id, incident_id, incident_shown,
                             unsure_title)
    VALUES (:service, :told, :component_id, :incident_id, :incident_shown, :unsure_title)
    ON CONFLICT (service_id) DO UPDATE
    SET told = excluded.told, component_id = excluded.component_id,
        incident_id = excluded.incident_id, incident_shown = excluded.incident_shown,
        unsure_title = excluded.unsure_title";

impl Records<'_> {
    /// What the status page was told of a service; nothing at all by default.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn public_record(&self, id: &ServiceId) -> Result<PublicRecord, StoreError> {
        self.run(|connection| {
            let Some(service) = find_service(connection, &id.equipment, &id.service)? else {
                return Ok(PublicRecord::default());
            };
            let record = connection
                .prepare_cached(READ)?
                .query_row(named_params! { ":service": service }, |row| {
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

    /// Replaces what the status page was told of a service.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn save_public_record(
        &self,
        id: &ServiceId,
        record: &PublicRecord,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            let service = ensure_service(connection, &id.equipment, &id.service)?;
            connection.prepare_cached(SAVE)?.execute(named_params! {
                ":service": service,
                ":told": record.told.map(PublicStatus::as_str),
                ":component_id": record.component_id.map(integer),
                ":incident_id": record.incident_id.map(integer),
                ":incident_shown": record.incident_shown.map(PublicStatus::as_str),
                ":unsure_title": record.unsure_title,
            })?;
            Ok(())
        })
    }
}
