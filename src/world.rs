//! Everything that the program takes from outside: clock, network, secrets,
//! environment and streams. A test that wants another world makes one.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::http::HttpClient;
use crate::ports::Ports;
use crate::secrets::SystemSecrets;
use crate::text::time::from_milliseconds;

pub use crate::domain::exchange::{Exchange, HttpRequest};
pub use crate::domain::secret::{Revealed, Secret, SecretError};
pub use crate::ports::{Clock, Environment, Exchanger, SecretReader};

/// What the standard streams are connected to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Standard input is a terminal.
    pub stdin: bool,
    /// Standard output is a terminal.
    pub stdout: bool,
    /// Standard error is a terminal.
    pub stderr: bool,
}

/// The outside.
pub struct World {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Environment variables.
    pub environment: Arc<dyn Environment>,
    /// HTTP.
    pub exchanger: Arc<dyn Exchanger>,
    /// Secrets.
    pub secrets: Arc<dyn SecretReader>,
    /// Standard input.
    pub stdin: RefCell<Box<dyn Read>>,
    /// Standard output; results only.
    pub stdout: RefCell<Box<dyn Write>>,
    /// Standard error; diagnostics only.
    pub stderr: RefCell<Box<dyn Write>>,
    /// What the streams are connected to.
    pub terminal: Terminal,
}

impl World {
    /// The ports that a pass and the sending need.
    #[must_use]
    pub fn ports(&self) -> Ports<'_> {
        Ports { clock: &*self.clock, exchanger: &*self.exchanger, secrets: &*self.secrets }
    }

    /// The real outside.
    #[must_use]
    pub fn real() -> Self {
        let environment: Arc<dyn Environment> = Arc::new(ProcessEnvironment);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let exchanger: Arc<dyn Exchanger> =
            Arc::new(HttpClient::new(&|name| environment.variable(name)));
        let secrets = SystemSecrets::new(
            Arc::clone(&environment),
            Arc::clone(&exchanger),
            Arc::clone(&clock),
        );
        Self {
            clock,
            exchanger,
            secrets: Arc::new(secrets),
            environment,
            stdin: RefCell::new(Box::new(io::stdin())),
            stdout: RefCell::new(Box::new(io::BufWriter::new(io::stdout()))),
            stderr: RefCell::new(Box::new(io::stderr())),
            terminal: Terminal {
                stdin: io::stdin().is_terminal(),
                stdout: io::stdout().is_terminal(),
                stderr: io::stderr().is_terminal(),
            },
        }
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    fn now(&self) -> Timestamp {
        // Milliseconds are all that is stored; a finer time would differ from its own record.
        // `Timestamp::now` panics under a clock that was set beyond the year 9999.
        let now = Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::MAX);
        from_milliseconds(now.as_millisecond()).unwrap_or(now)
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::system()
    }
}

struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}
