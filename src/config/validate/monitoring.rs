//! What a service with a monitoring API is: where it is asked, and the
//! expectations that its API has something to say about.

use std::sync::Arc;

use super::api::ApiLayer;
use super::layer::Layer;
use super::report::At;
use super::shared::Shared;
use crate::config::keys::{Setting, Text};
use crate::config::raw::{RawMonitoringApi, RawService};
use crate::domain::{Check, Expectation, HOST_CHECK, MonitoringApi, Name, Service, StatusRange};

/// An equipment's own API, as the service that it is.
pub(super) fn own_check(raw: RawMonitoringApi) -> RawService {
    RawService {
        name: Some(Text(HOST_CHECK.to_owned())),
        monitoring_api: Setting::Given(raw),
        ..RawService::default()
    }
}

/// Whether a server manager is meant, even if something is wrong with it.
pub(super) fn is_manager(raw: &RawMonitoringApi) -> bool {
    raw.version.0 == "server-manager-v1"
}

/// What a server manager's instance says for itself.
pub(super) fn instance_layer() -> Layer {
    let api = ApiLayer::ServerManager { url: None, token: None };
    Layer { monitoring_api: Setting::Given(api), ..Layer::default() }
}

/// The API of the service of that name, called at `url` where it says nothing of its own.
pub(super) fn settled(
    api: ApiLayer,
    service: &Name,
    url: Option<&Arc<str>>,
    at: &At<'_>,
) -> Option<MonitoringApi> {
    let called = |own: Option<Arc<str>>| {
        let url = own.or_else(|| url.cloned());
        if url.is_none() {
            at.wrong("`url` is missing: neither the API nor its service has one");
        }
        url
    };
    match api {
        ApiLayer::SimpleUrl { url } => Some(MonitoringApi::SimpleUrl { url: called(url)? }),
        ApiLayer::ServerObserver { url, token } => {
            Some(MonitoringApi::ServerObserver { url: called(url)?, token })
        }
        ApiLayer::ServerManager { url, token } if service.as_str() == HOST_CHECK => {
            Some(MonitoringApi::ServerManager { url: called(url)?, token })
        }
        ApiLayer::ServerManager { url, token } => {
            for (key, given) in [("url", url.is_some()), ("token", token.is_some())] {
                if given {
                    at.key(key).wrong(
                        "the equipment's own check asks the server manager, and has its `url` and \
                         `token`: a service only names the version",
                    );
                }
            }
            Some(MonitoringApi::Instance)
        }
        ApiLayer::Command(words) => Some(MonitoringApi::Command(words)),
    }
}

/// The expectations of a service with that API: what it says itself must make
/// sense, and of its defaults only that is taken which does.
pub(super) fn expectations(
    api: Option<&MonitoringApi>,
    own: &Layer,
    all: &Layer,
    shared: &mut Shared,
    at: &At<'_>,
) -> Arc<[Expectation]> {
    if let Setting::Given(list) = &own.expectations {
        check_own(list, api, &at.key("expectation"));
        return Arc::clone(list);
    }
    if let Setting::Given(list) = &all.expectations {
        let fits = |one: &&Expectation| is_inherited(&one.check, api);
        if list.iter().all(|one| fits(&one)) {
            return Arc::clone(list);
        }
        let kept: Vec<Expectation> = list.iter().filter(fits).cloned().collect();
        if !kept.is_empty() {
            return shared.expectations(kept);
        }
    }
    match api {
        Some(api) => shared.expectations(default_expectations(api)),
        None => shared.default_expectations(),
    }
}

fn check_own(list: &[Expectation], api: Option<&MonitoringApi>, at: &At<'_>) {
    for (index, expectation) in list.iter().enumerate() {
        if !has_sense(&expectation.check, api) {
            at.index(index).wrong(senseless(&expectation.check, api));
        }
    }
}

fn has_sense(check: &Check, api: Option<&MonitoringApi>) -> bool {
    match api {
        None | Some(MonitoringApi::SimpleUrl { .. }) => !matches!(check, Check::Disk { .. }),
        Some(MonitoringApi::ServerObserver { .. } | MonitoringApi::ServerManager { .. }) => true,
        Some(MonitoringApi::Instance) => matches!(check, Check::Disk { .. }),
        Some(MonitoringApi::Command(_)) => {
            matches!(check, Check::Disk { .. } | Check::Latency(_))
        }
    }
}

/// What is expected of pages by default is not expected of an API, and the whole
/// disk of a host is not that of an instance.
fn is_inherited(check: &Check, api: Option<&MonitoringApi>) -> bool {
    if let Check::Disk { max_percent, max_bytes } = check {
        match api {
            Some(MonitoringApi::ServerManager { .. }) => return max_bytes.is_none(),
            Some(MonitoringApi::Instance) => return max_percent.is_none(),
            _ => {}
        }
    }
    let is_of_pages = matches!(
        check,
        Check::Regex(_)
            | Check::Contains(_)
            | Check::Header { .. }
            | Check::Json(_)
            | Check::BodySize { .. }
    );
    let is_observed = matches!(
        api,
        Some(MonitoringApi::ServerObserver { .. } | MonitoringApi::ServerManager { .. })
    );
    has_sense(check, api) && !(is_observed && is_of_pages)
}

fn senseless(check: &Check, api: Option<&MonitoringApi>) -> String {
    let kind = check.kind();
    match api {
        None | Some(MonitoringApi::SimpleUrl { .. }) => {
            format!("{kind} needs a `monitoring_api` that tells of the disk, such as a command")
        }
        Some(MonitoringApi::Instance) => {
            format!(
                "what a server manager tells of has nothing to do with {kind}; it can have DISK"
            )
        }
        Some(_) => {
            format!("a command has nothing to do with {kind}; it can have DISK and LATENCY")
        }
    }
}

/// What is expected of that API where nothing is said.
fn default_expectations(api: &MonitoringApi) -> Vec<Expectation> {
    match api {
        // Online is what sends something, or somewhere.
        MonitoringApi::SimpleUrl { .. } => {
            let range = StatusRange { from: 200, until: 400 };
            vec![Expectation::new(Check::HttpStatus(range.into()))]
        }
        MonitoringApi::ServerObserver { .. } | MonitoringApi::ServerManager { .. } => {
            vec![Expectation::new(Check::HttpStatus(StatusRange::OK.into()))]
        }
        // It judges for itself.
        MonitoringApi::Instance | MonitoringApi::Command(_) => Vec::new(),
    }
}

/// The host's own name is for its own check.
pub(super) fn check_name(service: &Service, at: &At<'_>) {
    if service.id.service.as_str() == HOST_CHECK && service.monitoring_api.is_none() {
        at.key("name").wrong(format!(
            "\"{HOST_CHECK}\" is the equipment's own check, and needs a `monitoring_api`"
        ));
    }
}

/// A service that takes its data from a server manager needs one on its equipment.
pub(super) fn check_instances(services: &[Service], has_manager: bool, at: &At<'_>) {
    let configured = services.iter().filter(|service| service.is_instance());
    for service in configured.filter(|_| !has_manager) {
        at.wrong_with_hint(
            format!(
                "\"{}\" takes its data from a server manager, but the equipment has none",
                service.id.service
            ),
            "give the equipment a `monitoring_api` with `version: server-manager-v1` and `url`",
        );
    }
}
