//! A way through a proxy to a TLS server: the CONNECT method.

use std::io::{self, Read, Write};

use crate::domain::{NetworkFailure, NetworkFailureKind as Kind};

use super::classify;
use super::proxy::Proxy;
use super::wire::Wire;

/// A proxy that has more to say than this is none.
const MAX_HEAD_BYTES: usize = 8 * 1024;

/// Asks the proxy at the other end of the wire for a connection to `host:port`.
pub(super) fn open(
    wire: &mut Wire,
    proxy: &Proxy,
    host: &url::Host<&str>,
    port: u16,
) -> Result<(), NetworkFailure> {
    let mut request = format!(
        "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: {}\r\n",
        super::USER_AGENT
    );
    if let Some(authorization) = &proxy.authorization {
        request.push_str("Proxy-Authorization: ");
        request.push_str(authorization);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let sent = wire.write_all(request.as_bytes());
    let head = sent.and_then(|()| read_head(wire)).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => broken(proxy, speechless()),
        // It may have waited for the server in vain: the connection that was asked for
        // does not exist yet.
        io::ErrorKind::TimedOut => through(proxy, NetworkFailure::new(Kind::ConnectTimeout)),
        // Of a server that is not there, a proxy says so.
        _ => broken(proxy, classify::broken(&error, classify::Stage::Waiting, None)),
    })?;
    match status(&head) {
        // Behind it the TLS client speaks first; anything more is no tunnel.
        Some(200..300) if end_of_head(&head) == Some(head.len()) => Ok(()),
        Some(407) => Err(unwelcome(proxy)),
        Some(504) => Err(through(
            proxy,
            NetworkFailure::with_detail(Kind::ConnectTimeout, "reached nobody (504)"),
        )),
        Some(200..300) | None => Err(broken(proxy, speechless())),
        Some(status) => Err(refused(proxy, &format!("answered {status} to CONNECT"))),
    }
}

/// A failure of the proxy itself: whoever is behind it was never asked.
pub(super) fn broken(proxy: &Proxy, failure: NetworkFailure) -> NetworkFailure {
    NetworkFailure { is_of_proxy: true, ..through(proxy, failure) }
}

/// The proxy does not take our credentials, or wants some.
pub(super) fn unwelcome(proxy: &Proxy) -> NetworkFailure {
    broken(proxy, NetworkFailure::with_detail(Kind::Refused, "wants other credentials (407)"))
}

fn speechless() -> NetworkFailure {
    NetworkFailure::with_detail(Kind::InvalidResponse, "does not speak HTTP")
}

/// Says that it was the proxy that told of the failure, be it its own or not.
fn through(proxy: &Proxy, failure: NetworkFailure) -> NetworkFailure {
    let detail = match failure.detail {
        Some(detail) => format!("{} {detail}", proxy.name()),
        None => proxy.name(),
    };
    NetworkFailure::with_detail(failure.kind, detail)
}

fn refused(proxy: &Proxy, why: &str) -> NetworkFailure {
    through(proxy, NetworkFailure::with_detail(Kind::Refused, why))
}

/// Reads to the end of the head, and what came with it.
fn read_head(wire: &mut Wire) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = [0; 1024];
    while end_of_head(&head).is_none() {
        if head.len() > MAX_HEAD_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        match wire.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => head.extend(chunk.iter().take(length)),
        }
    }
    Ok(head)
}

/// Where what follows the empty line begins; lines end in CRLF or LF.
fn end_of_head(head: &[u8]) -> Option<usize> {
    let mut begin = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        begin += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return Some(begin);
        }
    }
    None
}

fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    if !words.next()?.starts_with(b"HTTP/1.") {
        return None;
    }
    let code = words.next().filter(|code| code.len() == 3)?;
    std::str::from_utf8(code).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_line_is_read() {
        let cases: [(&[u8], Option<u16>); 10] = [
            (b"HTTP/1.1 200 Connection established\r\n\r\n", Some(200)),
            (b"HTTP/1.0 407\r\n\r\n", Some(407)),
            (b"HTTP/1.1  407   No\r\n\r\n", Some(407)),
            (b"HTTP/1.1 200 \xff\n\n", Some(200)),
            (b"HTTP/1.1 407\n\n", Some(407)),
            (b"HTTP/1.1 2000\r\n\r\n", None),
            (b"HTTP/1.1 two\r\n\r\n", None),
            (b"SSH-2.0-OpenSSH\r\n\r\n", None),
            (b"\xff\xfe 200\r\n\r\n", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(status(head), expected);
        }
    }

    #[test]
    fn a_head_ends_with_an_empty_line() {
        let cases: [(&[u8], Option<usize>); 7] = [
            (b"HTTP/1.1 200\r\n\r\n", Some(16)),
            (b"HTTP/1.1 200\n\n", Some(14)),
            (b"HTTP/1.1 200\n\r\nmore", Some(15)),
            (b"\r\n", Some(2)),
            (b"HTTP/1.1 200\r\n", None),
            (b"HTTP/1.1 200\r\n\r", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(end_of_head(head), expected, "{head:?}");
        }
    }
}
