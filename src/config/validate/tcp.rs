//! Services that are no website: `tcp://HOST:PORT`, and which keys mean something
//! to them.

use std::sync::Arc;

use super::layer::Layer;
use super::monitoring;
use super::report::At;
use super::shared::Shared;
use crate::config::keys::Setting;
use crate::domain::{Check, Expectation, MonitoringApi, RequestSettings, TcpTls, is_tcp_url};

/// What is asked of a service, and how.
pub(super) struct Asked<'a> {
    pub(super) url: Option<&'a Arc<str>>,
    pub(super) api: Option<&'a MonitoringApi>,
    pub(super) request: &'a RequestSettings,
}

impl Asked<'_> {
    /// What is expected, after a look at whether all that is said fits together.
    pub(super) fn expectations(
        &self,
        own: &Layer,
        all: &Layer,
        shared: &mut Shared,
        at: &At<'_>,
    ) -> Arc<[Expectation]> {
        // An API that is asked instead has its own ways.
        if self.api.is_none() && self.url.is_some_and(|url| is_tcp_url(url)) {
            check_keys(own, at);
            return expectations(own, all, self.request, shared, at);
        }
        check_others(own, self.api, at);
        monitoring::expectations(self.api, own, all, shared, at)
    }
}

/// Refuses what is said of a connection and means nothing to it; what its defaults
/// say is for the others.
fn check_keys(own: &Layer, at: &At<'_>) {
    let request = &own.request;
    let given = [
        ("method", is_given(&request.method)),
        ("header", is_given(&request.headers)),
        ("body", is_given(&request.body)),
        ("basic_auth", is_given(&request.basic_auth)),
        ("follow_redirects", is_given(&request.follow_redirects)),
        ("upgrade_to_https", is_given(&own.upgrade_to_https)),
    ];
    for (key, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
        at.key(key).wrong(format!("`{key}` is for http: a tcp:// URL is only connected to"));
    }
}

fn is_given<T>(setting: &Setting<T>) -> bool {
    matches!(setting, Setting::Given(_))
}

fn check_others(own: &Layer, api: Option<&MonitoringApi>, at: &At<'_>) {
    if matches!(own.request.tcp_tls, Setting::Given(tls) if tls != TcpTls::None) {
        at.key("tls").wrong("`tls` is for a tcp:// URL: https:// has it anyway");
    }
    let called = match api {
        Some(
            MonitoringApi::SimpleUrl { url }
            | MonitoringApi::ServerObserver { url, .. }
            | MonitoringApi::ServerManager { url, .. },
        ) => Some(url),
        Some(MonitoringApi::Instance | MonitoringApi::Command(_)) | None => None,
    };
    if called.is_some_and(|url| is_tcp_url(url)) {
        at.key("monitoring_api")
            .wrong("it is called by http, and the service's `url` is not: give it its own `url`");
    }
}

/// The expectations of a connection: what the service says itself must make sense,
/// and of its defaults only that is taken which does.
fn expectations(
    own: &Layer,
    all: &Layer,
    request: &RequestSettings,
    shared: &mut Shared,
    at: &At<'_>,
) -> Arc<[Expectation]> {
    if let Setting::Given(list) = &own.expectations {
        let place = at.key("expectation");
        for (index, expectation) in list.iter().enumerate() {
            if let Some(why) = senseless(&expectation.check, request.tcp_tls) {
                place.index(index).wrong(why);
            }
        }
        return Arc::clone(list);
    }
    let inherited = all.expectations.clone().value();
    let kept = inherited.iter().flat_map(|list| list.iter());
    let fits = |one: &&Expectation| senseless(&one.check, request.tcp_tls).is_none();
    shared.expectations(kept.filter(fits).cloned().collect())
}

fn senseless(check: &Check, tls: TcpTls) -> Option<String> {
    match (check, tls) {
        (Check::Certificate { .. }, TcpTls::None) => Some(
            "CERTIFICATE needs TLS: say how it begins with `tls: true`, `smtp` or `imap`"
                .to_owned(),
        ),
        (Check::Latency(_) | Check::Certificate { .. }, _) => None,
        (check, _) => Some(format!(
            "a connection has nothing to do with {}; it can have LATENCY and, with `tls`, \
             CERTIFICATE",
            check.kind()
        )),
    }
}
