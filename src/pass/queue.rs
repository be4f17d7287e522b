//! The order of work: what is ready, what waits for its equipment, and what is
//! to be repeated later. Pure but for the clock readings it is given.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::time::Instant;

use crate::probe::Panicked;

/// Which of a job's two probes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    First,
    Second,
}

/// Why a job has no result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dropped {
    /// The pass had no time left for it.
    Deadline,
    /// Its probe broke off.
    Panicked(Panicked),
}

/// A probe to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task {
    pub(crate) job: usize,
    pub(crate) turn: Turn,
}

/// What a worker should do now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Make this probe.
    Start(Task),
    /// Nothing can be started before this moment, unless a probe ends.
    WaitUntil(Instant),
    /// Nothing can be started before a probe ends.
    Wait,
    /// There is nothing left to do.
    Over,
}

/// The work of a pass.
#[derive(Debug)]
pub(crate) struct Queue {
    /// The group (equipment) of each job.
    groups: Vec<usize>,
    per_group: usize,
    deadline: Instant,
    ready: VecDeque<Task>,
    /// Jobs that cannot be started before they are released.
    held: HashSet<usize>,
    /// Ready, but their group already has `per_group` probes in flight.
    parked: HashMap<usize, VecDeque<Task>>,
    repeats: BinaryHeap<Reverse<(Instant, Task)>>,
    in_flight: HashMap<usize, usize>,
    flying: usize,
    is_closed: bool,
    dropped: Vec<(usize, Dropped)>,
}

impl Queue {
    /// A queue of one job per entry of `groups`, in that order. Those in `held`
    /// wait for [`Queue::release`].
    pub(crate) fn new(
        groups: Vec<usize>,
        held: HashSet<usize>,
        per_group: usize,
        deadline: Instant,
    ) -> Self {
        let ready = (0..groups.len()).filter(|job| !held.contains(job)).map(first_turn).collect();
        Self {
            groups,
            per_group: per_group.max(1),
            deadline,
            ready,
            held,
            parked: HashMap::new(),
            repeats: BinaryHeap::new(),
            in_flight: HashMap::new(),
            flying: 0,
            is_closed: false,
            dropped: Vec::new(),
        }
    }

    /// What to do at `now`. A started task must be ended with [`Queue::end`].
    pub(crate) fn next(&mut self, now: Instant) -> Next {
        if self.is_closed || now >= self.deadline {
            self.drop_everything();
        }
        self.take_due_repeats(now);
        while let Some(task) = self.ready.pop_front() {
            let group = self.group(task);
            let flying = self.in_flight.entry(group).or_default();
            if *flying < self.per_group {
                *flying += 1;
                self.flying += 1;
                return Next::Start(task);
            }
            self.parked.entry(group).or_default().push_back(task);
        }
        match self.wakes_at() {
            Some(at) => Next::WaitUntil(at),
            None if self.flying > 0 => Next::Wait,
            None => Next::Over,
        }
    }

    /// Ends a task; with `repeat_at`, its job is probed once more then.
    pub(crate) fn end(&mut self, task: Task, repeat_at: Option<Instant>) {
        let group = self.group(task);
        self.flying = self.flying.saturating_sub(1);
        if let Some(flying) = self.in_flight.get_mut(&group) {
            *flying = flying.saturating_sub(1);
        }
        if let Some(waiting) = self.parked.get_mut(&group)
            && let Some(task) = waiting.pop_front()
        {
            self.ready.push_front(task);
        }
        if let Some(at) = repeat_at {
            self.repeats.push(Reverse((at, Task { job: task.job, turn: Turn::Second })));
        }
    }

    /// Ends a task that will have no result, since it panicked.
    pub(crate) fn lose(&mut self, task: Task, panicked: Panicked) {
        self.end(task, None);
        self.dropped.push((task.job, Dropped::Panicked(panicked)));
    }

    /// Lets a held job be started.
    pub(crate) fn release(&mut self, job: usize) {
        if self.held.remove(&job) {
            self.ready.push_back(first_turn(job));
        }
    }

    /// Leaves everything undone that was not started.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Lets every held job be started.
    pub(crate) fn release_all(&mut self) {
        let mut held: Vec<usize> = self.held.drain().collect();
        held.sort_unstable();
        self.ready.extend(held.into_iter().map(first_turn));
    }

    /// When the clock alone changes what is to be done: a repeat is due, or
    /// what is held is given up.
    pub(crate) fn wakes_at(&self) -> Option<Instant> {
        let repeat = self.repeats.peek().map(|Reverse((at, _))| (*at).min(self.deadline));
        repeat.or((!self.held.is_empty()).then_some(self.deadline))
    }

    /// Whether another idle worker could start something at once.
    pub(crate) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Jobs that were left without a settled result, and why.
    pub(crate) fn into_dropped(self) -> Vec<(usize, Dropped)> {
        self.dropped
    }

    #[expect(clippy::indexing_slicing, reason = "a task is only made of a job that has a group")]
    fn group(&self, task: Task) -> usize {
        self.groups[task.job]
    }

    /// A repeat goes first: its result is the one that is waited for.
    fn take_due_repeats(&mut self, now: Instant) {
        while let Some(Reverse((at, task))) = self.repeats.peek().copied() {
            if at > now {
                break;
            }
            self.repeats.pop();
            self.ready.push_front(task);
        }
    }

    fn drop_everything(&mut self) {
        let parked = self.parked.drain().flat_map(|(_, tasks)| tasks);
        let repeats = self.repeats.drain().map(|Reverse((_, task))| task);
        let undone = self.ready.drain(..).chain(parked).chain(repeats).map(|task| task.job);
        let undone = undone.chain(self.held.drain());
        self.dropped.extend(undone.map(|job| (job, Dropped::Deadline)));
    }
}

fn first_turn(job: usize) -> Task {
    Task { job, turn: Turn::First }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn first(job: usize) -> Task {
        Task { job, turn: Turn::First }
    }

    fn queue(groups: &[usize], per_group: usize) -> (Queue, Instant) {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(600);
        (Queue::new(groups.to_vec(), HashSet::new(), per_group, deadline), start)
    }

    #[test]
    fn a_full_equipment_lets_the_others_go_first() {
        let (mut queue, now) = queue(&[7, 7, 7, 8], 2);
        assert_eq!(queue.next(now), Next::Start(first(0)));
        assert_eq!(queue.next(now), Next::Start(first(1)));
        assert_eq!(queue.next(now), Next::Start(first(3)));
        assert_eq!(queue.next(now), Next::Wait);
        queue.end(first(3), None);
        assert_eq!(queue.next(now), Next::Wait, "another equipment's end frees nothing here");
        queue.end(first(0), None);
        assert_eq!(queue.next(now), Next::Start(first(2)));
        queue.end(first(1), None);
        queue.end(first(2), None);
        assert_eq!(queue.next(now), Next::Over);
    }

    #[test]
    fn a_repeat_waits_for_its_time_and_then_goes_first() {
        let (mut queue, now) = queue(&[1, 2, 3], 8);
        let later = now + Duration::from_secs(2);
        assert_eq!(queue.next(now), Next::Start(first(0)));
        queue.end(first(0), Some(later));
        assert_eq!(queue.next(now), Next::Start(first(1)));
        let second = Task { job: 0, turn: Turn::Second };
        assert_eq!(queue.next(later), Next::Start(second));
        assert_eq!(queue.next(later), Next::Start(first(2)));
        for task in [second, first(1), first(2)] {
            queue.end(task, None);
        }
        assert_eq!(queue.next(later), Next::Over);
        assert!(queue.into_dropped().is_empty());
    }

    #[test]
    fn idle_workers_are_told_when_the_next_repeat_is_due() {
        let (mut queue, now) = queue(&[1], 8);
        let later = now + Duration::from_secs(2);
        assert_eq!(queue.next(now), Next::Start(first(0)));
        queue.end(first(0), Some(later));
        assert_eq!(queue.next(now), Next::WaitUntil(later));
    }

    #[test]
    fn the_deadline_drops_what_was_not_settled() {
        let (mut queue, now) = queue(&[1, 1, 1, 2], 1);
        let deadline = now + Duration::from_secs(600);
        assert_eq!(queue.next(now), Next::Start(first(0)));
        assert_eq!(queue.next(now), Next::Start(first(3)));
        queue.end(first(3), Some(deadline + Duration::from_secs(1)));
        assert_eq!(queue.next(now), Next::WaitUntil(deadline));
        assert_eq!(queue.next(deadline), Next::Wait, "what is in flight may end");
        queue.end(first(0), None);
        assert_eq!(queue.next(deadline), Next::Over);
        let mut dropped = queue.into_dropped();
        dropped.sort_unstable();
        assert_eq!(dropped, [1, 2, 3].map(|job| (job, Dropped::Deadline)));
    }

    #[test]
    fn what_is_held_takes_no_place_and_goes_when_it_is_released() {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(600);
        let mut queue = Queue::new(vec![1, 1, 1], HashSet::from([0, 1]), 1, deadline);
        assert_eq!(queue.next(start), Next::Start(first(2)));
        assert_eq!(queue.next(start), Next::WaitUntil(deadline));
        queue.release(1);
        assert_eq!(queue.next(start), Next::WaitUntil(deadline), "its equipment is busy");
        queue.end(first(2), None);
        assert_eq!(queue.next(start), Next::Start(first(1)));
        queue.release(1);
        queue.end(first(1), None);
        assert_eq!(queue.next(start), Next::WaitUntil(deadline), "it is started once");
        assert_eq!(queue.next(deadline), Next::Over);
        queue.release(0);
        assert_eq!(queue.next(deadline), Next::Over);
        assert_eq!(queue.into_dropped(), [(0, Dropped::Deadline)]);
    }

    #[test]
    fn all_that_is_held_can_go_at_once_in_its_order() {
        let start = Instant::now();
        let deadline = start + Duration::from_secs(600);
        let mut queue = Queue::new(vec![1, 2, 3], HashSet::from([0, 1, 2]), 1, deadline);
        queue.release_all();
        let started = [0, 1, 2].map(|_| queue.next(start));
        assert_eq!(started, [0, 1, 2].map(|job| Next::Start(first(job))));
        assert_eq!(queue.next(start), Next::Wait);
    }
}
