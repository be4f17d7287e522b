//! Foreign inventories become configurations of ours.

pub mod cachet;
pub mod cachet_url_monitor;
pub mod csv;
mod document;
