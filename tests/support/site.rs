//! A scripted HTTP or HTTPS server on loopback that remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::answer::{self, Answer};
use super::certificates::{self, Leaf};

/// Longer than any test waits, so that a server never outlives its test for long.
const PATIENCE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(20);

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The method.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Header fields, names in lower case.
    pub(crate) headers: HashMap<String, String>,
    /// The body.
    pub(crate) body: String,
    /// It came with a client certificate.
    pub(crate) is_identified: bool,
}

impl Received {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("not JSON: {error}: {:?}", self.body))
    }

    /// A header field, empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// A scripted server; it ends when it is dropped.
pub(crate) struct Site {
    address: SocketAddr,
    state: Arc<State>,
}

/// What a server does with a request for which there is no script.
type Handler = Box<dyn Fn(&Received) -> Answer + Send + Sync>;

struct State {
    tls: Option<Arc<ServerConfig>>,
    handler: Option<Handler>,
    scripts: Mutex<HashMap<String, VecDeque<Answer>>>,
    received: Mutex<Vec<Received>>,
    arrived: Condvar,
    has_stopped: AtomicBool,
}

/// A connection, and whether the client has said who it is.
trait Line: Read + Write {
    fn is_identified(&self) -> bool;
}

impl Line for TcpStream {
    fn is_identified(&self) -> bool {
        false
    }
}

impl Line for StreamOwned<ServerConnection, TcpStream> {
    fn is_identified(&self) -> bool {
        self.conn.peer_certificates().is_some()
    }
}

impl Site {
    /// An HTTP server that answers 200 to everything until it is told otherwise.
    pub(crate) fn http() -> Self {
        Self::start(None, None)
    }

    /// An HTTP server with a mind of its own.
    pub(crate) fn http_with(handler: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(None, Some(Box::new(handler)))
    }

    /// An HTTPS server with that certificate.
    pub(crate) fn https(leaf: Leaf) -> Self {
        Self::start(Some(leaf.server_config()), None)
    }

    /// An HTTPS server that only talks to clients with a certificate it trusts.
    pub(crate) fn https_for_known_clients() -> Self {
        Self::start(Some(certificates::client_verifying_config()), None)
    }

    /// An HTTPS server that asks for a client certificate, and talks to anybody.
    pub(crate) fn https_that_asks_who_is_there() -> Self {
        Self::start(Some(certificates::client_asking_config()), None)
    }

    fn start(tls: Option<Arc<ServerConfig>>, handler: Option<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            tls,
            handler,
            scripts: Mutex::default(),
            received: Mutex::default(),
            arrived: Condvar::new(),
            has_stopped: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.has_stopped() {
                    break;
                }
                let state = Arc::clone(&shared);
                // A client that breaks off is what many tests are about.
                thread::spawn(move || drop(stream.and_then(|stream| state.serve(stream))));
            }
        });
        Self { address, state }
    }

    /// The URL of a path, by address.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.state.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.address)
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on, `path` is answered so.
    pub(crate) fn answers(&self, path: &str, answer: Answer) {
        self.answers_in_turn(path, [answer]);
    }

    /// From now on, `path` is answered so, one after the other; the last for ever.
    pub(crate) fn answers_in_turn(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        let script = answers.into_iter().collect();
        self.state.scripts.lock().unwrap().insert(path.to_owned(), script);
    }

    /// What came so far, in the order of arrival.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    /// What came so far for `path`.
    pub(crate) fn received_at(&self, path: &str) -> Vec<Received> {
        self.received().into_iter().filter(|request| request.path() == path).collect()
    }

    /// Forgets what came so far.
    pub(crate) fn forget(&self) {
        self.state.received.lock().unwrap().clear();
    }

    /// Waits until so many requests have come.
    #[track_caller]
    pub(crate) fn wait_for(&self, count: usize) {
        let received = self.state.received.lock().unwrap();
        let (received, _) = self
            .state
            .arrived
            .wait_timeout_while(received, PATIENCE / 3, |received| received.len() < count)
            .unwrap();
        assert!(received.len() >= count, "only {} of {count} requests came", received.len());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.state.has_stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

impl State {
    fn has_stopped(&self) -> bool {
        self.has_stopped.load(Ordering::SeqCst)
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let raw = stream.try_clone()?;
        match &self.tls {
            None => self.converse(stream, &raw),
            Some(config) => {
                let connection =
                    ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                self.converse(StreamOwned::new(connection, stream), &raw)
            }
        }
    }

    fn converse(&self, stream: impl Line, raw: &TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut request = read_request(&mut reader)?;
        request.is_identified = reader.get_ref().is_identified();
        let answer = self.next_answer(&request);
        self.received.lock().unwrap().push(request);
        self.arrived.notify_all();
        self.perform(answer, reader.get_mut(), raw)
    }

    fn next_answer(&self, request: &Received) -> Answer {
        let scripted = match self.scripts.lock().unwrap().get_mut(request.path()) {
            Some(script) if script.len() > 1 => script.pop_front(),
            Some(script) => script.front().cloned(),
            None => None,
        };
        scripted
            .or_else(|| self.handler.as_ref().map(|handler| handler(request)))
            .unwrap_or_else(|| Answer::status(200))
    }

    fn perform(&self, answer: Answer, stream: &mut dyn Write, raw: &TcpStream) -> io::Result<()> {
        match answer {
            Answer::Reply(reply) => reply.send(stream),
            Answer::Late(delay, then) => {
                thread::sleep(delay);
                self.perform(*then, stream, raw)
            }
            Answer::Held(gate, then) => {
                gate.wait();
                self.perform(*then, stream, raw)
            }
            Answer::Silence => {
                self.stay(raw);
                Ok(())
            }
            Answer::DripHeader => self.repeat(stream, b"HTTP/1.1 200 OK\r\nX-Drip: ", b"a", TICK),
            Answer::DripBody => self.repeat(stream, ENDLESS_HEAD, b"a", TICK),
            Answer::EndlessHeader => {
                self.repeat(stream, b"HTTP/1.1 200 OK\r\n", &HEADER_LINES, Duration::ZERO)
            }
            Answer::EndlessBody => self.repeat(stream, ENDLESS_HEAD, &BODY_PIECE, Duration::ZERO),
            Answer::GzipBomb => {
                stream.write_all(BOMB_HEAD)?;
                stream.write_all(&BOMB)?;
                stream.flush()
            }
            Answer::Garbage => {
                stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\nwho are you?\r\n")?;
                stream.flush()
            }
            Answer::Bytes(bytes) => {
                stream.write_all(&bytes)?;
                stream.flush()
            }
            Answer::Close => Ok(()),
            Answer::Reset => socket2::SockRef::from(raw).set_linger(Some(Duration::ZERO)),
        }
    }

    /// Sends `piece` until the other side goes away or the server stops.
    fn repeat(
        &self,
        stream: &mut dyn Write,
        head: &[u8],
        piece: &[u8],
        pause: Duration,
    ) -> io::Result<()> {
        stream.write_all(head)?;
        let until = Instant::now() + PATIENCE;
        while !self.has_stopped() && Instant::now() < until {
            stream.write_all(piece)?;
            stream.flush()?;
            thread::sleep(pause);
        }
        Ok(())
    }

    /// Keeps the connection until the other side closes it or the server stops.
    fn stay(&self, raw: &TcpStream) {
        let until = Instant::now() + PATIENCE;
        let mut nothing = [0; 64];
        let _ = raw.set_read_timeout(Some(TICK));
        while !self.has_stopped() && Instant::now() < until {
            match (&*raw).read(&mut nothing) {
                Ok(0) => break,
                Err(error) if !is_timeout(&error) => break,
                _ => {}
            }
        }
    }
}

const ENDLESS_HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
const BOMB_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
static HEADER_LINES: LazyLock<Vec<u8>> =
    LazyLock::new(|| b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(64));
static BODY_PIECE: LazyLock<Vec<u8>> = LazyLock::new(|| vec![b'a'; 64 * 1024]);
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(answer::gzip_bomb);

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn read_request(reader: &mut impl BufRead) -> io::Result<Received> {
    let first = read_line(reader)?;
    let mut words = first.split(' ').map(ToOwned::to_owned);
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut headers = HashMap::new();
    loop {
        let line = read_line(reader)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if headers.get("transfer-encoding").is_some_and(|value| value == "chunked") {
        body = read_chunks(reader)?;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Received { method, target, headers, body, is_identified: false })
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader)?;
        let length = usize::from_str_radix(&line, 16).map_err(io::Error::other)?;
        let mut chunk = vec![0; length];
        reader.read_exact(&mut chunk)?;
        read_line(reader)?;
        if length == 0 {
            return Ok(body);
        }
        body.append(&mut chunk);
    }
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
