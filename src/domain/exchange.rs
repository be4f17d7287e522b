//! One HTTP exchange: what was asked, what came back, and how far it got.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::tcp::TcpTls;

use crate::text::charset;

/// What is asked. Secrets are already revealed here, so it is never stored.
#[derive(Clone)]
pub struct HttpRequest<'a> {
    /// An HTTP method token.
    pub method: &'a str,
    /// Absolute, http or https; or tcp, which is only connected to: of the other
    /// fields, the timeout and those from `tls` on then mean something.
    pub url: &'a str,
    /// Header fields; a `User-Agent` here replaces our own.
    pub headers: Vec<(String, String)>,
    /// The body, if any.
    pub body: Option<&'a [u8]>,
    /// Bounds the whole exchange, name resolution and redirects included.
    pub timeout: Duration,
    /// Whom to trust, and who we are.
    pub tls: &'a TlsSettings,
    /// How TLS begins on a connection to a tcp URL.
    pub tcp_tls: TcpTls,
    /// Which redirects are followed.
    pub redirects: Redirects,
    /// Connect to this address instead of resolving the first host's name.
    pub resolve: Option<IpAddr>,
    /// Which address family to use.
    pub ip_version: IpVersion,
    /// How many bytes of the (decompressed) body to read; `None` reads none.
    pub body_limit: Option<usize>,
}

impl<'a> HttpRequest<'a> {
    /// A request without header fields and body, that follows no redirect, reads
    /// no body and has a timeout of ten seconds.
    #[must_use]
    pub fn new(method: &'a str, url: &'a str, tls: &'a TlsSettings) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: None,
            timeout: Duration::from_secs(10),
            tls,
            tcp_tls: TcpTls::None,
            redirects: Redirects::None,
            resolve: None,
            ip_version: IpVersion::Any,
            body_limit: None,
        }
    }
}

/// Which redirects an exchange follows. One that it does not follow is its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// None at all.
    None,
    /// Up to so many, wherever they lead, as browsers do: a redirected POST may
    /// become a GET. One more is a failure.
    Anywhere(u32),
    /// The same, on the same site only.
    OnSameSite(u32),
    /// Up to so many on the same site, each with the method and the body of the
    /// first request; only a 303, which says that it was taken, becomes a GET.
    KeepingMessage(u32),
}

impl Redirects {
    /// How many are followed; one more is a failure.
    #[must_use]
    pub fn limit(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Anywhere(limit) | Self::OnSameSite(limit) | Self::KeepingMessage(limit) => limit,
        }
    }
}

/// TLS options; two exchanges with equal ones share one TLS configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// Accept any certificate whatever.
    pub insecure: bool,
    /// PEM file with the only roots to trust; absolute.
    pub ca_file: Option<PathBuf>,
    /// What to authenticate with.
    pub client_certificate: Option<ClientCertificate>,
}

impl TlsSettings {
    /// Whether files of certificates or keys are named.
    #[must_use]
    pub(crate) fn names_files(&self) -> bool {
        self.ca_file.is_some() || self.client_certificate.is_some()
    }
}

/// A client certificate, as PEM files; absolute paths.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientCertificate {
    /// The certificate and its chain.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Which addresses of a host are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum IpVersion {
    /// Whatever answers first.
    #[default]
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

/// What came of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The answer, or why there was none.
    pub result: Result<Answer, NetworkFailure>,
    /// The message may have been taken although no answer is known that says so: it
    /// began to be sent and broke off, or a 303 was followed.
    pub was_sent: bool,
    /// How long each part took; sums over redirects.
    pub phases: Phases,
    /// A server let itself be seen at any hop, whatever became of the exchange: by
    /// the certificate it showed, also one that was refused, or by the head of an
    /// HTTP answer. So this machine is not cut off.
    pub reached_server: bool,
    /// Every answer on the way, the last one included.
    pub hops: Vec<Hop>,
    /// The last address that was connected to.
    pub address: Option<SocketAddr>,
    /// When the first certificate of the last server's chain ends; its own, where the
    /// chain was refused.
    pub certificate_expires_at: Option<Timestamp>,
    /// Whose certificate that is, where it is not the server's own.
    pub expiring_issuer: Option<String>,
}

/// One answer of an exchange; there are several where redirects were followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// What was asked, without user, password and the values of the query.
    pub url: String,
    /// What it answered.
    pub status: u16,
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status code of the last hop; 0 of a bare connection.
    pub status: u16,
    /// Header fields in order, names in lower case, values as UTF-8 or else Latin-1.
    pub headers: Vec<(String, String)>,
    /// What was read of the body.
    pub body: Body,
    /// From the beginning of the last hop (its name, connection and TLS included) to
    /// its headers.
    pub latency: Duration,
    /// Where the redirects ended.
    pub url: String,
}

impl Answer {
    /// What stands for an answer where no more than a connection was wanted, and it
    /// was made: no status, no header, no body.
    #[must_use]
    pub fn of_connection(url: &str, latency: Duration) -> Self {
        Self { status: 0, headers: Vec::new(), body: Body::default(), latency, url: url.to_owned() }
    }

    /// The body as text, in the character set that browsers would read it in, without
    /// a byte order mark.
    #[must_use]
    pub(crate) fn text(&self) -> Cow<'_, str> {
        let types = self
            .headers
            .iter()
            .filter(|(name, _)| name == "content-type")
            .map(|(_, value)| value.as_str());
        charset::decode(&self.body.bytes, types, self.body.is_cut)
    }
}

/// What was read of a body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The bytes, decompressed; at most the request's `body_limit`.
    pub bytes: Vec<u8>,
    /// There was more.
    pub is_cut: bool,
    /// A coding that we cannot read, such as `br`; then there are no bytes.
    pub unreadable: Option<String>,
}

impl Body {
    /// Why it cannot be looked into, for people; `None` when it can.
    #[must_use]
    pub fn objection(&self) -> Option<String> {
        let coding = self.unreadable.as_ref()?;
        Some(format!("the body is compressed with {coding}, which ronde cannot read"))
    }
}

/// Time spent in each part of an exchange; `None` for a part that was not reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phases {
    /// Name resolution.
    pub dns: Option<Duration>,
    /// The TCP connection.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// From the start to the first byte of the last hop's answer.
    pub first_byte: Option<Duration>,
    /// From the start to the end.
    pub total: Duration,
}

/// Why there was no HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkFailure {
    /// The part that failed.
    pub kind: NetworkFailureKind,
    /// What is known beyond the label, such as `certificate expired`.
    pub detail: Option<String>,
    /// It was our own proxy that failed: the other side was never asked.
    pub is_of_proxy: bool,
}

/// The kinds of failure that end an exchange without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetworkFailureKind {
    /// The name has no address, or looking it up failed or took too long.
    Dns,
    /// The other side said no.
    Refused,
    /// No connection in time, TCP or TLS.
    ConnectTimeout,
    /// The TLS handshake failed.
    Tls,
    /// Connected, but the answer did not come in time.
    ResponseTimeout,
    /// The connection ended before the answer did, or could not be made at all.
    Closed,
    /// What came is not HTTP, or breaks its rules.
    InvalidResponse,
    /// More redirects than allowed.
    TooManyRedirects,
    /// This machine ran out of something, such as file descriptors or threads:
    /// says nothing about the other side.
    Exhausted,
    /// The request cannot be made as configured: says nothing about the other side
    /// either.
    Unusable,
    /// The same for want of a file of certificates or a key. What is known of it is
    /// the name of the file, never what was to be sent.
    Unequipped,
}

impl NetworkFailureKind {
    /// The exact words that a label starts with.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Dns => "DNS resolution failed",
            Self::Refused => "connection refused",
            Self::ConnectTimeout => "connection timed out",
            Self::Tls => "TLS error",
            Self::ResponseTimeout => "timed out waiting for the response",
            Self::Closed => "connection closed",
            Self::InvalidResponse => "invalid HTTP response",
            Self::TooManyRedirects => "too many redirects",
            Self::Exhausted => "this machine cannot open another connection",
            Self::Unusable | Self::Unequipped => "the request cannot be made",
        }
    }

    fn is_ours(self) -> bool {
        matches!(self, Self::Exhausted | Self::Unusable | Self::Unequipped)
    }
}

impl NetworkFailure {
    /// A failure of which only the kind is known.
    #[must_use]
    pub fn new(kind: NetworkFailureKind) -> Self {
        Self { kind, detail: None, is_of_proxy: false }
    }

    /// A failure with something known about it.
    #[must_use]
    pub fn with_detail(kind: NetworkFailureKind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(kind) }
    }

    /// Whether the failure is of our own making: the other side was never asked.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.is_of_proxy || self.kind.is_ours()
    }

    /// The label, as stored in a request's description.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.detail {
            Some(detail) if self.kind == NetworkFailureKind::TooManyRedirects => {
                format!("{} (to {detail})", self.kind.label())
            }
            Some(detail) => format!("{}: {detail}", self.kind.label()),
            None => self.kind.label().to_owned(),
        }
    }
}
