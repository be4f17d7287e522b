//! Opens TCP connections to hosts that have several addresses (RFC 8305).
//!
//! One dead address among several must cost a moment, not the whole timeout: a new
//! attempt starts whenever the last one failed or has been silent for 250 ms.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, poll};
use socket2::{Domain, Protocol, Socket, Type};

use crate::domain::NetworkFailure;

use super::classify;
use super::wire::{Wire, poll_timeout};

/// How long an attempt stays alone before the next one starts beside it.
const STAGGER: Duration = Duration::from_millis(250);

/// Connects to whichever of the addresses answers first.
pub(super) fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<Wire, NetworkFailure> {
    let race = Race {
        waiting: interleave(addresses).into_iter(),
        running: Vec::new(),
        worst: None,
        next_start: Instant::now(),
        deadline,
    };
    race.run().map(|socket| Wire::new(socket, deadline)).map_err(|error| classify::connect(&error))
}

/// Alternates between the families, beginning with the first address's, and
/// keeps the resolver's order within each.
fn interleave(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let starts_with_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<SocketAddr>, Vec<SocketAddr>) =
        addresses.iter().partition(|address| address.is_ipv6() == starts_with_v6);
    let mut second = second.into_iter();
    let mut order = Vec::with_capacity(addresses.len());
    for address in first {
        order.push(address);
        order.extend(second.next());
    }
    order.extend(second);
    order
}

struct Race {
    waiting: std::vec::IntoIter<SocketAddr>,
    running: Vec<Socket>,
    /// The most telling error of the attempts that failed.
    worst: Option<io::Error>,
    next_start: Instant,
    deadline: Instant,
}

impl Race {
    fn run(mut self) -> io::Result<TcpStream> {
        loop {
            let now = Instant::now();
            if now >= self.deadline {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if now >= self.next_start || self.running.is_empty() {
                match self.waiting.next() {
                    Some(address) => self.start(address),
                    None if self.running.is_empty() => return Err(self.into_error()),
                    None => {}
                }
            }
            if !self.running.is_empty()
                && let Some(winner) = self.wait()?
            {
                return Ok(winner);
            }
        }
    }

    fn start(&mut self, address: SocketAddr) {
        match begin(address) {
            Ok(socket) => {
                self.running.push(socket);
                self.next_start = Instant::now() + STAGGER;
            }
            Err(error) => self.record(error),
        }
    }

    /// Waits until an attempt ends or the next one is due; the winner, if there is one.
    fn wait(&mut self) -> io::Result<Option<TcpStream>> {
        let until = if self.waiting.len() == 0 {
            self.deadline
        } else {
            self.deadline.min(self.next_start)
        };
        let left = until.saturating_duration_since(Instant::now());
        let mut watched: Vec<PollFd<'_>> = self
            .running
            .iter()
            .map(|socket| PollFd::new(socket.as_fd(), PollFlags::POLLOUT))
            .collect();
        match poll(&mut watched, poll_timeout(left)) {
            Ok(0) | Err(Errno::EINTR) => return Ok(None),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let ended: Vec<bool> = watched.iter().map(|fd| fd.any().unwrap_or(true)).collect();
        let attempts = std::mem::take(&mut self.running);
        for (socket, has_ended) in attempts.into_iter().zip(ended) {
            if !has_ended {
                self.running.push(socket);
                continue;
            }
            match socket.take_error()? {
                None => return Ok(Some(socket.into())),
                Some(error) => {
                    self.record(error);
                    self.next_start = Instant::now();
                }
            }
        }
        Ok(None)
    }

    /// Keeps the error that says most: that a host refused is worth more than
    /// that another of its addresses has no route.
    fn record(&mut self, error: io::Error) {
        let rank = |error: &io::Error| match error.kind() {
            io::ErrorKind::ConnectionRefused => 2,
            io::ErrorKind::TimedOut => 1,
            _ if classify::is_exhaustion(error) => 3,
            _ => 0,
        };
        if self.worst.as_ref().is_none_or(|worst| rank(&error) > rank(worst)) {
            self.worst = Some(error);
        }
    }

    fn into_error(self) -> io::Error {
        self.worst.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())
    }
}

fn begin(address: SocketAddr) -> io::Result<Socket> {
    let kind = Type::STREAM.nonblocking();
    let socket = Socket::new(Domain::for_address(address), kind, Some(Protocol::TCP))?;
    // The request must not wait for the acknowledgement of the handshake's last packet.
    socket.set_tcp_nodelay(true)?;
    match socket.connect(&address.into()) {
        Err(error) if error.raw_os_error() != Some(Errno::EINPROGRESS as i32) => Err(error),
        _ => Ok(socket),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use crate::domain::NetworkFailureKind;

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns_beginning_with_the_resolvers_choice() {
        let cases: [(&[&str], &[&str]); 4] = [
            (&[], &[]),
            (
                &["[::1]:1", "[::2]:1", "10.0.0.1:1", "10.0.0.2:1"],
                &["[::1]:1", "10.0.0.1:1", "[::2]:1", "10.0.0.2:1"],
            ),
            (
                &["10.0.0.1:1", "[::1]:1", "[::2]:1", "[::3]:1"],
                &["10.0.0.1:1", "[::1]:1", "[::2]:1", "[::3]:1"],
            ),
            (&["10.0.0.1:1", "10.0.0.2:1", "[::1]:1"], &["10.0.0.1:1", "[::1]:1", "10.0.0.2:1"]),
        ];
        for (given, expected) in cases {
            assert_eq!(interleave(&addresses(given)), addresses(expected));
        }
    }

    fn in_two_seconds() -> Instant {
        Instant::now() + Duration::from_secs(2)
    }

    fn refusing() -> SocketAddr {
        // Bound but not listening: nobody else can take the port meanwhile.
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        std::mem::forget(socket);
        address
    }

    #[test]
    fn a_refusing_address_is_passed_over_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let good = listener.local_addr().unwrap();
        let started = Instant::now();
        let wire = connect(&[refusing(), refusing(), good], in_two_seconds()).unwrap();
        assert_eq!(wire.socket().peer_addr().unwrap(), good);
        assert!(started.elapsed() < STAGGER, "took {:?}", started.elapsed());
    }

    #[test]
    fn refusal_tells_more_than_a_missing_route() {
        // 255.255.255.255 cannot be connected to over TCP.
        let nowhere: SocketAddr = "255.255.255.255:9".parse().unwrap();
        for order in [[nowhere, refusing()], [refusing(), nowhere]] {
            let failure = connect(&order, in_two_seconds()).unwrap_err();
            assert_eq!(failure.kind, NetworkFailureKind::Refused);
        }
        assert_eq!(
            connect(&[nowhere], in_two_seconds()).unwrap_err().kind,
            NetworkFailureKind::Closed
        );
    }

    #[test]
    fn no_address_and_no_time_are_failures() {
        assert_eq!(connect(&[], in_two_seconds()).unwrap_err().kind, NetworkFailureKind::Closed);
        assert_eq!(
            connect(&[refusing()], Instant::now()).unwrap_err().kind,
            NetworkFailureKind::ConnectTimeout
        );
    }
}
