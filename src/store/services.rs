//! Services: what is remembered of each between two passes.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::columns::{Columns, integer, milliseconds};
use super::equipment::ensure_equipment;
use super::reports::{read_report, save_instance_of};
use super::{Records, StoreError};
use crate::domain::{
    Condition, FailureClass, FailureKind, Incident, Name, Report, ServiceId, ServiceState,
};

/// The columns of a memory, in the order in which [`read_state`] reads them.
macro_rules! state_columns {
    () => {
        "condition, condition_since, is_declared_ko, consecutive_fails, consecutive_oks,
         last_http_status_code, http_status_ok, last_check_at, last_pass_began, latency_ms,
         detail, retested, failure_kind, failure_class, failure_incident, certificate_expires_at,
         disk_used_bytes, disk_used_percent, perfdata,
         (SELECT told FROM instance WHERE instance.service_id = service.id)"
    };
}

const EQUIPMENT: &str = "SELECT id, name FROM equipment";

const COUNT: &str = "SELECT count(*) FROM service";

const STATES: &str = concat!(
    "SELECT equipment_id, name, ",
    state_columns!(),
    " FROM service WHERE condition IS NOT NULL"
);

const STATE: &str = concat!(
    "SELECT ",
    state_columns!(),
    " FROM service
      WHERE equipment_id = (SELECT id FROM equipment WHERE name = :equipment)
        AND name = :service AND condition IS NOT NULL"
);

const SAVE: &str = "
    UPDATE service
    SET condition = :condition, condition_since = :condition_since,
        is_declared_ko = :is_declared_ko, consecutive_fails = :consecutive_fails,
        consecutive_oks = :consecutive_oks, last_http_status_code = :last_http_status_code,
        http_status_ok = :http_status_ok, last_check_at = :last_check_at,
        last_pass_began = :last_pass_began, latency_ms = :latency_ms, detail = :detail,
        retested = :retested, failure_kind = :failure_kind, failure_class = :failure_class,
        failure_incident = :failure_incident, certificate_expires_at = :certificate_expires_at,
        disk_used_bytes = :disk_used_bytes, disk_used_percent = :disk_used_percent,
        perfdata = :perfdata
    WHERE id = :id";

impl Records<'_> {
    /// The memory of every service that was ever checked.
    pub(crate) fn service_states(&self) -> Result<HashMap<ServiceId, ServiceState>, StoreError> {
        self.run(|connection| {
            // Every service of an equipment shares one allocation of its name.
            let mut equipment: HashMap<i64, Name> = HashMap::new();
            let mut statement = connection.prepare_cached(EQUIPMENT)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                equipment.insert(columns.value()?, columns.name()?);
            }
            let count: i64 = connection.prepare_cached(COUNT)?.query_row([], |row| row.get(0))?;
            let mut states = HashMap::with_capacity(usize::try_from(count).unwrap_or_default());
            let mut statement = connection.prepare_cached(STATES)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = Columns::of(row);
                let host = equipment.get(&columns.value()?).cloned();
                let service = columns.name()?;
                if let Some(host) = host {
                    states.insert(ServiceId::new(host, service), read_state(&mut columns)?);
                }
            }
            Ok(states)
        })
    }

    /// The memory of one service; `None` when it was never recorded.
    pub(crate) fn service_state(&self, id: &ServiceId) -> Result<Option<ServiceState>, StoreError> {
        self.run(|connection| {
            connection
                .prepare_cached(STATE)?
                .query_row(
                    named_params! {
                        ":equipment": id.equipment.as_str(),
                        ":service": id.service.as_str(),
                    },
                    |row| read_state(&mut Columns::of(row)),
                )
                .optional()
        })
    }

    /// Replaces the memory of one service.
    pub(crate) fn save_service_state(
        &self,
        id: &ServiceId,
        state: &ServiceState,
    ) -> Result<(), StoreError> {
        let (kind, class, incident) = match state.failure {
            Some((kind, class, incident)) => {
                (Some(kind.as_str()), Some(class.as_str()), Some(incident_word(incident)))
            }
            None => (None, None, None),
        };
        self.run(|connection| {
            let row = ensure_service(connection, &id.equipment, &id.service)?;
            save_instance_of(connection, row, &state.report)?;
            connection.prepare_cached(SAVE)?.execute(named_params! {
                ":id": row,
                ":condition": state.condition.as_str(),
                ":condition_since": milliseconds(state.condition_since),
                ":is_declared_ko": state.is_declared_ko,
                ":consecutive_fails": state.consecutive_fails,
                ":consecutive_oks": state.consecutive_oks,
                ":last_http_status_code": state.last_http,
                ":http_status_ok": state.http_status_ok,
                ":last_check_at": milliseconds(state.last_check_at),
                ":last_pass_began": milliseconds(state.last_pass_began),
                ":latency_ms": state.latency_ms.map(integer),
                ":detail": state.detail,
                ":retested": state.retested,
                ":failure_kind": kind,
                ":failure_class": class,
                ":failure_incident": incident,
                ":certificate_expires_at": milliseconds(state.certificate_expires_at),
                ":disk_used_bytes": state.report.disk.used_bytes.map(integer),
                ":disk_used_percent": state.report.disk.used_percent,
                ":perfdata": state.report.perfdata,
            })?;
            Ok(())
        })
    }

    /// Drops the memory, the results and the maintenance mode of one service;
    /// its requests stay, and still name it. Whether there was anything to drop.
    pub(crate) fn forget_service(&self, id: &ServiceId) -> Result<bool, StoreError> {
        self.run(|connection| {
            let Some(service) = find_service(connection, &id.equipment, &id.service)? else {
                return Ok(false);
            };
            let mut dropped = 0;
            connection.execute(DROP_PAGE, named_params! { ":service": service })?;
            save_instance_of(connection, service, &Report::default())?;
            for sql in [DROP_RESULTS, DROP_SUMMARIES, DROP_MAINTENANCE, DROP_STATE] {
                dropped += connection.execute(sql, named_params! { ":service": service })?;
            }
            connection.execute(DROP_UNNAMED, named_params! { ":service": service })?;
            Ok(dropped > 0)
        })
    }
}

const DROP_RESULTS: &str =
    "DELETE FROM result WHERE pass_id IN (SELECT id FROM pass) AND service_id = :service";

// There is no index by service: every day that there is, is looked up.
const DROP_SUMMARIES: &str = "
    WITH RECURSIVE calendar (day) AS (
        SELECT max(day) FROM day_summary
        UNION ALL
        SELECT (SELECT max(day) FROM day_summary WHERE day < calendar.day)
        FROM calendar WHERE calendar.day IS NOT NULL
    )
    DELETE FROM day_summary
    WHERE day IN (SELECT day FROM calendar WHERE day IS NOT NULL) AND service_id = :service";

const DROP_MAINTENANCE: &str = "DELETE FROM maintenance WHERE service_id = :service";

// An incident that is still open on the status page has to be closed there first.
const DROP_PAGE: &str = "
    DELETE FROM status_page
    WHERE service_id = :service AND incident_id IS NULL AND incident_shown IS NULL
      AND unsure_title IS NULL";

const DROP_STATE: &str = "
    UPDATE service
    SET condition = NULL, condition_since = NULL, is_declared_ko = 0, consecutive_fails = 0,
        consecutive_oks = 0, last_http_status_code = NULL, http_status_ok = NULL,
        last_check_at = NULL, last_pass_began = NULL, latency_ms = NULL, detail = NULL,
        retested = 0, failure_kind = NULL, failure_class = NULL, failure_incident = NULL,
        certificate_expires_at = NULL, disk_used_bytes = NULL, disk_used_percent = NULL,
        perfdata = NULL, is_listed = 0, listed_url = NULL
    WHERE id = :service AND (condition IS NOT NULL OR is_listed)";

const DROP_UNNAMED: &str = "
    DELETE FROM service
    WHERE id = :service AND NOT EXISTS (SELECT 1 FROM request WHERE service_id = :service)
      AND NOT EXISTS (SELECT 1 FROM status_page WHERE service_id = :service)";

// Not a join: SQLite compiles one over two parameters anew at each run.
const FIND: &str = "
    SELECT id FROM service
    WHERE equipment_id = (SELECT id FROM equipment WHERE name = :equipment) AND name = :service";

const INSERT: &str = "INSERT INTO service (equipment_id, name) VALUES (:equipment_id, :service)";

/// The row of a service, if it has one.
pub(super) fn find_service(
    connection: &Connection,
    equipment: &Name,
    service: &Name,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(FIND)?
        .query_row(
            named_params! { ":equipment": equipment.as_str(), ":service": service.as_str() },
            |row| row.get(0),
        )
        .optional()
}

/// The row of a service, which is made when it has none.
pub(super) fn ensure_service(
    connection: &Connection,
    equipment: &Name,
    service: &Name,
) -> rusqlite::Result<i64> {
    if let Some(found) = find_service(connection, equipment, service)? {
        return Ok(found);
    }
    let equipment_id = ensure_equipment(connection, equipment)?;
    connection
        .prepare_cached(INSERT)?
        .insert(named_params! { ":equipment_id": equipment_id, ":service": service.as_str() })
}

fn read_state(columns: &mut Columns<'_>) -> rusqlite::Result<ServiceState> {
    Ok(ServiceState {
        condition: columns.word(Condition::parse)?,
        condition_since: columns.optional_time()?,
        is_declared_ko: columns.value()?,
        consecutive_fails: columns.value()?,
        consecutive_oks: columns.value()?,
        last_http: columns.value()?,
        http_status_ok: columns.value()?,
        last_check_at: columns.optional_time()?,
        last_pass_began: columns.optional_time()?,
        latency_ms: columns.optional_count()?,
        detail: columns.value()?,
        retested: columns.value()?,
        failure: read_failure(columns)?,
        certificate_expires_at: columns.optional_time()?,
        report: read_report(columns)?,
    })
}

fn read_failure(
    columns: &mut Columns<'_>,
) -> rusqlite::Result<Option<(FailureKind, FailureClass, Incident)>> {
    let kind = columns.optional_word(FailureKind::parse)?;
    let class = columns.optional_word(FailureClass::parse)?;
    let incident = columns.optional_word(parse_incident)?;
    Ok(kind.zip(class).zip(incident).map(|((kind, class), incident)| (kind, class, incident)))
}

const INCIDENTS: [Incident; 4] =
    [Incident::None, Incident::Performance, Incident::Partial, Incident::Major];

fn incident_word(incident: Incident) -> &'static str {
    match incident {
        Incident::None => "none",
        Incident::Performance => "performance",
        Incident::Partial => "partial",
        Incident::Major => "major",
    }
}

fn parse_incident(word: &str) -> Option<Incident> {
    INCIDENTS.into_iter().find(|incident| incident_word(*incident) == word)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::requests::OPEN_CHECK;
    use crate::store::testing::{at, id, new_request, result, state, store};

    #[test]
    fn a_memory_comes_back_as_it_was() {
        let (_directory, store) = store();
        let records = store.records();
        let mut second = ServiceState::unknown();
        second.condition = Condition::Ok;
        records.save_service_state(&id("web/shop"), &state()).unwrap();
        records.save_service_state(&id("web/blog"), &state()).unwrap();
        records.save_service_state(&id("web/blog"), &second).unwrap();
        let expected = HashMap::from([(id("web/shop"), state()), (id("web/blog"), second.clone())]);
        assert_eq!(records.service_states(), Ok(expected));
        assert_eq!(records.service_state(&id("web/blog")), Ok(Some(second)));
        assert_eq!(records.service_state(&id("db/blog")), Ok(None));
    }

    #[test]
    fn statements_of_every_check_are_compiled_once() {
        let (_directory, store) = store();
        let records = store.records();
        let pass = records.begin_pass(true, at("2026-01-01T00:00:00Z")).unwrap();
        for service in ["web/shop", "web/blog", "db/blog"] {
            let id = id(service);
            records.service_state(&id).unwrap();
            records.open_check_request(&id).unwrap();
            records.save_service_state(&id, &state()).unwrap();
            records.record_result(pass, &id, &result("2026-01-01T00:00:00Z")).unwrap();
        }
        for sql in [STATE, SAVE, FIND, OPEN_CHECK] {
            let statement = store.connection.prepare_cached(sql).unwrap();
            assert!(statement.get_status(StatementStatus::Run) > 1, "{sql}");
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{sql}");
        }
    }

    #[test]
    fn every_incident_has_a_word_of_its_own() {
        for incident in INCIDENTS {
            assert_eq!(parse_incident(incident_word(incident)), Some(incident));
        }
    }

    #[test]
    fn a_service_that_is_only_named_has_no_memory() {
        let (_directory, store) = store();
        let records = store.records();
        records.open_request(&new_request("web/shop")).unwrap();
        assert_eq!(records.service_state(&id("web/shop")), Ok(None));
        assert_eq!(records.service_states(), Ok(HashMap::new()));
    }

    #[test]
    fn a_forgotten_service_leaves_its_requests_and_nothing_else() {
        let (_directory, store) = store();
        let records = store.records();
        let now = at("2026-01-01T00:00:00Z");
        let pass = records.begin_pass(true, now).unwrap();
        for service in ["web/shop", "web/blog"] {
            records.save_service_state(&id(service), &state()).unwrap();
            records.record_result(pass, &id(service), &result("2026-01-01T00:00:00Z")).unwrap();
        }
        let request = records.open_request(&new_request("web/shop")).unwrap();
        assert_eq!(records.forget_service(&id("web/shop")), Ok(true));
        assert_eq!(records.service_state(&id("web/shop")), Ok(None));
        assert_eq!(records.results(&id("web/shop"), None, None), Ok(Vec::new()));
        assert_eq!(records.day_summaries(&id("web/shop"), None), Ok(Vec::new()));
        assert_eq!(records.request(request.id), Ok(Some(request)));
        assert_eq!(records.forget_service(&id("web/shop")), Ok(false));

        assert_eq!(records.service_state(&id("web/blog")), Ok(Some(state())));
        assert_eq!(records.results(&id("web/blog"), None, None).unwrap().len(), 1);
        assert_eq!(records.day_summaries(&id("web/blog"), None).unwrap().len(), 1);
        assert_eq!(records.forget_service(&id("web/blog")), Ok(true));
        assert_eq!(records.counts().unwrap().services, 1, "only the one that a request names");
        assert_eq!(records.forget_service(&id("web/never")), Ok(false));
    }
}
