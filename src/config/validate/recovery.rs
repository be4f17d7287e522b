//! What is run for failures that others report.

use std::time::Duration;

use super::report::At;
use super::scalars::time;
use crate::config::Config;
use crate::config::keys::Text;
use crate::config::raw::{RawRecovery, RawRecoveryTask};
use crate::domain::{Name, NotificationType, Recovery, RecoveryTask};

/// Every recovery, in order: places are counted by it.
pub(super) fn recovery(raw: Vec<RawRecovery>, at: &At<'_>) -> Vec<Recovery> {
    raw.into_iter().enumerate().map(|(index, raw)| one(raw, &at.index(index))).collect()
}

/// Its equipment must be there: what is misspelt would never run.
pub(super) fn check_equipment(config: &Config, at: &At<'_>) {
    for (index, recovery) in config.recovery.iter().enumerate() {
        for (number, name) in recovery.equipment.iter().enumerate() {
            if config.inventory.equipment_named(name.as_str()).is_none() {
                at.index(index)
                    .key("equipment")
                    .index(number)
                    .wrong(format!("there is no equipment \"{name}\""));
            }
        }
    }
}

fn one(raw: RawRecovery, at: &At<'_>) -> Recovery {
    let kind =
        at.key("type")
            .accept(NotificationType::parse(&raw.kind.0).ok_or_else(|| {
                format!("{:?} is not one of COMPUTE_HOST, VM, PROCESS", raw.kind.0)
            }));
    let place = at.key("equipment");
    let names = raw.equipment;
    if names.as_ref().is_some_and(Vec::is_empty) {
        place.wrong("is empty: leave it out for every equipment");
    }
    let equipment: Vec<Name> = names
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter_map(|(index, Text(name))| {
            let parsed = Name::parse(name).map_err(|error| format!("{name:?}: {error}"));
            place.index(index).accept(parsed)
        })
        .collect();
    let place = at.key("tasks");
    if raw.tasks.is_empty() {
        place.wrong("is empty: there is nothing to run");
    }
    let mut tasks: Vec<RecoveryTask> = Vec::new();
    for (index, raw) in raw.tasks.into_iter().enumerate() {
        let at = place.index(index);
        let Some(task) = task(raw, &at) else { continue };
        if tasks.iter().any(|known| known.name == task.name) {
            at.key("name").wrong(format!("the name {:?} is given to another task", task.name));
        }
        tasks.push(task);
    }
    // What stands for a wrong one never gets out: there is a problem beside it.
    Recovery { kind: kind.unwrap_or(NotificationType::Process), equipment, tasks }
}

fn task(raw: RawRecoveryTask, at: &At<'_>) -> Option<RecoveryTask> {
    let Text(name) = raw.name;
    let name =
        at.key("name").accept(Name::parse(&name).map_err(|error| format!("{name:?}: {error}")));
    let command: Vec<String> = raw.command.into_iter().map(|Text(word)| word).collect();
    if command.first().is_none_or(|program| program.trim().is_empty()) {
        at.key("command").wrong("is empty: give a program and its arguments as a list");
    }
    if command.iter().any(|word| word.contains('\0')) {
        at.key("command").wrong("cannot contain a NUL character");
    }
    let second = Duration::from_secs(1);
    let timeout = time(&raw.timeout, second, &at.key("timeout"));
    // What stands for a wrong time never gets out: there is a problem beside it.
    let timeout = timeout.unwrap_or_default();
    Some(RecoveryTask { name: name?.to_string(), command, timeout })
}
