//! Maintenance requests: kept for ever.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params, Row, named_params};

use super::columns::{Columns, milliseconds};
use super::renames::ensure_equipment;
use super::services::ensure_service;
use super::{Records, StoreError};
use crate::domain::{
    ClosedBy, FailureClass, FailureKind, MaintenanceType, NewRequest, Priority, Request, ServiceId,
    Source, Stage,
};

/// What `requests list` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFilter {
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
pub enum RequestSort {
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
pub struct RequestPage {
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
                    equipment.name, service.name, source, request.failure_kind,
                    request.failure_class, opened_at, closed_at, closed_by, note
             FROM request
             JOIN equipment ON equipment.id = request.equipment_id
             LEFT JOIN service ON service.id = request.service_id ",
            $rest
        )
    };
}

const OPEN: &str = "
    INSERT INTO request (name, description, priority, maintenance_type, stage, equipment_id,
                         service_id, source, failure_kind, failure_class, opened_at)
    VALUES (:name, :description, :priority, :maintenance_type, 'new', :equipment_id,
            :service_id, :source, :failure_kind, :failure_class, :opened_at)";

const ONE: &str = select_requests!("WHERE request.id = :id");

const OPEN_CHECK: &str = select_requests!(
    "WHERE source = 'check' AND stage IN ('new', 'in-progress') AND request.service_id = (
         SELECT service.id
         FROM equipment JOIN service ON service.equipment_id = equipment.id
         WHERE equipment.name = :equipment AND service.name = :service)"
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
    pub fn open_request(&self, new: &NewRequest) -> Result<Request, StoreError> {
        let maintenance_type = MaintenanceType::Corrective;
        let id = self.run(|connection| {
            let service_id = match &new.service {
                Some(service) => Some(ensure_service(connection, &new.equipment, service)?),
                None => None,
            };
            connection.prepare_cached(OPEN)?.insert(named_params! {
                ":name": new.name,
                ":description": new.description,
                ":priority": new.priority.as_str(),
                ":maintenance_type": maintenance_type.as_str(),
                ":equipment_id": ensure_equipment(connection, &new.equipment)?,
                ":service_id": service_id,
                ":source": new.source.as_str(),
                ":failure_kind": new.failure_kind.map(FailureKind::as_str),
                ":failure_class": new.failure_class.map(FailureClass::as_str),
                ":opened_at": new.opened_at.as_millisecond(),
            })
        })?;
        let new = new.clone();
        Ok(Request {
            id,
            name: new.name,
            description: new.description,
            priority: new.priority,
            maintenance_type,
            stage: Stage::New,
            equipment: new.equipment,
            service: new.service,
            source: new.source,
            failure_kind: new.failure_kind,
            failure_class: new.failure_class,
            opened_at: new.opened_at,
            closed_at: None,
            closed_by: None,
            note: None,
        })
    }

    /// The request of that number.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn request(&self, id: i64) -> Result<Option<Request>, StoreError> {
        self.one_request(ONE, named_params! { ":id": id })
    }

    /// The open request of source `check` for that service.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn open_check_request(&self, id: &ServiceId) -> Result<Option<Request>, StoreError> {
        let (equipment, service) = (id.equipment.as_str(), id.service.as_str());
        self.one_request(OPEN_CHECK, named_params! { ":equipment": equipment, ":service": service })
    }

    fn one_request(&self, sql: &str, wanted: impl Params) -> Result<Option<Request>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(sql)?.query_row(wanted, read_request).optional()
        })
    }

    /// Every open request, of any source, by id.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn open_requests(&self) -> Result<Vec<Request>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(ALL_OPEN)?.query_map([], read_request)?.collect()
        })
    }

    /// A page of requests; `None` when there is no request with the filter's marker.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn requests(&self, filter: &RequestFilter) -> Result<Option<RequestPage>, StoreError> {
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
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn update_request(&self, request: &Request) -> Result<(), StoreError> {
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
                JOIN equipment ON equipment.id = request.equipment_id
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
            Self::Equipment => "equipment.name",
            Self::Service => "ifnull(service.name, '')",
            Self::OpenedAt => "opened_at",
            Self::ClosedAt => "ifnull(closed_at, -9223372036854775807)",
        }
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
        equipment: columns.name()?,
        service: columns.optional_name()?,
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
mod tests {
    use super::*;
    use crate::domain::Name;
    use crate::store::testing::{at, id, new_request, store};

    fn everything() -> RequestFilter {
        RequestFilter {
            stages: Vec::new(),
            equipment: None,
            service: None,
            since: None,
            limit: None,
            marker: None,
            sort: RequestSort::Id,
            is_descending: false,
        }
    }

    fn ids(records: &Records<'_>, filter: &RequestFilter) -> Vec<i64> {
        let page = records.requests(filter).unwrap().unwrap();
        page.requests.iter().map(|request| request.id).collect()
    }

    /// 1: open on web/shop; 2: of a user, on web as a whole, urgent, in
    /// progress; 3: scrapped on db/shop; 4: repaired on db/blog, before 3.
    fn four(records: &Records<'_>) {
        let mut requests = vec![new_request("web/shop")];
        let mut urgent = new_request("web/shop");
        urgent.service = None;
        urgent.source = Source::User;
        urgent.priority = Priority::High;
        urgent.name = "Alarm".to_owned();
        requests.push(urgent);
        requests.extend([new_request("db/shop"), new_request("db/blog")]);
        for (day, mut new) in (1..).zip(requests) {
            new.opened_at = at(&format!("2026-01-0{day}T00:00:00Z"));
            let mut request = records.open_request(&new).unwrap();
            let (stage, closed_at) = match day {
                1 => (Stage::New, None),
                2 => (Stage::InProgress, None),
                3 => (Stage::Scrap, Some(at("2026-01-09T00:00:00Z"))),
                _ => (Stage::Repaired, Some(at("2026-01-08T00:00:00Z"))),
            };
            request.stage = stage;
            request.closed_at = closed_at;
            records.update_request(&request).unwrap();
        }
    }

    #[test]
    fn a_request_is_opened_changed_and_read_back() {
        let (_directory, store) = store();
        let records = store.records();
        let mut request = records.open_request(&new_request("web/shop")).unwrap();
        assert_eq!(records.request(request.id), Ok(Some(request.clone())));
        assert_eq!(records.open_check_request(&id("web/shop")), Ok(Some(request.clone())));
        request.description = "HTTP 500".to_owned();
        request.stage = Stage::Repaired;
        request.failure_kind = Some(FailureKind::Network);
        request.failure_class = None;
        request.closed_at = Some(at("2026-01-02T00:00:00Z"));
        request.closed_by = Some(ClosedBy::Ronde);
        request.note = Some("it answers again".to_owned());
        records.update_request(&request).unwrap();
        assert_eq!(records.request(request.id), Ok(Some(request)));
        assert_eq!(records.open_check_request(&id("web/shop")), Ok(None));
        assert_eq!(records.request(99), Ok(None));
    }

    #[test]
    fn an_outage_has_one_open_request() {
        let (_directory, store) = store();
        let records = store.records();
        let mut first = records.open_request(&new_request("web/shop")).unwrap();
        assert!(records.open_request(&new_request("web/shop")).is_err());
        first.stage = Stage::InProgress;
        records.update_request(&first).unwrap();
        assert!(records.open_request(&new_request("web/shop")).is_err());
        assert!(records.open_request(&new_request("web/blog")).is_ok());
        let mut by_hand = new_request("web/shop");
        by_hand.source = Source::User;
        assert!(records.open_request(&by_hand).is_ok());
        assert_eq!(records.open_check_request(&id("web/shop")), Ok(Some(first.clone())));
        first.stage = Stage::Scrap;
        records.update_request(&first).unwrap();
        let second = records.open_request(&new_request("web/shop")).unwrap();
        assert!(second.id > first.id);
    }

    #[test]
    fn open_requests_are_those_that_are_not_done() {
        let (_directory, store) = store();
        let records = store.records();
        four(&records);
        let open = records.open_requests().unwrap();
        assert_eq!(open.iter().map(|request| request.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(open[1].service, None);
        assert_eq!(open[1].equipment, Name::recorded("web"));
    }

    #[test]
    fn filters_narrow_the_list() {
        let (_directory, store) = store();
        let records = store.records();
        four(&records);
        let all = everything;
        let cases = [
            (all(), vec![1, 2, 3, 4]),
            (RequestFilter { stages: vec![Stage::New, Stage::Scrap], ..all() }, vec![1, 3]),
            (RequestFilter { equipment: Some("db".to_owned()), ..all() }, vec![3, 4]),
            (RequestFilter { service: Some("shop".to_owned()), ..all() }, vec![1, 3]),
            (RequestFilter { since: Some(at("2026-01-03T00:00:00Z")), ..all() }, vec![3, 4]),
            (RequestFilter { equipment: Some("nowhere".to_owned()), ..all() }, vec![]),
        ];
        for (filter, expected) in cases {
            assert_eq!(ids(&records, &filter), expected, "{filter:?}");
        }
    }

    #[test]
    fn every_order_can_be_paged_through_in_both_directions() {
        let (_directory, store) = store();
        let records = store.records();
        four(&records);
        let cases = [
            (RequestSort::Id, [1, 2, 3, 4]),
            (RequestSort::Name, [2, 4, 3, 1]),
            (RequestSort::Priority, [1, 3, 4, 2]),
            (RequestSort::Stage, [1, 2, 4, 3]),
            (RequestSort::Equipment, [3, 4, 1, 2]),
            (RequestSort::Service, [2, 4, 1, 3]),
            (RequestSort::OpenedAt, [1, 2, 3, 4]),
            (RequestSort::ClosedAt, [1, 2, 4, 3]),
        ];
        for (sort, mut expected) in cases {
            for is_descending in [false, true] {
                let filter = RequestFilter { sort, is_descending, ..everything() };
                assert_eq!(ids(&records, &filter), expected, "{filter:?}");
                assert_eq!(paged(&records, filter.clone()), expected, "{filter:?}");
                expected.reverse();
            }
        }
        let lost = RequestFilter { marker: Some(99), ..everything() };
        assert_eq!(records.requests(&lost), Ok(None));
    }

    /// Follows the markers, one request a page.
    fn paged(records: &Records<'_>, mut filter: RequestFilter) -> Vec<i64> {
        filter.limit = Some(1);
        let mut found = Vec::new();
        loop {
            let page = records.requests(&filter).unwrap().unwrap();
            found.extend(page.requests.iter().map(|request| request.id));
            filter.marker = page.next_marker;
            if filter.marker.is_none() {
                return found;
            }
        }
    }
}
