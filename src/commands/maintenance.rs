//! `ronde maintenance`: suspends checks for a while, and resumes them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::cli::{MaintenanceCommand, MaintenanceOffArgs, MaintenanceOnArgs};
use crate::config::Config;
use crate::domain::{Inventory, MaintenanceMode, Place, Selector, SelectorError};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{MaintenanceDocument, MaintenanceReport};
use crate::session::{Opened, Session};
use crate::store::{Records, Store, StoreError};
use crate::text::time::{Direction, parse_time};

/// Runs the command.
pub(crate) fn run(
    command: &MaintenanceCommand,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    match command {
        MaintenanceCommand::On(arguments) => switch_on(arguments, session),
        MaintenanceCommand::Off(arguments) => switch_off(arguments, session),
        MaintenanceCommand::List => list(session),
    }
}

fn switch_on(arguments: &MaintenanceOnArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let now = session.now();
    let (Opened { mut store, .. }, modes) = session.open_for_writing_after(|config| {
        let until = end(arguments, config, session, now)?;
        let mut places = BTreeSet::new();
        for text in &arguments.selectors {
            places.extend(places_of(text, &config.inventory)?);
        }
        let reason = &arguments.reason;
        let mode = |place| MaintenanceMode { place, since: now, until, reason: reason.clone() };
        Ok(places.into_iter().map(mode).collect::<Vec<_>>())
    })?;
    let modes = store.transaction(|records| record_modes(records, &modes, now))?;
    session.print(&MaintenanceDocument::new(&modes, MaintenanceReport::SwitchedOn))?;
    Ok(Exit::Done)
}

/// Records the modes; what they are then, since one that was on keeps its beginning.
fn record_modes(
    records: &Records<'_>,
    modes: &[MaintenanceMode],
    now: Timestamp,
) -> Result<Vec<MaintenanceMode>, StoreError> {
    for mode in modes {
        records.switch_maintenance_on(mode)?;
        if mode.place.service.is_none() {
            let equipment = mode.place.equipment.as_str();
            records.ignore_unsent_of(equipment, "the equipment is in maintenance mode", now)?;
        }
    }
    let places: BTreeSet<&Place> = modes.iter().map(|mode| &mode.place).collect();
    let in_force = records.maintenance_in_force(now)?;
    Ok(in_force.into_iter().filter(|mode| places.contains(&mode.place)).collect())
}

/// When the mode ends; always later than `now`.
fn end(
    arguments: &MaintenanceOnArgs,
    config: &Config,
    session: &Session<'_>,
    now: Timestamp,
) -> Result<Timestamp, CommandError> {
    let usage = |message: String| CommandError::new(ErrorKind::Usage, message);
    let until = if let Some(text) = &arguments.until {
        parse_time(text, Direction::Ahead, &session.world.clock.time_zone(), now)
            .map_err(|error| usage(format!("--until: {error}")))?
    } else {
        let duration = arguments.duration.unwrap_or(config.maintenance_mode_duration);
        SignedDuration::try_from(duration)
            .ok()
            .and_then(|duration| now.checked_add(duration).ok())
            .ok_or_else(|| usage("--for: maintenance mode would never end".to_owned()))?
    };
    if until <= now {
        return Err(usage(format!(
            "maintenance mode would end at {}, which is over",
            session.page().time(until)
        )));
    }
    Ok(until)
}

fn switch_off(arguments: &MaintenanceOffArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_writing()?;
    let now = session.now();
    let (ended, left) = store.transaction(|records| {
        let in_force = records.maintenance_in_force(now)?;
        let mut places = BTreeSet::new();
        for text in &arguments.selectors {
            places.extend(places_to_resume(text, &config.inventory, &in_force)?);
        }
        let mut ended = Vec::new();
        for place in &places {
            ended.extend(records.switch_maintenance_off(place, now)?);
        }
        let left = left_in_force(&places, records.maintenance_in_force(now)?);
        Ok::<_, CommandError>((ended, left))
    })?;
    session.print(&MaintenanceDocument::new(&ended, MaintenanceReport::SwitchedOff))?;
    for mode in left {
        session.warn(&format!(
            "{} is still in maintenance mode until {}",
            mode.place,
            session.page().time(mode.until)
        ));
    }
    Ok(Exit::Done)
}

/// Modes that still suspend something at `places`: an equipment's over its
/// service, or a service's own on its equipment.
fn left_in_force(places: &BTreeSet<Place>, in_force: Vec<MaintenanceMode>) -> Vec<MaintenanceMode> {
    let touches = |mode: &MaintenanceMode| {
        places.iter().any(|place| {
            place.equipment == mode.place.equipment
                && (place.service.is_none() || mode.place.service.is_none())
        })
    };
    in_force.into_iter().filter(touches).collect()
}

fn list(session: &Session<'_>) -> Result<Exit, CommandError> {
    let config = session.config()?;
    let store = Store::open_for_reading(&session.location(&config))?;
    let modes = store.records().maintenance_in_force(session.now())?;
    session.print(&MaintenanceDocument::new(&modes, MaintenanceReport::InForce))?;
    Ok(Exit::Done)
}

/// A whole equipment for its name, else each service that the selector means.
fn places_of(text: &str, inventory: &Inventory) -> Result<Vec<Place>, SelectorError> {
    let selector = Selector::new(text);
    if let Some(name) = selector.equipment(inventory) {
        return Ok(vec![Place::equipment(name.clone())]);
    }
    let services = selector.services(inventory)?;
    Ok(services.into_iter().map(|service| Place::service(service.id.clone())).collect())
}

/// The same, and what is in maintenance mode under just that name although it
/// has left the configuration.
fn places_to_resume(
    text: &str,
    inventory: &Inventory,
    in_force: &[MaintenanceMode],
) -> Result<Vec<Place>, SelectorError> {
    places_of(text, inventory).or_else(|error| {
        in_force
            .iter()
            .find(|mode| mode.place.to_string() == text)
            .map(|mode| vec![mode.place.clone()])
            .ok_or(error)
    })
}
