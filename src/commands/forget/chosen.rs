//! The services that a command line lets be forgotten: all that it names, or none.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Inventory, Request, SelectorError, ServiceId};
use crate::error::{CommandError, ErrorKind};
use crate::judge::is_unlisted;
use crate::store::{Records, StoreError};
use crate::text::Glob;

/// Why a service can be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Departure {
    /// It has left the configuration.
    Orphaned,
    /// Its host is still asked, and lists it no more.
    Unlisted,
}

/// Everything that is remembered, parted into what can be forgotten and what
/// is still watched.
pub(super) struct Remembered<'c> {
    inventory: &'c Inventory,
    departed: BTreeMap<ServiceId, Departure>,
}

impl<'c> Remembered<'c> {
    /// Reads what is remembered. The inventory has every instance that was ever listed.
    pub(super) fn read(
        records: &Records<'_>,
        inventory: &'c Inventory,
        open_requests: &[Request],
    ) -> Result<Self, StoreError> {
        let watched: BTreeSet<&ServiceId> =
            inventory.services().map(|service| &service.id).collect();
        let states = records.service_states()?;
        let instances = records.instances()?.into_iter().map(|instance| instance.id);
        let requested =
            open_requests.iter().filter_map(|request| request.subject.service().cloned());
        let known = states.keys().cloned().chain(instances).chain(requested);
        let mut departed: BTreeMap<ServiceId, Departure> =
            known.filter(|id| !watched.contains(id)).map(|id| (id, Departure::Orphaned)).collect();
        let unlisted = inventory.services().filter(|service| {
            service.is_listed && states.get(&service.id).is_some_and(is_unlisted)
        });
        departed.extend(unlisted.map(|service| (service.id.clone(), Departure::Unlisted)));
        Ok(Self { inventory, departed })
    }

    /// All that has left the configuration. An instance that its host does not
    /// list may be back tomorrow: it has to be named.
    pub(super) fn orphans(self) -> BTreeMap<ServiceId, Departure> {
        let mut orphans = self.departed;
        orphans.retain(|_, departure| *departure == Departure::Orphaned);
        orphans
    }

    /// The services that the selectors name.
    ///
    /// # Errors
    ///
    /// Exit code 4 when one names nothing, 3 when it names what is still
    /// watched, 2 when it could mean several services, or a tag.
    pub(super) fn chosen(
        &self,
        selectors: &[String],
    ) -> Result<BTreeMap<ServiceId, Departure>, CommandError> {
        let mut chosen = BTreeMap::new();
        for text in selectors {
            for id in self.named(text)? {
                let departure = self.departed.get(id).ok_or_else(|| self.still_watched(id))?;
                chosen.insert(id.clone(), *departure);
            }
        }
        Ok(chosen)
    }

    /// The services that one selector names, watched or not.
    fn named(&self, text: &str) -> Result<Vec<&ServiceId>, CommandError> {
        if text.starts_with("tag:") {
            let message = format!("{text:?}: the tags of what has left the configuration are gone");
            return Err(CommandError::new(ErrorKind::Usage, message)
                .hint("name the services, or use a glob such as 'web-1/*', or --orphaned"));
        }
        if text.contains(['*', '?', '[']) {
            return self.matching(text);
        }
        let known = self.inventory.services().map(|service| &service.id);
        let known: BTreeSet<&ServiceId> = known.chain(self.departed.keys()).collect();
        let those = |is_meant: &dyn Fn(&ServiceId) -> bool| -> Vec<&ServiceId> {
            known.iter().copied().filter(|id| is_meant(id)).collect()
        };
        let by_id = those(&|id| id.to_string() == text);
        if !by_id.is_empty() {
            return Ok(by_id);
        }
        let is_configured = self.inventory.equipment_named(text).is_some();
        let of_equipment = those(&|id| id.equipment.as_str() == text);
        if !is_configured && !of_equipment.is_empty() {
            return Ok(of_equipment);
        }
        match those(&|id| id.service.as_str() == text) {
            named if named.len() == 1 => Ok(named),
            named if named.is_empty() && is_configured => Err(CommandError::new(
                ErrorKind::Refused,
                format!("the equipment {text} is configured"),
            )
            .hint(format!("'{text}/*' is what has left it"))),
            named if named.is_empty() => Err(CommandError::new(
                ErrorKind::NotFound,
                format!("nothing is recorded of a service {text:?}"),
            )),
            several => Err(CommandError::from(SelectorError::Ambiguous {
                text: text.to_owned(),
                candidates: several.into_iter().cloned().collect(),
            })),
        }
    }

    /// The services that a glob selects among those that can be forgotten.
    fn matching(&self, glob: &str) -> Result<Vec<&ServiceId>, CommandError> {
        let is_meant = |id: &&ServiceId| {
            Glob::new(glob).matches(&id.to_string())
                || (!glob.contains('/') && Glob::new(glob).matches(id.service.as_str()))
        };
        let found: Vec<&ServiceId> = self.departed.keys().filter(is_meant).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let message = format!("nothing that has left the configuration matches {glob:?}");
        let refusal = CommandError::new(ErrorKind::NotFound, message);
        let mut watched = self.inventory.services().map(|service| &service.id);
        Err(match watched.find(is_meant) {
            Some(id) => refusal.hint(format!("{id} matches, but is still watched")),
            None => refusal.hint("`ronde status` lists what is orphaned"),
        })
    }

    fn still_watched(&self, id: &ServiceId) -> CommandError {
        let is_listed = self.inventory.service(id).is_some_and(|service| service.is_listed);
        if is_listed {
            let message = format!("{id} is listed by its host: the next pass would find it again");
            return CommandError::new(ErrorKind::Refused, message);
        }
        let message =
            format!("{id} is configured: only what has left the configuration can be forgotten");
        CommandError::new(ErrorKind::Refused, message)
            .hint("remove it from the configuration first, or set `active: false` to keep it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Equipment, Facts, Name};
    use crate::output::testing::configured_service;

    fn id(text: &str) -> ServiceId {
        ServiceId::of(text)
    }

    /// `web/shop` is configured; the others are orphans.
    fn choose(selectors: &[&str], orphans: &[&str]) -> Result<Vec<String>, CommandError> {
        let equipment = Equipment {
            name: Name::recorded("web"),
            renamed_from: None,
            monitoring: true,
            facts: Facts::default(),
            instances: None,
            status_page: None,
            services: vec![configured_service("web/shop")],
        };
        let inventory = Inventory { equipment: vec![equipment] };
        let departed = orphans.iter().map(|text| (id(text), Departure::Orphaned)).collect();
        let selectors: Vec<String> = selectors.iter().map(ToString::to_string).collect();
        let remembered = Remembered { inventory: &inventory, departed };
        Ok(remembered.chosen(&selectors)?.keys().map(ToString::to_string).collect())
    }

    #[test]
    fn only_what_has_left_the_configuration_can_be_forgotten() {
        let orphans = ["web/blog", "old/shop", "old/wiki"];
        let cases: [(&[&str], &[&str]); 7] = [
            (&["web/blog"], &["web/blog"]),
            (&["blog", "web/blog"], &["web/blog"]),
            (&["old/shop"], &["old/shop"]),
            (&["old"], &["old/shop", "old/wiki"]),
            (&["w*"], &["old/wiki", "web/blog"]),
            (&["*/shop", "web/*"], &["old/shop", "web/blog"]),
            (&[], &[]),
        ];
        for (selectors, expected) in cases {
            assert_eq!(choose(selectors, &orphans).unwrap(), expected, "{selectors:?}");
        }
        let kind = |text| choose(&["blog", text], &orphans).map_err(|error| error.kind);
        assert_eq!(kind("web/shop"), Err(ErrorKind::Refused));
        assert_eq!(kind("web"), Err(ErrorKind::Refused));
        assert_eq!(kind("never"), Err(ErrorKind::NotFound));
        assert_eq!(kind("sh*p/*"), Err(ErrorKind::NotFound));
        assert_eq!(kind("tag:a"), Err(ErrorKind::Usage));
        let ambiguous = choose(&["shop"], &orphans).unwrap_err();
        assert_eq!(ambiguous.kind, ErrorKind::Usage);
        assert!(ambiguous.message().ends_with("old/shop, web/shop"), "{ambiguous}");
    }

    #[test]
    fn a_configured_service_that_was_never_checked_is_refused_too() {
        assert_eq!(choose(&["shop"], &[]).map_err(|error| error.kind), Err(ErrorKind::Refused));
    }

    #[test]
    fn an_equipment_that_is_gone_wins_over_a_service_of_its_name() {
        let orphans = ["old/shop", "web/old"];
        assert_eq!(choose(&["old"], &orphans).unwrap(), ["old/shop"]);
        assert_eq!(choose(&["web/old"], &orphans).unwrap(), ["web/old"]);
    }
}
