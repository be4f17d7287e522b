//! The words of the trade, as types that cannot hold an impossible value.
//!
//! Nothing here does I/O or reads a clock: every other room may use these
//! types, and these types use no other room.

pub(crate) mod counts;
pub(crate) mod delivery;
mod destination;
pub(crate) mod equipment;
pub(crate) mod exchange;
pub(crate) mod expectation;
pub(crate) mod header_value;
pub(crate) mod heartbeat;
pub(crate) mod listing;
pub(crate) mod maintenance;
pub(crate) mod monitoring;
pub(crate) mod name;
pub(crate) mod notification;
pub(crate) mod notification_body;
pub(crate) mod pass;
pub(crate) mod perfdata;
pub(crate) mod recovery;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod selector;
pub(crate) mod service;
pub(crate) mod state;
pub(crate) mod status_page;
pub(crate) mod tcp;
pub(crate) mod verdict;
pub(crate) mod webhook;

pub(crate) use counts::Counts;
pub(crate) use delivery::{
    Delivery, DeliveryKind, DeliveryStatus, Event, JobNews, LatencyNews, NewDelivery, PageNews,
    Payload, PushNews, PushStatus, StatusNews, WebhookCall,
};
pub(crate) use destination::{
    DestinationName, GIVEN_UP_LATE, GivenUp, OutageNews, Trial, Waiting, brief_reason,
};
pub(crate) use equipment::{Equipment, Facts, Inventory, KnownInstance};
pub(crate) use exchange::{
    Answer, Body, ClientCertificate, Exchange, Hop, HttpRequest, IpVersion, NetworkFailure,
    NetworkFailureKind, Phases, Redirects, TlsSettings,
};
pub(crate) use expectation::{Check, Expectation, Incident, JsonCheck, StatusCodes, StatusRange};
pub(crate) use header_value::unsendable;
pub(crate) use heartbeat::{
    After, Heartbeat, HeartbeatRecord, HeartbeatState, OnFailure, Rhythm, Run, Schedule,
};
pub(crate) use listing::{LeftOut, Listed, ListedInstance, Listing};
pub(crate) use maintenance::{Maintenance, MaintenanceMode, Place};
pub(crate) use monitoring::{
    Disk, HOST_CHECK, Instance, Module, MonitoringApi, PluginEnd, PluginRun, Probed, Report,
    ToldInstance, Unprobed,
};
pub(crate) use name::{Name, ServiceId, Subject};
pub(crate) use notification::{
    Course, NewNotification, Notification, NotificationStatus, NotificationType, TaskState, Thing,
};
pub(crate) use pass::{PassEnd, PassRecord, PassTally};
pub(crate) use perfdata::Measure;
pub(crate) use recovery::{Progress, Recovery, RecoveryTask, TaskHistory, TaskRecord};
pub(crate) use request::{
    ClosedBy, FailureClass, FailureKind, MaintenanceType, NewRequest, Priority, Request, Source,
    Stage, requests_by_service,
};
pub(crate) use secret::{AwsSecret, Provider, Revealed, Secret, SecretError};
pub(crate) use selector::{Selector, SelectorError};
pub(crate) use service::{BasicAuth, RequestSettings, Service};
pub(crate) use state::{Condition, ServiceState, SkipReason};
pub(crate) use status_page::{
    Action, Cachet, CachetVersion, LatencyUnit, PublicRecord, PublicStatus, StatusPageSettings,
};
pub(crate) use tcp::{TcpAddress, TcpTls, TcpUrlError, is_tcp_url};
pub(crate) use verdict::{Assessment, ExpectationResult, Failure, HttpReading};
pub(crate) use webhook::{Messages, Webhook, WebhookForm};
