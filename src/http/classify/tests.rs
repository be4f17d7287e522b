//! The table of what can go wrong, and the words for it.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, Error, InvalidMessage, OtherError, PeerIncompatible};

use super::*;
use crate::http::chain::Flaws;

const JANUARY_31: u64 = 1_769_860_800;

fn leaf() -> Leaf {
    Leaf {
        not_after: Timestamp::from_second(JANUARY_31.cast_signed()).ok(),
        not_before: None,
        names: vec!["a.example".to_owned(), "b.example".to_owned()],
        is_self_signed: false,
        flaws: Flaws::default(),
    }
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

#[test]
fn a_lookup_says_who_failed() {
    let other = io::Error::other("the name server fell asleep");
    let cases = [
        (LookupErrorKind::NoName, "DNS resolution failed: no such host"),
        (LookupErrorKind::NoData, "DNS resolution failed: the host has no address"),
        (LookupErrorKind::Again, "DNS resolution failed: the name server did not answer"),
        (LookupErrorKind::Fail, "DNS resolution failed: the name server refused to answer"),
        (LookupErrorKind::System, "DNS resolution failed: the name server fell asleep"),
    ];
    for (kind, label) in cases {
        assert_eq!(lookup(kind, &other).label(), label);
    }
}

#[test]
fn a_connection_that_cannot_be_made_has_the_nearest_label() {
    let refused: io::Error = io::ErrorKind::ConnectionRefused.into();
    assert_eq!(connect(&refused).label(), "connection refused");
    let slow: io::Error = io::ErrorKind::TimedOut.into();
    assert_eq!(connect(&slow).label(), "connection timed out");
    let no_route = io::Error::from_raw_os_error(nix::errno::Errno::EHOSTUNREACH as i32);
    assert_eq!(connect(&no_route).label(), "connection closed: no route to host");
}

#[test]
fn what_this_machine_has_no_more_of_is_not_the_other_sides_failure() {
    use nix::errno::Errno::{EMFILE, ENFILE, ENOBUFS, ENOMEM};
    for errno in [EMFILE, ENFILE, ENOBUFS, ENOMEM] {
        let error = io::Error::from_raw_os_error(errno as i32);
        assert_eq!(connect(&error).kind, Kind::Exhausted);
        assert_eq!(lookup(LookupErrorKind::System, &error).kind, Kind::Exhausted);
    }
    let error = io::Error::from_raw_os_error(EMFILE as i32);
    let label = "this machine cannot open another connection: too many open files";
    assert_eq!(connect(&error).label(), label);
}

#[test]
fn the_same_error_means_something_else_at_each_stage() {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, InvalidInput, TimedOut, UnexpectedEof};
    let cases = [
        (TimedOut, Stage::Handshake, "connection timed out"),
        (TimedOut, Stage::Waiting, "timed out waiting for the response"),
        (TimedOut, Stage::Headers, "timed out waiting for the response"),
        (TimedOut, Stage::Body, "timed out waiting for the response"),
        (ConnectionReset, Stage::Handshake, "TLS error: reset during the handshake"),
        (ConnectionReset, Stage::Waiting, "connection closed: reset before any answer"),
        (ConnectionReset, Stage::Headers, "connection closed: reset within the headers"),
        (ConnectionReset, Stage::Body, "connection closed: reset within the body"),
        (BrokenPipe, Stage::Waiting, "connection closed: reset before any answer"),
        (UnexpectedEof, Stage::Handshake, "TLS error: closed during the handshake"),
        (UnexpectedEof, Stage::Waiting, "connection closed: closed before any answer"),
        (UnexpectedEof, Stage::Body, "connection closed: closed within the body"),
        (InvalidInput, Stage::Handshake, "TLS error: invalid input parameter"),
        (InvalidInput, Stage::Body, "connection closed: invalid input parameter"),
    ];
    for (kind, stage, label) in cases {
        assert_eq!(broken(&kind.into(), stage, None).label(), label, "{kind:?} in {stage:?}");
    }
}

#[test]
fn tls_errors_are_found_within_io_errors_at_any_stage() {
    for stage in [Stage::Handshake, Stage::Waiting, Stage::Body] {
        let alert = Error::AlertReceived(AlertDescription::CertificateRequired);
        let error = io::Error::new(io::ErrorKind::InvalidData, alert);
        assert_eq!(
            broken(&error, stage, None).label(),
            "TLS error: refused by the server (certificate required)"
        );
    }
}

#[test]
fn each_objection_to_a_certificate_has_its_words() {
    use CertificateError as C;
    let expired = |not_after| C::ExpiredContext { time: at(JANUARY_31 + 9), not_after };
    let not_yet = C::NotValidYetContext { time: at(0), not_before: at(JANUARY_31) };
    let ca = C::Other(OtherError(Arc::new(io::Error::other("CaUsedAsEndEntity"))));
    let cases = [
        (C::Expired, "certificate expired"),
        (expired(at(JANUARY_31)), "certificate expired on 2026-01-31"),
        (expired(at(86_400)), "certificate of an issuer expired on 1970-01-02"),
        (expired(at(u64::MAX)), "certificate expired"),
        (C::NotValidYet, "certificate not yet valid"),
        (not_yet, "certificate not yet valid, only from 2026-01-31"),
        (C::NotValidForName, "wrong host name (certificate is for a.example, b.example)"),
        (C::UnknownIssuer, "unknown issuer"),
        (C::BadSignature, "unknown issuer"),
        (ca, "unknown issuer"),
        (C::Revoked, "certificate revoked"),
        (C::BadEncoding, "unreadable certificate"),
        (C::InvalidPurpose, "the certificate is not meant for a server"),
    ];
    for (objection, detail) in cases {
        let failure = tls(&Error::InvalidCertificate(objection.clone()), Some(&leaf()));
        assert_eq!(failure.label(), format!("TLS error: {detail}"), "{objection:?}");
    }
}

#[test]
fn what_is_known_of_the_certificate_is_said() {
    let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
    let self_signed = Leaf { is_self_signed: true, ..leaf() };
    assert_eq!(
        tls(&unknown, Some(&self_signed)).label(),
        "TLS error: unknown issuer (self-signed certificate)"
    );
    let wrong = Error::InvalidCertificate(CertificateError::NotValidForName);
    let names: Vec<String> = (1..=5).map(|number| format!("{number}.example")).collect();
    let many = Leaf { names, ..leaf() };
    assert_eq!(
        tls(&wrong, Some(&many)).label(),
        "TLS error: wrong host name (certificate is for 1.example, 2.example, 3.example and 2 more)"
    );
    assert_eq!(
        tls(&wrong, None).label(),
        "TLS error: wrong host name (certificate is for no host)"
    );
}

#[test]
fn other_tls_errors_are_told_in_words_too() {
    let cases = [
        (
            Error::InvalidMessage(InvalidMessage::InvalidContentType),
            "the server does not speak TLS",
        ),
        (
            Error::AlertReceived(AlertDescription::HandshakeFailure),
            "refused by the server (handshake failure); ronde speaks: TLS 1.2 or 1.3, ECDHE \
             (X25519, P-256, P-384), AES-GCM or ChaCha20-Poly1305",
        ),
        (
            Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
            "the server offers nothing that ronde speaks: TLS 1.2 or 1.3, ECDHE (X25519, P-256, \
             P-384), AES-GCM or ChaCha20-Poly1305",
        ),
        (Error::NoCertificatesPresented, "the server shows no certificate"),
    ];
    for (error, detail) in cases {
        assert_eq!(tls(&error, None).label(), format!("TLS error: {detail}"));
    }
}

/// Every kind of objection that the library has, with what it knows beside it.
fn every_objection() -> Vec<Error> {
    use CertificateError as C;
    use rustls::pki_types::ServerName;
    let other = |text: &str| OtherError(Arc::new(io::Error::other(text.to_owned())));
    let name = || ServerName::try_from("shop.example").unwrap().to_owned();
    let oid = || vec![6, 9, 42, 134, 72, 134, 247, 13, 1, 1, 5];
    let certificates = [
        C::BadEncoding,
        C::Expired,
        C::ExpiredContext { time: at(9), not_after: at(1) },
        C::NotValidYet,
        C::NotValidYetContext { time: at(1), not_before: at(9) },
        C::Revoked,
        C::UnhandledCriticalExtension,
        C::UnknownIssuer,
        C::UnknownRevocationStatus,
        C::ExpiredRevocationList,
        C::ExpiredRevocationListContext { time: at(9), next_update: at(1) },
        C::BadSignature,
        C::UnsupportedSignatureAlgorithmContext {
            signature_algorithm_id: oid(),
            supported_algorithms: Vec::new(),
        },
        C::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id: oid(),
            public_key_algorithm_id: oid(),
        },
        C::NotValidForName,
        C::NotValidForNameContext { expected: name(), presented: vec!["b.example".to_owned()] },
        C::InvalidPurpose,
        C::InvalidOcspResponse,
        C::ApplicationVerificationFailure,
        C::Other(other("UnsupportedCertVersion")),
        C::Other(other("Whatever { comes: [1, 2] }")),
    ];
    let alerts = (0..=255).map(|number| Error::AlertReceived(AlertDescription::from(number)));
    let others = [
        Error::NoCertificatesPresented,
        Error::UnsupportedNameType,
        Error::DecryptError,
        Error::EncryptError,
        Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
        Error::PeerMisbehaved(rustls::PeerMisbehaved::SelectedUnofferedCipherSuite),
        Error::InvalidMessage(InvalidMessage::InvalidContentType),
        Error::InvalidMessage(InvalidMessage::MissingData("ServerHello")),
        Error::InappropriateMessage {
            expect_types: Vec::new(),
            got_type: rustls::ContentType::ApplicationData,
        },
        Error::InappropriateHandshakeMessage {
            expect_types: Vec::new(),
            got_type: rustls::HandshakeType::Finished,
        },
        Error::General("[6, 9, 42]".to_owned()),
        Error::FailedToGetCurrentTime,
        Error::FailedToGetRandomBytes,
        Error::HandshakeNotComplete,
        Error::PeerSentOversizedRecord,
        Error::NoApplicationProtocol,
        Error::BadMaxFragmentSize,
        Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch),
        Error::Other(other("Whatever { comes: [1, 2] }")),
    ];
    certificates.into_iter().map(Error::InvalidCertificate).chain(alerts).chain(others).collect()
}

#[test]
fn every_objection_is_a_sentence_for_people() {
    let flaws = Flaws {
        not_sent: Some(format!("\"{}\"", "x".repeat(60))),
        weak_key: None,
        untrusted_root: None,
    };
    let long = Leaf { names: vec!["long.example".repeat(4); 9], flaws, ..leaf() };
    for error in every_objection() {
        for leaf in [None, Some(&leaf()), Some(&long)] {
            let label = tls(&error, leaf).label();
            assert!(label.len() < 200, "{} {label}", label.len());
            assert!(!label.contains(['{', '[', '_']), "{label}");
            let detail = label.strip_prefix("TLS error: ").unwrap();
            assert!(detail.starts_with(|first: char| first.is_lowercase()), "{label}");
        }
    }
}
