//! One endpoint becomes one service.

use serde_json::{Map, Value, json};
use url::Url;

use super::address::{Address, address};
use super::expectation::expectations;
use super::values::{Notes, is_on, number_of, plain, text_of};
use crate::domain::{Action, LatencyUnit};
use crate::import::document::{Block, Document};

/// An endpoint that can be taken over.
pub(super) struct Endpoint<'o> {
    index: usize,
    pub(super) fields: &'o Map<String, Value>,
    name: String,
    address: Address,
    /// The host, after which the equipment is called.
    host: String,
}

/// What cachet-url-monitor did not start without.
const NEEDED: &[&str] = &["url", "method", "timeout", "expectation", "component_id", "frequency"];

/// Whatever else stood there was only for texts.
pub(super) const KNOWN: &[&str] = &[
    "name",
    "url",
    "method",
    "header",
    "insecure",
    "timeout",
    "expectation",
    "allowed_fails",
    "component_id",
    "metric_id",
    "action",
    "public_incidents",
    "latency_unit",
    "frequency",
];

impl<'o> Endpoint<'o> {
    /// Looks at what the service cannot do without.
    pub(super) fn read(
        index: usize,
        fields: &'o Map<String, Value>,
        notes: &mut Notes,
    ) -> Option<Self> {
        let place = format!("endpoints[{index}]");
        let is_there = |key: &str| fields.get(key).is_some_and(|value| !value.is_null());
        let mut missing: Vec<&str> = NEEDED.iter().copied().filter(|key| !is_there(key)).collect();
        if !is_there("name") {
            missing.insert(0, "name");
        }
        for key in &missing {
            notes.problems.push(format!("{place}: `{key}` is missing"));
        }
        if !missing.is_empty() {
            return None;
        }
        let name = text_of(fields.get("name")?).unwrap_or_default();
        let given = text_of(fields.get("url")?).unwrap_or_default();
        let address = address(&given);
        let Some(host) =
            Url::parse(&address.url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned))
        else {
            notes.problems.push(format!("{place}: url: is not one"));
            return None;
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Some(Self { index, fields, name, address, host })
    }

    fn place(&self) -> String {
        format!("endpoints[{}]", self.index)
    }

    fn get(&self, key: &str) -> Option<&'o Value> {
        self.fields.get(key).filter(|value| !value.is_null())
    }

    /// What texts call it by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the webhooks were called for it.
    pub(super) fn creates_incidents(&self) -> bool {
        let actions = self.get("action").and_then(Value::as_array);
        actions.into_iter().flatten().any(|action| action == Action::CreateIncident.as_str())
    }

    /// Adds the service to the equipment that is called like its host.
    pub(super) fn add_to(&self, document: &mut Document, notes: &mut Notes) {
        let mut service = Block::default();
        self.put_name(document, &mut service);
        let Address { url, login, remark } = &self.address;
        service.put_with("url", url.as_str(), remark.iter().cloned().collect());
        if url.starts_with("http://") {
            service.put("upgrade_to_https", false);
        }
        if let Some((user, password)) = login {
            let remark = "stood in the URL".to_owned();
            let login = json!({"user": user, "password": password});
            service.put_with("basic_auth", login, vec![remark]);
        }
        self.put_request(&mut service, notes);
        expectations(self.get("expectation"), &self.place(), &mut service, notes);
        self.put_counts(&mut service, notes);
        self.put_page(&mut service, notes);
        for key in self.fields.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
            let place = self.place();
            notes
                .warnings
                .push(format!("{place}.{key}: not a key of cachet-url-monitor: left out"));
        }
        document.add(&self.host, service);
    }

    fn put_name(&self, document: &Document, service: &mut Block) {
        let name = document.free_name(&self.host, &self.name);
        let is_other = name != self.name;
        let remark = format!("was {:?}; it is in the titles of incidents", self.name);
        service.put_with("name", name, is_other.then_some(remark).into_iter().collect());
    }

    fn put_request(&self, service: &mut Block, notes: &mut Notes) {
        if let Some(method) = self.get("method").and_then(text_of) {
            let upper = method.to_ascii_uppercase();
            let remarks =
                if upper == method { Vec::new() } else { vec![format!("was {method:?}")] };
            service.put_with("method", upper, remarks);
        }
        let has_header = self.put_header(service, notes);
        if self.get("insecure").is_some_and(is_on) {
            let remark = "had no effect without `header`, by mistake; now it has".to_owned();
            service.put_with("insecure", true, if has_header { Vec::new() } else { vec![remark] });
        }
        let Some(timeout) = self.get("timeout") else { return };
        match number_of(timeout) {
            Some(seconds) if seconds > 0.0 => service.put("timeout", plain(seconds)),
            _ if !is_on(timeout) => {
                service.put_with("timeout", 1, vec![format!("was {timeout}, which meant 1")]);
            }
            _ => {
                let place = self.place();
                notes.problems.push(format!("{place}: timeout: {timeout} is not a number above 0"));
            }
        }
    }

    /// Whether there is any.
    fn put_header(&self, service: &mut Block, notes: &mut Notes) -> bool {
        let place = format!("{}: header", self.place());
        let Some(header) = self.get("header") else { return false };
        let Some(fields) = header.as_object() else {
            notes.problems.push(format!("{place}: is not a map"));
            return false;
        };
        let mut kept = Map::new();
        for (name, value) in fields {
            match text_of(value) {
                Some(text) => drop(kept.insert(name.clone(), text.into())),
                None => notes.warnings.push(format!("{place}: {name:?} has no text: left out")),
            }
        }
        if !kept.is_empty() {
            service.put("header", Value::Object(kept));
        }
        !fields.is_empty()
    }

    fn put_counts(&self, service: &mut Block, notes: &mut Notes) {
        if let Some(value) = self.get("allowed_fails") {
            match number_of(value).filter(|number| *number >= 0.0 && number.fract() == 0.0) {
                Some(number) => service.put("allowed_fails", plain(number)),
                None => notes
                    .problems
                    .push(format!("{}: allowed_fails: {value} is not a number", self.place())),
            }
        }
        match self.get("frequency").and_then(number_of) {
            Some(seconds) if seconds >= 60.0 => service.put("frequency", plain(seconds)),
            Some(seconds) => {
                let remark = format!(
                    "frequency was {seconds} seconds: every pass, cron's shortest step is a minute"
                );
                service.remarks.push(remark);
            }
            None => notes.problems.push(format!("{}: frequency: is not a number", self.place())),
        }
    }

    fn put_page(&self, service: &mut Block, notes: &mut Notes) {
        let (component, metric) = (self.id("component_id", notes), self.id("metric_id", notes));
        let actions = self.actions(metric.is_some(), service, notes);
        let pushes = actions.contains(&Action::PushMetrics);
        if !actions.is_empty() {
            let words: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
            service.put("action", json!(words));
        }
        if let Some(component) = component {
            service.put("component_id", component);
        }
        if let Some(metric) = metric {
            let remark = "does nothing without PUSH_METRICS in `action`, as before".to_owned();
            service.put_with("metric_id", metric, if pushes { Vec::new() } else { vec![remark] });
        }
        if let Some(word) = self.get("latency_unit").and_then(text_of) {
            if let Some(unit) = LatencyUnit::parse(&word) {
                service.put("latency_unit", unit.as_str());
            } else {
                let place = self.place();
                let problem = format!("{place}: latency_unit: {word:?} is not one of ms, s, m, h");
                notes.problems.push(problem);
            }
        }
        match self.get("public_incidents") {
            Some(value) => service.put("public_incidents", is_on(value)),
            None if actions.contains(&Action::CreateIncident) => {
                let remark = "was missing, with which the old program did not start".to_owned();
                service.put_with("public_incidents", true, vec![remark]);
            }
            None => {}
        }
    }

    /// The number of a component or a metric, if one is given.
    fn id(&self, key: &str, notes: &mut Notes) -> Option<Value> {
        let value = self.get(key)?;
        let number = number_of(value).filter(|number| *number >= 1.0 && number.fract() == 0.0);
        if number.is_none() && is_on(value) {
            notes.problems.push(format!("{}: {key}: {value} is not a number", self.place()));
        }
        number.map(plain)
    }

    /// What is told of the service, in the order of the file.
    fn actions(&self, has_metric: bool, service: &mut Block, notes: &mut Notes) -> Vec<Action> {
        let Some(given) = self.get("action") else { return Vec::new() };
        let Some(list) = given.as_array() else {
            notes.problems.push(format!("{}: action: is not a list", self.place()));
            return Vec::new();
        };
        let mut actions = Vec::new();
        for value in list {
            match value.as_str().and_then(Action::parse) {
                Some(Action::PushMetrics) if !has_metric => {
                    service.remarks.push(
                        "PUSH_METRICS did nothing without `metric_id`, and is left out".to_owned(),
                    );
                }
                Some(action) if actions.contains(&action) => {}
                Some(action) => actions.push(action),
                None => notes
                    .warnings
                    .push(format!("{}.action: {value} is no action: left out", self.place())),
            }
        }
        actions
    }
}
