//! Foreign inventories become configurations of ours.

pub mod csv;
