//! The command against a real database, in a world without a network.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::*;
use crate::cli::{Color, Format, GlobalOptions};
use crate::domain::{
    DeliveryKind, Event, Exchange, HttpRequest, NetworkFailure, NetworkFailureKind, NewDelivery,
    Payload, Phases, Revealed, Secret, SecretError, ServiceId, Subject, WebhookCall,
};
use crate::ports::{Clock, Environment, Exchanger, SecretReader};
use crate::world::{Terminal, World};

use DeliveryStatus::{Error, Failed, Finished, Ignored, New, Running};

struct Nothing;

impl Clock for Nothing {
    fn now(&self) -> Timestamp {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

impl Environment for Nothing {
    fn variable(&self, _name: &str) -> Option<String> {
        None
    }
}

impl SecretReader for Nothing {
    fn reveal(&self, _secret: &Secret) -> Result<Revealed, SecretError> {
        Err(SecretError("no secrets here".to_owned()))
    }
}

impl Exchanger for Nothing {
    fn exchange(&self, _request: &HttpRequest<'_>) -> Exchange {
        Exchange {
            result: Err(NetworkFailure::new(NetworkFailureKind::Refused)),
            was_sent: false,
            phases: Phases::default(),
            reached_server: false,
            hops: Vec::new(),
            address: None,
            certificate_expires_at: None,
            expiring_issuer: None,
        }
    }
}

#[derive(Clone, Default)]
struct Printed(Rc<RefCell<Vec<u8>>>);

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A database with one delivery in each of the given states.
struct Site {
    _directory: tempfile::TempDir,
    location: Location,
    ids: Vec<String>,
    printed: Printed,
    world: World,
}

impl Site {
    fn new(states: &[DeliveryStatus]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let location = Location { file: directory.path().join("ronde.db"), group: None };
        let store = Store::open_for_writing(&location).unwrap();
        let ids = states.iter().map(|state| queue(&store, *state)).collect();
        let printed = Printed::default();
        let world = World {
            clock: Arc::new(Nothing),
            environment: Arc::new(Nothing),
            exchanger: Arc::new(Nothing),
            secrets: Arc::new(Nothing),
            stdin: RefCell::new(Box::new(io::empty())),
            stdout: RefCell::new(Box::new(printed.clone())),
            stderr: RefCell::new(Box::new(io::sink())),
            terminal: Terminal::default(),
        };
        Self { _directory: directory, location, ids, printed, world }
    }

    fn session(&self) -> Session<'_> {
        let options = GlobalOptions {
            config: None,
            database: None,
            format: Format::Json,
            color: Color::Auto,
            quiet: false,
            verbose: 0,
        };
        Session { options, world: &self.world }
    }

    fn cancel(&self, ids: &[String]) -> Result<Exit, CommandError> {
        cancel(ids, &self.location, &self.session())
    }

    fn states(&self) -> Vec<DeliveryStatus> {
        let store = Store::open_for_reading(&self.location).unwrap();
        let state = |id: &String| store.records().delivery(id).unwrap().unwrap().status;
        self.ids.iter().map(state).collect()
    }

    fn printed(&self) -> Value {
        serde_json::from_slice(&self.printed.0.borrow()).unwrap()
    }
}

fn queue(store: &Store, status: DeliveryStatus) -> String {
    let new = NewDelivery {
        destination: "n8n".to_owned(),
        kind: DeliveryKind::Webhook,
        event: Event::RequestOpened,
        subject: Subject::Service(ServiceId::of("web-1/shop")),
        request_id: None,
        payload: Payload::Call(WebhookCall {
            body: None,
            parameters: Vec::new(),
            variables: Vec::new(),
        }),
    };
    let records = store.records();
    let id = records.enqueue(&new, Nothing.now()).unwrap();
    let queued = records.delivery(&id).unwrap().unwrap();
    records.update_delivery(&Delivery { status, ..queued }).unwrap();
    id
}

#[test]
fn what_has_not_arrived_can_be_cancelled() {
    let site = Site::new(&[New, Running, Error, Failed, Ignored]);
    let shouted: Vec<String> = site.ids.iter().map(|id| id.to_uppercase()).collect();
    assert_eq!(site.cancel(&[shouted, site.ids.clone()].concat()), Ok(Exit::Done));
    assert_eq!(site.states(), [Ignored; 5]);
    let printed = site.printed();
    assert_eq!(printed["deliveries"].as_array().unwrap().len(), 5);
    assert_eq!(printed["deliveries"][0]["last_error"], "cancelled by hand");
}

#[test]
fn all_are_cancelled_or_none() {
    let site = Site::new(&[New, Finished]);
    let error = site.cancel(&site.ids).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(error.message(), format!("delivery {} has arrived already", site.ids[1]));
    let unknown = [site.ids[0].clone(), "nonsense".to_owned()];
    assert_eq!(site.cancel(&unknown).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(site.states(), [New, Finished]);
}

#[test]
fn the_beginning_of_an_id_is_enough_when_only_one_begins_so() {
    let site = Site::new(&[New]);
    let id = &site.ids[0];
    let full = |text: &str| {
        let store = Store::open_for_reading(&site.location).unwrap();
        full_id(&store.records(), text)
    };
    assert_eq!(full(&id[..8].to_uppercase()), Ok(id.clone()));
    assert_eq!(full(&id[..4]), Ok(id.clone()));
    assert_eq!(full(&id[..3]), Ok(id[..3].to_owned()), "too short to be meant");
    assert_eq!(full("zzzz"), Ok("zzzz".to_owned()));
    let twin = format!("{}0000-0000-4000-8000-000000000000", &id[..4]);
    let connection = rusqlite::Connection::open(&site.location.file).unwrap();
    connection
        .execute(
            "INSERT INTO delivery (id, destination, kind, event, equipment, service, payload,
                                   status, created_at, updated_at)
             SELECT ?1, destination, kind, event, equipment, service, payload,
                    status, created_at, updated_at FROM delivery",
            [&twin],
        )
        .unwrap();
    let error = full(&id[..4]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert!(error.hints.concat().contains(&twin));
    assert_eq!(full(&id[..9]), Ok(id.clone()));
}

#[test]
fn what_is_being_sent_is_not_cancelled() {
    let site = Site::new(&[Running]);
    let lock = SendingLock::try_take(&site.location).unwrap();
    let error = site.cancel(&site.ids).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    drop(lock);
    assert_eq!(site.cancel(&site.ids), Ok(Exit::Done));
}

#[test]
fn only_what_has_not_arrived_is_selected_for_another_try() {
    let site = Site::new(&[New, Finished, Failed, Ignored, Error]);
    let mut store = Store::open_for_reading(&site.location).unwrap();
    let mut select = |ids: &[String]| store.snapshot(|records| selected(records, ids));
    let (ids, selection) = select(&[]).unwrap();
    assert_eq!(ids, [site.ids[0].clone(), site.ids[4].clone()]);
    assert_eq!(selection, Selection::Unfinished);
    assert_eq!(select(&site.ids[2..]).unwrap().1, Selection::These(site.ids[2..].to_vec()));
    assert_eq!(select(&site.ids[1..]).unwrap_err().kind, ErrorKind::Refused);
    assert_eq!(select(&["x".to_owned()]).unwrap_err().kind, ErrorKind::NotFound);
}

#[test]
fn the_next_try_is_not_before_the_destination_is_due() {
    let site = Site::new(&[New]);
    let due: Timestamp = "2026-06-01T12:14:30Z".parse().unwrap();
    let store = Store::open_for_writing(&site.location).unwrap();
    let destination = crate::store::Destination {
        kind: DeliveryKind::Webhook,
        name: "n8n".to_owned(),
        failures: 5,
        next_attempt_at: Some(due),
    };
    store.records().update_destination(&destination).unwrap();
    let arguments = DeliveriesListArgs { status: None, limit: None };
    assert_eq!(list(&arguments, &site.location, &site.session()), Ok(Exit::Done));
    assert_eq!(site.printed()["deliveries"][0]["next_attempt_at"], "2026-06-01T12:14:30Z");
}

#[test]
fn without_a_database_there_are_no_deliveries() {
    let site = Site::new(&[]);
    let location = Location { file: site.location.file.with_file_name("none.db"), group: None };
    let arguments = DeliveriesListArgs { status: None, limit: Some(5) };
    assert_eq!(list(&arguments, &location, &site.session()), Ok(Exit::Done));
    assert_eq!(site.printed()["deliveries"], Value::Array(Vec::new()));
    assert_eq!(show("x", &location, &site.session()).unwrap_err().kind, ErrorKind::NotFound);
    assert!(!location.file.exists());
}
