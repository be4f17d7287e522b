//! Pages of notifications, filtered and sorted as Masakari does.

use jiff::Timestamp;
use rusqlite::named_params;

use super::super::columns::milliseconds;
use super::{read_notification, select_notifications};
use crate::domain::Notification;
use crate::store::{Records, StoreError};

/// What `notifications list` asks for. A text that nothing matches is no error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NotificationFilter {
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
pub(crate) enum NotificationSort {
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

/// A page by its numbers, then all that is said of them: to sort whole rows, of
/// which most are not on the page, is what takes time.
const SELECTED: &str = select_notifications!("WHERE notification.id IN");

/// Without the hosts: joined, they would decide in which order all is read.
const NUMBERS: &str = "SELECT notification.id FROM notification WHERE true";

const BY_UUID: &str = "(SELECT id FROM equipment WHERE source_host_uuid = :source_host_uuid)";

const BY_NAME: &str = "(SELECT id FROM equipment WHERE name = :host)";

impl NotificationSort {
    /// Masakari's names of its columns.
    pub(crate) const KEYS: &'static [(&'static str, Self)] = &[
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
            Self::SourceHostUuid => {
                "(SELECT source_host_uuid FROM equipment WHERE id = notification.equipment_id)"
            }
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
        let order = order.join(", ");
        let filters = self.filters().join(" ");
        let marker = if self.marker.is_some() { self.after_marker() } else { String::new() };
        let page = format!("{NUMBERS} {filters} {marker} ORDER BY {order} LIMIT :limit");
        format!("{SELECTED} ({page}) ORDER BY {order}")
    }

    /// Those filters that are wanted.
    fn filters(&self) -> Vec<String> {
        let equals = [
            (self.status.is_some(), "status", ":status"),
            (self.kind.is_some(), "type", ":type"),
            (self.source_host_uuid.is_some(), "notification.equipment_id", BY_UUID),
            (self.host.is_some(), "notification.equipment_id", BY_NAME),
        ];
        let wanted = equals.into_iter().filter(|(is_wanted, ..)| *is_wanted);
        let sign = self.sign();
        let mut filters: Vec<String> =
            wanted.map(|(_, column, value)| format!("AND {sign}{column} = {value}")).collect();
        if self.generated_since.is_some() {
            // Most of what is stored may be younger: that is to be found in order, too.
            filters.push("AND +generated_at >= :generated_since".to_owned());
        }
        filters
    }

    /// What keeps a filter from choosing the index, in all orders but that of the
    /// indexes for filters: nobody knows how much it selects, and what it selects
    /// would have to be sorted. In order, the search ends with the page.
    fn sign(&self) -> &'static str {
        let is_by_time = matches!(self.order.first(), Some((NotificationSort::CreatedAt, _)));
        if is_by_time { "" } else { "+" }
    }

    /// What sorts after the marker: larger or smaller in one key, equal in those before.
    fn after_marker(&self) -> String {
        let keys: Vec<&str> = self.order.iter().map(|(key, _)| key.expression()).collect();
        let of_marker = |keys: &str| {
            format!("(SELECT {keys} FROM notification WHERE notification.id = :marker)")
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
    pub(crate) fn notifications(
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
            let since = milliseconds(filter.generated_since);
            let values: [(&str, &dyn rusqlite::ToSql, bool); 7] = [
                (":status", &filter.status, filter.status.is_some()),
                (":type", &filter.kind, filter.kind.is_some()),
                (":source_host_uuid", &filter.source_host_uuid, filter.source_host_uuid.is_some()),
                (":host", &filter.host, filter.host.is_some()),
                (":generated_since", &since, since.is_some()),
                (":marker", &filter.marker, filter.marker.is_some()),
                (":limit", &filter.limit, true),
            ];
            let wanted: Vec<(&str, &dyn rusqlite::ToSql)> = values
                .into_iter()
                .filter_map(|(name, value, is_wanted)| is_wanted.then_some((name, value)))
                .collect();
            let page = statement.query_map(wanted.as_slice(), read_notification)?;
            page.collect::<rusqlite::Result<_>>().map(Some)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::store;
    use NotificationSort::{CreatedAt, GeneratedTime, Id, UpdatedAt};

    /// How SQLite finds the numbers of a page.
    fn plan(first: NotificationSort, filter: &NotificationFilter) -> String {
        let mut order = [first, CreatedAt, Id].map(|key| (key, true)).to_vec();
        order.dedup();
        let filter = NotificationFilter { order, ..filter.clone() };
        let (_directory, store) = store();
        let sql = format!("EXPLAIN QUERY PLAN {}", filter.sql());
        let mut statement = store.connection.prepare(&sql).unwrap();
        // Without its parameters: nothing is read.
        let rows = statement.raw_query().mapped(|row| row.get::<_, String>(3));
        let steps: Vec<String> = rows.map(Result::unwrap).collect();
        let begin = steps.iter().position(|step| step.starts_with("LIST SUBQUERY")).unwrap();
        // What follows the page is that its rows are put in order.
        let end = steps.iter().rposition(|step| step.contains("SEARCH equipment")).unwrap();
        steps[begin + 1..end].join("; ")
    }

    #[test]
    fn a_page_is_found_in_its_order() {
        let all = NotificationFilter::default();
        let text = || Some("text".to_owned());
        let one_host = NotificationFilter { host: text(), ..all.clone() };
        let status = NotificationFilter { status: text(), ..all.clone() };
        let recent =
            NotificationFilter { generated_since: Some(Timestamp::UNIX_EPOCH), ..all.clone() };
        let marker = NotificationFilter { marker: Some(1), ..all.clone() };
        for (first, filter, index) in [
            (CreatedAt, &all, "notification_created"),
            (CreatedAt, &one_host, "notification_host"),
            (CreatedAt, &status, "notification_created"),
            (CreatedAt, &recent, "notification_created"),
            (CreatedAt, &marker, "notification_created"),
            (GeneratedTime, &all, "notification_generated"),
            (GeneratedTime, &one_host, "notification_generated"),
            (GeneratedTime, &recent, "notification_generated"),
            (GeneratedTime, &marker, "notification_generated"),
            (UpdatedAt, &status, "notification_updated"),
        ] {
            let plan = plan(first, filter);
            assert!(plan.contains(index) && !plan.contains("TEMP"), "{first:?} {filter:?}: {plan}");
        }
    }
}
