//! TLS on a wire: the handshake, then plain bytes.
//!
//! Over rustls without its stream type, so that the end of the handshake and the
//! request leave in one packet.

use std::io::{self, IoSlice, Read, Write};
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, ProtocolVersion};

use crate::domain::{NetworkFailure, NetworkFailureKind};

use super::certificate::{self, Leaf};
use super::chain::End;
use super::classify::{self, Stage};
use super::trust::{SeenCertificate, TlsTemplate};
use super::wire::Wire;

/// An encrypted connection.
#[derive(Debug)]
pub(super) struct TlsStream {
    session: ClientConnection,
    wire: Wire,
}

/// How a handshake ended, and what of the server's certificate was seen by then.
pub(super) struct Handshake {
    pub(super) result: Result<TlsStream, NetworkFailure>,
    /// The server got as far as showing one, accepted or not.
    pub(super) showed_certificate: bool,
    /// When the first certificate of the chain ends, as far as that is known.
    pub(super) end: Option<End>,
}

/// Makes the handshake for `host`, which the certificate must be for.
pub(super) fn shake_hands(template: &TlsTemplate, host: &url::Host<&str>, wire: Wire) -> Handshake {
    let seen = SeenCertificate::default();
    let result = match begin(template, host, &seen) {
        Ok(session) => {
            let mut stream = TlsStream { session, wire };
            stream.complete().map(|()| stream).map_err(|error| refuse(&error, &seen))
        }
        Err(failure) => Err(failure),
    };
    let own = seen.chain.get().and_then(|chain| chain.first());
    let own_end = || Some(End { at: certificate::not_after(own?)?, issuer: None });
    let end = seen.end.get().cloned().or_else(own_end);
    Handshake { result, showed_certificate: own.is_some(), end }
}

fn begin(
    template: &TlsTemplate,
    host: &url::Host<&str>,
    seen: &SeenCertificate,
) -> Result<ClientConnection, NetworkFailure> {
    let name = match host {
        url::Host::Domain(name) => {
            // Certificates and SNI have no final dot.
            let name = name.strip_suffix('.').unwrap_or(name);
            ServerName::try_from(name.to_owned()).map_err(|_| {
                // Browsers do ask: it is ronde that cannot, and the site may be well.
                let detail = format!("ronde cannot ask over TLS for the host name {name}");
                NetworkFailure::with_detail(NetworkFailureKind::Unequipped, detail)
            })?
        }
        url::Host::Ipv4(address) => ServerName::IpAddress((*address).into()),
        url::Host::Ipv6(address) => ServerName::IpAddress((*address).into()),
    };
    template.start(name, seen).map_err(|error| classify::tls(&error, None))
}

fn refuse(error: &io::Error, seen: &SeenCertificate) -> NetworkFailure {
    let leaf = seen.chain.get().and_then(|chain| Leaf::of(chain));
    classify::broken(error, Stage::Handshake, leaf.as_ref())
}

impl TlsStream {
    /// The wire below.
    pub(super) fn wire_mut(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// Waits a little for what the server thinks of our own part of the handshake: in
    /// TLS 1.3 it looks at our certificate only after it has let us in.
    pub(super) fn hear_afterthought(&mut self, patience: Duration) -> io::Result<()> {
        if self.session.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
            return Ok(());
        }
        self.send_pending()?;
        let deadline = self.wire.deadline();
        self.wire.set_deadline(deadline.min(Instant::now() + patience));
        let heard = self.receive();
        self.wire.set_deadline(deadline);
        match heard {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(error),
            // Silence, or an end without a reason: the handshake has succeeded.
            _ => Ok(()),
        }
    }

    fn complete(&mut self) -> io::Result<()> {
        while self.session.is_handshaking() {
            self.send_pending()?;
            if self.session.is_handshaking() {
                self.receive()?;
            }
        }
        Ok(())
    }

    fn send_pending(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            if self.session.write_tls(&mut self.wire)? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    fn receive(&mut self) -> io::Result<()> {
        let received = self.session.read_tls(&mut self.wire)?;
        if let Err(error) = self.session.process_new_packets() {
            // Tells the server why; that it may not listen does not matter any more.
            let _ = self.send_pending();
            return Err(io::Error::new(io::ErrorKind::InvalidData, error));
        }
        if received == 0 && self.session.is_handshaking() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

impl Read for TlsStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.session.reader().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.send_pending()?;
                    self.receive()?;
                }
                // Many servers close without saying so in TLS; where HTTP knows the
                // length of what was to come, it notices what is missing.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                outcome => return outcome,
            }
        }
    }
}

impl Write for TlsStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        let taken = self.session.writer().write_vectored(parts)?;
        self.send_pending()?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send_pending()
    }
}
