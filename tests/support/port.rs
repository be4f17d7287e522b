//! A port behind which no web server is: bytes as they come, or a tunnel.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Longer than any test waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// A listener that does the same with each connection; it ends when it is dropped.
pub(crate) struct Port {
    address: SocketAddr,
    has_stopped: Arc<AtomicBool>,
}

impl Port {
    /// Listens on loopback.
    pub(crate) fn open(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let has_stopped = Arc::new(AtomicBool::new(false));
        let (stopped, serve) = (Arc::clone(&has_stopped), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let serve = Arc::clone(&serve);
                let _ = stream.set_read_timeout(Some(PATIENCE));
                thread::spawn(move || serve(stream));
            }
        });
        Self { address, has_stopped }
    }

    /// Waits for the client's first bytes, says these, and closes.
    pub(crate) fn saying(bytes: &'static [u8]) -> Self {
        Self::open(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
            // What the client sent meanwhile would make a reset of the end.
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read(&mut [0; 4096]);
        })
    }

    /// Waits for the client's first bytes and resets the connection.
    pub(crate) fn resetting() -> Self {
        Self::open(Self::reset)
    }

    /// Waits for the client's first bytes, so that it is surely connected, and resets.
    pub(crate) fn reset(mut stream: TcpStream) {
        let _ = stream.read(&mut [0; 4096]);
        let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }

    /// Never says anything.
    pub(crate) fn silent() -> Self {
        Self::open(|mut stream| while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {})
    }

    /// A proxy whose tunnels all lead to that port of loopback.
    pub(crate) fn tunnel_to(target: u16) -> Self {
        Self::open(move |mut inside| {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && matches!(inside.read(&mut byte), Ok(1)) {
                head.extend(byte);
            }
            assert!(head.starts_with(b"CONNECT "), "{:?}", String::from_utf8_lossy(&head));
            inside.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            Self::carry(inside, target);
        })
    }

    /// Carries bytes to that port of loopback and back, until either side ends.
    pub(crate) fn carry(inside: TcpStream, target: u16) {
        let outside = TcpStream::connect(("127.0.0.1", target)).unwrap();
        let (from, to) = (outside.try_clone().unwrap(), inside.try_clone().unwrap());
        thread::spawn(move || copy(from, to));
        copy(inside, outside);
    }

    /// The port's number.
    pub(crate) fn number(&self) -> u16 {
        self.address.port()
    }

    /// A tcp URL that leads here.
    pub(crate) fn tcp(&self) -> String {
        format!("tcp://{}", self.address)
    }

    /// An https URL that leads here.
    pub(crate) fn https(&self) -> String {
        format!("https://{}/", self.address)
    }

    /// An http URL that leads here.
    pub(crate) fn http(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.has_stopped.store(true, Ordering::SeqCst);
        // Wakes the accepting thread, which then sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
