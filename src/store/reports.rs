//! What monitoring APIs told, in columns of the service's row.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::domain::{Disk, Instance, Module, Report};

/// The column `instance`. Later releases may add fields.
#[derive(Serialize, Deserialize)]
struct StoredInstance {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    users_active: Option<u64>,
    #[serde(default)]
    modules: Vec<StoredModule>,
}

#[derive(Serialize, Deserialize)]
struct StoredModule {
    name: String,
    #[serde(default)]
    version: Option<String>,
    active: bool,
    #[serde(default)]
    source: Option<String>,
}

/// The text of the column `instance`.
pub(super) fn instance_text(report: &Report) -> Option<String> {
    let instance = report.instance.as_deref()?;
    let module = |module: &Module| StoredModule {
        name: module.name.clone(),
        version: module.version.clone(),
        active: module.active,
        source: module.source.clone(),
    };
    let stored = StoredInstance {
        version: instance.version.clone(),
        users_active: instance.users_active,
        modules: instance.modules.iter().map(module).collect(),
    };
    serde_json::to_string(&stored).ok()
}

/// Reads `disk_used_bytes`, `disk_used_percent`, `perfdata` and `instance`.
pub(super) fn read_report(columns: &mut Columns<'_>) -> rusqlite::Result<Report> {
    Ok(Report {
        disk: Disk { used_bytes: columns.optional_count()?, used_percent: columns.value()? },
        perfdata: columns.value()?,
        instance: columns.optional_word(parse_instance)?.map(Arc::new),
    })
}

fn parse_instance(text: &str) -> Option<Instance> {
    let stored: StoredInstance = serde_json::from_str(text).ok()?;
    let module = |module: StoredModule| Module {
        name: module.name,
        version: module.version,
        active: module.active,
        source: module.source,
    };
    Some(Instance {
        version: stored.version,
        users_active: stored.users_active,
        modules: stored.modules.into_iter().map(module).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ServiceState;
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
            instance: Some(Arc::new(Instance {
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
            .query_row("SELECT max(instance) FROM service", [], |row| row.get(0))
            .unwrap();
        assert_eq!(told, None);
    }
}
