//! A connection without HTTP: `tcp://HOST:PORT`, and TLS on it where that is wanted.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use url::Host;

use crate::domain::{
    Answer, Exchange, HttpRequest, NetworkFailure, NetworkFailureKind as Kind, TcpAddress, TcpTls,
};

use super::HttpClient;
use super::classify::{self, Stage};
use super::journey::Journey;
use super::starttls;
use super::transport::Stream;
use super::wire::Wire;

/// How long a server may take to refuse our own part of a handshake that it has
/// let us end (TLS 1.3): most say at once that all is well.
const AFTERTHOUGHT: Duration = Duration::from_millis(250);

/// Connects to what the request's URL names, and no more. No proxy is used: what
/// speaks for HTTP may refuse any other port.
pub(super) fn connect(client: &HttpClient, request: &HttpRequest<'_>) -> Exchange {
    let mut journey = Journey::new(client, request);
    let result = arrive(client, request, &mut journey);
    let exchange = journey.finish(result);
    // Where a connection is all that is wanted, it is an answer.
    Exchange { reached_server: exchange.address.is_some(), ..exchange }
}

fn arrive(
    client: &HttpClient,
    request: &HttpRequest<'_>,
    journey: &mut Journey<'_>,
) -> Result<Answer, NetworkFailure> {
    let TcpAddress { host, port } = TcpAddress::parse(request.url)
        .map_err(|error| NetworkFailure::with_detail(Kind::Unusable, error.to_string()))?;
    let host = match &host {
        Host::Domain(name) => Host::Domain(name.as_str()),
        Host::Ipv4(address) => Host::Ipv4(*address),
        Host::Ipv6(address) => Host::Ipv6(*address),
    };
    let template = match request.tcp_tls {
        TcpTls::None => None,
        _ => Some(client.trust.template(request.tls)?),
    };
    let started = Instant::now();
    let mut wire = match request.resolve {
        Some(address) => journey.connect(&[SocketAddr::new(address, port)])?,
        None => journey.reach(&host, port)?,
    };
    let Some(template) = template else { return Ok(made(request, started.elapsed())) };
    match request.tcp_tls {
        TcpTls::Smtp => {
            let us = our_name(&wire);
            starttls::smtp(&mut wire, &us)?;
        }
        TcpTls::Imap => starttls::imap(&mut wire)?,
        TcpTls::None | TcpTls::AtOnce => {}
    }
    let stream = journey.encrypt(&template, &host, wire)?;
    let latency = started.elapsed();
    if let Stream::Tls(mut stream) = stream {
        stream
            .hear_afterthought(AFTERTHOUGHT)
            .map_err(|error| classify::broken(&error, Stage::Handshake, None))?;
    }
    Ok(made(request, latency))
}

fn made(request: &HttpRequest<'_>, latency: Duration) -> Answer {
    Answer::of_connection(request.url, latency)
}

/// Our address, as RFC 5321 has it for who has no name.
fn our_name(wire: &Wire) -> String {
    match wire.socket().local_addr() {
        Ok(SocketAddr::V4(address)) => format!("[{}]", address.ip()),
        Ok(SocketAddr::V6(address)) => format!("[IPv6:{}]", address.ip()),
        Err(_) => "localhost".to_owned(),
    }
}
