//! What a server's certificate says about itself.
//!
//! Servers send anything: what cannot be read is unknown, never an error.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, UnixTime};
use x509_parser::certificate::X509CertificateParser;
use x509_parser::extensions::GeneralName;
use x509_parser::nom::Parser;
use x509_parser::prelude::X509Certificate;

use super::chain::{Flaws, flaws, timestamp};

/// The readable parts of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The end of its validity.
    pub(super) not_after: Option<Timestamp>,
    /// The beginning of its validity.
    pub(super) not_before: Option<Timestamp>,
    /// The hosts that it is for.
    pub(super) names: Vec<String>,
    /// Its issuer is itself.
    pub(super) is_self_signed: bool,
    /// What is wrong with the chain that it came with.
    pub(super) flaws: Flaws,
}

impl Leaf {
    /// Reads a DER certificate; `None` when it is none.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509CertificateParser::new().parse(der).ok()?;
        Some(Self {
            not_after: timestamp(certificate.validity().not_after),
            not_before: timestamp(certificate.validity().not_before),
            names: names(&certificate),
            is_self_signed: certificate.subject().as_raw() == certificate.issuer().as_raw(),
            flaws: Flaws::default(),
        })
    }

    /// Reads the first of a chain, and looks at the others.
    pub(super) fn of(chain: &[CertificateDer<'_>]) -> Option<Self> {
        let leaf = Self::parse(chain.first()?)?;
        Some(Self { flaws: flaws(chain), ..leaf })
    }

    /// Whether the certificate is in its time of validity.
    pub(super) fn is_current(&self, now: UnixTime) -> bool {
        let Some(now) =
            i64::try_from(now.as_secs()).ok().and_then(|now| Timestamp::from_second(now).ok())
        else {
            return false;
        };
        self.not_before.is_some_and(|start| start <= now)
            && self.not_after.is_some_and(|end| now <= end)
    }
}

/// Only the end of the validity: of each certificate that is accepted, no more is asked.
pub(super) fn not_after(der: &[u8]) -> Option<Timestamp> {
    let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    let (_, certificate) = parser.parse(der).ok()?;
    timestamp(certificate.validity().not_after)
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension.value.general_names.iter().filter_map(host).collect()
}

fn host(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(four).into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|six| Ipv6Addr::from(six).into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn certificate() -> Vec<u8> {
        let mut params =
            CertificateParams::new(vec!["a.example".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2025, 1, 1);
        params.not_after = date_time_ymd(2026, 1, 31);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_is_read() {
        let der = certificate();
        let leaf = Leaf::parse(&der).unwrap();
        assert_eq!(leaf.not_after, "2026-01-31T00:00:00Z".parse().ok());
        assert_eq!(leaf.names, ["a.example", "127.0.0.1"]);
        assert!(leaf.is_self_signed);
        assert_eq!(not_after(&der), leaf.not_after);
    }

    #[test]
    fn validity_has_two_ends() {
        let leaf = Leaf::parse(&certificate()).unwrap();
        let end = leaf.not_after.unwrap().as_second().cast_unsigned();
        let start = leaf.not_before.unwrap().as_second().cast_unsigned();
        for (second, is_current) in
            [(start - 1, false), (start, true), (end, true), (end + 1, false), (u64::MAX, false)]
        {
            let now = UnixTime::since_unix_epoch(Duration::from_secs(second));
            assert_eq!(leaf.is_current(now), is_current, "{second}");
        }
    }

    proptest! {
        #[test]
        fn damaged_certificates_do_no_harm(at in 0_usize..400, with: u8, cut in 0_usize..400) {
            let mut der = certificate();
            if let Some(byte) = der.get_mut(at) {
                *byte = with;
            }
            der.truncate(der.len().saturating_sub(cut));
            let _ = Leaf::parse(&der);
            let _ = not_after(&der);
        }
    }
}
