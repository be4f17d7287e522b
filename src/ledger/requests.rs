//! Requests opened and closed, with the deliveries that tell of them.

use jiff::Timestamp;

use super::status_page;
use crate::compose::webhook;
use crate::config::Config;
use crate::domain::{ClosedBy, Event, NewRequest, Request, Service, Source, Stage};
use crate::store::{Records, StoreError};
use crate::text::time::elapsed;

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
    let told = told_of(records, config, event, request, now)?;
    for delivery in webhook::compose(config, event, request, service, told.as_deref(), now) {
        records.enqueue(&delivery, now)?;
    }
    Ok(())
}

/// The webhooks that were told of the beginning of a request, or will be; `None`
/// where nobody selects, or the deliveries may be gone by now.
fn told_of(
    records: &Records<'_>,
    config: &Config,
    event: Event,
    request: &Request,
    now: Timestamp,
) -> Result<Option<Vec<String>>, StoreError> {
    let selects = config.webhooks.iter().any(|webhook| !webhook.select.is_empty());
    let is_remembered = elapsed(request.opened_at, now) < config.retention.deliveries;
    if event != Event::RequestClosed || !selects || !is_remembered {
        return Ok(None);
    }
    records.webhooks_told_of(request.id).map(Some)
}

/// Notes are kept, a line each, oldest first.
pub(super) fn add_note(request: &mut Request, note: &str) {
    request.note = Some(match request.note.take() {
        Some(earlier) => format!("{earlier}\n{note}"),
        None => note.to_owned(),
    });
}
