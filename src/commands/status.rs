//! `ronde status`: the last known state, from the database alone.

use std::collections::{HashMap, HashSet};

use crate::cli::StatusArgs;
use crate::config::Config;
use crate::domain::{
    Inventory, Maintenance, Name, PassRecord, Request, Selector, Service, ServiceId, ServiceState,
    Waiting, requests_by_service,
};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{
    LastPass, ModulesDocument, ServiceView, Standing, StatusDocument, Subject, WaitingView,
};
use crate::pass::standing_reason;
use crate::session::{Opened, Session, selection};
use crate::store::{Store, StoreError};

/// Runs the command.
pub(crate) fn run(arguments: &StatusArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    if let Some(name) = &arguments.modules {
        return show_modules(name, &config, &store, session);
    }
    let now = session.now();
    let known: Known = store.snapshot(|records| {
        Ok::<_, StoreError>(Known {
            last_pass: records.last_full_pass()?,
            states: records.service_states()?,
            requests: records.open_requests()?,
            maintenance: records.maintenance(now)?,
            waiting: records.waiting()?,
        })
    })?;
    let orphans = known.orphans(&config.inventory);
    let selected = selection::with_orphans(&config.inventory, &orphans, &arguments.selectors)?;
    let mut services = known.views(&config.inventory, &selected.services, &selected.orphans);
    // What is not watched is only listed; somebody who names an orphan wants to know of it.
    let names_orphans = !arguments.selectors.is_empty();
    let matters = |view: &ServiceView<'_>| view.is_watched() || view.orphaned && names_orphans;
    // What is in maintenance mode is known to be down.
    let is_ko = services.iter().any(|view| view.is_ko() && !view.maintenance && matters(view));
    if arguments.failing {
        services.retain(|view| view.is_failing() && matters(view));
    }
    let stale_after = config.check.stale_after;
    let last_pass = known.last_pass.as_ref().and_then(|pass| LastPass::of(pass, stale_after, now));
    let mut document = StatusDocument::new(last_pass, services, stale_after);
    document.deliveries = known.waiting.iter().cloned().map(WaitingView::new).collect();
    session.print(&document)?;
    Ok(match (document.is_stale(), document.is_cut_off(), is_ko) {
        (true, ..) => Exit::Stale,
        (false, true, _) => Exit::CutOff,
        (false, false, true) => Exit::SomethingIsKo,
        (false, false, false) => Exit::Done,
    })
}

/// What a service last told of its modules.
fn show_modules(
    name: &str,
    config: &Config,
    store: &Store,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let id = &Selector::new(name).one_service(&config.inventory)?.id;
    let state = store.records().service_state(id)?.unwrap_or_else(ServiceState::unknown);
    let Some(document) = ModulesDocument::of(id, &state.report) else {
        let message = format!("nothing is known of the modules of {id}");
        return Err(CommandError::new(ErrorKind::NotFound, message)
            .hint("a `monitoring_api` that tells of them has to be asked first: run ronde check"));
    };
    session.print(&document)?;
    Ok(Exit::Done)
}

/// What the database knows, as of one moment.
struct Known {
    last_pass: Option<PassRecord>,
    states: HashMap<ServiceId, ServiceState>,
    requests: Vec<Request>,
    maintenance: Maintenance,
    waiting: Vec<Waiting>,
}

impl Known {
    /// What is remembered, or has an open request, but is no longer configured.
    fn orphans(&self, inventory: &Inventory) -> Vec<ServiceId> {
        let mut configured: HashSet<&ServiceId> = HashSet::with_capacity(self.states.len());
        configured.extend(inventory.services().map(|service| &service.id));
        let requested = self.requests.iter().filter_map(|request| request.subject.service());
        let orphans: HashSet<ServiceId> = self
            .states
            .keys()
            .filter(|id| !configured.contains(id))
            .cloned()
            .chain(requested.filter(|id| !configured.contains(id)).cloned())
            .collect();
        let mut orphans: Vec<ServiceId> = orphans.into_iter().collect();
        orphans.sort_unstable();
        orphans
    }

    fn views<'a>(
        &'a self,
        inventory: &'a Inventory,
        services: &[&'a Service],
        orphans: &[&'a ServiceId],
    ) -> Vec<ServiceView<'a>> {
        let requests = requests_by_service(&self.requests);
        let unmonitored: HashSet<&Name> = inventory
            .equipment
            .iter()
            .filter(|equipment| !equipment.monitoring)
            .map(|equipment| &equipment.name)
            .collect();
        let configured = services.iter().map(|service| {
            let is_in_maintenance = self.maintenance.covers(&service.id);
            let is_monitored = !unmonitored.contains(&service.id.equipment);
            let standing = Standing {
                request_id: requests.get(&service.id).copied(),
                in_maintenance: is_in_maintenance,
                skip_reason: standing_reason(service, is_monitored, is_in_maintenance),
            };
            (Subject::Configured(service), &service.id, standing)
        });
        let orphaned = orphans.iter().map(|id| {
            let standing = Standing {
                request_id: requests.get(*id).copied(),
                in_maintenance: self.maintenance.covers(id),
                skip_reason: None,
            };
            (Subject::Orphan(id), *id, standing)
        });
        configured
            .chain(orphaned)
            .map(|(subject, id, standing)| {
                ServiceView::last_known(subject, self.states.get(id), standing)
            })
            .collect()
    }
}
