//! Bytes over a non-blocking socket, with or without TLS: what the target and
//! the bare loop share, so that the loop is a floor and not another program.

use std::io::{self, ErrorKind, Read, Write};

use mio::net::TcpStream;
use rustls::Connection;

/// One end of a connection.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    tls: Option<Connection>,
    /// Plain bytes that the socket did not take yet.
    unsent: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, tls: Option<Connection>) -> Self {
        Self { stream, tls, unsent: Vec::new() }
    }

    /// Hands over `bytes`; [`Wire::flush`] sends them.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            return tls.writer().write_all(bytes);
        }
        self.unsent.extend_from_slice(bytes);
        Ok(())
    }

    /// Announces that nothing follows, where the protocol has a word for it.
    pub(crate) fn say_goodbye(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
    }

    /// Sends what the socket takes; whether nothing is left.
    pub(crate) fn flush(&mut self) -> io::Result<bool> {
        match &mut self.tls {
            Some(tls) => {
                while tls.wants_write() {
                    match tls.write_tls(&mut self.stream) {
                        Ok(_) => {}
                        Err(error) if is_not_yet(&error) => return Ok(false),
                        Err(error) => return Err(error),
                    }
                }
                Ok(!tls.is_handshaking())
            }
            None => flush_plain(&mut self.stream, &mut self.unsent),
        }
    }

    /// Reads what there is; whether the other side has said its last word.
    pub(crate) fn receive(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        let mut chunk = [0_u8; 4096];
        loop {
            let read = match &mut self.tls {
                Some(tls) => read_tls(&mut self.stream, tls, &mut chunk),
                None => self.stream.read(&mut chunk),
            };
            match read {
                Ok(0) => return Ok(true),
                Ok(length) => into.extend(chunk.iter().take(length)),
                Err(error) if is_not_yet(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
}

/// Plain bytes out of the records that have arrived.
fn read_tls(stream: &mut TcpStream, tls: &mut Connection, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match tls.reader().read(chunk) {
            Err(error) if is_not_yet(&error) => {}
            done => return done,
        }
        tls.read_tls(stream)?;
        tls.process_new_packets().map_err(io::Error::other)?;
        // The handshake's answers do not wait for the next event.
        while tls.wants_write() {
            tls.write_tls(stream)?;
        }
    }
}

fn flush_plain(stream: &mut TcpStream, unsent: &mut Vec<u8>) -> io::Result<bool> {
    while !unsent.is_empty() {
        match stream.write(unsent) {
            Ok(length) => drop(unsent.drain(..length)),
            Err(error) if is_not_yet(&error) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn is_not_yet(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected)
}
