//! The floor: a bare rustls loop over epoll that verifies certificates, looks
//! at the status line, and plans, judges, records and prints nothing.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CipherSuite, ClientConfig, ClientConnection, Connection, RootCertStore};

use crate::inventory::host;
use crate::site::address;
use crate::wire::Wire;

const LOOPS: usize = 2;
/// As many in flight, over all loops, as a pass has by default.
const IN_FLIGHT: usize = 128;

/// Asks each of `count` names once.
pub(crate) fn run(count: usize, port: u16, roots: &str) -> anyhow::Result<()> {
    let mut store = RootCertStore::empty();
    store.add(CertificateDer::from_pem_file(roots)?)?;
    let mut tls = ClientConfig::builder_with_provider(provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(store)
        .with_no_client_auth();
    // As in a pass; a floor with dearer options would be none.
    tls.resumption = Resumption::disabled();
    let tls = Arc::new(tls);
    let next = AtomicUsize::new(0);
    let answered = std::thread::scope(|scope| -> anyhow::Result<usize> {
        let start = || scope.spawn(|| Round::new(&tls, port, count, &next)?.ask());
        let loops: Vec<_> = (0..LOOPS).map(|_| start()).collect();
        let mut answered = 0;
        for each in loops {
            answered += each.join().map_err(|_| anyhow::anyhow!("a loop panicked"))??;
        }
        Ok(answered)
    })?;
    ensure!(answered == count, "{answered} of {count} answered");
    Ok(())
}

/// aws-lc-rs, preferring the cipher that a pass prefers.
fn provider() -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
    provider.cipher_suites.sort_by_key(|it| it.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
    provider
}

struct Round<'a> {
    poll: Poll,
    tls: &'a Arc<ClientConfig>,
    port: u16,
    count: usize,
    next: &'a AtomicUsize,
    calls: Vec<Option<Call>>,
    answered: usize,
}

struct Call {
    wire: Wire,
    answer: Vec<u8>,
    is_connected: bool,
}

impl<'a> Round<'a> {
    fn new(
        tls: &'a Arc<ClientConfig>,
        port: u16,
        count: usize,
        next: &'a AtomicUsize,
    ) -> io::Result<Self> {
        Ok(Self { poll: Poll::new()?, tls, port, count, next, calls: Vec::new(), answered: 0 })
    }

    fn ask(mut self) -> anyhow::Result<usize> {
        for slot in 0..IN_FLIGHT / LOOPS {
            self.calls.push(None);
            self.call_next(slot)?;
        }
        let mut events = Events::with_capacity(256);
        while self.calls.iter().any(Option::is_some) {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                done => done?,
            }
            for event in &events {
                self.advance(event.token().0)?;
            }
        }
        Ok(self.answered)
    }

    fn call_next(&mut self, slot: usize) -> anyhow::Result<()> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let Some(call) = self.calls.get_mut(slot) else { bail!("no slot {slot}") };
        *call = None;
        if index >= self.count {
            return Ok(());
        }
        let name = host(index);
        let server = ServerName::try_from(name.clone())?;
        let tls = ClientConnection::new(Arc::clone(self.tls), server)?;
        let at = SocketAddr::new(address(index / crate::inventory::PER_EQUIPMENT), self.port);
        let mut stream = TcpStream::connect(at)?;
        let both = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(slot), both)?;
        let mut wire = Wire::new(stream, Some(Connection::from(tls)));
        let request = format!(
            "GET / HTTP/1.1\r\nHost: {name}:{}\r\nUser-Agent: bare\r\nAccept: */*\r\n\r\n",
            self.port
        );
        wire.put(request.as_bytes())?;
        *call = Some(Call { wire, answer: Vec::new(), is_connected: false });
        Ok(())
    }

    fn advance(&mut self, slot: usize) -> anyhow::Result<()> {
        let Some(Some(call)) = self.calls.get_mut(slot) else { return Ok(()) };
        if !call.advance().context("the bare loop's call failed")? {
            return Ok(());
        }
        ensure!(call.answer.starts_with(b"HTTP/1.1 200 "), "not the answer that was expected");
        self.answered += 1;
        self.call_next(slot)
    }
}

impl Call {
    /// Whether the answer is complete.
    fn advance(&mut self) -> io::Result<bool> {
        if !self.is_connected {
            if let Some(error) = self.wire.stream.take_error()? {
                return Err(error);
            }
            match self.wire.stream.peer_addr() {
                Err(error) if error.kind() == ErrorKind::NotConnected => return Ok(false),
                done => done?,
            };
            self.is_connected = true;
        }
        self.wire.flush()?;
        let is_over = self.wire.receive(&mut self.answer)?;
        self.wire.flush()?;
        Ok(is_over)
    }
}
