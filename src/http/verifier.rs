//! Which certificates are accepted, and remembering the one that was shown.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::certificate::Leaf;
use super::classify::is_ca_as_server;

/// Where a connection's verifier leaves the server's certificate.
pub(super) type SeenCertificate = Arc<OnceLock<CertificateDer<'static>>>;

/// What is accepted.
#[derive(Debug, Clone)]
pub(super) enum Policy {
    /// Anything; that the server holds the certificate's key is checked nonetheless.
    Anything,
    /// What a trusted root vouches for.
    Issued {
        /// Checks the chain and the name.
        verifier: Arc<dyn ServerCertVerifier>,
        /// Certificates that are themselves trusted, being named in a `ca_file`: a
        /// self-signed one is often both server and root, which the chain's rules forbid.
        pinned: Arc<[CertificateDer<'static>]>,
    },
}

/// Records the certificate before judging it: when it ends is worth knowing most
/// when it is refused.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    pub(super) policy: Policy,
    pub(super) provider: Arc<CryptoProvider>,
    pub(super) seen: SeenCertificate,
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.seen.get_or_init(|| leaf.clone().into_owned());
        match &self.policy {
            Policy::Anything => Ok(ServerCertVerified::assertion()),
            Policy::Issued { verifier, pinned } => verifier
                .verify_server_cert(leaf, intermediates, name, ocsp_response, now)
                .or_else(|error| accept_pinned(pinned, leaf, name, now, error)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn accept_pinned(
    pinned: &[CertificateDer<'static>],
    leaf: &CertificateDer<'_>,
    name: &ServerName<'_>,
    now: UnixTime,
    objection: Error,
) -> Result<ServerCertVerified, Error> {
    let is_about_the_issuer = match &objection {
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => true,
        Error::InvalidCertificate(other) => is_ca_as_server(other),
        _ => false,
    };
    if !is_about_the_issuer || !pinned.iter().any(|known| known.as_ref() == leaf.as_ref()) {
        return Err(objection);
    }
    let Some(parsed) = Leaf::parse(leaf) else {
        return Err(objection);
    };
    if !parsed.is_current(now) {
        return Err(CertificateError::Expired.into());
    }
    verify_server_name(&ParsedCertificate::try_from(leaf)?, name)?;
    Ok(ServerCertVerified::assertion())
}
