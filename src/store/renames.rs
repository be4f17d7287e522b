//! Equipment, and names that change: everything else refers to rows by number,
//! so that history, requests and modes move along with a name.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Result, named_params};
use uuid::Uuid;

use super::columns::Columns;
use super::services::find_service;
use super::{Records, StoreError};
use crate::domain::{Inventory, Name, Place, ServiceId};

/// The UUID of an equipment that nothing is recorded of yet.
#[must_use]
pub fn source_host_uuid(name: &Name) -> String {
    derived_uuid(name, 0)
}

const UUIDS: &str = "SELECT name, source_host_uuid FROM equipment";

impl Records<'_> {
    /// Follows every `renamed_from` of the configuration, so that history and
    /// requests move along; then records every equipment that is new, so that
    /// its UUID no longer depends on its name. Where both the old and the new
    /// name have a history, neither is touched.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn follow_renames(&self, inventory: &Inventory) -> std::result::Result<(), StoreError> {
        self.run(|connection| {
            // A name that is given up makes room for another: `c` was `b`, `b` was `a`.
            let mut followed = HashSet::new();
            while follow_once(connection, inventory, &mut followed)? {}
            let mut statement = connection.prepare_cached(UUIDS)?;
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

    /// A stable UUID for every equipment that is recorded, derived from its
    /// name at first sight and kept over renames. For one that is not recorded
    /// yet, see [`source_host_uuid`].
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn source_host_uuids(&self) -> std::result::Result<HashMap<Name, String>, StoreError> {
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

const FIND: &str = "SELECT id FROM equipment WHERE name = :name";

fn find_equipment(connection: &Connection, name: &Name) -> Result<Option<i64>> {
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

const RENAME_SERVICE: &str = "UPDATE service SET name = :new WHERE id = :id";

const RENAME_SERVICE_IN_DELIVERIES: &str = "
    UPDATE delivery SET subject = :new WHERE subject = :old AND equipment = :equipment";

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
    let subject = |name: &Name| ServiceId::new(equipment.clone(), name.clone()).to_string();
    connection.execute(
        RENAME_SERVICE_IN_DELIVERIES,
        named_params! {
            ":old": subject(old),
            ":new": subject(new),
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

const MERGE_SERVICE: [&str; 3] = [
    "UPDATE request SET service_id = :into, equipment_id =
         (SELECT equipment_id FROM service WHERE id = :into) WHERE service_id = :from",
    "UPDATE OR REPLACE maintenance SET service_id = :into, equipment_id =
         (SELECT equipment_id FROM service WHERE id = :into) WHERE service_id = :from",
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
    UPDATE delivery
    SET equipment = :new, subject = :new || substr(subject, length(:old) + 1)
    WHERE equipment = :old";

fn rename_equipment(connection: &Connection, old: &Name, new: &Name) -> Result<bool> {
    let Some(row) = find_equipment(connection, old)? else {
        return Ok(false);
    };
    if let Some(other) = find_equipment(connection, new)? {
        if row == other || !merge_equipment(connection, other, row)? {
            return Ok(false);
        }
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

const MERGE_EQUIPMENT: [&str; 3] = [
    "UPDATE request SET equipment_id = :into WHERE equipment_id = :from",
    "UPDATE OR REPLACE maintenance SET equipment_id = :into WHERE equipment_id = :from",
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
mod tests {
    use super::*;
    use crate::domain::{Equipment, MaintenanceMode};
    use crate::store::testing::{
        at, configured, id, new_delivery, new_request, result, state, store,
    };

    /// `name` or `name<old`, with services of the same form.
    fn inventory(equipment: &[(&str, &[&str])]) -> Inventory {
        let split = |text: &str| match text.split_once('<') {
            Some((name, old)) => (name.to_owned(), Some(Name::recorded(old))),
            None => (text.to_owned(), None),
        };
        let build = |(text, services): &(&str, &[&str])| {
            let (name, renamed_from) = split(text);
            let mut equipment = Equipment {
                name: Name::recorded(&name),
                renamed_from,
                monitoring: true,
                facts: crate::domain::Facts::default(),
                services: Vec::new(),
            };
            for text in *services {
                let (service, renamed_from) = split(text);
                let mut service = configured(&format!("{name}/{service}"));
                service.renamed_from = renamed_from;
                equipment.services.push(service);
            }
            equipment
        };
        Inventory { equipment: equipment.iter().map(build).collect() }
    }

    fn services(records: &Records<'_>) -> Vec<String> {
        let states = records.service_states().unwrap();
        let mut names: Vec<String> = states.keys().map(ToString::to_string).collect();
        names.sort();
        names
    }

    #[test]
    fn everything_moves_along_with_a_name() {
        let (_directory, store) = store();
        let records = store.records();
        let now = at("2026-01-01T00:00:00Z");
        records.follow_renames(&inventory(&[("web", &["shop"])])).unwrap();
        let pass = records.begin_pass(true, now).unwrap();
        records.save_service_state(&id("web/shop"), &state()).unwrap();
        records.record_result(pass, &id("web/shop"), &result("2026-01-01T00:00:00Z")).unwrap();
        let request = records.open_request(&new_request("web/shop")).unwrap();
        let delivery = records.enqueue(&new_delivery("n8n", "web/shop"), now).unwrap();
        let uuid = records.source_host_uuids().unwrap().remove(&Name::recorded("web")).unwrap();

        let renamed = inventory(&[("www<web", &["boutique<shop"])]);
        for _ in 0..2 {
            records.follow_renames(&renamed).unwrap();
            assert_eq!(services(&records), ["www/boutique"]);
        }
        let uuids = records.source_host_uuids().unwrap();
        assert_eq!(uuids, HashMap::from([(Name::recorded("www"), uuid)]));
        assert_eq!(records.results(&id("www/boutique"), None, None).unwrap().len(), 1);
        let open = records.open_check_request(&id("www/boutique")).unwrap().unwrap();
        assert_eq!((open.id, open.equipment.as_str()), (request.id, "www"));
        let content = records.delivery(&delivery).unwrap().unwrap().content;
        assert_eq!((content.subject.as_str(), content.equipment.as_str()), ("www/boutique", "www"));
    }

    #[test]
    fn two_histories_are_never_mixed() {
        let (_directory, store) = store();
        let records = store.records();
        for service in ["a/x", "a/y", "b/x"] {
            records.save_service_state(&id(service), &state()).unwrap();
        }
        records.follow_renames(&inventory(&[("b<a", &["x"]), ("a", &["y<x"])])).unwrap();
        assert_eq!(services(&records), ["a/x", "a/y", "b/x"]);
    }

    #[test]
    fn a_chain_of_names_is_followed_in_any_order() {
        let (_directory, store) = store();
        let records = store.records();
        for service in ["a/x", "b/y"] {
            records.save_service_state(&id(service), &state()).unwrap();
        }
        records.follow_renames(&inventory(&[("b<a", &["x"]), ("c<b", &["y"])])).unwrap();
        assert_eq!(services(&records), ["b/x", "c/y"]);
    }

    #[test]
    fn a_circle_of_names_ends() {
        let (_directory, store) = store();
        let records = store.records();
        records.save_service_state(&id("a/x"), &state()).unwrap();
        records.follow_renames(&inventory(&[("a<b", &["x<y", "y<x"]), ("b<a", &[])])).unwrap();
        assert_eq!(services(&records).len(), 1);
    }

    #[test]
    fn what_a_user_said_under_the_new_name_is_kept() {
        let (_directory, store) = store();
        let records = store.records();
        let now = at("2026-01-01T00:00:00Z");
        for service in ["web/shop", "web/blog"] {
            records.save_service_state(&id(service), &state()).unwrap();
        }
        for place in [Place::equipment(Name::recorded("www")), Place::service(id("www/shop"))] {
            let until = at("2026-01-01T04:00:00Z");
            let mode = MaintenanceMode { place, since: now, until, reason: None };
            records.switch_maintenance_on(&mode).unwrap();
        }
        let mut by_hand = new_request("www/journal");
        by_hand.source = crate::domain::Source::User;
        let by_hand = records.open_request(&by_hand).unwrap();

        records.follow_renames(&inventory(&[("www<web", &["shop", "journal<blog"])])).unwrap();
        assert_eq!(services(&records), ["www/journal", "www/shop"]);
        let modes = records.maintenance_in_force(now).unwrap();
        let places: Vec<String> = modes.iter().map(|mode| mode.place.to_string()).collect();
        assert_eq!(places, ["www", "www/shop"]);
        assert_eq!(records.request(by_hand.id), Ok(Some(by_hand)));
        assert_eq!(records.counts().unwrap().services, 2);
    }

    #[test]
    fn a_name_in_use_again_has_a_uuid_of_its_own() {
        let (_directory, store) = store();
        let records = store.records();
        records.follow_renames(&inventory(&[("a", &[])])).unwrap();
        records.follow_renames(&inventory(&[("b<a", &[])])).unwrap();
        records.follow_renames(&inventory(&[("b<a", &[]), ("a", &[])])).unwrap();
        let uuids = records.source_host_uuids().unwrap();
        assert_eq!(uuids[&Name::recorded("b")], source_host_uuid(&Name::recorded("a")));
        assert_ne!(uuids[&Name::recorded("a")], uuids[&Name::recorded("b")]);
    }
}
