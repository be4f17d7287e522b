//! The context of a pass: configuration, places, ports, and a listener.

use crate::config::Config;
use crate::ports::Ports;
use crate::store::Location;

/// Everything that a pass works with.
#[derive(Clone, Copy)]
pub(crate) struct PassContext<'a> {
    /// The services, and how they are checked.
    pub(crate) config: &'a Config,
    /// Where the database lies.
    pub(crate) location: &'a Location,
    /// Clock, network and secrets.
    pub(crate) ports: Ports<'a>,
    /// Hears how the pass gets on.
    pub(crate) progress: &'a dyn Progress,
}

/// A listener to a pass while it runs.
pub(crate) trait Progress {
    /// The pass will probe `due` of `all` services.
    fn planned(&self, due: usize, all: usize);
    /// So many probes begin.
    fn begins(&self, probes: usize);
    /// A service has its result.
    fn advances(&self);
    /// Time has passed.
    fn ticks(&self);
    /// The probes that began are over.
    fn ends(&self);
}
