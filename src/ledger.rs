//! Applies what was decided: state, requests and deliveries in one transaction.
//!
//! Everything here runs inside a transaction that its caller has begun, so
//! that a request is never recorded without the deliveries that tell of it.

mod checks;
mod heartbeat;
mod notification;
mod push;
mod requests;
mod status_page;

pub(crate) use checks::{Check, Pass, Recorded, foresee_checks, is_still_ko, record_checks};
pub(crate) use heartbeat::{
    EndedRun, JudgedHeartbeat, Signal, is_heartbeat_still_ko, judge_heartbeats, look_at_heartbeats,
    signal, signal_after, start_run,
};
pub(crate) use notification::{Conflict, TakenUp, Turn, give_up_if_old, receive, settle, take_up};
pub(crate) use push::push_maintenance;
pub(crate) use requests::{Closing, close_request, open_request};
pub(crate) use status_page::{follow_reported, take_down, tell_anew};
