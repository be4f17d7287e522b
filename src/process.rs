//! Runs somebody's job as if ronde were not there: with its own standard
//! streams and signals, and an exit code as a shell gives it.
//!
//! What is not looked at is not touched: streams that nobody wants a copy of
//! are the job's own descriptors.

mod interpreter;
mod job;
mod keeper;
mod leftover;
pub(crate) mod plugin;
mod processes;
mod signals;
mod tail;
mod task;
mod tee;

pub(crate) use job::{Capture, Ended, Job, NotStarted, release_streams, signal_of};
pub(crate) use keeper::{keep, noted, own_program};
pub(crate) use leftover::end_leftover;
pub(crate) use processes::end_descendants;
pub(crate) use signals::{Arrived, listen, survive_file_size_limit};
pub(crate) use task::{News, Task, run};
