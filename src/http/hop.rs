//! One request and its answer on a ready connection.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Request, Response, header, request};
use ureq::{Agent, Error};

use crate::domain::{Body, NetworkFailure, NetworkFailureKind as Kind};

use super::classify::{self, Stage};
use super::redirect::Call;
use super::transport::{Connection, MAX_HEADER_BYTES, Marks, NoResolver, Ready, Stop};

/// An answer whose body is still to be read.
pub(super) struct Answered {
    response: Response<ureq::Body>,
    marks: Arc<Marks>,
}

/// What all requests have in common.
pub(super) fn config() -> Config {
    Config::builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .max_idle_connections(0)
        .max_response_header_size(MAX_HEADER_BYTES)
        .user_agent(super::USER_AGENT)
        .build()
}

/// Room for the request's longest line.
pub(super) fn longest_line(call: &Call<'_>) -> usize {
    let longest_field =
        call.headers.iter().map(|(name, value)| name.len() + value.len()).max().unwrap_or(0);
    let first_line = call.method.len() + call.url.as_str().len();
    // Beside them, the version and the ends of the lines.
    longest_field.max(first_line) + 64
}

/// Sends the request and waits for the answer's headers.
pub(super) fn ask(
    config: &Config,
    call: &Call<'_>,
    proxy_authorization: Option<&str>,
    connection: Connection,
    marks: Arc<Marks>,
) -> Result<Answered, NetworkFailure> {
    let agent = Agent::with_parts(config.clone(), Ready::new(connection), NoResolver);
    let request = head(call, proxy_authorization);
    let outcome = match body(call) {
        Some(bytes) => request.body(bytes).map_err(Error::from).and_then(|it| agent.run(it)),
        None => request.body(()).map_err(Error::from).and_then(|it| agent.run(it)),
    };
    match outcome {
        Ok(response) => {
            marks.headers.get_or_init(std::time::Instant::now);
            Ok(Answered { response, marks })
        }
        Err(error) => Err(failure(&error, &marks)),
    }
}

fn head(call: &Call<'_>, proxy_authorization: Option<&str>) -> request::Builder {
    let mut builder = Request::builder().method(call.method.as_str()).uri(call.url.as_str());
    let mut says_how_to_end = false;
    for (name, value) in &call.headers {
        // The length is ours to say: a wrong one would never end.
        if name.eq_ignore_ascii_case("content-length")
            || name.eq_ignore_ascii_case("transfer-encoding")
        {
            continue;
        }
        says_how_to_end |= name.eq_ignore_ascii_case("connection");
        builder = builder.header(name.as_str(), value.as_str());
    }
    if !says_how_to_end {
        builder = builder.header(header::CONNECTION, "close");
    }
    if let Some(authorization) = proxy_authorization {
        builder = builder.header(header::PROXY_AUTHORIZATION, authorization);
    }
    builder
}

fn body<'a>(call: &Call<'a>) -> Option<&'a [u8]> {
    // Servers want a length of these, even of nothing.
    let needs_length = matches!(call.method.as_str(), "POST" | "PUT" | "PATCH");
    call.body.or(needs_length.then_some(&[]))
}

impl Answered {
    pub(super) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The last `Location`, read leniently.
    pub(super) fn location(&self) -> Option<Cow<'_, str>> {
        let location = self.response.headers().get_all(header::LOCATION).iter().next_back()?;
        Some(String::from_utf8_lossy(location.as_bytes()))
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let decode =
            |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), decode(value)))
            .collect()
    }

    /// From the hop's beginning to its headers.
    pub(super) fn latency(&self, hop_started: Instant) -> Duration {
        let headers = self.marks.headers.get();
        headers.map_or(Duration::ZERO, |at| at.saturating_duration_since(hop_started))
    }

    /// At most `limit` bytes of the body, decompressed.
    pub(super) fn read_body(&mut self, limit: usize) -> Result<Body, NetworkFailure> {
        // One more, to know whether there is one.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        self.response
            .body_mut()
            .as_reader()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| failure(&Error::from(error), &self.marks))?;
        let is_cut = bytes.len() > limit;
        bytes.truncate(limit);
        Ok(Body { bytes, is_cut })
    }
}

/// What ureq objected to, or what stopped the connection under it.
fn failure(error: &Error, marks: &Marks) -> NetworkFailure {
    let invalid = |detail: String| NetworkFailure::with_detail(Kind::InvalidResponse, detail);
    match error {
        Error::Other(inner) => match inner.downcast_ref::<Stop>() {
            Some(Stop(failure)) => failure.clone(),
            None => invalid(inner.to_string()),
        },
        Error::Io(error) => classify::broken(error, marks.stage(), None),
        Error::Timeout(_) => NetworkFailure::new(Kind::ResponseTimeout),
        Error::Protocol(error) => invalid(objection(&error.to_string())),
        Error::LargeResponseHeader(..) => {
            invalid(format!("more than {} KiB of headers", MAX_HEADER_BYTES / 1024))
        }
        Error::BodyStalled => invalid("a chunk's head never ends".to_owned()),
        Error::Decompress(_, error) => broken_compression(error, marks),
        Error::Http(error) => NetworkFailure::with_detail(Kind::Unusable, error.to_string()),
        Error::BadUri(why) => NetworkFailure::with_detail(Kind::Unusable, why.clone()),
        other => {
            NetworkFailure::with_detail(Kind::Closed, format!("cannot make the request: {other}"))
        }
    }
}

fn objection(text: &str) -> String {
    match text {
        "http parse resulted in too many headers" => "too many headers".to_owned(),
        other => other.strip_prefix("http parse fail: ").unwrap_or(other).to_owned(),
    }
}

fn broken_compression(error: &io::Error, marks: &Marks) -> NetworkFailure {
    // A body without a length that just stops is the connection's fault.
    if error.kind() == io::ErrorKind::UnexpectedEof && marks.end.get().is_some() {
        return classify::broken(error, Stage::Body, None);
    }
    NetworkFailure::with_detail(Kind::InvalidResponse, "the gzip body is damaged")
}
