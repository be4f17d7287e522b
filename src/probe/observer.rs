//! How a server observer is called: with a hash of the token, never the token.

use jiff::Timestamp;
use md5::{Digest, Md5};
use url::Url;

use crate::domain::{Secret, SecretReader, Unprobed};

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
    let mut called = Url::parse(url).map_err(|error| Unprobed(error.to_string()))?;
    called
        .query_pairs_mut()
        .append_pair("hash", &hash(token.expose(), time))
        .append_pair("time", &time.to_string());
    Ok(called.into())
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
