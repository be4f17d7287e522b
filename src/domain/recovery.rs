//! What is run when another monitor reports a failure.

use std::time::Duration;

use jiff::Timestamp;

use super::name::Name;
use super::notification::{Notification, NotificationType, TaskState};

/// The tasks for failures of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recovery {
    /// Which failures.
    pub kind: NotificationType,
    /// On which equipment; empty: on any.
    pub equipment: Vec<Name>,
    /// In the order in which they run; the first that fails is the last.
    pub tasks: Vec<RecoveryTask>,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecoveryTask {
    /// What it is called where its progress is shown.
    pub name: String,
    /// A program and its arguments; no shell.
    pub command: Vec<String>,
    /// It is killed after this.
    pub timeout: Duration,
}

impl Recovery {
    /// Whether it is for that failure.
    #[must_use]
    pub(crate) fn is_for(&self, notification: &Notification) -> bool {
        let covers = self.equipment.is_empty() || self.equipment.contains(&notification.host);
        self.kind == notification.kind && covers
    }
}

/// A task as it is recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TaskRecord {
    /// Its place in the order.
    pub position: usize,
    /// As it was configured.
    pub name: String,
    /// Where it stands.
    pub state: TaskState,
    /// The processes that it runs as, while it is `Running`.
    pub process_group: Option<i32>,
}

/// A task of a notification with everything that was recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TaskHistory {
    /// As it was configured.
    pub name: String,
    /// Where it stands.
    pub state: TaskState,
    /// Oldest first.
    pub progress: Vec<Progress>,
}

/// A line that a task printed, or that is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Progress {
    /// When.
    pub at: Timestamp,
    /// One line.
    pub message: String,
    /// From 0 to 1.
    pub fraction: f64,
}
