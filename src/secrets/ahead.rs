//! Reading ahead: the secrets of many services or destinations, all at the same
//! time, so that nothing that is ready waits for a vault that is not.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};
use std::time::Instant;

use nix::sys::resource::{Resource, getrlimit};

use crate::domain::Secret;
use crate::ports::SecretReader;

/// Each may be a process: more of them at once would strain a small machine.
const MOST_AT_ONCE: u64 = 64;
/// The start of a process takes some descriptors, and probes need theirs.
const DESCRIPTORS_EACH: u64 = 16;
/// Room for a TLS handshake with AWS.
const STACK_BYTES: usize = 512 * 1024;

/// Somebody who needs secrets, by a number of its own.
#[derive(Debug)]
pub(crate) struct Need<'a> {
    /// The number of whoever needs them.
    pub owner: usize,
    /// Secrets that have to be read before the owner can begin.
    pub secrets: Vec<&'a Secret>,
}

impl<'a> Need<'a> {
    /// The need of `owner`; `None` where every secret is at hand.
    #[must_use]
    pub(crate) fn of(owner: usize, secrets: impl IntoIterator<Item = &'a Secret>) -> Option<Self> {
        let mut secrets: Vec<&Secret> =
            secrets.into_iter().filter(|secret| !secret.is_at_hand()).collect();
        let mut seen = HashSet::new();
        secrets.retain(|secret| seen.insert(*secret));
        (!secrets.is_empty()).then_some(Self { owner, secrets })
    }
}

/// Reads what is needed, each secret once and independent ones at the same
/// time, and calls `ready` with each owner as soon as all of its own have been
/// read, well or not. Comes back when nothing is left to be read.
///
/// After `until` nothing is begun, and what takes longer is given up: an owner
/// whose secrets were not begun by then is never `ready`.
pub(crate) fn read_ahead(
    reader: &dyn SecretReader,
    needs: &[Need<'_>],
    until: Option<Instant>,
    ready: &(dyn Fn(usize) + Sync),
) {
    let round = Round::new(reader, needs, until, ready);
    let threads = round.readings.len().min(affordable());
    thread::scope(|scope| {
        for _ in 1..threads {
            // Without another thread this one reads them all.
            let _ = Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || round.work());
        }
        round.work();
    });
}

/// As many at once as the system's limit on descriptors allows; at least one.
fn affordable() -> usize {
    let limit = getrlimit(Resource::RLIMIT_NOFILE).map_or(u64::MAX, |(soft, _)| soft);
    usize::try_from((limit / DESCRIPTORS_EACH).clamp(1, MOST_AT_ONCE)).unwrap_or(1)
}

/// A secret, and the positions of the needs that wait for it.
struct Reading<'a> {
    secret: &'a Secret,
    needs: Vec<usize>,
}

struct Round<'a> {
    reader: &'a dyn SecretReader,
    readings: Vec<Reading<'a>>,
    next: AtomicUsize,
    /// For each need its owner, and how many of its secrets are still to be read.
    waiting: Vec<(usize, AtomicUsize)>,
    until: Option<Instant>,
    ready: &'a (dyn Fn(usize) + Sync),
}

impl<'a> Round<'a> {
    fn new(
        reader: &'a dyn SecretReader,
        needs: &[Need<'a>],
        until: Option<Instant>,
        ready: &'a (dyn Fn(usize) + Sync),
    ) -> Self {
        let mut readings: Vec<Reading<'a>> = Vec::new();
        let mut places: HashMap<&Secret, usize> = HashMap::new();
        for (position, need) in needs.iter().enumerate() {
            for &secret in &need.secrets {
                let place = *places.entry(secret).or_insert(readings.len());
                match readings.get_mut(place) {
                    Some(reading) => reading.needs.push(position),
                    None => readings.push(Reading { secret, needs: vec![position] }),
                }
            }
        }
        let waiting =
            needs.iter().map(|need| (need.owner, AtomicUsize::new(need.secrets.len()))).collect();
        Self { reader, readings, next: AtomicUsize::new(0), waiting, until, ready }
    }

    fn work(&self) {
        while self.until.is_none_or(|until| Instant::now() < until)
            && let Some(reading) = self.readings.get(self.next.fetch_add(1, Ordering::Relaxed))
        {
            // The owner will meet the panic itself, where it is told of.
            let _ = catch_unwind(AssertUnwindSafe(|| match self.until {
                Some(until) => drop(self.reader.reveal_by(reading.secret, until)),
                None => drop(self.reader.reveal(reading.secret)),
            }));
            let needs = reading.needs.iter().filter_map(|&position| self.waiting.get(position));
            for (owner, left) in needs {
                if left.fetch_sub(1, Ordering::AcqRel) == 1 {
                    (self.ready)(*owner);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::domain::{Provider, Revealed, SecretError};

    /// Reads what is called after a number of milliseconds in that time.
    #[derive(Default)]
    struct Slow(Mutex<Vec<String>>);

    impl SecretReader for Slow {
        fn reveal(&self, secret: &Secret) -> Result<Revealed, SecretError> {
            let Secret::Provided(Provider::Command(command)) = secret else {
                panic!("only commands are to be read: {secret:?}")
            };
            self.0.lock().unwrap().push(command[0].clone());
            thread::sleep(Duration::from_millis(command[0].parse().unwrap()));
            Err(SecretError("never mind".to_owned()))
        }
    }

    fn command(milliseconds: &str) -> Secret {
        Secret::Provided(Provider::Command(vec![milliseconds.to_owned()]))
    }

    fn read(needs: &[Need<'_>], until: Option<Instant>) -> (Vec<usize>, Vec<String>) {
        let (reader, owners) = (Slow::default(), Mutex::new(Vec::new()));
        read_ahead(&reader, needs, until, &|owner| owners.lock().unwrap().push(owner));
        let mut read = reader.0.into_inner().unwrap();
        read.sort();
        (owners.into_inner().unwrap(), read)
    }

    #[test]
    fn each_is_read_once_and_its_owners_wait_for_it_alone() {
        let (quick, slow, broken) = (command("1"), command("300"), command("broken"));
        let needs = [
            Need::of(7, [&slow, &quick, &slow]).unwrap(),
            Need::of(8, [&quick]).unwrap(),
            Need::of(9, [&broken]).unwrap(),
        ];
        let (mut owners, read) = read(&needs, None);
        assert_eq!(owners.pop(), Some(7), "the last one has to wait for both");
        owners.sort_unstable();
        assert_eq!(owners, [8, 9], "a panic is left to the owner");
        assert_eq!(read, ["1", "300", "broken"]);
    }

    #[test]
    fn what_is_at_hand_is_no_need() {
        let (literal, variable) =
            (Secret::Literal("x".to_owned()), Secret::Provided(Provider::Env("X".to_owned())));
        let list = Secret::FirstOf(vec![variable.clone(), literal.clone()]);
        assert!(Need::of(1, [&literal, &variable, &list]).is_none());
        let list = Secret::FirstOf(vec![variable, command("1")]);
        assert!(Need::of(1, [&list]).is_some());
    }

    #[test]
    fn nothing_is_begun_when_the_time_is_over() {
        let slow = command("1");
        let (owners, read) = read(&[Need::of(1, [&slow]).unwrap()], Some(Instant::now()));
        assert_eq!((owners, read), (Vec::new(), Vec::new()));
    }
}
