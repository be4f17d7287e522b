//! `ronde forget`: drops what is recorded of a service that is no longer configured.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::ForgetArgs;
use crate::config::Config;
use crate::domain::{ClosedBy, Inventory, SelectorError, ServiceId, Stage};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::ledger;
use crate::output::{Document, Page, SCHEMA_VERSION, escaped};
use crate::session::{Session, send};
use crate::store::{Records, Store};

const NOTE: &str = "closed because the service is no longer configured and was forgotten";

/// Runs the command.
///
/// # Errors
///
/// Exit code 3 for a service that is configured, 4 for one of which nothing is
/// recorded, 2 for a name that several services have.
pub fn run(arguments: &ForgetArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let config = session.config()?;
    let mut store = Store::open_for_writing(&session.location(&config))?;
    let (document, has_news) = store.transaction(|records| {
        let id = forgettable(&arguments.service, &config.inventory, &recorded(records)?)?;
        // Before its memory goes: the status page must not show an outage for ever.
        let is_shown = config.cachet.is_some() && ledger::take_down(records, &id, session.now())?;
        let document = forget(records, &config, &id, session)?;
        let has_news = is_shown || !document.requests.closed.is_empty();
        Ok::<_, CommandError>((document, has_news))
    })?;
    if has_news {
        return send::print_then_send(session, &config, &mut store, &document);
    }
    session.print(&document)?;
    Ok(Exit::Done)
}

/// Every service of which there is something to forget.
fn recorded(records: &Records<'_>) -> Result<BTreeSet<ServiceId>, CommandError> {
    let mut ids: BTreeSet<ServiceId> = records.service_states()?.into_keys().collect();
    ids.extend(records.open_requests()?.iter().filter_map(crate::domain::Request::service_id));
    Ok(ids)
}

/// The one recorded service that `text` names, as an id or by its bare name.
fn forgettable(
    text: &str,
    inventory: &Inventory,
    recorded: &BTreeSet<ServiceId>,
) -> Result<ServiceId, CommandError> {
    let configured = inventory.services().map(|service| &service.id);
    let named: BTreeSet<&ServiceId> = configured
        .chain(recorded)
        .filter(|id| id.service.as_str() == text || id.to_string() == text)
        .collect();
    let mut candidates = named.iter().copied();
    match (candidates.next(), candidates.next()) {
        (None, _) => Err(CommandError::new(
            ErrorKind::NotFound,
            format!("nothing is recorded of a service {text:?}"),
        )),
        (Some(id), None) if inventory.service(id).is_some() => Err(CommandError::new(
            ErrorKind::Refused,
            format!("{id} is configured: only what has left the configuration can be forgotten"),
        )
        .hint("remove it from the configuration first, or set `active: false` to keep it")),
        (Some(id), None) => Ok(id.clone()),
        (Some(_), Some(_)) => Err(CommandError::from(SelectorError::Ambiguous {
            text: text.to_owned(),
            candidates: named.into_iter().cloned().collect(),
        })),
    }
}

fn forget(
    records: &Records<'_>,
    config: &Config,
    id: &ServiceId,
    session: &Session<'_>,
) -> Result<ForgetDocument, CommandError> {
    let mut closed = Vec::new();
    for request in records.open_requests()? {
        if request.service_id().as_ref() != Some(id) {
            continue;
        }
        let (stage, by, now) = (Stage::Scrap, ClosedBy::User, session.now());
        let request =
            ledger::close_request(records, config, request, stage, by, Some(NOTE), None, now)?;
        closed.push(request.id);
    }
    records.forget_service(id)?;
    Ok(ForgetDocument {
        schema_version: SCHEMA_VERSION,
        service: id.to_string(),
        requests: Closed { closed },
    })
}

/// What was forgotten, and which requests that closed.
#[derive(Serialize)]
struct ForgetDocument {
    schema_version: u32,
    service: String,
    requests: Closed,
}

#[derive(Serialize)]
struct Closed {
    closed: Vec<i64>,
}

impl Document for ForgetDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["service", "closed"]
    }

    fn records(&self) -> Vec<Value> {
        vec![json!({ "service": self.service, "closed": self.requests.closed })]
    }

    fn table(&self, _page: &Page) -> String {
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
    use crate::domain::{Equipment, Facts, Name};
    use crate::output::testing::{configured_service, page};

    fn id(text: &str) -> ServiceId {
        let (equipment, service) = text.split_once('/').unwrap();
        ServiceId::new(Name::recorded(equipment), Name::recorded(service))
    }

    fn choose(text: &str, recorded: &[&str]) -> Result<ServiceId, CommandError> {
        let equipment = Equipment {
            name: Name::recorded("web"),
            renamed_from: None,
            monitoring: true,
            facts: Facts::default(),
            instances: None,
            status_page: None,
            services: vec![configured_service("web/shop")],
        };
        let recorded = recorded.iter().map(|text| id(text)).collect();
        forgettable(text, &Inventory { equipment: vec![equipment] }, &recorded)
    }

    #[test]
    fn only_what_has_left_the_configuration_can_be_forgotten() {
        let recorded = ["web/shop", "web/blog", "old/shop"];
        assert_eq!(choose("web/blog", &recorded), Ok(id("web/blog")));
        assert_eq!(choose("blog", &recorded), Ok(id("web/blog")));
        assert_eq!(choose("old/shop", &recorded), Ok(id("old/shop")));
        let kind = |text| choose(text, &recorded).map_err(|error| error.kind);
        assert_eq!(kind("web/shop"), Err(ErrorKind::Refused));
        assert_eq!(kind("never"), Err(ErrorKind::NotFound));
        assert_eq!(kind("web"), Err(ErrorKind::NotFound));
        let ambiguous = choose("shop", &recorded).unwrap_err();
        assert_eq!(ambiguous.kind, ErrorKind::Usage);
        assert!(ambiguous.message().ends_with("old/shop, web/shop"), "{ambiguous}");
    }

    #[test]
    fn a_configured_service_that_was_never_checked_is_refused_too() {
        assert_eq!(choose("shop", &[]).map_err(|error| error.kind), Err(ErrorKind::Refused));
    }

    #[test]
    fn what_was_closed_is_said() {
        let table = |closed: &[i64]| {
            let (service, requests) = ("web/blog".to_owned(), Closed { closed: closed.to_vec() });
            ForgetDocument { schema_version: SCHEMA_VERSION, service, requests }.table(&page(None))
        };
        assert_eq!(table(&[]), "web/blog: forgotten\n");
        assert_eq!(table(&[3]), "web/blog: forgotten, request 3 closed\n");
        assert_eq!(table(&[3, 9]), "web/blog: forgotten, requests 3, 9 closed\n");
    }
}
