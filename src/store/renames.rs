//! Names that change: everything else refers to rows by number,
//! so that history, requests and modes move along with a name.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Result, named_params};

use super::equipment::{ensure_equipment, find_equipment};
use super::services::find_service;
use super::{Records, StoreError};
use crate::domain::{Inventory, Name, Place};

const NAMES: &str = "SELECT name FROM equipment";

impl Records<'_> {
    /// Follows every `renamed_from` of the configuration, so that history and
    /// requests move along; then records every equipment that is new, so that
    /// its UUID no longer depends on its name. Where both the old and the new
    /// name have a history, neither is touched.
    pub(crate) fn follow_renames(
        &self,
        inventory: &Inventory,
    ) -> std::result::Result<(), StoreError> {
        self.run(|connection| {
            // A name that is given up makes room for another: `c` was `b`, `b` was `a`.
            let mut followed = HashSet::new();
            while follow_once(connection, inventory, &mut followed)? {}
            let mut statement = connection.prepare_cached(NAMES)?;
            let known: HashSet<String> =
                statement.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
            for equipment in &inventory.equipment {
                if !known.contains(equipment.name.as_str()) {
                    ensure_equipment(connection, &equipment.name)?;
                }
            }
            Ok(())
        })
    }
}

/// Whether any name changed. Each is followed once, so that a circle of names ends too.
fn follow_once(
    connection: &Connection,
    inventory: &Inventory,
    followed: &mut HashSet<Place>,
) -> Result<bool> {
    let before = followed.len();
    for equipment in &inventory.equipment {
        let place = Place::equipment(equipment.name.clone());
        if let Some(old) = &equipment.renamed_from
            && !followed.contains(&place)
            && rename_equipment(connection, old, &equipment.name)?
        {
            followed.insert(place);
        }
        for service in &equipment.services {
            let place = Place::service(service.id.clone());
            if let Some(old) = &service.renamed_from
                && !followed.contains(&place)
                && rename_service(connection, &equipment.name, old, &service.id.service)?
            {
                followed.insert(place);
            }
        }
    }
    Ok(followed.len() > before)
}

const RENAME_SERVICE: &str = "UPDATE service SET name = :new WHERE id = :id";

const RENAME_SERVICE_IN_DELIVERIES: &str = "
    UPDATE delivery SET service = :new WHERE equipment = :equipment AND service = :old";

fn rename_service(
    connection: &Connection,
    equipment: &Name,
    old: &Name,
    new: &Name,
) -> Result<bool> {
    let Some(row) = find_service(connection, equipment, old)? else {
        return Ok(false);
    };
    if let Some(other) = find_service(connection, equipment, new)? {
        if row == other || has_history(connection, other)? {
            return Ok(false);
        }
        merge_service(connection, other, row)?;
    }
    connection.execute(RENAME_SERVICE, named_params! { ":id": row, ":new": new.as_str() })?;
    connection.execute(
        RENAME_SERVICE_IN_DELIVERIES,
        named_params! {
            ":old": old.as_str(),
            ":new": new.as_str(),
            ":equipment": equipment.as_str(),
        },
    )?;
    Ok(true)
}

const HAS_HISTORY: &str = "
    SELECT EXISTS (SELECT 1 FROM service WHERE id = :id AND condition IS NOT NULL)
        OR EXISTS (SELECT 1 FROM request WHERE service_id = :id AND source = 'check'
                   AND stage IN ('new', 'in-progress'))
        OR EXISTS (SELECT 1 FROM day_summary WHERE service_id = :id)";

/// Whether a service was checked. One that was not has a row because a user
/// named it, as with a maintenance mode before the first pass that knows its
/// new name, or because it was forgotten.
fn has_history(connection: &Connection, service: i64) -> Result<bool> {
    connection.query_row(HAS_HISTORY, named_params! { ":id": service }, |row| row.get(0))
}

const MERGE_SERVICE: [&str; 4] = [
    "UPDATE request SET service_id = :into, equipment_id =
         (SELECT equipment_id FROM service WHERE id = :into) WHERE service_id = :from",
    "UPDATE OR REPLACE maintenance SET service_id = :into, equipment_id =
         (SELECT equipment_id FROM service WHERE id = :into) WHERE service_id = :from",
    "UPDATE OR REPLACE status_page SET service_id = :into WHERE service_id = :from",
    "DELETE FROM service WHERE id = :from AND id <> :into",
];

/// Gives what a user said of `from` to `into`, and removes `from`.
fn merge_service(connection: &Connection, from: i64, into: i64) -> Result<()> {
    for sql in MERGE_SERVICE {
        connection.execute(sql, named_params! { ":from": from, ":into": into })?;
    }
    Ok(())
}

const RENAME_EQUIPMENT: &str = "UPDATE equipment SET name = :new WHERE id = :id";

const RENAME_EQUIPMENT_IN_DELIVERIES: &str = "
    UPDATE delivery SET equipment = :new WHERE equipment = :old";

fn rename_equipment(connection: &Connection, old: &Name, new: &Name) -> Result<bool> {
    let Some(row) = find_equipment(connection, old)? else {
        return Ok(false);
    };
    if let Some(other) = find_equipment(connection, new)?
        && (row == other || !merge_equipment(connection, other, row)?)
    {
        return Ok(false);
    }
    connection.execute(RENAME_EQUIPMENT, named_params! { ":id": row, ":new": new.as_str() })?;
    connection.execute(
        RENAME_EQUIPMENT_IN_DELIVERIES,
        named_params! { ":old": old.as_str(), ":new": new.as_str() },
    )?;
    Ok(true)
}

const SERVICES: &str = "SELECT id, name FROM service WHERE equipment_id = :id";

const NAMESAKE: &str = "SELECT id FROM service WHERE equipment_id = :id AND name = :name";

const MOVE_SERVICE: [&str; 3] = [
    "UPDATE service SET equipment_id = :into WHERE id = :service",
    "UPDATE request SET equipment_id = :into WHERE service_id = :service",
    "UPDATE maintenance SET equipment_id = :into WHERE service_id = :service",
];

const MERGE_EQUIPMENT: [&str; 5] = [
    "UPDATE request SET equipment_id = :into WHERE equipment_id = :from",
    "UPDATE OR REPLACE maintenance SET equipment_id = :into WHERE equipment_id = :from",
    "UPDATE notification SET equipment_id = :into WHERE equipment_id = :from",
    "UPDATE OR REPLACE status_page SET equipment_id = :into WHERE equipment_id = :from",
    "DELETE FROM equipment WHERE id = :from AND id <> :into",
];

/// Gives what a user said of `from` to `into`, and removes `from`. Does
/// nothing, and says so, when `from` has a history.
fn merge_equipment(connection: &Connection, from: i64, into: i64) -> Result<bool> {
    let services: Vec<(i64, String)> = connection
        .prepare(SERVICES)?
        .query_map(named_params! { ":id": from }, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (service, _) in &services {
        if has_history(connection, *service)? {
            return Ok(false);
        }
    }
    for (service, name) in services {
        let namesake: Option<i64> = connection
            .query_row(NAMESAKE, named_params! { ":id": into, ":name": name }, |row| row.get(0))
            .optional()?;
        if let Some(namesake) = namesake {
            merge_service(connection, service, namesake)?;
            continue;
        }
        for sql in MOVE_SERVICE {
            connection.execute(sql, named_params! { ":service": service, ":into": into })?;
        }
    }
    for sql in MERGE_EQUIPMENT {
        connection.execute(sql, named_params! { ":from": from, ":into": into })?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
