//! Which certificates are accepted, and remembering the one that was shown.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::certificate::Leaf;
use super::chain::{self, End, Root};
use super::classify::is_ca_as_server;

/// What a connection's verifier has seen, for whoever waits for the handshake.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The certificates that the server showed, its own first.
    pub(super) chain: OnceLock<Vec<CertificateDer<'static>>>,
    /// When the chain ends, where it was accepted.
    pub(super) end: OnceLock<End>,
}

/// Where a connection's verifier leaves it.
pub(super) type SeenCertificate = Arc<Seen>;

/// What is accepted.
#[derive(Debug, Clone)]
pub(super) enum Policy {
    /// Anything whatever. That the server holds the certificate's key is not looked at
    /// either: whoever stands between could show a key of his own.
    Anything,
    /// What a trusted root vouches for.
    Issued {
        /// Checks the chain and the name.
        verifier: Arc<dyn ServerCertVerifier>,
        /// Certificates that are themselves trusted, being named in a `ca_file`: a
        /// self-signed one is often both server and root, which the chain's rules forbid.
        pinned: Arc<[CertificateDer<'static>]>,
        /// The subjects of all roots, without their headers.
        subjects: Arc<HashSet<Vec<u8>>>,
        /// The roots of a `ca_file`, whose own validity counts.
        roots: Arc<[Root]>,
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
        let chain = self.seen.chain.get_or_init(|| shown(leaf, intermediates));
        let Policy::Issued { verifier, pinned, subjects, roots } = &self.policy else {
            return Ok(ServerCertVerified::assertion());
        };
        match verifier.verify_server_cert(leaf, intermediates, name, ocsp_response, now) {
            Ok(verified) => {
                let end = chain::end(chain, |subject| subjects.contains(subject), roots);
                if let Some(end) = end {
                    self.seen.end.get_or_init(|| end.clone());
                    refuse_ended(&end, now)?;
                }
                Ok(verified)
            }
            Err(error) => accept_pinned(pinned, leaf, name, now, error),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if matches!(self.policy, Policy::Anything) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if matches!(self.policy, Policy::Anything) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self.provider.signature_verification_algorithms.supported_schemes();
        if matches!(self.policy, Policy::Anything) {
            schemes.extend(ONLY_WHERE_NOTHING_IS_VERIFIED);
        }
        schemes
    }
}

/// What the library cannot verify: old signatures, and those of RSA-PSS keys.
const ONLY_WHERE_NOTHING_IS_VERIFIED: [SignatureScheme; 6] = [
    SignatureScheme::ED448,
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::ECDSA_SHA1_Legacy,
    SignatureScheme::Unknown(0x0809),
    SignatureScheme::Unknown(0x080a),
    SignatureScheme::Unknown(0x080b),
];

fn shown(leaf: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Vec<CertificateDer<'static>> {
    std::iter::once(leaf).chain(others).map(|der| der.clone().into_owned()).collect()
}

/// The library looks at the validity of what the server shows, but not of roots.
fn refuse_ended(end: &End, now: UnixTime) -> Result<(), Error> {
    let Ok(end) = u64::try_from(end.at.as_second()) else {
        return Err(CertificateError::Expired.into());
    };
    if end >= now.as_secs() {
        return Ok(());
    }
    let not_after = UnixTime::since_unix_epoch(Duration::from_secs(end));
    Err(CertificateError::ExpiredContext { time: now, not_after }.into())
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
