//! Runs a command as a Nagios plugin: without a shell, in a process group of
//! its own, and never longer than it may.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use super::interpreter;
use crate::domain::{PluginEnd, PluginRun, Unprobed};
use crate::process;
use crate::text::charset;

/// No plugin has more to say; the rest is read, so that it can end, and dropped.
const OUTPUT_KEPT: usize = 64 * 1024;
const ERRORS_KEPT: usize = 4 * 1024;
/// As much as a pipe holds on Linux.
const BUFFER: usize = 64 * 1024;
/// What was written before the end is less than this: more comes from a process
/// that cannot be killed.
const MOST_AFTER_THE_END: usize = 1024 * 1024;
/// How soon it is noticed that a command has ended that had closed its streams before.
const LONGEST_PAUSE: Duration = Duration::from_millis(25);
/// A process that waits for a dead disk does not even end when it is killed.
const MARKED: &str = "1";
const PATIENCE_WITH_THE_DEAD: Duration = Duration::from_secs(2);

/// Runs `command` for at most `timeout`. Nothing of its process group is left
/// behind, however it ends.
///
/// # Errors
///
/// Why it cannot be run.
pub(crate) fn run(command: &[String], timeout: Duration) -> Result<PluginRun, Unprobed> {
    let began = Instant::now();
    let (program, arguments) =
        command.split_first().ok_or_else(|| Unprobed("the command is empty".to_owned()))?;
    let unrunnable = |what: String| Unprobed(format!("{program} cannot be run: {what}"));
    let mark = mark();
    let mut child = Command::new(program)
        .args(arguments)
        .env(&mark, MARKED)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|error| unrunnable(interpreter::objection(program, &error)))?;
    let group = i32::try_from(child.id()).map(Pid::from_raw);
    let group = group.map_err(|_| unrunnable("its process number is impossible".to_owned()))?;
    let mut streams = [
        Stream::of(child.stdout.take().map(OwnedFd::from), OUTPUT_KEPT),
        Stream::of(child.stderr.take().map(OwnedFd::from), ERRORS_KEPT),
    ];
    let is_over = attend(group, &mut streams, began + timeout);
    let duration = began.elapsed();
    if !is_over {
        // As long as it lives, it is known what it started in groups of its own.
        process::end_descendants(group.as_raw(), &format!("{mark}={MARKED}"));
    }
    // Before its status is taken: as long as nobody has asked for that, the
    // group's number cannot be another one's.
    let _ = killpg(group, Signal::SIGKILL);
    streams.iter_mut().for_each(Stream::take_the_rest);
    let status = status_of(&mut child);
    let [output, errors] = streams.map(Stream::into_text);
    let end = match status {
        Some(status) if is_over => end_of(status),
        _ => PluginEnd::TimedOut(timeout),
    };
    Ok(PluginRun { end, output, errors, duration })
}

/// The variable of the environment by which this run's processes are known,
/// also within another run of ronde.
fn mark() -> String {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    format!("RONDE_PLUGIN_{}_{run}", std::process::id())
}

/// Reads what the command writes until it ends; `false` when it did not in time.
fn attend(process: Pid, streams: &mut [Stream], deadline: Instant) -> bool {
    let mut pause = Duration::from_millis(1);
    loop {
        if has_ended(process) {
            return true;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        if wait_for_any(streams, pause.min(left)) {
            for stream in &mut *streams {
                stream.read();
            }
            pause = Duration::from_millis(1);
        } else {
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Whether it has ended; its status stays to be taken.
fn has_ended(process: Pid) -> bool {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    // An error means that there is nothing to wait for.
    !matches!(waitid(Id::Pid(process), flags), Ok(WaitStatus::StillAlive))
}

/// Whether there is something to read within `pause`.
fn wait_for_any(streams: &[Stream], pause: Duration) -> bool {
    let open = streams.iter().filter_map(|stream| stream.pipe.as_ref());
    let mut polled: Vec<PollFd<'_>> =
        open.map(|pipe| PollFd::new(pipe.as_fd(), PollFlags::POLLIN)).collect();
    // Rounded up: a wait of 0 ms would be a busy one.
    let wait = u16::try_from(pause.as_millis() + 1).unwrap_or(u16::MAX);
    poll(&mut polled, PollTimeout::from(wait)).is_ok_and(|ready| ready > 0)
}

fn status_of(child: &mut Child) -> Option<ExitStatus> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if began.elapsed() < PATIENCE_WITH_THE_DEAD => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(None) | Err(_) => return None,
        }
    }
}

fn end_of(status: ExitStatus) -> PluginEnd {
    match (status.code(), status.signal()) {
        (Some(code), _) => PluginEnd::Exited(code),
        (None, signal) => PluginEnd::Killed(signal.unwrap_or_default()),
    }
}

/// A stream of the command.
struct Stream {
    /// `None` once the other side has closed it.
    pipe: Option<File>,
    kept: Vec<u8>,
    most: usize,
}

impl Stream {
    fn of(pipe: Option<OwnedFd>, most: usize) -> Self {
        // One that could block would hold the worker beyond the timeout.
        let pipe = pipe.filter(|pipe| fcntl(pipe, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).is_ok());
        Self { pipe: pipe.map(File::from), kept: Vec::new(), most }
    }

    /// Reads once, and says how much there was.
    fn read(&mut self) -> usize {
        let Some(pipe) = &mut self.pipe else { return 0 };
        let mut buffer = vec![0; BUFFER];
        match pipe.read(&mut buffer) {
            Ok(count) if count > 0 => {
                let room = self.most.saturating_sub(self.kept.len()).min(count);
                self.kept.extend(buffer.get(..room).unwrap_or_default());
                count
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                0
            }
            Ok(_) | Err(_) => {
                self.pipe = None;
                0
            }
        }
    }

    /// Reads what was written before the end.
    fn take_the_rest(&mut self) {
        let mut taken = 0;
        while taken < MOST_AFTER_THE_END {
            match self.read() {
                0 => return,
                count => taken += count,
            }
        }
    }

    fn into_text(self) -> String {
        charset::printed(&self.kept).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(300);

    fn shell(script: &str, timeout: Duration) -> PluginRun {
        run(&["sh", "-c", script].map(ToOwned::to_owned), timeout).unwrap()
    }

    #[test]
    fn output_and_code_are_those_of_the_command() {
        let ran = shell("echo fine; echo oops >&2; exit 1", LONG);
        assert_eq!((ran.output.as_str(), ran.errors.as_str()), ("fine\n", "oops\n"));
        assert_eq!(ran.end, PluginEnd::Exited(1));
        assert_eq!(shell("kill -9 $$", LONG).end, PluginEnd::Killed(9));
    }

    #[test]
    fn it_may_close_its_streams_and_go_on() {
        let ran = shell("echo x; exec >&- 2>&-; sleep 0.1; exit 2", LONG);
        assert_eq!((ran.output.as_str(), ran.end), ("x\n", PluginEnd::Exited(2)));
    }

    #[test]
    fn a_flood_is_read_and_dropped() {
        let ran = shell("head -c 5000000 /dev/zero | tr '\\0' x; exit 0", LONG);
        assert_eq!((ran.output.len(), ran.end), (OUTPUT_KEPT, PluginEnd::Exited(0)));
        let ran = shell("exec yes", SHORT);
        assert_eq!((ran.output.len(), ran.end), (OUTPUT_KEPT, PluginEnd::TimedOut(SHORT)));
    }

    #[test]
    fn who_is_left_behind_does_not_hold_it_up() {
        let began = Instant::now();
        let ran = shell("sleep 600 & echo $!", LONG);
        assert_eq!(ran.end, PluginEnd::Exited(0));
        assert!(began.elapsed() < LONG / 2);
        let process = Pid::from_raw(ran.output.trim().parse().unwrap());
        while nix::sys::signal::kill(process, None).is_ok() && !is_zombie(process) {
            assert!(began.elapsed() < LONG, "it is still there");
        }
    }

    /// Killed, but its new parent has not looked yet.
    fn is_zombie(process: Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.contains(") Z ")
    }

    #[test]
    fn what_cannot_be_run_is_named() {
        let error = run(&["/no/such/plugin".to_owned()], LONG).unwrap_err();
        assert_eq!(error.0, "/no/such/plugin cannot be run: no such file or directory");
    }
}
