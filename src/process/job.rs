//! A scheduled job: started with its own standard streams, given its signals,
//! and waited for.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::Signal;

use super::signals::{self, Arrived};
use super::tail::SharedTail;
use super::tee::Tee;
use crate::text::os_text;

/// What is kept of the output: as much as healthchecks shows.
const OUTPUT_KEPT: usize = 10_000;
/// A last line that is longer is cut.
const ERRORS_KEPT: usize = 2_000;

/// What the caller wants to have of the job's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capture {
    /// Nothing.
    Nothing,
    /// The last line of standard error.
    Errors,
    /// The end of everything.
    Everything,
}

/// A job that runs.
pub(crate) struct Job {
    child: Child,
    began: Instant,
    tees: Vec<Tee>,
    output: SharedTail,
    errors: SharedTail,
}

/// A job that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// As a shell gives it: 128 and the signal for one that was killed.
    pub exit_code: u8,
    /// How long it took.
    pub duration: Duration,
    /// The end of its output, if that was wanted.
    pub output: String,
    /// The last line of its standard error, if that was wanted and there is one.
    pub last_error: Option<String>,
}

/// A job that could not be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotStarted {
    /// As a shell gives it: 127 when there is no such program, else 126.
    pub exit_code: u8,
    /// Why.
    pub message: String,
}

impl Job {
    /// Starts a command, which is a program and its arguments.
    ///
    /// To be called after [`super::listen`], or a signal that comes meanwhile is lost.
    ///
    /// # Errors
    ///
    /// Why it cannot be started, and the exit code that says so.
    pub(crate) fn start(command: &[OsString], capture: Capture) -> Result<Self, NotStarted> {
        let began = Instant::now();
        let mut spawned = spawn(command, capture);
        if spawned.as_ref().is_err_and(|error| !is_of_the_program(error)) {
            // A copy of its output is not worth the job.
            spawned = spawn(command, Capture::Nothing);
        }
        let mut child = spawned.map_err(|error| not_started(command, &error))?;
        let (output, errors) = (SharedTail::new(OUTPUT_KEPT), SharedTail::new(ERRORS_KEPT));
        let mut tees = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            tees.extend(Tee::start(pipe.into(), io::stdout().as_fd(), vec![output.clone()]));
        }
        if let Some(pipe) = child.stderr.take() {
            let tails = vec![output.clone(), errors.clone()];
            tees.extend(Tee::start(pipe.into(), io::stderr().as_fd(), tails));
        }
        Ok(Self { child, began, tees, output, errors })
    }

    /// Passes a signal on to the job, or finds that it has ended.
    pub(crate) fn receive(&mut self, arrived: &Arrived) -> Option<Ended> {
        // It may end at any moment; as long as nobody has asked for its status,
        // its number cannot be another process's.
        let ended = self.poll();
        if ended.is_none() && !arrived.reaches_the_job_anyway(self.child.id()) {
            signals::send(self.child.id(), arrived.signal);
        }
        ended
    }

    /// How it ended, when it has.
    pub(crate) fn poll(&mut self) -> Option<Ended> {
        match self.child.try_wait() {
            Ok(None) => None,
            Ok(Some(status)) => Some(self.end(status)),
            // Somebody else has taken the status: nothing is known of it.
            Err(_) => Some(self.end(ExitStatus::from_raw(0xFF00))),
        }
    }

    fn end(&mut self, status: ExitStatus) -> Ended {
        let duration = self.began.elapsed();
        for tee in self.tees.drain(..) {
            tee.finish();
        }
        Ended {
            exit_code: exit_code(status),
            duration,
            output: self.output.text(),
            last_error: last_line(&self.errors.text()),
        }
    }
}

/// Lets go of standard input and output, which are the job's alone now: whoever
/// is at their other ends must notice when the job closes them.
pub(crate) fn release_streams() {
    if let Ok(nothing) = File::options().read(true).write(true).open("/dev/null") {
        // Without success they stay open a little longer, no more.
        let _ = nix::unistd::dup2_stdin(&nothing);
        let _ = nix::unistd::dup2_stdout(&nothing);
    }
}

fn spawn(command: &[OsString], capture: Capture) -> io::Result<Child> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    };
    match spawn_program(program, arguments, capture) {
        // A script without `#!` is one for the shell, as every shell takes it.
        Err(error) if error.raw_os_error() == Some(Errno::ENOEXEC as i32) => {
            let script = found_in_path(program).into_os_string();
            let arguments: Vec<OsString> =
                std::iter::once(script).chain(arguments.iter().cloned()).collect();
            spawn_program(OsStr::new("/bin/sh"), &arguments, capture)
        }
        spawned => spawned,
    }
}

fn spawn_program(program: &OsStr, arguments: &[OsString], capture: Capture) -> io::Result<Child> {
    let stream = |is_wanted| if is_wanted { Stdio::piped() } else { Stdio::inherit() };
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::inherit())
        .stdout(stream(capture == Capture::Everything))
        .stderr(stream(capture != Capture::Nothing))
        .spawn()
}

/// Where the system has found the program.
pub(super) fn found_in_path(program: &OsStr) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_bare = !program.as_encoded_bytes().contains(&b'/');
    std::env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|candidate| is_bare && candidate.is_file())
        .unwrap_or_else(|| PathBuf::from(program))
}

/// The program is at fault, and not that this machine ran out of something.
fn is_of_the_program(error: &io::Error) -> bool {
    let ours = [Errno::EMFILE, Errno::ENFILE, Errno::ENOMEM, Errno::EAGAIN];
    !ours.iter().any(|errno| error.raw_os_error() == Some(*errno as i32))
}

pub(super) fn not_started(command: &[OsString], error: &io::Error) -> NotStarted {
    let missing = [Errno::ENOENT, Errno::ENOTDIR, Errno::ELOOP, Errno::ENAMETOOLONG];
    let is_missing = error.kind() == io::ErrorKind::NotFound
        || missing.iter().any(|errno| error.raw_os_error() == Some(*errno as i32));
    let program = command.first().map(|program| program.to_string_lossy()).unwrap_or_default();
    NotStarted {
        exit_code: if is_missing { 127 } else { 126 },
        message: format!("{program} cannot be run: {}", os_text(error)),
    }
}

pub(super) fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}

fn last_line(text: &str) -> Option<String> {
    text.lines().rev().map(str::trim).find(|line| !line.is_empty()).map(ToOwned::to_owned)
}

/// What an exit code means beyond its number, such as `SIGTERM`.
#[must_use]
pub(crate) fn signal_of(exit_code: u8) -> Option<&'static str> {
    let signal = exit_code.checked_sub(128)?;
    Signal::try_from(i32::from(signal)).ok().map(Signal::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_a_shell() {
        assert_eq!(exit_code(ExitStatus::from_raw(0)), 0);
        assert_eq!(exit_code(ExitStatus::from_raw(7 << 8)), 7);
        assert_eq!(exit_code(ExitStatus::from_raw(15)), 143);
        assert_eq!(exit_code(ExitStatus::from_raw(9)), 137);
        assert_eq!([signal_of(143), signal_of(7), signal_of(255)], [Some("SIGTERM"), None, None]);
    }

    #[test]
    fn the_last_line_is_one_that_says_something() {
        assert_eq!(last_line("a\nb  \n\n  \n"), Some("b".to_owned()));
        assert_eq!(last_line(" \n"), None);
    }
}
