//! How much a database holds.

/// How much is recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Equipment.
    pub equipment: u64,
    /// Services.
    pub services: u64,
    /// Passes.
    pub passes: u64,
    /// Single results.
    pub results: u64,
    /// Maintenance requests.
    pub requests: u64,
    /// Deliveries.
    pub deliveries: u64,
}
