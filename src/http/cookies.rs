//! The cookies of one exchange (RFC 6265); pure, but for the time of day.
//!
//! Sites set a cookie on a redirect and look for it at the next hop. What is set
//! here lives as long as the exchange and goes to no hop that it is not meant for.

use cookie_store::{CookieStore, RawCookie};
use url::Url;

use super::head::Head;

/// What browsers take of one cookie, name and value.
const MAX_BYTES: usize = 4_096;
/// How many cookies are sent, and how much of them (as curl).
const MAX_SENT: usize = 150;
const MAX_SENT_BYTES: usize = 8_190;

/// What the hops so far have set.
#[derive(Debug, Default)]
pub(super) struct Cookies(CookieStore);

impl Cookies {
    /// Takes what the answer of `url` sets.
    pub(super) fn take(&mut self, head: &Head, url: &Url) {
        for field in head.values("set-cookie") {
            self.set(&field.value, url);
        }
    }

    fn set(&mut self, value: &[u8], url: &Url) {
        // As Latin-1, so that any byte comes back as it was.
        let text: String = value.iter().copied().map(char::from).collect();
        let Ok(mut cookie) = RawCookie::parse(text) else { return };
        if cookie.name().len() + cookie.value().len() > MAX_BYTES {
            return;
        }
        if let Some(domain) = cookie.domain() {
            let domain = domain.trim_start_matches('.').to_ascii_lowercase();
            if url.host_str().is_some_and(|host| host.eq_ignore_ascii_case(&domain)) {
                // An address, or a name without a dot, is a domain to nobody else.
                if !domain.contains('.') || !matches!(url.host(), Some(url::Host::Domain(_))) {
                    cookie.unset_domain();
                }
            } else if !domain.is_empty() && !domain.contains('.') {
                return;
            }
        }
        // What is not meant for anybody here is not kept.
        let _ = self.0.insert_raw(&cookie, url);
    }

    /// The value of the `Cookie` field of a request to `url` that has `configured`
    /// already; `None` when that is all there is. What a site has set wins over what
    /// was configured under the same name.
    pub(super) fn field(&self, url: &Url, configured: Option<&str>) -> Option<Vec<u8>> {
        let mut set = self.0.matches(url);
        set.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        if set.is_empty() {
            return None;
        }
        let is_kept = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default().trim();
            !pair.is_empty() && set.iter().all(|cookie| cookie.name() != name)
        };
        let mut field: Vec<u8> = configured
            .into_iter()
            .flat_map(|value| value.split(';').map(str::trim))
            .filter(is_kept)
            .collect::<Vec<_>>()
            .join("; ")
            .into_bytes();
        let most = field.len() + MAX_SENT_BYTES;
        for cookie in set.iter().take(MAX_SENT) {
            let pair = format!("{}={}", cookie.name(), cookie.value());
            if field.len() + 2 + pair.len() > most {
                break;
            }
            if !field.is_empty() {
                field.extend(b"; ");
            }
            // Each character stands for a byte.
            field.extend(pair.chars().filter_map(|letter| u8::try_from(letter).ok()));
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests;
