//! Texts that mean something: durations, URLs, ranges, switches.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::report::At;
use crate::config::keys::Text;
use crate::domain::{IpVersion, StatusRange, TcpUrlError};
use crate::text::zone::has_zone;

/// Longer than any setting can mean; keeps later sums of times far from overflow.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// A duration: a bare number counts `unit`s, anything else is `humantime`.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn duration(text: &str, unit: Duration) -> Result<Duration, String> {
    let duration = match text.parse::<f64>() {
        Ok(number) if number.is_sign_negative() && number != 0.0 => {
            return Err(format!("{text:?} is negative"));
        }
        Ok(number) => Duration::try_from_secs_f64(number * unit.as_secs_f64()).ok(),
        Err(_) => humantime::parse_duration(text).ok(),
    };
    match duration {
        Some(duration) if duration > LONGEST => Err(format!("{text:?} is more than 100 years")),
        Some(duration) => Ok(duration),
        None => Err(format!("{text:?} is not a duration")),
    }
}

/// A duration in seconds that is above 0.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn positive_duration(text: &str) -> Result<Duration, String> {
    above_zero(text, duration(text, Duration::from_secs(1))?)
}

/// Refuses 0.
///
/// # Errors
///
/// That it is 0.
pub(super) fn above_zero(text: &str, duration: Duration) -> Result<Duration, String> {
    if duration.is_zero() { Err(format!("{text:?} is not above 0")) } else { Ok(duration) }
}

/// A time above 0.
pub(super) fn time(Text(text): &Text, unit: Duration, at: &At<'_>) -> Option<Duration> {
    at.accept(duration(text, unit).and_then(|time| above_zero(text, time)))
}

/// A half-open range: `200`, or `200-205` for 200 to 204.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn status_range(text: &str) -> Result<StatusRange, String> {
    let code = |part: &str| {
        let part = part.trim();
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|code| is_number && (100..=1000).contains(code))
    };
    let range = match text.split_once('-') {
        Some((from, until)) => code(from).zip(code(until)),
        None => code(text).map(|code| (code, code + 1)),
    };
    match range {
        Some((from, until)) if from < until => Ok(StatusRange { from, until }),
        Some(_) => Err(format!("{text:?} is empty: the second number is not part of the range")),
        None => {
            Err(format!("{text:?} is not a status or a range of them, such as 200 or \"200-300\""))
        }
    }
}

/// How many redirects: a number, `false` for none, `true` for the default.
///
/// # Errors
///
/// That it is none of these.
pub(super) fn redirects(text: &str, default: u32) -> Result<u32, String> {
    match text {
        "false" => Ok(0),
        "true" => Ok(default),
        _ => text
            .parse::<u32>()
            .ok()
            .filter(|count| *count <= 100)
            .ok_or_else(|| format!("{text:?} is not a number from 0 to 100, true or false")),
    }
}

/// Which addresses to use.
///
/// # Errors
///
/// That it is none of the words.
pub(super) fn ip_version(text: &str) -> Result<IpVersion, String> {
    match text {
        "any" => Ok(IpVersion::Any),
        "4" => Ok(IpVersion::V4),
        "6" => Ok(IpVersion::V6),
        _ => Err(format!("{text:?} is not one of any, 4, 6")),
    }
}

/// Whether `text` is a token of HTTP: a method or a header's name.
pub(super) fn is_http_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Why a text is no URL that can be called. Never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlError {
    /// It would have to be escaped.
    #[error("a URL cannot contain spaces or control characters")]
    Space,
    /// It is something else.
    #[error("not a http:// or https:// URL")]
    Scheme,
    /// Its host is valid on one machine only.
    #[error("a URL with an IPv6 zone (what follows %) is not supported")]
    Zone,
    /// It cannot be parsed.
    #[error("not a valid URL ({0})")]
    Invalid(url::ParseError),
    /// It would show a secret wherever it is shown.
    #[error("a URL cannot contain a user or a password")]
    Credentials,
    /// It says more or less than a connection needs.
    #[error("{0}")]
    Tcp(TcpUrlError),
}

/// As [`check_url`], and quicker where there are many.
///
/// # Errors
///
/// [`UrlError`] says why it cannot.
pub(super) fn check_service_url(text: &str) -> Result<(), UrlError> {
    if is_plain_url(text) { Ok(()) } else { check_url(text).map(drop) }
}

/// The URL that is written `at` and called as it stands, but for the upgrade.
pub(super) fn service_url(text: &str, at: &At<'_>) -> Option<Arc<str>> {
    match check_service_url(text) {
        Ok(()) => return Some(Arc::from(text)),
        // Not shown: a URL with credentials must not get into a log by being wrong.
        Err(error @ UrlError::Credentials) => at.wrong_with_hint(
            error.to_string(),
            "use `basic_auth`: the URL is printed, stored and sent to webhooks",
        ),
        Err(error) if text.contains('@') => at.wrong(error.to_string()),
        Err(error) => at.wrong(format!("{text:?}: {error}")),
    }
    None
}

/// The file that `text` names; relative to where it is written.
pub(super) fn file(Text(text): Text, directory: &Path, at: &At<'_>) -> Option<PathBuf> {
    if text.is_empty() {
        at.wrong("a path cannot be empty");
        return None;
    }
    if text.contains('\0') {
        at.wrong("a path cannot contain a NUL character");
        return None;
    }
    Some(directory.join(text))
}

/// Whether `text` is a URL of the most common kind, which needs no parser to
/// be found valid: a host of plain words, perhaps a port, and anything visible.
fn is_plain_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some((authority, path)) = rest.map(authority) else { return false };
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let is_plain_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with("xn--")
            && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    // A last word that begins with a digit could make the host an address.
    let has_name =
        host.rsplit('.').next().is_some_and(|word| word.starts_with(char::is_alphabetic));
    has_name
        && host.split('.').all(is_plain_word)
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok()
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Checks that `text` can be called as it stands.
///
/// # Errors
///
/// [`UrlError`] says why it cannot.
pub(crate) fn check_url(text: &str) -> Result<Url, UrlError> {
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(UrlError::Space);
    }
    let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(UrlError::Scheme);
    }
    // The parser would skip further slashes and take the path for a host.
    if rest.starts_with(['/', '\\']) {
        return Err(UrlError::Invalid(url::ParseError::EmptyHost));
    }
    let url = Url::parse(text).map_err(|error| {
        if has_zone(host(rest)) { UrlError::Zone } else { UrlError::Invalid(error) }
    })?;
    if authority(rest).0.contains('@') {
        return Err(UrlError::Credentials);
    }
    Ok(url)
}

/// The host of what follows `://`, in brackets where it has them.
fn host(rest: &str) -> &str {
    let authority = authority(rest).0;
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host_and_port.find(']') {
        Some(end) => host_and_port.get(..=end).unwrap_or_default(),
        None => host_and_port.split(':').next().unwrap_or_default(),
    }
}

/// The host and port of what follows `://`, and the rest.
fn authority(rest: &str) -> (&str, &str) {
    rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()))
}

/// The service's URL as it is called: http without a port, or with port 80,
/// becomes https; with another port somebody has to say what is meant.
///
/// `None` says that nobody did.
pub(super) fn upgraded(text: &str, upgrade: Option<bool>) -> Option<String> {
    let is_http = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    let Some(rest) = text.get(7..).filter(|_| is_http) else {
        return Some(text.to_owned());
    };
    let (host_and_port, path) = authority(rest);
    let port = host_and_port.rfind(':').filter(|colon| !after(host_and_port, *colon).contains(']'));
    let (host, port) = port.map_or((host_and_port, ""), |colon| {
        (host_and_port.get(..colon).unwrap_or_default(), after(host_and_port, colon))
    });
    let is_default = port.is_empty() || port.parse() == Ok(80);
    match (upgrade, is_default) {
        (Some(false), _) => Some(text.to_owned()),
        (_, true) => Some(format!("https://{host}{path}")),
        (Some(true), false) => Some(format!("https://{rest}")),
        (None, false) => None,
    }
}

fn after(text: &str, position: usize) -> &str {
    text.get(position + 1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_or_words() {
        let second = Duration::from_secs(1);
        let cases = [
            ("10", second, Ok(Duration::from_secs(10))),
            ("0.5", second, Ok(Duration::from_millis(500))),
            ("4", Duration::from_secs(3600), Ok(Duration::from_secs(4 * 3600))),
            ("1h 30m", second, Ok(Duration::from_secs(5400))),
            ("5x", second, Err("\"5x\" is not a duration")),
            ("", second, Err("\"\" is not a duration")),
            (".nan", second, Err("\".nan\" is not a duration")),
            ("nan", second, Err("\"nan\" is not a duration")),
            ("inf", second, Err("\"inf\" is not a duration")),
            ("-1", second, Err("\"-1\" is negative")),
            ("200y", second, Err("\"200y\" is more than 100 years")),
            ("1e300", second, Err("\"1e300\" is not a duration")),
        ];
        for (text, unit, expected) in cases {
            assert_eq!(duration(text, unit), expected.map_err(ToOwned::to_owned), "{text}");
        }
        assert_eq!(positive_duration("0s"), Err("\"0s\" is not above 0".to_owned()));
    }

    #[test]
    fn status_ranges_are_half_open() {
        let range = |from, until| Some(StatusRange { from, until });
        let cases = [
            ("200", range(200, 201)),
            ("200-205", range(200, 205)),
            ("200 - 205", range(200, 205)),
            ("100-1000", range(100, 1000)),
            ("205-200", None),
            ("200-200", None),
            ("20", None),
            ("+200", None),
            ("2xx", None),
            ("", None),
            ("200-", None),
        ];
        for (text, expected) in cases {
            assert_eq!(status_range(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn http_becomes_https_unless_somebody_says_otherwise() {
        let cases = [
            ("http://a.example/x?y#z", None, Some("https://a.example/x?y#z")),
            ("http://a.example:80/x", None, Some("https://a.example/x")),
            ("http://a.example:/x", None, Some("https://a.example/x")),
            ("HTTP://A.example", None, Some("https://A.example")),
            ("http://[::1]/x", None, Some("https://[::1]/x")),
            ("http://[::1]:80", None, Some("https://[::1]")),
            ("http://a.example?u=http://b:81", None, Some("https://a.example?u=http://b:81")),
            ("http://a.example/x", Some(false), Some("http://a.example/x")),
            ("http://a.example:80/x", Some(false), Some("http://a.example:80/x")),
            ("http://a.example:8080/x", None, None),
            ("http://a.example:8080/x", Some(false), Some("http://a.example:8080/x")),
            ("http://a.example:8080/x", Some(true), Some("https://a.example:8080/x")),
            ("https://a.example:80/x", None, Some("https://a.example:80/x")),
            ("https://A.example:443/ÿ", None, Some("https://A.example:443/ÿ")),
        ];
        for (text, upgrade, expected) in cases {
            assert_eq!(upgraded(text, upgrade).as_deref(), expected, "{text} {upgrade:?}");
        }
    }

    #[test]
    fn only_http_urls_with_a_host_and_nothing_hidden_are_urls() {
        for text in ["https://a.example", "http://[::1]:8080/x?y#z", "https://a.example/@x"] {
            assert!(check_url(text).is_ok(), "{text}");
        }
        let cases = [
            ("a.example", UrlError::Scheme),
            ("ftp://a.example", UrlError::Scheme),
            ("http:/a.example", UrlError::Scheme),
            ("https://", UrlError::Invalid(url::ParseError::EmptyHost)),
            ("https:///a.example", UrlError::Invalid(url::ParseError::EmptyHost)),
            ("https://a.example:99999", UrlError::Invalid(url::ParseError::InvalidPort)),
            ("https://[fe80::1%25eth0]/", UrlError::Zone),
            ("http://[fe80::1%eth0]:8080/x", UrlError::Zone),
            ("https://[fe80::x]/", UrlError::Invalid(url::ParseError::InvalidIpv6Address)),
            ("https://a.example/x y", UrlError::Space),
            (" https://a.example", UrlError::Space),
            ("https://a.example/\n", UrlError::Space),
            ("https://u:p@a.example/", UrlError::Credentials),
            ("https://@a.example/", UrlError::Credentials),
        ];
        for (text, expected) in cases {
            assert_eq!(check_url(text).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn only_a_host_of_words_needs_no_parser() {
        for text in ["https://shop.example/a?b=[c]#d", "http://web-1:8080", "https://1a.b2/"] {
            assert!(is_plain_url(text), "{text}");
        }
        for text in [
            "https://10.0.0.1/",
            "https://a.0x1",
            "https://[::1]/",
            "https://a.example:70000",
            "https://a..b/",
            "https://xn--a.example/",
            "https://u@a.example/",
            "https://a.example/é",
            "HTTPS://a.example",
        ] {
            assert!(!is_plain_url(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_needs_no_parser_would_pass_it(
            host in "[a-z0-9x.-]{1,12}",
            port in "(:[0-9]{0,6})?",
            rest in "([/?#\\\\][!-~]{0,8})?",
        ) {
            let text = format!("https://{host}{port}{rest}");
            proptest::prop_assert!(!is_plain_url(&text) || check_url(&text).is_ok(), "{}", text);
        }
    }
}
