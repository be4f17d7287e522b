//! TLS configurations: made once per distinct setting, and only when needed.
//!
//! Loading the system's roots takes longer than most exchanges, so a pass that
//! makes no https exchange never does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{CipherSuite, ClientConfig, ClientConnection, Error, RootCertStore};

use crate::domain::{ClientCertificate, NetworkFailure, NetworkFailureKind, TlsSettings};
use crate::text::os_text;

pub(super) use super::verifier::SeenCertificate;
use super::verifier::{Policy, RecordingVerifier};

type Outcome<T> = Result<T, NetworkFailure>;

/// All TLS configurations of a client.
pub(super) struct Trust {
    bundle: Bundle,
    provider: Arc<CryptoProvider>,
    /// Failures are kept too: one bad file must not be read again for each service.
    default_roots: OnceLock<Outcome<Arc<RootCertStore>>>,
    templates: Mutex<HashMap<TlsSettings, Outcome<Arc<TlsTemplate>>>>,
}

/// Where the roots are that hold unless a `ca_file` is given.
enum Bundle {
    System,
    Named { variables: &'static str, file: Option<PathBuf>, directory: Option<PathBuf> },
}

/// What all connections with the same settings have in common.
pub(super) struct TlsTemplate {
    config: ClientConfig,
    policy: Policy,
    provider: Arc<CryptoProvider>,
}

impl Trust {
    /// With the roots that the environment names, else the system's.
    pub(super) fn new(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            bundle: Bundle::from_environment(variable),
            provider: Arc::new(provider()),
            default_roots: OnceLock::new(),
            templates: Mutex::new(HashMap::new()),
        }
    }

    /// The configuration for these settings.
    pub(super) fn template(&self, settings: &TlsSettings) -> Outcome<Arc<TlsTemplate>> {
        let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = templates.get(settings) {
            return known.clone();
        }
        let made = self.make(settings).map(Arc::new);
        templates.insert(settings.clone(), made.clone());
        made
    }

    fn make(&self, settings: &TlsSettings) -> Outcome<TlsTemplate> {
        let policy = self.policy(settings)?;
        let verifier = RecordingVerifier {
            policy: policy.clone(),
            provider: Arc::clone(&self.provider),
            seen: SeenCertificate::default(),
        };
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| failure(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &settings.client_certificate {
            None => builder.with_no_client_auth(),
            Some(ours) => {
                let (chain, key) = read_client_certificate(ours)?;
                builder.with_client_auth_cert(chain, key).map_err(|error| {
                    failure(format!(
                        "cannot use client certificate {}: {error}",
                        ours.cert.display()
                    ))
                })?
            }
        };
        // Each exchange is to see the certificate, and each host comes once in a pass.
        config.resumption = Resumption::disabled();
        Ok(TlsTemplate { config, policy, provider: Arc::clone(&self.provider) })
    }

    fn policy(&self, settings: &TlsSettings) -> Outcome<Policy> {
        if settings.insecure {
            return Ok(Policy::Anything);
        }
        let (roots, pinned) = match &settings.ca_file {
            None => (self.default_roots()?, Vec::new()),
            Some(file) => {
                let certificates = read_certificates("ca_file", file)?;
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(certificates.iter().cloned());
                if roots.is_empty() {
                    return Err(failure(format!("no usable root in ca_file {}", file.display())));
                }
                (Arc::new(roots), certificates)
            }
        };
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&self.provider))
                .build()
                .map_err(|error| failure(error.to_string()))?;
        Ok(Policy::Issued { verifier, pinned: pinned.into() })
    }

    fn default_roots(&self) -> Outcome<Arc<RootCertStore>> {
        self.default_roots.get_or_init(|| self.bundle.load().map(Arc::new)).clone()
    }
}

impl Bundle {
    /// `REQUESTS_CA_BUNDLE` wins, as in Python; `SSL_CERT_FILE` and `SSL_CERT_DIR`
    /// add up, as in OpenSSL.
    fn from_environment(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(bundle) = path("REQUESTS_CA_BUNDLE") {
            let variables = "REQUESTS_CA_BUNDLE";
            return if bundle.is_dir() {
                Self::Named { variables, file: None, directory: Some(bundle) }
            } else {
                Self::Named { variables, file: Some(bundle), directory: None }
            };
        }
        match (path("SSL_CERT_FILE"), path("SSL_CERT_DIR")) {
            (None, None) => Self::System,
            (file, directory) => {
                let variables = if file.is_some() { "SSL_CERT_FILE" } else { "SSL_CERT_DIR" };
                Self::Named { variables, file, directory }
            }
        }
    }

    fn load(&self) -> Outcome<RootCertStore> {
        let (loaded, origin) = match self {
            Self::System => (rustls_native_certs::load_native_certs(), "the system's".to_owned()),
            Self::Named { variables, file, directory } => (
                rustls_native_certs::load_certs_from_paths(file.as_deref(), directory.as_deref()),
                format!("{variables}'s"),
            ),
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(loaded.certs);
        if !roots.is_empty() {
            return Ok(roots);
        }
        Err(failure(match (self, loaded.errors.first()) {
            (_, Some(error)) => format!("cannot load {origin} root certificates: {error}"),
            (Self::System, None) => {
                "the system has no root certificates; install them or set ca_file".to_owned()
            }
            (Self::Named { .. }, None) => format!("{origin} certificates include no usable root"),
        }))
    }
}

impl TlsTemplate {
    /// A connection to `name`, which puts the certificate that it is shown into `seen`.
    pub(super) fn start(
        &self,
        name: ServerName<'static>,
        seen: &SeenCertificate,
    ) -> Result<ClientConnection, Error> {
        let mut config = self.config.clone();
        config.dangerous().set_certificate_verifier(Arc::new(RecordingVerifier {
            policy: self.policy.clone(),
            provider: Arc::clone(&self.provider),
            seen: Arc::clone(seen),
        }));
        ClientConnection::new(Arc::new(config), name)
    }
}

/// ring, with the cipher first that costs least; AES-256 also means SHA-384.
fn provider() -> CryptoProvider {
    let mut provider = ring::default_provider();
    provider.cipher_suites.sort_by_key(|suite| {
        !matches!(
            suite.suite(),
            CipherSuite::TLS13_AES_128_GCM_SHA256
                | CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                | CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        )
    });
    provider
}

fn read_client_certificate(
    ours: &ClientCertificate,
) -> Outcome<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let chain = read_certificates("client certificate", &ours.cert)?;
    let key = PrivateKeyDer::from_pem_file(&ours.key)
        .map_err(|error| unreadable("client key", &ours.key, &error))?;
    Ok((chain, key))
}

fn read_certificates(what: &str, file: &Path) -> Outcome<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(file)?.collect::<Result<Vec<_>, pem::Error>>();
    match read() {
        Ok(certificates) if certificates.is_empty() => {
            Err(failure(format!("no certificate in {what} {}", file.display())))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unreadable(what, file, &error)),
    }
}

fn unreadable(what: &str, file: &Path, error: &pem::Error) -> NetworkFailure {
    let why = match error {
        pem::Error::Io(error) => os_text(error),
        pem::Error::NoItemsFound => "nothing of the kind in it".to_owned(),
        _ => "not valid PEM".to_owned(),
    };
    failure(format!("cannot read {what} {}: {why}", file.display()))
}

fn failure(detail: String) -> NetworkFailure {
    NetworkFailure::with_detail(NetworkFailureKind::Unusable, detail)
}
