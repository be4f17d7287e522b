//! The lanes of one round of sending: those that can be served, and those whose
//! secrets are still being read, which keep no thread waiting for them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::queue::Lane;
use crate::secrets::Need;

/// Destinations served beside each other.
pub(super) const MOST_THREADS: usize = 16;

/// Shared by the threads that serve them.
pub(super) struct Lanes<'c> {
    waiting: Mutex<Waiting<'c>>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting<'c> {
    /// In the order in which they are to be served.
    ready: VecDeque<Lane<'c>>,
    held: HashMap<usize, Lane<'c>>,
}

impl<'c> Lanes<'c> {
    /// Lanes of which some wait for secrets, and what those need.
    pub(super) fn new(lanes: Vec<Lane<'c>>) -> (Self, Vec<Need<'c>>) {
        let mut waiting = Waiting::default();
        let mut needs = Vec::new();
        for (position, lane) in lanes.into_iter().enumerate() {
            match Need::of(position, lane.receiver.secrets()) {
                None => waiting.ready.push_back(lane),
                Some(need) => {
                    needs.push(need);
                    waiting.held.insert(position, lane);
                }
            }
        }
        (Self { waiting: Mutex::new(waiting), changed: Condvar::new() }, needs)
    }

    /// The next lane to be served, which is waited for; `None` when there is none left.
    pub(super) fn next(&self) -> Option<Lane<'c>> {
        let mut waiting = self.waiting();
        loop {
            let next = waiting.ready.pop_front();
            if next.is_some() || waiting.held.is_empty() {
                return next;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets a lane be served whose secrets have been read.
    pub(super) fn release(&self, position: usize) {
        let mut waiting = self.waiting();
        let released = waiting.held.remove(&position);
        waiting.ready.extend(released);
        self.changed.notify_all();
    }

    /// Leaves what still waits for secrets to another round.
    pub(super) fn close(&self) {
        self.waiting().held.clear();
        self.changed.notify_all();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<'c>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
