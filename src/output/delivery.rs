//! What `ronde deliveries` shows.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document::{Document, Page, SCHEMA_VERSION, records_of};
use super::table::{Cell, Column, Table, Tone};
use crate::domain::{
    Delivery, DeliveryKind, DeliveryStatus, JobNews, LatencyNews, PageNews, Payload, PushNews,
    StatusNews,
};
use crate::text::time::rfc3339;

/// The result of `ronde deliveries list`, `retry` and `cancel`.
#[derive(Debug, Serialize)]
pub(crate) struct DeliveriesDocument {
    schema_version: u32,
    deliveries: Vec<DeliveryView>,
}

/// The result of `ronde deliveries show`.
#[derive(Debug, Serialize)]
pub(crate) struct DeliveryDocument {
    schema_version: u32,
    delivery: DeliveryView,
}

/// A delivery, in the contract's names and order.
#[derive(Debug, Serialize)]
struct DeliveryView {
    id: String,
    destination: String,
    kind: &'static str,
    event: &'static str,
    #[serde(serialize_with = "word")]
    status: DeliveryStatus,
    attempts: u32,
    #[serde(serialize_with = "optional_time")]
    next_attempt_at: Option<Timestamp>,
    last_error: Option<String>,
    request_id: Option<i64>,
    #[serde(serialize_with = "time")]
    created_at: Timestamp,
    #[serde(serialize_with = "time")]
    updated_at: Timestamp,
    subject: String,
    /// Only where one delivery is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    sends: Option<SendsView>,
}

/// What a delivery sends.
#[derive(Debug, Serialize)]
struct SendsView {
    body: Option<String>,
    parameters: Map<String, Value>,
}

/// From this width on, whole ids leave room for the rest.
const WIDE_PAGE: u16 = 140;

const COLUMNS: [&str; 12] = [
    "id",
    "destination",
    "kind",
    "event",
    "status",
    "attempts",
    "next_attempt_at",
    "last_error",
    "request_id",
    "created_at",
    "updated_at",
    "subject",
];

impl DeliveriesDocument {
    /// A list, in its order.
    #[must_use]
    pub(crate) fn new(deliveries: Vec<Delivery>) -> Self {
        let deliveries = deliveries.into_iter().map(DeliveryView::new).collect();
        Self { schema_version: SCHEMA_VERSION, deliveries }
    }
}

impl DeliveryDocument {
    /// One, with what it sends.
    #[must_use]
    pub(crate) fn new(delivery: Delivery) -> Self {
        let sends = SendsView::new(&delivery.content.payload);
        let delivery = DeliveryView { sends: Some(sends), ..DeliveryView::new(delivery) };
        Self { schema_version: SCHEMA_VERSION, delivery }
    }
}

impl DeliveryView {
    fn new(delivery: Delivery) -> Self {
        let content = delivery.content;
        Self {
            id: delivery.id,
            destination: content.destination,
            kind: content.kind.as_str(),
            event: content.event.as_str(),
            status: delivery.status,
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at,
            last_error: delivery.last_error,
            request_id: content.request_id,
            created_at: delivery.created_at,
            updated_at: delivery.updated_at,
            subject: content.subject.to_string(),
            sends: None,
        }
    }

    fn state(&self) -> Cell {
        let tone = match self.status {
            DeliveryStatus::Finished => Tone::Good,
            DeliveryStatus::New | DeliveryStatus::Running | DeliveryStatus::Error => Tone::Doubtful,
            DeliveryStatus::Failed => Tone::Bad,
            DeliveryStatus::Ignored => Tone::Faint,
        };
        Cell::toned(self.status.as_str(), tone)
    }

    fn row(&self, page: &Page, shape: Shape) -> Vec<Cell> {
        let mut cells = vec![
            self.id.get(..8).filter(|_| shape.is_narrow).unwrap_or(&self.id).into(),
            self.state(),
            self.destination.as_str().into(),
            self.event.rsplit('.').next().filter(|_| shape.is_narrow).unwrap_or(self.event).into(),
            self.subject.as_str().into(),
        ];
        if !shape.is_narrow {
            cells.push(self.attempts.to_string().into());
        }
        cells.push(Cell::or_dash(
            self.next_attempt_at.map(|time| next_try(time, page.when(time), page)),
        ));
        if shape.has_error {
            cells.push(Cell::or_dash(self.last_error.as_deref()));
        }
        cells
    }
}

/// What a list has room for, and something to say in.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// As much of an id as names it: a whole one would fill half of the line.
    is_narrow: bool,
    has_error: bool,
}

impl Shape {
    fn table(self) -> Table {
        let mut columns = vec![
            Column::short("ID"),
            Column::short("STATUS"),
            Column::name("DESTINATION"),
            Column::short("EVENT"),
            Column::name("SUBJECT"),
        ];
        if !self.is_narrow {
            columns.push(Column::number("TRIES"));
        }
        columns.push(Column::short("NEXT TRY"));
        if self.has_error {
            columns.push(Column::text("LAST ERROR"));
        }
        Table::new(columns)
    }
}

impl SendsView {
    fn new(payload: &Payload) -> Self {
        let (body, parameters) = match payload {
            Payload::Call(call) => {
                let parameters = call.parameters.iter();
                let pair = |(name, value): &(String, String)| (name.clone(), value.as_str().into());
                (call.body.clone(), parameters.map(pair).collect())
            }
            Payload::Page(PageNews::Status(news)) => (None, status_fields(news)),
            Payload::Page(PageNews::Latency(news)) => (None, latency_fields(news)),
            Payload::Push(news) => (None, push_fields(news)),
        };
        Self { body, parameters }
    }
}

fn status_fields(news: &StatusNews) -> Map<String, Value> {
    fields([
        ("status", news.status.as_str().into()),
        ("title", news.title.as_str().into()),
        ("message", news.message.as_str().into()),
        ("component_id", news.component_id.into()),
        ("updates_component", news.updates_component.into()),
        ("opens_incident", news.opens_incident.into()),
        ("is_public", news.is_public.into()),
    ])
}

fn latency_fields(news: &LatencyNews) -> Map<String, Value> {
    fields([
        ("metric_id", news.metric_id.into()),
        ("value", news.value.into()),
        ("timestamp", news.timestamp.into()),
    ])
}

fn push_fields(news: &PushNews) -> Map<String, Value> {
    let mut told = fields([
        ("status", news.status.as_str().into()),
        ("message", news.message.as_str().into()),
        ("ping_ms", news.ping_ms.into()),
    ]);
    let job = news.job.as_ref().map(|job| match job {
        JobNews::Started { run_id } => json!({ "started": { "run_id": run_id } }),
        JobNews::Ended { run_id, exit_code, output, is_silent } => json!({ "ended": {
            "run_id": run_id, "exit_code": exit_code, "output": output, "is_silent": is_silent,
        } }),
    });
    told.extend(job.map(|job| ("job".to_owned(), job)));
    told
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Document for DeliveriesDocument {
    fn columns(&self) -> Vec<&'static str> {
        COLUMNS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.deliveries)
    }

    fn table(&self, page: &Page) -> String {
        let shape = Shape {
            is_narrow: page.width.is_some_and(|width| width < WIDE_PAGE),
            has_error: self.deliveries.iter().any(|delivery| delivery.last_error.is_some()),
        };
        let mut table = shape.table();
        for delivery in &self.deliveries {
            table.row(delivery.row(page, shape));
        }
        if table.is_empty() { "no deliveries\n".to_owned() } else { table.render(page) }
    }
}

impl Document for DeliveryDocument {
    fn columns(&self) -> Vec<&'static str> {
        [&COLUMNS[..], &["body", "parameters"]].concat()
    }

    /// What is sent stands beside the other columns, for a record has no depth.
    fn records(&self) -> Vec<Value> {
        let mut records = records_of([&self.delivery]);
        for record in records.iter_mut().filter_map(Value::as_object_mut) {
            if let Some(Value::Object(sends)) = record.remove("sends") {
                record.extend(sends);
            }
        }
        records
    }

    fn table(&self, page: &Page) -> String {
        let delivery = &self.delivery;
        let mut table = Table::details();
        table.detail("id", delivery.id.as_str());
        table.detail("destination", format!("{} ({})", delivery.destination, delivery.kind));
        table.detail("event", delivery.event);
        table.detail("subject", delivery.subject.as_str());
        table.detail("request", Cell::or_dash(delivery.request_id));
        table.detail("status", delivery.state());
        table.detail("tries", delivery.attempts.to_string());
        let next = delivery.next_attempt_at;
        table.detail(
            "next try",
            Cell::or_dash(
                next.map(|at| format!("{} ({})", page.time(at), next_try(at, page.age(at), page))),
            ),
        );
        table.detail("last error", Cell::or_dash(delivery.last_error.as_deref()));
        table.detail("queued", page.time(delivery.created_at));
        table.detail("changed", page.time(delivery.updated_at));
        if let Some(sends) = &delivery.sends {
            for (name, value) in &sends.parameters {
                let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
                table.detail("parameter", format!("{name}={text}"));
            }
            // Only a webhook is sent a message of its own.
            if delivery.kind == DeliveryKind::Webhook.as_str() {
                table.detail("body", sends.body.as_deref().unwrap_or("(empty)"));
            }
        }
        table.render(page)
    }
}

/// A time that has come is not "3m ago": nothing happened then.
fn next_try(time: Timestamp, shown: String, page: &Page) -> String {
    if time <= page.now { "due".to_owned() } else { shown }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn word<S: serde::Serializer>(status: &DeliveryStatus, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(status.as_str())
}

fn time<S: serde::Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&rfc3339(*time))
}

#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn optional_time<S: serde::Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    time.map(rfc3339).serialize(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, NewDelivery, ServiceId, Subject, WebhookCall};
    use crate::output;
    use crate::output::testing::page;

    fn delivery() -> Delivery {
        let time = |text: &str| text.parse().unwrap();
        Delivery {
            id: "6ba7b810-9dad-41d1-80b4-00c04fd430c8".to_owned(),
            sequence: 1,
            content: NewDelivery {
                destination: "n8n".to_owned(),
                kind: DeliveryKind::Webhook,
                event: Event::RequestOpened,
                subject: Subject::Service(ServiceId::of("web-1/shop")),
                request_id: Some(42),
                payload: Payload::Call(WebhookCall {
                    body: Some("{\"id\":42}".to_owned()),
                    parameters: vec![("title".to_owned(), "shop is unavailable".to_owned())],
                    variables: Vec::new(),
                }),
            },
            status: DeliveryStatus::Error,
            attempts: 2,
            may_have_arrived: false,
            successor: None,
            next_attempt_at: Some(time("2026-06-01T12:02:00Z")),
            last_error: Some("n8n.example answered HTTP 503".to_owned()),
            created_at: time("2026-06-01T11:00:00Z"),
            updated_at: time("2026-06-01T11:59:30.5Z"),
        }
    }

    #[test]
    fn json_has_the_names_of_the_contract() {
        assert_eq!(
            serde_json::to_value(DeliveriesDocument::new(vec![delivery()])).unwrap(),
            serde_json::json!({
                "schema_version": 1,
                "deliveries": [{
                    "id": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
                    "destination": "n8n",
                    "kind": "webhook",
                    "event": "request.opened",
                    "status": "error",
                    "attempts": 2,
                    "next_attempt_at": "2026-06-01T12:02:00Z",
                    "last_error": "n8n.example answered HTTP 503",
                    "request_id": 42,
                    "created_at": "2026-06-01T11:00:00Z",
                    "updated_at": "2026-06-01T11:59:30.500Z",
                    "subject": "web-1/shop",
                }],
            })
        );
        let one = serde_json::to_value(DeliveryDocument::new(delivery())).unwrap();
        let sends = serde_json::json!({
            "body": "{\"id\":42}", "parameters": {"title": "shop is unavailable"},
        });
        assert_eq!(one["delivery"]["sends"], sends);
    }

    #[test]
    fn a_list_is_one_line_each() {
        let text = DeliveriesDocument::new(vec![delivery()]).table(&page(None));
        let (header, row) = text.split_once('\n').unwrap();
        assert!(header.starts_with("ID  "), "{text}");
        for part in
            ["error", "n8n", "web-1/shop", "2026-06-01 14:02:00 +02:00", "answered HTTP 503"]
        {
            assert!(row.contains(part), "{part}: {text}");
        }
        assert_eq!(DeliveriesDocument::new(Vec::new()).table(&page(None)), "no deliveries\n");
    }

    #[test]
    fn a_narrow_list_shows_as_much_of_an_id_as_names_it() {
        let text = DeliveriesDocument::new(vec![delivery()]).table(&page(Some(80)));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let row: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(row[..5], ["6ba7b810", "error", "n8n", "opened", "web-1/shop"]);
        for width in [None, Some(160)] {
            let text = DeliveriesDocument::new(vec![delivery()]).table(&page(width));
            assert!(text.contains("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), "{text}");
        }
        let arrived = Delivery { last_error: None, ..delivery() };
        let text = DeliveriesDocument::new(vec![arrived]).table(&page(None));
        assert!(!text.contains("LAST ERROR"), "{text}");
    }

    #[test]
    fn one_delivery_shows_what_it_sends() {
        let text = DeliveryDocument::new(delivery()).table(&page(None));
        for line in ["tries:        2", "parameter:    title=shop is unavailable", "{\"id\":42}"] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let csv = output::csv(&DeliveryDocument::new(delivery())).unwrap();
        assert!(csv.starts_with("id,destination,kind,"), "{csv}");
        assert!(csv.contains("updated_at,subject,body,parameters\r\n"), "{csv}");
    }

    #[test]
    fn a_try_whose_time_has_come_is_due() {
        let now = page(None).now;
        assert_eq!(next_try(now, "now".to_owned(), &page(None)), "due");
    }
}
