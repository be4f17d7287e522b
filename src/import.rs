//! Foreign inventories become configurations of ours.

pub(crate) mod cachet;
pub(crate) mod cachet_url_monitor;
pub(crate) mod csv;
mod document;
pub(crate) mod uptime_kuma;

/// A configuration of ours, and what has to be looked at by hand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Imported {
    /// The text, with remarks where something is not as it was.
    pub configuration: String,
    /// What could not be taken over.
    pub warnings: Vec<String>,
}
