//! `ronde probe`: one probe, once, in all its detail; nothing is recorded.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use crate::cli::ProbeArgs;
use crate::config::{self, UrlError};
use crate::domain::{
    Assessment, Condition, Equipment, Listed, Name, Probed, Selector, SelectorError, Service,
    ServiceId, ServiceState, Unprobed,
};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::judge::{assess, assess_instance};
use crate::output::{ProbeDocument, ServiceView, Standing, Subject};
use crate::pass::latency_ms;
use crate::probe;
use crate::probe::Matching;
use crate::secrets::{Need, read_ahead};
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// 2 for a URL that is none or a name that means several services, 4 for a
/// name that means none, 78 for an invalid configuration.
pub(crate) fn run(arguments: &ProbeArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let target = arguments.target.as_str();
    if target.contains("://") {
        let service = service_of_url(target)?;
        return probe_and_print(session, &service, Subject::Url(target));
    }
    let config = session.complete_config()?;
    let service = Selector::new(target).one_service(&config.inventory).map_err(|error| {
        let is_unknown = matches!(error, SelectorError::NoMatch(_));
        let error = CommandError::from(error);
        if is_unknown {
            error.hint("name a service, or a URL with its http://, https:// or tcp://")
        } else {
            error
        }
    })?;
    let subject = Subject::Configured(service);
    if !service.is_instance() {
        return probe_and_print(session, service, subject);
    }
    let equipment = config.inventory.equipment_named(service.id.equipment.as_str());
    print(session, subject, &look_at_instance(session, service, equipment))
}

fn probe_and_print(
    session: &Session<'_>,
    service: &Service,
    subject: Subject<'_>,
) -> Result<Exit, CommandError> {
    if !service.can_be_probed() {
        return Err(CommandError::new(ErrorKind::Refused, format!("{} has no url", service.id)));
    }
    print(session, subject, &look_at(session, service))
}

/// What one look at a service brought.
struct Look {
    probed: Result<Probed, Unprobed>,
    assessment: Option<Assessment>,
    at: Timestamp,
}

fn look_at(session: &Session<'_>, service: &Service) -> Look {
    probe::contained(|| look(session, service)).unwrap_or_else(|panicked| Look {
        probed: Err(Unprobed(format!("the probe {panicked}"))),
        assessment: None,
        at: session.now(),
    })
}

fn look(session: &Session<'_>, service: &Service) -> Look {
    let world = session.world;
    let began = Instant::now();
    if let Some(need) = Need::of(0, probe::secrets_of(service)) {
        read_ahead(&*world.secrets, &[need], None, &|_| {});
    }
    let probed = probe::probe(service, &*world.exchanger, &*world.secrets, session.now());
    let at = session.now();
    let matching = Matching::within(service.request.timeout, began);
    let assessment = probed.as_ref().ok().map(|probed| assess(service, probed, &matching, at));
    for reason in assessment.iter().flat_map(Assessment::undecided) {
        session.warn(&format!("{}: {reason}", service.id));
    }
    Look { probed, assessment, at }
}

/// Asks the instance's host.
fn look_at_instance(
    session: &Session<'_>,
    service: &Service,
    equipment: Option<&Equipment>,
) -> Look {
    let unknown = |look: Look, reason: String| Look {
        probed: Err(Unprobed(reason)),
        assessment: None,
        ..look
    };
    let nothing =
        Look { probed: Err(Unprobed(String::new())), assessment: None, at: session.now() };
    let Some(host) = equipment.and_then(Equipment::manager) else {
        return unknown(nothing, format!("{} has no host to ask", service.id));
    };
    let mut look = look_at(session, host);
    let Some(listing) = look.assessment.as_mut().and_then(|one| one.listing.take()) else {
        let state = state_of(&look);
        let reason = state.detail.unwrap_or_default();
        return unknown(look, format!("{}: {reason}", host.id));
    };
    let unlisted = || "its host does not list it".to_owned();
    let name = &service.id.service;
    match listing.listed {
        Listed::Instances(all) => match all.iter().find(|instance| instance.name == *name) {
            Some(instance) => Look { assessment: Some(assess_instance(service, instance)), ..look },
            None => unknown(look, unlisted()),
        },
        Listed::Names(names) if names.contains(name) => {
            match probe::asked_of_host(service, host.monitoring_api.as_deref()) {
                Ok(service) => look_at(session, &service),
                Err(Unprobed(reason)) => unknown(look, reason),
            }
        }
        Listed::Names(_) => unknown(look, unlisted()),
    }
}

fn print(session: &Session<'_>, subject: Subject<'_>, look: &Look) -> Result<Exit, CommandError> {
    let state = state_of(look);
    let view = ServiceView::last_known(subject, Some(&state), Standing::default());
    let assessment = look.assessment.as_ref();
    let results = assessment.map_or(&[][..], |assessment| &assessment.expectations);
    let exchange = look.probed.as_ref().ok().and_then(Probed::exchange);
    session.print(&ProbeDocument::new(view, exchange, results))?;
    Ok(if state.condition == Condition::Ko { Exit::SomethingIsKo } else { Exit::Done })
}

/// What one probe alone says of the service.
fn state_of(look: &Look) -> ServiceState {
    let unknown = ServiceState { last_check_at: Some(look.at), ..ServiceState::unknown() };
    let (Ok(probed), Some(assessment)) = (&look.probed, &look.assessment) else {
        let reason = look.probed.as_ref().err().map(ToString::to_string);
        return ServiceState { detail: reason, ..unknown };
    };
    if let Some(reason) = probed.own_failure() {
        return ServiceState { detail: Some(reason), ..unknown };
    }
    let failure = assessment.failure.as_ref();
    if let Some(reason) = assessment.undecided().next()
        && failure.is_none()
    {
        return ServiceState { detail: Some(reason.to_owned()), ..unknown };
    }
    let detail = failure.map(|failure| failure.description.clone());
    let exchange = probed.exchange();
    ServiceState {
        condition: if failure.is_some() { Condition::Ko } else { Condition::Ok },
        consecutive_fails: u32::from(failure.is_some()),
        last_http: assessment.http,
        http_status_ok: assessment.http_status_ok,
        latency_ms: latency_ms(probed),
        detail: detail.or_else(|| assessment.remark.clone()),
        certificate_expires_at: exchange.and_then(|exchange| exchange.certificate_expires_at),
        report: assessment.report.clone().unwrap_or_default(),
        ..unknown
    }
}

/// A service that has this URL, exactly as typed, and every default.
fn service_of_url(text: &str) -> Result<Service, CommandError> {
    config::check_target(text).map_err(|error| {
        CommandError::new(
            ErrorKind::Usage,
            match error {
                // The text would show the password once more.
                UrlError::Credentials => error.to_string(),
                UrlError::Space
                | UrlError::Scheme
                | UrlError::Zone
                | UrlError::Invalid(_)
                | UrlError::Tcp(_) => {
                    format!("{text:?}: {error}")
                }
            },
        )
    })?;
    // The id is never shown: the view is of the URL.
    Ok(Service::plain(
        ServiceId::new(Name::recorded("url"), Name::recorded("url")),
        Some(Arc::from(text)),
    ))
}
