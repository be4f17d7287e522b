//! The threads that probe. None of them ever sleeps with work to do: a probe
//! to be repeated waits in the queue, not in a worker.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};
use std::time::{Duration, Instant};

use super::jobs::Jobs;
use super::queue::{Dropped, Next, Queue, Task, Turn};
use crate::probe::{Panicked, contained};

/// Touched pages are all that a stack costs. A regular expression, the deepest
/// thing that is looked at here, is nested 64 times at most.
const STACK_BYTES: usize = 512 * 1024;
/// How often the receiver is told that time passes.
const TICK: Duration = Duration::from_millis(500);

/// How a pass is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PoolSettings {
    /// Probes in flight at once.
    pub(crate) concurrency: usize,
    /// Probes in flight at once within one group.
    pub(crate) per_group: usize,
    /// A bad probe is repeated once after this.
    pub(crate) recheck_after: Duration,
    /// Nothing is started after this.
    pub(crate) deadline: Instant,
}

/// A job that has its final result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finished<R> {
    /// The job's position in the list of groups.
    pub(crate) job: usize,
    /// What its last probe found.
    pub(crate) result: R,
    /// It was probed twice.
    pub(crate) retested: bool,
}

/// What the pool tells while it works.
#[derive(Debug)]
pub(crate) enum News<R> {
    /// A job has its result.
    Finished(Finished<R>),
    /// Nothing happened for a moment.
    Tick,
}

/// The system gives no thread at all.
#[derive(Debug, thiserror::Error)]
#[error("no thread can be started: {0}")]
pub(crate) struct NoThread(#[from] std::io::Error);

/// Probes every job once, and those that `is_bad` a second time after
/// `recheck_after`; hands what comes of it to `receive`, on the calling thread.
/// The jobs that have no result, and why.
///
/// # Errors
///
/// When the system gives no thread at all, or `receive` fails: then nothing
/// more is started.
pub(crate) fn run<'j, R: Send, E: From<NoThread>>(
    jobs: impl Into<Jobs<'j>>,
    settings: &PoolSettings,
    probe: &(dyn Fn(usize) -> R + Sync),
    is_bad: &(dyn Fn(&R) -> bool + Sync),
    receive: &mut dyn FnMut(News<R>) -> Result<(), E>,
) -> Result<Vec<(usize, Dropped)>, E> {
    let Jobs { groups, held, release } = jobs.into();
    let workers = settings.concurrency.clamp(1, groups.len().max(1));
    let is_anything_held = !held.is_empty();
    let shared = Shared {
        desk: Mutex::new(Desk {
            queue: Queue::new(groups, held, settings.per_group, settings.deadline),
            timekeeper: None,
        }),
        changed: Condvar::new(),
    };
    let outcome = std::thread::scope(|scope| {
        let (sender, receiver) = channel();
        let worker =
            Worker { shared: &shared, probe, is_bad, recheck_after: settings.recheck_after };
        start(scope, workers, &worker, &sender)?;
        if is_anything_held {
            let shared = &shared;
            let releasing = move || release(&|job| shared.release(job));
            if Builder::new().spawn_scoped(scope, releasing).is_err() {
                // The workers then wait for what each of them needs.
                shared.release_all();
            }
        }
        // The channel closes when the last worker is done.
        drop(sender);
        let outcome = hand_over(&receiver, receive);
        if outcome.is_err() {
            shared.abandon();
        }
        outcome
    });
    outcome?;
    Ok(shared.desk.into_inner().unwrap_or_else(PoisonError::into_inner).queue.into_dropped())
}

/// Starts as many of the workers as the system gives.
fn start<'scope, R>(
    scope: &'scope Scope<'scope, '_>,
    workers: usize,
    worker: &Worker<'scope, R>,
    sender: &Sender<Finished<R>>,
) -> Result<(), NoThread>
where
    R: Send + 'scope,
{
    for started in 0..workers {
        let (worker, sender) = (*worker, sender.clone());
        let thread = Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, move || worker.work(&sender));
        match thread {
            Ok(_) => {}
            // Fewer threads are slower, not wrong.
            Err(_) if started > 0 => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn hand_over<R, E>(
    receiver: &Receiver<Finished<R>>,
    receive: &mut dyn FnMut(News<R>) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(finished) => receive(News::Finished(finished))?,
            Err(RecvTimeoutError::Timeout) => receive(News::Tick)?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

struct Desk {
    queue: Queue,
    /// Until when an idle worker waits by the clock; the others wait to be
    /// called, so that a repeat wakes one thread and not all of them.
    timekeeper: Option<Instant>,
}

impl Desk {
    /// Whether nobody would wake up by that time.
    fn is_unkept(&self, at: Instant) -> bool {
        self.timekeeper.is_none_or(|kept| at < kept)
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves everything that was not started undone.
    fn abandon(&self) {
        self.desk().queue.close();
        self.changed.notify_all();
    }

    /// The next task, when there is one; `None` when there will be none.
    fn next(&self) -> Option<Task> {
        let mut desk = self.desk();
        loop {
            match desk.queue.next(Instant::now()) {
                Next::Start(task) => {
                    let wakes_at = desk.queue.wakes_at();
                    if desk.queue.has_ready() || wakes_at.is_some_and(|at| desk.is_unkept(at)) {
                        self.changed.notify_one();
                    }
                    return Some(task);
                }
                Next::Over => {
                    self.changed.notify_all();
                    return None;
                }
                Next::WaitUntil(at) if desk.is_unkept(at) => {
                    desk.timekeeper = Some(at);
                    let wait = at.saturating_duration_since(Instant::now());
                    desk = match self.changed.wait_timeout(desk, wait) {
                        Ok((desk, _)) => desk,
                        Err(poisoned) => poisoned.into_inner().0,
                    };
                    desk.timekeeper = None;
                }
                Next::WaitUntil(_) | Next::Wait => {
                    desk = self.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn release(&self, job: usize) {
        self.desk().queue.release(job);
        self.changed.notify_one();
    }

    fn release_all(&self) {
        self.desk().queue.release_all();
        self.changed.notify_all();
    }

    fn end(&self, task: Task, repeat_at: Option<Instant>) {
        self.desk().queue.end(task, repeat_at);
        self.changed.notify_one();
    }

    fn lose(&self, task: Task, panicked: Panicked) {
        self.desk().queue.lose(task, panicked);
        self.changed.notify_one();
    }
}

struct Worker<'a, R> {
    shared: &'a Shared,
    probe: &'a (dyn Fn(usize) -> R + Sync),
    is_bad: &'a (dyn Fn(&R) -> bool + Sync),
    recheck_after: Duration,
}

impl<R> Clone for Worker<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Worker<'_, R> {}

impl<R> Worker<'_, R> {
    fn work(&self, sender: &Sender<Finished<R>>) {
        while let Some(task) = self.shared.next() {
            // A probe that panics must not leave the others waiting for it for ever.
            let result = match contained(|| (self.probe)(task.job)) {
                Ok(result) => result,
                Err(panicked) => {
                    self.shared.lose(task, panicked);
                    continue;
                }
            };
            let retested = task.turn == Turn::Second;
            let repeats = !retested && (self.is_bad)(&result);
            self.shared.end(task, repeats.then(|| Instant::now() + self.recheck_after));
            // Nobody listens any more only after an error, which ends the pass anyway.
            if !repeats && sender.send(Finished { job: task.job, result, retested }).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn settings(concurrency: usize) -> PoolSettings {
        PoolSettings {
            concurrency,
            per_group: 8,
            recheck_after: Duration::from_millis(20),
            deadline: Instant::now() + Duration::from_secs(60),
        }
    }

    /// A job, whether its last probe was bad, and whether it was repeated.
    type Ended = (usize, bool, bool);

    /// Runs jobs that are bad as often as `bad` says; the finished ones by job.
    fn run_jobs(bad: &[usize], settings: &PoolSettings) -> (Vec<Ended>, Vec<(usize, Dropped)>) {
        let tries: Vec<AtomicUsize> = bad.iter().map(|_| AtomicUsize::new(0)).collect();
        let mut finished = Vec::new();
        let dropped = run(
            bad.iter().enumerate().map(|(job, _)| job % 7).collect::<Vec<_>>(),
            settings,
            &|job| tries[job].fetch_add(1, Ordering::SeqCst) < bad[job],
            &|is_bad| *is_bad,
            &mut |news| {
                if let News::Finished(one) = news {
                    finished.push((one.job, one.result, one.retested));
                }
                Ok::<(), NoThread>(())
            },
        )
        .unwrap();
        finished.sort_unstable();
        (finished, dropped)
    }

    #[test]
    fn only_bad_probes_are_repeated_and_only_once() {
        let (finished, dropped) = run_jobs(&[0, 1, 2, 3], &settings(3));
        let expected = [(0, false, false), (1, false, true), (2, true, true), (3, true, true)];
        assert_eq!(finished, expected);
        assert!(dropped.is_empty());
    }

    #[test]
    fn every_job_is_finished_whatever_the_number_of_workers() {
        let bad: Vec<usize> = (0..500).map(|job| job % 3).collect();
        for workers in [1, 2, 64, 1000] {
            assert_eq!(run_jobs(&bad, &settings(workers)).0.len(), 500);
        }
        assert_eq!(run_jobs(&[], &settings(4)), (vec![], vec![]));
    }

    #[test]
    fn the_repeats_of_many_wait_together() {
        let started = settings(4).deadline;
        let mut one = settings(4);
        one.recheck_after = Duration::from_millis(300);
        let (finished, _) = run_jobs(&[2; 200], &one);
        assert_eq!(finished.len(), 200);
        let took = settings(4).deadline.saturating_duration_since(started);
        assert!(took < Duration::from_secs(10), "one wait, not two hundred: {took:?}");
    }

    #[test]
    fn a_probe_that_panics_is_dropped_and_holds_nobody_up() {
        let mut finished = 0;
        let dropped: Vec<(usize, Dropped)> = run(
            vec![0; 20],
            &settings(2),
            &|job| assert!(job != 7, "the probe broke"),
            &|()| false,
            &mut |news| {
                finished += usize::from(matches!(news, News::Finished(_)));
                Ok::<(), NoThread>(())
            },
        )
        .unwrap();
        assert_eq!(finished, 19);
        assert!(matches!(dropped[..], [(7, Dropped::Panicked(_))]), "{dropped:?}");
    }

    #[test]
    fn an_error_of_the_receiver_ends_the_pass() {
        let probed = AtomicUsize::new(0);
        let outcome = run(
            vec![0; 10_000],
            &settings(2),
            &|_| {
                // Slow enough that the receiver has its say before all are done.
                std::thread::sleep(Duration::from_millis(1));
                probed.fetch_add(1, Ordering::SeqCst)
            },
            &|_| false,
            &mut |_| Err(NoThread(std::io::Error::other("disk full"))),
        );
        assert!(outcome.is_err());
        assert!(probed.into_inner() < 10_000);
    }
}
