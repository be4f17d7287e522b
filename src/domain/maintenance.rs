//! Maintenance mode: nothing is checked, nothing is opened, and it always ends.

use std::collections::HashSet;

use jiff::Timestamp;

use super::name::{Name, ServiceId};

/// An equipment, or one service on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The equipment.
    pub equipment: Name,
    /// One of its services; `None` means all of it.
    pub service: Option<Name>,
}

impl Place {
    /// A whole equipment.
    #[must_use]
    pub(crate) fn equipment(name: Name) -> Self {
        Self { equipment: name, service: None }
    }

    /// One service.
    #[must_use]
    pub(crate) fn service(id: ServiceId) -> Self {
        Self { equipment: id.equipment, service: Some(id.service) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.service {
            Some(service) => write!(formatter, "{}/{service}", self.equipment),
            None => write!(formatter, "{}", self.equipment),
        }
    }
}

/// A maintenance mode that was switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MaintenanceMode {
    /// What is in maintenance mode.
    pub place: Place,
    /// When it was switched on.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Why, as somebody said.
    pub reason: Option<String>,
}

impl MaintenanceMode {
    /// Whether it holds at `now`, whether or not anything has removed it since it ended.
    #[must_use]
    pub(crate) fn is_in_force(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// The places that are in maintenance mode at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Maintenance {
    places: HashSet<Place>,
}

impl Maintenance {
    /// The places of the modes that are in force at `now`.
    #[must_use]
    pub(crate) fn at(modes: &[MaintenanceMode], now: Timestamp) -> Self {
        let in_force = modes.iter().filter(|mode| mode.is_in_force(now));
        Self { places: in_force.map(|mode| mode.place.clone()).collect() }
    }

    /// Whether the service, or all of its equipment, is in maintenance mode.
    #[must_use]
    pub(crate) fn covers(&self, id: &ServiceId) -> bool {
        !self.places.is_empty()
            && (self.covers_all_of(&id.equipment)
                || self.places.contains(&Place::service(id.clone())))
    }

    /// Whether all of the equipment is in maintenance mode.
    #[must_use]
    pub(crate) fn covers_all_of(&self, equipment: &Name) -> bool {
        self.places.contains(&Place::equipment(equipment.clone()))
    }
}
