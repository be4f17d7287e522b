//! Which proxy a URL goes through, from the environment's variables.
//!
//! As curl and Python's requests read them: the lower-case name wins, an empty
//! value means none, and nothing is exempt but what `NO_PROXY` lists.

use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::domain::{NetworkFailure, NetworkFailureKind};
use crate::text::zone::has_zone;

/// The proxies of a client.
pub(super) struct Proxies {
    http: Option<Setting>,
    https: Option<Setting>,
    exempt: Vec<Exemption>,
}

/// What a variable says: a proxy, or something that cannot be one.
type Setting = Result<Proxy, NetworkFailure>;

/// An HTTP proxy.
pub(super) struct Proxy {
    pub(super) host: Host<String>,
    pub(super) port: u16,
    /// The value of the `Proxy-Authorization` field. Secret.
    pub(super) authorization: Option<String>,
}

impl Proxies {
    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, lower case too.
    pub(super) fn new(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let read = |name: &str| {
            variable(&name.to_lowercase())
                .or_else(|| variable(name))
                .map(|value| value.trim().to_owned())
        };
        let proxy = |name: &str| {
            let own = read(name).map(|value| (name.to_owned(), value));
            let (name, value) =
                own.or_else(|| read("ALL_PROXY").map(|value| ("ALL_PROXY".to_owned(), value)))?;
            if value.is_empty() { None } else { Some(parse_proxy(&name, &value)) }
        };
        Self {
            http: proxy("HTTP_PROXY"),
            https: proxy("HTTPS_PROXY"),
            exempt: read("NO_PROXY").map(|list| parse_exemptions(&list)).unwrap_or_default(),
        }
    }

    /// The proxy that a URL goes through, if any.
    pub(super) fn for_url(&self, url: &Url) -> Result<Option<&Proxy>, NetworkFailure> {
        let setting = if url.scheme() == "https" { &self.https } else { &self.http };
        match setting {
            None => Ok(None),
            Some(_) if self.is_exempt(url) => Ok(None),
            Some(Ok(proxy)) => Ok(Some(proxy)),
            Some(Err(failure)) => Err(failure.clone()),
        }
    }

    fn is_exempt(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host()
            .is_some_and(|host| self.exempt.iter().any(|exemption| exemption.covers(&host, port)))
    }
}

impl Proxy {
    /// Host and port, for messages.
    pub(super) fn name(&self) -> String {
        format!("proxy {}:{}", self.host, self.port)
    }
}

fn parse_proxy(variable: &str, value: &str) -> Setting {
    let with_scheme =
        if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    // The value may hold a password, so a message never repeats it.
    let unusable = |why: &str| {
        let detail = format!("{variable} {why}; use http://HOST:PORT");
        NetworkFailure::with_detail(NetworkFailureKind::Unusable, detail)
    };
    let url = Url::parse(&with_scheme).map_err(|_| {
        let is_zoned = with_scheme
            .split(['/', '@'])
            .any(|part| part.find(']').and_then(|end| part.get(..=end)).is_some_and(has_zone));
        unusable(if is_zoned {
            "has an IPv6 zone (what follows %), which is not supported"
        } else {
            "is not a URL"
        })
    })?;
    if url.scheme() != "http" {
        return Err(unusable(&format!(
            "names a proxy of the kind {}, which is not supported",
            url.scheme()
        )));
    }
    let host = url.host().ok_or_else(|| unusable("has no host"))?.to_owned();
    let authorization = basic_credentials(&url);
    Ok(Proxy { host, port: url.port_or_known_default().unwrap_or(80), authorization })
}

/// The value of an authorization field for the user and password in a URL, if any.
pub(super) fn basic_credentials(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut plain: Vec<u8> = percent_decode_str(url.username()).collect();
    plain.push(b':');
    plain.extend(percent_decode_str(url.password().unwrap_or_default()));
    Some(format!("Basic {}", BASE64_STANDARD.encode(plain)))
}

/// One entry of `NO_PROXY`.
#[derive(Debug, PartialEq, Eq)]
enum Exemption {
    Everything,
    Network {
        address: IpAddr,
        bits: u32,
        port: Option<u16>,
    },
    /// The domain itself and what is below it.
    Domain {
        name: String,
        port: Option<u16>,
    },
}

fn parse_exemptions(list: &str) -> Vec<Exemption> {
    list.split(|letter: char| letter == ',' || letter.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .map(parse_exemption)
        .collect()
}

fn parse_exemption(entry: &str) -> Exemption {
    if entry == "*" {
        return Exemption::Everything;
    }
    if let Some(network) = parse_network(entry, None) {
        return network;
    }
    let (name, port) = match entry.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => (name, port.parse().ok()),
        _ => (entry, None),
    };
    if let Some(network) = parse_network(name, port) {
        return network;
    }
    let name = name.strip_prefix('*').unwrap_or(name);
    let name = name.trim_matches('.').to_lowercase();
    Exemption::Domain { name, port }
}

fn parse_network(text: &str, port: Option<u16>) -> Option<Exemption> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
        None => (text, None),
    };
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address: IpAddr = bare.unwrap_or(address).parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(width);
    (bits <= width).then_some(Exemption::Network { address, bits, port })
}

impl Exemption {
    fn covers(&self, host: &Host<&str>, port: Option<u16>) -> bool {
        let fits = |wanted: &Option<u16>| wanted.is_none() || *wanted == port;
        match (self, host) {
            (Self::Everything, _) => true,
            (Self::Network { address, bits, port }, Host::Ipv4(host)) => {
                fits(port) && is_within((*host).into(), *address, *bits)
            }
            (Self::Network { address, bits, port }, Host::Ipv6(host)) => {
                fits(port) && is_within((*host).into(), *address, *bits)
            }
            (Self::Domain { name, port }, Host::Domain(host)) => {
                let host = host.trim_end_matches('.');
                let above = host.strip_suffix(name.as_str());
                fits(port) && above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            (Self::Network { .. } | Self::Domain { .. }, _) => false,
        }
    }
}

fn is_within(host: IpAddr, network: IpAddr, bits: u32) -> bool {
    let same = |host: u128, network: u128, width: u32| {
        // A shift by the whole width, for `/0`, leaves nothing to compare.
        (host ^ network).checked_shr(width - bits).unwrap_or(0) == 0
    };
    match (host, network) {
        (IpAddr::V4(host), IpAddr::V4(network)) => {
            same(u32::from(host).into(), u32::from(network).into(), 32)
        }
        (IpAddr::V6(host), IpAddr::V6(network)) => same(host.into(), network.into(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables<'a> = &'a [(&'a str, &'a str)];

    fn proxies(variables: Variables<'_>) -> Proxies {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Proxies::new(&|name| {
            variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        })
    }

    fn chosen(variables: Variables<'_>, url: &str) -> Option<String> {
        let proxies = proxies(variables);
        proxies.for_url(&Url::parse(url).unwrap()).unwrap().map(Proxy::name)
    }

    #[test]
    fn the_variable_follows_the_urls_scheme() {
        let both = [("HTTP_PROXY", "http://one:3128"), ("HTTPS_PROXY", "two:8080")];
        let cases: [(Variables<'_>, &str, Option<&str>); 9] = [
            (&[], "http://a/", None),
            (&both, "http://a/", Some("proxy one:3128")),
            (&both, "https://a/", Some("proxy two:8080")),
            (&both[..1], "https://a/", None),
            (&[("ALL_PROXY", "http://all")], "https://a/", Some("proxy all:80")),
            (&[("ALL_PROXY", "all:1"), ("http_proxy", "one:2")], "http://a/", Some("proxy one:2")),
            (
                &[("HTTP_PROXY", "upper:1"), ("http_proxy", "lower:2")],
                "http://a/",
                Some("proxy lower:2"),
            ),
            (&[("HTTP_PROXY", "upper:1"), ("http_proxy", "")], "http://a/", None),
            (&[("ALL_PROXY", "all:1"), ("HTTP_PROXY", "")], "http://a/", None),
        ];
        for (variables, url, expected) in cases {
            assert_eq!(chosen(variables, url).as_deref(), expected, "{variables:?} {url}");
        }
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        let set = proxies(&[("http_proxy", "http://us%40er:p%3Ass@squid:3128/")]);
        let proxy = set.for_url(&Url::parse("http://a/").unwrap()).unwrap().unwrap();
        assert_eq!(proxy.authorization.as_deref(), Some("Basic dXNAZXI6cDpzcw=="));
        assert_eq!(proxy.name(), "proxy squid:3128");
    }

    #[test]
    fn an_unusable_proxy_is_a_failure_that_keeps_its_password() {
        let cases = [
            (
                "http://u:secret@[fe80::1%25eth0]:3128",
                "the request cannot be made: HTTP_PROXY has an IPv6 zone (what follows %), which is not supported; use http://HOST:PORT",
            ),
            (
                "socks5://u:secret@h:1",
                "the request cannot be made: HTTP_PROXY names a proxy of the kind socks5, which is not supported; use http://HOST:PORT",
            ),
            (
                "http://u:secret@:1",
                "the request cannot be made: HTTP_PROXY is not a URL; use http://HOST:PORT",
            ),
        ];
        for (value, label) in cases {
            let set = proxies(&[("HTTP_PROXY", value)]);
            let failure = set.for_url(&Url::parse("http://a/").unwrap()).err().unwrap();
            assert_eq!(failure.label(), label);
            assert!(set.for_url(&Url::parse("https://a/").unwrap()).unwrap().is_none());
        }
    }

    #[test]
    fn exemptions() {
        let cases = [
            ("*", "http://anything/", true),
            ("", "http://anything/", false),
            ("example.com", "http://example.com/", true),
            ("example.com", "http://EXAMPLE.com./", true),
            ("Example.COM", "http://www.example.com/", true),
            ("example.com", "http://notexample.com/", false),
            (".example.com", "http://www.example.com/", true),
            (".example.com", "http://example.com/", true),
            ("*.example.com", "http://www.example.com/", true),
            ("www.example.com", "http://example.com/", false),
            ("example.com:8080", "http://example.com:8080/", true),
            ("example.com:8080", "http://example.com/", false),
            ("example.com:443", "https://example.com/", true),
            ("a.org, example.com", "http://example.com/", true),
            ("a.org example.com", "http://example.com/", true),
            ("192.0.2.1", "http://192.0.2.1/", true),
            ("192.0.2.1:81", "http://192.0.2.1/", false),
            ("192.0.2.1:81", "http://192.0.2.1:81/", true),
            ("192.0.2.0/24", "http://192.0.2.77/", true),
            ("192.0.2.0/24", "http://192.0.3.77/", false),
            ("0.0.0.0/0", "http://192.0.3.77/", true),
            ("0.0.0.0/0", "http://[::1]/", false),
            ("::1", "http://[::1]/", true),
            ("[::1]", "http://[::1]/", true),
            ("[::1]:81", "http://[::1]:81/", true),
            ("2001:db8::/32", "http://[2001:db8::7]/", true),
            ("2001:db8::/32", "http://[2001:db9::7]/", false),
            ("192.0.2.0/99", "http://192.0.2.1/", false),
            ("1", "http://192.0.2.1/", false),
        ];
        for (list, url, is_exempt) in cases {
            let set = proxies(&[("ALL_PROXY", "squid:1"), ("NO_PROXY", list)]);
            let proxy = set.for_url(&Url::parse(url).unwrap()).unwrap();
            assert_eq!(proxy.is_none(), is_exempt, "{list:?} {url}");
        }
    }
}
