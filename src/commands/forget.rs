//! `ronde forget`: drops what is recorded of services that are no longer watched.

mod chosen;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use self::chosen::{Departure, Remembered};
use crate::cli::ForgetArgs;
use crate::config::Config;
use crate::domain::{ClosedBy, Request, ServiceId, Stage};
use crate::error::{CommandError, Exit};
use crate::ledger;
use crate::output::{Document, Page, SCHEMA_VERSION, escaped};
use crate::session::{Opened, Session, send};
use crate::store::{Records, StoreError};

/// Runs the command.
///
/// # Errors
///
/// Exit code 3 for a service that is still watched, 4 for one of which nothing
/// is recorded, 2 for a name that several services have. Nothing is forgotten then.
pub fn run(arguments: &ForgetArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
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
            let now = session.now();
            let request =
                ledger::close_request(records, config, request, stage, by, note, None, now)?;
            closed.push(request.id);
        }
        records.forget_service(id)?;
        forgotten.push(Forgotten { service: id.to_string(), requests: Closed { closed } });
    }
    let document = ForgetDocument::new(forgotten);
    has_news |= !document.requests.closed.is_empty();
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

/// A service that was forgotten, and which requests that closed.
#[derive(Debug, Clone, Serialize)]
struct Forgotten {
    service: String,
    requests: Closed,
}

#[derive(Debug, Clone, Serialize)]
struct Closed {
    closed: Vec<i64>,
}

/// The services that were forgotten, with the requests of all of them; of one
/// service also its name.
#[derive(Serialize)]
struct ForgetDocument {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    requests: Closed,
    services: Vec<Forgotten>,
}

impl ForgetDocument {
    fn new(services: Vec<Forgotten>) -> Self {
        let service = match services.as_slice() {
            [only] => Some(only.service.clone()),
            _ => None,
        };
        let closed = services.iter().flat_map(|each| each.requests.closed.clone()).collect();
        let requests = Closed { closed };
        Self { schema_version: SCHEMA_VERSION, service, requests, services }
    }
}

impl Document for ForgetDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["service", "closed"]
    }

    fn records(&self) -> Vec<Value> {
        let record =
            |each: &Forgotten| json!({ "service": each.service, "closed": each.requests.closed });
        self.services.iter().map(record).collect()
    }

    fn table(&self, _page: &Page) -> String {
        if self.services.is_empty() {
            return "no orphaned services\n".to_owned();
        }
        self.services.iter().map(Forgotten::sentence).collect()
    }
}

impl Forgotten {
    fn sentence(&self) -> String {
        let service = escaped(&self.service);
        let numbers: Vec<String> = self.requests.closed.iter().map(ToString::to_string).collect();
        match numbers.as_slice() {
            [] => format!("{service}: forgotten\n"),
            [one] => format!("{service}: forgotten, request {one} closed\n"),
            several => format!("{service}: forgotten, requests {} closed\n", several.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::page;

    #[test]
    fn what_was_closed_is_said() {
        let table = |closed: &[&[i64]]| {
            let forgotten = |closed: &&[i64]| {
                let (service, requests) =
                    ("web/blog".to_owned(), Closed { closed: closed.to_vec() });
                Forgotten { service, requests }
            };
            ForgetDocument::new(closed.iter().map(forgotten).collect()).table(&page(None))
        };
        assert_eq!(table(&[&[]]), "web/blog: forgotten\n");
        assert_eq!(table(&[&[3]]), "web/blog: forgotten, request 3 closed\n");
        assert_eq!(table(&[&[3, 9]]), "web/blog: forgotten, requests 3, 9 closed\n");
        assert_eq!(table(&[&[3], &[]]).lines().count(), 2);
        assert_eq!(table(&[]), "no orphaned services\n");
    }
}
