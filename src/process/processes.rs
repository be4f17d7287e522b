//! The processes of this machine, and the end of those that descend from one.
//! Without `/proc` there are none to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long what starts others ever anew is run after.
const LONGEST_HUNT: Duration = Duration::from_millis(700);
/// How often the newest is looked at before it is looked at all again.
const LONGEST_CHASE: usize = 50;
/// The parent of the kernel's own processes, which have no environment.
const KERNEL: i32 = 2;

/// A process, as its `stat` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) number: i32,
    pub(crate) parent: i32,
    pub(crate) group: i32,
    /// It has ended, and only its status is left.
    pub(crate) has_ended: bool,
    /// When it was started, in the kernel's own measure.
    pub(crate) started: u64,
}

/// All of them, each with its place in `/proc`.
pub(crate) fn all() -> Vec<(Process, PathBuf)> {
    places().filter_map(|(number, path)| Some((look_at(number, &path)?, path))).collect()
}

/// The numbers of all, each with its place.
fn places() -> impl Iterator<Item = (i32, PathBuf)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
}

fn look_at(number: i32, path: &Path) -> Option<Process> {
    let stat = fs::read(path.join("stat")).ok()?;
    parsed(number, &String::from_utf8_lossy(&stat))
}

/// Whether a process was started with this text (`NAME=value`) in its environment.
pub(crate) fn has_mark(environment: &[u8], mark: &str) -> bool {
    environment.split(|byte| *byte == 0).any(|text| text == mark.as_bytes())
}

/// Kills everything that descends from a process that still lives, whatever
/// groups and sessions it has made for itself; not the process, which is only
/// stopped. What has lost its parent is known by the `mark` (`NAME=value`) in its
/// environment.
///
/// Where each process starts another one and ends at once, whoever is looked at
/// has just ended: so it is looked again until everybody who was there had been
/// there before, and in between at the newest alone.
pub(crate) fn end_descendants(of: i32, mark: &str) {
    let until = Instant::now() + LONGEST_HUNT;
    let _ = kill(Pid::from_raw(of), Signal::SIGSTOP);
    let started = look_at(of, &place(of)).map_or(0, |one| one.started);
    let known = BTreeSet::from([of]);
    let mut hunt = Hunt { of, mark, started, caught: BTreeSet::new(), known };
    while hunt.walk(until) && Instant::now() < until {
        hunt.chase();
    }
    for number in hunt.caught {
        // It may have ended this very moment.
        let _ = kill(Pid::from_raw(number), Signal::SIGKILL);
    }
}

/// The search for the descendants of a process.
struct Hunt<'a> {
    of: i32,
    mark: &'a str,
    /// When the process was started; what is older does not descend from it.
    started: u64,
    /// They stand still: they start nothing, and their children know them.
    caught: BTreeSet<i32>,
    /// Nothing more is to be found out of them: caught, older or ended.
    known: BTreeSet<i32>,
}

impl Hunt<'_> {
    /// Meets every process; whether one was caught, or may have got away.
    fn walk(&mut self, until: Instant) -> bool {
        let mut is_restless = false;
        // What ends leaves its number behind, for who knows how long: there may be many.
        for (number, path) in places().take_while(|_| Instant::now() < until) {
            is_restless |= self.meet(number, &path);
        }
        is_restless
    }

    /// Meets the newest process as long as that is another one each time.
    fn chase(&mut self) {
        let mut last = None;
        for _ in 0..LONGEST_CHASE {
            let newest = newest();
            let Some(number) = newest.filter(|_| newest != last) else { return };
            self.meet(number, &place(number));
            last = newest;
        }
    }

    fn meet(&mut self, number: i32, path: &Path) -> bool {
        if self.known.contains(&number) {
            return false;
        }
        // What has ended may have started another one before.
        let Some(process) = look_at(number, path) else { return true };
        if process.started < self.started || process.has_ended {
            self.known.insert(number);
            return process.has_ended;
        }
        let environment = fs::read(path.join("environ"));
        let is_child = process.parent == self.of || self.caught.contains(&process.parent);
        if is_child || environment.as_ref().is_ok_and(|all| has_mark(all, self.mark)) {
            let _ = kill(Pid::from_raw(number), Signal::SIGSTOP);
            self.caught.insert(number);
            self.known.insert(number);
            return true;
        }
        match environment {
            // It is ending, or about to be another program.
            Ok(all) => all.is_empty() && process.parent != KERNEL,
            Err(error) => error.kind() != ErrorKind::PermissionDenied,
        }
    }
}

/// The number that was given last, to a process or to a thread.
fn newest() -> Option<i32> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().last()?.parse().ok()
}

fn place(number: i32) -> PathBuf {
    PathBuf::from(format!("/proc/{number}"))
}

/// The fields after the name, which is in parentheses and can have any in it.
fn parsed(number: i32, stat: &str) -> Option<Process> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let has_ended = matches!(fields.next()?, "Z" | "X");
    let (parent, group) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    // Source: proc_pid_stat(5), of whose fields this is the 22nd and `group` the 5th.
    let started = fields.nth(16)?.parse().ok()?;
    Some(Process { number, parent, group, has_ended, started })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_it_is_called() {
        let rest = "1 41 40 0 -1 4194304 150 0 0 0 0 0 0 0 20 0 1 0 8034 2654208 333";
        for (stat, has_ended) in
            [(format!("42 (sh) S {rest}"), false), (format!("42 (a) b (c) Z {rest}"), true)]
        {
            let expected = Process { number: 42, parent: 1, group: 41, has_ended, started: 8034 };
            assert_eq!(parsed(42, &stat), Some(expected), "{stat}");
        }
        assert_eq!(parsed(42, "nonsense"), None);
        let own = i32::try_from(std::process::id()).unwrap();
        let process = look_at(own, Path::new("/proc/self")).unwrap();
        assert!(process.started > 0 && !process.has_ended);
    }
}
