//! Copies a stream of the job to where it would have gone, and keeps its end.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::tail::SharedTail;

/// As much as a pipe holds on Linux.
const BUFFER: usize = 64 * 1024;
/// How soon it is noticed that the job has ended and left its stream to another process.
const TICK_MS: u16 = 50;
/// No pipe holds more: what follows was written after the job's end.
const MOST_AFTER_THE_END: usize = 1024 * 1024;

/// A thread that copies.
pub(crate) struct Tee {
    thread: JoinHandle<()>,
    job_has_ended: Arc<AtomicBool>,
}

impl Tee {
    /// Copies `pipe` to `target`; `None` when there is no thread for it, which
    /// closes the pipe.
    pub(crate) fn start(
        pipe: OwnedFd,
        target: BorrowedFd<'_>,
        tails: Vec<SharedTail>,
    ) -> Option<Self> {
        let target = File::from(target.try_clone_to_owned().ok()?);
        let job_has_ended = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&job_has_ended);
        let copy = move || {
            // When the reader of the copy has gone, so must the job's: dropping the
            // pipe tells it in the way it would have been told.
            let _ = copy(File::from(pipe), target, &tails, &ended);
        };
        let thread = std::thread::Builder::new().spawn(copy).ok()?;
        Some(Self { thread, job_has_ended })
    }

    /// Waits until all is copied that the job has written.
    pub(crate) fn finish(self) {
        self.job_has_ended.store(true, Ordering::SeqCst);
        // A thread that has panicked has nothing more to copy.
        let _ = self.thread.join();
    }
}

fn copy(
    mut pipe: File,
    mut target: File,
    tails: &[SharedTail],
    job_has_ended: &AtomicBool,
) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    let mut after_the_end = 0;
    loop {
        let has_ended = job_has_ended.load(Ordering::SeqCst);
        let timeout = if has_ended { 0 } else { TICK_MS };
        if !is_ready(pipe.as_fd(), PollFlags::POLLIN, timeout)? {
            // Another process may keep the stream open for ever.
            if has_ended {
                return Ok(());
            }
            continue;
        }
        let count = match pipe.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let new = buffer.get(..count).unwrap_or_default();
        for tail in tails {
            tail.push(new);
        }
        write_all(&mut target, new)?;
        after_the_end += if has_ended { count } else { 0 };
        if after_the_end > MOST_AFTER_THE_END {
            return Ok(());
        }
    }
}

/// Writes everything, also to a descriptor that somebody has made non-blocking.
fn write_all(target: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match target.write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                is_ready(target.as_fd(), PollFlags::POLLOUT, TICK_MS)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether something can be read or written, or the other side has gone.
fn is_ready(descriptor: BorrowedFd<'_>, wanted: PollFlags, timeout_ms: u16) -> io::Result<bool> {
    let mut polled = [PollFd::new(descriptor, wanted)];
    match poll(&mut polled, PollTimeout::from(timeout_ms)) {
        Ok(count) => Ok(count > 0),
        Err(nix::errno::Errno::EINTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
