//! Notifications in Masakari's shapes, which have no `schema_version`.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, moment, records_of};
use crate::domain::{Notification, NotificationStatus, Progress, TaskHistory, TaskState};

/// One notification, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
struct NotificationView<'a> {
    id: i64,
    uuid: &'a str,
    notification_uuid: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    source_host_uuid: &'a str,
    hostname: &'a str,
    #[serde(serialize_with = "moment::serialize")]
    generated_time: Timestamp,
    payload: &'a Map<String, Value>,
    #[serde(serialize_with = "moment::serialize")]
    created_at: Timestamp,
    #[serde(serialize_with = "moment::serialize_option")]
    updated_at: Option<Timestamp>,
    deleted: bool,
    deleted_at: Option<&'static str>,
    message: Option<&'a str>,
    request_id: Option<i64>,
    #[serde(skip)]
    status_word: NotificationStatus,
}

impl<'a> NotificationView<'a> {
    const FIELDS: [&'static str; 15] = [
        "id",
        "uuid",
        "notification_uuid",
        "type",
        "status",
        "source_host_uuid",
        "hostname",
        "generated_time",
        "payload",
        "created_at",
        "updated_at",
        "deleted",
        "deleted_at",
        "message",
        "request_id",
    ];

    fn of(notification: &'a Notification) -> Self {
        Self {
            id: notification.id,
            uuid: &notification.uuid,
            notification_uuid: &notification.uuid,
            kind: notification.kind.as_str(),
            status: notification.status.as_str(),
            source_host_uuid: &notification.source_host_uuid,
            hostname: notification.host.as_str(),
            generated_time: notification.generated_at,
            payload: &notification.payload,
            created_at: notification.created_at,
            updated_at: notification.updated_at,
            // Nothing that was reported is ever deleted.
            deleted: false,
            deleted_at: None,
            message: notification.message.as_deref(),
            request_id: notification.request_id,
            status_word: notification.status,
        }
    }

    fn status_cell(&self) -> Cell {
        let tone = match self.status_word {
            NotificationStatus::Finished => Tone::Good,
            NotificationStatus::Error | NotificationStatus::Failed => Tone::Bad,
            NotificationStatus::New | NotificationStatus::Running => Tone::Doubtful,
            NotificationStatus::Ignored => Tone::Faint,
        };
        Cell::toned(self.status, tone)
    }

    /// What is in the payload, in one line.
    fn said(&self) -> String {
        let entry = |(name, value): (&String, &Value)| {
            format!("{name}={}", value.as_str().unwrap_or_default())
        };
        self.payload.iter().map(entry).collect::<Vec<_>>().join(" ")
    }

    fn details(&self, tasks: &[TaskView], page: &Page) -> String {
        let time = |time: Timestamp| format!("{} ({})", page.time(time), page.age(time));
        let mut table = Table::details();
        table.detail("notification", self.uuid);
        table.detail("id", self.id.to_string());
        table.detail("type", self.kind);
        table.detail("status", self.status_cell());
        if let Some(message) = self.message {
            table.detail("message", Cell::lines(message));
        }
        table.detail("host", self.hostname);
        table.detail("payload", self.said());
        table.detail("generated", time(self.generated_time));
        table.detail("created", time(self.created_at));
        if let Some(updated_at) = self.updated_at {
            table.detail("updated", time(updated_at));
        }
        table.detail("request", Cell::or_dash(self.request_id));
        for task in tasks {
            let lines = task.progress_details.iter().map(|detail| detail.message.as_str());
            let lines: Vec<&str> = std::iter::once(task.state).chain(lines).collect();
            table.detail(&format!("task {}", task.name), Cell::lines(&lines.join("\n")));
        }
        table.render(page)
    }
}

/// A task of a recovery.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TaskView {
    /// As it is configured.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) state: &'static str,
    /// From 0 to 1.
    pub(crate) progress: f64,
    /// What it printed, a line each.
    pub(crate) progress_details: Vec<ProgressView>,
}

/// A line that a task printed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ProgressView {
    /// When.
    #[serde(serialize_with = "moment::serialize")]
    pub(crate) timestamp: Timestamp,
    /// The line.
    pub(crate) message: String,
    /// From 0 to 1; a text, as Masakari has it.
    #[serde(serialize_with = "as_text")]
    pub(crate) progress: f64,
}

impl From<TaskHistory> for TaskView {
    fn from(task: TaskHistory) -> Self {
        let detail = |each: Progress| ProgressView {
            timestamp: each.at,
            message: each.message,
            progress: each.fraction,
        };
        Self {
            name: task.name,
            state: task.state.as_str(),
            // How far a command has come is known at its end only.
            progress: if task.state == TaskState::Success { 1.0 } else { 0.0 },
            progress_details: task.progress.into_iter().map(detail).collect(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn as_text<S: Serializer>(progress: &f64, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{progress:?}"))
}

/// The result of `ronde notifications create` and `show`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NotificationDocument<'a> {
    notification: Detailed<'a>,
}

#[derive(Debug, Clone)]
struct Detailed<'a> {
    view: NotificationView<'a>,
    tasks: Option<Vec<TaskView>>,
}

impl Serialize for Detailed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(tasks) = &self.tasks else { return self.view.serialize(to) };
        let wrong = serde::ser::Error::custom;
        let mut value = serde_json::to_value(&self.view).map_err(wrong)?;
        if let Some(fields) = value.as_object_mut() {
            let tasks = serde_json::to_value(tasks).map_err(wrong)?;
            fields.insert("recovery_workflow_details".to_owned(), tasks);
        }
        value.serialize(to)
    }
}

impl<'a> NotificationDocument<'a> {
    /// One that was just reported.
    #[must_use]
    pub(crate) fn created(notification: &'a Notification) -> Self {
        let view = NotificationView::of(notification);
        Self { notification: Detailed { view, tasks: None } }
    }

    /// One that was asked for, with its recovery.
    #[must_use]
    pub(crate) fn shown(notification: &'a Notification, tasks: Vec<TaskHistory>) -> Self {
        let view = NotificationView::of(notification);
        let tasks = tasks.into_iter().map(TaskView::from).collect();
        Self { notification: Detailed { view, tasks: Some(tasks) } }
    }
}

impl Document for NotificationDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        NotificationView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of([&self.notification.view])
    }

    fn table(&self, page: &Page) -> String {
        let Detailed { view, tasks } = &self.notification;
        if let Some(tasks) = tasks {
            return view.details(tasks, page);
        }
        let why = view.message.map(|text| format!(" ({})", super::escaped(text)));
        let request = view.request_id.map(|id| format!(", request {id}"));
        format!(
            "notification {} {}{}{}\n",
            view.uuid,
            view.status,
            why.unwrap_or_default(),
            request.unwrap_or_default()
        )
    }
}

/// The result of `ronde notifications list`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NotificationListDocument<'a> {
    notifications: Vec<NotificationView<'a>>,
}

impl<'a> NotificationListDocument<'a> {
    /// A page of notifications.
    #[must_use]
    pub(crate) fn new(notifications: &'a [Notification]) -> Self {
        Self { notifications: notifications.iter().map(NotificationView::of).collect() }
    }
}

impl Document for NotificationListDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        NotificationView::FIELDS.to_vec()
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.notifications)
    }

    fn table(&self, page: &Page) -> String {
        if self.notifications.is_empty() {
            return "no notifications\n".to_owned();
        }
        let mut table = Table::new([
            Column::number("ID"),
            Column::short("STATUS"),
            Column::short("GENERATED"),
            Column::short("TYPE"),
            Column::name("HOST"),
            Column::number("REQ"),
            Column::text("PAYLOAD"),
            Column::text("UUID"),
        ]);
        for view in &self.notifications {
            table.row([
                view.id.to_string().into(),
                view.status_cell(),
                page.when(view.generated_time).into(),
                view.kind.into(),
                view.hostname.into(),
                Cell::or_dash(view.request_id),
                view.said().into(),
                view.uuid.into(),
            ]);
        }
        table.render(page)
    }
}
