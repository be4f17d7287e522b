//! Calls of Cachet's API.

use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use super::wording;
use crate::domain::{
    Answer, Cachet, CachetVersion, HttpRequest, NetworkFailure, NetworkFailureKind, Revealed,
};
use crate::outbox::Sending;
use crate::outbox::schedule::{Arrival, Outcome};
use crate::outbox::wire::{failed, header, judged, network, origin, shown};

/// An answer of Cachet's is a few kilobytes.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// A Cachet whose token is at hand.
pub(super) struct Api<'a> {
    pub(super) cachet: &'a Cachet,
    sending: &'a Sending<'a>,
    token: Revealed,
}

/// The calls of one delivery, which share its time.
pub(super) struct Calls<'a> {
    api: &'a Api<'a>,
    /// Sent along as `Idempotency-Key`.
    key: &'a str,
    began: Instant,
    timeout: Duration,
}

/// Why a call did not do what it was for.
pub(super) enum Refusal {
    /// There is no such thing, or the API has no such call.
    Missing(Outcome),
    /// Anything else.
    Other(Outcome),
}

impl Refusal {
    /// What it means for the delivery.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Missing(outcome) | Self::Other(outcome) => outcome,
        }
    }
}

impl<'a> Api<'a> {
    /// Reads the token.
    ///
    /// # Errors
    ///
    /// What is missing, never a value.
    pub(super) fn prepare(cachet: &'a Cachet, sending: &'a Sending<'a>) -> Result<Self, String> {
        let token = sending.secrets.reveal(&cachet.token).map_err(|error| error.to_string())?;
        Ok(Self { cachet, sending, token })
    }

    pub(super) fn calls(&'a self, key: &'a str, timeout: Duration) -> Calls<'a> {
        Calls { api: self, key, began: Instant::now(), timeout }
    }
}

impl Calls<'_> {
    pub(super) fn version(&self) -> CachetVersion {
        self.api.cachet.version
    }

    pub(super) fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.call("GET", path, None)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.call("POST", path, Some(body))
    }

    pub(super) fn put(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.call("PUT", path, Some(body))
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refusal> {
        let address = format!("{}/{path}", self.api.cachet.api_url);
        let url = Url::parse(&address)
            .map_err(|_| Refusal::Other(failed("`cachet.api_url` is not a URL".to_owned())))?;
        let left = self.timeout.saturating_sub(self.began.elapsed());
        if left.is_zero() {
            let failure = NetworkFailure::new(NetworkFailureKind::ResponseTimeout);
            return Err(Refusal::Other(network(&url, &failure, Arrival::Excluded)));
        }
        let text = body.map(Value::to_string);
        let request = HttpRequest {
            headers: self.headers(body.is_some()),
            body: text.as_deref().map(str::as_bytes),
            timeout: left,
            body_limit: Some(LARGEST_ANSWER),
            ..HttpRequest::new(method, url.as_str(), &self.api.cachet.tls)
        };
        let exchange = self.api.sending.exchanger.exchange(&request);
        let arrival = Arrival::of(&exchange);
        match exchange.result {
            Ok(answer) => self.read(&url, &answer),
            Err(failure) => Err(Refusal::Other(network(&url, &failure, arrival))),
        }
    }

    fn headers(&self, has_body: bool) -> Vec<(String, String)> {
        let token = self.api.token.expose();
        let (name, value) = match self.version() {
            CachetVersion::V2 => ("X-Cachet-Token", token.to_owned()),
            CachetVersion::V3 => ("Authorization", format!("Bearer {token}")),
        };
        let mut headers =
            vec![(name.to_owned(), value), ("Accept".to_owned(), "application/json".to_owned())];
        if has_body {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
            headers.push(("Idempotency-Key".to_owned(), self.key.to_owned()));
        }
        headers
    }

    fn read(&self, url: &Url, answer: &Answer) -> Result<Value, Refusal> {
        let host = shown(url);
        match answer.status {
            200..=299 => serde_json::from_str(&answer.text()).map_err(|_| {
                let what = "but not in JSON: `cachet.api_url` is not that of an API";
                let status = answer.status;
                Refusal::Other(failed(format!("{host} answered HTTP {status}, {what}")))
            }),
            300..=399 => Err(Refusal::Other(failed(redirected(url, answer)))),
            // A token can be put right, and what waits then must still be there.
            401 | 403 => Err(Refusal::Other(failed(format!(
                "{host} answered HTTP {}: it does not take `cachet.token`",
                answer.status
            )))),
            // Only Cachet itself knows what it has not: a proxy in front of one that
            // restarts answers the same.
            404 | 405 if wording::is_error(&answer.body.bytes) => {
                Err(Refusal::Missing(refused(url, answer)))
            }
            _ => Err(Refusal::Other(self.judged(url, answer))),
        }
    }

    fn judged(&self, url: &Url, answer: &Answer) -> Outcome {
        judged(url, answer, self.api.sending.clock.now())
    }
}

fn refused(url: &Url, answer: &Answer) -> Outcome {
    Outcome::Refused(format!("{} answered HTTP {}", shown(url), answer.status))
}

/// Where a redirect leads, without the path.
fn redirected(url: &Url, answer: &Answer) -> String {
    let place = header(answer, "location").and_then(|place| url.join(place).ok());
    let place =
        place.map_or_else(|| "nowhere".to_owned(), |place| format!("to {}", origin(&place)));
    format!(
        "{} answered HTTP {} and redirects {place}, which is not followed: `cachet.api_url` has to name it",
        shown(url),
        answer.status
    )
}
