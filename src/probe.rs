//! Many probes at once, each failure repeated once.

mod observer;
mod prepare;

pub use observer::instance_url;
pub use prepare::{BODY_LIMIT, probe};
