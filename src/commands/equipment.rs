//! `ronde equipment`: the inventory, with what is known of each machine.

use std::collections::HashMap;

use crate::cli::EquipmentArgs;
use crate::domain::{
    Condition, Equipment, HOST_CHECK, Maintenance, Name, Request, Service, ServiceId, ServiceState,
};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{EquipmentDocument, EquipmentView};
use crate::session::{Opened, Session};
use crate::store::{StoreError, source_host_uuid};

/// Runs the command.
pub(crate) fn run(arguments: &EquipmentArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    let known = store.snapshot(|records| {
        Ok::<_, StoreError>(Known {
            states: records.service_states()?,
            uuids: records.source_host_uuids()?,
            open_requests: count_by_equipment(&records.open_requests()?),
            maintenance: records.maintenance(session.now())?,
        })
    })?;
    let single = arguments
        .name
        .as_deref()
        .map(|name| config.inventory.equipment_named(name).ok_or_else(|| no_such_equipment(name)))
        .transpose()?;
    let document = match single {
        Some(equipment) => EquipmentDocument::single(known.view(equipment)),
        None => EquipmentDocument::list(
            config.inventory.equipment.iter().map(|equipment| known.view(equipment)).collect(),
        ),
    };
    session.print(&document)?;
    Ok(Exit::Done)
}

fn no_such_equipment(name: &str) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("there is no equipment {name:?}"))
        .hint("`ronde equipment` lists what is configured")
}

/// What the database knows, as of one moment.
struct Known {
    states: HashMap<ServiceId, ServiceState>,
    uuids: HashMap<Name, String>,
    open_requests: HashMap<Name, usize>,
    maintenance: Maintenance,
}

impl Known {
    fn view<'a>(&self, equipment: &'a Equipment) -> EquipmentView<'a> {
        let is_ko = |id: &ServiceId| {
            self.states.get(id).is_some_and(|state| state.condition == Condition::Ko)
        };
        let report = |id: &ServiceId| self.states.get(id).map(|state| &state.report);
        let own = ServiceId::new(equipment.name.clone(), Name::recorded(HOST_CHECK));
        let disk = report(&own).map(|report| report.disk).unwrap_or_default();
        let services = &equipment.services;
        let is_instance = |service: &&Service| {
            let has_told = report(&service.id).is_some_and(|report| report.instance.is_some());
            service.is_instance() || has_told
        };
        EquipmentView {
            name: &equipment.name,
            source_host_uuid: self
                .uuids
                .get(&equipment.name)
                .cloned()
                .unwrap_or_else(|| source_host_uuid(&equipment.name)),
            monitoring: equipment.monitoring,
            maintenance: self.maintenance.covers_all_of(&equipment.name),
            facts: &equipment.facts,
            services: services.len(),
            ko: services.iter().filter(|service| is_ko(&service.id)).count(),
            open_requests: self.open_requests.get(&equipment.name).copied().unwrap_or_default(),
            instances: services.iter().filter(is_instance).count(),
            disk_used_bytes: disk.used_bytes,
            disk_used_percent: disk.used_percent,
        }
    }
}

fn count_by_equipment(requests: &[Request]) -> HashMap<Name, usize> {
    let mut counts = HashMap::new();
    for request in requests {
        if let Some(equipment) = request.subject.equipment() {
            *counts.entry(equipment.clone()).or_default() += 1;
        }
    }
    counts
}
