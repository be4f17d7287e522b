//! A TCP socket that no operation keeps beyond its deadline.
//!
//! The socket never blocks; waiting is `poll` with what is left of the time, asked
//! anew before each operation, so that a peer cannot stretch it by dripping.

use std::io::{self, IoSlice, Read, Write};
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// A connected, non-blocking socket and the instant at which it gives up.
#[derive(Debug)]
pub(super) struct Wire {
    socket: TcpStream,
    deadline: Instant,
}

impl Wire {
    /// Takes over a connected socket, which must be non-blocking.
    pub(super) fn new(socket: TcpStream, deadline: Instant) -> Self {
        Self { socket, deadline }
    }

    /// The socket, for its addresses.
    pub(super) fn socket(&self) -> &TcpStream {
        &self.socket
    }

    /// When the wire gives up.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Makes the wire give up at another instant.
    pub(super) fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }

    fn time_left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    fn wait_for(&self, event: PollFlags) -> io::Result<()> {
        loop {
            let timeout = poll_timeout(self.time_left()?);
            let mut watched = [PollFd::new(self.socket.as_fd(), event)];
            match poll(&mut watched, timeout) {
                // Whether the time is really over is asked again above.
                Ok(0) | Err(Errno::EINTR) => {}
                Ok(_) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn send(&mut self, mut once: impl FnMut(&TcpStream) -> io::Result<usize>) -> io::Result<usize> {
        self.time_left()?;
        loop {
            match once(&self.socket) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.wait_for(PollFlags::POLLOUT)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => return sent,
            }
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.wait_for(PollFlags::POLLIN)?;
            match (&self.socket).read(buffer) {
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                    ) => {}
                received => return received,
            }
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(|mut socket| socket.write(bytes))
    }

    // One packet for the end of the TLS handshake and the request, instead of two.
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.send(|mut socket| socket.write_vectored(parts))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rounds up to the millisecond: rounded down, the last one would be a busy loop.
pub(super) fn poll_timeout(left: Duration) -> PollTimeout {
    let milliseconds = left.as_nanos().div_ceil(1_000_000);
    PollTimeout::try_from(milliseconds).unwrap_or(PollTimeout::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_rounded_down() {
        let cases = [(1, 1), (999_999, 1), (1_000_000, 1), (1_000_001, 2), (250_000_000, 250)];
        for (nanoseconds, milliseconds) in cases {
            let timeout = poll_timeout(Duration::from_nanos(nanoseconds));
            assert_eq!(timeout.as_millis(), Some(milliseconds), "{nanoseconds} ns");
        }
        assert_eq!(poll_timeout(Duration::MAX), PollTimeout::MAX);
    }
}
