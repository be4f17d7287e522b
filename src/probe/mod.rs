//! Many probes at once, each failure repeated once.

mod command;
mod descriptors;
mod observer;
mod pool;
mod prepare;
mod queue;

pub use descriptors::affordable;
pub use observer::instance_url;
pub use pool::{Finished, News, NoThread, PoolSettings, run};
pub use prepare::{BODY_LIMIT, probe};
