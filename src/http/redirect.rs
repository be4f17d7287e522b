//! Where a redirect leads, and what of the request may go there.
//!
//! Kept apart from ureq's own redirects, which know neither how to stay on a host
//! nor which of our header fields are secret.

use percent_encoding::{AsciiSet, percent_encode};
use url::Url;

use crate::domain::Redirects;

/// One request of an exchange; an exchange has one per redirect, and the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) method: String,
    /// Without user, password and fragment.
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<&'a [u8]>,
    /// The client certificate may be offered: no redirect has left the site that it
    /// was configured for.
    pub(super) may_identify: bool,
}

impl Call<'_> {
    /// The value of the first header field of that name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.headers.iter();
        let (_, value) = fields.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// What an answer asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// Nothing: it is the answer.
    Stay,
    /// Another call.
    Follow(Call<'a>),
    /// Something that cannot be done, and why.
    Impossible(String),
}

/// Nothing of ASCII: what of that has to be encoded is the URL parser's to know.
const NO_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// What an answer with this status and `Location` asks for, as far as `policy` follows it.
/// A byte that is not ASCII is asked for as it is, whatever character was meant.
pub(super) fn next<'a>(
    call: &Call<'a>,
    status: u16,
    location: Option<&[u8]>,
    policy: Redirects,
) -> Next<'a> {
    let (301 | 302 | 303 | 307 | 308, Some(location)) = (status, location) else {
        return Next::Stay;
    };
    // An empty one leads nowhere, for browsers and for curl.
    if policy.limit() == 0 || location.is_empty() {
        return Next::Stay;
    }
    let impossible = |why: String| match policy {
        Redirects::KeepingMessage(_) => Next::Stay,
        _ => Next::Impossible(why),
    };
    let location = percent_encode(location, NO_ASCII).to_string();
    let Ok(mut url) = call.url.join(&location) else {
        return impossible("a redirect to something that is not a URL".to_owned());
    };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return impossible(format!("a redirect to a {} URL", url.scheme()));
    }
    strip(&mut url);
    if !matches!(policy, Redirects::Anywhere(_)) && !is_same_site(&call.url, &url) {
        return Next::Stay;
    }
    let mut follow = Call { url, ..call.clone() };
    if becomes_get(&call.method, status, policy) {
        "GET".clone_into(&mut follow.method);
        follow.body = None;
        follow.headers.retain(|(name, _)| !describes_body(name));
    }
    if !is_same_site(&call.url, &follow.url) {
        follow.headers.retain(|(name, _)| is_harmless(name));
        // Who we are is nobody else's business either, and a way back is no proof of
        // where the request has been.
        follow.may_identify = false;
    }
    Next::Follow(follow)
}

/// The URL as a message names it: the values of its query may be secret, and its
/// length is the server's choice.
pub(super) fn shown(url: &Url) -> String {
    const LONGEST: usize = 200;
    let mut shown = url.clone();
    if url.query().is_some() {
        let masked: Vec<String> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) => format!("{name}=***"),
                None => "***".to_owned(),
            })
            .collect();
        shown.set_query(Some(&masked.join("&")));
    }
    let shown = shown.to_string();
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown,
    }
}

/// Removes what is no part of a request's target: user and password, which may be
/// secret, and the fragment.
pub(super) fn strip(url: &mut Url) {
    url.set_fragment(None);
    // Fails only for URLs without a host, which have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// Whether what is meant for one may go to the other: the same host and port, or
/// its encrypted twin.
pub(super) fn is_same_site(from: &Url, to: &Url) -> bool {
    let is_upgrade = from.scheme() == "http"
        && to.scheme() == "https"
        && from.port().is_none()
        && to.port().is_none();
    let has_same_origin =
        from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default();
    from.host() == to.host() && (has_same_origin || is_upgrade)
}

/// As browsers do, and Python's requests, unless the message has to be kept.
fn becomes_get(method: &str, status: u16, policy: Redirects) -> bool {
    match status {
        303 => method != "GET" && method != "HEAD",
        301 | 302 if matches!(policy, Redirects::KeepingMessage(_)) => false,
        301 | 302 => method == "POST",
        _ => false,
    }
}

fn describes_body(name: &str) -> bool {
    ["content-type", "content-encoding", "content-language", "content-location", "expect"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Any other field may hold a key for the first host.
fn is_harmless(name: &str) -> bool {
    [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-type",
        "pragma",
        "range",
        "user-agent",
    ]
    .iter()
    .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANYWHERE: Redirects = Redirects::Anywhere(10);

    fn call(method: &str, url: &str) -> Call<'static> {
        let headers = ["Accept", "Authorization", "Content-Type", "Cookie", "Host", "X-Key"];
        Call {
            method: method.to_owned(),
            url: Url::parse(url).unwrap(),
            headers: headers.map(|name| (name.to_owned(), "value".to_owned())).into(),
            body: Some(b"body"),
            may_identify: true,
        }
    }

    fn follow(call: &Call<'static>, status: u16, location: &str) -> Call<'static> {
        match next(call, status, Some(location.as_bytes()), ANYWHERE) {
            Next::Follow(call) => call,
            other => panic!("{other:?}"),
        }
    }

    fn names<'a>(call: &'a Call<'_>) -> Vec<&'a str> {
        call.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn only_a_redirect_with_a_location_is_followed() {
        let call = call("GET", "http://a.example/");
        for status in [200, 201, 300, 304, 305, 404] {
            assert_eq!(next(&call, status, Some(b"/b"), ANYWHERE), Next::Stay, "{status}");
        }
        assert_eq!(next(&call, 302, None, ANYWHERE), Next::Stay);
    }

    #[test]
    fn a_location_is_relative_to_the_call() {
        let cases = [
            ("/b", "http://a.example/b"),
            ("b?c", "http://a.example/x/b?c"),
            ("//c.example", "http://c.example/"),
            ("https://u:p@c.example/d#e", "https://c.example/d"),
        ];
        for (location, expected) in cases {
            let call = call("GET", "http://a.example/x/y");
            assert_eq!(follow(&call, 301, location).url.as_str(), expected);
        }
    }

    #[test]
    fn the_bytes_of_a_location_are_kept() {
        let cases: &[(&[u8], &str)] = &[
            (b"/jos\xe9", "http://a.example/jos%E9"),
            (b"/jos\xc3\xa9?q=\xe9", "http://a.example/jos%C3%A9?q=%E9"),
            (b"/jos%e9 x", "http://a.example/jos%e9%20x"),
            (b"//m\xc3\xbcnchen.example/", "http://xn--mnchen-3ya.example/"),
        ];
        for (location, expected) in cases {
            match next(&call("GET", "http://a.example/"), 302, Some(location), ANYWHERE) {
                Next::Follow(call) => assert_eq!(call.url.as_str(), *expected),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(next(&call("GET", "http://a.example/"), 302, Some(b""), ANYWHERE), Next::Stay);
    }

    #[test]
    fn not_every_location_can_be_followed() {
        let call = call("GET", "http://a.example/");
        let cases = [
            ("ftp://a.example/", "a redirect to a ftp URL"),
            ("mailto:a@b", "a redirect to a mailto URL"),
            ("http://[", "a redirect to something that is not a URL"),
        ];
        for (location, why) in cases {
            assert_eq!(
                next(&call, 302, Some(location.as_bytes()), ANYWHERE),
                Next::Impossible(why.to_owned())
            );
        }
    }

    #[test]
    fn the_method_changes_as_in_browsers() {
        let cases = [
            ("POST", 301, "GET"),
            ("POST", 302, "GET"),
            ("POST", 303, "GET"),
            ("POST", 307, "POST"),
            ("POST", 308, "POST"),
            ("PUT", 302, "PUT"),
            ("PUT", 303, "GET"),
            ("HEAD", 303, "HEAD"),
            ("HEAD", 302, "HEAD"),
        ];
        for (method, status, expected) in cases {
            let followed = follow(&call(method, "http://a.example/"), status, "/b");
            assert_eq!(followed.method, expected, "{method} {status}");
            assert_eq!(followed.body.is_some(), expected == method, "{method} {status}");
        }
        let followed = follow(&call("POST", "http://a.example/"), 302, "/b");
        assert_eq!(names(&followed), ["Accept", "Authorization", "Cookie", "Host", "X-Key"]);
    }

    #[test]
    fn secrets_stay_on_their_site() {
        let cases = [
            ("http://a.example/", "http://a.example/b", true),
            ("http://a.example/", "http://A.EXAMPLE:80/b", true),
            ("http://a.example/", "https://a.example/", true),
            ("https://a.example/", "http://a.example/", false),
            ("http://a.example:81/", "https://a.example/", false),
            ("https://a.example/", "https://a.example:8443/", false),
            ("https://a.example/", "https://b.example/", false),
            ("https://a.example/", "https://www.a.example/", false),
        ];
        for (from, to, is_same) in cases {
            let followed = follow(&call("GET", from), 307, to);
            assert_eq!(is_same_site(&Url::parse(from).unwrap(), &followed.url), is_same);
            let expected: &[&str] = if is_same {
                &["Accept", "Authorization", "Content-Type", "Cookie", "Host", "X-Key"]
            } else {
                &["Accept", "Content-Type"]
            };
            assert_eq!(names(&followed), expected, "{from} {to}");
            assert_eq!(followed.may_identify, is_same, "{from} {to}");
            let back = follow(&followed, 307, from);
            assert!(is_same || !back.may_identify, "{from} {to} {from}");
        }
    }

    #[test]
    fn a_policy_keeps_the_site_and_the_message() {
        let post = call("POST", "https://a.example/");
        let on =
            |policy, status, location: &str| next(&post, status, Some(location.as_bytes()), policy);
        assert_eq!(on(Redirects::None, 302, "/b"), Next::Stay);
        for policy in [Redirects::OnSameSite(1), Redirects::KeepingMessage(1)] {
            for elsewhere in ["https://b.example/", "http://a.example/", "https://a.example:8443/"]
            {
                assert_eq!(on(policy, 307, elsewhere), Next::Stay, "{elsewhere}");
            }
        }
        let method = |policy, status| match on(policy, status, "/b") {
            Next::Follow(call) => call.method,
            other => panic!("{other:?}"),
        };
        assert_eq!(method(Redirects::OnSameSite(1), 302), "GET");
        assert_eq!(method(Redirects::KeepingMessage(1), 302), "POST");
        assert_eq!(method(Redirects::KeepingMessage(1), 303), "GET");
        assert_eq!(on(Redirects::KeepingMessage(1), 302, "ftp://a.example/"), Next::Stay);
    }
}
