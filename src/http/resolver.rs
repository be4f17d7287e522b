//! Looks host names up, within a deadline.
//!
//! The system's resolver blocks and cannot be interrupted, so each lookup has a
//! thread of its own, which is abandoned when the time is over. It ends with the
//! resolver's own timeout, or with the program.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Instant;

use dns_lookup::{AddrFamily, AddrInfoHints, SockType, getaddrinfo};

use crate::domain::{IpVersion, NetworkFailure, NetworkFailureKind};

use super::classify;

/// Only touched pages cost memory; some name services need more than a few of them.
const STACK_BYTES: usize = 256 * 1024;

/// More addresses than a timeout could try.
const MAX_ADDRESSES: usize = 16;

/// The addresses of a host; never none.
pub(super) fn resolve(
    host: &url::Host<&str>,
    port: u16,
    version: IpVersion,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, NetworkFailure> {
    let found = match host {
        url::Host::Ipv4(address) => vec![IpAddr::V4(*address)],
        url::Host::Ipv6(address) => vec![IpAddr::V6(*address)],
        url::Host::Domain(name) if is_of_localhost(name) => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        url::Host::Domain(name) => look_up(name, version, deadline)?,
    };
    let addresses: Vec<SocketAddr> = found
        .into_iter()
        .filter(|address| is_wanted(*address, version))
        .map(|address| SocketAddr::new(address, port))
        .take(MAX_ADDRESSES)
        .collect();
    if addresses.is_empty() { Err(no_address(version)) } else { Ok(addresses) }
}

/// Names below `localhost` are this machine (RFC 6761), whatever the system's resolver
/// thinks of them; browsers and curl open them. What `localhost` itself is, the system
/// may say otherwise.
fn is_of_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let above = name.len().checked_sub(".localhost".len()).and_then(|start| name.get(start..));
    name.len() > ".localhost".len()
        && above.is_some_and(|end| end.eq_ignore_ascii_case(".localhost"))
}

fn is_wanted(address: IpAddr, version: IpVersion) -> bool {
    match version {
        IpVersion::Any => true,
        IpVersion::V4 => address.is_ipv4(),
        IpVersion::V6 => address.is_ipv6(),
    }
}

fn no_address(version: IpVersion) -> NetworkFailure {
    let detail = match version {
        IpVersion::Any => "the host has no address",
        IpVersion::V4 => "the host has no IPv4 address",
        IpVersion::V6 => "the host has no IPv6 address",
    };
    NetworkFailure::with_detail(NetworkFailureKind::Dns, detail)
}

fn look_up(
    name: &str,
    version: IpVersion,
    deadline: Instant,
) -> Result<Vec<IpAddr>, NetworkFailure> {
    let timed_out = || NetworkFailure::with_detail(NetworkFailureKind::Dns, "timed out");
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(timed_out());
    }
    let (sender, receiver) = sync_channel(1);
    let name = name.to_owned();
    thread::Builder::new()
        .name("lookup".to_owned())
        .stack_size(STACK_BYTES)
        // Nobody listens any more when the lookup took too long.
        .spawn(move || drop(sender.send(ask_system(&name, version))))
        .map_err(|error| classify::exhausted(&error))?;
    match receiver.recv_timeout(left) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => Err(timed_out()),
        Err(RecvTimeoutError::Disconnected) => {
            Err(NetworkFailure::with_detail(NetworkFailureKind::Dns, "the resolver gave up"))
        }
    }
}

fn ask_system(name: &str, version: IpVersion) -> Result<Vec<IpAddr>, NetworkFailure> {
    let family = match version {
        IpVersion::Any => 0,
        IpVersion::V4 => AddrFamily::Inet.into(),
        IpVersion::V6 => AddrFamily::Inet6.into(),
    };
    let hints = AddrInfoHints {
        address: family,
        // Otherwise each address comes once for each kind of socket.
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    let found = getaddrinfo(Some(name), None, Some(hints)).map_err(|error| {
        let kind = error.kind();
        classify::lookup(kind, &std::io::Error::from(error))
    })?;
    Ok(found.flatten().map(|entry| entry.sockaddr.ip()).collect())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn an_address_needs_no_lookup_but_must_be_of_the_wanted_family() {
        let four = url::Host::Ipv4(Ipv4Addr::LOCALHOST);
        let six = url::Host::Ipv6(Ipv6Addr::LOCALHOST);
        let cases = [
            (four.clone(), IpVersion::Any, Ok("127.0.0.1:80")),
            (four.clone(), IpVersion::V4, Ok("127.0.0.1:80")),
            (four, IpVersion::V6, Err("DNS resolution failed: the host has no IPv6 address")),
            (six.clone(), IpVersion::V6, Ok("[::1]:80")),
            (six, IpVersion::V4, Err("DNS resolution failed: the host has no IPv4 address")),
        ];
        for (host, version, expected) in cases {
            // The deadline is past: an address must not even look at it.
            let outcome = resolve(&host, 80, version, Instant::now());
            match expected {
                Ok(address) => assert_eq!(outcome, Ok(vec![address.parse().unwrap()])),
                Err(label) => assert_eq!(outcome.unwrap_err().label(), label),
            }
        }
    }

    #[test]
    fn localhost_is_found_in_the_wanted_family() {
        let host = url::Host::Domain("localhost");
        let found = resolve(&host, 80, IpVersion::V4, soon()).unwrap();
        assert_eq!(found, ["127.0.0.1:80".parse().unwrap()]);
    }

    #[test]
    fn names_below_localhost_are_this_machine() {
        for (name, is_ours) in [
            ("shop.localhost", true),
            ("a.b.Localhost.", true),
            ("a-.localhost", true),
            ("localhost", false),
            (".localhost", false),
            ("notlocalhost", false),
            ("shop.localhost.example", false),
            ("é.localhost", true),
            ("ééééélocalhost", false),
        ] {
            assert_eq!(is_of_localhost(name), is_ours, "{name}");
        }
        let host = url::Host::Domain("shop.localhost");
        let six = resolve(&host, 80, IpVersion::V6, Instant::now()).unwrap();
        assert_eq!(six, ["[::1]:80".parse().unwrap()]);
    }

    #[test]
    fn a_lookup_without_time_is_a_dns_failure() {
        let host = url::Host::Domain("localhost");
        let failure = resolve(&host, 80, IpVersion::Any, Instant::now()).unwrap_err();
        assert_eq!(failure.label(), "DNS resolution failed: timed out");
    }
}
