//! TLS configurations: made once per distinct setting, and only when needed.
//!
//! Loading the system's roots takes longer than most exchanges, so a pass that
//! makes no https exchange never does.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{CipherSuite, ClientConfig, ClientConnection, Error, RootCertStore};

use crate::domain::{ClientCertificate, NetworkFailure, NetworkFailureKind, TlsSettings};

use super::chain::Root;
use super::classify;
use super::roots::Bundle;
pub(super) use super::verifier::SeenCertificate;
use super::verifier::{Policy, RecordingVerifier};
use super::{pem, pem_file};

type Outcome<T> = Result<T, NetworkFailure>;

/// All TLS configurations of a client.
pub(super) struct Trust {
    bundle: Bundle,
    provider: Arc<CryptoProvider>,
    /// Failures are kept too: one bad file must not be read again for each service.
    default_roots: OnceLock<Outcome<Arc<RootCertStore>>>,
    templates: Mutex<HashMap<TlsSettings, Outcome<Arc<TlsTemplate>>>>,
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
                        "cannot use client certificate {}: {}",
                        ours.cert.display(),
                        classify::own_certificate(&error)
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
        let subjects = roots.roots.iter().map(|root| root.subject.as_ref().to_vec()).collect();
        let known = pinned.iter().filter_map(|der| Root::parse(der)).collect();
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&self.provider))
                .build()
                .map_err(|error| failure(error.to_string()))?;
        let subjects = Arc::new(subjects);
        Ok(Policy::Issued { verifier, pinned: pinned.into(), subjects, roots: known })
    }

    /// What is wrong with the files that these settings name, one line each.
    pub(super) fn objections(&self, settings: &TlsSettings) -> Vec<String> {
        let only = |ca_file: Option<_>, client_certificate: Option<_>| TlsSettings {
            // No other roots are read for it.
            insecure: ca_file.is_none(),
            ca_file,
            client_certificate,
        };
        let files = settings.ca_file.clone().map(|file| only(Some(file), None));
        let pairs = settings.client_certificate.clone().map(|pair| only(None, Some(pair)));
        let failures = files.into_iter().chain(pairs).filter_map(|one| self.template(&one).err());
        failures.filter_map(|failure| failure.detail).collect()
    }

    fn default_roots(&self) -> Outcome<Arc<RootCertStore>> {
        self.default_roots.get_or_init(|| self.bundle.load().map(Arc::new).map_err(failure)).clone()
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

/// aws-lc-rs, with the cipher first that costs least; AES-256 also means SHA-384.
fn provider() -> CryptoProvider {
    let mut provider = aws_lc_rs::default_provider();
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
    let chain = read_certificates("client_certificate.cert", &ours.cert)?;
    let key = "client_certificate.key";
    let bytes = read(key, &ours.key)?;
    let key = pem::private_key(&bytes).map_err(|why| unreadable(key, &ours.key, &why))?;
    Ok((chain, key))
}

fn read_certificates(key: &str, file: &Path) -> Outcome<Vec<CertificateDer<'static>>> {
    let bytes = read(key, file)?;
    pem::certificates(&bytes).map_err(|why| match why {
        pem::Objection::NoCertificate => {
            failure(format!("no certificate in {key} {}", file.display()))
        }
        why => unreadable(key, file, &why),
    })
}

/// The bytes of the file that stands under that key of the configuration.
fn read(key: &str, file: &Path) -> Outcome<Vec<u8>> {
    pem_file::read(file).map_err(|why| unreadable(key, file, &why))
}

fn unreadable(key: &str, file: &Path, why: &dyn std::fmt::Display) -> NetworkFailure {
    failure(format!("cannot read {key} {}: {why}", file.display()))
}

fn failure(detail: String) -> NetworkFailure {
    NetworkFailure::with_detail(NetworkFailureKind::Unequipped, detail)
}
