//! The only SQL: one SQLite file with everything that is remembered.

mod backup;
mod columns;
mod copy;
mod deliveries;
mod equipment;
mod error;
mod file;
mod given_up;
mod heartbeats;
mod held;
mod instances;
mod location;
mod lock;
mod maintenance;
mod notifications;
mod open;
mod outages;
mod passes;
mod path;
mod payload;
mod records;
mod recovery;
mod renames;
mod reports;
mod requests;
mod results;
mod schema;
mod services;
mod silence;
mod soundness;
mod stamp;
mod status_page;
mod task_note;
#[cfg(test)]
mod testing;

pub(crate) use deliveries::{Destination, Outbox};
pub(crate) use equipment::source_host_uuid;
pub(crate) use error::{StoreError, StoreErrorKind};
pub(crate) use location::Location;
pub(crate) use lock::{HostLock, PassLock, SendingLock};
pub(crate) use notifications::list::{NotificationFilter, NotificationSort};
pub(crate) use records::{Records, Store};
pub(crate) use requests::{RequestFilter, RequestPage, RequestSort};
pub(crate) use results::{DaySummary, ResultRecord};
pub(crate) use task_note::TaskNote;
