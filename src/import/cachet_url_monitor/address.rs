//! Addresses as the old program called them.

use percent_encoding::percent_decode_str;

/// An address that was written otherwise than here.
pub(super) struct Address {
    /// What is called, without who asks.
    pub(super) url: String,
    /// Who asks, where that stood in the address.
    pub(super) login: Option<(String, String)>,
    /// What was changed; the password is not in it.
    pub(super) remark: Option<String>,
}

/// The address as it was called; http where nothing was said.
pub(super) fn address(given: &str) -> Address {
    let (given, login) = without_login(given);
    let lower = given.to_ascii_lowercase();
    let (url, remark) = if lower.starts_with("http://") || lower.starts_with("https://") {
        // The scheme is written small, so that it is known for what it is.
        let (scheme, rest) = given.split_once("://").unwrap_or(("http", &given));
        (format!("{}://{rest}", scheme.to_ascii_lowercase()), None)
    } else if lower.starts_with("http") {
        (
            format!("http://{given}"),
            Some(format!("was {given:?}, which could not be called at all")),
        )
    } else {
        (format!("http://{given}"), Some(format!("was {given:?} without http://")))
    };
    Address { url, login, remark }
}

/// Takes `user:password@` out of an address, which has keys of its own here.
/// The rest stays as it is written, names in braces too.
pub(super) fn without_login(given: &str) -> (String, Option<(String, String)>) {
    let (scheme, rest) = match given.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), given),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((login, host)) if !login.contains(['{', '}']) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            let plain = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
            (format!("{scheme}{host}{path}"), Some((plain(user), plain(password))))
        }
        _ => (given.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_called_as_it_was() {
        let login = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        for (given, url, who, has_remark) in [
            ("HTTPS://A.example/X", "https://A.example/X", None, false),
            ("a.example/x?u=http://b", "http://a.example/x?u=http://b", None, true),
            ("httpbin.example", "http://httpbin.example", None, true),
            ("http://u:p%40@a.example:81/@x", "http://a.example:81/@x", login("u", "p@"), false),
            ("u@a.example", "http://a.example", login("u", ""), true),
            ("http://a.example/?to=u@b", "http://a.example/?to=u@b", None, false),
        ] {
            let address = address(given);
            assert_eq!((address.url.as_str(), &address.login), (url, &who), "{given}");
            assert_eq!(address.remark.is_some(), has_remark, "{given}");
        }
    }

    #[test]
    fn names_in_braces_stay() {
        let (url, login) = without_login("https://u:p@a.example/{title}?x={{1}}");
        assert_eq!(url, "https://a.example/{title}?x={{1}}");
        assert_eq!(login, Some(("u".to_owned(), "p".to_owned())));
    }
}
