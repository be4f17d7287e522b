//! Ends what a killed ronde left running, and nothing else: a process counts as
//! left behind only if its environment says so.

use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

use super::keeper;
use super::processes::{self, Process};

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
pub(crate) fn end_leftover(group: Option<i32>, marks: &[String]) {
    for attempt in 0..TRIES {
        let all = processes::all().into_iter();
        let processes: Vec<Marked> =
            all.map(|(process, path)| look_at(process, &path, marks)).collect();
        let left = groups_left(&processes, group);
        if left.is_empty() {
            return;
        }
        for group in left {
            let members: Vec<&Marked> =
                processes.iter().filter(|member| member.process.group == group).collect();
            if attempt < PATIENT_TRIES && members.iter().any(|member| member.is_keeper) {
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
fn without_keeper(members: &[&Marked]) -> Vec<i32> {
    let (keepers, mut others): (Vec<&Marked>, Vec<&Marked>) =
        members.iter().partition(|member| member.is_keeper);
    let is_kept = |process: Process| keepers.iter().any(|one| one.process.number == process.parent);
    others.sort_by_key(|member| !is_kept(member.process));
    others.into_iter().map(|member| member.process.number).collect()
}

/// The groups of the processes that live and have all marks.
fn groups_left(processes: &[Marked], wanted: Option<i32>) -> Vec<i32> {
    let mut groups: Vec<i32> = processes
        .iter()
        .filter(|member| member.has_marks)
        .map(|member| member.process.group)
        // 0 and 1 are groups of the system's own, and stand for others in a call.
        .filter(|group| *group >= 2 && wanted.is_none_or(|wanted| wanted == *group))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// A process, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
struct Marked {
    process: Process,
    has_marks: bool,
    is_keeper: bool,
}

fn look_at(process: Process, path: &Path, marks: &[String]) -> Marked {
    let environment = fs::read(path.join("environ")).unwrap_or_default();
    // Without any, every process of the machine would have them all.
    let has_marks =
        !marks.is_empty() && marks.iter().all(|mark| processes::has_mark(&environment, mark));
    let arguments = fs::read(path.join("cmdline")).unwrap_or_default();
    let is_keeper =
        has_marks && arguments.split(|byte| *byte == 0).next() == Some(keeper::NAME.as_bytes());
    Marked { process, has_marks, is_keeper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_of_marked_processes_are_left() {
        let process = |number, group, has_marks| Marked {
            process: Process { number, parent: 1, group, has_ended: false, started: 0 },
            has_marks,
            is_keeper: false,
        };
        let all = [
            process(41, 41, true),
            process(42, 41, true),
            process(50, 50, false),
            process(60, 60, true),
            process(1, 1, true),
            process(2, 0, true),
        ];
        let cases =
            [(None, vec![41, 60]), (Some(60), vec![60]), (Some(50), vec![]), (Some(1), vec![])];
        for (wanted, expected) in cases {
            assert_eq!(groups_left(&all, wanted), expected, "{wanted:?}");
        }
    }

    #[test]
    fn a_process_is_marked_by_all_marks_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let process = directory.path();
        let marks = ["RONDE_NOTIFICATION=a".to_owned(), "RONDE_TASK=only".to_owned()];
        let cases = [
            ("RONDE_TASK=only\0PATH=/bin\0RONDE_NOTIFICATION=a\0", true),
            ("RONDE_NOTIFICATION=b\0RONDE_TASK=only\0", false),
            ("RONDE_NOTIFICATION=a\0RONDE_TASK=only more\0", false),
            ("X=RONDE_NOTIFICATION=a\0RONDE_TASK=only\0", false),
            ("", false),
        ];
        for (environment, expected) in cases {
            fs::write(process.join("environ"), environment).unwrap();
            let stat = Process { number: 42, parent: 1, group: 41, has_ended: false, started: 0 };
            assert_eq!(look_at(stat, process, &marks).has_marks, expected, "{environment:?}");
            assert!(!look_at(stat, process, &[]).has_marks, "nobody's is everybody's");
        }
    }

    #[test]
    fn the_command_is_the_first_to_go_and_its_keeper_stays() {
        let process = |number, parent| Marked {
            process: Process { number, parent, group: 41, has_ended: false, started: 0 },
            has_marks: true,
            is_keeper: number == 41,
        };
        let all =
            [process(7, 42), process(40, 1), process(41, 1), process(42, 41), process(43, 42)];
        let members: Vec<&Marked> = all.iter().collect();
        assert_eq!(without_keeper(&members), [42, 7, 40, 43]);
    }
}
