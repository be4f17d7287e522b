//! The chain of certificates that a server shows: which of them are in use, what
//! ends first, and what is missing. Pure.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;
use x509_parser::prelude::X509Certificate;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

/// A name of an issuer is a line in a message.
const LONGEST_NAME: usize = 60;
/// RSA keys below this are refused.
const LEAST_RSA_BITS: usize = 2048;

/// When a chain ends: its first certificate to do so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) at: Timestamp,
    /// Whose certificate ends then, where it is not the server's own.
    pub(super) issuer: Option<String>,
}

/// What a message may need to know of a chain that was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flaws {
    /// The issuer whose certificate was not sent.
    pub(super) not_sent: Option<String>,
    /// The last one, which is its own issuer and not trusted.
    pub(super) untrusted_root: Option<String>,
    /// What is too weak, such as `an RSA key of 1024 bits`.
    pub(super) weak_key: Option<String>,
}

/// A trusted root of a file, whose validity counts.
#[derive(Debug)]
pub(super) struct Root {
    /// Its subject, without the header.
    pub(super) subject: Vec<u8>,
    name: String,
    not_after: Option<Timestamp>,
}

impl Root {
    /// Reads one; `None` when it is no certificate.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let certificate = parse(der)?;
        Some(Self {
            subject: contents(certificate.subject().as_raw()).to_vec(),
            name: readable(certificate.subject()),
            not_after: timestamp(certificate.validity().not_after),
        })
    }
}

/// When the chain in use ends: from the server's own certificate to the one that a
/// root, by `is_root` of its subject, has issued. `roots` are those whose validity counts.
pub(super) fn end(
    chain: &[CertificateDer<'_>],
    is_root: impl Fn(&[u8]) -> bool,
    roots: &[Root],
) -> Option<End> {
    let used = path(chain, is_root);
    let last = used.last()?;
    let of = |position: usize, certificate: &X509Certificate<'_>| {
        let at = timestamp(certificate.validity().not_after)?;
        Some(End { at, issuer: (position > 0).then(|| readable(certificate.subject())) })
    };
    let shown = used.iter().enumerate().filter_map(|(position, one)| of(position, one));
    let issuer = contents(last.issuer().as_raw());
    // Of several with the same name, such as an old and a new one, any may vouch.
    let root = roots.iter().filter(|root| root.subject == issuer);
    let root = root.filter_map(|root| Some((root.not_after?, root))).max_by_key(|(at, _)| *at);
    let root = root.map(|(at, root)| End { at, issuer: Some(root.name.clone()) });
    shown.chain(root).min_by_key(|end| end.at)
}

/// What is wrong with a chain that no root vouches for.
pub(super) fn flaws(chain: &[CertificateDer<'_>]) -> Flaws {
    let used = path(chain, |_| false);
    let Some(last) = used.last() else { return Flaws::default() };
    let is_own_issuer = last.subject().as_raw() == last.issuer().as_raw();
    let issuer = readable(last.issuer());
    Flaws {
        not_sent: (!is_own_issuer).then(|| issuer.clone()),
        untrusted_root: (is_own_issuer && used.len() > 1).then_some(issuer),
        weak_key: used.iter().find_map(weak_key),
    }
}

/// The certificates from the server's own on, each followed by its issuer's.
fn path<'a>(
    chain: &'a [CertificateDer<'_>],
    is_root: impl Fn(&[u8]) -> bool,
) -> Vec<X509Certificate<'a>> {
    let Some(own) = chain.first().and_then(|der| parse(der)) else { return Vec::new() };
    let mut used = vec![own];
    let mut others: Vec<&CertificateDer<'_>> = chain.iter().skip(1).collect();
    while let Some(last) = used.last() {
        let issuer = last.issuer().as_raw();
        if last.subject().as_raw() == issuer || is_root(contents(issuer)) {
            break;
        }
        // An old and a new one may have the same name: the old one vouches no more.
        let known = others.iter().enumerate().filter_map(|(at, der)| Some((at, parse(der)?)));
        let issuers = known.filter(|(_, one)| one.subject().as_raw() == issuer);
        let latest = issuers.max_by_key(|(_, one)| one.validity().not_after.timestamp());
        let Some((position, next)) = latest else { break };
        others.swap_remove(position);
        used.push(next);
    }
    used
}

fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    parser.parse(der).ok().map(|(_, certificate)| certificate)
}

/// What a DER value holds, without its type and length: a trust anchor's name is
/// kept like that.
fn contents(der: &[u8]) -> &[u8] {
    let header = match der.get(1) {
        Some(length) if length & 0x80 != 0 => 2 + usize::from(length & 0x7f),
        _ => 2,
    };
    der.get(header..).unwrap_or_default()
}

/// The name that people know an issuer by.
fn readable(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().next().and_then(|part| part.as_str().ok());
    let organization = name.iter_organization().next().and_then(|part| part.as_str().ok());
    let text = match common.or(organization) {
        Some(text) => text.to_owned(),
        None => name.to_string(),
    };
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let cut: String = clean.chars().take(LONGEST_NAME).collect();
    if cut.len() < clean.len() { format!("\"{cut}…\"") } else { format!("\"{cut}\"") }
}

fn weak_key(certificate: &X509Certificate<'_>) -> Option<String> {
    use x509_parser::public_key::PublicKey;
    match certificate.public_key().parsed().ok()? {
        PublicKey::RSA(key) if key.key_size() < LEAST_RSA_BITS => {
            Some(format!("an RSA key of {} bits", key.key_size()))
        }
        PublicKey::DSA(_) => Some("a DSA key".to_owned()),
        _ => None,
    }
}

/// A certificate without an end says 9999-12-31T23:59:59Z, which is later than the
/// latest time there is. Source: RFC 5280, 4.1.2.5.
pub(super) fn timestamp(time: ASN1Time) -> Option<Timestamp> {
    let seconds = time.timestamp();
    if seconds > Timestamp::MAX.as_second() {
        return Some(Timestamp::MAX);
    }
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests {
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
    };

    use super::*;

    /// A certificate of that name, which ends in that year.
    fn params(name: &str, year: i32) -> CertificateParams {
        let mut params = CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_after = date_time_ymd(year, 1, 1);
        params
    }

    /// Root, intermediate and leaf, which end in these years.
    fn three(years: [i32; 3]) -> [CertificateDer<'static>; 3] {
        let authority = |name, year| {
            let mut params = params(name, year);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            (params, KeyPair::generate().unwrap())
        };
        let (root, root_key) = authority("the root", years[0]);
        let root_der = root.self_signed(&root_key).unwrap().der().clone();
        let root = Issuer::new(root, root_key);
        let (middle, middle_key) = authority("the intermediate", years[1]);
        let middle_der = middle.signed_by(&middle_key, &root).unwrap().der().clone();
        let middle = Issuer::new(middle, middle_key);
        let leaf = params("the leaf", years[2]);
        let leaf_key = KeyPair::generate().unwrap();
        let leaf_der = leaf.signed_by(&leaf_key, &middle).unwrap().der().clone();
        [root_der, middle_der, leaf_der]
    }

    fn ends(chain: &[CertificateDer<'_>], root: &CertificateDer<'_>, counts: bool) -> String {
        let root = Root::parse(root).unwrap();
        let subject = root.subject.clone();
        let roots = if counts { vec![root] } else { Vec::new() };
        let end = end(chain, |name| name == subject, &roots).unwrap();
        format!("{} {}", end.at.strftime("%Y"), end.issuer.unwrap_or_default())
    }

    #[test]
    fn a_chain_ends_with_what_ends_first_on_it() {
        let [root, middle, leaf] = three([2040, 2030, 2035]);
        let chain = [leaf.clone(), middle.clone()];
        assert_eq!(ends(&chain, &root, true), "2030 \"the intermediate\"");
        let [root, middle, leaf] = three([2025, 2030, 2035]);
        assert_eq!(ends(&[leaf.clone(), middle.clone()], &root, true), "2025 \"the root\"");
        assert_eq!(ends(&[leaf, middle], &root, false), "2030 \"the intermediate\"");
        let [root, middle, leaf] = three([2040, 2035, 2030]);
        assert_eq!(ends(&[leaf.clone(), middle.clone()], &root, true), "2030 ");
        // What is shown and not in use does not count, and the order does not matter.
        let [_, old, _] = three([2040, 2020, 2040]);
        assert_eq!(ends(&[leaf, old, root.clone(), middle], &root, true), "2030 ");
    }

    #[test]
    fn what_is_missing_is_named() {
        let [root, middle, leaf] = three([2040, 2030, 2035]);
        let flaws_of = |chain: &[CertificateDer<'_>]| flaws(chain);
        let alone = flaws_of(std::slice::from_ref(&leaf));
        assert_eq!(alone.not_sent.as_deref(), Some("\"the intermediate\""));
        let two = flaws_of(&[leaf.clone(), middle.clone()]);
        assert_eq!(two.not_sent.as_deref(), Some("\"the root\""));
        let whole = flaws_of(&[leaf, middle, root.clone()]);
        assert_eq!((whole.not_sent, whole.untrusted_root.as_deref()), (None, Some("\"the root\"")));
        assert_eq!(flaws_of(&[root]), Flaws::default());
        assert_eq!(flaws_of(&[]), Flaws::default());
        assert_eq!(flaws_of(&[CertificateDer::from(vec![0x30])]), Flaws::default());
    }
}
