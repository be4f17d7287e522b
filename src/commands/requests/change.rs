//! `ronde requests create`, `start` and `close`: what people do about requests.

use crate::cli::{RequestsCloseArgs, RequestsCreateArgs, RequestsStartArgs};
use crate::config::Config;
use crate::domain::{
    ClosedBy, NewRequest, Priority, Request, Selector, SelectorError, Service, Source, Stage,
    Subject,
};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::ledger::{self, Closing};
use crate::output::{Deed, RequestDocument};
use crate::session::{Opened, Session, send};
use crate::store::Records;

/// Opens a request by hand.
///
/// # Errors
///
/// Exit code 4 when there is no such equipment or service, 2 for an empty name.
pub(super) fn create(
    arguments: &RequestsCreateArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let (Opened { config, mut store, .. }, (new, service)) =
        session.open_for_writing_after(|config| {
            let (new, service) = new_request(arguments, config, session)?;
            Ok((new, service.map(|service| service.id.clone())))
        })?;
    let service = service.and_then(|id| config.inventory.service(&id));
    let request = store.transaction(|records| {
        ledger::open_request(records, &config, &new, service, session.now())
    })?;
    let opened = [request];
    let document = RequestDocument::new(&opened, Deed::Opened);
    send::print_then_send(session, &config, &mut store, &document)
}

/// Takes requests up: all of them, or none when one cannot be.
///
/// # Errors
///
/// Exit code 4 when there is no such request, 3 when it is closed.
pub(super) fn start(
    arguments: &RequestsStartArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let Opened { mut store, .. } = session.open_for_writing()?;
    let started = store.transaction(|records| {
        let mut requests = open_requests(records, &arguments.ids)?;
        for request in &mut requests {
            if request.stage == Stage::New {
                request.stage = Stage::InProgress;
                records.update_request(request)?;
            }
        }
        Ok::<_, CommandError>(requests)
    })?;
    session.print(&RequestDocument::new(&started, Deed::Started))?;
    Ok(Exit::Done)
}

/// Closes requests: all of them, or none when one cannot be.
///
/// # Errors
///
/// Exit code 4 when there is no such request, 3 when it is closed already.
pub(super) fn close(
    arguments: &RequestsCloseArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_writing()?;
    let (closed, still_ko) =
        store.transaction(|records| close_all(records, &config, arguments, session))?;
    for id in still_ko {
        session.warn(&format!("{id} is still KO: the next failed check will open a new request"));
    }
    let document = RequestDocument::new(&closed, Deed::Closed);
    send::print_then_send(session, &config, &mut store, &document)
}

/// The closed requests, and the services that remain KO.
fn close_all(
    records: &Records<'_>,
    config: &Config,
    arguments: &RequestsCloseArgs,
    session: &Session<'_>,
) -> Result<(Vec<Request>, Vec<String>), CommandError> {
    let stage = if arguments.scrap { Stage::Scrap } else { Stage::Repaired };
    let (mut closed, mut still_ko) = (Vec::new(), Vec::new());
    for request in open_requests(records, &arguments.ids)? {
        let service = request.subject.service().and_then(|id| config.inventory.service(id));
        // Only a check opens a request again, and only of what is still configured.
        if let Some(service) = service.filter(|_| request.source == Source::Check)
            && ledger::is_still_ko(records, &service.id)?
        {
            still_ko.push(service.id.to_string());
        }
        let heartbeat = request.subject.heartbeat().filter(|_| request.source == Source::Heartbeat);
        if let Some(name) = heartbeat
            && ledger::is_heartbeat_still_ko(records, config, name, session.now())?
        {
            still_ko.push(format!("heartbeat {name}"));
        }
        let note = arguments.note.as_deref();
        let closing = Closing { stage, by: ClosedBy::User, note, at: session.now() };
        closed.push(ledger::close_request(records, config, request, &closing, service)?);
    }
    Ok((closed, still_ko))
}

/// The requests of these numbers, each once; none of them is closed.
fn open_requests(records: &Records<'_>, ids: &[i64]) -> Result<Vec<Request>, CommandError> {
    let mut requests: Vec<Request> = Vec::new();
    for &id in ids {
        if requests.iter().any(|request| request.id == id) {
            continue;
        }
        let request = records.request(id)?.ok_or_else(|| super::no_such_request(id))?;
        if request.stage.is_done() {
            return Err(CommandError::new(
                ErrorKind::Refused,
                format!("request {id} is closed already ({})", request.stage.as_str()),
            ));
        }
        requests.push(request);
    }
    Ok(requests)
}

fn new_request<'c>(
    arguments: &RequestsCreateArgs,
    config: &'c Config,
    session: &Session<'_>,
) -> Result<(NewRequest, Option<&'c Service>), CommandError> {
    if arguments.name.trim().is_empty() {
        return Err(CommandError::new(ErrorKind::Usage, "--name is empty: say what is wrong"));
    }
    let equipment = config.inventory.equipment_named(&arguments.equipment).ok_or_else(|| {
        CommandError::new(
            ErrorKind::NotFound,
            format!("there is no equipment {:?}", arguments.equipment),
        )
        .hint("`ronde equipment` lists what is configured")
    })?;
    let service = arguments
        .service
        .as_deref()
        .map(|text| service_on(config, &arguments.equipment, text))
        .transpose()?;
    let new = NewRequest {
        name: arguments.name.clone(),
        description: arguments.description.clone(),
        priority: priority(arguments.priority)?,
        subject: match service {
            Some(service) => Subject::Service(service.id.clone()),
            None => Subject::Equipment(equipment.name.clone()),
        },
        source: Source::User,
        failure_kind: None,
        failure_class: None,
        opened_at: session.now(),
    };
    Ok((new, service))
}

fn priority(number: u8) -> Result<Priority, CommandError> {
    Priority::parse(&number.to_string()).ok_or_else(|| {
        CommandError::new(ErrorKind::Usage, format!("--priority {number} is not 0, 1, 2 or 3"))
    })
}

/// The one service on `equipment` that `text` names.
fn service_on<'c>(
    config: &'c Config,
    equipment: &str,
    text: &str,
) -> Result<&'c Service, CommandError> {
    let on_it = |service: &&Service| service.id.equipment.as_str() == equipment;
    // On a given equipment a bare name is exact, even if an equipment is called the same.
    let mut exact = config.inventory.services().filter(on_it);
    if let Some(service) = exact.find(|service| service.id.service.as_str() == text) {
        return Ok(service);
    }
    let found = Selector::new(text).services(&config.inventory)?;
    let found: Vec<&Service> = found.into_iter().filter(on_it).collect();
    match found.as_slice() {
        [] => Err(CommandError::new(
            ErrorKind::NotFound,
            format!("{equipment} has no service {text:?}"),
        )),
        [only] => Ok(only),
        several => Err(CommandError::from(SelectorError::Ambiguous {
            text: text.to_owned(),
            candidates: several.iter().map(|service| service.id.clone()).collect(),
        })),
    }
}
