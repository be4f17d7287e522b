//! What an exchange with a receiver came to, in words that may be stored.
//!
//! Nothing of the URL but its host gets into those words, and nothing of the
//! answer but its status: both may hold tokens.

use jiff::Timestamp;
use url::Url;

use super::schedule::{Arrival, Outcome, parse_retry_after};
use crate::domain::{Answer, NetworkFailure, NetworkFailureKind};

/// A call of a push monitor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) url: Url,
    /// With one it is a POST.
    pub(super) body: Option<String>,
}

/// What an answer says of the try.
pub(super) fn judged(url: &Url, answer: &Answer, now: Timestamp) -> Outcome {
    let host = shown(url);
    let status = answer.status;
    match status {
        200..=299 => Outcome::Arrived,
        // The message itself is wrong, or nobody is there any more. Whatever else is
        // answered may be that of a proxy, or of a receiver that restarts.
        400 | 410 | 413 | 414 | 415 | 422 => {
            Outcome::Refused(format!("{host} answered HTTP {status}"))
        }
        _ => {
            let retry_after =
                header(answer, "retry-after").and_then(|value| parse_retry_after(value, now));
            let wish = retry_after
                .map(|wait| format!(", to be tried again in {} s", wait.as_secs()))
                .unwrap_or_default();
            let reason = format!("{host} answered HTTP {status}{wish}");
            Outcome::Failed { reason, retry_after, arrival: arrival_of(status) }
        }
    }
}

/// An answer says that the receiver did not take it, but for two: a gateway that
/// got no answer in time had passed it on, and what is to be looked at elsewhere was taken.
pub(super) fn arrival_of(status: u16) -> Arrival {
    if matches!(status, 303 | 504) { Arrival::Possible } else { Arrival::Excluded }
}

/// Host and port: all of a URL that may be shown.
pub(super) fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the destination");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The same with its scheme.
pub(super) fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), shown(url))
}

/// A header field of an answer.
pub(super) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// What a failure without an answer says of the try.
pub(super) fn network(url: &Url, failure: &NetworkFailure, arrival: Arrival) -> Outcome {
    let label = match failure.kind {
        NetworkFailureKind::Dns | NetworkFailureKind::Tls | NetworkFailureKind::Unequipped => {
            failure.label()
        }
        // Names the proxy, in words of our own.
        _ if failure.is_of_proxy => failure.label(),
        // Beyond its label such a failure may quote what was sent or answered.
        kind => kind.label().to_owned(),
    };
    let reason = format!("{}: {label}", shown(url));
    Outcome::Failed { reason, retry_after: None, arrival }
}

/// It may work later, and did not arrive.
pub(super) fn failed(reason: String) -> Outcome {
    Outcome::Failed { reason, retry_after: None, arrival: Arrival::Excluded }
}
