//! Foreign inventories become configurations of ours.

pub mod cachet;
pub mod cachet_url_monitor;
pub mod csv;
mod document;
pub mod uptime_kuma;

/// A configuration of ours, and what has to be looked at by hand.
#[derive(Debug, PartialEq, Eq)]
pub struct Imported {
    /// The text, with remarks where something is not as it was.
    pub configuration: String,
    /// What could not be taken over.
    pub warnings: Vec<String>,
}
