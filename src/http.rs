//! One HTTP exchange over our own resolver, TCP and TLS connections under ureq, or
//! no more than such a connection.
//!
//! Each part knows how far the exchange got, so that every failure has its right
//! label, and nothing a server does outlasts the timeout.

mod bare;
mod certificate;
mod chain;
mod chunks;
mod classify;
mod coding;
mod cookies;
mod head;
mod hop;
mod journey;
mod pem;
mod pem_file;
mod proxy;
mod redirect;
mod resolver;
mod roots;
mod starttls;
mod tcp;
mod tls;
mod transport;
mod trust;
mod tunnel;
mod verifier;
mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::domain::{Exchange, HttpRequest, TlsSettings, is_tcp_url};
use crate::ports::Exchanger;

/// What we are, unless a request says otherwise.
const USER_AGENT: &str = concat!("ronde/", env!("CARGO_PKG_VERSION"));

/// Makes HTTP exchanges. Cheap to make: roots are loaded at the first https exchange.
pub(crate) struct HttpClient {
    proxies: proxy::Proxies,
    trust: trust::Trust,
    config: ureq::config::Config,
}

impl HttpClient {
    /// A client with the proxies and root certificates that the environment names:
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` (lower case too),
    /// `SSL_CERT_FILE`, `SSL_CERT_DIR` and `REQUESTS_CA_BUNDLE`.
    ///
    /// A request with a `resolve` of its own goes through no proxy. A `ca_file` wins
    /// over `REQUESTS_CA_BUNDLE`, which wins over the other two.
    #[must_use]
    pub(crate) fn new(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            proxies: proxy::Proxies::new(variable),
            trust: trust::Trust::new(variable),
            config: hop::config(),
        }
    }
}

impl Exchanger for HttpClient {
    fn exchange(&self, request: &HttpRequest<'_>) -> Exchange {
        if is_tcp_url(request.url) {
            return bare::connect(self, request);
        }
        journey::Journey::new(self, request).make()
    }
}

/// What is wrong with the files of certificates and keys that these settings name, one
/// line each.
pub(crate) fn file_objections<'a>(
    settings: impl Iterator<Item = &'a TlsSettings>,
) -> BTreeSet<String> {
    let trust = trust::Trust::new(&|_| None);
    settings.flat_map(|one| trust.objections(one)).collect()
}
