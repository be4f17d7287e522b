//! The public status page: where it is, and what each service has to do with it.

use std::collections::BTreeSet;
use std::path::Path;

use super::level::{Context, as_it_is, level};
use super::report::At;
use super::scalars::{self, UrlError, file};
use super::secret::secret;
use crate::config::keys::{Setting, Text};
use crate::config::raw::{RawCachet, RawEquipment, RawHeartbeat, RawService};
use crate::domain::{Action, Cachet, CachetVersion, LatencyUnit, StatusPageSettings, TlsSettings};

level! {
    /// What one level says about the status page.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    struct StatusPageLayer {
        actions from action: BTreeSet<Action> => action,
        component_id from component_id: u64 => id,
        metric_id from metric_id: u64 => id,
        latency_unit from latency_unit: LatencyUnit => latency_unit,
        public_incidents from public_incidents: bool => as_it_is,
    }
}

impl StatusPageLayer {
    /// What is written `at` a heartbeat.
    pub(super) fn of_heartbeat(raw: &mut RawHeartbeat, at: &At<'_>) -> Self {
        let list = raw.action.take();
        Self::without_latency("a heartbeat", list, raw.component_id, raw.public_incidents, at)
    }

    /// What is written `at` an equipment.
    pub(super) fn of_equipment(raw: &mut RawEquipment, at: &At<'_>) -> Self {
        let list = raw.action.take();
        Self::without_latency("an equipment", list, raw.component_id, raw.public_incidents, at)
    }

    fn without_latency(
        what: &str,
        list: Option<Vec<Text>>,
        component_id: Option<u64>,
        public_incidents: Option<bool>,
        at: &At<'_>,
    ) -> Self {
        let list = list.map(|list| actions(&list, &at.key("action")));
        if list.as_ref().is_some_and(|list| list.contains(&Action::PushMetrics)) {
            let message = format!("{what} has no latency: PUSH_METRICS is for services");
            at.key("action").wrong(message);
        }
        let id = component_id.and_then(|id| number(id, &at.key("component_id")));
        Self {
            actions: list.map_or(Setting::Unsaid, Setting::Given),
            component_id: id.map_or(Setting::Unsaid, Setting::Given),
            public_incidents: public_incidents.map_or(Setting::Unsaid, Setting::Given),
            ..Self::default()
        }
    }

    /// Whether nothing is said.
    pub(super) fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// The settings of a service; `None` when nothing is told of it.
    ///
    /// `has_page` says whether there is a status page at all.
    /// To be called once they are settled.
    pub(super) fn settings(self, has_page: bool, at: &At<'_>) -> Option<StatusPageSettings> {
        let settings = StatusPageSettings {
            actions: self.actions.value().unwrap_or_default(),
            component_id: self.component_id.value(),
            metric_id: self.metric_id.value(),
            latency_unit: self.latency_unit.sure(),
            public_incidents: self.public_incidents.sure(),
        };
        check_whole(&settings, has_page, at);
        (!settings.actions.is_empty()).then_some(settings)
    }
}

/// What each action needs, and what does nothing without an action.
fn check_whole(settings: &StatusPageSettings, has_page: bool, at: &At<'_>) {
    let has = |action| settings.actions.contains(&action);
    let place = at.key("action");
    if settings.actions.is_empty() {
        if settings.component_id.is_some() || settings.metric_id.is_some() {
            at.suspicious(
                "`component_id` and `metric_id` do nothing without `action` (UPDATE_STATUS, CREATE_INCIDENT, PUSH_METRICS)",
            );
        }
        return;
    }
    if !has_page {
        place.wrong_with_hint(
            "there is no status page to tell",
            "add the key `cachet` with `api_url` and `token` at the top of the configuration",
        );
    }
    if has(Action::UpdateStatus) && settings.component_id.is_none() {
        place.wrong("UPDATE_STATUS needs a `component_id`");
    }
    match (has(Action::PushMetrics), settings.metric_id) {
        (true, None) => place.wrong("PUSH_METRICS needs a `metric_id`"),
        (false, Some(_)) => {
            at.key("metric_id").suspicious("does nothing without PUSH_METRICS in `action`");
        }
        _ => {}
    }
}

#[expect(clippy::needless_pass_by_value, reason = "every check takes what was written")]
fn action(list: Vec<Text>, _: &mut Context<'_>, at: &At<'_>) -> BTreeSet<Action> {
    actions(&list, at)
}

fn id(id: u64, _: &mut Context<'_>, at: &At<'_>) -> Option<u64> {
    number(id, at)
}

fn actions(list: &[Text], at: &At<'_>) -> BTreeSet<Action> {
    let parse = |(index, Text(word)): (usize, &Text)| {
        let action = Action::parse(word);
        if action.is_none() {
            let known: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
            at.index(index).wrong(format!("{word:?} is not one of {}", known.join(", ")));
        }
        action
    };
    list.iter().enumerate().filter_map(parse).collect()
}

/// Cachet counts from 1, and its numbers fit into what SQLite can hold.
fn number(id: u64, at: &At<'_>) -> Option<u64> {
    if id == 0 || i64::try_from(id).is_err() {
        at.wrong(format!("{id} cannot be the number of something in Cachet"));
        return None;
    }
    Some(id)
}

fn latency_unit(Text(word): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<LatencyUnit> {
    let unit = LatencyUnit::parse(&word);
    if unit.is_none() {
        at.wrong(format!("{word:?} is not one of ms, s, m, h"));
    }
    unit
}

/// The status page that is written `at`.
pub(super) fn cachet(raw: RawCachet, directory: &Path, at: &At<'_>) -> Option<Cachet> {
    let RawCachet { api_url, version, token, ca_file } = raw;
    let version = cachet_version(&version, &at.key("version"));
    let api_url = api_url_of(api_url, &at.key("api_url"));
    let token = secret(token, directory, &at.key("token"));
    let ca_file = ca_file.and_then(|path| file(path, directory, &at.key("ca_file")));
    let tls = TlsSettings { ca_file, ..TlsSettings::default() };
    Some(Cachet { api_url: api_url?, version: version?, token: token?, tls })
}

fn cachet_version(Text(text): &Text, at: &At<'_>) -> Option<CachetVersion> {
    let version = match text.as_str() {
        "2" => Some(CachetVersion::V2),
        "3" => Some(CachetVersion::V3),
        _ => None,
    };
    if version.is_none() {
        at.wrong(format!("{text:?} is not one of 2, 3"));
    }
    version
}

fn api_url_of(Text(text): Text, at: &At<'_>) -> Option<String> {
    match scalars::check_url(&text) {
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            at.wrong("the address of an API has no `?` or `#`");
        }
        Ok(_) => return Some(text.trim_end_matches('/').to_owned()),
        Err(error @ UrlError::Credentials) => {
            at.wrong_with_hint(error.to_string(), "Cachet knows its clients by `token`");
        }
        Err(error) if text.contains('@') => at.wrong(error.to_string()),
        Err(error) => at.wrong(format!("{text:?}: {error}")),
    }
    None
}
