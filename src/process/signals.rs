//! Signals that are meant for the job, and the one that says that it has ended.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{fs, io};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXFSZ};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::low_level::siginfo::{Cause, Origin};

/// What is passed on to the job.
const PASSED_ON: &[i32] = &[SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2];

/// A signal that came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived {
    /// Its number.
    pub signal: i32,
    /// The process that sent it, if a process did.
    sender: Option<u32>,
    /// A terminal sends to every process that runs in its foreground.
    is_of_a_terminal: bool,
}

impl Arrived {
    fn of(origin: &Origin) -> Self {
        Self {
            signal: origin.signal,
            sender: origin.process.and_then(|process| u32::try_from(process.pid).ok()),
            is_of_a_terminal: matches!(origin.cause, Cause::Kernel),
        }
    }

    /// Whether it asks the program to end.
    #[must_use]
    pub(crate) fn asks_to_end(&self) -> bool {
        matches!(self.signal, SIGHUP | SIGINT | SIGQUIT | SIGTERM)
    }

    /// Whether the job has it, or has sent it, or it is not for the job.
    pub(crate) fn reaches_the_job_anyway(&self, job: u32) -> bool {
        self.signal == SIGCHLD || self.is_of_a_terminal || self.sender == Some(job)
    }
}

/// Calls `tell` for each signal from now on, in a thread of its own.
///
/// # Errors
///
/// Why signals cannot be listened to.
pub(crate) fn listen(mut tell: impl FnMut(Arrived) + Send + 'static) -> io::Result<()> {
    let mut signals = SignalsInfo::<WithOrigin>::new(heeded().chain([SIGCHLD]))?;
    std::thread::Builder::new()
        .spawn(move || signals.forever().for_each(|origin| tell(Arrived::of(&origin))))?;
    Ok(())
}

/// The signals that a job would heed: what is ignored here, as by `nohup`, must
/// stay ignored in it.
pub(crate) fn heeded() -> impl Iterator<Item = i32> {
    let ignored = ignored_signals();
    PASSED_ON.iter().copied().filter(move |signal| !is_in(ignored, *signal))
}

/// Lets a file that would become larger than allowed be an error of whoever
/// writes it, instead of the end of this process. It is caught, not ignored: what
/// this process starts is ended by the signal as ever.
pub(crate) fn survive_file_size_limit() {
    if !is_in(ignored_signals(), SIGXFSZ) {
        // Where it cannot be caught, the limit ends the program as before.
        let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }
}

fn is_in(set: u64, signal: i32) -> bool {
    u32::try_from(signal - 1).is_ok_and(|bit| set >> bit & 1 == 1)
}

/// The set of signals that this process was started with ignoring, a bit each,
/// where the system tells.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or_default()
}

/// Sends a signal to the job, which may have ended this very moment.
pub(crate) fn send(job: u32, signal: i32) {
    if let (Ok(job), Ok(signal)) = (i32::try_from(job), Signal::try_from(signal)) {
        let _ = kill(Pid::from_raw(job), signal);
    }
}
