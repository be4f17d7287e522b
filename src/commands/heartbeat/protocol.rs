//! What the thread of the job and that of its reports tell each other.

use std::time::Instant;

use crate::domain::Run;
use crate::process::{Arrived, Ended};

/// What happens while the job runs, and after it.
pub(super) enum Event {
    /// A signal came.
    Signal(Arrived),
    /// Something is to be said on standard error.
    Said { level: &'static str, text: String },
    /// Everything is recorded and told.
    Reported,
}

/// What there is to report.
pub(super) enum Step {
    /// The job began.
    Started(Run),
    /// The job ended.
    Ended(Outcome),
}

/// How a job ended.
pub(super) struct Outcome {
    /// The run.
    pub(super) run: Run,
    /// What became of it.
    pub(super) ended: Ended,
    /// When that was.
    pub(super) at: Instant,
}
