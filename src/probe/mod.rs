//! Many probes at once, each failure repeated once.

mod pool;
mod prepare;
mod queue;

pub use pool::{Finished, News, NoThread, PoolSettings, run};
pub use prepare::{BODY_LIMIT, probe};
