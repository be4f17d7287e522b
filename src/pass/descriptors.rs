//! As many probes at once as the system lets a process have file descriptors:
//! a probe that gets none would say nothing about the service.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Database, locks, streams, and a few for the deliveries.
const RESERVED: u64 = 24;
/// Two attempts beside each other, or one and a lookup.
const PER_PROBE: u64 = 2;

/// Raises the soft limit to the hard one if need be, and lowers `concurrency`
/// to what is then possible; at least 1.
#[must_use]
pub(crate) fn affordable(concurrency: usize) -> usize {
    let wanted = u64::try_from(concurrency).unwrap_or(u64::MAX);
    let needed = wanted.saturating_mul(PER_PROBE).saturating_add(RESERVED);
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return concurrency };
    let target = needed.min(hard);
    let is_raised = soft < target && setrlimit(Resource::RLIMIT_NOFILE, target, hard).is_ok();
    let limit = if is_raised { target } else { soft };
    usize::try_from(possible(wanted, limit)).unwrap_or(concurrency)
}

fn possible(wanted: u64, limit: u64) -> u64 {
    wanted.min(limit.saturating_sub(RESERVED) / PER_PROBE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_limit_allows_and_never_nothing() {
        let cases = [(128, 1024, 128), (128, 64, 20), (1000, 1024, 500), (128, 10, 1), (1, 0, 1)];
        for (wanted, limit, expected) in cases {
            assert_eq!(possible(wanted, limit), expected, "{wanted} under {limit}");
        }
    }
}
