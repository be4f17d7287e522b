//! Pages of notifications, filtered and sorted as Masakari does.

use jiff::Timestamp;
use rusqlite::named_params;

use super::super::columns::milliseconds;
use super::{read_notification, select_notifications};
use crate::domain::Notification;
use crate::store::{Records, StoreError};

/// What `notifications list` asks for. A text that nothing matches is no error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationFilter {
    /// In this status.
    pub status: Option<String>,
    /// Of this type.
    pub kind: Option<String>,
    /// Of the host with this UUID.
    pub source_host_uuid: Option<String>,
    /// Of the host with this name.
    pub host: Option<String>,
    /// Generated then or later.
    pub generated_since: Option<Timestamp>,
    /// At most this many.
    pub limit: u32,
    /// Only what sorts after the notification of this number.
    pub marker: Option<i64>,
    /// What to sort by, the first key first, and whether its largest comes first. One
    /// of them must be the number, which no two have in common.
    pub order: Vec<(NotificationSort, bool)>,
}

/// What notifications are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationSort {
    /// The number.
    Id,
    /// The UUID.
    Uuid,
    /// The type.
    Type,
    /// When the failure was noticed.
    GeneratedTime,
    /// When it was recorded.
    CreatedAt,
    /// When its status changed last.
    UpdatedAt,
    /// The status.
    Status,
    /// The host's UUID.
    SourceHostUuid,
    /// The payload's text.
    Payload,
}

const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM notification WHERE id = :id)";

const FILTERED: &str = select_notifications!(
    "WHERE (:status IS NULL OR status = :status) AND (:type IS NULL OR type = :type)
       AND (:source_host_uuid IS NULL OR source_host_uuid = :source_host_uuid)
       AND (:host IS NULL OR equipment.name = :host)
       AND (:generated_since IS NULL OR generated_at >= :generated_since)"
);

impl NotificationSort {
    /// Masakari's names of its columns.
    pub const KEYS: &'static [(&'static str, Self)] = &[
        ("id", Self::Id),
        ("notification_uuid", Self::Uuid),
        ("type", Self::Type),
        ("generated_time", Self::GeneratedTime),
        ("created_at", Self::CreatedAt),
        ("updated_at", Self::UpdatedAt),
        ("status", Self::Status),
        ("source_host_uuid", Self::SourceHostUuid),
        ("payload", Self::Payload),
    ];

    /// What they are compared by; never NULL, with which nothing can be compared.
    fn expression(self) -> &'static str {
        match self {
            Self::Id => "notification.id",
            Self::Uuid => "uuid",
            Self::Type => "type",
            Self::GeneratedTime => "generated_at",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "ifnull(updated_at, -9223372036854775807)",
            Self::Status => "status",
            Self::SourceHostUuid => "source_host_uuid",
            Self::Payload => "payload",
        }
    }
}

impl NotificationFilter {
    /// The query, made of constant texts only. Its values are named parameters.
    fn sql(&self) -> String {
        let order: Vec<String> = self
            .order
            .iter()
            .map(|(key, is_descending)| {
                format!("{} {}", key.expression(), if *is_descending { "DESC" } else { "ASC" })
            })
            .collect();
        let marker = if self.marker.is_some() { self.after_marker() } else { String::new() };
        format!("{FILTERED} {marker} ORDER BY {} LIMIT :limit", order.join(", "))
    }

    /// What sorts after the marker: larger or smaller in one key, equal in those before.
    fn after_marker(&self) -> String {
        let keys: Vec<&str> = self.order.iter().map(|(key, _)| key.expression()).collect();
        let of_marker = |keys: &str| {
            format!(
                "(SELECT {keys} FROM notification
                  LEFT JOIN equipment ON equipment.id = notification.equipment_id
                  WHERE notification.id = :marker)"
            )
        };
        let sign = |is_descending: bool| if is_descending { "<" } else { ">" };
        let first = self.order.first().is_some_and(|(_, is_descending)| *is_descending);
        if self.order.iter().all(|(_, is_descending)| *is_descending == first) {
            // In one direction a row can be compared as a whole, and by an index.
            let keys = keys.join(", ");
            return format!("AND ({keys}) {} {}", sign(first), of_marker(&keys));
        }
        let mut ways = Vec::new();
        let mut before = String::new();
        for (key, is_descending) in &self.order {
            let key = key.expression();
            let value = of_marker(key);
            ways.push(format!("({before}{key} {} {value})", sign(*is_descending)));
            before = format!("{before}{key} = {value} AND ");
        }
        format!("AND ({})", ways.join(" OR "))
    }
}

impl Records<'_> {
    /// A page of notifications; `None` when there is none with the filter's marker.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn notifications(
        &self,
        filter: &NotificationFilter,
    ) -> Result<Option<Vec<Notification>>, StoreError> {
        self.run(|connection| {
            if let Some(marker) = filter.marker {
                let mut statement = connection.prepare_cached(EXISTS)?;
                if !statement.query_row(named_params! { ":id": marker }, |row| row.get(0))? {
                    return Ok(None);
                }
            }
            let mut statement = connection.prepare_cached(&filter.sql())?;
            let mut wanted: Vec<(&str, &dyn rusqlite::ToSql)> = vec![
                (":status", &filter.status),
                (":type", &filter.kind),
                (":source_host_uuid", &filter.source_host_uuid),
                (":host", &filter.host),
                (":limit", &filter.limit),
            ];
            let since = milliseconds(filter.generated_since);
            wanted.push((":generated_since", &since));
            if let Some(marker) = &filter.marker {
                wanted.push((":marker", marker));
            }
            let page = statement.query_map(wanted.as_slice(), read_notification)?;
            page.collect::<rusqlite::Result<_>>().map(Some)
        })
    }
}
