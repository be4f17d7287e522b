//! One HTTP exchange over our own resolver, TCP and TLS connectors in ureq.
//!
//! The chain knows at each moment how far an exchange got, so that every
//! failure has its right label, and nothing a server does outlasts the timeout.

use crate::domain::{Exchange, Exchanger, HttpRequest};

/// Makes HTTP exchanges. Cheap to make: roots are loaded at the first https exchange.
pub struct HttpClient {}

impl HttpClient {
    /// A client with the proxies and root certificates that the environment names:
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` (lower case too),
    /// `SSL_CERT_FILE`, `SSL_CERT_DIR` and `REQUESTS_CA_BUNDLE`.
    #[must_use]
    pub fn new(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let _ = variable;
        Self {}
    }
}

impl Exchanger for HttpClient {
    fn exchange(&self, request: &HttpRequest<'_>) -> Exchange {
        let _ = request;
        todo!()
    }
}
