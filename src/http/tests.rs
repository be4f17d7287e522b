//! Exchanges with real servers on the loopback interface, most of them rude.

mod plain;
mod proxied;
mod redirected;
mod secure;
mod site;

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::domain::{
    Answer, Exchange, HttpRequest, IpVersion, NetworkFailureKind, Redirects, TlsSettings,
};
use crate::ports::Exchanger;

use super::HttpClient;

/// What a server that never answers costs a test.
const SHORT: Duration = Duration::from_millis(300);

/// What a test may take on a machine that is busy with others.
const PATIENCE: Duration = Duration::from_secs(20);

fn client() -> HttpClient {
    client_with(&[])
}

fn client_with(variables: &[(&str, &str)]) -> HttpClient {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    HttpClient::new(&|name| variables.get(name).map(|value| (*value).to_owned()))
}

fn get<'a>(url: &'a str, tls: &'a TlsSettings) -> HttpRequest<'a> {
    HttpRequest {
        timeout: PATIENCE,
        redirects: Redirects::Anywhere(10),
        body_limit: Some(1000),
        ..HttpRequest::new("GET", url, tls)
    }
}

fn localhost() -> Option<IpAddr> {
    "127.0.0.1".parse().ok()
}

fn fetch(url: &str) -> Exchange {
    client().exchange(&get(url, &TlsSettings::default()))
}

fn answer(exchange: Exchange) -> Answer {
    exchange.result.unwrap_or_else(|failure| panic!("{}", failure.label()))
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body.bytes).unwrap()
}

fn label(exchange: Exchange) -> String {
    match exchange.result {
        Ok(answer) => panic!("status {}", answer.status),
        Err(failure) => failure.label(),
    }
}

/// The failure of an exchange that has little time, which it must keep to.
fn label_in_short(url: &str) -> String {
    let tls = TlsSettings::default();
    let started = Instant::now();
    let exchange = client().exchange(&HttpRequest { timeout: SHORT, ..get(url, &tls) });
    let took = started.elapsed();
    assert!(took >= SHORT, "gave up after {took:?}");
    assert!(took < SHORT + Duration::from_secs(3), "took {took:?}");
    assert!(exchange.phases.total <= took);
    label(exchange)
}
