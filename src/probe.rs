//! Many probes at once, each failure repeated once.

mod observer;
mod prepare;

pub use observer::asked_of_host;
pub use prepare::{BODY_LIMIT, probe};
