//! Ends what a killed ronde left running, and nothing else: a process counts as
//! left behind only if its environment says so.

use std::fs;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

/// What is killed is gone long before this.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Kills the process group of a task that was started with `marks` (`NAME=value`)
/// in its environment, and waits until it is gone. Where the group was not
/// recorded any more, the marks alone tell which it is.
///
/// Does nothing on a system without `/proc`.
pub fn end_leftover(group: Option<i32>, marks: &[String]) {
    for _ in 0..TRIES {
        let left = groups_with(group, marks);
        if left.is_empty() {
            return;
        }
        for group in left {
            // It may have ended this very moment.
            let _ = signal::killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
        thread::sleep(PAUSE);
    }
}

/// The groups of the processes that live and have all marks.
fn groups_with(group: Option<i32>, marks: &[String]) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let mut groups = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(stat) = fs::read_to_string(path.join("stat")) else { continue };
        let Some(own) = group_of(&stat) else { continue };
        // 0 and 1 are groups of the system's own, and stand for others in a call.
        if own < 2 || group.is_some_and(|group| group != own) || groups.contains(&own) {
            continue;
        }
        let Ok(environment) = fs::read(path.join("environ")) else { continue };
        let has = |mark: &String| {
            environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        };
        if marks.iter().all(has) {
            groups.push(own);
        }
    }
    groups
}

/// The third field after the name, which is in parentheses and can have any in it.
fn group_of(stat: &str) -> Option<i32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_is_found_whatever_the_process_is_called() {
        assert_eq!(group_of("42 (sh) S 1 41 40 0"), Some(41));
        assert_eq!(group_of("42 (a) b (c) S 1 41 40 0"), Some(41));
        assert_eq!(group_of("nonsense"), None);
    }
}
