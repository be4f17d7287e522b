//! `ronde forget`: drops what is recorded of services that are no longer watched.

mod chosen;

use std::collections::BTreeMap;

use self::chosen::{Departure, Remembered};
use crate::cli::ForgetArgs;
use crate::config::Config;
use crate::domain::{ClosedBy, Request, ServiceId, Stage};
use crate::error::{CommandError, Exit};
use crate::ledger::{self, Closing};
use crate::output::{ForgetDocument, Forgotten};
use crate::session::{Opened, Session, send};
use crate::store::{Records, StoreError};

/// Runs the command.
///
/// # Errors
///
/// Exit code 3 for a service that is still watched, 4 for one of which nothing
/// is recorded, 2 for a name that several services have. Nothing is forgotten then.
pub(crate) fn run(arguments: &ForgetArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_writing()?;
    let (document, has_news) = store.transaction(|records| {
        let requests = records.open_requests()?;
        let remembered = Remembered::read(records, &config.inventory, &requests)?;
        let chosen = if arguments.orphaned {
            remembered.orphans()
        } else {
            remembered.chosen(&arguments.services)?
        };
        Ok::<_, CommandError>(forget(records, &config, &chosen, requests, session)?)
    })?;
    if has_news {
        return send::print_then_send(session, &config, &mut store, &document);
    }
    session.print(&document)?;
    Ok(Exit::Done)
}

/// Forgets these services. The flag says that somebody is to be told of it.
fn forget(
    records: &Records<'_>,
    config: &Config,
    chosen: &BTreeMap<ServiceId, Departure>,
    requests: Vec<Request>,
    session: &Session<'_>,
) -> Result<(ForgetDocument, bool), StoreError> {
    let mut open: BTreeMap<ServiceId, Vec<Request>> = BTreeMap::new();
    for request in requests {
        if let Some(id) = request.subject.service().cloned() {
            open.entry(id).or_default().push(request);
        }
    }
    let (mut forgotten, mut has_news) = (Vec::new(), false);
    for (id, departure) in chosen {
        // Before its memory goes: the status page must not show an outage for ever.
        has_news |= config.cachet.is_some() && ledger::take_down(records, id, session.now())?;
        let mut closed = Vec::new();
        for request in open.remove(id).unwrap_or_default() {
            let (stage, by, note) = (Stage::Scrap, ClosedBy::User, Some(departure.note()));
            let closing = Closing { stage, by, note, at: session.now() };
            let request = ledger::close_request(records, config, request, &closing, None)?;
            closed.push(request.id);
        }
        records.forget_service(id)?;
        forgotten.push(Forgotten::new(id, closed));
    }
    let document = ForgetDocument::new(forgotten);
    has_news |= document.closed_any();
    Ok((document, has_news))
}

impl Departure {
    /// The note that its requests are closed with.
    fn note(self) -> &'static str {
        match self {
            Self::Orphaned => {
                "closed because the service is no longer configured and was forgotten"
            }
            Self::Unlisted => "closed because its host does not list it, and it was forgotten",
        }
    }
}
