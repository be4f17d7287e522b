//! The processes of this machine, and the end of those that descend from one.
//! Without `/proc` there are none to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How often it is looked for what was started meanwhile.
const ROUNDS: usize = 20;

/// A process, as its `stat` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) number: i32,
    pub(crate) parent: i32,
    pub(crate) group: i32,
}

/// All of them, each with its place in `/proc`.
pub(crate) fn all() -> Vec<(Process, PathBuf)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let read = |path: PathBuf| {
        let number = path.file_name()?.to_str()?.parse().ok()?;
        let stat = fs::read(path.join("stat")).ok()?;
        let (parent, group) = parent_and_group(&String::from_utf8_lossy(&stat))?;
        Some((Process { number, parent, group }, path))
    };
    entries.flatten().filter_map(|entry| read(entry.path())).collect()
}

/// Kills everything that descends from a process that still lives, whatever
/// groups and sessions it has made for itself; not the process. What has lost
/// its parent already, as a daemon has, descends from it no more.
pub fn end_descendants(of: i32) {
    let mut found: BTreeSet<i32> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let new = descendants(of, &found);
        if new.is_empty() {
            break;
        }
        // What stands still starts nothing while it is looked for the rest.
        for &number in &new {
            let _ = kill(Pid::from_raw(number), Signal::SIGSTOP);
        }
        found.extend(new);
    }
    for number in found {
        // It may have ended this very moment.
        let _ = kill(Pid::from_raw(number), Signal::SIGKILL);
    }
}

/// The descendants of a process that are not `known` yet.
fn descendants(of: i32, known: &BTreeSet<i32>) -> BTreeSet<i32> {
    let all = all();
    let mut ancestors: BTreeSet<i32> = known.iter().copied().chain([of]).collect();
    loop {
        let children = all.iter().map(|(process, _)| process);
        let children = children.filter(|process| ancestors.contains(&process.parent));
        let before = ancestors.len();
        let children: Vec<i32> = children.map(|process| process.number).collect();
        ancestors.extend(children);
        if ancestors.len() == before {
            break;
        }
    }
    ancestors.remove(&of);
    ancestors.difference(known).copied().collect()
}

/// The second and third field after the name, which is in parentheses and can
/// have any in it.
fn parent_and_group(stat: &str) -> Option<(i32, i32)> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(1);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parent_and_group_are_found_whatever_the_process_is_called() {
        assert_eq!(parent_and_group("42 (sh) S 1 41 40 0"), Some((1, 41)));
        assert_eq!(parent_and_group("42 (a) b (c) S 1 41 40 0"), Some((1, 41)));
        assert_eq!(parent_and_group("nonsense"), None);
    }
}
