//! The recovery from reported failures: taking a notification up, running its
//! tasks, ending what an interrupted recovery left behind.

mod recoverer;
mod take_up;
mod tasks;

pub(crate) use recoverer::Recoverer;
pub(crate) use tasks::{histories, sweep_notes};
