//! `ronde deliveries test`

use super::RETRY_BUDGET;
use crate::config::{Config, nearest};
use crate::domain::DestinationName;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::outbox::{Sending, destinations, try_out};
use crate::output::TrialsDocument;
use crate::session::Session;

/// Tries these destinations, or all of them; needs no database.
pub(super) fn run(names: &[String], session: &Session<'_>) -> Result<Exit, CommandError> {
    let config = session.complete_config()?;
    let location = session.location(&config);
    let chosen = chosen(&config, names)?;
    let world = session.world;
    let sending = Sending {
        config: &config,
        location: &location,
        exchanger: &*world.exchanger,
        secrets: &*world.secrets,
        clock: &*world.clock,
        budget: RETRY_BUDGET,
    };
    let trials = try_out(chosen, &sending);
    let has_failed = trials.iter().any(|trial| trial.is_taken == Some(false));
    session.print(&TrialsDocument::new(trials))?;
    Ok(if has_failed { Exit::SomethingIsKo } else { Exit::Done })
}

/// The destinations of these names, each once, in the order of the configuration.
fn chosen(config: &Config, names: &[String]) -> Result<Vec<DestinationName>, CommandError> {
    let mut all = destinations(config);
    for name in names {
        if !all.iter().any(|destination| destination.name == *name) {
            return Err(unknown(name, &all));
        }
    }
    all.retain(|destination| names.is_empty() || names.contains(&destination.name));
    Ok(all)
}

fn unknown(name: &str, all: &[DestinationName]) -> CommandError {
    let known = || all.iter().map(|destination| destination.name.as_str());
    let hint = match nearest(name, known()) {
        Some(meant) => format!("did you mean {meant}?"),
        None if all.is_empty() => "no webhook and no status page is configured".to_owned(),
        None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
    };
    CommandError::new(ErrorKind::NotFound, format!("there is no destination {name:?}")).hint(hint)
}
