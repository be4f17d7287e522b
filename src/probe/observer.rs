//! How a server observer and a server manager are called: with a hash of the
//! token, never the token.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use md5::{Digest, Md5};
use url::Url;

use crate::domain::{MonitoringApi, Secret, Service, Unprobed};
use crate::ports::SecretReader;

/// What is called at `now`. Without a token it is the bare URL, as the oldest
/// generation wants it.
///
/// # Errors
///
/// Why there is no token.
pub(super) fn called(
    url: &str,
    token: Option<&Secret>,
    secrets: &dyn SecretReader,
    now: Timestamp,
) -> Result<String, Unprobed> {
    let Some(token) = token else { return Ok(url.to_owned()) };
    let token = secrets.reveal(token)?;
    if token.expose().is_empty() {
        return Err(Unprobed("the token of the monitoring API is empty".to_owned()));
    }
    let time = now.as_second();
    let mut called = parsed(url)?;
    called
        .query_pairs_mut()
        .append_pair("hash", &hash(token.expose(), time))
        .append_pair("time", &time.to_string());
    Ok(called.into())
}

/// The parameter that says what a server manager is asked.
const ACTION: &str = "action";

/// A server manager's URL that asks for every instance, unless it says itself
/// what it asks: the older scripts call it `get-all-instance`.
pub(super) fn listing_url(url: &str) -> Result<String, Unprobed> {
    let mut called = parsed(url)?;
    if !called.query_pairs().any(|(name, _)| name == ACTION) {
        called.query_pairs_mut().append_pair(ACTION, "get-all-instances");
    }
    Ok(called.into())
}

/// The same server manager's URL that asks for the instance of that name.
/// Source: the branch `new_observer2` of the module serverobserver for Dolibarr.
///
/// # Errors
///
/// That `url` is none.
fn instance_url(url: &str, name: &str) -> Result<String, Unprobed> {
    let mut called = parsed(url)?;
    let kept: Vec<(String, String)> =
        called.query_pairs().filter(|(name, _)| name != ACTION).map(owned).collect();
    called
        .query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair(ACTION, "get-info-instance")
        .append_pair("instance_name", name);
    Ok(called.into())
}

/// An instance as something that is asked of its host.
///
/// # Errors
///
/// That there is no host that could be asked.
pub(crate) fn asked_of_host(
    service: &Service,
    host: Option<&MonitoringApi>,
) -> Result<Service, Unprobed> {
    let Some(MonitoringApi::ServerManager { url, token }) = host else {
        return Err(Unprobed(format!("{} has no host to ask", service.id)));
    };
    let url = Arc::from(instance_url(url, service.id.service.as_str())?);
    let api = MonitoringApi::ServerObserver { url, token: token.clone() };
    Ok(Service { monitoring_api: Some(Arc::new(api)), ..service.clone() })
}

fn owned((name, value): (Cow<'_, str>, Cow<'_, str>)) -> (String, String) {
    (name.into_owned(), value.into_owned())
}

fn parsed(url: &str) -> Result<Url, Unprobed> {
    Url::parse(url).map_err(|error| Unprobed(error.to_string()))
}

/// Source: the module webobserver for Dolibarr.
fn hash(token: &str, time: i64) -> String {
    format!("{:x}", Md5::digest(format!("{token}{time}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Revealed, SecretError};

    struct Known;

    impl SecretReader for Known {
        fn reveal(&self, secret: &Secret) -> Result<Revealed, SecretError> {
            match secret {
                Secret::Literal(value) => Ok(Revealed::new(value.clone())),
                _ => Err(SecretError("there is none".to_owned())),
            }
        }
    }

    fn called_with(url: &str, token: &str) -> Result<String, Unprobed> {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        called(url, Some(&Secret::Literal(token.to_owned())), &Known, now)
    }

    #[test]
    fn a_manager_is_asked_for_all_and_for_one() {
        let cases = [
            ("https://x.example/m.php", "https://x.example/m.php?action=get-all-instances"),
            ("https://x.example/?a=b", "https://x.example/?a=b&action=get-all-instances"),
            (
                "https://x.example/?action=get-all-instance",
                "https://x.example/?action=get-all-instance",
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(listing_url(url), Ok(expected.to_owned()));
        }
        assert_eq!(
            instance_url("https://x.example/?action=get-all-instance&a=b", "é &").unwrap(),
            "https://x.example/?a=b&action=get-info-instance&instance_name=%C3%A9+%26"
        );
    }

    #[test]
    fn the_hash_is_that_of_token_and_time() {
        let query = "hash=f6829b6cdc7e0a22f0cf217cd3d6e5f8&time=1700000000";
        for (url, expected) in [
            ("https://x.example/get-data.php", format!("https://x.example/get-data.php?{query}")),
            ("https://x.example/?a=b", format!("https://x.example/?a=b&{query}")),
        ] {
            assert_eq!(called_with(url, "1234567890ABCDEF"), Ok(expected));
        }
        assert!(called_with("https://x.example/", "").is_err());
    }
}
