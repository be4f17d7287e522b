//! What one level says about how a request is made.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::report::At;
use super::scalars::{self, file};
use super::secret::secret;
use crate::config::keys::{Pairs, Setting, Text};
use crate::config::raw::{RawBasicAuth, RawClientCertificate, RawSecret, RawService};
use crate::domain::{
    BasicAuth, ClientCertificate, IpVersion, RequestSettings, Secret, TlsSettings,
};

/// The settings of one level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RequestLayer {
    pub(super) method: Setting<String>,
    pub(super) headers: Setting<Vec<(String, Secret)>>,
    pub(super) body: Setting<String>,
    pub(super) timeout: Setting<Duration>,
    pub(super) insecure: Setting<bool>,
    pub(super) ca_file: Setting<PathBuf>,
    pub(super) client_certificate: Setting<ClientCertificate>,
    pub(super) basic_auth: Setting<BasicAuth>,
    pub(super) follow_redirects: Setting<u32>,
    pub(super) resolve: Setting<IpAddr>,
    pub(super) ip_version: Setting<IpVersion>,
}

impl RequestLayer {
    /// Whether this level says nothing about requests.
    pub(super) fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// This level's settings, and the next one's where it says nothing.
    pub(super) fn over(&self, next: &Self) -> Self {
        Self {
            method: self.method.or(&next.method),
            headers: self.headers.or(&next.headers),
            body: self.body.or(&next.body),
            timeout: self.timeout.or(&next.timeout),
            insecure: self.insecure.or(&next.insecure),
            ca_file: self.ca_file.or(&next.ca_file),
            client_certificate: self.client_certificate.or(&next.client_certificate),
            basic_auth: self.basic_auth.or(&next.basic_auth),
            follow_redirects: self.follow_redirects.or(&next.follow_redirects),
            resolve: self.resolve.or(&next.resolve),
            ip_version: self.ip_version.or(&next.ip_version),
        }
    }

    /// The settings, with the built-in defaults where no level says anything.
    pub(super) fn settings(self) -> RequestSettings {
        let default = RequestSettings::default();
        RequestSettings {
            method: self.method.value().unwrap_or(default.method),
            headers: self.headers.value().unwrap_or(default.headers),
            body: self.body.value(),
            timeout: self.timeout.value().unwrap_or(default.timeout),
            tls: TlsSettings {
                insecure: self.insecure.value().unwrap_or_default(),
                ca_file: self.ca_file.value(),
                client_certificate: self.client_certificate.value(),
            },
            basic_auth: self.basic_auth.value(),
            follow_redirects: self.follow_redirects.value().unwrap_or(default.follow_redirects),
            resolve: self.resolve.value(),
            ip_version: self.ip_version.value().unwrap_or(default.ip_version),
        }
    }
}

/// Checks what is written `at` about requests, and gives the other keys back.
pub(super) fn layer(
    mut raw: RawService,
    directory: &Path,
    at: &At<'_>,
) -> (RawService, RequestLayer) {
    use std::mem::take;
    let text = |Text(text)| text;
    let follow = RequestSettings::default().follow_redirects;
    let request = RequestLayer {
        method: take(&mut raw.method).and_then(|Text(word)| method(word, &at.key("method"))),
        headers: take(&mut raw.header)
            .and_then(|Pairs(pairs)| Some(headers(pairs, directory, &at.key("header")))),
        body: take(&mut raw.body).and_then(|body| Some(text(body))),
        timeout: take(&mut raw.timeout)
            .and_then(|Text(text)| at.key("timeout").accept(scalars::positive_duration(&text))),
        insecure: raw.insecure.clone(),
        ca_file: take(&mut raw.ca_file).and_then(|path| file(path, directory, &at.key("ca_file"))),
        client_certificate: take(&mut raw.client_certificate)
            .and_then(|pair| client_certificate(pair, directory, &at.key("client_certificate"))),
        basic_auth: take(&mut raw.basic_auth).and_then(|RawBasicAuth { user, password }| {
            basic_auth(user, password, directory, &at.key("basic_auth"))
        }),
        follow_redirects: take(&mut raw.follow_redirects).and_then(|Text(text)| {
            at.key("follow_redirects").accept(scalars::redirects(&text, follow))
        }),
        resolve: take(&mut raw.resolve).and_then(|Text(text)| address(&text, &at.key("resolve"))),
        ip_version: take(&mut raw.ip_version)
            .and_then(|Text(text)| at.key("ip_version").accept(scalars::ip_version(&text))),
    };
    (raw, request)
}

fn method(word: String, at: &At<'_>) -> Option<String> {
    if !scalars::is_http_token(&word) {
        at.wrong(format!("{word:?} is not an HTTP method"));
        return None;
    }
    if word.eq_ignore_ascii_case("CONNECT") {
        at.wrong("CONNECT opens a tunnel, it has no answer to check");
        return None;
    }
    if word != word.to_ascii_uppercase() {
        at.suspicious(format!(
            "{word:?} is not {:?}: methods are case-sensitive",
            word.to_ascii_uppercase()
        ));
    }
    Some(word)
}

/// Header fields that frame the message; a wrong one would break the exchange itself.
const OURS: &[&str] = &["content-length", "transfer-encoding", "connection", "upgrade", "te"];

fn headers(
    pairs: Vec<(String, RawSecret)>,
    directory: &Path,
    at: &At<'_>,
) -> Vec<(String, Secret)> {
    let mut headers: Vec<(String, Secret)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let at = at.key(&name);
        if !scalars::is_http_token(&name) {
            at.wrong("not the name of a header");
        } else if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            at.wrong("ronde sets this header itself");
        } else if headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            at.wrong("given twice (upper and lower case are the same in a header's name)");
        }
        let Some(value) = secret(value, directory, &at) else { continue };
        if let Secret::Literal(text) = &value
            && text.chars().any(|character| character.is_control() && character != '\t')
        {
            at.wrong("a header's value cannot contain line breaks or control characters");
        }
        headers.push((name.clone(), value));
    }
    headers
}

fn client_certificate(
    raw: RawClientCertificate,
    directory: &Path,
    at: &At<'_>,
) -> Option<ClientCertificate> {
    let cert = file(raw.cert, directory, &at.key("cert"));
    let key = file(raw.key, directory, &at.key("key"));
    Some(ClientCertificate { cert: cert?, key: key? })
}

/// User and password; a password that is not given is empty.
pub(super) fn basic_auth(
    Text(user): Text,
    password: Option<RawSecret>,
    directory: &Path,
    at: &At<'_>,
) -> Option<BasicAuth> {
    if user.contains(':') || user.chars().any(char::is_control) {
        at.key("user").wrong("a user's name cannot contain a colon or control characters");
        return None;
    }
    let password = match password {
        Some(raw) => secret(raw, directory, &at.key("password"))?,
        None => Secret::Literal(String::new()),
    };
    Some(BasicAuth { user, password })
}

fn address(text: &str, at: &At<'_>) -> Option<IpAddr> {
    let address = text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    if address.is_none() {
        at.wrong(format!("{text:?} is not an IP address"));
    }
    address
}
