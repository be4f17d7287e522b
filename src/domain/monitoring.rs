//! Monitoring APIs: what is asked beside, or instead of, a web page, and what
//! they tell of an instance.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;
use super::secret::Secret;

/// The name of the service that is an equipment's own check.
pub(crate) const HOST_CHECK: &str = "@host";

/// What is asked of a service in place of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MonitoringApi {
    /// A URL that only has to answer.
    SimpleUrl {
        /// Absolute, http or https.
        url: Arc<str>,
    },
    /// A Dolibarr module that tells of its instance.
    ServerObserver {
        /// Absolute, http or https.
        url: Arc<str>,
        /// What the calls are signed with; the oldest generation has none.
        token: Option<Secret>,
    },
    /// A script on a host that tells of every instance there.
    ServerManager {
        /// Absolute, http or https.
        url: Arc<str>,
        /// What the calls are signed with.
        token: Option<Secret>,
    },
    /// Nothing is called: its host's server manager tells of it.
    Instance,
    /// A program in the manner of a Nagios plugin: never empty, without a shell.
    Command(Vec<String>),
}

impl MonitoringApi {
    /// What its calls are signed with, if anything.
    #[must_use]
    pub(crate) fn token(&self) -> Option<&Secret> {
        match self {
            Self::ServerObserver { token, .. } | Self::ServerManager { token, .. } => {
                token.as_ref()
            }
            Self::SimpleUrl { .. } | Self::Instance | Self::Command(_) => None,
        }
    }

    /// The word in the configuration's `version`.
    #[must_use]
    pub(crate) fn version(&self) -> &'static str {
        match self {
            Self::SimpleUrl { .. } => "simple-url",
            Self::ServerObserver { .. } => "server-observer-v1",
            Self::ServerManager { .. } | Self::Instance => "server-manager-v1",
            Self::Command(_) => "command",
        }
    }
}

/// What one probe brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Probed {
    /// Of a URL.
    Exchange(Box<Exchange>),
    /// A connection was to be made, and no more.
    Connection(Box<Exchange>),
    /// Of a command.
    Plugin(PluginRun),
}

/// A command that was run as a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PluginRun {
    /// How it ended.
    pub end: PluginEnd,
    /// The beginning of its standard output.
    pub output: String,
    /// The beginning of its standard error.
    pub errors: String,
    /// How long it took.
    pub duration: Duration,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PluginEnd {
    /// By itself, with this code.
    Exited(i32),
    /// By this signal, which was not ours.
    Killed(i32),
    /// It was killed after this time.
    TimedOut(Duration),
}

/// Why nothing could be probed; says nothing about the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unprobed(pub String);

impl From<super::secret::SecretError> for Unprobed {
    fn from(error: super::secret::SecretError) -> Self {
        Self(error.0)
    }
}

impl Probed {
    /// The exchange, if it was one.
    #[must_use]
    pub(crate) fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::Exchange(exchange) | Self::Connection(exchange) => Some(exchange),
            Self::Plugin(_) => None,
        }
    }

    /// Why the other side was never asked, if that is so.
    #[must_use]
    pub(crate) fn own_failure(&self) -> Option<String> {
        let failure = self.exchange()?.result.as_ref().err()?;
        failure.is_ours().then(|| failure.label())
    }

    /// Whether a server let itself be seen: see [`Exchange::reached_server`].
    #[must_use]
    pub(crate) fn reached_server(&self) -> bool {
        self.exchange().is_some_and(|exchange| exchange.reached_server)
    }

    /// From the beginning of the last hop to its headers; of a command that
    /// ended by itself, the time that it took.
    #[must_use]
    pub(crate) fn latency(&self) -> Option<Duration> {
        match self {
            Self::Exchange(exchange) | Self::Connection(exchange) => {
                Some(exchange.result.as_ref().ok()?.latency)
            }
            Self::Plugin(run) => matches!(run.end, PluginEnd::Exited(_)).then_some(run.duration),
        }
    }
}

/// What a monitoring API told of a service, beside how it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Report {
    /// How full the disk is.
    pub disk: Disk,
    /// The instance, as its API describes it.
    pub instance: Option<ToldInstance>,
    /// A plugin's performance data as it printed them; see [`super::perfdata`].
    pub perfdata: Option<String>,
}

/// How full a disk is, as far as that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Disk {
    /// In bytes.
    pub used_bytes: Option<u64>,
    /// Of the whole.
    pub used_percent: Option<f64>,
}

/// An [`Instance`] as it is kept: text, since thousands are taken in by a pass
/// that looks into none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldInstance(Arc<str>);

impl ToldInstance {
    /// The text of an instance.
    #[must_use]
    pub(crate) fn of(instance: &Instance) -> Self {
        Self::recorded(&serde_json::to_string(instance).unwrap_or_default())
    }

    /// A text that was made here: read back from the database.
    #[must_use]
    pub(crate) fn recorded(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What it says. Later releases may say more.
    #[must_use]
    pub(crate) fn read(&self) -> Instance {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

/// An instance of an application, such as a Dolibarr.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Instance {
    /// The application's version.
    pub version: Option<String>,
    /// How many users can log in.
    pub users_active: Option<u64>,
    /// In the order of the answer.
    pub modules: Vec<Module>,
}

/// A module of an instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Module {
    /// The name of its class, such as `modFacture`.
    pub name: String,
    /// Its version, or what stands for it, such as `dolibarr`.
    pub version: Option<String>,
    /// Whether it is switched on.
    pub active: bool,
    /// Where it comes from: `core` or `external`.
    pub source: Option<String>,
}
