//! Writes configurations, quick enough for tests.

use std::fmt::{self, Write};

/// A configuration in the making. Keys are given as YAML in flow style:
/// `allowed_fails: 1, tags: [a]`.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    top: Vec<String>,
    check: Vec<String>,
    defaults: Vec<String>,
    equipment: Vec<Equipment>,
    webhooks: Vec<String>,
    heartbeats: Vec<String>,
}

#[derive(Debug, Clone)]
struct Equipment {
    name: String,
    keys: String,
    services: Vec<String>,
}

impl Configuration {
    /// Nothing is watched yet; a failed probe is repeated almost at once.
    pub(crate) fn new() -> Self {
        Self {
            top: Vec::new(),
            check: vec!["recheck_after: 20ms".to_owned()],
            defaults: vec!["upgrade_to_https: false".to_owned(), "timeout: 8s".to_owned()],
            equipment: Vec::new(),
            webhooks: Vec::new(),
            heartbeats: Vec::new(),
        }
    }

    /// With a key of the top level.
    pub(crate) fn top(mut self, line: &str) -> Self {
        self.top.push(line.to_owned());
        self
    }

    /// With a key of `check`.
    pub(crate) fn check(mut self, key: &str) -> Self {
        self.check.push(key.to_owned());
        self
    }

    /// With an equipment that has these keys.
    pub(crate) fn equipment(mut self, name: &str, keys: &str) -> Self {
        self.equipment_named(name).keys = keys.to_owned();
        self
    }

    /// With the service `EQUIPMENT/SERVICE`.
    pub(crate) fn service(self, id: &str, url: &str) -> Self {
        self.service_with(id, url, "")
    }

    /// With the service `EQUIPMENT/SERVICE` that has these keys.
    pub(crate) fn service_with(mut self, id: &str, url: &str, keys: &str) -> Self {
        let (equipment, name) = id.split_once('/').expect("EQUIPMENT/SERVICE");
        let comma = if keys.is_empty() { "" } else { ", " };
        let text = format!("{{name: \"{name}\", url: \"{url}\"{comma}{keys}}}");
        self.equipment_named(equipment).services.push(text);
        self
    }

    /// With the service `EQUIPMENT/SERVICE` that has these keys, and no URL.
    pub(crate) fn command(mut self, id: &str, keys: &str) -> Self {
        let (equipment, name) = id.split_once('/').expect("EQUIPMENT/SERVICE");
        let text = format!("{{name: \"{name}\", {keys}}}");
        self.equipment_named(equipment).services.push(text);
        self
    }

    /// With a webhook.
    pub(crate) fn webhook(self, name: &str, url: &str) -> Self {
        self.webhook_with(name, url, "")
    }

    /// With a webhook that has these keys.
    pub(crate) fn webhook_with(mut self, name: &str, url: &str, keys: &str) -> Self {
        let comma = if keys.is_empty() { "" } else { ", " };
        self.webhooks.push(format!("{{name: \"{name}\", url: \"{url}\"{comma}{keys}}}"));
        self
    }

    /// With a heartbeat that has these keys.
    pub(crate) fn heartbeat(mut self, name: &str, keys: &str) -> Self {
        self.heartbeats.push(format!("{{name: \"{name}\", {keys}}}"));
        self
    }

    /// Without the webhooks so far.
    pub(crate) fn without_webhooks(mut self) -> Self {
        self.webhooks.clear();
        self
    }

    fn equipment_named(&mut self, name: &str) -> &mut Equipment {
        let position = self.equipment.iter().position(|known| known.name == name);
        let position = position.unwrap_or_else(|| {
            let equipment =
                Equipment { name: name.to_owned(), keys: String::new(), services: Vec::new() };
            self.equipment.push(equipment);
            self.equipment.len() - 1
        });
        &mut self.equipment[position]
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.top {
            writeln!(formatter, "{line}")?;
        }
        // A later key replaces an earlier one: a test knows better than the default.
        writeln!(formatter, "check: {{{}}}", last_of_each(&self.check))?;
        writeln!(formatter, "defaults: {{{}}}", last_of_each(&self.defaults))?;
        formatter.write_str(if self.equipment.is_empty() { "" } else { "equipment:\n" })?;
        for equipment in &self.equipment {
            writeln!(formatter, "  - name: \"{}\"", equipment.name)?;
            for key in equipment.keys.split("; ").filter(|key| !key.is_empty()) {
                writeln!(formatter, "    {key}")?;
            }
            if !equipment.services.is_empty() {
                formatter.write_str("    services:\n")?;
            }
            for service in &equipment.services {
                writeln!(formatter, "      - {service}")?;
            }
        }
        if !self.webhooks.is_empty() {
            formatter.write_str("webhooks:\n")?;
        }
        for webhook in &self.webhooks {
            writeln!(formatter, "  - {webhook}")?;
        }
        if !self.heartbeats.is_empty() {
            formatter.write_str("heartbeats:\n")?;
        }
        for heartbeat in &self.heartbeats {
            writeln!(formatter, "  - {heartbeat}")?;
        }
        formatter.write_char('\n')
    }
}

fn last_of_each(keys: &[String]) -> String {
    let name = |key: &str| key.split(':').next().unwrap_or_default().to_owned();
    let mut kept: Vec<&String> = Vec::new();
    for key in keys {
        kept.retain(|known| name(known) != name(key));
        kept.push(key);
    }
    kept.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ")
}
