//! What one level says about a service.

use std::sync::Arc;
use std::time::Duration;

use super::api::{ApiLayer, api};
use super::expectation::expectations;
use super::level::{Context, as_it_is, level};
use super::report::At;
use super::request::RequestLayer;
use super::scalars;
use super::secret::push_url;
use super::status_page::StatusPageLayer;
use super::target;
use crate::config::keys::{Setting, Table, Text};
use crate::config::raw::{RawSecret, RawService};
use crate::domain::{Expectation, Priority, Secret};

level! {
    /// The settings of one level.
    #[derive(Debug, Clone, Default)]
    struct Layer {
        url from url: Arc<str> => url,
        upgrade_to_https from upgrade_to_https: bool => as_it_is,
        active from active: bool => as_it_is,
        product from service: Arc<str> => shared_text,
        version from version: Arc<str> => shared_text,
        priority from priority: Priority => priority,
        expectations from expectation: Arc<[Expectation]> => expectations,
        allowed_fails from allowed_fails: u32 => as_it_is,
        frequency from frequency: Duration => frequency,
        tags from tags: Arc<[String]> => tags,
        push_url from push_url: Secret => pushed,
        monitoring_api from monitoring_api: ApiLayer => api,
        + request: RequestLayer,
        + status_page: StatusPageLayer,
    }
}

/// Checks everything that is written `at` but the names, which the caller has taken.
pub(super) fn layer(mut raw: RawService, context: &mut Context<'_>, at: &At<'_>) -> Layer {
    raw.active = active(&raw.active, &raw.monitoring, at);
    Layer::read(&mut raw, context, at)
}

/// What the table of keys has for where no level says anything.
#[expect(clippy::expect_used, reason = "a service as such has no key that must be given")]
pub(super) fn built_in(context: &mut Context<'_>, at: &At<'_>) -> Layer {
    layer(RawService::built_in().expect("every key of a service can be left out"), context, at)
}

fn url(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<Arc<str>> {
    target::target(&text, at)
}

fn shared_text(Text(text): Text, context: &mut Context<'_>, _: &At<'_>) -> Arc<str> {
    context.shared.text(&text)
}

fn pushed(raw: RawSecret, context: &mut Context<'_>, at: &At<'_>) -> Option<Secret> {
    push_url(raw, context.directory, at)
}

/// The seeds have both words for it.
fn active(active: &Setting<bool>, monitoring: &Setting<bool>, at: &At<'_>) -> Setting<bool> {
    if !active.is_unsaid() && !monitoring.is_unsaid() {
        at.key("monitoring").wrong("`active` is the same; give only one of them");
    }
    active.or(monitoring)
}

fn priority(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<Priority> {
    let priority = Priority::parse(&text);
    if priority.is_none() {
        at.wrong(format!("{text:?} is not one of \"0\", \"1\", \"2\", \"3\""));
    }
    priority
}

fn frequency(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<Duration> {
    let frequency = at.accept(scalars::positive_duration(&text))?;
    if frequency < Duration::from_secs(60) {
        at.suspicious(format!(
            "{text:?} is more frequent than possible: cron starts at most one pass a minute"
        ));
    }
    Some(frequency)
}

fn tags(list: Vec<Text>, context: &mut Context<'_>, at: &At<'_>) -> Option<Arc<[String]>> {
    let mut tags: Vec<String> = Vec::with_capacity(list.len());
    for (index, Text(tag)) in list.into_iter().enumerate() {
        if tag.trim().is_empty() || tag.chars().any(char::is_control) {
            at.index(index).wrong("a tag cannot be empty or contain control characters");
            return None;
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Some(context.shared.tags(tags))
}
