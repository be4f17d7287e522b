//! The ports of the program: clock, environment, HTTP and secrets. [`crate::world`]
//! has the real ones.

use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::exchange::{Exchange, HttpRequest};
use crate::domain::secret::{Revealed, Secret, SecretError};

/// The port through which the time is read.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// The zone that local times are in.
    fn time_zone(&self) -> TimeZone;
    /// A reading of the clock that never jumps, for waiting.
    fn monotonic(&self) -> Instant {
        Instant::now()
    }
}

/// The ports that a pass needs.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// HTTP.
    pub exchanger: &'a dyn Exchanger,
    /// Secrets.
    pub secrets: &'a dyn SecretReader,
}

/// The port through which environment variables are read.
pub trait Environment: Send + Sync {
    /// The variable's value; `None` when it is not set or not UTF-8.
    fn variable(&self, name: &str) -> Option<String>;
}

/// The port through which every HTTP exchange goes.
pub trait Exchanger: Send + Sync {
    /// Makes one exchange; ends within the request's timeout, whatever the server does.
    fn exchange(&self, request: &HttpRequest<'_>) -> Exchange;
}

/// The port through which secrets are read.
pub trait SecretReader: Send + Sync {
    /// Reads `secret`, or answers from memory when it was read before.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when no provider has a value.
    fn reveal(&self, secret: &Secret) -> Result<Revealed, SecretError>;

    /// The same for somebody who waits no longer than `until`.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when no provider has a value by then.
    fn reveal_by(&self, secret: &Secret, _until: Instant) -> Result<Revealed, SecretError> {
        self.reveal(secret)
    }
}
