//! From view structs to tables, JSON and CSV.
//!
//! A view has the names and the order of the contract's JSON; the same view
//! makes the table and the CSV, so that the three never tell different things.

mod check;
mod configuration;
mod db;
mod delivery;
mod document;
mod equipment;
mod escape;
mod failure;
mod forget;
mod heartbeat;
mod history;
mod maintenance;
mod modules;
pub(crate) mod moment;
mod notification;
mod probe;
mod report;
mod request;
mod service;
mod service_table;
mod status;
pub(crate) mod table;
mod trial;
mod waiting;

pub(crate) use check::{CheckDocument, DeliveryCounts, PassView, RequestChanges};
pub(crate) use configuration::{EffectiveDocument, VerdictDocument};
pub(crate) use db::{BackupDocument, IntegrityDocument};
pub(crate) use delivery::{DeliveriesDocument, DeliveryDocument};
pub(crate) use document::{Document, Page, SCHEMA_VERSION, csv, json, records_of};
pub(crate) use equipment::{EquipmentDocument, EquipmentView};
pub(crate) use escape::escaped;
pub(crate) use failure::{error_json, error_text};
pub(crate) use forget::{ForgetDocument, Forgotten};
pub(crate) use heartbeat::{HeartbeatDocument, HeartbeatView};
pub(crate) use history::{DayView, HistoryDocument, ResultView};
pub(crate) use maintenance::{MaintenanceDocument, MaintenanceReport};
pub(crate) use modules::ModulesDocument;
pub(crate) use notification::{NotificationDocument, NotificationListDocument};
pub(crate) use probe::ProbeDocument;
pub(crate) use request::{Deed, RequestDocument, RequestListDocument};
pub(crate) use service::{ServiceView, Standing, Subject, status_code};
pub(crate) use status::{LastPass, StatusDocument};
pub(crate) use table::terminal_width;
pub(crate) use trial::TrialsDocument;
pub(crate) use waiting::WaitingView;

#[cfg(test)]
pub(crate) mod testing {
    //! A page and a service that do not depend on where the tests run.

    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::Page;
    use crate::domain::{Service, ServiceId};

    /// A service of that id, as a configuration could have it.
    pub(crate) fn configured_service(id: &str) -> Service {
        Service {
            tags: Arc::from(["customer-a".to_owned()]),
            ..Service::plain(ServiceId::of(id), Some(Arc::from("https://shop.example.com/")))
        }
    }

    /// A page of `width` columns in Paris on a June noon.
    pub(crate) fn page(width: Option<u16>) -> Page {
        Page {
            width,
            has_colour: false,
            zone: TimeZone::get("Europe/Paris").unwrap(),
            now: "2026-06-01T12:00:00Z".parse().unwrap(),
        }
    }
}
