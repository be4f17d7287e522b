//! A backup of Uptime Kuma, as a configuration that watches the same.
//!
//! Source for what its keys do: the code of Uptime Kuma 1.23.

mod monitor;

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::Imported;
use super::document::{Block, Document};
use crate::config;
use monitor::Monitor;

/// Stands for the address of the server, which a backup does not tell.
const KUMA: &str = "https://kuma.example.com";

/// Turns the text of a backup into a configuration.
///
/// # Errors
///
/// That it is none, or that nothing of it can be watched.
pub(crate) fn import(text: &str) -> Result<Imported, Vec<String>> {
    let backup: Value = serde_json::from_str(text)
        .map_err(|error| vec![format!("line {}: not JSON: {}", error.line(), reason(&error))])?;
    let Some(monitors) = backup.get("monitorList").and_then(Value::as_array) else {
        return Err(vec!["not a backup of Uptime Kuma: it has no `monitorList`".to_owned()]);
    };
    let mut import = Import::new(monitors);
    for item in monitors {
        if let Some(monitor) = Monitor::of(item) {
            import.add(&monitor);
        }
    }
    import.add_rest(&backup);
    import.finish(monitors.len())
}

fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// A configuration in the making.
struct Import {
    document: Document,
    heartbeats: Vec<Value>,
    warnings: Vec<String>,
    /// The names of groups by number.
    groups: HashMap<u64, String>,
}

impl Import {
    fn new(monitors: &[Value]) -> Self {
        let groups = monitors.iter().filter_map(|item| {
            let is_group = item.get("type").and_then(Value::as_str) == Some("group");
            let name = item.get("name").and_then(Value::as_str).filter(|_| is_group)?;
            Some((item.get("id")?.as_u64()?, name.to_owned()))
        });
        let groups = groups.collect();
        let document = Document { remarks: preface(), ..Document::default() };
        Self { document, heartbeats: Vec::new(), warnings: Vec::new(), groups }
    }

    fn add(&mut self, monitor: &Monitor<'_>) {
        match monitor.kind {
            "group" => {}
            "push" => self.add_heartbeat(monitor),
            "http" | "keyword" | "json-query" => {
                self.add_service(monitor, monitor.service(&self.groups));
            }
            "port" => self.add_service(monitor, monitor.port(&self.groups)),
            other => self.leave_out(monitor, &format!("type {other:?} is not one that ronde has")),
        }
    }

    fn add_service(&mut self, monitor: &Monitor<'_>, made: Result<(String, Block), String>) {
        match made {
            Ok((host, mut service)) => {
                let name = self.document.free_name(&host, monitor.name);
                service.put_first("name", name);
                self.document.add(&host, service);
            }
            Err(reason) => self.leave_out(monitor, &reason),
        }
    }

    fn leave_out(&mut self, monitor: &Monitor<'_>, reason: &str) {
        let what = format!("monitor {:?}: {reason}", monitor.name);
        self.document.remarks.push(format!("Left out: {what}."));
        self.warnings.push(format!("{what}: left out"));
    }

    fn add_heartbeat(&mut self, monitor: &Monitor<'_>) {
        let is_taken = |name: &str| self.heartbeats.iter().any(|known| known["name"] == name);
        let valid = self.document.free_name("", monitor.name);
        let numbered = (2..).map(|number| format!("{valid} ({number})"));
        let name = std::iter::once(valid.clone()).chain(numbered).find(|name| !is_taken(name));
        let mut heartbeat = Map::new();
        heartbeat.insert("name".to_owned(), name.unwrap_or(valid).into());
        heartbeat.insert("interval".to_owned(), monitor.seconds("interval").unwrap_or(60).into());
        if let Some(token) = monitor.text("pushToken") {
            heartbeat.insert("push_url".to_owned(), format!("{KUMA}/api/push/{token}").into());
        }
        if !monitor.is_active() {
            heartbeat.insert("enabled".to_owned(), false.into());
        }
        self.heartbeats.push(Value::Object(heartbeat));
    }

    /// What is only told of: maintenance windows, notifications, proxies.
    fn add_rest(&mut self, backup: &Value) {
        let list = |name: &str| backup.get(name).and_then(Value::as_array).into_iter().flatten();
        for window in list("maintenanceList") {
            let title = window.get("title").and_then(Value::as_str).unwrap_or("without a title");
            let strategy = window.get("strategy").and_then(Value::as_str).unwrap_or_default();
            self.document.remarks.push(format!(
                "Left out: maintenance {title:?} ({strategy}): use `ronde maintenance on` from cron."
            ));
        }
        let notifications = list("notificationList").count();
        if notifications > 0 {
            self.document.remarks.push(format!(
                "Left out: {notifications} notifications: see `webhooks` (ronde config init)."
            ));
        }
    }

    fn finish(mut self, count: usize) -> Result<Imported, Vec<String>> {
        if self.heartbeats.is_empty() && self.document.equipment.is_empty() {
            return Err(vec![format!("none of {count} monitors can be watched")]);
        }
        if !self.heartbeats.is_empty() {
            let remarks = vec![
                format!("Put the address of your Kuma in the place of {KUMA}, or leave `push_url`"),
                "out where ronde takes over. Each job signals with `ronde heartbeat NAME`."
                    .to_owned(),
            ];
            self.document.top.put_with("heartbeats", Value::Array(self.heartbeats), remarks);
        }
        let configuration = self.document.to_yaml();
        match config::load_text(Path::new("imported"), &configuration) {
            Ok(_) => Ok(Imported { configuration, warnings: self.warnings }),
            Err(error) => Err(error.problems.iter().map(ToString::to_string).collect()),
        }
    }
}

fn preface() -> Vec<String> {
    [
        "Imported from a backup of Uptime Kuma. What behaves differently:",
        "- cron starts a pass; `frequency` is only given where a monitor was slower than that.",
        "- A failed check is repeated once, 2 seconds later; `maxretries` is not taken over.",
    ]
    .map(ToOwned::to_owned)
    .to_vec()
}
