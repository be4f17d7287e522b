//! What is valid, but hardly meant.

use super::report::At;
use crate::domain::{Check, Service};

/// Warns of expectations that cannot do what they are there for.
pub(super) fn warn_of_expectations(service: &Service, url: &str, at: &At<'_>) {
    let request = &service.request;
    for (index, expectation) in service.expectations.iter().enumerate() {
        let place = at.key("expectation");
        let place = place.index(index);
        match &expectation.check {
            Check::Certificate { .. } if !url.starts_with("https") && !service.is_connection() => {
                place.suspicious("CERTIFICATE on an http URL: there is no certificate");
            }
            Check::Latency(threshold) if *threshold >= request.timeout => {
                place.suspicious(format!(
                    "a LATENCY of {} is never reached: `timeout` is {}",
                    humantime::format_duration(*threshold),
                    humantime::format_duration(request.timeout)
                ));
            }
            check if check.needs_body() && request.method == "HEAD" => {
                place.suspicious(format!("{} on a HEAD request: there is no body", check.kind()));
            }
            _ => {}
        }
    }
}
