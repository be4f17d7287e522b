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

use crate::domain::{NetworkFailure, NetworkFailureKind as Kind};

use super::classify::{self, Stage};
use super::head::{Head, HeadReader, NoHead};
use super::tls::TlsStream;
use super::wire::Wire;

/// How much of an answer is held at once; its head is collected elsewhere.
const INPUT_BYTES: usize = 16 * 1024;

/// How much of a head is read at once.
const HEAD_BYTES: usize = 4 * 1024;

/// Enough for most requests at once; a longer line needs a buffer of its length.
const OUTPUT_BYTES: usize = 4 * 1024;

/// When the parts of a hop happened, and the head that ureq does not get to see.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The request began to be sent.
    pub(super) sent: OnceLock<Instant>,
    /// The answer began to come.
    pub(super) first_byte: OnceLock<Instant>,
    /// The answer's headers were complete.
    pub(super) headers: OnceLock<Instant>,
    /// The answer's head; of it, ureq is given what it needs to find the end.
    pub(super) head: OnceLock<Head>,
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
    /// Reads the answer's head; `None` once that has come.
    head: Option<HeadReader>,
    /// What was read and is still to be given to ureq.
    pending: Vec<u8>,
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
        let head = Some(HeadReader::default());
        Self { stream, buffers, head, pending: Vec::new(), marks, absolute, is_deaf: false }
    }

    /// Gives ureq what is pending, as far as there is room.
    fn hand_over(&mut self) {
        let room = self.buffers.input_append_buf();
        let length = room.len().min(self.pending.len());
        let rest = self.pending.split_off(length);
        for (to, from) in room.iter_mut().zip(&self.pending) {
            *to = *from;
        }
        self.pending = rest;
        self.buffers.input_appended(length);
    }

    /// Makes of the bytes what ureq is to read; nothing while no head is complete.
    fn read_head(&mut self, bytes: &[u8]) -> Result<(), NoHead> {
        let Some(reader) = &mut self.head else { return Ok(()) };
        reader.push(bytes);
        while let Some(head) = reader.next()? {
            // ureq waits for the first only, and has no use for the others.
            if head.status == 100 {
                self.pending.extend(head.framing());
            }
            if head.is_interim() {
                continue;
            }
            self.pending.extend(head.framing());
            self.marks.head.get_or_init(|| head);
            self.pending.extend(self.head.take().unwrap_or_default().into_rest());
            break;
        }
        Ok(())
    }

    /// Reads once; `None` at the end. Within the head, reads until it is complete.
    fn receive(&mut self) -> io::Result<Option<()>> {
        if self.head.is_none() {
            let length = self.stream.as_io().read(self.buffers.input_append_buf())?;
            self.buffers.input_appended(length);
            return Ok((length > 0).then_some(()));
        }
        let mut bytes = [0; HEAD_BYTES];
        while self.pending.is_empty() {
            let length = self.stream.as_io().read(&mut bytes)?;
            if length == 0 {
                return Ok(None);
            }
            self.marks.first_byte.get_or_init(Instant::now);
            self.read_head(bytes.get(..length).unwrap_or_default())
                .map_err(|NoHead(why)| io::Error::other(Stop(invalid(why))))?;
        }
        self.hand_over();
        Ok(Some(()))
    }

    fn stop(&self, error: &io::Error) -> ureq::Error {
        let known = error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>());
        let failure = match known {
            Some(Stop(failure)) => failure.clone(),
            None => classify::broken(error, self.marks.stage(), None),
        };
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
        if !self.pending.is_empty() {
            self.hand_over();
            return Ok(true);
        }
        let deadline = self.stream.wire_mut().deadline();
        // ureq limits only its wait for leave to send a body (`Expect: 100-continue`).
        let limited = match timeout.after {
            Limit::NotHappening => None,
            Limit::Exact(limit) => Instant::now().checked_add(limit).filter(|at| *at < deadline),
        };
        self.stream.wire_mut().set_deadline(limited.unwrap_or(deadline));
        let received = self.receive();
        self.stream.wire_mut().set_deadline(deadline);
        match received {
            Ok(None) => {
                self.marks.end.get_or_init(Instant::now);
                Ok(false)
            }
            Ok(Some(())) => Ok(true),
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

fn invalid(why: String) -> NetworkFailure {
    NetworkFailure::with_detail(Kind::InvalidResponse, why)
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
