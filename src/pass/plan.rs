//! What to check now, what is skipped and why. Pure.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{
    Equipment, Inventory, MaintenanceMode, Service, ServiceId, ServiceState, SkipReason,
    is_in_maintenance,
};

/// A service that `frequency` makes due a little early is due: cron is not
/// exact, and 15m under a `*/15` crontab must be every pass.
const MAX_EARLINESS: Duration = Duration::from_secs(30);

/// What a pass will do, by positions in [`Plan::services`].
#[derive(Debug)]
pub struct Plan<'a> {
    /// Every selected service, in the order of the configuration.
    pub services: Vec<Planned<'a>>,
    /// Positions of the services to probe, least recently checked first.
    pub due: Vec<usize>,
    /// Positions of the services of which their host's answer will tell.
    pub waiting: Vec<usize>,
}

/// A selected service.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The service.
    pub service: &'a Service,
    /// Position of its equipment in the inventory.
    pub equipment: usize,
    /// Why it is not probed; `None` when it is.
    pub skip: Option<SkipReason>,
}

/// What the plan depends on beside the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What is remembered of each service.
    pub states: &'a HashMap<ServiceId, ServiceState>,
    /// The maintenance modes in force.
    pub maintenance: &'a [MaintenanceMode],
}

/// Which services of the configuration a pass is about.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// All of them.
    Everything,
    /// These.
    Only(&'a HashSet<&'a ServiceId>),
}

/// Whether `frequency` is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// It is.
    Configured,
    /// It is not (`--force`).
    Forced,
}

/// Plans a pass that begins at `now`.
#[must_use]
pub fn plan<'a>(
    inventory: &'a Inventory,
    scope: Scope<'_>,
    known: Known<'_>,
    pace: Pace,
    now: Timestamp,
) -> Plan<'a> {
    let mut services = Vec::new();
    for (position, equipment) in inventory.equipment.iter().enumerate() {
        let skip = |service| skip_reason(equipment, service, known, pace, now);
        // Nothing is known of an instance without its host's answer.
        let hosts_skip = equipment.manager().and_then(skip);
        for service in equipment.services.iter().filter(|service| scope.has(service)) {
            let inherited = hosts_skip.filter(|_| service.is_instance()).map(for_want_of);
            let skip = skip(service).or(inherited);
            services.push(Planned { service, equipment: position, skip });
        }
    }
    let (waiting, mut due) = to_check(&services);
    due.sort_by_cached_key(|&position| {
        let id = services.get(position).map(|planned| &planned.service.id);
        id.and_then(|id| known.states.get(id)).and_then(|state| state.last_check_at)
    });
    Plan { services, due, waiting }
}

/// Why an instance is skipped whose host is skipped for `reason`.
fn for_want_of(reason: SkipReason) -> SkipReason {
    match reason {
        SkipReason::NotDue | SkipReason::NotMonitored => reason,
        _ => SkipReason::NoAnswer,
    }
}

/// The positions of what is not skipped: those of instances, and the others.
fn to_check(services: &[Planned<'_>]) -> (Vec<usize>, Vec<usize>) {
    let wanted = services.iter().enumerate().filter(|(_, planned)| planned.skip.is_none());
    let (waiting, due): (Vec<_>, Vec<_>) =
        wanted.partition(|(_, planned)| planned.service.is_instance());
    let positions = |all: Vec<(usize, &Planned<'_>)>| all.into_iter().map(|(at, _)| at).collect();
    (positions(waiting), positions(due))
}

/// An instance as its host's answer makes it: new, or changed.
#[derive(Debug, Clone)]
pub struct Told {
    /// The position of the service that it replaces; `None`: it is new.
    pub replaces: Option<usize>,
    /// Position of its equipment in the inventory.
    pub equipment: usize,
    /// The service.
    pub service: Service,
}

impl<'a> Plan<'a> {
    /// The plan with what answers have made of it. What is new is checked
    /// unless it is not to be.
    #[must_use]
    pub fn revised<'b>(self, told: &'b [Told], known: Known<'_>, now: Timestamp) -> Plan<'b>
    where
        'a: 'b,
    {
        let Plan { mut services, due, mut waiting } = self;
        for Told { replaces, equipment, service } in told {
            let replaced = replaces.and_then(|position| services.get_mut(position));
            if let Some(planned) = replaced {
                planned.service = service;
                continue;
            }
            let is_in_maintenance = is_in_maintenance(known.maintenance, &service.id, now);
            // It was listed: its equipment is monitored.
            let skip = standing_reason(service, true, is_in_maintenance);
            if skip.is_none() {
                waiting.push(services.len());
            }
            services.push(Planned { service, equipment: *equipment, skip });
        }
        Plan { services, due, waiting }
    }
}

impl Scope<'_> {
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
    let is_in_maintenance = is_in_maintenance(known.maintenance, &service.id, now);
    standing_reason(service, equipment.monitoring, is_in_maintenance).or_else(|| {
        let state = known.states.get(&service.id);
        let is_early = pace == Pace::Configured && !is_due(service, state, now);
        is_early.then_some(SkipReason::NotDue)
    })
}

/// Why no pass would check the service now, whatever its `frequency`.
#[must_use]
pub fn standing_reason(
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
    use crate::domain::{Facts, Name, Place};

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
            .services
            .iter()
            .map(|planned| planned.skip.map(SkipReason::as_str))
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
        let known = Known { states: &states, maintenance: &current };
        let expected = [None, Some("inactive"), Some("no-url"), Some("maintenance")];
        assert_eq!(skips(&inventory_on, known), expected);

        let ended = [mode(NOW)];
        let known = Known { states: &states, maintenance: &ended };
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
        let known = Known { states: &states, maintenance: &[] };
        let due = |pace| plan(&inventory, Scope::Everything, known, pace, at(NOW)).due;
        assert_eq!(due(Pace::Configured), [4, 1, 0]);
        assert_eq!(due(Pace::Forced), [4, 1, 2, 0]);
    }

    #[test]
    fn a_scope_leaves_the_rest_out() {
        let inventory = inventory(true, vec![service("a"), service("b")]);
        let states = HashMap::new();
        let known = Known { states: &states, maintenance: &[] };
        let wanted = service("b").id;
        let scope = HashSet::from([&wanted]);
        let plan = plan(&inventory, Scope::Only(&scope), known, Pace::Configured, at(NOW));
        assert_eq!(plan.services.len(), 1);
        assert_eq!(plan.due, [0]);
    }
}
