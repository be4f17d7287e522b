//! A certificate authority made for this run of the tests, and leaves of every
//! kind that a server can get wrong.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientCertVerifierBuilder, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is right or wrong with a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// Nothing is wrong.
    Good,
    /// It ended yesterday.
    Expired,
    /// It ends in so many days.
    ExpiresIn(u32),
    /// It begins tomorrow.
    NotYetValid,
    /// It is for another host.
    WrongName,
    /// Signed by an authority that nobody trusts.
    UnknownIssuer,
    /// Signed by itself.
    SelfSigned,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

static TRUSTED: LazyLock<Authority> = LazyLock::new(|| authority("Trusted test authority"));
static UNTRUSTED: LazyLock<Authority> = LazyLock::new(|| authority("Unknown test authority"));

/// The authority that the program is told to trust, as PEM.
pub(crate) fn trusted_roots() -> String {
    TRUSTED.pem()
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A client's certificate and key that [`client_verifying_config`] accepts, as PEM.
pub(crate) fn client_certificate() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["probe.example".to_owned()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.signed_by(&key, &*TRUSTED).unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// The TLS settings of a server that only talks to whom it knows.
pub(crate) fn client_verifying_config() -> Arc<ServerConfig> {
    Leaf::Good.config_with(client_verifier().build().unwrap())
}

/// The TLS settings of a server that asks who is there, and talks to anybody.
pub(crate) fn client_asking_config() -> Arc<ServerConfig> {
    Leaf::Good.config_with(client_verifier().allow_unauthenticated().build().unwrap())
}

fn client_verifier() -> ClientCertVerifierBuilder {
    let mut roots = RootCertStore::empty();
    roots.add(TRUSTED.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
}

impl Leaf {
    /// The TLS settings of a server that shows this certificate.
    pub(crate) fn server_config(self) -> Arc<ServerConfig> {
        self.config_with(WebPkiClientVerifier::no_client_auth())
    }

    fn config_with(self, clients: Arc<dyn ClientCertVerifier>) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let params = self.params();
        let leaf = match self {
            Self::SelfSigned => params.self_signed(&key),
            Self::UnknownIssuer => params.signed_by(&key, &*UNTRUSTED),
            _ => params.signed_by(&key, &*TRUSTED),
        }
        .unwrap();
        let chain = vec![CertificateDer::from(leaf.der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients)
            .with_single_cert(chain, key)
            .unwrap();
        Arc::new(config)
    }

    fn params(self) -> CertificateParams {
        let names = match self {
            Self::WrongName => vec!["elsewhere.example".to_owned()],
            _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        #[expect(clippy::disallowed_methods, reason = "certificates end by the real clock")]
        let now = SystemTime::now();
        let (from, until) = match self {
            Self::Expired => (now - 30 * DAY, now - DAY),
            Self::NotYetValid => (now + DAY, now + 30 * DAY),
            // Half a day more, so that whole days do not depend on the second.
            Self::ExpiresIn(days) => (now - DAY, now + days * DAY + DAY / 2),
            _ => (now - DAY, now + 90 * DAY),
        };
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, format!("{self:?} test leaf"));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.not_before = from.into();
        params.not_after = until.into();
        params
    }
}
