//! Equipment: its rows, and the UUIDs by which other monitors know it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Result, named_params};
use uuid::Uuid;

use super::columns::Columns;
use super::{Records, StoreError};
use crate::domain::Name;

/// The UUID of an equipment that nothing is recorded of yet.
#[must_use]
pub(crate) fn source_host_uuid(name: &Name) -> String {
    derived_uuid(name, 0)
}

const UUIDS: &str = "SELECT name, source_host_uuid FROM equipment";

impl Records<'_> {
    /// A stable UUID for every equipment that is recorded, derived from its
    /// name at first sight and kept over renames. For one that is not recorded
    /// yet, see [`source_host_uuid`].
    pub(crate) fn source_host_uuids(
        &self,
    ) -> std::result::Result<HashMap<Name, String>, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(UUIDS)?
                .query_map([], |row| {
                    let mut columns = Columns::of(row);
                    Ok((columns.name()?, columns.value()?))
                })?
                .collect()
        })
    }
}

const FIND: &str = "SELECT id FROM equipment WHERE name = :name";

/// The row of an equipment, if it has one.
pub(super) fn find_equipment(connection: &Connection, name: &Name) -> Result<Option<i64>> {
    connection
        .prepare_cached(FIND)?
        .query_row(named_params! { ":name": name.as_str() }, |row| row.get(0))
        .optional()
}

const INSERT: &str =
    "INSERT INTO equipment (name, source_host_uuid) VALUES (:name, :source_host_uuid)";

const IS_UUID_TAKEN: &str =
    "SELECT EXISTS (SELECT 1 FROM equipment WHERE source_host_uuid = :source_host_uuid)";

/// The row of an equipment, which is made when it has none.
pub(super) fn ensure_equipment(connection: &Connection, name: &Name) -> Result<i64> {
    if let Some(found) = find_equipment(connection, name)? {
        return Ok(found);
    }
    let mut statement = connection.prepare_cached(IS_UUID_TAKEN)?;
    let mut round = 0;
    // One that was renamed keeps the UUID of its old name, which may be in use again.
    let uuid = loop {
        let uuid = derived_uuid(name, round);
        if !statement.query_row(named_params! { ":source_host_uuid": uuid }, |row| row.get(0))? {
            break uuid;
        }
        round += 1;
    };
    connection
        .prepare_cached(INSERT)?
        .insert(named_params! { ":name": name.as_str(), ":source_host_uuid": uuid })
}

fn derived_uuid(name: &Name, round: u32) -> String {
    let text = match round {
        0 => format!("ronde:equipment:{name}"),
        _ => format!("ronde:equipment:{name}/{round}"),
    };
    Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes()).to_string()
}
