//! Requests opened and closed, with the deliveries that tell of them.

use jiff::Timestamp;

use super::status_page;
use crate::compose::webhook;
use crate::config::Config;
use crate::domain::{ClosedBy, Event, NewRequest, Request, Service, Source, Stage};
use crate::store::{Records, StoreError};

/// Opens a request and queues what tells of it.
pub(crate) fn open_request(
    records: &Records<'_>,
    config: &Config,
    new: &NewRequest,
    service: Option<&Service>,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let request = records.open_request(new)?;
    announce(records, config, Event::RequestOpened, &request, service, now)?;
    show_reported(records, config, &request, now)?;
    Ok(request)
}

/// How a request is closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closing<'a> {
    /// One that is done.
    pub stage: Stage,
    /// Who closes it.
    pub by: ClosedBy,
    /// A line to add to its notes.
    pub note: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

impl<'a> Closing<'a> {
    /// By ronde, for what works again.
    #[must_use]
    pub(crate) fn repaired(note: &'a str, at: Timestamp) -> Self {
        Self { stage: Stage::Repaired, by: ClosedBy::Ronde, note: Some(note), at }
    }
}

/// Closes a request and queues what tells of it.
pub(crate) fn close_request(
    records: &Records<'_>,
    config: &Config,
    mut request: Request,
    closing: &Closing<'_>,
    service: Option<&Service>,
) -> Result<Request, StoreError> {
    let now = closing.at;
    request.stage = closing.stage;
    request.closed_at = Some(now);
    request.closed_by = Some(closing.by);
    if let Some(note) = closing.note {
        add_note(&mut request, note);
    }
    records.update_request(&request)?;
    announce(records, config, Event::RequestClosed, &request, service, now)?;
    show_reported(records, config, &request, now)?;
    Ok(request)
}

/// What others report has no check that would tell the status page of it: the
/// request itself is what is to be shown.
fn show_reported(
    records: &Records<'_>,
    config: &Config,
    request: &Request,
    now: Timestamp,
) -> Result<(), StoreError> {
    match request.subject.equipment() {
        Some(equipment) if request.source == Source::Notification => {
            status_page::follow_equipment(records, config, equipment, now)
        }
        _ => Ok(()),
    }
}

pub(super) fn announce(
    records: &Records<'_>,
    config: &Config,
    event: Event,
    request: &Request,
    service: Option<&Service>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for delivery in webhook::compose(config, event, request, service, now) {
        records.enqueue(&delivery, now)?;
    }
    Ok(())
}

/// Notes are kept, a line each, oldest first.
pub(super) fn add_note(request: &mut Request, note: &str) {
    request.note = Some(match request.note.take() {
        Some(earlier) => format!("{earlier}\n{note}"),
        None => note.to_owned(),
    });
}
