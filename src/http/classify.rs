//! From an error to the contract's label, with what is known beyond it.
//!
//! The error alone does not tell: a reset during the handshake, before the answer
//! and within it are the same value. The caller adds how far the exchange had got.

use std::io;

use dns_lookup::LookupErrorKind;
use jiff::Timestamp;
use nix::errno::Errno;
use rustls::CertificateError;

use crate::domain::{NetworkFailure, NetworkFailureKind as Kind};
use crate::text::os_text;

use super::certificate::Leaf;

/// How far an exchange had got on its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// In the TLS handshake.
    Handshake,
    /// The request is being sent, or nothing of the answer has come.
    Waiting,
    /// In the answer's headers.
    Headers,
    /// In the answer's body.
    Body,
}

/// A name that could not be resolved.
pub(super) fn lookup(kind: LookupErrorKind, error: &io::Error) -> NetworkFailure {
    if is_exhaustion(error) {
        return exhausted(error);
    }
    let detail = match kind {
        LookupErrorKind::NoName => "no such host".to_owned(),
        LookupErrorKind::NoData => "the host has no address".to_owned(),
        LookupErrorKind::Again => "the name server did not answer".to_owned(),
        LookupErrorKind::Fail => "the name server refused to answer".to_owned(),
        _ => os_text(error),
    };
    NetworkFailure::with_detail(Kind::Dns, detail)
}

/// Whether it was this machine that had nothing left to connect with.
pub(super) fn is_exhaustion(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::EMFILE | Errno::ENFILE | Errno::ENOBUFS | Errno::ENOMEM))
}

/// What this machine had no more of.
pub(super) fn exhausted(error: &io::Error) -> NetworkFailure {
    NetworkFailure::with_detail(Kind::Exhausted, os_text(error))
}

/// A TCP connection that could not be made.
pub(super) fn connect(error: &io::Error) -> NetworkFailure {
    if is_exhaustion(error) {
        return exhausted(error);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => NetworkFailure::new(Kind::Refused),
        io::ErrorKind::TimedOut => NetworkFailure::new(Kind::ConnectTimeout),
        // The contract has no label for a missing route; this one is the nearest.
        _ => NetworkFailure::with_detail(Kind::Closed, os_text(error)),
    }
}

/// A connection that broke.
pub(super) fn broken(error: &io::Error, stage: Stage, leaf: Option<&Leaf>) -> NetworkFailure {
    if let Some(refusal) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return tls(refusal, leaf);
    }
    match (error.kind(), stage) {
        (io::ErrorKind::TimedOut, Stage::Handshake) => NetworkFailure::new(Kind::ConnectTimeout),
        (io::ErrorKind::TimedOut, _) => NetworkFailure::new(Kind::ResponseTimeout),
        (
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe,
            stage,
        ) => ended("reset", stage),
        (io::ErrorKind::UnexpectedEof | io::ErrorKind::WriteZero, stage) => ended("closed", stage),
        (_, Stage::Handshake) => NetworkFailure::with_detail(Kind::Tls, os_text(error)),
        (_, _) => NetworkFailure::with_detail(Kind::Closed, os_text(error)),
    }
}

fn ended(how: &str, stage: Stage) -> NetworkFailure {
    match stage {
        Stage::Handshake => {
            NetworkFailure::with_detail(Kind::Tls, format!("{how} during the handshake"))
        }
        Stage::Waiting => {
            NetworkFailure::with_detail(Kind::Closed, format!("{how} before any answer"))
        }
        Stage::Headers => {
            NetworkFailure::with_detail(Kind::Closed, format!("{how} within the headers"))
        }
        Stage::Body => NetworkFailure::with_detail(Kind::Closed, format!("{how} within the body")),
    }
}

/// What TLS objected to, in words for people: never the name of a type.
pub(super) fn tls(error: &rustls::Error, leaf: Option<&Leaf>) -> NetworkFailure {
    use rustls::{Error, InvalidMessage};
    let detail = match error {
        Error::InvalidCertificate(objection) => certificate(objection, leaf),
        Error::AlertReceived(alert) => alerted(*alert),
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType
            | InvalidMessage::UnknownProtocolVersion
            | InvalidMessage::MessageTooLarge
            | InvalidMessage::InvalidEmptyPayload,
        ) => "the server does not speak TLS".to_owned(),
        Error::PeerIncompatible(_) => format!("the server offers nothing that {SPOKEN}"),
        Error::NoCertificatesPresented => "the server shows no certificate".to_owned(),
        Error::DecryptError => "the server sends what cannot be decrypted".to_owned(),
        Error::InvalidMessage(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. }
        | Error::PeerMisbehaved(_)
        | Error::PeerSentOversizedRecord
        | Error::InvalidEncryptedClientHello(_)
        | Error::NoApplicationProtocol => "the server breaks the rules of TLS".to_owned(),
        Error::InconsistentKeys(_) => {
            "the key of the client certificate belongs to another certificate".to_owned()
        }
        Error::UnsupportedNameType => "the host name cannot be asked for over TLS".to_owned(),
        _ => "the handshake failed in ronde itself".to_owned(),
    };
    NetworkFailure::with_detail(Kind::Tls, detail)
}

/// Why a certificate of our own cannot be used.
pub(super) fn own_certificate(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InconsistentKeys(_) => "the key belongs to another certificate",
        rustls::Error::InvalidCertificate(_) => "the certificate cannot be read",
        _ => "the key is of a kind that is not known",
    }
}

/// What ronde speaks, as the end of a sentence.
const SPOKEN: &str = "ronde speaks: TLS 1.2 or 1.3, ECDHE (X25519, P-256, P-384), AES-GCM or \
                      ChaCha20-Poly1305";

fn alerted(alert: rustls::AlertDescription) -> String {
    use rustls::AlertDescription as Alert;
    let name = words(alert.as_str().unwrap_or("unknown alert"));
    match alert {
        Alert::HandshakeFailure | Alert::ProtocolVersion | Alert::InsufficientSecurity => {
            format!("refused by the server ({name}); {SPOKEN}")
        }
        _ => format!("refused by the server ({name})"),
    }
}

fn certificate(objection: &CertificateError, leaf: Option<&Leaf>) -> String {
    use CertificateError as C;
    match objection {
        C::Expired => "certificate expired".to_owned(),
        C::ExpiredContext { not_after, .. } => expired(not_after.as_secs(), leaf),
        C::NotValidYet => "certificate not yet valid".to_owned(),
        C::NotValidYetContext { not_before, .. } => match day(not_before.as_secs()) {
            Some(day) => format!("certificate not yet valid, only from {day}"),
            None => "certificate not yet valid".to_owned(),
        },
        C::NotValidForName | C::NotValidForNameContext { .. } => wrong_host(leaf),
        C::UnsupportedSignatureAlgorithmContext { .. }
        | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => unsafe_signature(leaf),
        // A bad signature is what an issuer with the same name but another key gives.
        C::UnknownIssuer | C::BadSignature => unknown_issuer(leaf),
        C::Other(_) if is_ca_as_server(objection) => unknown_issuer(leaf),
        C::Revoked => "certificate revoked".to_owned(),
        C::BadEncoding => "unreadable certificate".to_owned(),
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => {
            "the certificate is not meant for a server".to_owned()
        }
        C::UnhandledCriticalExtension => {
            "the certificate has a critical extension that ronde does not know".to_owned()
        }
        C::Other(other) => malformed(&format!("{other:?}")),
        _ => "the certificate cannot be verified".to_owned(),
    }
}

fn unsafe_signature(leaf: Option<&Leaf>) -> String {
    match leaf.and_then(|leaf| leaf.flaws.weak_key.as_deref()) {
        Some(key) => format!("certificate too weak: {key}"),
        None => "the certificate is signed with an algorithm that is not safe, such as SHA-1, \
                 or not known"
            .to_owned(),
    }
}

/// What the library says of a certificate that is not one for the web.
fn malformed(name: &str) -> String {
    let reasons = [
        (
            "UnsupportedCriticalExtension",
            "the certificate has a critical extension that ronde does not know",
        ),
        ("UnsupportedCertVersion", "the certificate is of X.509 version 1, which nobody accepts"),
        ("EndEntityUsedAsCa", "a certificate of the chain may not issue others"),
        ("PathLenConstraintViolated", "the chain is longer than its issuer allows"),
        ("NameConstraintViolation", "the certificate's issuer may not issue it for its names"),
        ("MaximumPathBuildCallsExceeded", "the chain of certificates is too long"),
        ("MaximumPathDepthExceeded", "the chain of certificates is too long"),
        ("MaximumSignatureChecksExceeded", "the chain of certificates is too long"),
    ];
    let known = reasons.iter().find(|(part, _)| name.contains(part));
    known.map_or("the certificate is malformed", |(_, reason)| reason).to_owned()
}

/// What a self-signed certificate that is also a CA certificate gives; plain
/// `openssl req -x509` makes such ones.
pub(super) fn is_ca_as_server(objection: &CertificateError) -> bool {
    matches!(objection, CertificateError::Other(_))
        && objection.to_string().contains("CaUsedAsEndEntity")
}

fn expired(not_after: u64, leaf: Option<&Leaf>) -> String {
    let Some(day) = day(not_after) else {
        return "certificate expired".to_owned();
    };
    let of_leaf = leaf.and_then(|leaf| leaf.not_after);
    if of_leaf.is_some_and(|of_leaf| u64::try_from(of_leaf.as_second()) != Ok(not_after)) {
        return format!("certificate of an issuer expired on {day}");
    }
    format!("certificate expired on {day}")
}

fn day(seconds: u64) -> Option<String> {
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(at.strftime("%Y-%m-%d").to_string())
}

fn wrong_host(leaf: Option<&Leaf>) -> String {
    let names = match leaf.map(|leaf| leaf.names.as_slice()) {
        None | Some([]) => return "wrong host name (certificate is for no host)".to_owned(),
        Some(names) => names,
    };
    let mut shown: Vec<String> = Vec::new();
    for name in names.iter().take(3) {
        let name: String = name.chars().take(LONGEST_HOSTS).collect();
        let length: usize = shown.iter().map(String::len).sum();
        if length + name.len() > LONGEST_HOSTS && !shown.is_empty() {
            break;
        }
        shown.push(name);
    }
    let rest = match names.len().saturating_sub(shown.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("wrong host name (certificate is for {}{rest})", shown.join(", "))
}

/// Of all names together, in a message.
const LONGEST_HOSTS: usize = 100;

fn unknown_issuer(leaf: Option<&Leaf>) -> String {
    let Some(leaf) = leaf else { return "unknown issuer".to_owned() };
    if let Some(key) = &leaf.flaws.weak_key {
        return format!("certificate too weak: {key}");
    }
    if leaf.is_self_signed {
        return "unknown issuer (self-signed certificate)".to_owned();
    }
    match (&leaf.flaws.not_sent, &leaf.flaws.untrusted_root) {
        (Some(name), _) => {
            format!("unknown issuer {name}: it is neither trusted nor sent by the server")
        }
        (None, Some(name)) => format!("unknown issuer {name}: it is not trusted"),
        (None, None) => "unknown issuer".to_owned(),
    }
}

/// `HandshakeFailure` as `handshake failure`.
fn words(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests;
