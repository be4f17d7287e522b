//! A configuration as the rest of the program has it.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::{Cachet, Heartbeat, Inventory, Messages, Recovery, Webhook};
use crate::text::Template;

/// A valid configuration, every default applied.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// The key `database`, made absolute; `None` when not given.
    pub database: Option<PathBuf>,
    /// The group that may use the database beside its owner.
    pub group: Option<String>,
    /// The `link` of a webhook's payload.
    pub link: Option<Template>,
    /// The default of `maintenance on`.
    pub maintenance_mode_duration: Duration,
    /// A recovered service closes the request that was opened for it.
    pub auto_close: bool,
    /// After this many good passes in a row; at least 1.
    pub recover_after: u32,
    /// How long things are kept.
    pub retention: Retention,
    /// How a pass is made.
    pub check: CheckSettings,
    /// What is watched.
    pub inventory: Inventory,
    /// Where news go.
    pub webhooks: Vec<Webhook>,
    /// How news are titled.
    pub messages: Messages,
    /// The public status page.
    pub cachet: Option<Cachet>,
    /// The jobs that signal.
    pub heartbeats: Vec<Heartbeat>,
    /// What is run for failures that others report.
    pub recovery: Vec<Recovery>,
}

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retention {
    /// Single results; daily summaries stay.
    pub results: Duration,
    /// Deliveries that are done.
    pub deliveries: Duration,
}

/// How a pass is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CheckSettings {
    /// Probes in flight at once.
    pub concurrency: u32,
    /// Probes in flight at once on one equipment.
    pub per_equipment: u32,
    /// A failed probe is repeated once after this.
    pub recheck_after: Duration,
    /// Bounds the probing of a pass.
    pub deadline: Duration,
    /// `status` says so when no pass completed for this long.
    pub stale_after: Duration,
}
