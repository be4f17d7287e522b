//! What a scripted server does with one request, however badly it behaves.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What a scripted server does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Answers.
    Reply(Reply),
    /// Does the other thing after a while.
    Late(Duration, Box<Answer>),
    /// Does the other thing once the gate is open.
    Held(Gate, Box<Answer>),
    /// Nothing, until the other side goes away.
    Silence,
    /// Sends its header byte by byte, for ever.
    DripHeader,
    /// Sends its body byte by byte, for ever.
    DripBody,
    /// Never comes to the end of its header.
    EndlessHeader,
    /// Never comes to the end of its body.
    EndlessBody,
    /// A small body that is a gibibyte when decompressed.
    GzipBomb,
    /// Something that is not HTTP.
    Garbage,
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// Closes the connection without a word.
    Close,
    /// Resets the connection without a word.
    Reset,
}

/// An ordinary answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    is_chunked: bool,
}

impl Answer {
    /// These bytes, then the end of the connection.
    pub(crate) fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(bytes.into())
    }

    /// That status, and a short body.
    pub(crate) fn status(status: u16) -> Self {
        let body = format!("status {status}\n").into_bytes();
        Self::Reply(Reply { status, headers: Vec::new(), body, is_chunked: false })
    }

    /// A good answer with that body.
    pub(crate) fn text(body: &str) -> Self {
        let body = body.as_bytes().to_vec();
        Self::Reply(Reply { status: 200, headers: Vec::new(), body, is_chunked: false })
    }

    /// That status with a JSON document.
    pub(crate) fn json(status: u16, value: &serde_json::Value) -> Self {
        let body = value.to_string().into_bytes();
        Self::Reply(Reply { status, headers: Vec::new(), body, is_chunked: false })
            .header("Content-Type", "application/json")
    }

    /// A redirect.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302).header("Location", to)
    }

    /// The same answer with a header field more.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let Self::Reply(reply) = &mut self {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same answer in chunks.
    pub(crate) fn chunked(mut self) -> Self {
        if let Self::Reply(reply) = &mut self {
            reply.is_chunked = true;
        }
        self
    }

    /// The same answer, compressed.
    pub(crate) fn compressed(self) -> Self {
        let mut answer = self.header("Content-Encoding", "gzip");
        if let Self::Reply(reply) = &mut answer {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&reply.body).unwrap();
            reply.body = encoder.finish().unwrap();
        }
        answer
    }

    /// The same after a while.
    pub(crate) fn late(self, delay: Duration) -> Self {
        Self::Late(delay, Box::new(self))
    }

    /// The same once the gate is open.
    pub(crate) fn held(self, gate: &Gate) -> Self {
        Self::Held(gate.clone(), Box::new(self))
    }
}

impl Reply {
    /// Sends it; the connection closes afterwards.
    pub(crate) fn send(&self, stream: &mut dyn Write) -> io::Result<()> {
        let mut text = format!("HTTP/1.1 {} Scripted\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let mut bytes;
        if self.is_chunked {
            text.push_str("Transfer-Encoding: chunked\r\n\r\n");
            bytes = text.into_bytes();
            for piece in self.body.chunks(7) {
                bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                bytes.extend_from_slice(piece);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            let _ = write!(text, "Content-Length: {}\r\n\r\n", self.body.len());
            bytes = text.into_bytes();
            bytes.extend_from_slice(&self.body);
        }
        stream.write_all(&bytes)?;
        stream.flush()
    }
}

/// A gibibyte of nothing, compressed to about a mebibyte.
pub(crate) fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![b'a'; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
}

/// Holds answers back until the test opens it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// A closed gate.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Lets everything through from now on.
    pub(crate) fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    /// Waits until it is open, at most for a minute.
    pub(crate) fn wait(&self) {
        let limit = Duration::from_secs(60);
        let (lock, condition) = &*self.0;
        drop(condition.wait_timeout_while(lock.lock().unwrap(), limit, |is_open| !*is_open));
    }
}
