//! The door to ureq: one ready connection, which ureq then speaks HTTP over.
//!
//! Resolving and connecting happen before ureq is called, where they can be timed
//! and named; ureq's own timeouts are off, since no wire outlasts its deadline.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::time::Duration as Limit;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};

use crate::domain::NetworkFailure;

use super::classify::{self, Stage};
use super::tls::TlsStream;
use super::wire::Wire;

/// Must be more than [`MAX_HEADER_BYTES`], or a long header would look like the end.
const INPUT_BYTES: usize = 16 * 1024;

/// Enough for most requests at once; a longer line needs a buffer of its length.
const OUTPUT_BYTES: usize = 4 * 1024;

/// What an answer's headers may amount to.
pub(super) const MAX_HEADER_BYTES: usize = 15 * 1024;

/// When the parts of a hop happened.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The request began to be sent.
    pub(super) sent: OnceLock<Instant>,
    /// The answer began to come.
    pub(super) first_byte: OnceLock<Instant>,
    /// The answer's headers were complete.
    pub(super) headers: OnceLock<Instant>,
    /// The other side has closed.
    pub(super) end: OnceLock<Instant>,
}

impl Marks {
    /// How far the hop has got.
    pub(super) fn stage(&self) -> Stage {
        if self.headers.get().is_some() {
            Stage::Body
        } else if self.first_byte.get().is_some() {
            Stage::Headers
        } else {
            Stage::Waiting
        }
    }
}

/// A failure on its way through ureq's errors.
#[derive(Debug)]
pub(super) struct Stop(pub(super) NetworkFailure);

impl std::fmt::Display for Stop {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.label())
    }
}

impl std::error::Error for Stop {}

/// What HTTP is spoken over.
#[derive(Debug)]
pub(super) enum Stream {
    Plain(Wire),
    Tls(Box<TlsStream>),
}

impl Stream {
    fn wire_mut(&mut self) -> &mut Wire {
        match self {
            Self::Plain(wire) => wire,
            Self::Tls(stream) => stream.wire_mut(),
        }
    }

    fn as_io(&mut self) -> &mut dyn ReadWrite {
        match self {
            Self::Plain(wire) => wire,
            Self::Tls(stream) => stream.as_mut(),
        }
    }
}

trait ReadWrite: Read + Write {}

impl<T: Read + Write> ReadWrite for T {}

/// A connection that is ready for one request.
pub(super) struct Connection {
    stream: Stream,
    buffers: LazyBuffers,
    marks: Arc<Marks>,
    /// `http://HOST:PORT`, which a proxy wants before the request's path.
    absolute: Option<String>,
    /// The other side does not listen any more.
    is_deaf: bool,
}

impl Connection {
    /// A connection for a request whose longest line has `longest_line` bytes.
    pub(super) fn new(
        stream: Stream,
        marks: Arc<Marks>,
        absolute: Option<String>,
        longest_line: usize,
    ) -> Self {
        let buffers = LazyBuffers::new(INPUT_BYTES, OUTPUT_BYTES.max(longest_line));
        Self { stream, buffers, marks, absolute, is_deaf: false }
    }

    fn stop(&self, error: &io::Error) -> ureq::Error {
        let failure = classify::broken(error, self.marks.stage(), None);
        ureq::Error::Other(Box::new(Stop(failure)))
    }
}

// ureq wants it; a connection has nothing to show that is not secret.
impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Connection")
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        self.marks.sent.get_or_init(Instant::now);
        if self.is_deaf {
            return Ok(());
        }
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let stream = self.stream.as_io();
        let sent = match self.absolute.take() {
            None => stream.write_all(output),
            Some(origin) => stream.write_all(&in_absolute_form(output, &origin)),
        };
        match sent {
            Err(error) if is_refusal_to_listen(&error) => {
                // What it said before it stopped listening, such as 413, is the answer.
                self.is_deaf = true;
                Ok(())
            }
            Err(error) => Err(self.stop(&error)),
            Ok(()) => Ok(()),
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let deadline = self.stream.wire_mut().deadline();
        // ureq limits only its wait for leave to send a body (`Expect: 100-continue`).
        let limited = match timeout.after {
            Limit::NotHappening => None,
            Limit::Exact(limit) => Instant::now().checked_add(limit).filter(|at| *at < deadline),
        };
        self.stream.wire_mut().set_deadline(limited.unwrap_or(deadline));
        let received = self.stream.as_io().read(self.buffers.input_append_buf());
        self.stream.wire_mut().set_deadline(deadline);
        match received {
            Ok(0) => {
                self.marks.end.get_or_init(Instant::now);
                Ok(false)
            }
            Ok(length) => {
                self.marks.first_byte.get_or_init(Instant::now);
                self.buffers.input_appended(length);
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::TimedOut && limited.is_some() => {
                Err(ureq::Error::Timeout(timeout.reason))
            }
            Err(error) => Err(self.stop(&error)),
        }
    }

    // Each exchange has its own connection.
    fn is_open(&mut self) -> bool {
        false
    }

    fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }
}

fn is_refusal_to_listen(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

/// `GET /path HTTP/1.1` as `GET http://host/path HTTP/1.1`, which ureq cannot send.
fn in_absolute_form(output: &[u8], origin: &str) -> Vec<u8> {
    let after_method = output.iter().position(|byte| *byte == b' ').map_or(0, |space| space + 1);
    let (method, rest) = output.split_at(after_method);
    [method, origin.as_bytes(), rest].concat()
}

/// Hands the ready connection to ureq, once.
#[derive(Debug)]
pub(super) struct Ready(Mutex<Option<Connection>>);

impl Ready {
    pub(super) fn new(connection: Connection) -> Self {
        Self(Mutex::new(Some(connection)))
    }
}

impl Connector for Ready {
    type Out = Connection;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Connection>, ureq::Error> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

/// Everything is resolved already.
#[derive(Debug)]
pub(super) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_absolute_form_changes_the_target_only() {
        let output = b"GET /a%20b?c HTTP/1.1\r\nhost: a.example\r\n\r\n";
        assert_eq!(
            in_absolute_form(output, "http://a.example:81"),
            b"GET http://a.example:81/a%20b?c HTTP/1.1\r\nhost: a.example\r\n\r\n"
        );
    }
}
