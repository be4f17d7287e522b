//! One check pass: plan, probe, judge and record.
//!
//! `run` makes the whole pass against an open database; what is queued by it
//! is sent by its caller. It knows nothing of the command line.

mod context;
mod descriptors;
mod engine;
mod error;
mod heartbeats;
mod intake;
mod jobs;
mod notifications;
mod outcome;
mod plan;
mod pool;
mod prober;
mod prune;
mod queue;
mod recorder;

pub(crate) use context::{PassContext, Progress};
pub(crate) use engine::{PassReport, PassRequest, run};
pub(crate) use error::PassError;
pub(crate) use plan::{Pace, PlanIndex, Scope, standing_reason};
pub(crate) use prober::latency_ms;
pub(crate) use prune::prune;
