//! For the tests of this room: a configuration, requests, deliveries, and a
//! site with receivers that answer as they are told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{CheckSettings, Config, Retention};
use crate::domain::{
    Answer, Body, Delivery, DeliveryStatus, Event, Exchange, FailureClass, FailureKind,
    HttpRequest, Inventory, MaintenanceType, Messages, Name, NetworkFailure, NetworkFailureKind,
    NewRequest, Phases, Priority, Provider, Request, Revealed, Secret, SecretError, Service,
    ServiceId, Source, Stage, Subject, TlsSettings, Webhook, WebhookForm,
};
use crate::ports::{Clock, Exchanger, SecretReader};
use crate::store::{Location, Store};
use crate::text::Template;

use super::{DeliveryTally, Selection, Sending, send_queued};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn config(webhooks: Vec<Webhook>) -> Config {
    let text = |text| Template::parse(text).unwrap();
    Config {
        file: "/etc/ronde/config.yaml".into(),
        database: None,
        group: None,
        link: None,
        maintenance_mode_duration: Duration::from_secs(4 * 3600),
        auto_close: true,
        recover_after: 1,
        retention: Retention {
            results: Duration::from_secs(7 * 86_400),
            deliveries: Duration::from_secs(30 * 86_400),
        },
        check: CheckSettings {
            concurrency: 128,
            per_equipment: 8,
            recheck_after: Duration::from_secs(2),
            deadline: Duration::from_secs(600),
            stale_after: Duration::from_secs(2700),
        },
        inventory: Inventory::default(),
        webhooks,
        messages: Messages {
            incident_outage: text("{name} is unavailable"),
            incident_performance: text("{name} has degraded performance"),
            incident_operational: text("{name} is operational"),
        },
        cachet: None,
        heartbeats: Vec::new(),
        recovery: Vec::new(),
    }
}

/// A webhook at `https://NAME.example/hook?token=s3cret` that wants everything.
pub(crate) fn webhook(name: &str, form: WebhookForm) -> Webhook {
    Webhook {
        name: Name::recorded(name),
        url: Secret::Literal(format!("https://{name}.example/hook?token=s3cret")),
        basic_auth: None,
        headers: Vec::new(),
        timeout: Duration::from_secs(10),
        select: Vec::new(),
        events: Event::OF_REQUESTS.iter().copied().collect(),
        form,
        tls: TlsSettings::default(),
    }
}

pub(crate) fn request(id: i64) -> Request {
    Request {
        id,
        name: "[HTTP KO] https://shop.example/".to_owned(),
        description: "HTTP 503".to_owned(),
        priority: Priority::Normal,
        maintenance_type: MaintenanceType::Corrective,
        stage: Stage::New,
        subject: Subject::Service(service().id),
        source: Source::Check,
        failure_kind: Some(FailureKind::Status),
        failure_class: Some(FailureClass::Down),
        opened_at: at("2026-06-01T12:00:00Z"),
        closed_at: None,
        closed_by: None,
        note: None,
    }
}

/// The next request in the database; one that somebody opened can be one of many.
fn new_request(request: &Request) -> NewRequest {
    NewRequest {
        name: request.name.clone(),
        description: request.description.clone(),
        priority: request.priority,
        subject: request.subject.clone(),
        source: Source::User,
        failure_kind: None,
        failure_class: None,
        opened_at: request.opened_at,
    }
}

pub(crate) fn service() -> Service {
    Service {
        tags: Arc::from(["customer-a".to_owned(), "shop".to_owned()]),
        ..Service::plain(
            ServiceId::new(Name::recorded("web-1"), Name::recorded("my shop")),
            Some(Arc::from("https://shop.example/")),
        )
    }
}

/// A delivery in the Odoo form, as it stands in the outbox of `n8n`; closings
/// are half an hour after openings.
pub(crate) fn queued(
    sequence: i64,
    event: Event,
    request_id: i64,
    status: DeliveryStatus,
) -> Delivery {
    let now = at("2026-06-01T12:30:00Z");
    let config = config(vec![webhook("n8n", WebhookForm::Odoo)]);
    let composed = crate::compose::webhook::compose(
        &config,
        event,
        &request(request_id),
        Some(&service()),
        None,
        now,
    );
    Delivery {
        id: format!("00000000-0000-4000-8000-{sequence:012}"),
        sequence,
        content: composed.into_iter().next().unwrap(),
        status,
        attempts: 0,
        may_have_arrived: false,
        successor: None,
        next_attempt_at: Some(now),
        last_error: None,
        created_at: now,
        updated_at: now,
    }
}

/// One exchange as the receiver saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
    pub(crate) timeout: Duration,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The number of the request that the Odoo form tells of.
    pub(crate) fn request(&self) -> i64 {
        let body: serde_json::Value = serde_json::from_str(self.body.as_deref().unwrap()).unwrap();
        body["id"].as_i64().unwrap()
    }
}

/// What a receiver answers: a status with header fields, or nothing.
pub(crate) type Reply = Result<(u16, Vec<(String, String)>), NetworkFailureKind>;

#[expect(clippy::unnecessary_wraps, reason = "a reply can be none")]
pub(crate) fn status(status: u16) -> Reply {
    Ok((status, Vec::new()))
}

#[expect(clippy::unnecessary_wraps, reason = "a reply can be none")]
pub(crate) fn status_with(status: u16, name: &str, value: &str) -> Reply {
    Ok((status, vec![(name.to_owned(), value.to_owned())]))
}

type Behaviour = Box<dyn Fn(&Received) -> Reply + Send + Sync>;

/// Receivers that answer as they are told to, and remember what they got.
pub(crate) struct Receivers {
    behaviour: Behaviour,
    seen: Mutex<Vec<Received>>,
}

impl Exchanger for Receivers {
    fn exchange(&self, request: &HttpRequest<'_>) -> Exchange {
        let received = Received {
            method: request.method.to_owned(),
            url: request.url.to_owned(),
            headers: request.headers.clone(),
            body: request.body.map(|body| String::from_utf8(body.to_vec()).unwrap()),
            timeout: request.timeout,
        };
        let reply = (self.behaviour)(&received);
        self.seen.lock().unwrap().push(received);
        let result = reply.map_err(NetworkFailure::new).map(|(status, headers)| Answer {
            status,
            headers,
            body: Body::default(),
            latency: Duration::ZERO,
            url: request.url.to_owned(),
        });
        let is_unsent = matches!(
            result.as_ref().map_err(|failure: &NetworkFailure| failure.kind),
            Err(NetworkFailureKind::Dns | NetworkFailureKind::Refused)
        );
        Exchange {
            reached_server: result.is_ok(),
            hops: Vec::new(),
            was_sent: result.is_err() && !is_unsent,
            result,
            phases: Phases::default(),
            address: None,
            certificate_expires_at: None,
            expiring_issuer: None,
        }
    }
}

struct StoppedClock(Mutex<Timestamp>);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }
}

/// Knows the variable `PASSWORD` and no other.
struct Variables;

impl SecretReader for Variables {
    fn reveal(&self, secret: &Secret) -> Result<Revealed, SecretError> {
        match secret {
            Secret::Literal(value) => Ok(Revealed::new(value.clone())),
            Secret::Provided(Provider::Env(name)) if name == "PASSWORD" => {
                Ok(Revealed::new("pa55word"))
            }
            other => Err(SecretError(format!("{other:?} is not set"))),
        }
    }
}

/// A database with an outbox, receivers, and a clock that stands still.
pub(crate) struct Site {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) location: Location,
    pub(crate) store: Store,
    pub(crate) config: Config,
    pub(crate) budget: Duration,
    receivers: Receivers,
    clock: StoppedClock,
}

impl Site {
    /// Where it is noon on the first of June.
    pub(crate) fn new(
        webhooks: Vec<Webhook>,
        behaviour: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let location = Location { file: directory.path().join("ronde.db"), group: None };
        let store = Store::open_for_writing(&location).unwrap();
        Self {
            directory,
            location,
            store,
            config: config(webhooks),
            budget: Duration::from_secs(60),
            receivers: Receivers { behaviour: Box::new(behaviour), seen: Mutex::default() },
            clock: StoppedClock(Mutex::new(at("2026-06-01T12:00:00Z"))),
        }
    }

    /// Queues the news about request `id` of `web-1/SERVICE`, one for each webhook.
    pub(crate) fn queue(&self, event: Event, id: i64, service: &str) -> Vec<String> {
        let now = self.clock.now();
        let service = ServiceId::new(Name::recorded("web-1"), Name::recorded(service));
        let about = Request { subject: Subject::Service(service), ..request(id) };
        let composed =
            crate::compose::webhook::compose(&self.config, event, &about, None, None, now);
        let records = self.store.records();
        while records.request(id).unwrap().is_none() {
            records.open_request(&new_request(&about)).unwrap();
        }
        composed.iter().map(|new| records.enqueue(new, now).unwrap()).collect()
    }

    pub(crate) fn send(&mut self, selection: &Selection) -> DeliveryTally {
        let sending = Sending {
            config: &self.config,
            location: &self.location,
            exchanger: &self.receivers,
            secrets: &Variables,
            clock: &self.clock,
            budget: self.budget,
        };
        send_queued(&mut self.store, &sending, selection).unwrap()
    }

    pub(crate) fn wait(&self, minutes: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now += jiff::SignedDuration::from_mins(minutes);
    }

    /// What was received since this was last asked.
    pub(crate) fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.receivers.seen.lock().unwrap())
    }

    pub(crate) fn delivery(&self, id: &str) -> Delivery {
        self.store.records().delivery(id).unwrap().unwrap()
    }

    pub(crate) fn statuses(&self, ids: &[String]) -> Vec<DeliveryStatus> {
        ids.iter().map(|id| self.delivery(id).status).collect()
    }
}

/// One webhook, in the Odoo form.
pub(crate) fn n8n() -> Vec<Webhook> {
    vec![webhook("n8n", WebhookForm::Odoo)]
}

pub(crate) fn keys(received: &[Received]) -> Vec<&str> {
    received.iter().map(|each| each.header("Idempotency-Key").unwrap()).collect()
}
