//! What an alert of another monitor means for its equipment.

use jiff::Timestamp;

use super::requests::{Closing, add_note, close_request, open_request};
use crate::config::Config;
use crate::domain::notification::GIVEN_UP_AFTER;
use crate::domain::{Course, Name, NewNotification, Notification, NotificationStatus, Thing};
use crate::store::{Records, StoreError};
use crate::text::time::rfc3339;

/// Why an alert conflicts with what is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// Its equipment is in maintenance mode.
    Maintenance,
    /// The same was said at about the same time.
    Duplicate,
}

/// Records an alert about `host` in status `new`, unless it conflicts.
pub(crate) fn receive(
    records: &Records<'_>,
    new: &NewNotification,
    host: &Name,
    uuid: &str,
    now: Timestamp,
) -> Result<Option<Conflict>, StoreError> {
    if records.maintenance(now)?.covers_all_of(host) {
        return Ok(Some(Conflict::Maintenance));
    }
    if records.has_same_notification(new, host)? {
        return Ok(Some(Conflict::Duplicate));
    }
    records.record_notification(new, host, uuid, now)?;
    Ok(None)
}

/// What is to be done about a notification that was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Its recovery is to be run.
    Recover,
    /// Nothing more.
    Over,
    /// Nothing before the maintenance mode of its equipment has ended.
    Wait,
}

/// A notification that was taken up.
#[derive(Debug)]
pub(crate) struct TakenUp {
    /// As it is now.
    pub notification: Notification,
    /// What is to be done about it.
    pub turn: Turn,
    /// The request that was opened for it.
    pub opened: Option<i64>,
    /// The request that its return closed.
    pub closed: Option<i64>,
}

impl TakenUp {
    fn unchanged(notification: Notification, turn: Turn) -> Self {
        Self { notification, turn, opened: None, closed: None }
    }
}

/// Takes a notification up, or takes up again one that was interrupted. To be
/// called by the holder of its host's lock.
pub(crate) fn take_up(
    records: &Records<'_>,
    config: &Config,
    mut notification: Notification,
    now: Timestamp,
) -> Result<TakenUp, StoreError> {
    if notification.status.is_final() {
        return Ok(TakenUp::unchanged(notification, Turn::Over));
    }
    // A mode that began meanwhile: nothing is opened or run while it lasts.
    if records.maintenance(now)?.covers_all_of(&notification.host) {
        return Ok(TakenUp::unchanged(notification, Turn::Wait));
    }
    let (mut opened, mut closed) = (None, None);
    let (status, message) = match course(&notification, config) {
        Course::Ignore(reason) => (NotificationStatus::Ignored, Some(reason)),
        Course::Return(thing) => {
            let end = take_back(records, config, &mut notification, &thing, now)?;
            closed = end.closed;
            (NotificationStatus::Finished, end.message)
        }
        Course::Recover(thing) => {
            if let Some(at) = returned_at(records, &notification, &thing)? {
                let at = rfc3339(at);
                let message = format!("it started again at {at}, later than this failure");
                (NotificationStatus::Finished, Some(message))
            } else {
                opened = open(records, config, &mut notification, &thing, now)?;
                (NotificationStatus::Running, None)
            }
        }
    };
    set(records, &mut notification, status, message, now)?;
    let is_failure = notification.status == NotificationStatus::Running;
    let turn = if is_failure { Turn::Recover } else { Turn::Over };
    Ok(TakenUp { notification, turn, opened, closed })
}

/// When what failed has returned since, if it has and nothing was begun before that was known.
fn returned_at(
    records: &Records<'_>,
    failure: &Notification,
    thing: &Thing,
) -> Result<Option<Timestamp>, StoreError> {
    if failure.request_id.is_some() {
        return Ok(None);
    }
    let since = records.notifications_since(&failure.host, failure.kind, failure.generated_at)?;
    let is_return = |told: &Notification| {
        told.subject.as_ref() == Some(&thing.subject) && matches!(told.course(), Course::Return(_))
    };
    Ok(since.iter().filter(|told| is_return(told)).map(|told| told.generated_at).max())
}

/// Records how a recovery ended. One that failed is tried once more.
pub(crate) fn settle(
    records: &Records<'_>,
    notification: &mut Notification,
    failure: Option<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let status = match &failure {
        None => NotificationStatus::Finished,
        Some(_) if notification.errors == 0 => NotificationStatus::Error,
        Some(_) => NotificationStatus::Failed,
    };
    if failure.is_some() {
        notification.errors += 1;
    }
    set(records, notification, status, failure, now)
}

/// Gives up a notification that is too old, and says whether it did.
pub(crate) fn give_up_if_old(
    records: &Records<'_>,
    notification: &mut Notification,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_old = now.duration_since(notification.generated_at) > GIVEN_UP_AFTER;
    if is_old && !notification.status.is_final() {
        let last = notification.message.take().map(|text| format!(": {text}")).unwrap_or_default();
        let message = format!("not finished within 24 h{last}");
        set(records, notification, NotificationStatus::Failed, Some(message), now)?;
    }
    Ok(is_old)
}

fn set(
    records: &Records<'_>,
    notification: &mut Notification,
    status: NotificationStatus,
    message: Option<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    notification.status = status;
    notification.message = message;
    notification.updated_at = Some(now);
    records.update_notification(notification)
}

fn course(notification: &Notification, config: &Config) -> Course {
    match config.inventory.equipment_named(notification.host.as_str()) {
        None => Course::Ignore("the equipment is not configured any more".to_owned()),
        Some(equipment) if !equipment.monitoring => {
            Course::Ignore("the equipment is not monitored (monitoring: false)".to_owned())
        }
        Some(_) => notification.course(),
    }
}

/// Opens a request for the failure unless one is open; its id when it did.
fn open(
    records: &Records<'_>,
    config: &Config,
    notification: &mut Notification,
    thing: &Thing,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    notification.subject = Some(thing.subject.clone());
    // One that was interrupted has its request, which may have been closed by now.
    if notification.request_id.is_some() {
        return Ok(None);
    }
    notification.request_id =
        records.open_notification_request(&notification.host, &thing.subject)?;
    if notification.request_id.is_some() {
        return Ok(None);
    }
    let new = thing.request(&notification.host, now);
    let opened = open_request(records, config, &new, None, now)?.id;
    notification.request_id = Some(opened);
    Ok(Some(opened))
}

/// What came of a return.
#[derive(Default)]
struct End {
    /// The request that it closed.
    closed: Option<i64>,
    /// What is to be said when it ended nothing.
    message: Option<String>,
}

/// Closes the request that a return is about.
fn take_back(
    records: &Records<'_>,
    config: &Config,
    notification: &mut Notification,
    thing: &Thing,
    now: Timestamp,
) -> Result<End, StoreError> {
    let host = notification.host.clone();
    let found = records.open_notification_request(&host, &thing.subject)?;
    let request = found.map(|id| records.request(id)).transpose()?.flatten();
    notification.subject = Some(thing.subject.clone());
    let Some(mut request) = request else { return Ok(End::default()) };
    if is_failed_since(records, request.id, notification.generated_at)? {
        let id = request.id;
        let message = format!("it is older than the failure of request {id}, which stays as it is");
        return Ok(End { message: Some(message), ..End::default() });
    }
    notification.request_id = Some(request.id);
    let note = format!("it started again at {}", rfc3339(notification.generated_at));
    if !config.auto_close {
        add_note(&mut request, &note);
        return records.update_request(&request).map(|()| End::default());
    }
    let note = format!("{note}; closed automatically");
    let closed = close_request(records, config, request, &Closing::repaired(&note, now), None)?;
    Ok(End { closed: Some(closed.id), ..End::default() })
}

/// Whether a failure of that request is younger than what is said of that time.
/// Of the same time, what came later is the truth.
fn is_failed_since(
    records: &Records<'_>,
    request: i64,
    said_at: Timestamp,
) -> Result<bool, StoreError> {
    let is_failure = |told: &Notification| matches!(told.course(), Course::Recover(_));
    let told = records.notifications_of_request(request)?;
    Ok(told.iter().any(|told| is_failure(told) && told.generated_at > said_at))
}
