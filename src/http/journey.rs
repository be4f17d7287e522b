//! One exchange from its first lookup to its last byte, redirects included.
//!
//! All parts share one deadline and write down how long they took, so that what is
//! known of a failed exchange is as much as of a successful one.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::chain::End;
use url::{Host, Url};

use crate::domain::{
    Answer, Body, Exchange, Hop, HttpRequest, NetworkFailure, NetworkFailureKind as Kind, Phases,
    Redirects, TlsSettings,
};

use super::cookies::Cookies;
use super::hop::{self, Answered};
use super::proxy::{Proxy, basic_credentials};
use super::redirect::{self, Call, Next};
use super::transport::{Connection, Marks, Stream};
use super::trust::TlsTemplate;
use super::wire::Wire;
use super::{HttpClient, resolver, tcp, tls, tunnel};

/// A timeout beyond this is none that anybody waits for.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// An exchange that is under way.
pub(super) struct Journey<'a> {
    client: &'a HttpClient,
    request: &'a HttpRequest<'a>,
    started: Instant,
    hop_started: Instant,
    deadline: Instant,
    /// A request was sent that has no answer yet.
    was_sent: bool,
    /// An answer said that the message was taken, and to look elsewhere.
    was_taken: bool,
    phases: Phases,
    reached_server: bool,
    cookies: Cookies,
    hops: Vec<Hop>,
    address: Option<SocketAddr>,
    end: Option<End>,
}

impl<'a> Journey<'a> {
    /// Starts the clock.
    pub(super) fn new(client: &'a HttpClient, request: &'a HttpRequest<'a>) -> Self {
        let started = Instant::now();
        Self {
            client,
            request,
            started,
            hop_started: started,
            deadline: started + request.timeout.min(LONGEST),
            was_sent: false,
            was_taken: false,
            phases: Phases::default(),
            reached_server: false,
            cookies: Cookies::default(),
            hops: Vec::new(),
            address: None,
            end: None,
        }
    }

    /// Makes the exchange.
    pub(super) fn make(mut self) -> Exchange {
        let result = self.travel();
        self.finish(result)
    }

    /// Ends the exchange with what came of it.
    pub(super) fn finish(mut self, result: Result<Answer, NetworkFailure>) -> Exchange {
        self.phases.total = self.started.elapsed();
        Exchange {
            was_sent: self.was_taken || (self.was_sent && result.is_err()),
            result,
            phases: self.phases,
            reached_server: self.reached_server,
            hops: self.hops,
            address: self.address,
            certificate_expires_at: self.end.as_ref().map(|end| end.at),
            expiring_issuer: self.end.and_then(|end| end.issuer),
        }
    }

    fn travel(&mut self) -> Result<Answer, NetworkFailure> {
        let mut call = self.first_call()?;
        let first_host = call.url.host().map(|host| host.to_owned());
        let mut followed = 0;
        loop {
            let answered = self.ask(&call, first_host.as_ref())?;
            self.hops.push(Hop { url: redirect::shown(&call.url), status: answered.status() });
            if let Some(head) = answered.head() {
                self.cookies.take(head, &call.url);
            }
            let policy = self.request.redirects;
            let next = redirect::next(&call, answered.status(), answered.location(), policy);
            let following = match next {
                Next::Stay => return self.arrive(&call, answered),
                Next::Impossible(why) => {
                    return Err(NetworkFailure::with_detail(Kind::InvalidResponse, why));
                }
                Next::Follow(following) => following,
            };
            // Another redirect than a 303 says that the message is not taken here.
            self.was_taken |= answered.status() == 303;
            self.was_sent = false;
            if followed == policy.limit() {
                return Err(too_many(policy, &following.url));
            }
            followed += 1;
            call = following;
        }
    }

    fn first_call(&self) -> Result<Call<'a>, NetworkFailure> {
        let unusable = |why: &str| NetworkFailure::with_detail(Kind::Unusable, why);
        let mut url = Url::parse(self.request.url)
            .map_err(|error| unusable(&format!("the URL is not valid: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("the URL is neither http nor https"));
        }
        let mut headers = self.request.headers.clone();
        let is_authorized =
            headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some(credentials) = basic_credentials(&url)
            && !is_authorized
        {
            headers.push(("Authorization".to_owned(), credentials));
        }
        redirect::strip(&mut url);
        Ok(Call {
            method: self.request.method.to_owned(),
            url,
            headers,
            body: self.request.body,
            may_identify: true,
        })
    }

    fn arrive(
        &mut self,
        call: &Call<'_>,
        mut answered: Answered,
    ) -> Result<Answer, NetworkFailure> {
        let body = match self.request.body_limit {
            Some(limit) => answered.read_body(limit)?,
            None => Body::default(),
        };
        Ok(Answer {
            status: answered.status(),
            headers: answered.headers(),
            body,
            latency: answered.latency(self.hop_started),
            url: call.url.as_str().to_owned(),
        })
    }

    fn ask(
        &mut self,
        call: &Call<'_>,
        first_host: Option<&Host<String>>,
    ) -> Result<Answered, NetworkFailure> {
        self.end = None;
        self.phases.first_byte = None;
        let Some(host) = call.url.host() else {
            return Err(NetworkFailure::with_detail(Kind::Unusable, "the URL has no host"));
        };
        // The override is for this name, not for hosts that it redirects to.
        let fixed = self.request.resolve.filter(|_| first_host.is_some_and(|first| *first == host));
        let proxy = match fixed {
            // Somebody who names the address wants to reach it, not a proxy.
            Some(_) => None,
            None => self.client.proxies.for_url(&call.url)?,
        };
        let template = match call.url.scheme() {
            // Before anything is sent: a file that cannot be read is our fault, not theirs.
            "https" => Some(self.client.trust.template(&self.tls_settings(call))?),
            _ => None,
        };
        let port = call.url.port_or_known_default().unwrap_or(80);
        // Not before: the time that our own certificates take to load is not theirs.
        self.hop_started = Instant::now();
        let (wire, used) = match (proxy, fixed) {
            (Some(proxy), _) => (self.open_via(proxy, &call.url, &host, port)?, Some(proxy)),
            (None, Some(address)) => (self.connect(&[SocketAddr::new(address, port)])?, None),
            (None, None) => (self.reach(&host, port)?, None),
        };
        let stream = match template {
            Some(template) => self.encrypt(&template, &host, wire)?,
            None => Stream::Plain(wire),
        };
        self.speak(call, stream, used)
    }

    /// The request's TLS settings, as far as they are meant for this call's server.
    fn tls_settings(&self, call: &Call<'_>) -> Cow<'a, TlsSettings> {
        if call.may_identify || self.request.tls.client_certificate.is_none() {
            return Cow::Borrowed(self.request.tls);
        }
        Cow::Owned(TlsSettings { client_certificate: None, ..self.request.tls.clone() })
    }

    fn speak(
        &mut self,
        call: &Call<'_>,
        stream: Stream,
        proxy: Option<&Proxy>,
    ) -> Result<Answered, NetworkFailure> {
        // A plain request is given to the proxy itself; many proxies refuse tunnels to
        // anything but port 443.
        let forwarding = proxy.filter(|_| matches!(stream, Stream::Plain(_)));
        let marks = Arc::new(Marks::default());
        let cookies = self.cookies.field(&call.url, call.header("cookie"));
        let longest = hop::longest_line(call).max(cookies.as_ref().map_or(0, Vec::len) + 64);
        let connection = Connection::new(
            stream,
            Arc::clone(&marks),
            forwarding.map(|_| call.url.origin().ascii_serialization()),
            longest,
        );
        let authorization = forwarding.and_then(|proxy| proxy.authorization.as_deref());
        let config = &self.client.config;
        let request = hop::Request { call, cookies, proxy_authorization: authorization };
        let outcome = hop::ask(config, &request, connection, Arc::clone(&marks));
        self.was_sent |= marks.sent.get().is_some();
        self.phases.first_byte =
            marks.first_byte.get().map(|at| at.saturating_duration_since(self.started));
        if let (Some(proxy), Ok(answered)) = (forwarding, &outcome)
            && answered.status() == 407
        {
            // The proxy's own word: it has passed nothing on.
            self.was_sent = false;
            return Err(tunnel::unwelcome(proxy));
        }
        self.reached_server |= outcome.is_ok();
        outcome
    }

    fn open_via(
        &mut self,
        proxy: &Proxy,
        url: &Url,
        host: &Host<&str>,
        port: u16,
    ) -> Result<Wire, NetworkFailure> {
        let proxy_host = match &proxy.host {
            Host::Domain(name) => Host::Domain(name.as_str()),
            Host::Ipv4(address) => Host::Ipv4(*address),
            Host::Ipv6(address) => Host::Ipv6(*address),
        };
        let mut wire = self
            .reach(&proxy_host, proxy.port)
            .map_err(|failure| tunnel::broken(proxy, failure))?;
        if url.scheme() == "https" {
            timed(&mut self.phases.connect, || tunnel::open(&mut wire, proxy, host, port))?;
        }
        Ok(wire)
    }

    pub(super) fn reach(&mut self, host: &Host<&str>, port: u16) -> Result<Wire, NetworkFailure> {
        let (version, deadline) = (self.request.ip_version, self.deadline);
        let addresses =
            timed(&mut self.phases.dns, || resolver::resolve(host, port, version, deadline))?;
        self.connect(&addresses)
    }

    pub(super) fn connect(&mut self, addresses: &[SocketAddr]) -> Result<Wire, NetworkFailure> {
        let deadline = self.deadline;
        let wire = timed(&mut self.phases.connect, || tcp::connect(addresses, deadline))?;
        self.address = wire.socket().peer_addr().ok();
        Ok(wire)
    }

    pub(super) fn encrypt(
        &mut self,
        template: &TlsTemplate,
        host: &Host<&str>,
        wire: Wire,
    ) -> Result<Stream, NetworkFailure> {
        let handshake = timed(&mut self.phases.tls, || tls::shake_hands(template, host, wire));
        self.reached_server |= handshake.showed_certificate;
        self.end = handshake.end;
        handshake.result.map(|stream| Stream::Tls(Box::new(stream)))
    }
}

/// Says where the last redirect led, for services. Where a message goes may be secret.
fn too_many(policy: Redirects, url: &Url) -> NetworkFailure {
    match policy {
        Redirects::Anywhere(_) => {
            NetworkFailure::with_detail(Kind::TooManyRedirects, redirect::shown(url))
        }
        _ => NetworkFailure::new(Kind::TooManyRedirects),
    }
}

/// Adds what the work takes, whether it succeeds or not.
fn timed<T>(phase: &mut Option<Duration>, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let outcome = work();
    *phase.get_or_insert(Duration::ZERO) += started.elapsed();
    outcome
}
