//! Notifications: alerts of other monitors, kept for ever.

pub(super) mod list;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params, Row, named_params};
use serde_json::{Map, Value};

use super::columns::{Columns, milliseconds};
use super::equipment::ensure_equipment;
use super::{Records, StoreError};
use crate::domain::notification::SAME_WITHIN;
use crate::domain::{Name, NewNotification, Notification, NotificationStatus, NotificationType};

/// Notifications with their hosts, in the order in which [`read_notification`] reads them.
/// Joined so that SQLite begins with the notifications, in the order of an index.
macro_rules! select_notifications {
    ($rest:literal) => {
        concat!(
            "SELECT notification.id, uuid, type, status, equipment.name, source_host_uuid,
                    generated_at, payload, created_at, updated_at, message, subject, request_id,
                    errors
             FROM notification
             LEFT JOIN equipment ON equipment.id = notification.equipment_id ",
            $rest
        )
    };
}
use select_notifications;

const INSERT: &str = "
    INSERT INTO notification (uuid, type, status, equipment_id, generated_at, payload, created_at)
    VALUES (:uuid, :type, 'new', :equipment_id, :generated_at, :payload, :created_at)";

const ONE: &str = select_notifications!("WHERE uuid = :uuid");

const UNFINISHED: &str =
    select_notifications!("WHERE status IN ('new', 'running', 'error') ORDER BY notification.id");

const OF_REQUEST: &str =
    select_notifications!("WHERE request_id = :request_id ORDER BY notification.id");

const SINCE: &str = select_notifications!(
    "WHERE equipment_id = (SELECT id FROM equipment WHERE name = :host) AND type = :type
       AND generated_at > :since
     ORDER BY notification.id"
);

const PAYLOADS_NEARBY: &str = "
    SELECT payload FROM notification
    WHERE equipment_id = (SELECT id FROM equipment WHERE name = :host) AND type = :type
      AND generated_at BETWEEN :from AND :to";

const UPDATE: &str = "
    UPDATE notification
    SET status = :status, updated_at = :updated_at, message = :message, subject = :subject,
        request_id = :request_id, errors = :errors
    WHERE id = :id";

const OPEN_REQUEST: &str = "
    SELECT request.id FROM request
    JOIN notification ON notification.request_id = request.id
    WHERE request.source = 'notification' AND request.stage IN ('new', 'in-progress')
      AND subject = :subject
      AND notification.equipment_id = (SELECT id FROM equipment WHERE name = :host)
    ORDER BY request.id LIMIT 1";

impl Records<'_> {
    /// Records a notification in status `new`.
    pub(crate) fn record_notification(
        &self,
        new: &NewNotification,
        host: &Name,
        uuid: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(INSERT)?.execute(named_params! {
                ":uuid": uuid,
                ":type": new.kind.as_str(),
                ":equipment_id": ensure_equipment(connection, host)?,
                ":generated_at": new.generated_at.as_millisecond(),
                ":payload": Value::Object(new.payload.clone()).to_string(),
                ":created_at": now.as_millisecond(),
            })?;
            Ok(())
        })
    }

    /// Whether the same was said of that host at about the same time, before or after.
    pub(crate) fn has_same_notification(
        &self,
        new: &NewNotification,
        host: &Name,
    ) -> Result<bool, StoreError> {
        let (at, width) = (new.generated_at.as_millisecond(), SAME_WITHIN.as_secs() * 1000);
        let payloads: Vec<Map<String, Value>> = self.run(|connection| {
            connection
                .prepare_cached(PAYLOADS_NEARBY)?
                .query_map(
                    named_params! {
                        ":host": host.as_str(),
                        ":type": new.kind.as_str(),
                        ":from": at - width,
                        ":to": at + width,
                    },
                    |row| Columns::of(row).word(read_payload),
                )?
                .collect()
        })?;
        Ok(payloads.contains(&new.payload))
    }

    /// The notification of that UUID.
    pub(crate) fn notification(&self, uuid: &str) -> Result<Option<Notification>, StoreError> {
        let wanted = named_params! { ":uuid": uuid };
        Ok(self.listed_notifications(ONE, wanted)?.pop())
    }

    /// Those that opened that request, found it open or ended it, oldest first.
    pub(crate) fn notifications_of_request(
        &self,
        id: i64,
    ) -> Result<Vec<Notification>, StoreError> {
        self.listed_notifications(OF_REQUEST, named_params! { ":request_id": id })
    }

    /// What is said of that host, of that type, that is younger than `since`.
    pub(crate) fn notifications_since(
        &self,
        host: &Name,
        kind: NotificationType,
        since: Timestamp,
    ) -> Result<Vec<Notification>, StoreError> {
        self.listed_notifications(
            SINCE,
            named_params! {
                ":host": host.as_str(),
                ":type": kind.as_str(),
                ":since": since.as_millisecond(),
            },
        )
    }

    /// What is `new`, `running` or in `error`, oldest first.
    pub(crate) fn unfinished_notifications(&self) -> Result<Vec<Notification>, StoreError> {
        self.listed_notifications(UNFINISHED, [])
    }

    fn listed_notifications(
        &self,
        sql: &str,
        wanted: impl Params,
    ) -> Result<Vec<Notification>, StoreError> {
        self.run(|connection| {
            connection.prepare_cached(sql)?.query_map(wanted, read_notification)?.collect()
        })
    }

    /// Writes back what can change of a notification: its status, message,
    /// subject and request.
    pub(crate) fn update_notification(
        &self,
        notification: &Notification,
    ) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.prepare_cached(UPDATE)?.execute(named_params! {
                ":id": notification.id,
                ":status": notification.status.as_str(),
                ":updated_at": milliseconds(notification.updated_at),
                ":message": notification.message,
                ":subject": notification.subject,
                ":request_id": notification.request_id,
                ":errors": notification.errors,
            })?;
            Ok(())
        })
    }

    /// The open request that notifications opened about that thing on that host.
    pub(crate) fn open_notification_request(
        &self,
        host: &Name,
        subject: &str,
    ) -> Result<Option<i64>, StoreError> {
        let wanted = named_params! { ":host": host.as_str(), ":subject": subject };
        self.run(|connection| {
            connection.prepare_cached(OPEN_REQUEST)?.query_row(wanted, |row| row.get(0)).optional()
        })
    }
}

fn read_payload(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

fn read_notification(row: &Row<'_>) -> rusqlite::Result<Notification> {
    let mut columns = Columns::of(row);
    Ok(Notification {
        id: columns.value()?,
        uuid: columns.value()?,
        kind: columns.word(NotificationType::parse)?,
        status: columns.word(NotificationStatus::parse)?,
        host: columns.name()?,
        source_host_uuid: columns.value()?,
        generated_at: columns.time()?,
        payload: columns.word(read_payload)?,
        created_at: columns.time()?,
        updated_at: columns.optional_time()?,
        message: columns.value()?,
        subject: columns.value()?,
        request_id: columns.value()?,
        errors: columns.value()?,
    })
}
