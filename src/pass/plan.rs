//! What to check now, what is skipped and why. Pure.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{
    Equipment, Inventory, Maintenance, Service, ServiceId, ServiceState, SkipReason,
};

/// A service that `frequency` makes due a little early is due: cron is not
/// exact, and 15m under a `*/15` crontab must be every pass.
const MAX_EARLINESS: Duration = Duration::from_secs(30);

/// The place of a service in the plan that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PlanIndex(usize);

/// The services of a pass, and which of them are probed.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Every selected service, in the order of the configuration; newly listed
    /// ones follow.
    services: Vec<Planned<'a>>,
    /// Services to probe, least recently checked first.
    due: Vec<PlanIndex>,
    /// Services that their host's answer will report.
    waiting: Vec<PlanIndex>,
}

/// A selected service.
#[derive(Debug, Clone)]
pub(crate) struct Planned<'a> {
    /// The service; owned when this pass learned of it.
    pub(crate) service: Cow<'a, Service>,
    /// What it is on.
    pub(crate) equipment: &'a Equipment,
    /// Services of one equipment share a group, in which few are probed at once.
    pub(crate) group: usize,
    /// Why it is not probed; `None` when it is.
    pub(crate) skip: Option<SkipReason>,
}

/// What the plan depends on beside the configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// What is remembered of each service.
    pub(crate) states: &'a HashMap<ServiceId, ServiceState>,
    /// The places in maintenance mode.
    pub(crate) maintenance: &'a Maintenance,
}

/// Which services of the configuration a pass is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope<'a> {
    /// All of them.
    Everything,
    /// These.
    Only(&'a HashSet<&'a ServiceId>),
}

/// Whether `frequency` is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// It is.
    Configured,
    /// It is not (`--force`).
    Forced,
}

/// Plans a pass that begins at `now`.
#[must_use]
pub(crate) fn plan<'a>(
    inventory: &'a Inventory,
    scope: Scope<'_>,
    known: Known<'_>,
    pace: Pace,
    now: Timestamp,
) -> Plan<'a> {
    let mut services = Vec::new();
    for (group, equipment) in inventory.equipment.iter().enumerate() {
        let skip = |service| skip_reason(equipment, service, known, pace, now);
        // Nothing is known of an instance without its host's answer.
        let hosts_skip = equipment.manager().and_then(skip);
        for service in equipment.services.iter().filter(|service| scope.has(service)) {
            let inherited = hosts_skip.filter(|_| service.is_instance()).map(for_want_of);
            let skip = skip(service).or(inherited);
            services.push(Planned { service: Cow::Borrowed(service), equipment, group, skip });
        }
    }
    let mut plan = Plan { services, due: Vec::new(), waiting: Vec::new() };
    let wanted = plan.iter().filter(|(_, planned)| planned.skip.is_none());
    let (waiting, mut due): (Vec<_>, Vec<_>) =
        wanted.partition(|(_, planned)| planned.service.is_instance());
    due.sort_by_cached_key(|(_, planned)| {
        known.states.get(&planned.service.id).and_then(|state| state.last_check_at)
    });
    let indexes =
        |all: Vec<(PlanIndex, &Planned<'_>)>| all.iter().map(|(index, _)| *index).collect();
    (plan.due, plan.waiting) = (indexes(due), indexes(waiting));
    plan
}

/// Why an instance is skipped whose host is skipped for `reason`.
fn for_want_of(reason: SkipReason) -> SkipReason {
    match reason {
        SkipReason::NotDue | SkipReason::NotMonitored => reason,
        _ => SkipReason::NoAnswer,
    }
}

/// A service that a host has just listed: new, or changed.
#[derive(Debug, Clone)]
pub(crate) struct ListedService {
    /// The service that it replaces; `None`: it is new.
    pub(crate) replaces: Option<PlanIndex>,
    /// Its host's own check.
    pub(crate) host: PlanIndex,
    /// The service.
    pub(crate) service: Service,
}

impl<'a> Plan<'a> {
    /// The planned service of that index.
    #[expect(clippy::indexing_slicing, reason = "an index is only made by the plan it belongs to")]
    pub(crate) fn get(&self, index: PlanIndex) -> &Planned<'a> {
        &self.services[index.0]
    }

    /// Every planned service with its index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PlanIndex, &Planned<'a>)> {
        self.services.iter().enumerate().map(|(at, planned)| (PlanIndex(at), planned))
    }

    /// How many services are planned.
    pub(crate) fn len(&self) -> usize {
        self.services.len()
    }

    /// Services to probe, least recently checked first.
    pub(crate) fn due(&self) -> &[PlanIndex] {
        &self.due
    }

    /// Services that their host's answer will report.
    pub(crate) fn waiting(&self) -> &[PlanIndex] {
        &self.waiting
    }

    /// Takes in what hosts have listed. A new service is checked unless a rule forbids it.
    pub(crate) fn take_in(&mut self, listed: &[ListedService], known: Known<'_>) {
        for ListedService { replaces, host, service } in listed {
            let (equipment, group) = (self.get(*host).equipment, self.get(*host).group);
            let replaced = replaces.and_then(|index| self.services.get_mut(index.0));
            if let Some(planned) = replaced {
                planned.service = Cow::Owned(service.clone());
                continue;
            }
            let is_in_maintenance = known.maintenance.covers(&service.id);
            // It was listed: its equipment is monitored.
            let skip = standing_reason(service, true, is_in_maintenance);
            if skip.is_none() {
                self.waiting.push(PlanIndex(self.services.len()));
            }
            let service = Cow::Owned(service.clone());
            self.services.push(Planned { service, equipment, group, skip });
        }
    }
}

impl Scope<'_> {
    /// Whether the pass is a full one.
    pub(crate) fn is_everything(self) -> bool {
        matches!(self, Self::Everything)
    }

    fn has(self, service: &Service) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(selected) => selected.contains(&service.id),
        }
    }
}

fn skip_reason(
    equipment: &Equipment,
    service: &Service,
    known: Known<'_>,
    pace: Pace,
    now: Timestamp,
) -> Option<SkipReason> {
    let is_in_maintenance = known.maintenance.covers(&service.id);
    standing_reason(service, equipment.monitoring, is_in_maintenance).or_else(|| {
        let state = known.states.get(&service.id);
        let is_early = pace == Pace::Configured && !is_due(service, state, now);
        is_early.then_some(SkipReason::NotDue)
    })
}

/// Why no pass would check the service now, whatever its `frequency`.
#[must_use]
pub(crate) fn standing_reason(
    service: &Service,
    is_monitored: bool,
    is_in_maintenance: bool,
) -> Option<SkipReason> {
    if !is_monitored {
        Some(SkipReason::NotMonitored)
    } else if !service.active {
        Some(SkipReason::Inactive)
    } else if !service.can_be_probed() {
        Some(SkipReason::NoUrl)
    } else {
        is_in_maintenance.then_some(SkipReason::Maintenance)
    }
}
/// Whether `frequency` allows a check at `now`.
fn is_due(service: &Service, state: Option<&ServiceState>, now: Timestamp) -> bool {
    let Some(frequency) = service.frequency else { return true };
    let Some(last) = state.and_then(|state| state.last_pass_began) else { return true };
    // A last pass in the future means that the clock was set back: waiting for
    // it to come round again could leave the service unchecked for years.
    let Ok(age) = Duration::try_from(now.duration_since(last)) else { return true };
    age >= frequency.saturating_sub((frequency / 10).min(MAX_EARLINESS))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{Facts, MaintenanceMode, Name, Place};

    const NOW: &str = "2026-01-01T12:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn service(name: &str) -> Service {
        Service::plain(
            ServiceId::new(Name::parse("web-1").unwrap(), Name::parse(name).unwrap()),
            Some(Arc::from("https://shop.example.com/")),
        )
    }

    fn inventory(monitoring: bool, services: Vec<Service>) -> Inventory {
        let name = Name::parse("web-1").unwrap();
        let facts = Facts::default();
        Inventory {
            equipment: vec![Equipment {
                name,
                renamed_from: None,
                monitoring,
                facts,
                status_page: None,
                services,
                instances: None,
            }],
        }
    }

    fn checked_at(text: &str) -> ServiceState {
        ServiceState {
            last_pass_began: Some(at(text)),
            last_check_at: Some(at(text)),
            ..ServiceState::unknown()
        }
    }

    fn skips(inventory: &Inventory, known: Known<'_>) -> Vec<Option<&'static str>> {
        plan(inventory, Scope::Everything, known, Pace::Configured, at(NOW))
            .iter()
            .map(|(_, planned)| planned.skip.map(SkipReason::as_str))
            .collect()
    }

    #[test]
    fn every_reason_to_skip_is_named() {
        let inactive = Service { active: false, ..service("inactive") };
        let no_url = Service { url: None, ..service("no-url") };
        let inventory_on = inventory(true, vec![service("due"), inactive, no_url, service("down")]);
        let mode = |until: &str| MaintenanceMode {
            place: Place::service(service("down").id),
            since: at("2026-01-01T10:00:00Z"),
            until: at(until),
            reason: None,
        };
        let states = HashMap::new();
        let current = [mode("2026-01-01T13:00:00Z")];
        let known = Known { states: &states, maintenance: &Maintenance::at(&current, at(NOW)) };
        let expected = [None, Some("inactive"), Some("no-url"), Some("maintenance")];
        assert_eq!(skips(&inventory_on, known), expected);

        let ended = [mode(NOW)];
        let known = Known { states: &states, maintenance: &Maintenance::at(&ended, at(NOW)) };
        assert_eq!(skips(&inventory_on, known).last(), Some(&None), "it ended, nobody removed it");

        let unmonitored = inventory(false, vec![service("due")]);
        assert_eq!(skips(&unmonitored, known), [Some("not-monitored")]);
    }

    #[test]
    fn a_frequency_of_fifteen_minutes_is_every_pass_of_a_crontab_of_fifteen() {
        let minutes = |minutes: u64| Some(Duration::from_secs(60 * minutes));
        let cases = [
            (minutes(15), "2026-01-01T11:45:00Z", true),
            (minutes(15), "2026-01-01T11:45:29Z", true),
            (minutes(15), "2026-01-01T11:45:31Z", false),
            (minutes(1), "2026-01-01T11:59:06Z", true),
            (minutes(1), "2026-01-01T11:59:07Z", false),
            (minutes(60), "2026-01-01T11:45:00Z", false),
            (minutes(60), "2026-06-01T00:00:00Z", true),
            (None, NOW, true),
        ];
        for (frequency, last, expected) in cases {
            let one = Service { frequency, ..service("shop") };
            assert_eq!(is_due(&one, Some(&checked_at(last)), at(NOW)), expected, "{last}");
        }
        let never = Service { frequency: minutes(15), ..service("shop") };
        assert!(is_due(&never, None, at(NOW)));
    }

    #[test]
    fn the_least_recently_checked_come_first_and_force_ignores_frequency_only() {
        let slow = Service { frequency: Some(Duration::from_secs(86_400)), ..service("c") };
        let off = Service { active: false, ..service("d") };
        let inventory = inventory(true, vec![service("a"), service("b"), slow, off, service("e")]);
        let states = HashMap::from([
            (service("a").id, checked_at("2026-01-01T11:30:00Z")),
            (service("b").id, checked_at("2026-01-01T11:00:00Z")),
            (service("c").id, checked_at("2026-01-01T11:15:00Z")),
        ]);
        let known = Known { states: &states, maintenance: &Maintenance::default() };
        let due = |pace| plan(&inventory, Scope::Everything, known, pace, at(NOW)).due;
        assert_eq!(due(Pace::Configured), [4, 1, 0].map(PlanIndex));
        assert_eq!(due(Pace::Forced), [4, 1, 2, 0].map(PlanIndex));
    }

    #[test]
    fn a_scope_leaves_the_rest_out() {
        let inventory = inventory(true, vec![service("a"), service("b")]);
        let states = HashMap::new();
        let known = Known { states: &states, maintenance: &Maintenance::default() };
        let wanted = service("b").id;
        let scope = HashSet::from([&wanted]);
        let plan = plan(&inventory, Scope::Only(&scope), known, Pace::Configured, at(NOW));
        assert_eq!(plan.len(), 1);
        assert_eq!(plan.due(), [PlanIndex(0)]);
    }
}
