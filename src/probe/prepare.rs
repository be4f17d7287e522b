//! From a service to the request that probes it: here its secrets are read.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use super::{observer, tcp};
use crate::domain::{
    HttpRequest, MonitoringApi, Probed, Redirects, RequestSettings, Secret, SecretError, Service,
    Unprobed, unsendable,
};
use crate::ports::{Exchanger, SecretReader};
use crate::process::plugin;

/// How much of a body is read when an expectation needs it, decompressed.
pub(super) const BODY_LIMIT: usize = 1024 * 1024;
/// The same of a server manager, which tells of all its instances at once: ten
/// thousand with their modules.
const LISTING_LIMIT: usize = 64 * 1024 * 1024;

/// Makes one probe of `service` at `now`.
///
/// # Errors
///
/// [`Unprobed`] when there is nothing to probe, a secret cannot be read, or a
/// command cannot be run.
pub(crate) fn probe(
    service: &Service,
    exchanger: &dyn Exchanger,
    secrets: &dyn SecretReader,
    now: Timestamp,
) -> Result<Probed, Unprobed> {
    #[cfg(debug_assertions)]
    panic_on_demand(service);
    let api = service.monitoring_api.as_deref();
    if let Some(MonitoringApi::Command(command)) = api {
        return plugin::run(command, service.request.timeout).map(Probed::Plugin);
    }
    if service.is_connection() {
        return Ok(Probed::Connection(Box::new(tcp::connect(service, exchanger))));
    }
    let url = url_of(service, secrets, now)?;
    let headers = headers(service, secrets)?;
    let settings = &*service.request;
    let is_observed = matches!(api, Some(MonitoringApi::ServerObserver { .. }));
    let is_listing = service.lists_instances();
    let is_signed = is_observed || is_listing;
    let limit = if is_listing { LISTING_LIMIT } else { BODY_LIMIT };
    Ok(Probed::Exchange(Box::new(exchanger.exchange(&HttpRequest {
        method: if is_signed { "GET" } else { &settings.method },
        url: &url,
        headers,
        body: settings.body.as_deref().filter(|_| !is_signed).map(str::as_bytes),
        timeout: settings.timeout.max(Duration::from_millis(1)),
        tls: &settings.tls,
        tcp_tls: settings.tcp_tls,
        redirects: Redirects::Anywhere(settings.follow_redirects),
        resolve: settings.resolve,
        ip_version: settings.ip_version,
        body_limit: (is_signed || service.needs_body()).then_some(limit),
    }))))
}

/// The URL that is called at `now`.
fn url_of<'s>(
    service: &'s Service,
    secrets: &dyn SecretReader,
    now: Timestamp,
) -> Result<Cow<'s, str>, Unprobed> {
    match service.monitoring_api.as_deref() {
        Some(MonitoringApi::SimpleUrl { url }) => Ok(Cow::from(&**url)),
        Some(MonitoringApi::ServerObserver { url, token }) => {
            observer::called(url, token.as_ref(), secrets, now).map(Cow::from)
        }
        Some(MonitoringApi::ServerManager { url, token }) => {
            let url = observer::listing_url(url)?;
            observer::called(&url, token.as_ref(), secrets, now).map(Cow::from)
        }
        Some(MonitoringApi::Instance) => {
            Err(Unprobed(format!("{} is told of by its host", service.id)))
        }
        None | Some(MonitoringApi::Command(_)) => {
            let nothing = || Unprobed(format!("{} has no url", service.id));
            service.url.as_deref().map(Cow::from).ok_or_else(nothing)
        }
    }
}

/// Panics where a test of a build that is no release demands it: there is no
/// honest way to break a probe from outside.
#[cfg(debug_assertions)]
fn panic_on_demand(service: &Service) {
    let demanded = std::env::var("RONDE_TEST_PANIC").is_ok_and(|id| id == service.id.to_string());
    assert!(!demanded, "as a test demands");
}

/// The secrets that a probe of the service reads.
pub(crate) fn secrets_of(service: &Service) -> impl Iterator<Item = &Secret> {
    let api = service.monitoring_api.as_deref();
    let settings = Some(&*service.request)
        .filter(|_| !matches!(api, Some(MonitoringApi::Command(_) | MonitoringApi::Instance)))
        .filter(|_| !service.is_connection());
    let headers = settings.into_iter().flat_map(|it| it.headers.iter().map(|(_, value)| value));
    let password = settings.and_then(RequestSettings::basic_auth_in_use).map(|auth| &auth.password);
    api.and_then(MonitoringApi::token).into_iter().chain(headers).chain(password)
}

/// The configured header fields, with their secrets.
fn headers(
    service: &Service,
    secrets: &dyn SecretReader,
) -> Result<Vec<(String, String)>, SecretError> {
    let settings = &*service.request;
    let mut headers = Vec::with_capacity(settings.headers.len() + 1);
    for (name, value) in &settings.headers {
        let value = secrets.reveal(value)?.expose().to_owned();
        if let Some(why) = unsendable(name, &value) {
            return Err(SecretError(format!("the value of the header {name} {why}")));
        }
        headers.push((name.clone(), value));
    }
    if let Some(auth) = settings.basic_auth_in_use() {
        headers.push((
            "Authorization".to_owned(),
            auth.authorization(&secrets.reveal(&auth.password)?).expose().to_owned(),
        ));
    }
    Ok(headers)
}
