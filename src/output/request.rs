//! The contract's REQUEST: maintenance requests, one or many.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, moment, records_of};
use crate::domain::{ClosedBy, FailureClass, FailureKind, Name, Priority, Request, Stage};

/// One maintenance request, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestView<'a> {
    id: i64,
    name: &'a str,
    description: &'a str,
    priority: &'static str,
    maintenance_type: &'static str,
    stage: &'static str,
    equipment: Option<&'a str>,
    service: Option<&'a str>,
    source: &'static str,
    failure_kind: Option<&'static str>,
    failure_class: Option<&'static str>,
    #[serde(serialize_with = "moment::serialize")]
    opened_at: Timestamp,
    #[serde(serialize_with = "moment::serialize_option")]
    closed_at: Option<Timestamp>,
    closed_by: Option<&'static str>,
    note: Option<&'a str>,
    /// What it is about, for people.
    #[serde(skip)]
    place: String,
}

impl<'a> RequestView<'a> {
    const FIELDS: [&'static str; 15] = [
        "id",
        "name",
        "description",
        "priority",
        "maintenance_type",
        "stage",
        "equipment",
        "service",
        "source",
        "failure_kind",
        "failure_class",
        "opened_at",
        "closed_at",
        "closed_by",
        "note",
    ];

    fn of(request: &'a Request) -> Self {
        Self {
            id: request.id,
            name: &request.name,
            description: &request.description,
            priority: request.priority.as_str(),
            maintenance_type: request.maintenance_type.as_str(),
            stage: request.stage.as_str(),
            equipment: request.subject.equipment().map(Name::as_str),
            service: request.subject.service().map(|id| id.service.as_str()),
            source: request.source.as_str(),
            failure_kind: request.failure_kind.map(FailureKind::as_str),
            failure_class: request.failure_class.map(FailureClass::as_str),
            opened_at: request.opened_at,
            closed_at: request.closed_at,
            closed_by: request.closed_by.map(ClosedBy::as_str),
            note: request.note.as_deref(),
            place: request.subject.to_string(),
        }
    }

    fn stage_cell(&self) -> Cell {
        let tone = match Stage::parse(self.stage) {
            Some(Stage::New) => Tone::Bad,
            Some(Stage::InProgress) => Tone::Doubtful,
            Some(Stage::Repaired) => Tone::Good,
            Some(Stage::Scrap) | None => Tone::Faint,
        };
        Cell::toned(self.stage, tone)
    }

    fn details(&self, page: &Page) -> String {
        let time = |time: Timestamp| format!("{} ({})", page.time(time), page.age(time));
        let mut table = Table::details();
        table.detail("request", self.id.to_string());
        table.detail("name", self.name);
        table.detail("description", Cell::lines(self.description));
        table.detail("stage", self.stage_cell());
        table.detail("priority", format!("{} ({})", self.priority, urgency(self.priority)));
        table.detail("type", self.maintenance_type);
        if self.equipment.is_some() {
            table.detail("equipment", Cell::or_dash(self.equipment));
            table.detail("service", Cell::or_dash(self.service));
        } else {
            table.detail("heartbeat", self.place.as_str());
        }
        table.detail("opened by", self.source);
        if let Some(kind) = self.failure_kind {
            let class = self.failure_class.unwrap_or("unknown");
            table.detail("failure", format!("{kind}, {class}"));
        }
        table.detail("opened", time(self.opened_at));
        if let Some(closed_at) = self.closed_at {
            table.detail("closed", time(closed_at));
            table.detail("closed by", Cell::or_dash(self.closed_by));
        }
        if let Some(note) = self.note {
            table.detail("note", Cell::lines(note));
        }
        table.render(page)
    }
}

/// What a list shows of a text that somebody may have written in paragraphs.
fn first_line(text: &str) -> String {
    let mut lines = text.trim().lines();
    let first = lines.next().unwrap_or_default();
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

/// Odoo's word for a priority.
fn urgency(priority: &str) -> &'static str {
    match Priority::parse(priority) {
        Some(Priority::VeryLow) => "very low",
        Some(Priority::Low) => "low",
        Some(Priority::High) => "high",
        Some(Priority::Normal) | None => "normal",
    }
}

/// The result of `ronde requests list`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RequestListDocument<'a> {
    schema_version: u32,
    requests: Vec<RequestView<'a>>,
    next_marker: Option<i64>,
}

impl<'a> RequestListDocument<'a> {
    /// A page of requests.
    #[must_use]
    pub(crate) fn new(requests: &'a [Request], next_marker: Option<i64>) -> Self {
        let requests = requests.iter().map(RequestView::of).collect();
        Self { schema_version: SCHEMA_VERSION, requests, next_marker }
    }
}

impl Document for RequestListDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        RequestView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.requests)
    }

    fn table(&self, page: &Page) -> String {
        if self.requests.is_empty() {
            return "no requests\n".to_owned();
        }
        let mut table = Table::new([
            Column::number("ID"),
            Column::short("STAGE"),
            Column::short("PRIO"),
            Column::short("OPENED"),
            Column::name("SERVICE"),
            Column::text("NAME"),
            Column::text("DESCRIPTION"),
        ]);
        for request in &self.requests {
            table.row([
                request.id.to_string().into(),
                request.stage_cell(),
                request.priority.into(),
                page.when(request.opened_at).into(),
                request.place.as_str().into(),
                request.name.into(),
                first_line(request.description).into(),
            ]);
        }
        let mut text = table.render(page);
        if let Some(marker) = self.next_marker {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\nmore follow: --marker {marker}");
        }
        text
    }
}

/// What a command did to the requests that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Nothing: they were asked for.
    Shown,
    /// It opened them.
    Opened,
    /// It put them in progress.
    Started,
    /// It closed them.
    Closed,
}

/// The result of `ronde requests show`, `create`, `start` and `close`: one
/// `request`, or `requests` when several were named.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RequestDocument<'a> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    requests: Vec<RequestView<'a>>,
    #[serde(skip)]
    deed: Deed,
}

impl<'a> RequestDocument<'a> {
    /// The requests that a command was about; at least one.
    #[must_use]
    pub(crate) fn new(requests: &'a [Request], deed: Deed) -> Self {
        let (request, requests) = match requests {
            [only] => (Some(RequestView::of(only)), Vec::new()),
            several => (None, several.iter().map(RequestView::of).collect()),
        };
        Self { schema_version: SCHEMA_VERSION, request, requests, deed }
    }

    fn all(&self) -> impl Iterator<Item = &RequestView<'a>> {
        self.request.iter().chain(&self.requests)
    }
}

impl Document for RequestDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        RequestView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(self.all())
    }

    fn table(&self, page: &Page) -> String {
        self.all()
            .map(|request| match self.deed {
                Deed::Shown => request.details(page),
                Deed::Opened => sentence(request, "opened"),
                Deed::Started => sentence(request, "in progress"),
                Deed::Closed => sentence(request, &format!("closed ({})", request.stage)),
            })
            .collect()
    }
}

fn sentence(request: &RequestView<'_>, what: &str) -> String {
    format!("request {} {what}: {}\n", request.id, super::escaped(request.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MaintenanceType, ServiceId, Source, Subject};
    use crate::output::testing::page;

    fn service(equipment: &str, service: &str) -> Subject {
        Subject::Service(ServiceId::new(Name::recorded(equipment), Name::recorded(service)))
    }

    fn request(id: i64) -> Request {
        Request {
            id,
            name: "[HTTP KO] https://shop.example.com/health".to_owned(),
            description: "HTTP 503".to_owned(),
            priority: Priority::Normal,
            maintenance_type: MaintenanceType::Corrective,
            stage: Stage::New,
            subject: service("web-1", "shop"),
            source: Source::Check,
            failure_kind: Some(FailureKind::Status),
            failure_class: Some(FailureClass::Down),
            opened_at: "2026-06-01T09:00:00Z".parse().unwrap(),
            closed_at: None,
            closed_by: None,
            note: None,
        }
    }

    fn closed() -> Request {
        Request {
            stage: Stage::Repaired,
            closed_at: Some("2026-06-01T11:00:00Z".parse().unwrap()),
            closed_by: Some(ClosedBy::User),
            note: Some("disk replaced\nsee ticket \u{1b}[1m12".to_owned()),
            ..request(7)
        }
    }

    #[test]
    fn the_json_is_the_contracts() {
        let one = [request(7)];
        let json = r#"{"id":7,"name":"[HTTP KO] https://shop.example.com/health","#.to_owned()
            + r#""description":"HTTP 503","priority":"2","maintenance_type":"corrective","#
            + r#""stage":"new","equipment":"web-1","service":"shop","source":"check","#
            + r#""failure_kind":"status","failure_class":"down","#
            + r#""opened_at":"2026-06-01T09:00:00Z","closed_at":null,"closed_by":null,"#
            + r#""note":null}"#;
        assert_eq!(
            serde_json::to_string(&RequestDocument::new(&one, Deed::Shown)).unwrap(),
            format!(r#"{{"schema_version":1,"request":{json}}}"#)
        );
        assert_eq!(
            serde_json::to_string(&RequestListDocument::new(&one, Some(7))).unwrap(),
            format!(r#"{{"schema_version":1,"requests":[{json}],"next_marker":7}}"#)
        );
        assert_eq!(
            serde_json::to_string(&RequestListDocument::new(&[], None)).unwrap(),
            r#"{"schema_version":1,"requests":[],"next_marker":null}"#
        );
    }

    #[test]
    fn several_requests_are_a_list() {
        let several = [request(7), request(8)];
        let json = serde_json::to_value(RequestDocument::new(&several, Deed::Closed)).unwrap();
        assert_eq!(json["requests"][1]["id"], 8);
        assert!(json.get("request").is_none());
    }

    #[test]
    fn the_csv_columns_are_the_json_fields() {
        let json = serde_json::to_value(RequestView::of(&request(7))).unwrap();
        let fields: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, RequestView::FIELDS);
    }

    #[test]
    fn a_deed_is_one_line() {
        let requests = [request(7), closed()];
        assert_eq!(
            RequestDocument::new(&requests, Deed::Closed).table(&page(None)),
            "request 7 closed (new): [HTTP KO] https://shop.example.com/health\n\
             request 7 closed (repaired): [HTTP KO] https://shop.example.com/health\n"
        );
    }

    #[test]
    fn a_terminal_of_80_columns_is_enough() {
        let long = Request {
            id: 1042,
            stage: Stage::InProgress,
            name: format!("[HTTP KO] https://portal.example.com/{}", "status/".repeat(20)),
            description: "TLS error: certificate not valid for name \"portal.example.com\"".into(),
            subject: service("db-long-name-7", "customer-portal"),
            ..request(8)
        };
        let requests = [request(7), long];
        let list = RequestListDocument::new(&requests, Some(1042)).table(&page(Some(80)));
        let one = RequestDocument::new(&[closed()], Deed::Shown).table(&page(Some(80)));
        insta::assert_snapshot!(format!("{list}\n{one}"));
    }
}
