//! The configuration of cachet-url-monitor, as one of ours that does the same.
//!
//! Source for what the old keys do: the code of cachet-url-monitor 0.6.

mod address;
mod endpoint;
mod expectation;
mod notify;
mod values;

use std::path::Path;

use serde_json::{Map, Value};

use super::Imported;
use super::document::Document;
use crate::config;
use endpoint::Endpoint;
use values::Notes;

/// Turns the text of an old configuration into one of ours.
///
/// # Errors
///
/// Every problem for which cachet-url-monitor would not have started either,
/// or that leaves nothing to check, a line each.
pub(crate) fn import(file: &Path, text: &str) -> Result<Imported, Vec<String>> {
    let old = config::read_foreign(file, text).map_err(|problem| vec![problem.to_string()])?;
    let Value::Object(mut old) = old else {
        return Err(vec!["not a configuration of cachet-url-monitor: it is not a map".to_owned()]);
    };
    modernised(&mut old);
    let mut notes = Notes::default();
    let mut document = Document { remarks: preface(), ..Document::default() };
    let endpoints = endpoints(&old, &mut notes);
    notify::cachet(old.get("cachet"), &mut document.top, &mut notes);
    notify::webhooks(old.get("webhooks"), &endpoints, &mut document.top, &mut notes);
    notify::messages(old.get("messages"), &endpoints, &mut document.top, &mut notes);
    for endpoint in &endpoints {
        endpoint.add_to(&mut document, &mut notes);
    }
    for key in old.keys() {
        if !matches!(key.as_str(), "endpoints" | "cachet" | "webhooks" | "messages") {
            notes.warnings.push(format!("{key}: not a key of cachet-url-monitor: left out"));
        }
    }
    if !notes.problems.is_empty() {
        return Err(notes.problems);
    }
    let configuration = document.to_yaml();
    // Whatever was overlooked here is told, not printed.
    match config::load_text(Path::new("imported"), &configuration) {
        Ok(_) => Ok(Imported { configuration, warnings: notes.warnings }),
        Err(error) => Err(error.problems.iter().map(told).collect()),
    }
}

fn told(problem: &config::Problem) -> String {
    match &problem.path {
        Some(path) => format!("{path}: {}", problem.message),
        None => problem.message.clone(),
    }
}

fn preface() -> Vec<String> {
    [
        "Imported from cachet-url-monitor. What behaves differently:",
        "- cron starts a pass; `frequency` says which passes check a service.",
        "- A failed check is repeated once after `check.recheck_after` (2s) before it counts.",
        "- `timeout` is for the whole exchange, no longer for each of connecting and reading.",
        "- Incidents are remembered: a restart neither loses nor doubles them, and one that",
        "  becomes worse is updated.",
    ]
    .map(ToOwned::to_owned)
    .to_vec()
}

/// Before 0.6 there was one `endpoint`, and its keys stood in several places.
fn modernised(old: &mut Map<String, Value>) {
    let Some(Value::Object(mut endpoint)) = old.remove("endpoint") else { return };
    if old.contains_key("endpoints") {
        return;
    }
    for key in ["frequency", "latency_unit"] {
        if let Some(value) = old.remove(key) {
            endpoint.insert(key.to_owned(), value);
        }
    }
    if let Some(Value::Object(cachet)) = old.get_mut("cachet") {
        let moved = ["component_id", "metric_id", "action", "public_incidents", "latency_unit"];
        for key in moved {
            if let Some(value) = cachet.remove(key) {
                endpoint.insert(key.to_owned(), value);
            }
        }
    }
    let url = endpoint.get("url").and_then(Value::as_str);
    let name = url.and_then(|url| url.split("://").last()).unwrap_or("endpoint").to_owned();
    endpoint.entry("name").or_insert_with(|| name.replace('/', " ").trim().into());
    old.insert("endpoints".to_owned(), Value::Array(vec![Value::Object(endpoint)]));
}

fn endpoints<'o>(old: &'o Map<String, Value>, notes: &mut Notes) -> Vec<Endpoint<'o>> {
    let Some(Value::Array(list)) = old.get("endpoints") else {
        notes.problems.push("endpoints: is missing, or not a list".to_owned());
        return Vec::new();
    };
    let mut endpoints = Vec::with_capacity(list.len());
    for (index, item) in list.iter().enumerate() {
        match item {
            Value::Object(fields) => endpoints.extend(Endpoint::read(index, fields, notes)),
            _ => notes.problems.push(format!("endpoints[{index}]: is not a map")),
        }
    }
    endpoints
}
