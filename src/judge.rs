//! Decides, purely: what an answer means, and what follows from it.
//!
//! [`assess()`] reads one exchange against a service's expectations; [`decide()`]
//! reads a group of checks against what is remembered, and says what to
//! remember now and which requests to open, change or close.

mod assess;
mod confirm;
mod decide;
mod dolibarr;
mod expectation;
mod heartbeat;
mod lenient;
mod manager;
mod observer;
mod plugin;

pub(crate) use assess::{assess, assess_instance};
pub(crate) use confirm::confirm;
pub(crate) use decide::{
    Change, Checked, Effect, PassContext, Policy, Publicity, Reading, Ruling, Sight, Situation,
    decide, is_unlisted, sight,
};
pub(crate) use heartbeat::{HeartbeatSituation, failure, judge_heartbeat, watched};
