//! Who is told: the status page, the webhooks, and their texts.

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use url::Url;

use super::address::without_login;
use super::endpoint::{Endpoint, KNOWN};
use super::values::{Notes, text_of};
use crate::import::document::Block;
use crate::text::{Template, TemplateError};

pub(super) fn cachet(old: Option<&Value>, top: &mut Block, notes: &mut Notes) {
    let Some(Value::Object(old)) = old else {
        notes.problems.push("cachet: is missing, or not a map".to_owned());
        return;
    };
    let mut remarks = Vec::new();
    let mut new = Map::new();
    match old.get("api_url").and_then(text_of) {
        None => notes.problems.push("cachet: `api_url` is missing".to_owned()),
        Some(url) if url.to_ascii_lowercase().starts_with("http") => {
            new.insert("api_url".to_owned(), url.into());
        }
        Some(url) => {
            remarks.push(format!("api_url was {url:?} without http://"));
            new.insert("api_url".to_owned(), format!("http://{url}").into());
        }
    }
    new.insert("version".to_owned(), json!(2));
    if let Some(token) = token(old.get("token"), &mut remarks, notes) {
        new.insert("token".to_owned(), token);
    }
    remarks.push("the environment variable CACHET_API_URL is no longer looked at".to_owned());
    for key in old.keys().filter(|key| !matches!(key.as_str(), "api_url" | "token")) {
        notes.warnings.push(format!("cachet.{key}: not a key of cachet-url-monitor: left out"));
    }
    top.put_with("cachet", Value::Object(new), remarks);
}

/// A plain token gave way to an environment variable; a list did not.
fn token(old: Option<&Value>, remarks: &mut Vec<String>, notes: &mut Notes) -> Option<Value> {
    match old {
        Some(Value::Array(list)) => {
            let kept: Vec<Value> = list
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    provider(item, &format!("cachet.token[{index}]"), notes)
                })
                .collect();
            Some(Value::Array(kept)).filter(|_| !list.is_empty())
        }
        Some(value) if !value.is_null() => {
            let Some(token) = text_of(value) else {
                notes.problems.push("cachet: token: is neither a text nor a list".to_owned());
                return None;
            };
            remarks.push(
                "CACHET_TOKEN goes first, as before; better keep the token only there".to_owned(),
            );
            Some(json!([
                {"type": "ENVIRONMENT_VARIABLE", "value": "CACHET_TOKEN"},
                {"type": "TOKEN", "value": token},
            ]))
        }
        _ => {
            remarks.push("there was no token: it had to be in CACHET_TOKEN".to_owned());
            Some(json!({"env": "CACHET_TOKEN"}))
        }
    }
}

fn provider(old: &Value, place: &str, notes: &mut Notes) -> Option<Value> {
    let field = |key: &str| old.get(key).and_then(text_of);
    let kind = field("type").unwrap_or_default();
    let keys: &[&str] = match kind.as_str() {
        "ENVIRONMENT_VARIABLE" | "TOKEN" => &["value"],
        "AWS_SECRETS_MANAGER" => &["secret_name", "secret_key", "region"],
        _ => {
            notes.problems.push(format!("{place}: {kind:?} is not a type of provider"));
            return None;
        }
    };
    let mut new = Map::from_iter([("type".to_owned(), Value::from(kind))]);
    for key in keys {
        match field(key) {
            Some(value) => drop(new.insert((*key).to_owned(), value.into())),
            None => notes.problems.push(format!("{place}: `{key}` is missing")),
        }
    }
    Some(Value::Object(new))
}

pub(super) fn webhooks(
    old: Option<&Value>,
    endpoints: &[Endpoint<'_>],
    top: &mut Block,
    notes: &mut Notes,
) {
    let Some(old) = old.filter(|value| !value.is_null()) else { return };
    let Some(list) = old.as_array() else {
        notes.problems.push("webhooks: is not a list".to_owned());
        return;
    };
    let mut texts = Texts { endpoints, notes, remarks: Vec::new() };
    let mut names = HashSet::new();
    let mut new = Vec::new();
    for (index, item) in list.iter().enumerate() {
        new.extend(webhook(item, index, &mut names, &mut texts));
    }
    let mut remarks = texts.remarks;
    remarks.extend(now_told(endpoints));
    if !new.is_empty() {
        top.put_with("webhooks", Value::Array(new), remarks);
    }
}

/// One webhook, with what is to be said about it.
fn webhook(
    item: &Value,
    index: usize,
    names: &mut HashSet<String>,
    texts: &mut Texts<'_, '_>,
) -> Option<Value> {
    let place = format!("webhooks[{index}]");
    let Some(url) = item.get("url").and_then(text_of) else {
        texts.notes.problems.push(format!("{place}: `url` is missing"));
        return None;
    };
    let (url, login) = without_login(&url);
    let url = texts.kept(&url, &format!("{place}.url"));
    let name = webhook_name(&url, index, names);
    let params = texts.params(item.get("params"), &place);
    let mut webhook = Map::new();
    webhook.insert("name".to_owned(), name.into());
    webhook.insert("url".to_owned(), url.into());
    if let Some((user, password)) = login {
        texts.remarks.push(format!("{place}: user and password stood in the URL"));
        webhook.insert("user".to_owned(), user.into());
        webhook.insert("password".to_owned(), password.into());
    }
    webhook.insert("params".to_owned(), params.into());
    webhook.insert("events".to_owned(), json!(["request.opened", "request.closed"]));
    let keys = item.as_object().into_iter().flat_map(Map::keys);
    for key in keys.filter(|key| !matches!(key.as_str(), "url" | "params")) {
        let warning = format!("{place}.{key}: not a key of cachet-url-monitor: left out");
        texts.notes.warnings.push(warning);
    }
    Some(Value::Object(webhook))
}

/// For which services the webhooks were silent.
fn now_told(endpoints: &[Endpoint<'_>]) -> Vec<String> {
    let silent = endpoints.iter().filter(|endpoint| !endpoint.creates_incidents());
    let names: Vec<String> = silent.map(|endpoint| format!("  {:?}", endpoint.name())).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let remark = "called for every service, no longer only with CREATE_INCIDENT; so also for:";
    std::iter::once(remark.to_owned()).chain(names).collect()
}

/// After the host, as long as that is unique and known.
fn webhook_name(url: &str, index: usize, names: &mut HashSet<String>) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
    let host = host.filter(|host| !host.contains(['{', '%', '[']));
    let name = host.filter(|host| !names.contains(host));
    let name = name.unwrap_or_else(|| format!("webhook-{}", index + 1));
    names.insert(name.clone());
    name
}

/// What each title was called; the old README has the second one misspelt.
const TITLES: &[(&str, &str)] = &[
    ("incident_outage", "incident_outage"),
    ("incident_performance", "incident_performance"),
    ("incident_performace", "incident_performance"),
    ("incident_operational", "incident_operational"),
];

pub(super) fn messages(
    old: Option<&Value>,
    endpoints: &[Endpoint<'_>],
    top: &mut Block,
    notes: &mut Notes,
) {
    let Some(Value::Object(old)) = old else { return };
    let mut texts = Texts { endpoints, notes, remarks: Vec::new() };
    let mut new = Map::new();
    for (key, value) in old {
        let Some((known, name)) = TITLES.iter().find(|(known, _)| known == key) else {
            texts.notes.warnings.push(format!("messages.{key}: not a title: left out"));
            continue;
        };
        if known != name {
            texts.remarks.push(format!("`{known}`, as the old README spells it, had no effect"));
        }
        if new.contains_key(*name) && known != name {
            continue;
        }
        if let Some(text) = text_of(value) {
            new.insert((*name).to_owned(), texts.kept(&text, &format!("messages.{key}")).into());
        }
    }
    let remarks = texts.remarks;
    if !new.is_empty() {
        top.put_with("messages", Value::Object(new), remarks);
    }
}

/// Texts with names in braces, which knew every key of an endpoint.
struct Texts<'t, 'o> {
    endpoints: &'t [Endpoint<'o>],
    notes: &'t mut Notes,
    remarks: Vec<String>,
}

/// What is written otherwise here: `10s`, not `10`.
const OTHERWISE: &[&str] = &["timeout", "frequency", "latency_unit", "public_incidents"];

impl Texts<'_, '_> {
    /// The query of a webhook.
    fn params(&mut self, old: Option<&Value>, place: &str) -> Map<String, Value> {
        let mut params = Map::new();
        for (key, value) in old.and_then(Value::as_object).into_iter().flatten() {
            let place = format!("{place}.params.{key}");
            match text_of(value) {
                Some(text) => drop(params.insert(key.clone(), self.kept(&text, &place).into())),
                None => self.notes.warnings.push(format!("{place}: is not a text: left out")),
            }
        }
        if old.is_some_and(|old| !old.is_object() && !old.is_null()) {
            self.notes.problems.push(format!("{place}.params: is not a map"));
        }
        params
    }

    /// The text with what we have no name for replaced or dropped.
    fn kept(&mut self, text: &str, place: &str) -> String {
        let mut kept = String::new();
        let mut rest = text;
        while let Some(position) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(position);
            kept.push_str(before);
            if from.starts_with("{{") || from.starts_with("}}") {
                let (brace, after) = from.split_at(2);
                kept.push_str(brace);
                rest = after;
                continue;
            }
            let Some((name, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}'))
            else {
                let brace = if from.starts_with('{') { '{' } else { '}' };
                let error = TemplateError::LoneBrace(brace);
                self.notes.problems.push(format!("{place}: {error}"));
                return String::new();
            };
            kept.push_str(&self.in_place_of(name, place));
            rest = after;
        }
        kept.push_str(rest);
        kept
    }

    /// A name that stays, or the value that all endpoints have for it.
    fn in_place_of(&mut self, name: &str, place: &str) -> String {
        let braced = format!("{{{name}}}");
        let is_ours = Template::parse(&braced).is_ok() && !self.is_made_up(name);
        let is_otherwise = OTHERWISE.contains(&name);
        if is_ours && !is_otherwise {
            return braced;
        }
        if let Some(value) = self.common_value(name) {
            self.remarks.push(format!("{place}: {braced} is now its value"));
            return value.replace('{', "{{").replace('}', "}}");
        }
        if is_ours {
            self.remarks.push(format!("{place}: {braced} is written as ronde does, like 10s"));
            return braced;
        }
        let remark = format!("{place}: {braced} is not known here and is left out");
        self.notes.warnings.push(remark.clone());
        self.remarks.push(remark);
        String::new()
    }

    /// Whether it is a key that endpoints had only for texts, which may mean
    /// something else here.
    fn is_made_up(&self, name: &str) -> bool {
        let has_it = |endpoint: &Endpoint<'_>| endpoint.fields.contains_key(name);
        !KNOWN.contains(&name)
            && !matches!(name, "title" | "message")
            && self.endpoints.iter().any(has_it)
    }

    /// What all endpoints have under that key.
    fn common_value(&self, name: &str) -> Option<String> {
        let mut values = self.endpoints.iter().map(|endpoint| endpoint.fields.get(name));
        let first = values.next()??;
        values.all(|value| value == Some(first)).then(|| text_of(first))?
    }
}
