//! The recovery from reported failures: taking a notification up, running its
//! tasks, ending what an interrupted recovery left behind.

pub(crate) mod process;
pub(crate) mod tasks;
