//! The recoverer: what recoveries work with, and what they report.

use crate::config::Config;
use crate::ports::Clock;
use crate::store::{Location, Store};

/// Works on notifications, and remembers what came of it.
pub(crate) struct Recoverer<'a> {
    /// The tasks, and the equipment that they are for.
    pub(crate) config: &'a Config,
    /// Where locks and notes lie.
    pub(crate) location: &'a Location,
    /// For the times of what is recorded.
    pub(crate) clock: &'a dyn Clock,
    /// The database.
    pub(crate) store: &'a mut Store,
    /// What came of it so far.
    pub(crate) report: RecoveryReport,
}

/// Requests that recoveries opened and closed, and lines for standard error.
#[derive(Debug, Default)]
pub(crate) struct RecoveryReport {
    /// Requests that were opened.
    pub(crate) opened: Vec<i64>,
    /// Requests that were closed.
    pub(crate) closed: Vec<i64>,
    /// What an administrator should know.
    pub(crate) warnings: Vec<String>,
}

impl<'a> Recoverer<'a> {
    /// A recoverer that has done nothing yet.
    pub(crate) fn new(
        config: &'a Config,
        location: &'a Location,
        clock: &'a dyn Clock,
        store: &'a mut Store,
    ) -> Self {
        Self { config, location, clock, store, report: RecoveryReport::default() }
    }
}
