//! Maintenance requests: kept for ever.

use jiff::Timestamp;

use super::{Records, StoreError};
use crate::domain::{NewRequest, Request, ServiceId, Stage};

/// What `requests list` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFilter {
    /// Any of these stages.
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
    /// Largest first.
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

impl Records<'_> {
    /// Records a new request, in stage `new`.
    ///
    /// # Errors
    ///
    /// A failure of the database; a second open request of source `check` for
    /// one service is one.
    pub fn open_request(&self, new: &NewRequest) -> Result<Request, StoreError> {
        let _ = new;
        todo!()
    }

    /// The request of that number.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn request(&self, id: i64) -> Result<Option<Request>, StoreError> {
        let _ = id;
        todo!()
    }

    /// The open request of source `check` for that service.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn open_check_request(&self, id: &ServiceId) -> Result<Option<Request>, StoreError> {
        let _ = id;
        todo!()
    }

    /// Every open request, of any source, by id.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn open_requests(&self) -> Result<Vec<Request>, StoreError> {
        todo!()
    }

    /// A page of requests; `None` when there is no request with the filter's marker.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn requests(&self, filter: &RequestFilter) -> Result<Option<RequestPage>, StoreError> {
        let _ = filter;
        todo!()
    }

    /// Writes back what can change of a request: description, stage, failure
    /// kind and class, and how it was closed.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn update_request(&self, request: &Request) -> Result<(), StoreError> {
        let _ = request;
        todo!()
    }
}
