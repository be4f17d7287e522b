//! Services that are no website: `tcp://HOST:PORT`, perhaps with TLS.

use url::Host;

use crate::text::zone::has_zone;

/// How TLS begins on a bare connection, if it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TcpTls {
    /// It does not: the connection is all that is wanted.
    #[default]
    None,
    /// At once.
    AtOnce,
    /// After SMTP's command `STARTTLS`.
    Smtp,
    /// After IMAP's command `STARTTLS`.
    Imap,
}

impl TcpTls {
    /// Reads the word that a configuration has for it.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::None, Self::AtOnce, Self::Smtp, Self::Imap]
            .into_iter()
            .find(|known| known.as_str() == word)
    }

    /// The word in a configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "false",
            Self::AtOnce => "true",
            Self::Smtp => "smtp",
            Self::Imap => "imap",
        }
    }
}

/// Where a connection leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TcpAddress {
    /// A name or an address.
    pub host: Host<String>,
    /// Never 0.
    pub port: u16,
}

/// Why a text is no `tcp://HOST:PORT`. Never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TcpUrlError {
    /// Nothing says which port is meant.
    #[error("a tcp:// URL needs a port, as in tcp://mail.example.com:25")]
    NoPort,
    /// The port is no number from 1 to 65535.
    #[error("the port of a tcp:// URL is a number from 1 to 65535")]
    Port,
    /// There is no host, or it can be none.
    #[error("not a valid host in a tcp:// URL")]
    Host,
    /// The host is valid on one machine only.
    #[error("a URL with an IPv6 zone (what follows %) is not supported")]
    Zone,
    /// A path, a query or a fragment: nothing is asked for.
    #[error("a tcp:// URL is tcp://HOST:PORT and no more")]
    More,
}

/// Whether `url` means a bare connection.
#[must_use]
pub(crate) fn is_tcp_url(url: &str) -> bool {
    after_scheme(url).is_some()
}

fn after_scheme(url: &str) -> Option<&str> {
    let scheme = url.get(..6)?;
    scheme.eq_ignore_ascii_case("tcp://").then(|| url.get(6..)).flatten()
}

impl TcpAddress {
    /// Reads `tcp://HOST:PORT`; an IPv6 address stands in brackets.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(url: &str) -> Result<Self, TcpUrlError> {
        let authority = after_scheme(url).ok_or(TcpUrlError::More)?;
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        if authority.contains(['/', '?', '#', '\\', '@']) {
            return Err(TcpUrlError::More);
        }
        let is_all_host = authority.ends_with(']') || !authority.contains(':');
        if is_all_host && !authority.is_empty() {
            return Err(TcpUrlError::NoPort);
        }
        let (host, port) = authority.rsplit_once(':').ok_or(TcpUrlError::Host)?;
        if port.is_empty() {
            return Err(TcpUrlError::NoPort);
        }
        let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.parse().ok().filter(|port| is_number && *port != 0);
        let port = port.ok_or(TcpUrlError::Port)?;
        if has_zone(host) {
            return Err(TcpUrlError::Zone);
        }
        let host = Host::parse(host).map_err(|_| TcpUrlError::Host)?;
        Ok(Self { host, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_a_port_and_no_more() {
        use TcpUrlError::{Host, More, NoPort, Port, Zone};
        for (url, expected) in [
            ("tcp://mail.example.com:25", Ok(("mail.example.com", 25))),
            ("TCP://Mail.Example.com:025/", Ok(("mail.example.com", 25))),
            ("tcp://192.0.2.1:65535", Ok(("192.0.2.1", 65535))),
            ("tcp://[2001:db8::1]:22", Ok(("[2001:db8::1]", 22))),
            ("tcp://café.example:80", Ok(("xn--caf-dma.example", 80))),
            ("tcp://mail.example.com", Err(NoPort)),
            ("tcp://mail.example.com:", Err(NoPort)),
            ("tcp://[2001:db8::1]", Err(NoPort)),
            ("tcp://a:0", Err(Port)),
            ("tcp://a:65536", Err(Port)),
            ("tcp://a:+25", Err(Port)),
            ("tcp://a:smtp", Err(Port)),
            ("tcp://", Err(Host)),
            ("tcp://:25", Err(Host)),
            ("tcp://2001:db8::1:22", Err(Host)),
            ("tcp://[fe80::1%eth0]:22", Err(Zone)),
            ("tcp://a b:22", Err(Host)),
            ("tcp://999.1.1.1:22", Err(Host)),
            ("tcp://a:25/x", Err(More)),
            ("tcp://a:25?x", Err(More)),
            ("tcp://a:25#x", Err(More)),
            ("tcp://u:p@a:25", Err(More)),
        ] {
            let parsed = TcpAddress::parse(url);
            let shown = parsed.map(|it| (it.host.to_string(), it.port));
            let expected = expected.map(|(host, port)| (host.to_owned(), port));
            assert_eq!(shown, expected, "{url}");
        }
        assert!(is_tcp_url("Tcp://x") && !is_tcp_url("http://tcp://") && !is_tcp_url("tcp:"));
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for tls in [TcpTls::None, TcpTls::AtOnce, TcpTls::Smtp, TcpTls::Imap] {
            assert_eq!(TcpTls::parse(tls.as_str()), Some(tls));
        }
        assert_eq!(TcpTls::parse("SMTP"), None);
    }
}
