//! Certificates and keys as they come in files: PEM with what programs write into
//! it, and what is no PEM said to be what it is. Pure.

use std::borrow::Cow;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why nothing can be taken from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Objection {
    #[error("no certificate in it")]
    NoCertificate,
    #[error("no private key in it")]
    NoKey,
    #[error("the key is encrypted: take its passphrase off with `openssl pkey`")]
    EncryptedKey,
    #[error(
        "it is DER, not PEM: `openssl x509 -inform der` and `openssl pkey -inform der` convert it"
    )]
    Der,
    #[error("it is PKCS #12, not PEM: `openssl pkcs12 -nodes` converts it")]
    Pkcs12,
    #[error("not valid PEM")]
    Malformed,
}

/// The certificates in a file, in order.
///
/// # Errors
///
/// What the file is instead.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Objection> {
    let text = with_common_labels(bytes);
    let found = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    match found {
        Ok(found) if found.is_empty() => Err(instead(bytes).unwrap_or(Objection::NoCertificate)),
        Ok(found) => Ok(found.into_iter().map(without_trust).collect()),
        Err(_) => Err(Objection::Malformed),
    }
}

/// The certificates in a file, whatever else is in it.
pub(super) fn lenient_certificates(bytes: &[u8]) -> Vec<CertificateDer<'static>> {
    let text = with_common_labels(bytes);
    let found = CertificateDer::pem_slice_iter(&text).filter_map(Result::ok);
    found.map(without_trust).collect()
}

/// The private key in a file.
///
/// # Errors
///
/// What the file is instead.
pub(super) fn private_key(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, Objection> {
    if contains(bytes, b"BEGIN ENCRYPTED PRIVATE KEY") || contains(bytes, b"Proc-Type: 4,ENCRYPTED")
    {
        return Err(Objection::EncryptedKey);
    }
    PrivateKeyDer::from_pem_slice(without_mark(bytes)).map_err(|error| match error {
        pem::Error::NoItemsFound => instead(bytes).unwrap_or(Objection::NoKey),
        _ => Objection::Malformed,
    })
}

/// The same with the label that everybody knows; OpenSSL has others for the same.
fn with_common_labels(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = without_mark(bytes);
    if !contains(bytes, b"TRUSTED CERTIFICATE") && !contains(bytes, b"X509 CERTIFICATE") {
        return Cow::Borrowed(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let text = ["TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"]
        .into_iter()
        .fold(text.into_owned(), |text, label| text.replace(label, "CERTIFICATE-----"));
    Cow::Owned(text.into_bytes())
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// What OpenSSL appends to a trusted certificate is none of it.
fn without_trust(der: CertificateDer<'static>) -> CertificateDer<'static> {
    match value_length(&der) {
        Some(length) if length < der.len() => {
            CertificateDer::from(der.get(..length).unwrap_or_default().to_vec())
        }
        _ => der,
    }
}

/// How long the DER value at the beginning is, header included.
fn value_length(der: &[u8]) -> Option<usize> {
    let first = usize::from(*der.get(1)?);
    if first < 0x80 {
        return Some(first + 2);
    }
    let count = first & 0x7f;
    let digits = der.get(2..2 + count).filter(|_| count <= 4)?;
    let length = digits.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    length.checked_add(2 + count)
}

/// What stands in a file without anything that is PEM.
fn instead(bytes: &[u8]) -> Option<Objection> {
    if bytes.first() != Some(&0x30) || contains(bytes, b"-----BEGIN") {
        return None;
    }
    // The first thing in a PKCS #12 is a version, 3, and an id of PKCS #7.
    let is_pkcs12 = contains(bytes.get(..40).unwrap_or(bytes), PKCS7_DATA);
    Some(if is_pkcs12 { Objection::Pkcs12 } else { Objection::Der })
}

/// 1.2.840.113549.1.7.1
const PKCS7_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn own() -> (String, Vec<u8>, String, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        (certificate.pem(), certificate.der().to_vec(), key.serialize_pem(), key.serialize_der())
    }

    #[test]
    fn every_label_and_mark_of_a_certificate_is_read() {
        let (pem, der, ..) = own();
        let labelled = |label: &str| pem.replace("CERTIFICATE", label);
        // What follows the certificate is OpenSSL's, about whom to trust it for.
        let with_trust = pem::parse_der_to_pem(&der, &[0x30, 0x03, 0x0c, 0x01, 0x61]);
        for text in [
            pem.clone(),
            format!("\u{feff}{pem}"),
            labelled("X509 CERTIFICATE"),
            labelled("TRUSTED CERTIFICATE"),
            with_trust,
            format!("Certificate:\r\n  Data: …\r\n{}", pem.replace('\n', "\r\n")),
        ] {
            let found = certificates(text.as_bytes()).unwrap();
            assert_eq!(
                found.iter().map(std::convert::AsRef::as_ref).collect::<Vec<_>>(),
                [&der[..]],
                "{text}"
            );
        }
    }

    mod pem {
        use base64::Engine;

        /// A trusted certificate of OpenSSL's, with that behind it.
        pub(super) fn parse_der_to_pem(der: &[u8], trust: &[u8]) -> String {
            let text = base64::engine::general_purpose::STANDARD.encode([der, trust].concat());
            let lines: Vec<&str> =
                text.as_bytes().chunks(64).map(|c| std::str::from_utf8(c).unwrap()).collect();
            format!(
                "-----BEGIN TRUSTED CERTIFICATE-----\n{}\n-----END TRUSTED CERTIFICATE-----\n",
                lines.join("\n")
            )
        }
    }

    #[test]
    fn what_is_no_pem_is_said_to_be_what_it_is() {
        let (pem, der, key, key_der) = own();
        let p12 =
            [&[0x30, 0x82, 0x0a, 0x01, 0x02, 0x01, 0x03, 0x30, 0x0b, 0x06, 0x09][..], PKCS7_DATA]
                .concat();
        assert_eq!(certificates(&der), Err(Objection::Der));
        assert_eq!(certificates(&p12), Err(Objection::Pkcs12));
        assert_eq!(certificates(b""), Err(Objection::NoCertificate));
        assert_eq!(certificates(key.as_bytes()), Err(Objection::NoCertificate));
        assert_eq!(certificates(pem.replace("MII", "M*I").as_bytes()), Err(Objection::Malformed));
        assert!(private_key(key.as_bytes()).is_ok());
        assert!(private_key(format!("\u{feff}{key}").as_bytes()).is_ok());
        assert_eq!(private_key(&key_der).unwrap_err(), Objection::Der);
        assert_eq!(private_key(pem.as_bytes()).unwrap_err(), Objection::NoKey);
        let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        assert_eq!(private_key(encrypted.as_bytes()).unwrap_err(), Objection::EncryptedKey);
        let old =
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n";
        assert_eq!(private_key(old.as_bytes()).unwrap_err(), Objection::EncryptedKey);
    }

    proptest! {
        #[test]
        fn damaged_files_do_no_harm(at in 0_usize..900, with: u8, cut in 0_usize..900) {
            let (pem, ..) = own();
            let mut bytes = pem.into_bytes();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = with;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            let _ = certificates(&bytes);
            let _ = private_key(&bytes);
        }
    }
}
