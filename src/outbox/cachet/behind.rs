//! What stands behind a component: it is as bad as the worst of that.

use std::collections::HashMap;

use crate::config::Config;
use crate::domain::{Name, Subject};
use crate::store::{Records, StoreError};

/// What stands behind one component.
#[derive(Debug, Default)]
pub(super) struct Behind {
    /// What is configured.
    subjects: Vec<Subject>,
    /// Equipment whose server managers list instances that do, too. Who sends
    /// need not have asked for them.
    managed: Vec<Name>,
}

impl Behind {
    /// Everything but `one`.
    pub(super) fn others(
        &self,
        records: &Records<'_>,
        one: &Subject,
    ) -> Result<Vec<Subject>, StoreError> {
        let mut others = self.subjects.clone();
        if !self.managed.is_empty() {
            let known = records.instances()?.into_iter().map(|instance| instance.id);
            let listed = known.filter(|id| self.managed.contains(&id.equipment));
            others.extend(listed.map(Subject::Service));
        }
        others.retain(|other| other != one);
        Ok(others)
    }
}

/// What stands behind each component by the configuration.
pub(super) fn by_component(config: &Config) -> HashMap<u64, Behind> {
    let mut behind: HashMap<u64, Behind> = HashMap::new();
    for (component, subject) in subjects(config) {
        behind.entry(component).or_default().subjects.push(subject);
    }
    for equipment in &config.inventory.equipment {
        let page = equipment.instances.as_ref().and_then(|one| one.status_page.as_deref());
        let page = page.filter(|page| page.tells_status());
        if let Some(component) = page.and_then(|page| page.component_id) {
            behind.entry(component).or_default().managed.push(equipment.name.clone());
        }
    }
    behind
}

fn subjects(config: &Config) -> Vec<(u64, Subject)> {
    let configured = config.inventory.services().filter(|service| !service.is_listed);
    let services = configured.filter_map(|service| {
        Some((service.status_page.as_deref()?, Subject::Service(service.id.clone())))
    });
    let heartbeats = config.heartbeats.iter().filter_map(|heartbeat| {
        Some((heartbeat.status_page.as_ref()?, Subject::Heartbeat(heartbeat.name.clone())))
    });
    let equipment = config.inventory.equipment.iter().filter_map(|equipment| {
        Some((equipment.status_page.as_deref()?, Subject::Equipment(equipment.name.clone())))
    });
    let all = services.chain(heartbeats).chain(equipment);
    all.filter(|(page, _)| page.tells_status())
        .filter_map(|(page, subject)| Some((page.component_id?, subject)))
        .collect()
}
