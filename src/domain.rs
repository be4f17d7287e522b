//! The words of the trade, as types that cannot hold an impossible value.
//!
//! Nothing here does I/O or reads a clock: every other room may use these
//! types, and these types use no other room.

pub mod counts;
pub mod delivery;
pub mod equipment;
pub mod exchange;
pub mod expectation;
pub mod heartbeat;
pub mod listing;
pub mod maintenance;
pub mod monitoring;
pub mod name;
pub mod notification;
pub mod notification_body;
pub mod pass;
pub mod perfdata;
pub mod recovery;
pub mod request;
pub mod secret;
pub mod selector;
pub mod service;
pub mod state;
pub mod status_page;
pub mod verdict;
pub mod webhook;

pub use counts::Counts;
pub use delivery::{
    Delivery, DeliveryKind, DeliveryStatus, Event, JobNews, LatencyNews, NewDelivery, PageNews,
    Payload, PushNews, PushStatus, StatusNews, WebhookCall,
};
pub use equipment::{Equipment, Facts, Inventory, KnownInstance};
pub use exchange::{
    Answer, Body, ClientCertificate, Exchange, HttpRequest, IpVersion, NetworkFailure,
    NetworkFailureKind, Phases, Redirects, TlsSettings,
};
pub use expectation::{Check, Expectation, Incident, JsonCheck, StatusRange};
pub use heartbeat::{
    After, Heartbeat, HeartbeatRecord, HeartbeatState, OnFailure, Rhythm, Run, Schedule,
};
pub use listing::{LeftOut, Listed, ListedInstance, Listing};
pub use maintenance::{Maintenance, MaintenanceMode, Place};
pub use monitoring::{
    Disk, HOST_CHECK, Instance, Module, MonitoringApi, PluginEnd, PluginRun, Probed, Report,
    ToldInstance, Unprobed,
};
pub use name::{Name, ServiceId, Subject};
pub use notification::{
    Course, NewNotification, Notification, NotificationStatus, NotificationType, TaskState, Thing,
};
pub use pass::{PassEnd, PassRecord, PassTally};
pub use perfdata::Measure;
pub use recovery::{Progress, Recovery, RecoveryTask, TaskHistory, TaskRecord};
pub use request::{
    ClosedBy, FailureClass, FailureKind, MaintenanceType, NewRequest, Priority, Request, Source,
    Stage, requests_by_service,
};
pub use secret::{AwsSecret, Provider, Revealed, Secret, SecretError};
pub use selector::{Selector, SelectorError};
pub use service::{BasicAuth, RequestSettings, Service};
pub use state::{Condition, ServiceState, SkipReason};
pub use status_page::{
    Action, Cachet, CachetVersion, LatencyUnit, PublicRecord, PublicStatus, StatusPageSettings,
};
pub use verdict::{Assessment, ExpectationResult, Failure, HttpReading};
pub use webhook::{Messages, Webhook, WebhookForm};
