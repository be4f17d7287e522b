//! Servers and the services they host: what the configuration says there is.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::monitoring::HOST_CHECK;
use super::name::{Name, ServiceId};
use super::service::Service;
use super::status_page::StatusPageSettings;

/// A server that hosts services.
#[derive(Debug, Clone)]
pub(crate) struct Equipment {
    /// Unique in the configuration.
    pub name: Name,
    /// What it was called before; its history moves along.
    pub renamed_from: Option<Name>,
    /// `false`: in the inventory only, nothing on it is checked.
    pub monitoring: bool,
    /// What is known about the machine.
    pub facts: Facts,
    /// What the public status page is told of what others report of it; `None`: nothing.
    pub status_page: Option<Arc<StatusPageSettings>>,
    /// What it hosts, in the order of the configuration.
    pub services: Vec<Service>,
    /// What an instance is made of that its server manager lists and the
    /// configuration does not; `None` without one. Its id is that of no service.
    pub instances: Option<Arc<Service>>,
}

impl Equipment {
    /// Its own check, if it has one.
    #[must_use]
    pub(crate) fn own_check(&self) -> Option<&Service> {
        self.services.iter().find(|service| service.id.service.as_str() == HOST_CHECK)
    }

    /// Its own check, if that tells of instances.
    #[must_use]
    pub(crate) fn manager(&self) -> Option<&Service> {
        // Asked of every equipment at each pass, of which few have one.
        self.instances.as_ref()?;
        self.own_check().filter(|service| service.lists_instances())
    }

    /// The instance of that name, as the service that it is; `None` without a
    /// server manager.
    #[must_use]
    pub(crate) fn instance(&self, name: Name, url: Option<Arc<str>>) -> Option<Service> {
        let template = self.instances.as_deref()?;
        let id = ServiceId::new(self.name.clone(), name);
        Some(Service { id, url, ..template.clone() })
    }
}

/// An instance that a server manager has listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownInstance {
    /// The equipment, and its `ref`.
    pub id: ServiceId,
    /// Where it is, for people: nothing is called there.
    pub url: Option<Arc<str>>,
}

/// Facts about an equipment, shown by `ronde equipment` and used for nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Its address, free text.
    pub server_ip: Option<String>,
    /// Its operating system and version.
    pub distribution: Option<String>,
    /// Where it stands.
    pub hosting_city: Option<String>,
    /// Number of processor cores.
    pub nb_cores: Option<u64>,
    /// Memory, in Go.
    pub ram: Option<u64>,
    /// Disk, in Go.
    pub disk_storage: Option<u64>,
    /// Whether it is backed up.
    pub backup_activated: Option<bool>,
    /// Where its backups go.
    pub backup_server: Option<String>,
    /// Whether the last backup was good, as the inventory says.
    pub backup_ok: Option<bool>,
}

/// Everything that is watched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inventory {
    /// In the order of the configuration.
    pub equipment: Vec<Equipment>,
}

impl Inventory {
    /// Every service of every equipment, in the order of the configuration.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Service> {
        self.equipment.iter().flat_map(|equipment| equipment.services.iter())
    }

    /// Whether any equipment has a server manager.
    #[must_use]
    pub(crate) fn has_managers(&self) -> bool {
        self.equipment.iter().any(|equipment| equipment.instances.is_some())
    }

    /// Adds the instances that server managers have listed, where the
    /// configuration says nothing of them and there still is a manager.
    pub(crate) fn add_instances(&mut self, known: Vec<KnownInstance>) {
        let mut by_equipment: HashMap<Name, Vec<KnownInstance>> = HashMap::new();
        for instance in known {
            by_equipment.entry(instance.id.equipment.clone()).or_default().push(instance);
        }
        for equipment in &mut self.equipment {
            let Some(listed) = by_equipment.remove(&equipment.name) else { continue };
            let configured: HashSet<Name> =
                equipment.services.iter().map(|service| service.id.service.clone()).collect();
            let added: Vec<Service> = listed
                .into_iter()
                .filter(|instance| !configured.contains(&instance.id.service))
                .filter_map(|instance| equipment.instance(instance.id.service, instance.url))
                .collect();
            equipment.services.extend(added);
        }
    }

    /// The equipment of that name.
    #[must_use]
    pub(crate) fn equipment_named(&self, name: &str) -> Option<&Equipment> {
        self.equipment.iter().find(|equipment| equipment.name.as_str() == name)
    }

    /// The service of that id.
    #[must_use]
    pub(crate) fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.equipment_named(id.equipment.as_str())?
            .services
            .iter()
            .find(|service| service.id.service == id.service)
    }
}
