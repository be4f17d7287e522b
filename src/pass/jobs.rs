//! What a pool is to probe, and what has to wait for something beside it.

use std::collections::HashSet;

/// What is to be probed.
pub(super) struct Jobs<'a> {
    /// The group of each job, in the order in which they are started.
    pub(super) groups: Vec<usize>,
    /// Jobs that cannot be started yet.
    pub(super) held: HashSet<usize>,
    pub(super) release: &'a ReleaseAll<'a>,
}

/// Runs beside the workers, and calls what it is given with each held job as
/// soon as that can be started.
type ReleaseAll<'a> = dyn Fn(&(dyn Fn(usize) + Sync)) + Sync + 'a;

impl<'a> Jobs<'a> {
    /// Jobs of which `held` are started only once `release` has named them.
    #[must_use]
    pub(super) fn new(
        groups: Vec<usize>,
        held: HashSet<usize>,
        release: &'a ReleaseAll<'a>,
    ) -> Self {
        Self { groups, held, release }
    }
}

impl From<Vec<usize>> for Jobs<'_> {
    fn from(groups: Vec<usize>) -> Self {
        Self::new(groups, HashSet::new(), &|_| {})
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::super::pool::{News, NoThread, PoolSettings, run};
    use super::super::queue::Dropped;
    use super::*;

    fn settings(concurrency: usize) -> PoolSettings {
        PoolSettings {
            concurrency,
            per_group: 8,
            recheck_after: Duration::from_millis(20),
            deadline: Instant::now() + Duration::from_secs(60),
        }
    }

    #[test]
    fn held_jobs_are_probed_when_they_are_released_and_repeats_are_not_late() {
        let release = |release: &(dyn Fn(usize) + Sync)| {
            std::thread::sleep(Duration::from_millis(400));
            [3, 4].into_iter().for_each(release);
        };
        for workers in [1, 4] {
            let tries: Vec<AtomicUsize> = (0..5).map(|_| AtomicUsize::new(0)).collect();
            let started = Instant::now();
            let mut ended = Vec::new();
            let dropped: Vec<_> = run(
                Jobs::new(vec![0; 5], [3, 4].into(), &release),
                &settings(workers),
                &|job| tries[job].fetch_add(1, Ordering::SeqCst) == 0,
                &|is_bad| *is_bad,
                &mut |news| {
                    if let News::Finished(one) = news {
                        ended.push((one.job, one.retested, started.elapsed()));
                    }
                    Ok::<(), NoThread>(())
                },
            )
            .unwrap();
            assert_eq!((ended.len(), dropped.len()), (5, 0));
            for (job, retested, after) in ended {
                let is_early = after < Duration::from_millis(350);
                assert_eq!((retested, is_early), (true, job < 3), "{workers}: {job} {after:?}");
            }
        }
    }

    #[test]
    fn what_is_never_released_ends_with_the_deadline() {
        let deadline = Instant::now() + Duration::from_millis(50);
        let jobs = Jobs::new(vec![0; 2], [1].into(), &|_| {});
        let settings = PoolSettings { deadline, ..settings(2) };
        let mut finished = 0;
        let dropped = run(jobs, &settings, &|_| (), &|()| false, &mut |news| {
            finished += usize::from(matches!(news, News::Finished(_)));
            Ok::<(), NoThread>(())
        });
        assert_eq!((finished, dropped.unwrap()), (1, vec![(1, Dropped::Deadline)]));
    }
}
