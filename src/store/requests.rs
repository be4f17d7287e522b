//! Maintenance requests: kept for ever.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};

use super::columns::{Columns, milliseconds};
use super::equipment::ensure_equipment;
use super::heartbeats::ensure_heartbeat;
use super::services::ensure_service;
use super::{Records, StoreError};
use crate::domain::{
    ClosedBy, FailureClass, FailureKind, MaintenanceType, Name, NewRequest, Priority, Request,
    ServiceId, Source, Stage, Subject,
};

/// What `requests list` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestFilter {
    /// Any of these stages; empty: whatever the stage.
    pub stages: Vec<Stage>,
    /// Of this equipment.
    pub equipment: Option<String>,
    /// Of a service of this name.
    pub service: Option<String>,
    /// Opened at this time or later.
    pub since: Option<Timestamp>,
    /// At most this many.
    pub limit: Option<u32>,
    /// Only what sorts after this request.
    pub marker: Option<i64>,
    /// What to sort by; equal ones by id.
    pub sort: RequestSort,
    /// The same order from its other end.
    pub is_descending: bool,
}

/// What requests are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestSort {
    /// The number.
    Id,
    /// The title.
    Name,
    /// The priority.
    Priority,
    /// The stage, in its own order.
    Stage,
    /// The equipment's name.
    Equipment,
    /// The service's name.
    Service,
    /// When it was opened.
    OpenedAt,
    /// When it was closed; open ones first.
    ClosedAt,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestPage {
    /// In order.
    pub requests: Vec<Request>,
    /// The last one's id, when more follow.
    pub next_marker: Option<i64>,
}

/// Requests with the names of their places, in the order in which [`read_request`] reads them.
macro_rules! select_requests {
    ($rest:literal) => {
        concat!(
            "SELECT request.id, request.name, description, priority, maintenance_type, stage,
                    equipment.name, service.name, heartbeat.name, source,
                    request.failure_kind, request.failure_class, opened_at, closed_at, closed_by,
                    note
             FROM request
             LEFT JOIN equipment ON equipment.id = request.equipment_id
             LEFT JOIN service ON service.id = request.service_id
             LEFT JOIN heartbeat ON heartbeat.id = request.heartbeat_id ",
            $rest
        )
    };
}

const OPEN: &str = "
    INSERT INTO request (name, description, priority, maintenance_type, stage, equipment_id,
                         service_id, heartbeat_id, source, failure_kind, failure_class, opened_at)
    VALUES (:name, :description, :priority, :maintenance_type, 'new', :equipment_id,
            :service_id, :heartbeat_id, :source, :failure_kind, :failure_class, :opened_at)";

const ONE: &str = select_requests!("WHERE request.id = :id");

pub(super) const OPEN_CHECK: &str = select_requests!(
    "WHERE source = 'check' AND stage IN ('new', 'in-progress') AND request.service_id = (
         SELECT id FROM service
         WHERE equipment_id = (SELECT id FROM equipment WHERE name = :equipment)
           AND name = :service)"
);

const OPEN_HEARTBEAT: &str = select_requests!(
    "WHERE source = 'heartbeat' AND stage IN ('new', 'in-progress')
       AND request.heartbeat_id = (SELECT id FROM heartbeat WHERE name = :name)"
);

const OPEN_NOTIFIED: &str = select_requests!(
    "WHERE source = 'notification' AND stage IN ('new', 'in-progress')
       AND request.equipment_id = (SELECT id FROM equipment WHERE name = :equipment)
     ORDER BY request.id LIMIT 1"
);

const ALL_OPEN: &str =
    select_requests!("WHERE stage IN ('new', 'in-progress') ORDER BY request.id");

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM request WHERE id = :id)";

const FILTERED: &str = select_requests!(
    "WHERE (:equipment IS NULL OR equipment.name = :equipment)
       AND (:service IS NULL OR service.name = :service)
       AND (:since IS NULL OR opened_at >= :since)"
);

const UPDATE: &str = "
    UPDATE request
    SET description = :description, stage = :stage, failure_kind = :failure_kind,
        failure_class = :failure_class, closed_at = :closed_at, closed_by = :closed_by,
        note = :note
    WHERE id = :id";

impl Records<'_> {
    /// Records a new request, in stage `new`.
    ///
    /// # Errors
    ///
    /// A failure of the database; a second open request of source `check` for
    /// one service is one.
    pub(crate) fn open_request(&self, new: &NewRequest) -> Result<Request, StoreError> {
        let maintenance_type = MaintenanceType::Corrective;
        let id = self.run(|connection| {
            let place = Rows::of(connection, &new.subject)?;
            connection.prepare_cached(OPEN)?.insert(named_params! {
                ":name": new.name,
                ":description": new.description,
                ":priority": new.priority.as_str(),
                ":maintenance_type": maintenance_type.as_str(),
                ":equipment_id": place.equipment,
                ":service_id": place.service,
                ":heartbeat_id": place.heartbeat,
                ":source": new.source.as_str(),
                ":failure_kind": new.failure_kind.map(FailureKind::as_str),
                ":failure_class": new.failure_class.map(FailureClass::as_str),
                ":opened_at": new.opened_at.as_millisecond(),
            })
        })?;
        Ok(as_opened(id, maintenance_type, new.clone()))
    }

    /// The request of that number.
    pub(crate) fn request(&self, id: i64) -> Result<Option<Request>, StoreError> {
        self.one_request(ONE, named_params! { ":id": id })
    }

    /// The oldest open request about that equipment that a notification opened.
    pub(crate) fn open_notified_request(
        &self,
        equipment: &Name,
    ) -> Result<Option<Request>, StoreError> {
        let wanted = named_params! { ":equipment": equipment.as_str() };
        self.run(|connection| {
            connection.prepare_cached(OPEN_NOTIFIED)?.query_row(wanted, read_request).optional()
        })
    }

    /// The open request of source `check` for that service.
    pub(crate) fn open_check_request(&self, id: &ServiceId) -> Result<Option<Request>, StoreError> {
        let (equipment, service) = (id.equipment.as_str(), id.service.as_str());
        self.one_request(OPEN_CHECK, named_params! { ":equipment": equipment, ":service": service })
    }

    /// The open request about that heartbeat.
    pub(crate) fn open_heartbeat_request(
        &self,
        name: &Name,
    ) -> Result<Option<Request>, StoreError> {
        self.one_request(OPEN_HEARTBEAT, named_params! { ":name": name.as_str() })
    }

    fn one_request(&self, sql: &str, wanted: impl Params) -> Result<Option<Request>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(sql)?.query_row(wanted, read_request).optional()
        })
    }

    /// Every open request, of any source, by id.
    pub(crate) fn open_requests(&self) -> Result<Vec<Request>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(ALL_OPEN)?.query_map([], read_request)?.collect()
        })
    }

    /// A page of requests; `None` when there is no request with the filter's marker.
    pub(crate) fn requests(
        &self,
        filter: &RequestFilter,
    ) -> Result<Option<RequestPage>, StoreError> {
        self.run(|connection| {
            if let Some(marker) = filter.marker {
                let mut statement = connection.prepare_cached(EXISTS)?;
                if !statement.query_row(named_params! { ":id": marker }, |row| row.get(0))? {
                    return Ok(None);
                }
            }
            let sql = filter.sql();
            let wanted = named_params! {
                ":equipment": filter.equipment,
                ":service": filter.service,
                ":since": milliseconds(filter.since),
                ":marker": filter.marker,
                // One more than wanted says whether more follow.
                ":limit": filter.limit.map_or(-1, |limit| i64::from(limit) + 1),
            };
            let mut requests: Vec<Request> = connection
                .prepare_cached(&sql)?
                .query_map(wanted, read_request)?
                .collect::<rusqlite::Result<_>>()?;
            let wanted = filter.limit.and_then(|limit| usize::try_from(limit).ok());
            let is_cut = wanted.is_some_and(|wanted| requests.len() > wanted);
            requests.truncate(wanted.unwrap_or(usize::MAX));
            let last = requests.last().map(|request| request.id);
            Ok(Some(RequestPage { requests, next_marker: last.filter(|_| is_cut) }))
        })
    }

    /// Writes back what can change of a request: description, stage, failure
    /// kind and class, how it was closed, and the note.
    pub(crate) fn update_request(&self, request: &Request) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(UPDATE)?.execute(named_params! {
                ":id": request.id,
                ":description": request.description,
                ":stage": request.stage.as_str(),
                ":failure_kind": request.failure_kind.map(FailureKind::as_str),
                ":failure_class": request.failure_class.map(FailureClass::as_str),
                ":closed_at": milliseconds(request.closed_at),
                ":closed_by": request.closed_by.map(ClosedBy::as_str),
                ":note": request.note,
            })?;
            Ok(())
        })
    }
}

impl RequestFilter {
    /// The query, made of constant texts only. Its values are named parameters.
    fn sql(&self) -> String {
        let key = self.sort.expression();
        let (direction, after) = if self.is_descending { ("DESC", "<") } else { ("ASC", ">") };
        let stages: Vec<String> =
            self.stages.iter().map(|stage| format!("'{}'", stage.as_str())).collect();
        let stages = match stages.as_slice() {
            [] => String::new(),
            stages => format!("AND stage IN ({})", stages.join(", ")),
        };
        let marker = format!(
            "AND (:marker IS NULL OR ({key}, request.id) {after} (
                SELECT {key}, request.id
                FROM request
                LEFT JOIN equipment ON equipment.id = request.equipment_id
                LEFT JOIN service ON service.id = request.service_id
                WHERE request.id = :marker))"
        );
        format!(
            "{FILTERED} {stages} {marker}
             ORDER BY {key} {direction}, request.id {direction} LIMIT :limit"
        )
    }
}

impl RequestSort {
    /// What the requests are compared by; never NULL, with which nothing can be compared.
    fn expression(self) -> &'static str {
        match self {
            Self::Id => "request.id",
            Self::Name => "request.name",
            Self::Priority => "priority",
            Self::Stage => {
                "CASE stage WHEN 'new' THEN 0 WHEN 'in-progress' THEN 1 WHEN 'repaired' THEN 2
                 ELSE 3 END"
            }
            Self::Equipment => "ifnull(equipment.name, '')",
            Self::Service => "ifnull(service.name, '')",
            Self::OpenedAt => "opened_at",
            Self::ClosedAt => "ifnull(closed_at, -9223372036854775807)",
        }
    }
}

/// The rows of what a request is about.
#[derive(Default)]
struct Rows {
    equipment: Option<i64>,
    service: Option<i64>,
    heartbeat: Option<i64>,
}

impl Rows {
    fn of(connection: &Connection, subject: &Subject) -> rusqlite::Result<Self> {
        Ok(match subject {
            Subject::Service(id) => Self {
                equipment: Some(ensure_equipment(connection, &id.equipment)?),
                service: Some(ensure_service(connection, &id.equipment, &id.service)?),
                heartbeat: None,
            },
            Subject::Equipment(name) => {
                Self { equipment: Some(ensure_equipment(connection, name)?), ..Self::default() }
            }
            Subject::Heartbeat(name) => {
                Self { heartbeat: Some(ensure_heartbeat(connection, name)?), ..Self::default() }
            }
        })
    }
}

/// A new request as it is recorded.
fn as_opened(id: i64, maintenance_type: MaintenanceType, new: NewRequest) -> Request {
    Request {
        id,
        name: new.name,
        description: new.description,
        priority: new.priority,
        maintenance_type,
        stage: Stage::New,
        subject: new.subject,
        source: new.source,
        failure_kind: new.failure_kind,
        failure_class: new.failure_class,
        opened_at: new.opened_at,
        closed_at: None,
        closed_by: None,
        note: None,
    }
}

fn read_request(row: &Row<'_>) -> rusqlite::Result<Request> {
    let mut columns = Columns::of(row);
    Ok(Request {
        id: columns.value()?,
        name: columns.value()?,
        description: columns.value()?,
        priority: columns.word(Priority::parse)?,
        maintenance_type: columns.word(MaintenanceType::parse)?,
        stage: columns.word(Stage::parse)?,
        subject: columns.subject()?,
        source: columns.word(Source::parse)?,
        failure_kind: columns.optional_word(FailureKind::parse)?,
        failure_class: columns.optional_word(FailureClass::parse)?,
        opened_at: columns.time()?,
        closed_at: columns.optional_time()?,
        closed_by: columns.optional_word(ClosedBy::parse)?,
        note: columns.value()?,
    })
}

#[cfg(test)]
mod tests;
