//! Where Secrets Manager is: the region, the address, and the roots to trust.

use std::path::PathBuf;

use url::Url;

use super::credentials::{PATIENCE, Sources, is_of};
use super::profile;
use crate::domain::AwsSecret;
use crate::secrets::source::read_text;

impl Sources<'_> {
    /// The region of the environment or the profile.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be one.
    pub(super) fn region(self) -> Result<String, String> {
        let of_profile = || {
            let text = read_text(&self.config_file()?, PATIENCE).ok()?;
            let name = self.profile();
            let value = profile::value(&text, |heading| is_of(heading, &name, true), "region");
            value.map(ToOwned::to_owned)
        };
        let region = self
            .variable("AWS_REGION")
            .or_else(|| self.variable("AWS_DEFAULT_REGION"))
            .or_else(of_profile)
            .ok_or("no region is known (`region`, or the environment variable AWS_REGION)")?;
        if AwsSecret::is_region(&region) {
            return Ok(region);
        }
        Err(format!("{region:?} is not a region of AWS, such as eu-west-3"))
    }

    /// The URL of Secrets Manager.
    ///
    /// # Errors
    ///
    /// The environment names one that is none; its text, which may hold a
    /// password, is left out.
    pub(super) fn endpoint(self, region: &str) -> Result<Url, String> {
        let configured = ["AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"]
            .into_iter()
            .filter(|_| !self.is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
            .find_map(|name| Some((name, self.variable(name)?)));
        if let Some((name, text)) = configured {
            return server(&text).ok_or_else(|| format!("{name} is not the URL of a server"));
        }
        let country = if region.starts_with("cn-") { ".cn" } else { "" };
        server(&format!("https://secretsmanager.{region}.amazonaws.com{country}"))
            .ok_or_else(|| format!("{region:?} is in no host's name"))
    }

    /// The roots to trust for it.
    pub(super) fn ca_file(self) -> Option<PathBuf> {
        self.variable("AWS_CA_BUNDLE").map(PathBuf::from)
    }
}

/// The URL of a server, with a `/` at its end. The signing library panics on one
/// without a host, and what is signed has neither a user nor a query.
fn server(text: &str) -> Option<Url> {
    let url = Url::parse(&format!("{}/", text.trim_end_matches('/'))).ok()?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_a_host_and_nothing_that_is_not_signed() {
        for (text, expected) in [
            ("https://h", Some("https://h/")),
            ("https://h:443//", Some("https://h/")),
            ("http://[::1]:4566/aws/", Some("http://[::1]:4566/aws/")),
            ("/x", None),
            ("localhost:4566", None),
            ("http://", None),
            ("ftp://h", None),
            ("http://user@h", None),
            ("http://:word@h", None),
            ("http://h?x", None),
            ("http://h#x", None),
        ] {
            assert_eq!(server(text).as_ref().map(Url::as_str), expected, "{text}");
        }
    }
}
