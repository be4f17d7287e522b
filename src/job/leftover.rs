//! Ends what a killed ronde left running, and nothing else: a process counts as
//! left behind only if its environment says so.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

use super::keeper;

/// What is killed is gone long before this.
const TRIES: u32 = 100;
/// As long a keeper may take to note the end of what was killed.
const PATIENT_TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Kills the process group of a task that was started with `marks` (`NAME=value`)
/// in its environment, and waits until it is gone. Where the group was not
/// recorded any more, the marks alone tell which it is.
///
/// Its keeper is spared, so that it can note a success that came first, and ends
/// by itself. Does nothing on a system without `/proc`.
pub fn end_leftover(group: Option<i32>, marks: &[String]) {
    for attempt in 0..TRIES {
        let processes = processes(marks);
        let left = groups_left(&processes, group);
        if left.is_empty() {
            return;
        }
        for group in left {
            let members: Vec<&Process> =
                processes.iter().filter(|process| process.group == group).collect();
            if attempt < PATIENT_TRIES && members.iter().any(|process| process.is_keeper) {
                for number in without_keeper(&members) {
                    let _ = signal::kill(Pid::from_raw(number), Signal::SIGKILL);
                }
            } else {
                // It may have ended this very moment.
                let _ = signal::killpg(Pid::from_raw(group), Signal::SIGKILL);
            }
        }
        thread::sleep(PAUSE);
    }
}

/// All but the keeper, and first the command itself: it must not live to see
/// another die, and go on as if that had ended.
fn without_keeper(members: &[&Process]) -> Vec<i32> {
    let keepers: Vec<i32> =
        members.iter().filter(|process| process.is_keeper).map(|process| process.number).collect();
    let mut others: Vec<&&Process> = members.iter().filter(|process| !process.is_keeper).collect();
    others.sort_by_key(|process| !keepers.contains(&process.parent));
    others.into_iter().map(|process| process.number).collect()
}

/// The groups of the processes that live and have all marks.
fn groups_left(processes: &[Process], wanted: Option<i32>) -> Vec<i32> {
    let mut groups: Vec<i32> = processes
        .iter()
        // 0 and 1 are groups of the system's own, and stand for others in a call.
        .filter(|process| process.is_marked && process.group >= 2)
        .map(|process| process.group)
        .filter(|group| wanted.is_none_or(|wanted| wanted == *group))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// A process, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    number: i32,
    parent: i32,
    group: i32,
    is_marked: bool,
    is_keeper: bool,
}

fn processes(marks: &[String]) -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries.flatten().filter_map(|entry| read_process(&entry.path(), marks)).collect()
}

fn read_process(path: &Path, marks: &[String]) -> Option<Process> {
    let number = path.file_name()?.to_str()?.parse().ok()?;
    let stat = fs::read(path.join("stat")).ok()?;
    let (parent, group) = parent_and_group(&String::from_utf8_lossy(&stat))?;
    let environment = fs::read(path.join("environ")).unwrap_or_default();
    let has = |mark: &String| has_text(&environment, mark);
    let is_marked = marks.iter().all(has);
    let arguments = fs::read(path.join("cmdline")).unwrap_or_default();
    let is_keeper =
        is_marked && arguments.split(|byte| *byte == 0).next() == Some(keeper::NAME.as_bytes());
    Some(Process { number, parent, group, is_marked, is_keeper })
}

/// Whether one of the texts, each ended by a zero, is that one.
fn has_text(texts: &[u8], wanted: &str) -> bool {
    texts.split(|byte| *byte == 0).any(|text| text == wanted.as_bytes())
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
    fn the_group_is_found_whatever_the_process_is_called() {
        assert_eq!(parent_and_group("42 (sh) S 1 41 40 0"), Some((1, 41)));
        assert_eq!(parent_and_group("42 (a) b (c) S 1 41 40 0"), Some((1, 41)));
        assert_eq!(parent_and_group("nonsense"), None);
    }

    #[test]
    fn the_command_is_the_first_to_go_and_its_keeper_stays() {
        let process = |number, parent| Process {
            number,
            parent,
            group: 41,
            is_marked: true,
            is_keeper: number == 41,
        };
        let all =
            [process(7, 42), process(40, 1), process(41, 1), process(42, 41), process(43, 42)];
        let members: Vec<&Process> = all.iter().collect();
        assert_eq!(without_keeper(&members), [42, 7, 40, 43]);
    }
}
