//! One monitored service, with every default already applied.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine};

use super::exchange::{IpVersion, TlsSettings};
use super::expectation::{Check, Expectation, StatusRange};
use super::monitoring::MonitoringApi;
use super::name::{Name, ServiceId};
use super::request::Priority;
use super::secret::{Revealed, Secret};
use super::status_page::StatusPageSettings;
use super::tcp::{TcpTls, is_tcp_url};

/// A monitored service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// `EQUIPMENT/SERVICE`.
    pub id: ServiceId,
    /// What it was called before, on the same equipment.
    pub renamed_from: Option<Name>,
    /// What is called: absolute, http or https (already upgraded to it) or tcp.
    /// `None` for a service that is only listed.
    pub url: Option<Arc<str>>,
    /// `false` for a service that is not to be checked (`active`, `monitoring`).
    pub active: bool,
    /// Odoo's service name, such as `PrestaShop`.
    pub product: Option<Arc<str>>,
    /// Odoo's version name, such as `8.1`.
    pub version: Option<Arc<str>>,
    /// The priority of its maintenance requests.
    pub priority: Priority,
    /// How the request is made. Shared by services with the same settings.
    pub request: Arc<RequestSettings>,
    /// What is asked instead of `url`.
    pub monitoring_api: Option<Arc<MonitoringApi>>,
    /// What the answer must be; empty only for a command and a connection. Shared
    /// likewise.
    pub expectations: Arc<[Expectation]>,
    /// KO only after more than this many failed passes in a row.
    pub allowed_fails: u32,
    /// At most one check per this time; `None`: every pass.
    pub frequency: Option<Duration>,
    /// For `tag:T` selectors. Shared likewise.
    pub tags: Arc<[String]>,
    /// What it has to do with the public status page; `None`: nothing.
    pub status_page: Option<Arc<StatusPageSettings>>,
    /// The push monitor that is told how it is.
    pub push_url: Option<Arc<Secret>>,
    /// Its host's server manager told of it, and not the configuration.
    pub is_listed: bool,
}

impl Service {
    /// A service with nothing but its defaults: probed at `url`, which must
    /// answer with exactly 200.
    #[must_use]
    pub(crate) fn plain(id: ServiceId, url: Option<Arc<str>>) -> Self {
        let expectation = Expectation::new(Check::HttpStatus(StatusRange::OK.into()));
        Self {
            id,
            renamed_from: None,
            url,
            active: true,
            product: None,
            version: None,
            priority: Priority::Normal,
            request: Arc::new(RequestSettings::default()),
            monitoring_api: None,
            expectations: Arc::from([expectation]),
            allowed_fails: 0,
            frequency: None,
            tags: Arc::from([]),
            status_page: None,
            push_url: None,
            is_listed: false,
        }
    }

    /// The text that names the service in a maintenance request's title.
    #[must_use]
    pub(crate) fn request_name(&self) -> String {
        match &self.url {
            Some(url) if is_tcp_url(url) => format!("[KO] {url}"),
            Some(url) => format!("[HTTP KO] {url}"),
            None => format!("[KO] {}", self.id),
        }
    }

    /// Whether there is something to probe: what has neither a URL nor a
    /// monitoring API is only listed.
    #[must_use]
    pub(crate) fn can_be_probed(&self) -> bool {
        self.url.is_some() || self.monitoring_api.is_some()
    }

    /// Whether it is only connected to.
    #[must_use]
    pub(crate) fn is_connection(&self) -> bool {
        self.monitoring_api.is_none() && self.url.as_deref().is_some_and(is_tcp_url)
    }

    /// Whether its host's server manager tells of it.
    #[must_use]
    pub(crate) fn is_instance(&self) -> bool {
        matches!(self.monitoring_api.as_deref(), Some(MonitoringApi::Instance))
    }

    /// Whether it is the check of a host that tells of the instances there.
    #[must_use]
    pub(crate) fn lists_instances(&self) -> bool {
        matches!(self.monitoring_api.as_deref(), Some(MonitoringApi::ServerManager { .. }))
    }

    /// Whether any expectation looks at the answer's body.
    #[must_use]
    pub(crate) fn needs_body(&self) -> bool {
        self.expectations.iter().any(|expectation| expectation.check.needs_body())
    }
}

/// How a service's request is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RequestSettings {
    /// An HTTP method token in upper case, such as `GET`.
    pub method: String,
    /// Header fields in the order of the configuration; a value can be a secret.
    pub headers: Vec<(String, Secret)>,
    /// Sent as it stands.
    pub body: Option<String>,
    /// Bounds the whole exchange, name resolution included. Above 0.
    pub timeout: Duration,
    /// Whom to trust, and who we are.
    pub tls: TlsSettings,
    /// How TLS begins on a connection to a tcp URL.
    pub tcp_tls: TcpTls,
    /// Sent as basic authentication.
    pub basic_auth: Option<BasicAuth>,
    /// How many redirects are followed; 0 judges the first answer.
    pub follow_redirects: u32,
    /// Connect to this address instead of resolving the host's name.
    pub resolve: Option<IpAddr>,
    /// Which address family to use.
    pub ip_version: IpVersion,
}

impl RequestSettings {
    /// The credentials that are sent: a header `Authorization` wins over them.
    #[must_use]
    pub(crate) fn basic_auth_in_use(&self) -> Option<&BasicAuth> {
        self.basic_auth.as_ref().filter(|_| !self.has_authorization())
    }

    /// Whether a header of that name is configured.
    #[must_use]
    pub(crate) fn has_authorization(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"))
    }
}

impl Default for RequestSettings {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: None,
            timeout: Duration::from_secs(10),
            tls: TlsSettings::default(),
            tcp_tls: TcpTls::None,
            basic_auth: None,
            follow_redirects: 10,
            resolve: None,
            ip_version: IpVersion::Any,
        }
    }
}

/// User and password for HTTP basic authentication.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct BasicAuth {
    /// The user; no colon.
    pub user: String,
    /// The password, possibly empty.
    pub password: Secret,
}

impl BasicAuth {
    /// The value of an `Authorization` header (RFC 7617), for the password that was read.
    #[must_use]
    pub(crate) fn authorization(&self, password: &Revealed) -> Revealed {
        let pair = format!("{}:{}", self.user, password.expose());
        Revealed::new(format!("Basic {}", BASE64_STANDARD.encode(pair)))
    }
}
