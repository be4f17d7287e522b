//! Maintenance modes.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::columns::Columns;
use super::equipment::ensure_equipment;
use super::services::ensure_service;
use super::{Records, StoreError};
use crate::domain::{Maintenance, MaintenanceMode, Name, Place};

/// Modes with the names of their places, in the order in which [`read_mode`] reads them.
macro_rules! select_modes {
    ($rest:literal) => {
        concat!(
            "SELECT equipment.name, service.name, since, until, reason
             FROM maintenance
             JOIN equipment ON equipment.id = maintenance.equipment_id
             LEFT JOIN service ON service.id = maintenance.service_id ",
            $rest
        )
    };
}

const IN_FORCE: &str =
    select_modes!("WHERE until > :now ORDER BY equipment.name, service.name NULLS FIRST");

const ENDED: &str =
    select_modes!("WHERE until <= :now ORDER BY equipment.name, service.name NULLS FIRST");

const IN_FORCE_AT: &str = select_modes!(
    "WHERE until > :now AND equipment.name = :equipment AND service.name IS :service"
);

// A mode that has ended, but that nothing has removed yet, does not count as on.
const SWITCH_ON: &str = "
    INSERT INTO maintenance (equipment_id, service_id, since, until, reason)
    VALUES (:equipment_id, :service_id, :since, :until, :reason)
    ON CONFLICT (equipment_id, ifnull(service_id, 0)) DO UPDATE
    SET since = iif(maintenance.until > excluded.since, maintenance.since, excluded.since),
        until = excluded.until,
        reason = iif(maintenance.until > excluded.since,
                     ifnull(excluded.reason, maintenance.reason), excluded.reason)";

const SWITCH_OFF: &str = "
    DELETE FROM maintenance
    WHERE until > :now
      AND equipment_id = (SELECT id FROM equipment WHERE name = :equipment)
      AND service_id IS (
          SELECT id FROM service
          WHERE equipment_id = (SELECT id FROM equipment WHERE name = :equipment)
            AND name = :service)";

const REMOVE_ENDED: &str = "DELETE FROM maintenance WHERE until <= :now";

impl Records<'_> {
    /// Every mode that is in force at `now`, by place.
    pub(crate) fn maintenance_in_force(
        &self,
        now: Timestamp,
    ) -> Result<Vec<MaintenanceMode>, StoreError> {
        self.run(|connection| modes(connection, IN_FORCE, now))
    }

    /// The places that are in maintenance mode at `now`.
    pub(crate) fn maintenance(&self, now: Timestamp) -> Result<Maintenance, StoreError> {
        Ok(Maintenance::at(&self.maintenance_in_force(now)?, now))
    }

    /// Switches a mode on; one that is on already gets the new end, and the
    /// new reason if there is one.
    pub(crate) fn switch_maintenance_on(&self, mode: &MaintenanceMode) -> Result<(), StoreError> {
        self.run(|connection| {
            let place = &mode.place;
            let service_id = match &place.service {
                Some(service) => Some(ensure_service(connection, &place.equipment, service)?),
                None => None,
            };
            connection.prepare_cached(SWITCH_ON)?.execute(named_params! {
                ":equipment_id": ensure_equipment(connection, &place.equipment)?,
                ":service_id": service_id,
                ":since": mode.since.as_millisecond(),
                ":until": mode.until.as_millisecond(),
                ":reason": mode.reason,
            })?;
            Ok(())
        })
    }

    /// Switches a mode off; the mode that was in force, if one was.
    pub(crate) fn switch_maintenance_off(
        &self,
        place: &Place,
        now: Timestamp,
    ) -> Result<Option<MaintenanceMode>, StoreError> {
        self.run(|connection| {
            let at = named_params! {
                ":now": now.as_millisecond(),
                ":equipment": place.equipment.as_str(),
                ":service": place.service.as_ref().map(Name::as_str),
            };
            let mode =
                connection.prepare_cached(IN_FORCE_AT)?.query_row(at, read_mode).optional()?;
            if mode.is_some() {
                connection.prepare_cached(SWITCH_OFF)?.execute(at)?;
            }
            Ok(mode)
        })
    }

    /// Removes every mode that has ended, and answers with them.
    pub(crate) fn remove_ended_maintenance(
        &self,
        now: Timestamp,
    ) -> Result<Vec<MaintenanceMode>, StoreError> {
        self.run(|connection| {
            let ended = modes(connection, ENDED, now)?;
            if !ended.is_empty() {
                connection
                    .prepare_cached(REMOVE_ENDED)?
                    .execute(named_params! { ":now": now.as_millisecond() })?;
            }
            Ok(ended)
        })
    }
}

fn modes(
    connection: &Connection,
    sql: &str,
    now: Timestamp,
) -> rusqlite::Result<Vec<MaintenanceMode>> {
    connection
        .prepare_cached(sql)?
        .query_map(named_params! { ":now": now.as_millisecond() }, read_mode)?
        .collect()
}

fn read_mode(row: &Row<'_>) -> rusqlite::Result<MaintenanceMode> {
    let mut columns = Columns::of(row);
    Ok(MaintenanceMode {
        place: Place { equipment: columns.name()?, service: columns.optional_name()? },
        since: columns.time()?,
        until: columns.time()?,
        reason: columns.value()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{at, id, store};

    fn web() -> Place {
        Place::equipment(Name::recorded("web"))
    }

    fn mode(place: Place, since: &str, until: &str, reason: Option<&str>) -> MaintenanceMode {
        MaintenanceMode {
            place,
            since: at(since),
            until: at(until),
            reason: reason.map(str::to_owned),
        }
    }

    const ONE: &str = "2026-01-01T01:00:00Z";
    const TWO: &str = "2026-01-01T02:00:00Z";
    const THREE: &str = "2026-01-01T03:00:00Z";
    const FOUR: &str = "2026-01-01T04:00:00Z";

    #[test]
    fn modes_are_in_force_until_they_end() {
        let (_directory, store) = store();
        let records = store.records();
        let shop = mode(Place::service(id("web/shop")), ONE, THREE, None);
        let all = mode(web(), ONE, TWO, Some("kernel"));
        records.switch_maintenance_on(&shop).unwrap();
        records.switch_maintenance_on(&all).unwrap();
        let in_force = |time| records.maintenance_in_force(at(time)).unwrap();
        assert_eq!(in_force(ONE), [all.clone(), shop.clone()]);
        assert_eq!(in_force(TWO), std::slice::from_ref(&shop));
        assert_eq!(in_force(THREE), []);
        assert_eq!(records.remove_ended_maintenance(at(TWO)), Ok(vec![all]));
        assert_eq!(records.remove_ended_maintenance(at(TWO)), Ok(vec![]));
        assert_eq!(records.remove_ended_maintenance(at(THREE)), Ok(vec![shop]));
    }

    #[test]
    fn switching_on_again_moves_the_end_and_keeps_the_beginning() {
        let (_directory, store) = store();
        let records = store.records();
        records.switch_maintenance_on(&mode(web(), ONE, THREE, Some("kernel"))).unwrap();
        records.switch_maintenance_on(&mode(web(), TWO, FOUR, None)).unwrap();
        let expected = mode(web(), ONE, FOUR, Some("kernel"));
        assert_eq!(records.maintenance_in_force(at(TWO)), Ok(vec![expected]));
        records.switch_maintenance_on(&mode(web(), TWO, THREE, Some("disk"))).unwrap();
        let expected = mode(web(), ONE, THREE, Some("disk"));
        assert_eq!(records.maintenance_in_force(at(TWO)), Ok(vec![expected]));
    }

    #[test]
    fn switching_on_after_the_end_begins_anew() {
        let (_directory, store) = store();
        let records = store.records();
        records.switch_maintenance_on(&mode(web(), ONE, TWO, Some("kernel"))).unwrap();
        let anew = mode(web(), TWO, FOUR, None);
        records.switch_maintenance_on(&anew).unwrap();
        assert_eq!(records.maintenance_in_force(at(THREE)), Ok(vec![anew]));
    }

    #[test]
    fn switching_off_concerns_one_place_only() {
        let (_directory, store) = store();
        let records = store.records();
        let (all, shop) =
            (mode(web(), ONE, FOUR, None), mode(Place::service(id("web/shop")), ONE, FOUR, None));
        records.switch_maintenance_on(&all).unwrap();
        records.switch_maintenance_on(&shop).unwrap();
        let off = |place: &Place, now| records.switch_maintenance_off(place, at(now)).unwrap();
        assert_eq!(off(&Place::service(id("web/blog")), TWO), None);
        assert_eq!(off(&Place::service(id("db/shop")), TWO), None);
        assert_eq!(off(&web(), FOUR), None, "it has ended by itself");
        assert_eq!(off(&web(), TWO), Some(all));
        assert_eq!(off(&web(), TWO), None);
        assert_eq!(records.maintenance_in_force(at(TWO)), Ok(vec![shop.clone()]));
        assert_eq!(off(&shop.place, TWO), Some(shop.clone()));
        assert_eq!(records.maintenance_in_force(at(TWO)), Ok(vec![]));
    }
}
