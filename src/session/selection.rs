//! What the selectors of a command line mean: configured services, and those
//! that have left the configuration but are still remembered.

use std::collections::HashSet;

use crate::domain::{Inventory, Selector, SelectorError, Service, ServiceId};
use crate::error::CommandError;
use crate::text::Glob;

/// The services that any of `selectors` means, each once, in the order of the
/// configuration; all of them without a selector.
///
/// # Errors
///
/// Exit code 4 when a selector means nothing.
pub(crate) fn services<'a>(
    inventory: &'a Inventory,
    selectors: &[String],
) -> Result<Vec<&'a Service>, CommandError> {
    Ok(with_orphans(inventory, &[], selectors)?.services)
}

/// What was selected.
#[derive(Debug)]
pub(crate) struct Selected<'a> {
    /// Configured services, in the order of the configuration.
    pub services: Vec<&'a Service>,
    /// Remembered ones.
    pub orphans: Vec<&'a ServiceId>,
}

/// The same with orphans, which answer to their id and to a glob over ids.
///
/// # Errors
///
/// Exit code 4 when a selector means nothing.
pub(crate) fn with_orphans<'a>(
    inventory: &'a Inventory,
    orphans: &'a [ServiceId],
    selectors: &[String],
) -> Result<Selected<'a>, CommandError> {
    if selectors.is_empty() {
        return Ok(Selected {
            services: inventory.services().collect(),
            orphans: orphans.iter().collect(),
        });
    }
    let mut wanted = HashSet::new();
    let mut wanted_orphans = HashSet::new();
    for text in selectors {
        let orphaned = || orphans.iter().filter(|id| means_orphan(text, id));
        match Selector::new(text).services(inventory) {
            Ok(services) => wanted.extend(services.iter().map(|service| &service.id)),
            Err(SelectorError::NoMatch(_)) if orphaned().next().is_some() => {}
            Err(error) => return Err(error.into()),
        }
        wanted_orphans.extend(orphaned());
    }
    Ok(Selected {
        services: inventory.services().filter(|service| wanted.contains(&service.id)).collect(),
        orphans: orphans.iter().filter(|id| wanted_orphans.contains(id)).collect(),
    })
}

fn means_orphan(selector: &str, id: &ServiceId) -> bool {
    selector.contains('/') && Glob::new(selector).matches(&id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Equipment, Facts, Name};
    use crate::output::testing::configured_service;

    fn inventory() -> Inventory {
        let equipment = ["web-1", "web-2"].map(|name| Equipment {
            name: Name::recorded(name),
            renamed_from: None,
            monitoring: true,
            facts: Facts::default(),
            instances: None,
            status_page: None,
            services: ["shop", "blog"]
                .map(|service| configured_service(&format!("{name}/{service}")))
                .to_vec(),
        });
        Inventory { equipment: equipment.to_vec() }
    }

    fn select(selectors: &[&str]) -> Result<Vec<String>, u8> {
        let inventory = inventory();
        let orphans = [ServiceId::new(Name::recorded("web-1"), Name::recorded("gone"))];
        let selectors: Vec<String> = selectors.iter().map(ToString::to_string).collect();
        with_orphans(&inventory, &orphans, &selectors)
            .map(|selected| {
                let services = selected.services.iter().map(|service| service.id.to_string());
                services.chain(selected.orphans.iter().map(ToString::to_string)).collect()
            })
            .map_err(|error| error.kind.code())
    }

    #[test]
    fn selectors_add_up_in_the_order_of_the_configuration() {
        assert_eq!(
            select(&["web-2/blog", "shop", "web-2/blog"]).unwrap(),
            ["web-1/shop", "web-2/shop", "web-2/blog"]
        );
        assert_eq!(select(&[]).unwrap().len(), 5);
    }

    #[test]
    fn orphans_answer_to_their_id_and_to_globs_over_ids() {
        assert_eq!(select(&["web-1/gone"]).unwrap(), ["web-1/gone"]);
        assert_eq!(select(&["web-1/*"]).unwrap(), ["web-1/shop", "web-1/blog", "web-1/gone"]);
        assert_eq!(select(&["web-1"]).unwrap(), ["web-1/shop", "web-1/blog"]);
        assert_eq!(select(&["gone"]), Err(4));
    }

    #[test]
    fn one_selector_that_means_nothing_fails_all() {
        assert_eq!(select(&["shop", "nothing"]), Err(4));
    }
}
