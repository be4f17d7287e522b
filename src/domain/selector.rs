//! What a user types to name services: an id, a name, a glob or a tag.

use super::equipment::Inventory;
use super::name::{Name, ServiceId};
use super::service::Service;
use crate::text::Glob;

/// One selector of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    text: String,
    glob: Glob,
}

/// A selector that names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SelectorError {
    /// Nothing in the configuration answers to it.
    #[error("nothing matches {0:?}")]
    NoMatch(String),
    /// Exactly one service was wanted; these all match.
    #[error("{text:?} matches {} services: {}", .candidates.len(), join(.candidates))]
    Ambiguous {
        /// What was typed.
        text: String,
        /// The services that it could mean.
        candidates: Vec<ServiceId>,
    },
}

fn join(candidates: &[ServiceId]) -> String {
    candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Selector {
    /// Takes a selector as typed; every text is one, most match nothing.
    #[must_use]
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), glob: Glob::new(text) }
    }

    /// The equipment that this selector names as such, if it does.
    #[must_use]
    pub(crate) fn equipment<'a>(&self, inventory: &'a Inventory) -> Option<&'a Name> {
        inventory
            .equipment
            .iter()
            .map(|equipment| &equipment.name)
            .find(|name| name.as_str() == self.text)
    }

    /// Whether `service` is meant when no equipment has this name.
    fn matches(&self, service: &Service) -> bool {
        if let Some(tag) = self.text.strip_prefix("tag:") {
            return service.tags.iter().any(|own| own == tag);
        }
        if self.text.contains('/') {
            return self.glob.matches(&service.id.to_string());
        }
        if self.text.contains(['*', '?', '[']) {
            return self.glob.matches(service.id.service.as_str())
                || self.glob.matches(&service.id.to_string());
        }
        service.id.service.as_str() == self.text
    }

    /// Whether the selector means this service, which need not be in `inventory` yet.
    #[must_use]
    pub(crate) fn means(&self, service: &Service, inventory: &Inventory) -> bool {
        match self.equipment(inventory) {
            Some(name) => &service.id.equipment == name,
            None => self.matches(service),
        }
    }

    /// Whether the selector means a service that is not configured, of which only
    /// the id is known.
    #[must_use]
    pub(crate) fn means_unknown(&self, id: &ServiceId, inventory: &Inventory) -> bool {
        match self.equipment(inventory) {
            Some(name) => &id.equipment == name,
            None => {
                self.text == id.equipment.as_str()
                    || self.text == id.service.as_str()
                    || self.glob.matches(&id.to_string())
            }
        }
    }

    /// Whether the selector means something of the whole of an equipment: by its
    /// name, by a glob over names, or by a tag of one of its services.
    #[must_use]
    pub(crate) fn means_equipment(&self, name: &Name, inventory: &Inventory) -> bool {
        if self.text.starts_with("tag:") {
            let mut services = inventory.services();
            return services.any(|service| service.id.equipment == *name && self.matches(service));
        }
        self.text == name.as_str() || self.glob.matches(name.as_str())
    }

    /// The selector as it was written.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the selector means nothing that is configured.
    #[must_use]
    pub(crate) fn means_nothing(&self, inventory: &Inventory) -> bool {
        let is_meant = |name: &Name| self.means_equipment(name, inventory);
        !inventory.equipment.iter().any(|equipment| is_meant(&equipment.name))
            && self.services(inventory).is_err()
    }

    /// Every service that the selector means, in the order of the configuration.
    ///
    /// # Errors
    ///
    /// [`SelectorError::NoMatch`] when it means none. An equipment without
    /// services is a match of no services, not an error.
    pub(crate) fn services<'a>(
        &self,
        inventory: &'a Inventory,
    ) -> Result<Vec<&'a Service>, SelectorError> {
        if let Some(name) = self.equipment(inventory) {
            return Ok(inventory
                .services()
                .filter(|service| &service.id.equipment == name)
                .collect());
        }
        let found: Vec<&Service> =
            inventory.services().filter(|service| self.matches(service)).collect();
        if found.is_empty() { Err(SelectorError::NoMatch(self.text.clone())) } else { Ok(found) }
    }

    /// The one service that the selector means.
    ///
    /// # Errors
    ///
    /// [`SelectorError`] when it means none, or more than one.
    pub(crate) fn one_service<'a>(
        &self,
        inventory: &'a Inventory,
    ) -> Result<&'a Service, SelectorError> {
        let found = self.services(inventory)?;
        match found.as_slice() {
            [] => Err(SelectorError::NoMatch(self.text.clone())),
            [only] => Ok(only),
            _ => Err(SelectorError::Ambiguous {
                text: self.text.clone(),
                candidates: found.iter().map(|service| service.id.clone()).collect(),
            }),
        }
    }
}
