//! Many probes at once, each failure repeated once.

mod contained;
mod matching;
mod observer;
mod prepare;
mod tcp;

pub(crate) use contained::{Panicked, contained};
pub(crate) use matching::{Matching, match_for_another};
pub(crate) use observer::asked_of_host;
pub(crate) use prepare::{probe, secrets_of};
