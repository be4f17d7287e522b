//! The only SQL: one SQLite file with everything that is remembered.

mod backup;
mod columns;
mod copy;
mod deliveries;
mod equipment;
mod error;
mod file;
mod heartbeats;
mod held;
mod instances;
mod location;
mod lock;
mod maintenance;
mod notifications;
mod open;
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

pub use deliveries::{Destination, Outbox};
pub use equipment::source_host_uuid;
pub use error::{StoreError, StoreErrorKind};
pub use location::Location;
pub use lock::{HostLock, PassLock, SendingLock};
pub use notifications::list::{NotificationFilter, NotificationSort};
pub use records::{Records, Store};
pub use requests::{RequestFilter, RequestPage, RequestSort};
pub use results::{DaySummary, ResultRecord};
pub use task_note::TaskNote;
