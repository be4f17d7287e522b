//! The one call: `GetSecretValue`, signed (AWS Signature Version 4).

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use super::credentials::Keys;
use crate::domain::{HttpRequest, NetworkFailure, NetworkFailureKind, TlsSettings};
use crate::ports::Exchanger;

const PATIENCE: Duration = Duration::from_secs(10);
/// AWS keeps no larger secret than 64 KiB.
const LARGEST_ANSWER: usize = 1024 * 1024;
const CONTENT_TYPE: &str = "application/x-amz-json-1.1";
const TARGET: &str = "secretsmanager.GetSecretValue";

/// A call to be made.
pub(super) struct Call<'a> {
    pub(super) secret_name: &'a str,
    pub(super) region: &'a str,
    pub(super) endpoint: &'a Url,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) now: Timestamp,
}

impl Call<'_> {
    /// Makes the call. AWS's answer.
    ///
    /// # Errors
    ///
    /// AWS's code for what is wrong, or what went wrong on the way.
    pub(super) fn make(&self, keys: &Keys, exchanger: &dyn Exchanger) -> Result<Value, String> {
        let url = self.endpoint.as_str();
        let body = json!({ "SecretId": self.secret_name }).to_string();
        let mut headers = vec![
            ("Content-Type".to_owned(), CONTENT_TYPE.to_owned()),
            ("X-Amz-Target".to_owned(), TARGET.to_owned()),
        ];
        headers.extend(self.signature(keys, url, &headers, &body)?);
        let tls = TlsSettings { ca_file: self.ca_file.clone(), ..TlsSettings::default() };
        let request = HttpRequest {
            headers,
            body: Some(body.as_bytes()),
            timeout: PATIENCE,
            body_limit: Some(LARGEST_ANSWER),
            ..HttpRequest::new("POST", url, &tls)
        };
        let answer = exchanger.exchange(&request).result.map_err(|failure| self.told(&failure))?;
        let document = serde_json::from_str(&answer.text()).unwrap_or(Value::Null);
        if answer.status == 200 && document.is_object() {
            return Ok(document);
        }
        Err(format!("HTTP {}{}", answer.status, error_code(&document)))
    }

    /// A failure in words that whoever has set the variables knows: the key
    /// `ca_file` is in no file of theirs.
    fn told(&self, failure: &NetworkFailure) -> String {
        let label = failure.label();
        match self.ca_file {
            Some(_) if failure.kind == NetworkFailureKind::Unequipped => {
                label.replacen(" ca_file ", " AWS_CA_BUNDLE ", 1)
            }
            _ => label,
        }
    }

    /// The header fields that sign the call.
    fn signature(
        &self,
        keys: &Keys,
        url: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Result<Vec<(String, String)>, String> {
        let token = keys.session_token.as_ref().map(|token| token.expose().to_owned());
        let secret = keys.secret_access_key.expose();
        let credentials = Credentials::new(&keys.access_key_id, secret, token, None, "ronde");
        let identity = credentials.into();
        let unsigned = || "it cannot be signed".to_owned();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name("secretsmanager")
            .time(SystemTime::from(self.now))
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| unsigned())?
            .into();
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(body.as_bytes());
        let request = SignableRequest::new("POST", url, headers, body).map_err(|_| unsigned())?;
        let (instructions, _) = sign(request, &params).map_err(|_| unsigned())?.into_parts();
        let signed = instructions.headers();
        Ok(signed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

/// AWS's name for an error, such as `ResourceNotFoundException`. Its message is
/// left out: it may quote what was asked.
fn error_code(document: &Value) -> String {
    let code = document.get("__type").and_then(Value::as_str).unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default();
    let is_a_name = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_a_name { format!(" ({code})") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_an_error_is_told() {
        for (document, expected) in [
            (
                json!({"__type": "ResourceNotFoundException", "Message": "s3cret"}),
                " (ResourceNotFoundException)",
            ),
            (
                json!({"__type": "com.amazon.coral.service#AccessDeniedException"}),
                " (AccessDeniedException)",
            ),
            (json!({"__type": "what is this"}), ""),
            (Value::Null, ""),
        ] {
            assert_eq!(error_code(&document), expected);
        }
    }
}
