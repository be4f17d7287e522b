//! What one level says about how a request is made.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::level::{Context, as_it_is, level};
use super::report::At;
use super::scalars::{self, file};
use super::secret::secret;
use crate::config::keys::{Pairs, Setting, Text};
use crate::config::raw::{RawBasicAuth, RawClientCertificate, RawSecret, RawService};
use crate::domain::{
    BasicAuth, ClientCertificate, IpVersion, RequestSettings, Secret, TcpTls, TlsSettings,
    unsendable,
};
use crate::text::zone::has_zone;

level! {
    /// The settings of one level.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    struct RequestLayer {
        method from method: String => method,
        headers from header: Vec<(String, Secret)> => headers,
        body from body: String => text,
        timeout from timeout: Duration => timeout,
        insecure from insecure: bool => as_it_is,
        ca_file from ca_file: PathBuf => path,
        client_certificate from client_certificate: ClientCertificate => client_certificate,
        tcp_tls from tls: TcpTls => tcp_tls,
        basic_auth from basic_auth: BasicAuth => credentials,
        follow_redirects from follow_redirects: u32 => redirects,
        resolve from resolve: IpAddr => address,
        ip_version from ip_version: IpVersion => ip_version,
    }
}

impl RequestLayer {
    /// Warns where what this level says itself leaves `all` with two credentials.
    pub(super) fn warn_of_two_authorizations(&self, all: &Self, at: &At<'_>) {
        let (Setting::Given(_), Setting::Given(headers)) = (&all.basic_auth, &all.headers) else {
            return;
        };
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
            return;
        }
        let key = match (&self.basic_auth, &self.headers) {
            (Setting::Given(_), _) => "basic_auth",
            (_, Setting::Given(_)) => "header",
            _ => return,
        };
        at.key(key)
            .suspicious("there is a header Authorization too, which is sent; `basic_auth` is not");
    }

    /// Whether this level says nothing about requests.
    pub(super) fn is_silent(&self) -> bool {
        *self == Self::default()
    }

    /// The settings; to be called once they are settled.
    pub(super) fn settings(self) -> RequestSettings {
        RequestSettings {
            method: self.method.sure(),
            headers: self.headers.value().unwrap_or_default(),
            body: self.body.value(),
            timeout: self.timeout.sure(),
            tls: TlsSettings {
                insecure: self.insecure.sure(),
                ca_file: self.ca_file.value(),
                client_certificate: self.client_certificate.value(),
            },
            tcp_tls: self.tcp_tls.sure(),
            basic_auth: self.basic_auth.value(),
            follow_redirects: self.follow_redirects.sure(),
            resolve: self.resolve.value(),
            ip_version: self.ip_version.sure(),
        }
    }
}

fn text(Text(text): Text, _: &mut Context<'_>, _: &At<'_>) -> String {
    text
}

fn timeout(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<Duration> {
    at.accept(scalars::positive_duration(&text))
}

fn path(text: Text, context: &mut Context<'_>, at: &At<'_>) -> Option<PathBuf> {
    file(text, context.directory, at)
}

fn credentials(raw: RawBasicAuth, context: &mut Context<'_>, at: &At<'_>) -> Option<BasicAuth> {
    basic_auth(raw.user, raw.password, context.directory, at)
}

fn redirects(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<u32> {
    at.accept(scalars::redirects(&text, RequestSettings::default().follow_redirects))
}

fn ip_version(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<IpVersion> {
    at.accept(scalars::ip_version(&text))
}

fn tcp_tls(Text(word): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<TcpTls> {
    let tls = TcpTls::parse(&word);
    if tls.is_none() {
        at.wrong(format!("{word:?} is not one of true, false, smtp, imap"));
    }
    tls
}

fn method(Text(word): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<String> {
    if !scalars::is_http_token(&word) {
        at.wrong(format!("{word:?} is not an HTTP method"));
        return None;
    }
    if word.eq_ignore_ascii_case("CONNECT") {
        at.wrong("CONNECT opens a tunnel, it has no answer to check");
        return None;
    }
    // Every method that there is has this case, and servers know no other.
    Some(word.to_ascii_uppercase())
}

/// Header fields that frame the message; a wrong one would break the exchange itself.
const OURS: &[&str] = &["content-length", "transfer-encoding", "connection", "upgrade", "te"];

fn headers(
    pairs: Pairs<RawSecret>,
    context: &mut Context<'_>,
    at: &At<'_>,
) -> Vec<(String, Secret)> {
    header_fields(pairs, context.directory, at)
}

/// Header fields; values that are written out are looked at.
pub(super) fn header_fields(
    Pairs(pairs): Pairs<RawSecret>,
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
        } else if let Secret::Literal(text) = &value
            && let Some(why) = unsendable(&name, text)
        {
            at.suspicious(format!("it {why}, and cannot be sent: the service will be unknown"));
        }
        headers.push((name.clone(), value));
    }
    headers
}

fn client_certificate(
    raw: RawClientCertificate,
    context: &mut Context<'_>,
    at: &At<'_>,
) -> Option<ClientCertificate> {
    let cert = file(raw.cert, context.directory, &at.key("cert"));
    let key = file(raw.key, context.directory, &at.key("key"));
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

fn address(Text(text): Text, _: &mut Context<'_>, at: &At<'_>) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(&text).parse().ok();
    if address.is_none() && has_zone(&text) {
        at.wrong_with_hint(
            format!("{text:?} has an IPv6 zone (what follows %), which is not supported"),
            "name an address that is valid without it, not a link-local one (fe80::/10)",
        );
    } else if address.is_none() {
        at.wrong(format!("{text:?} is not an IP address"));
    }
    address
}
