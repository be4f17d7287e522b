//! What monitoring APIs told: columns of the service's row, and the instance
//! apart from it.

use rusqlite::{Connection, named_params};

use super::columns::Columns;
use crate::domain::{Disk, Report, ToldInstance};

const TELL: &str = "
    INSERT INTO instance (service_id, told) VALUES (:service, :told)
    ON CONFLICT (service_id) DO UPDATE SET told = excluded.told WHERE told <> excluded.told";

const UNTELL: &str = "DELETE FROM instance WHERE service_id = :service";

/// Records what a service told of its instance; writes only what is new.
pub(super) fn save_instance_of(
    connection: &Connection,
    service: i64,
    report: &Report,
) -> rusqlite::Result<()> {
    match &report.instance {
        Some(told) => connection
            .prepare_cached(TELL)?
            .execute(named_params! { ":service": service, ":told": told.as_str() })?,
        None => {
            connection.prepare_cached(UNTELL)?.execute(named_params! { ":service": service })?
        }
    };
    Ok(())
}

/// Reads `disk_used_bytes`, `disk_used_percent`, `perfdata` and what was told of an instance.
pub(super) fn read_report(columns: &mut Columns<'_>) -> rusqlite::Result<Report> {
    Ok(Report {
        disk: Disk { used_bytes: columns.optional_count()?, used_percent: columns.value()? },
        perfdata: columns.value()?,
        instance: columns.optional_word(|text| Some(ToldInstance::recorded(text)))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Instance, Module, ServiceState};
    use crate::store::testing::{id, state, store};

    fn report() -> Report {
        let module = |name: &str, active| Module {
            name: name.to_owned(),
            version: Some("dolibarr".to_owned()),
            active,
            source: Some("core".to_owned()),
        };
        Report {
            disk: Disk { used_bytes: Some(123), used_percent: Some(41.2) },
            instance: Some(ToldInstance::of(&Instance {
                version: Some("20.0.0".to_owned()),
                users_active: Some(8),
                modules: vec![module("modFacture", true), module("modStock", false)],
            })),
            perfdata: Some("load1=0.1;;;0".to_owned()),
        }
    }

    #[test]
    fn what_was_told_comes_back_and_goes_with_its_service() {
        let (_directory, store) = store();
        let records = store.records();
        let service = id("web/shop");
        let told = ServiceState { report: report(), ..state() };
        records.save_service_state(&service, &told).unwrap();
        assert_eq!(records.service_state(&service), Ok(Some(told)));
        records.forget_service(&service).unwrap();
        let told: Option<String> = store
            .connection
            .query_row("SELECT max(told) FROM instance", [], |row| row.get(0))
            .unwrap();
        assert_eq!(told, None);
    }
}
