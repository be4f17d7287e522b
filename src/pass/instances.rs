//! What hosts told of their instances: new ones become services, and each is
//! judged like any other.

use std::collections::HashMap;
use std::sync::Arc;

use super::probing::{self, Job};
use super::recorder::{Heard, Mode, Outcome, Recorder};
use crate::domain::{Inventory, Listed, ListedInstance, MonitoringApi, Name, Service, Unprobed};
use crate::error::CommandError;
use crate::judge::{Checked, Reading, assess_instance};
use crate::pass::plan::{Plan, Told};
use crate::pass::pool::PoolSettings;
use crate::session::Session;
use crate::session::instances::asked;
use crate::store::{Store, StoreError};

/// Instances recorded in one transaction.
const GROUP: usize = 512;
/// So many of what cannot be taken in are named.
const NAMED: usize = 3;

/// What the lists make of the services of their hosts: those that are new, as
/// far as they are `wanted`, and those that have moved.
pub(crate) fn told(
    inventory: &Inventory,
    plan: &Plan<'_>,
    outcome: &Outcome,
    is_wanted: &dyn Fn(&Service) -> bool,
) -> Vec<Told> {
    let positions: HashMap<_, usize> = plan
        .waiting
        .iter()
        .filter_map(|&position| Some((&plan.services.get(position)?.service.id, position)))
        .collect();
    let mut told = Vec::new();
    for heard in &outcome.heard {
        let Some(host) = plan.services.get(heard.position) else { continue };
        let Some(equipment) = inventory.equipment.get(host.equipment) else { continue };
        let known: HashMap<&Name, &Service> =
            equipment.services.iter().map(|service| (&service.id.service, service)).collect();
        for (name, url) in entries(&heard.listing.listed) {
            let (replaces, url) = match known.get(name) {
                None => (None, url.cloned()),
                Some(service) => {
                    let has_moved =
                        service.is_listed && url.is_some() && url != service.url.as_ref();
                    let position = positions.get(&service.id).filter(|_| has_moved);
                    let Some(position) = position else { continue };
                    (Some(*position), url.cloned())
                }
            };
            let Some(service) = equipment.instance(name.clone(), url) else { continue };
            if replaces.is_some() || is_wanted(&service) {
                told.push(Told { replaces, equipment: host.equipment, service });
            }
        }
    }
    told
}

fn entries(listed: &Listed) -> Vec<(&Name, Option<&Arc<str>>)> {
    match listed {
        Listed::Instances(all) => all.iter().map(|one| (&one.name, one.url.as_ref())).collect(),
        Listed::Names(names) => names.iter().map(|name| (name, None)).collect(),
    }
}

/// What is needed to take lists in.
#[derive(Clone, Copy)]
pub(crate) struct Intake<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) settings: &'a PoolSettings,
    pub(crate) mode: Mode<'a>,
    /// The plan that the lists were made part of.
    pub(crate) plan: &'a Plan<'a>,
    /// What they made of it.
    pub(crate) told: &'a [Told],
}

impl Intake<'_> {
    /// Judges and records every instance whose host gave a list; where that
    /// has names only, the host is asked about each.
    pub(crate) fn take_in(
        self,
        store: &mut Store,
        mut outcome: Outcome,
    ) -> Result<Outcome, CommandError> {
        let heard = std::mem::take(&mut outcome.heard);
        for warning in heard.iter().filter_map(|heard| self.complaint(heard)) {
            self.session.warn(&warning);
        }
        self.save(store)?;
        let (mut checks, mut calls) = (Vec::new(), Vec::new());
        let answers = self.answers(&heard);
        for &position in &self.plan.waiting {
            let Some(planned) = self.plan.services.get(position) else { continue };
            let Some(answer) = answers.get(&planned.equipment) else {
                outcome.unanswered.push(position);
                continue;
            };
            match answer.about(planned.service) {
                Said::Checked(checked) => checks.push((position, checked)),
                Said::Ask(service) => calls.push((position, planned.equipment, service)),
            }
        }
        // They were told of by somebody who answered.
        let has_answers = true.into();
        let mut recorder =
            Recorder::new(self.session, store, self.mode, self.plan, &has_answers, outcome);
        for (position, checked) in checks {
            recorder.take(position, checked);
        }
        if !calls.is_empty() {
            let job = |(position, equipment, service)| Job { position, service, equipment };
            let jobs =
                calls.iter().map(|(position, equipment, service)| (*position, *equipment, service));
            let jobs: Vec<Job<'_>> = jobs.map(job).collect();
            probing::probe_all(self.session, self.settings, &jobs, &mut recorder)?;
        }
        recorder.finish()
    }

    /// Whose list it is, by equipment.
    fn answers<'h>(&self, heard: &'h [Heard]) -> HashMap<usize, Answer<'h>>
    where
        Self: 'h,
    {
        let answer = |heard: &'h Heard| {
            let host = self.plan.services.get(heard.position)?;
            let api = host.service.monitoring_api.clone();
            Some((host.equipment, Answer::new(heard, api)))
        };
        heard.iter().filter_map(answer).collect()
    }

    fn save(&self, store: &mut Store) -> Result<(), StoreError> {
        let Mode::Record(_) = self.mode else { return Ok(()) };
        for group in self.told.chunks(GROUP) {
            store.transaction(|records| {
                group.iter().try_for_each(|told| {
                    records.save_instance(&told.service.id, told.service.url.as_deref())
                })
            })?;
        }
        Ok(())
    }

    /// What of a list cannot be taken in.
    fn complaint(&self, heard: &Heard) -> Option<String> {
        let unusable = &heard.listing.unusable;
        if unusable.is_empty() {
            return None;
        }
        let host = &self.plan.services.get(heard.position)?.service.id;
        let named: Vec<&str> = unusable.iter().take(NAMED).map(String::as_str).collect();
        let more = if unusable.len() > NAMED { ", …" } else { "" };
        let count = unusable.len();
        let instances = if count == 1 { "instance" } else { "instances" };
        Some(format!("{host}: {count} {instances} not taken in: {}{more}", named.join("; ")))
    }
}

/// What one host told.
struct Answer<'a> {
    heard: &'a Heard,
    instances: HashMap<&'a Name, Option<&'a ListedInstance>>,
    api: Option<Arc<MonitoringApi>>,
}

/// What that means for one service.
enum Said {
    Checked(Checked),
    /// The host has to be asked, in this way.
    Ask(Service),
}

impl<'a> Answer<'a> {
    fn new(heard: &'a Heard, api: Option<Arc<MonitoringApi>>) -> Self {
        let instances = match &heard.listing.listed {
            Listed::Instances(all) => all.iter().map(|one| (&one.name, Some(one))).collect(),
            Listed::Names(names) => names.iter().map(|name| (name, None)).collect(),
        };
        Self { heard, instances, api }
    }

    fn about(&self, service: &Service) -> Said {
        match self.instances.get(&service.id.service) {
            None => self.checked(Reading::Unlisted),
            Some(Some(instance)) => {
                self.checked(Reading::Probed(assess_instance(service, instance)))
            }
            Some(None) => match asked(service, self.api.as_deref()) {
                Ok(service) => Said::Ask(service),
                Err(Unprobed(reason)) => self.checked(Reading::NotProbed(reason)),
            },
        }
    }

    fn checked(&self, reading: Reading) -> Said {
        // Only what was bad both times still is.
        let is_bad = matches!(&reading, Reading::Probed(probed) if probed.failure.is_some());
        Said::Checked(Checked {
            at: self.heard.at,
            retested: self.heard.retested && is_bad,
            latency_ms: None,
            certificate_expires_at: None,
            reading,
        })
    }
}
