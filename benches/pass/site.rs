//! The target, a process of its own so that its CPU is nobody's: HTTPS and
//! HTTP on loopback, one answer per connection, two epoll loops.
//!
//! `/` is 200, `/503` is 503, `/after/MS` is 200 that many milliseconds later.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io::{self, BufRead, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{Connection, ServerConfig, ServerConnection};
use socket2::{Domain, Protocol, Socket, Type};

use crate::wire::Wire;

/// The site's addresses, so that 100,000 connections do not run out of ports.
pub(crate) const ADDRESSES: u8 = 8;
const LOOPS: usize = 2;
const BACKLOG: i32 = 4096;

/// The site's `index`-th address, counted around.
pub(crate) fn address(index: usize) -> IpAddr {
    let last = u8::try_from(index % usize::from(ADDRESSES)).unwrap_or(0);
    Ipv4Addr::new(127, 0, 0, last + 1).into()
}

/// Serves until standard input ends. Prints its two ports; then, for each line
/// read, how many answers were given since the last one.
pub(crate) fn run(certificate: &str, key: &str) -> anyhow::Result<()> {
    let tls = Arc::new(
        ServerConfig::builder_with_protocol_versions(&[&rustls::version::TLS13])
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_file(certificate)?],
                PrivateKeyDer::from_pem_file(key)?,
            )?,
    );
    let (https, http) = (free_port()?, free_port()?);
    let answered = Arc::new(AtomicU64::new(0));
    for _ in 0..LOOPS {
        let mut site = Site::listen(https, http, Arc::clone(&tls), Arc::clone(&answered))?;
        std::thread::spawn(move || site.serve());
    }
    let mut stdout = io::stdout();
    writeln!(stdout, "{https} {http}")?;
    for line in io::stdin().lock().lines() {
        line?;
        writeln!(stdout, "{}", answered.swap(0, Ordering::Relaxed))?;
    }
    Ok(())
}

fn free_port() -> io::Result<u16> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// One epoll loop. All loops listen on the same ports; the kernel spreads.
struct Site {
    poll: Poll,
    listeners: Vec<(TcpListener, bool)>,
    tls: Arc<ServerConfig>,
    visits: HashMap<Token, Visit>,
    late: BinaryHeap<Reverse<(Instant, usize)>>,
    next_token: usize,
    answered: Arc<AtomicU64>,
}

struct Visit {
    wire: Wire,
    request: Vec<u8>,
    stage: Stage,
}

#[derive(PartialEq)]
enum Stage {
    Asking,
    Waiting,
    Answering,
}

impl Site {
    fn listen(
        https: u16,
        http: u16,
        tls: Arc<ServerConfig>,
        answered: Arc<AtomicU64>,
    ) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut listeners = Vec::new();
        for index in 0..usize::from(ADDRESSES) {
            for (port, is_tls) in [(https, true), (http, false)] {
                let mut listener = listen(SocketAddr::new(address(index), port))?;
                let token = Token(listeners.len());
                poll.registry().register(&mut listener, token, Interest::READABLE)?;
                listeners.push((listener, is_tls));
            }
        }
        let next_token = listeners.len();
        let (visits, late) = (HashMap::new(), BinaryHeap::new());
        Ok(Self { poll, listeners, tls, visits, late, next_token, answered })
    }

    fn serve(&mut self) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            match self.poll.poll(&mut events, self.patience()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                done => done?,
            }
            for event in &events {
                if event.token().0 < self.listeners.len() {
                    self.accept(event.token())?;
                } else {
                    self.advance(event.token());
                }
            }
            self.answer_late();
        }
    }

    fn patience(&self) -> Option<Duration> {
        let Reverse((due, _)) = self.late.peek()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    fn accept(&mut self, token: Token) -> anyhow::Result<()> {
        let Some((listener, is_tls)) = self.listeners.get(token.0) else { return Ok(()) };
        loop {
            let mut stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("the target cannot accept"),
            };
            let token = Token(self.next_token);
            self.next_token += 1;
            let both = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, token, both)?;
            let tls = match is_tls {
                true => Some(Connection::from(ServerConnection::new(Arc::clone(&self.tls))?)),
                false => None,
            };
            let wire = Wire::new(stream, tls);
            self.visits.insert(token, Visit { wire, request: Vec::new(), stage: Stage::Asking });
        }
    }

    fn advance(&mut self, token: Token) {
        let Some(visit) = self.visits.get_mut(&token) else { return };
        let is_done = match visit.advance() {
            Ok(Progress::Late(due)) => {
                self.late.push(Reverse((due, token.0)));
                false
            }
            Ok(Progress::Open) => false,
            Ok(Progress::Answered) => {
                self.answered.fetch_add(1, Ordering::Relaxed);
                true
            }
            Err(_) => true,
        };
        if is_done {
            self.visits.remove(&token);
        }
    }

    fn answer_late(&mut self) {
        let now = Instant::now();
        while let Some(&Reverse((due, token))) = self.late.peek()
            && due <= now
        {
            self.late.pop();
            if let Some(visit) = self.visits.get_mut(&Token(token)) {
                visit.stage = Stage::Answering;
                // A visitor who has left is seen at the flush that follows.
                let _ = visit.put_answer("200 OK");
            }
            self.advance(Token(token));
        }
    }
}

enum Progress {
    Open,
    Late(Instant),
    Answered,
}

impl Visit {
    fn advance(&mut self) -> io::Result<Progress> {
        self.wire.flush()?;
        if self.stage == Stage::Asking {
            let is_over = self.wire.receive(&mut self.request)?;
            if !self.request.ends_with(b"\r\n\r\n") {
                return if is_over {
                    Err(ErrorKind::UnexpectedEof.into())
                } else {
                    Ok(Progress::Open)
                };
            }
            if let Some(due) = self.begin_answer()? {
                return Ok(Progress::Late(due));
            }
        }
        let is_sent = self.stage == Stage::Answering && self.wire.flush()?;
        Ok(if is_sent { Progress::Answered } else { Progress::Open })
    }

    /// Answers at once, or says when.
    fn begin_answer(&mut self) -> io::Result<Option<Instant>> {
        let text = String::from_utf8_lossy(&self.request);
        let path = text.split(' ').nth(1).unwrap_or("/");
        if let Some(delay) = path.strip_prefix("/after/") {
            self.stage = Stage::Waiting;
            let delay = Duration::from_millis(delay.parse().unwrap_or(0));
            return Ok(Some(Instant::now() + delay));
        }
        let status = if path == "/503" { "503 Service Unavailable" } else { "200 OK" };
        self.stage = Stage::Answering;
        self.put_answer(status)?;
        Ok(None)
    }

    fn put_answer(&mut self, status: &str) -> io::Result<()> {
        let body = "all is well\n";
        let length = body.len();
        self.wire.put(
            format!(
                "HTTP/1.1 {status}\r\nServer: bench\r\nContent-Type: text/plain\r\n\
                 Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .as_bytes(),
        )?;
        self.wire.say_goodbye();
        Ok(())
    }
}

fn listen(at: SocketAddr) -> anyhow::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&at.into()).with_context(|| format!("the target cannot listen at {at}"))?;
    socket.listen(BACKLOG)?;
    Ok(TcpListener::from_std(socket.into()))
}
