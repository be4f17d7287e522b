//! Webhooks: where news go, when and in which form.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::report::{At, Report};
use super::request::{basic_auth, header_fields};
use super::scalars::{self, UrlError, file};
use super::secret::secret;
use crate::config::keys::{Json, Pairs, Text};
use crate::config::raw::RawWebhook;
use crate::domain::{Event, Inventory, Name, Secret, Selector, TlsSettings, Webhook, WebhookForm};
use crate::text::Template;

/// Takes webhooks one at a time.
#[derive(Default)]
pub(super) struct WebhooksBuilder {
    pub(super) webhooks: Vec<Webhook>,
    names: HashMap<Name, PathBuf>,
    /// What each selects, with its place: file and index.
    selected: Vec<(PathBuf, usize, Vec<Selector>)>,
}

impl WebhooksBuilder {
    /// Adds the webhook that stands at `index` in its file; `at` is its place.
    pub(super) fn add(&mut self, mut raw: RawWebhook, index: usize, directory: &Path, at: &At<'_>) {
        let settings = settings(&mut raw, directory, at);
        self.selected.push((at.file().to_owned(), index, settings.select.clone()));
        let RawWebhook { name, url, user, password, events, params, json, ca_file, .. } = raw;
        let url = secret(url, directory, &at.key("url"));
        let host = url.as_ref().and_then(|url| checked_host(url, &at.key("url")));
        let name = webhook_name(name, host, at);
        if password.is_some() && user.is_none() {
            at.wrong("`password` without `user`");
        }
        let basic_auth = user.map(|user| basic_auth(user, password, directory, at));
        let events = events.map(|list| event_set(&list, &at.key("events")));
        let events = events.unwrap_or_else(|| default_events(params.is_some()));
        let form = form(params, json, at);
        let ca_file = ca_file.and_then(|path| file(path, directory, &at.key("ca_file")));
        if let Some(name) = &name {
            self.claim(name, at);
        }
        if let (Some(name), Some(url), Some(form)) = (name, url, form) {
            let tls = TlsSettings { ca_file, ..TlsSettings::default() };
            let basic_auth = basic_auth.flatten();
            let Settings { headers, timeout, select } = settings;
            self.webhooks.push(Webhook {
                name,
                url,
                basic_auth,
                headers,
                timeout,
                select,
                events,
                form,
                tls,
            });
        }
    }

    /// Warns of selectors that mean nothing. What server managers list is not known here.
    pub(super) fn check_selectors(&self, inventory: &Inventory, report: &Report) {
        if inventory.has_managers() {
            return;
        }
        for (file, index, select) in &self.selected {
            let at = At::root(report, file);
            let (at, webhook) = (at.key("webhooks"), *index);
            let (at, mut position) = (at.index(webhook), 0);
            let at = at.key("select");
            for selector in select {
                if selector.means_nothing(inventory) {
                    let message = format!("nothing matches {:?}", selector.as_str());
                    at.index(position).suspicious(message);
                }
                position += 1;
            }
        }
    }

    fn claim(&mut self, name: &Name, at: &At<'_>) {
        if let Some(first) = self.names.get(name) {
            at.wrong_with_hint(
                format!("the name \"{name}\" is given to another webhook in {}", first.display()),
                "without `name` a webhook is called after its URL's host; give each its own",
            );
        } else {
            self.names.insert(name.clone(), at.file().to_owned());
        }
    }
}

/// How a webhook is called, and of what.
struct Settings {
    headers: Vec<(String, Secret)>,
    timeout: Duration,
    select: Vec<Selector>,
}

/// A receiver that takes longer holds up a whole pass.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);

fn settings(raw: &mut RawWebhook, directory: &Path, at: &At<'_>) -> Settings {
    let headers = raw.headers.take();
    let headers = headers.map(|pairs| header_fields(pairs, directory, &at.key("headers")));
    let headers = headers.unwrap_or_default();
    let named = |wanted: &str| headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    if named("Idempotency-Key") {
        at.key("headers").key("Idempotency-Key").wrong("ronde sets this header itself");
    }
    if named("Authorization") && raw.user.is_some() {
        at.suspicious("the header Authorization wins over `user` and `password`");
    }
    let at_timeout = at.key("timeout");
    let second = Duration::from_secs(1);
    let timeout = scalars::time(&raw.timeout, second, &at_timeout).unwrap_or_default();
    if timeout > LONGEST_TIMEOUT {
        at_timeout.wrong("must be at most 60s");
    }
    let select = raw.select.take().map(|list| selectors(&list, &at.key("select")));
    Settings { headers, timeout, select: select.unwrap_or_default() }
}

fn selectors(list: &[Text], at: &At<'_>) -> Vec<Selector> {
    if list.is_empty() {
        at.wrong("cannot be empty: the webhook would never be called");
    }
    let selector = |(index, Text(text)): (usize, &Text)| {
        if text.trim().is_empty() {
            at.index(index).wrong("an empty text selects nothing");
        }
        Selector::new(text)
    };
    list.iter().enumerate().map(selector).collect()
}

/// Where a webhook's URL leads.
enum Host {
    Known(String),
    /// Kept elsewhere, or different for each event.
    Unknown,
}

/// The host of a literal URL; `None` when the URL is wrong.
///
/// The URL is not shown: it may have a token in it.
fn checked_host(url: &Secret, at: &At<'_>) -> Option<Host> {
    let Secret::Literal(text) = url else { return Some(Host::Unknown) };
    at.accept(Template::parse(text))?;
    let has_name_in_host = text
        .split_once("://")
        .and_then(|(_, rest)| rest.split(['/', '?', '#']).next())
        .is_some_and(|host| host.contains('{'));
    match scalars::check_url(&without_names(text)) {
        Ok(url) if !has_name_in_host => url.host_str().map(|host| Host::Known(host.to_owned())),
        Ok(_) => Some(Host::Unknown),
        Err(error @ UrlError::Credentials) => {
            at.wrong_with_hint(error.to_string(), "use `user` and `password`");
            None
        }
        Err(error) => {
            at.wrong(error.to_string());
            None
        }
    }
}

/// `{name}` stands for some text; any will do to see whether the rest is a URL.
fn without_names(text: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                result.push('0');
            }
            _ if inside => {}
            other => result.push(other),
        }
    }
    result
}

fn webhook_name(name: Option<Text>, host: Option<Host>, at: &At<'_>) -> Option<Name> {
    match (name, host) {
        (Some(Text(text)), _) => {
            at.key("name").accept(Name::parse(&text).map_err(|error| format!("{text:?}: {error}")))
        }
        // An IPv6 host stands in brackets, which no name can have.
        (None, Some(Host::Known(host))) => at.accept(Name::parse(host.trim_matches(['[', ']']))),
        (None, Some(Host::Unknown)) => {
            at.wrong_with_hint(
                "`name` is missing",
                "it can only be left out when the URL's host is written in the configuration",
            );
            None
        }
        (None, None) => None,
    }
}

fn default_events(has_params: bool) -> BTreeSet<Event> {
    let mut events = BTreeSet::from([Event::RequestOpened, Event::RequestWorsened]);
    if has_params {
        events.insert(Event::RequestClosed);
    }
    events
}

fn event_set(list: &[Text], at: &At<'_>) -> BTreeSet<Event> {
    if list.is_empty() {
        at.wrong("cannot be empty: the webhook would never be called");
    }
    let parse = |(index, Text(word)): (usize, &Text)| {
        let event = Event::parse(word).filter(|event| Event::OF_REQUESTS.contains(event));
        if event.is_none() {
            let known: Vec<&str> = Event::OF_REQUESTS.iter().map(|event| event.as_str()).collect();
            at.index(index).wrong(format!("{word:?} is not one of {}", known.join(", ")));
        }
        event
    };
    list.iter().enumerate().filter_map(parse).collect()
}

fn form(params: Option<Pairs<Text>>, json: Option<Json>, at: &At<'_>) -> Option<WebhookForm> {
    match (params, json) {
        (None, None) => Some(WebhookForm::Odoo),
        (Some(_), Some(_)) => {
            at.wrong("`params` and `json` exclude each other");
            None
        }
        (Some(Pairs(pairs)), None) => {
            let at = at.key("params");
            let mut parameters: Vec<(String, Template)> = Vec::with_capacity(pairs.len());
            for (name, Text(text)) in pairs {
                if let Some(template) = at.key(&name).accept(Template::parse(&text)) {
                    parameters.push((name.clone(), template));
                }
            }
            Some(WebhookForm::Parameters(parameters))
        }
        (None, Some(Json(value))) => {
            check_json(&value, &at.key("json"));
            Some(WebhookForm::Json(value))
        }
    }
}

/// Every text in it is a template; keys are not.
fn check_json(value: &Value, at: &At<'_>) {
    match value {
        Value::String(text) => drop(at.accept(Template::parse(text))),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, item)| check_json(item, &at.index(index)));
        }
        Value::Object(map) => map.iter().for_each(|(key, item)| check_json(item, &at.key(key))),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
