//! What one level says about a service: the service itself, its equipment's
//! defaults, or the file's. Each level is checked where it is written, once.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::expectation::expectations;
use super::monitoring::{self, ApiLayer};
use super::report::At;
use super::request::{self, RequestLayer};
use super::scalars::{self, service_url};
use super::secret::push_url;
use super::shared::Shared;
use super::status_page::{self, StatusPageLayer};
use crate::config::keys::{Setting, Text};
use crate::config::raw::RawService;
use crate::domain::{Expectation, Priority, Secret};

/// The settings of one level.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub(super) url: Setting<Arc<str>>,
    pub(super) upgrade_to_https: Setting<bool>,
    pub(super) active: Setting<bool>,
    pub(super) product: Setting<Arc<str>>,
    pub(super) version: Setting<Arc<str>>,
    pub(super) priority: Setting<Priority>,
    pub(super) request: RequestLayer,
    pub(super) expectations: Setting<Arc<[Expectation]>>,
    pub(super) allowed_fails: Setting<u32>,
    pub(super) frequency: Setting<Duration>,
    pub(super) tags: Setting<Arc<[String]>>,
    pub(super) status_page: StatusPageLayer,
    pub(super) push_url: Setting<Secret>,
    pub(super) monitoring_api: Setting<ApiLayer>,
}

impl Layer {
    /// This level's settings, and the next one's where it says nothing.
    pub(super) fn over(&self, next: &Self) -> Self {
        Self {
            url: self.url.or(&next.url),
            upgrade_to_https: self.upgrade_to_https.or(&next.upgrade_to_https),
            active: self.active.or(&next.active),
            product: self.product.or(&next.product),
            version: self.version.or(&next.version),
            priority: self.priority.or(&next.priority),
            request: self.request.over(&next.request),
            expectations: self.expectations.or(&next.expectations),
            allowed_fails: self.allowed_fails.or(&next.allowed_fails),
            frequency: self.frequency.or(&next.frequency),
            tags: self.tags.or(&next.tags),
            status_page: self.status_page.over(&next.status_page),
            push_url: self.push_url.or(&next.push_url),
            monitoring_api: self.monitoring_api.or(&next.monitoring_api),
        }
    }
}

/// Checks everything that is written `at` but the names, which the caller has taken.
pub(super) fn layer(raw: RawService, directory: &Path, shared: &mut Shared, at: &At<'_>) -> Layer {
    let active = active(&raw.active, &raw.monitoring, at);
    let (raw, request) = request::layer(raw, directory, at);
    let (raw, status_page) = status_page::layer(raw, at);
    Layer {
        url: raw.url.and_then(|Text(url)| service_url(&url, &at.key("url"))),
        upgrade_to_https: raw.upgrade_to_https,
        active,
        product: raw.service.and_then(|Text(text)| Some(shared.text(&text))),
        version: raw.version.and_then(|Text(text)| Some(shared.text(&text))),
        priority: raw.priority.and_then(|Text(text)| priority(&text, &at.key("priority"))),
        request,
        expectations: raw
            .expectation
            .and_then(|list| expectations(list, shared, &at.key("expectation"))),
        allowed_fails: raw.allowed_fails,
        frequency: raw.frequency.and_then(|Text(text)| frequency(&text, &at.key("frequency"))),
        tags: raw.tags.and_then(|list| tags(list, shared, &at.key("tags"))),
        status_page,
        push_url: raw.push_url.and_then(|raw| push_url(raw, directory, &at.key("push_url"))),
        monitoring_api: raw
            .monitoring_api
            .and_then(|raw| monitoring::api(raw, directory, &at.key("monitoring_api"))),
    }
}

/// The seeds have both words for it.
fn active(active: &Setting<bool>, monitoring: &Setting<bool>, at: &At<'_>) -> Setting<bool> {
    if !active.is_unsaid() && !monitoring.is_unsaid() {
        at.key("monitoring").wrong("`active` is the same; give only one of them");
    }
    active.or(monitoring)
}

fn priority(text: &str, at: &At<'_>) -> Option<Priority> {
    let priority = Priority::parse(text);
    if priority.is_none() {
        at.wrong(format!("{text:?} is not one of \"0\", \"1\", \"2\", \"3\""));
    }
    priority
}

fn frequency(text: &str, at: &At<'_>) -> Option<Duration> {
    let frequency = at.accept(scalars::positive_duration(text))?;
    if frequency < Duration::from_secs(60) {
        at.suspicious(format!(
            "{text:?} is more frequent than possible: cron starts at most one pass a minute"
        ));
    }
    Some(frequency)
}

fn tags(list: Vec<Text>, shared: &mut Shared, at: &At<'_>) -> Option<Arc<[String]>> {
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
    Some(shared.tags(tags))
}
