//! Servers and the services they host: what the configuration says there is.

use super::name::{Name, ServiceId};
use super::service::Service;

/// A server that hosts services.
#[derive(Debug, Clone)]
pub struct Equipment {
    /// Unique in the configuration.
    pub name: Name,
    /// What it was called before; its history moves along.
    pub renamed_from: Option<Name>,
    /// `false`: in the inventory only, nothing on it is checked.
    pub monitoring: bool,
    /// What is known about the machine.
    pub facts: Facts,
    /// What it hosts, in the order of the configuration.
    pub services: Vec<Service>,
}

/// Facts about an equipment, shown by `ronde equipment` and used for nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
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
pub struct Inventory {
    /// In the order of the configuration.
    pub equipment: Vec<Equipment>,
}

impl Inventory {
    /// Every service of every equipment, in the order of the configuration.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.equipment.iter().flat_map(|equipment| equipment.services.iter())
    }

    /// The equipment of that name.
    #[must_use]
    pub fn equipment_named(&self, name: &str) -> Option<&Equipment> {
        self.equipment.iter().find(|equipment| equipment.name.as_str() == name)
    }

    /// The service of that id.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.equipment_named(id.equipment.as_str())?
            .services
            .iter()
            .find(|service| service.id.service == id.service)
    }
}
