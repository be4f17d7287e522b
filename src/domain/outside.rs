//! The ports through which time and environment come in; [`crate::world`] has
//! the real ones.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The port through which the time is read.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// The zone that local times are in.
    fn time_zone(&self) -> TimeZone;
}

/// The port through which environment variables are read.
pub trait Environment: Send + Sync {
    /// The variable's value; `None` when it is not set or not UTF-8.
    fn variable(&self, name: &str) -> Option<String>;
}
