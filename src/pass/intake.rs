//! The intake of listed instances: new ones become services, and each is judged
//! like any other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::error::PassError;
use super::plan::{ListedService, Plan, PlanIndex};
use super::prober::{Job, Prober};
use super::recorder::{HostListing, Mode, Recorder};
use crate::domain::{
    Equipment, LeftOut, Listed, ListedInstance, Listing, MonitoringApi, Name, Service, ServiceId,
    SkipReason, Unprobed,
};
use crate::judge::{Checked, Reading, assess_instance};
use crate::probe;
use crate::store::StoreError;

/// Instances recorded in one transaction.
const GROUP: usize = 512;

/// The services that the lists add to a plan, as far as they are wanted, and
/// those that have moved.
pub(super) fn listed_services(
    plan: &Plan<'_>,
    listings: &[HostListing],
    is_wanted: &dyn Fn(&Service) -> bool,
) -> Vec<ListedService> {
    let waiting = plan.waiting().iter().map(|&index| (&plan.get(index).service.id, index));
    let waiting: HashMap<&ServiceId, PlanIndex> = waiting.collect();
    let mut services = Vec::new();
    for HostListing { host, listing, .. } in listings {
        let equipment = plan.get(*host).equipment;
        let known: HashMap<&Name, &Service> =
            equipment.services.iter().map(|service| (&service.id.service, service)).collect();
        for (name, url) in entries(&listing.listed) {
            let replaces = match known.get(name) {
                None => None,
                Some(service) => {
                    let has_moved =
                        service.is_listed && url.is_some() && url != service.url.as_ref();
                    let index = waiting.get(&service.id).filter(|_| has_moved);
                    let Some(index) = index else { continue };
                    Some(*index)
                }
            };
            let service = instance(equipment, name, url);
            if replaces.is_some() || is_wanted(&service) {
                services.push(ListedService { replaces, host: *host, service });
            }
        }
    }
    services
}

#[expect(clippy::expect_used, reason = "what is listed is what a server manager listed")]
fn instance(equipment: &Equipment, name: &Name, url: Option<&Arc<str>>) -> Service {
    let service = equipment.instance(name.clone(), url.cloned());
    service.expect("an equipment with a server manager has a template for its instances")
}

fn entries(listed: &Listed) -> Vec<(&Name, Option<&Arc<str>>)> {
    match listed {
        Listed::Instances(all) => all.iter().map(|one| (&one.name, one.url.as_ref())).collect(),
        Listed::Names(names) => names.iter().map(|name| (name, None)).collect(),
    }
}

/// Records the services that were listed, so that other commands know them.
pub(super) fn save(
    recorder: &mut Recorder<'_>,
    services: &[ListedService],
) -> Result<(), StoreError> {
    let Mode::Record(_) = recorder.mode else { return Ok(()) };
    for group in services.chunks(GROUP) {
        recorder.store.transaction(|records| {
            group.iter().try_for_each(|listed| {
                records.save_instance(&listed.service.id, listed.service.url.as_deref())
            })
        })?;
    }
    Ok(())
}

/// Judges and records every instance whose host gave a list; where that has
/// names only, the host is asked about each.
pub(super) fn take_in(
    plan: &Plan<'_>,
    listings: &[HostListing],
    prober: &Prober<'_>,
    recorder: &mut Recorder<'_>,
) -> Result<(), PassError> {
    let mut calls: Vec<(PlanIndex, Service)> = Vec::new();
    let (answers, late) = (answers(plan, listings), late_groups(plan, recorder));
    for &index in plan.waiting() {
        let planned = plan.get(index);
        let Some(answer) = answers.get(&planned.group) else {
            let is_late = late.contains(&planned.group);
            let reason = if is_late { SkipReason::Deadline } else { SkipReason::NoAnswer };
            recorder.outcome.skip(index, reason);
            continue;
        };
        match answer.about(&planned.service) {
            Report::Checked(checked) => recorder.take(plan, index, *checked),
            Report::Ask(service) => calls.push((index, *service)),
        }
    }
    if !calls.is_empty() {
        let job = |(index, service)| Job { index, service };
        let jobs: Vec<Job<'_>> =
            calls.iter().map(|(index, service)| (*index, service)).map(job).collect();
        prober.probe_all(plan, &jobs, recorder)?;
    }
    recorder.record_rest(plan)?;
    Ok(())
}

/// The groups whose host the deadline left out.
fn late_groups(plan: &Plan<'_>, recorder: &Recorder<'_>) -> HashSet<usize> {
    let skipped = recorder.outcome.skipped.iter();
    let late = skipped.filter(|(_, reason)| **reason == SkipReason::Deadline);
    late.map(|(index, _)| plan.get(*index))
        .filter(|planned| planned.service.lists_instances())
        .map(|planned| planned.group)
        .collect()
}

/// Warnings about the entries of a list that are not taken in: what cannot be,
/// and what is too much.
pub(super) fn entries_left_out(plan: &Plan<'_>, heard: &HostListing) -> Vec<String> {
    let LeftOut { unusable, reasons, beyond } = &*heard.listing.left_out;
    let host = &plan.get(heard.host).service.id;
    let warning = |count: usize, why: String| {
        let instances = if count == 1 { "instance" } else { "instances" };
        (count > 0).then(|| format!("{host}: {count} {instances} not taken in: {why}"))
    };
    let more = if *unusable > reasons.len() { ", …" } else { "" };
    let wrong = warning(*unusable, format!("{}{more}", reasons.join("; ")));
    let most = Listing::MOST;
    let beyond = warning(*beyond, format!("only the first {most} of an answer are"));
    wrong.into_iter().chain(beyond).collect()
}

/// The list of each host, by the group of its services.
fn answers<'h>(plan: &Plan<'_>, listings: &'h [HostListing]) -> HashMap<usize, Answer<'h>> {
    let answer = |heard: &'h HostListing| {
        let host = plan.get(heard.host);
        (host.group, Answer::new(heard, host.service.monitoring_api.clone()))
    };
    listings.iter().map(answer).collect()
}

/// The list of one host.
struct Answer<'a> {
    heard: &'a HostListing,
    instances: HashMap<&'a Name, Option<&'a ListedInstance>>,
    api: Option<Arc<MonitoringApi>>,
}

/// What a list says about one service.
enum Report {
    /// All there is to know.
    Checked(Box<Checked>),
    /// The host has to be asked, in this way.
    Ask(Box<Service>),
}

impl<'a> Answer<'a> {
    fn new(heard: &'a HostListing, api: Option<Arc<MonitoringApi>>) -> Self {
        let instances = match &heard.listing.listed {
            Listed::Instances(all) => all.iter().map(|one| (&one.name, Some(one))).collect(),
            Listed::Names(names) => names.iter().map(|name| (name, None)).collect(),
        };
        Self { heard, instances, api }
    }

    fn about(&self, service: &Service) -> Report {
        match self.instances.get(&service.id.service) {
            None => self.checked(Reading::Unlisted),
            Some(Some(instance)) => {
                self.checked(Reading::Probed(assess_instance(service, instance)))
            }
            Some(None) => match probe::asked_of_host(service, self.api.as_deref()) {
                Ok(service) => Report::Ask(Box::new(service)),
                Err(Unprobed(reason)) => self.checked(Reading::NotProbed(reason)),
            },
        }
    }

    fn checked(&self, reading: Reading) -> Report {
        // Only what was bad both times still is.
        let is_bad = matches!(&reading, Reading::Probed(probed) if probed.failure.is_some());
        Report::Checked(Box::new(Checked {
            at: self.heard.at,
            retested: self.heard.retested && is_bad,
            latency_ms: None,
            certificate_expires_at: None,
            reading,
        }))
    }
}
