//! Many probes at once, each failure repeated once.

mod contained;
mod matching;
mod observer;
mod prepare;
mod tcp;

pub use contained::{Panicked, contained};
pub use matching::{Matching, match_for_another};
pub use observer::asked_of_host;
pub use prepare::{probe, secrets_of};
