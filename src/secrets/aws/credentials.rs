//! Whom AWS takes us for: the places where its own tools look, in their order,
//! and what else they say about region and endpoint.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use url::{Host, Url};

use super::profile;
use crate::domain::{Answer, HttpRequest, Revealed, TlsSettings};
use crate::ports::{Environment, Exchanger};
use crate::secrets::source::read_text;

/// The files and the metadata services are on this machine, or nowhere.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST_ANSWER: usize = 64 * 1024;
const CONTAINER: &str = "http://169.254.170.2";
const INSTANCE: &str = "http://169.254.169.254";
/// Where the credentials of a container may be asked for without TLS.
const CONTAINER_HOSTS: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];

/// An access key.
pub(super) struct Keys {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: Revealed,
    pub(super) session_token: Option<Revealed>,
}

/// Where to look.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) environment: &'a dyn Environment,
    pub(super) exchanger: &'a dyn Exchanger,
}

impl Sources<'_> {
    pub(super) fn variable(self, name: &str) -> Option<String> {
        self.environment.variable(name).filter(|value| !value.is_empty())
    }

    pub(super) fn is_on(self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The access key: of the environment, the shared files, the container or
    /// the instance.
    ///
    /// # Errors
    ///
    /// Why none of them has one.
    pub(super) fn keys(self) -> Result<Keys, String> {
        let mut reasons = Vec::new();
        for look in [Self::of_environment, Self::of_files, Self::of_container, Self::of_instance] {
            match look(self) {
                Ok(keys) => return Ok(keys),
                Err(reason) => reasons.push(reason),
            }
        }
        Err(format!("there are no AWS credentials: {}", reasons.join("; ")))
    }

    fn of_environment(self) -> Result<Keys, String> {
        let missing = |name: &str| format!("{name} is not set");
        let id = self.variable("AWS_ACCESS_KEY_ID").ok_or_else(|| missing("AWS_ACCESS_KEY_ID"))?;
        let secret = self.variable("AWS_SECRET_ACCESS_KEY");
        Ok(Keys {
            access_key_id: id,
            secret_access_key: Revealed::new(
                secret.ok_or_else(|| missing("AWS_SECRET_ACCESS_KEY"))?,
            ),
            session_token: self.variable("AWS_SESSION_TOKEN").map(Revealed::new),
        })
    }

    fn of_files(self) -> Result<Keys, String> {
        let name = self.profile();
        let mut reasons = Vec::new();
        for (path, is_config) in [(self.credentials_file(), false), (self.config_file(), true)] {
            let Some(path) = path else { continue };
            let text = match read_text(&path, PATIENCE) {
                Ok(text) => text,
                Err(reason) => {
                    reasons.push(reason);
                    continue;
                }
            };
            let value =
                |key| profile::value(&text, |heading| is_of(heading, &name, is_config), key);
            if let (Some(id), Some(secret)) =
                (value("aws_access_key_id"), value("aws_secret_access_key"))
            {
                return Ok(Keys {
                    access_key_id: id.to_owned(),
                    secret_access_key: Revealed::new(secret),
                    session_token: value("aws_session_token").map(Revealed::new),
                });
            }
            reasons.push(format!("{}: no keys for the profile {name:?}", path.display()));
        }
        if reasons.is_empty() {
            return Err("no shared files (HOME is not set)".to_owned());
        }
        Err(reasons.join("; "))
    }

    fn of_container(self) -> Result<Keys, String> {
        let relative = self.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        let full = self.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        let address = match (relative, full) {
            (Some(path), _) => format!("{CONTAINER}{path}"),
            (None, Some(address)) => address,
            (None, None) => return Err("not in a container of AWS".to_owned()),
        };
        let url = Url::parse(&address).ok().filter(may_be_trusted);
        let url = url.ok_or("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor local")?;
        let mut headers = Vec::new();
        if let Some(token) = self.container_token()? {
            headers.push(("Authorization".to_owned(), token));
        }
        let answer = self.ask("GET", &url, headers);
        answer.and_then(|answer| keys_of(&answer)).map_err(|reason| format!("container: {reason}"))
    }

    fn container_token(self) -> Result<Option<String>, String> {
        let Some(path) = self.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
            return Ok(self.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
        };
        read_text(Path::new(&path), PATIENCE)
            .map(|token| Some(token.trim().to_owned()))
            .map_err(|reason| format!("container: {reason}"))
    }

    fn of_instance(self) -> Result<Keys, String> {
        if self.is_on("AWS_EC2_METADATA_DISABLED") {
            return Err("the instance's metadata are disabled".to_owned());
        }
        self.ask_instance().map_err(|reason| format!("instance: {reason}"))
    }

    /// Version 2 of the service: a token first.
    fn ask_instance(self) -> Result<Keys, String> {
        let base = self.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        let base = base.as_deref().unwrap_or(INSTANCE).trim_end_matches('/');
        let place = |path: &str| {
            Url::parse(&format!("{base}/latest/{path}"))
                .map_err(|_| "AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL".to_owned())
        };
        let lifetime = vec![("X-aws-ec2-metadata-token-ttl-seconds".to_owned(), "60".to_owned())];
        let token = text_of(&self.ask("PUT", &place("api/token")?, lifetime)?)?;
        let headers = vec![("X-aws-ec2-metadata-token".to_owned(), token)];
        let roles = "meta-data/iam/security-credentials/";
        let list = text_of(&self.ask("GET", &place(roles)?, headers.clone())?)?;
        let role = list.lines().next().unwrap_or_default().trim().to_owned();
        keys_of(&self.ask("GET", &place(&format!("{roles}{role}"))?, headers)?)
    }

    fn ask(
        self,
        method: &str,
        url: &Url,
        headers: Vec<(String, String)>,
    ) -> Result<Answer, String> {
        let tls = TlsSettings::default();
        let request = HttpRequest {
            headers,
            body: (method == "PUT").then_some(&[][..]),
            timeout: PATIENCE,
            // An address is asked directly, whatever proxy there is.
            resolve: address_of(url),
            body_limit: Some(LARGEST_ANSWER),
            ..HttpRequest::new(method, url.as_str(), &tls)
        };
        let answer = self.exchanger.exchange(&request).result.map_err(|failure| failure.label())?;
        if answer.status == 200 { Ok(answer) } else { Err(format!("HTTP {}", answer.status)) }
    }

    pub(super) fn profile(self) -> String {
        self.variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned())
    }

    fn home_file(self, name: &str) -> Option<PathBuf> {
        self.variable("HOME").map(|home| PathBuf::from(home).join(".aws").join(name))
    }

    fn credentials_file(self) -> Option<PathBuf> {
        let named = self.variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from);
        named.or_else(|| self.home_file("credentials"))
    }

    pub(super) fn config_file(self) -> Option<PathBuf> {
        let named = self.variable("AWS_CONFIG_FILE").map(PathBuf::from);
        named.or_else(|| self.home_file("config"))
    }
}

/// Whether a heading is that of a profile: the two files call them differently.
pub(super) fn is_of(heading: &str, name: &str, is_config: bool) -> bool {
    let long = heading.strip_prefix("profile ").map(str::trim) == Some(name);
    if is_config { long || (heading == name && name == "default") } else { heading == name }
}

/// Whether credentials may be asked for there. Source: AWS's own tools.
fn may_be_trusted(url: &Url) -> bool {
    match address_of(url) {
        _ if url.scheme() == "https" => true,
        Some(address) => {
            address.is_loopback() || CONTAINER_HOSTS.contains(&address.to_string().as_str())
        }
        None => false,
    }
}

fn address_of(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        // Whatever a name service says of it.
        Host::Domain("localhost") => Some(Ipv4Addr::LOCALHOST.into()),
        Host::Domain(_) => None,
    }
}

fn text_of(answer: &Answer) -> Result<String, String> {
    let text = String::from_utf8(answer.body.bytes.clone()).ok();
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| "an empty answer".to_owned())
}

/// The keys in an answer of one of the metadata services.
fn keys_of(answer: &Answer) -> Result<Keys, String> {
    let document: Value = serde_json::from_str(&answer.text()).unwrap_or(Value::Null);
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    let (Some(id), Some(secret)) = (field("AccessKeyId"), field("SecretAccessKey")) else {
        return Err("the answer has no keys".to_owned());
    };
    Ok(Keys {
        access_key_id: id.to_owned(),
        secret_access_key: Revealed::new(secret),
        session_token: field("Token").map(Revealed::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_only_asked_for_where_they_may_be() {
        for (address, expected) in [
            ("http://169.254.170.2/v2", true),
            ("http://[fd00:ec2::23]/v1", true),
            ("http://127.0.0.1:9000/", true),
            ("http://localhost/", true),
            ("https://anywhere.example/", true),
            ("http://anywhere.example/", false),
            ("http://192.0.2.1/", false),
        ] {
            assert_eq!(may_be_trusted(&Url::parse(address).unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn a_profile_has_one_name_in_either_file() {
        for (heading, name, is_config, expected) in [
            ("default", "default", true, true),
            ("profile default", "default", true, true),
            ("profile ops", "ops", true, true),
            ("ops", "ops", true, false),
            ("ops", "ops", false, true),
            ("profile ops", "ops", false, false),
        ] {
            assert_eq!(is_of(heading, name, is_config), expected, "{heading} {name}");
        }
    }
}
