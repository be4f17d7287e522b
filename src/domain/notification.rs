//! Alerts of other monitors, in Masakari's terms: what they may say, where
//! they stand, and what is to be done about them. Pure.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::name::{Name, Subject};
use super::request::{FailureClass, FailureKind, NewRequest, Priority, Source};
use crate::text::words::words;

/// Masakari's `duplicate_notification_detection_interval`.
pub(crate) const SAME_WITHIN: SignedDuration = SignedDuration::from_secs(180);
/// What is not finished by then never will be.
pub(crate) const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

words! {
    /// What an alert is about.
    NotificationType {
        /// A host.
        ComputeHost = "COMPUTE_HOST",
        /// A virtual machine.
        Vm = "VM",
        /// A process.
        Process = "PROCESS",
    }
}

words! {
    /// Where a notification stands.
    NotificationStatus {
        /// Recorded, not taken up yet.
        New = "new",
        /// Being worked on.
        Running = "running",
        /// Done, or nothing was to be done.
        Finished = "finished",
        /// Its recovery failed, and is tried once more.
        Error = "error",
        /// Given up.
        Failed = "failed",
        /// Not worked on, and its message says why.
        Ignored = "ignored",
    }
}

words! {
    /// Where a recovery task stands.
    TaskState {
        /// Not begun.
        Pending = "PENDING",
        /// Begun, end unknown.
        Running = "RUNNING",
        /// It exited with 0.
        Success = "SUCCESS",
        /// It did not, or not in time.
        Failure = "FAILURE",
    }
}

/// An alert that is valid, and not recorded yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewNotification {
    /// What it is about.
    pub kind: NotificationType,
    /// The host it comes from.
    pub hostname: String,
    /// When the failure was noticed there.
    pub generated_at: Timestamp,
    /// What its type's schema allows.
    pub payload: Map<String, Value>,
}

/// A recorded alert.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Notification {
    /// Never reused.
    pub id: i64,
    /// What scripts know it by.
    pub uuid: String,
    /// What it is about.
    pub kind: NotificationType,
    /// Where it stands.
    pub status: NotificationStatus,
    /// The equipment that is its host.
    pub host: Name,
    /// That equipment's UUID.
    pub source_host_uuid: String,
    /// When the failure was noticed there.
    pub generated_at: Timestamp,
    /// As it came.
    pub payload: Map<String, Value>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When its status changed last.
    pub updated_at: Option<Timestamp>,
    /// What is to be said about its status.
    pub message: Option<String>,
    /// What failed or came back, the same for the same thing; known once it was worked on.
    pub subject: Option<String>,
    /// The request that it opened or found open.
    pub request_id: Option<i64>,
    /// How often its recovery has failed.
    pub errors: u32,
}

/// What is to be done about a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Course {
    /// It tells of a failure: a request, and the recovery of its type.
    Recover(Thing),
    /// It tells that the thing is back.
    Return(Thing),
    /// Nothing, and why.
    Ignore(String),
}

/// What failed, or came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// A word of its kind, and which of them: equal for the same thing.
    pub subject: String,
    kind: FailureKind,
    title: String,
    description: String,
}

impl Notification {
    /// What its payload asks for, by Masakari's rules.
    #[must_use]
    pub(crate) fn course(&self) -> Course {
        match self.kind {
            NotificationType::ComputeHost => self.course_of_host(),
            NotificationType::Process => self.course_of_process(),
            NotificationType::Vm => self.course_of_machine(),
        }
    }

    fn course_of_host(&self) -> Course {
        // Nobody knows whether such a host still runs: to recover it could run things twice.
        if self.said("host_status") != "NORMAL" {
            return Course::Ignore("the host's status is not NORMAL".to_owned());
        }
        let thing = Thing {
            subject: "host".to_owned(),
            kind: FailureKind::Host,
            title: format!("[HOST KO] {}", self.host),
            description: match self.said("cluster_status") {
                "" => "the host stopped".to_owned(),
                status => format!("the host stopped, its cluster says {status}"),
            },
        };
        started_or_stopped(self.said("event"), thing)
    }

    fn course_of_process(&self) -> Course {
        let process = self.said("process_name");
        let thing = Thing {
            subject: format!("process {process}"),
            kind: FailureKind::Process,
            title: format!("[PROCESS KO] {} {process}", self.host),
            description: format!("the process {process} stopped"),
        };
        started_or_stopped(self.said("event"), thing)
    }

    fn course_of_machine(&self) -> Course {
        let said = self.said("instance_uuid");
        let uuid = parse_uuid(said).map_or_else(|| said.to_owned(), |uuid| uuid.to_string());
        let (event, detail) = (self.said("event"), self.said("vir_domain_event"));
        let thing = Thing {
            subject: format!("vm {uuid}"),
            kind: FailureKind::Vm,
            title: format!("[VM KO] {} {uuid}", self.host),
            description: format!("{event}: {detail}"),
        };
        match (event, detail) {
            ("LIFECYCLE" | "QEMU_GUEST_AGENT_ERROR", "STOPPED_FAILED")
            | ("IO_ERROR", "IO_ERROR_REPORT") => Course::Recover(thing),
            ("STARTED", _) => Course::Return(thing),
            ("LIFECYCLE", detail) if detail == "STARTED" || detail.starts_with("STARTED_") => {
                Course::Return(thing)
            }
            _ => Course::Ignore(format!("{event} with {detail} needs no recovery")),
        }
    }

    /// An entry of the payload; empty without it.
    fn said(&self, name: &str) -> &str {
        self.payload.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

fn started_or_stopped(event: &str, thing: Thing) -> Course {
    if event == "STARTED" { Course::Return(thing) } else { Course::Recover(thing) }
}

impl Thing {
    /// The request that its failure opens.
    #[must_use]
    pub(crate) fn request(&self, host: &Name, now: Timestamp) -> NewRequest {
        NewRequest {
            name: self.title.clone(),
            description: self.description.clone(),
            priority: Priority::Normal,
            subject: Subject::Equipment(host.clone()),
            source: Source::Notification,
            failure_kind: Some(self.kind),
            failure_class: Some(FailureClass::Down),
            opened_at: now,
        }
    }
}

impl NotificationStatus {
    /// Whether nothing more happens to it.
    #[must_use]
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Ignored)
    }
}

/// Without dashes.
const UUID_DIGITS: usize = 32;

pub(super) fn parse_uuid(text: &str) -> Option<Uuid> {
    let bare = text.replace("urn:", "").replace("uuid:", "");
    let digits = bare.trim_matches(['{', '}']).replace('-', "");
    let is_uuid = digits.len() == UUID_DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit());
    Uuid::try_parse(&digits).ok().filter(|_| is_uuid)
}
