//! One request and its answer on a ready connection.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{self, Response, header, request};
use ureq::{Agent, Error};

use crate::domain::{Body, NetworkFailure, NetworkFailureKind as Kind};

use super::chunks::{BadChunk, Chunks};
use super::classify::{self, Stage};
use super::coding::{self, Codings, Damaged};
use super::head::Head;
use super::redirect::Call;
use super::transport::{Connection, Marks, NoResolver, Ready, Stop};

/// An answer whose body is still to be read.
pub(super) struct Answered {
    response: Response<ureq::Body>,
    /// Neither the method nor the status rules a body out.
    has_body: bool,
    marks: Arc<Marks>,
}

/// What we ask for; more is read (see [`super::coding`]).
const ACCEPTED: &str = "gzip";

/// What all requests have in common.
pub(super) fn config() -> Config {
    Config::builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .max_idle_connections(0)
        .accept_encoding(ACCEPTED)
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

/// A call, and what this hop adds to it.
pub(super) struct Request<'a> {
    pub(super) call: &'a Call<'a>,
    /// Replaces a `Cookie` field of the call's own.
    pub(super) cookies: Option<Vec<u8>>,
    pub(super) proxy_authorization: Option<&'a str>,
}

/// Sends the request and waits for the answer's headers.
pub(super) fn ask(
    config: &Config,
    request: &Request<'_>,
    connection: Connection,
    marks: Arc<Marks>,
) -> Result<Answered, NetworkFailure> {
    let agent = Agent::with_parts(config.clone(), Ready::new(connection), NoResolver);
    let head = head(request);
    let outcome = match body(request.call) {
        Some(bytes) => head.body(bytes).map_err(Error::from).and_then(|it| agent.run(it)),
        None => head.body(()).map_err(Error::from).and_then(|it| agent.run(it)),
    };
    match outcome {
        Ok(response) => {
            marks.headers.get_or_init(std::time::Instant::now);
            let method = request.call.method.as_str();
            let has_body = match response.status().as_u16() {
                100..200 | 204 | 304 => false,
                200..300 if method.eq_ignore_ascii_case("CONNECT") => false,
                _ => !method.eq_ignore_ascii_case("HEAD"),
            };
            Ok(Answered { response, has_body, marks })
        }
        Err(error) => Err(failure(&error, &marks)),
    }
}

fn head(request: &Request<'_>) -> request::Builder {
    let call = request.call;
    let mut builder = http::Request::builder().method(call.method.as_str()).uri(call.url.as_str());
    let mut says_how_to_end = false;
    for (name, value) in &call.headers {
        // The length is ours to say: a wrong one would never end.
        if name.eq_ignore_ascii_case("content-length")
            || name.eq_ignore_ascii_case("transfer-encoding")
            || (request.cookies.is_some() && name.eq_ignore_ascii_case("cookie"))
        {
            continue;
        }
        says_how_to_end |= name.eq_ignore_ascii_case("connection");
        builder = builder.header(name.as_str(), value.as_str());
    }
    if !says_how_to_end {
        builder = builder.header(header::CONNECTION, "close");
    }
    if let Some(cookies) = &request.cookies {
        builder = builder.header(header::COOKIE, cookies.as_slice());
    }
    if let Some(authorization) = request.proxy_authorization {
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

    /// The head as it came; ureq has seen a part of it only.
    pub(super) fn head(&self) -> Option<&Head> {
        self.marks.head.get()
    }

    /// The bytes of the last `Location`.
    pub(super) fn location(&self) -> Option<&[u8]> {
        let last = self.head()?.values("location").next_back()?;
        Some(&last.value)
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let fields = self.head().map(|head| head.fields.as_slice()).unwrap_or_default();
        fields.iter().map(|field| (field.name.clone(), field.text())).collect()
    }

    /// How the body was compressed, by its sender and then on its way.
    fn codings(&self) -> Codings {
        let elements = ["content-encoding", "transfer-encoding"];
        let head = self.head().into_iter();
        coding::codings(head.flat_map(|head| elements.into_iter().flat_map(|it| head.elements(it))))
    }

    /// From the hop's beginning to its headers.
    pub(super) fn latency(&self, hop_started: Instant) -> Duration {
        let headers = self.marks.headers.get();
        headers.map_or(Duration::ZERO, |at| at.saturating_duration_since(hop_started))
    }

    /// At most `limit` bytes of the body, decompressed.
    pub(super) fn read_body(&mut self, limit: usize) -> Result<Body, NetworkFailure> {
        if !self.has_body {
            return Ok(Body::default());
        }
        let codings = self.codings();
        // One more, to know whether there is one.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let marks = Arc::clone(&self.marks);
        let broken = |error: io::Error| broken_body(error, &marks);
        let is_chunked = self.head().is_some_and(Head::is_chunked);
        let raw = self.response.body_mut().as_reader();
        let mut body: Box<dyn Read> =
            if is_chunked { Box::new(Chunks::new(BufReader::new(raw))) } else { Box::new(raw) };
        let formats = match codings {
            Codings::Readable(formats) => formats,
            Codings::Unreadable(coding) => {
                let length = skip(&mut body, most).map_err(broken)?;
                let unreadable = (length > 0).then_some(coding);
                return Ok(Body { unreadable, ..Body::default() });
            }
            Codings::TooMany => return Err(invalid("the body is compressed too often")),
        };
        let mut bytes = Vec::new();
        let unpacked = coding::unpacked(&mut body, &formats).take(most).read_to_end(&mut bytes);
        unpacked.map_err(broken)?;
        let is_cut = bytes.len() > limit;
        bytes.truncate(limit);
        if !is_cut {
            // What was promised has to come, also where it is of no use any more.
            skip(&mut body, most).map_err(broken)?;
        }
        Ok(Body { bytes, is_cut, unreadable: None })
    }
}

/// Reads at most that much, for nothing.
fn skip(body: &mut impl Read, most: u64) -> io::Result<u64> {
    io::copy(&mut body.take(most), &mut io::sink())
}

fn broken_body(error: io::Error, marks: &Marks) -> NetworkFailure {
    if let Some(BadChunk(why)) = BadChunk::within(&error) {
        return invalid(*why);
    }
    let Some(damaged) = Damaged::within(&error) else {
        return failure(&Error::from(error), marks);
    };
    // A body without a length that just stops is the connection's fault.
    if damaged.is_short && marks.end.get().is_some() {
        return classify::broken(&io::ErrorKind::UnexpectedEof.into(), Stage::Body, None);
    }
    invalid(damaged.to_string())
}

fn invalid(detail: impl Into<String>) -> NetworkFailure {
    NetworkFailure::with_detail(Kind::InvalidResponse, detail)
}

/// What ureq objected to, or what stopped the connection under it.
fn failure(error: &Error, marks: &Marks) -> NetworkFailure {
    match error {
        Error::Other(inner) => match inner.downcast_ref::<Stop>() {
            Some(Stop(failure)) => failure.clone(),
            None => invalid(inner.to_string()),
        },
        Error::Io(error) => classify::broken(error, marks.stage(), None),
        Error::Timeout(_) => NetworkFailure::new(Kind::ResponseTimeout),
        Error::Protocol(error) => invalid(error.to_string()),
        Error::Http(error) => NetworkFailure::with_detail(Kind::Unusable, error.to_string()),
        Error::BadUri(why) => NetworkFailure::with_detail(Kind::Unusable, why.clone()),
        other => {
            NetworkFailure::with_detail(Kind::Closed, format!("cannot make the request: {other}"))
        }
    }
}
