//! `ronde check`: one pass, then sending, then the report.

mod progress;
mod report;

use std::collections::HashSet;
use std::time::Duration;

use progress::TerminalProgress;
use report::Printed;

use crate::cli::CheckArgs;
use crate::config::Config;
use crate::domain::{Inventory, OutageNews, PassEnd, Selector, Service, ServiceId};
use crate::error::{CommandError, Exit};
use crate::outbox::{DeliveryTally, Selection};
use crate::pass::{self, Pace, PassContext, PassReport, PassRequest, Scope};
use crate::session::{Opened, Session, selection, send};
use crate::store::{PassLock, Store, StoreError};

/// How long a pass may send.
const SENDING_BUDGET: Duration = Duration::from_secs(60);

/// Runs the command.
///
/// # Errors
///
/// Exit code 4, 74, 75 or 78: the reason why no pass was made.
pub(crate) fn run(arguments: &CheckArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    // The lock is held to the end: it is what keeps a second pass out.
    let (_lock, Opened { config, location, mut store }) = open(session, arguments)?;
    let selected = select(&config.inventory, &arguments.selectors)?;
    let progress = TerminalProgress::new(session);
    let context = PassContext {
        config: &config,
        location: &location,
        ports: session.world.ports(),
        progress: &progress,
    };
    let request = PassRequest {
        scope: selected.as_ref().map_or(Scope::Everything, Scope::Only),
        is_wanted: &|service| is_selected(service, arguments, &config.inventory),
        pace: if arguments.force { Pace::Forced } else { Pace::Configured },
        is_dry_run: arguments.dry_run,
        concurrency: arguments.concurrency,
        tolerates_failures: arguments.exit_zero,
    };
    let report = pass::run(&request, context, &mut store)?;
    let idle = idle_selectors(&config).filter(|_| selected.is_none());
    report.warnings.iter().cloned().chain(idle).for_each(|warning| session.warn(&warning));
    let sent = if arguments.dry_run {
        Ok(DeliveryTally::default())
    } else {
        send::send(session, &config, &mut store, &Selection::Due, SENDING_BUDGET)
    };
    let nothing_sent = DeliveryTally::default();
    let deliveries = sent.as_ref().unwrap_or(&nothing_sent);
    let is_full = selected.is_none() && !arguments.dry_run;
    let outages = if is_full { tell_late(session, &mut store, deliveries)? } else { Vec::new() };
    let printed = Printed { arguments, report: &report, deliveries, outages };
    // News are recorded and will not be new again: they are printed whatever became of sending.
    printed.print(session, &store)?;
    sent?;
    // Old rows cost disk, not the pass.
    if !arguments.dry_run
        && let Err(error) = pass::prune(&config, &store, report.finished)
    {
        session.warn(&format!("old results could not be deleted: {error}"));
    }
    Ok(exit_of(&report))
}

/// Selectors of webhooks that mean nothing: instances come and go.
fn idle_selectors(config: &Config) -> impl Iterator<Item = String> {
    config.webhooks.iter().flat_map(|webhook| {
        let idle = webhook.select.iter().filter(|each| each.means_nothing(&config.inventory));
        idle.map(|each| {
            format!("webhook {}: select: nothing matches {:?}", webhook.name, each.as_str())
        })
    })
}

/// Says what other commands have given up since the last full pass; the
/// destinations that have begun or ceased to fail since then.
fn tell_late(
    session: &Session<'_>,
    store: &mut Store,
    said: &DeliveryTally,
) -> Result<Vec<OutageNews>, StoreError> {
    let (given_up, outages) = store.transaction(|records| {
        Ok::<_, StoreError>((records.say_given_up()?, records.tell_outages()?))
    })?;
    let late = given_up.iter().filter(|each| !said.given_up.contains(each));
    late.for_each(|each| session.warn(&each.to_string()));
    Ok(outages)
}

fn exit_of(report: &PassReport<'_>) -> Exit {
    match report.end {
        PassEnd::AllOk => Exit::Done,
        PassEnd::SomethingIsKo => Exit::SomethingIsKo,
        PassEnd::CutOff => Exit::CutOff,
    }
}

fn open(
    session: &Session<'_>,
    arguments: &CheckArgs,
) -> Result<(Option<PassLock>, Opened), CommandError> {
    if arguments.dry_run {
        return Ok((None, session.open_for_reading()?));
    }
    let (lock, opened) = session
        .open_for_pass(|config| select(&config.inventory, &arguments.selectors).map(drop))?;
    Ok((Some(lock), opened))
}

/// The selected services; `None` for all of them.
fn select<'a>(
    inventory: &'a Inventory,
    selectors: &[String],
) -> Result<Option<HashSet<&'a ServiceId>>, CommandError> {
    if selectors.is_empty() {
        return Ok(None);
    }
    let services = selection::services(inventory, selectors)?;
    // An instance is known by its host's answer alone.
    let hosts = services
        .iter()
        .filter(|service| service.is_instance())
        .filter_map(|service| inventory.equipment_named(service.id.equipment.as_str())?.manager());
    let hosts: Vec<&Service> = hosts.collect();
    Ok(Some(services.into_iter().chain(hosts).map(|service| &service.id).collect()))
}

/// Selected or not: a service that has just become known.
fn is_selected(service: &Service, arguments: &CheckArgs, inventory: &Inventory) -> bool {
    let selectors = &arguments.selectors;
    let means = |text: &String| Selector::new(text).means(service, inventory);
    selectors.is_empty() || selectors.iter().any(means)
}
