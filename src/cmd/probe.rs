//! `ronde probe`: one probe, once, in all its detail; nothing is recorded.

use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::ProbeArgs;
use crate::cmd::check::latency_ms;
use crate::config::{self, UrlError};
use crate::domain::{
    Assessment, Condition, Name, Probed, Selector, SelectorError, Service, ServiceId, ServiceState,
    Unprobed,
};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::judge::assess;
use crate::output::{ProbeDocument, ServiceView, Standing, Subject};
use crate::probe;
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// 2 for a URL that is none or a name that means several services, 4 for a
/// name that means none, 78 for an invalid configuration.
pub fn run(arguments: &ProbeArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let target = arguments.target.as_str();
    if target.contains("://") {
        let service = service_of_url(target)?;
        return probe_and_print(session, &service, Subject::Url(target));
    }
    let config = session.config()?;
    let service = Selector::new(target).one_service(&config.inventory).map_err(|error| {
        let is_unknown = matches!(error, SelectorError::NoMatch(_));
        let error = CommandError::from(error);
        if is_unknown {
            error.hint("name a service, or a URL with its http:// or https://")
        } else {
            error
        }
    })?;
    probe_and_print(session, service, Subject::Configured(service))
}

fn probe_and_print(
    session: &Session<'_>,
    service: &Service,
    subject: Subject<'_>,
) -> Result<Exit, CommandError> {
    let world = session.world;
    if !service.can_be_probed() {
        return Err(CommandError::new(ErrorKind::Refused, format!("{} has no url", service.id)));
    }
    let probed = probe::probe(service, &*world.exchanger, &*world.secrets, session.now());
    let now = session.now();
    let assessment = probed.as_ref().ok().map(|probed| assess(service, probed, now));
    let state = state_of(&probed, assessment.as_ref(), now);
    let view = ServiceView::last_known(subject, Some(&state), Standing::default());
    let results = assessment.map(|assessment| assessment.expectations).unwrap_or_default();
    let exchange = probed.as_ref().ok().and_then(Probed::exchange);
    session.print(&ProbeDocument::new(view, exchange, &results))?;
    Ok(if state.condition == Condition::Ko { Exit::SomethingIsKo } else { Exit::Done })
}

/// What one probe alone says of the service.
fn state_of(
    probed: &Result<Probed, Unprobed>,
    assessment: Option<&Assessment>,
    now: Timestamp,
) -> ServiceState {
    let unknown = ServiceState { last_check_at: Some(now), ..ServiceState::unknown() };
    let (Ok(probed), Some(assessment)) = (probed, assessment) else {
        let reason = probed.as_ref().err().map(ToString::to_string);
        return ServiceState { detail: reason, ..unknown };
    };
    if let Some(reason) = probed.own_failure() {
        return ServiceState { detail: Some(reason), ..unknown };
    }
    let failure = assessment.failure.as_ref();
    let detail = failure.map(|failure| failure.description.clone());
    let exchange = probed.exchange();
    ServiceState {
        condition: if failure.is_some() { Condition::Ko } else { Condition::Ok },
        consecutive_fails: u32::from(failure.is_some()),
        last_http_status_code: assessment.http_status_code,
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
    config::check_url(text).map_err(|error| {
        CommandError::new(
            ErrorKind::Usage,
            match error {
                // The text would show the password once more.
                UrlError::Credentials => error.to_string(),
                UrlError::Space | UrlError::Scheme | UrlError::Invalid(_) => {
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
