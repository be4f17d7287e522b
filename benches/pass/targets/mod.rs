//! What is promised of speed and size, each promise measured by a function of its own.

mod listing;
mod managed;
mod reading;
mod recheck;
mod recording;
mod scale;
mod size;
mod starvation;
mod throughput;

use crate::lab::Lab;
use crate::rows::Row;

/// Some targets that are measured together.
pub(crate) struct Target {
    pub(crate) numbers: &'static [u8],
    pub(crate) name: &'static str,
    pub(crate) measure: fn(&mut Lab) -> anyhow::Result<Vec<Row>>,
}

/// In the order of their numbers.
pub(crate) const ALL: [Target; 11] = [
    Target { numbers: &[1, 4], name: "pass over HTTPS", measure: throughput::large },
    Target { numbers: &[2], name: "pass beside curl and Go", measure: throughput::beside_others },
    Target { numbers: &[3], name: "pass over plain HTTP", measure: throughput::plain },
    Target { numbers: &[5], name: "scale", measure: scale::measure },
    Target { numbers: &[6, 11], name: "start-up and size", measure: size::measure },
    Target { numbers: &[7], name: "double check", measure: recheck::measure },
    Target { numbers: &[8], name: "recording", measure: recording::measure },
    Target { numbers: &[9], name: "reading", measure: reading::measure },
    Target { numbers: &[9], name: "listing", measure: listing::measure },
    Target { numbers: &[10], name: "starvation", measure: starvation::measure },
    Target { numbers: &[12], name: "server manager", measure: managed::measure },
];
