//! A Secrets Manager that checks who asks: AWS Signature Version 4, computed
//! here from its description, not by the library that the program signs with.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use serde_json::{Value, json};

use super::answer::Answer;
use super::site::{Received, Site};

/// Who may ask.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
    /// A temporary key has a token as well.
    pub(crate) token: Option<String>,
}

impl Key {
    pub(crate) fn new(id: &str, secret: &str, token: Option<&str>) -> Self {
        Self { id: id.to_owned(), secret: secret.to_owned(), token: token.map(ToOwned::to_owned) }
    }
}

/// A running Secrets Manager with one secret.
pub(crate) struct SecretsManager {
    pub(crate) site: Site,
    /// Why calls were refused.
    pub(crate) refusals: Arc<Mutex<Vec<String>>>,
}

impl SecretsManager {
    /// Answers who signs with `key` in that region: the secret `name` has that text.
    pub(crate) fn new(key: Key, region: &str, name: &str, text: &str) -> Self {
        let secret = json!({"ARN": "arn", "Name": name, "SecretString": text});
        Self::answering(key, region, name, secret)
    }

    pub(crate) fn answering(key: Key, region: &str, name: &str, secret: Value) -> Self {
        let name = name.to_owned();
        Self::start(key, region, move |wanted| {
            if *wanted == name.as_str() {
                Answer::json(200, &secret)
            } else {
                refused(400, "com.amazonaws#ResourceNotFoundException")
            }
        })
    }

    /// Every secret is that one, and is answered after a while.
    pub(crate) fn slow(key: Key, region: &str, secret: Value, delay: Duration) -> Self {
        Self::start(key, region, move |_| Answer::json(200, &secret).late(delay))
    }

    fn start(
        key: Key,
        region: &str,
        answer: impl Fn(&Value) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let refusals = Arc::new(Mutex::new(Vec::new()));
        let (region, noted) = (region.to_owned(), Arc::clone(&refusals));
        let site = Site::http_with(move |request| {
            if let Err(reason) = verify(request, &key, &region) {
                noted.lock().unwrap().push(reason);
                return refused(400, "InvalidSignatureException");
            }
            answer(&request.json()["SecretId"])
        });
        Self { site, refusals }
    }
}

fn refused(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({"__type": code, "Message": "no such thing as you asked for"}))
}

/// Whether a call is what `GetSecretValue` has to be, and signed with `key`.
fn verify(request: &Received, key: &Key, region: &str) -> Result<(), String> {
    for (name, wanted) in [
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", "secretsmanager.GetSecretValue"),
        ("x-amz-security-token", key.token.as_deref().unwrap_or_default()),
    ] {
        if request.header(name) != wanted {
            return Err(format!("{name}: {:?}", request.header(name)));
        }
    }
    let authorization = request.header("authorization");
    let part = |name: &str| {
        let rest = authorization.split_once(&format!("{name}=")).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split(',').next()).unwrap_or_default().to_owned()
    };
    let date = request.header("x-amz-date");
    let scope =
        format!("{}/{region}/secretsmanager/aws4_request", date.get(..8).unwrap_or_default());
    if !authorization.starts_with("AWS4-HMAC-SHA256 ")
        || part("Credential") != format!("{}/{scope}", key.id)
    {
        return Err(format!("scope: {authorization}"));
    }
    let names = part("SignedHeaders");
    for name in ["host", "x-amz-date", "x-amz-target"] {
        if !names.split(';').any(|signed| signed == name) {
            return Err(format!("{name} is not signed"));
        }
    }
    let headers: Vec<(String, String)> =
        names.split(';').map(|name| (name.to_owned(), request.header(name).to_owned())).collect();
    let parts = Parts {
        method: &request.method,
        path: request.path(),
        headers: &headers,
        body: &request.body,
    };
    let expected = signature(&parts, &key.secret, date, &scope);
    if part("Signature") == expected { Ok(()) } else { Err("signature".to_owned()) }
}

/// What is signed of a request without a query.
pub(crate) struct Parts<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// In the order of their names, which are in lower case.
    pub(crate) headers: &'a [(String, String)],
    pub(crate) body: &'a str,
}

/// The signature of a request; `scope` is `DATE/REGION/SERVICE/aws4_request`.
pub(crate) fn signature(parts: &Parts<'_>, secret: &str, date: &str, scope: &str) -> String {
    let hash = |text: &str| hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    let lines: Vec<String> =
        parts.headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let lines = lines.concat();
    let names: Vec<&str> = parts.headers.iter().map(|(name, _)| name.as_str()).collect();
    let canonical = format!(
        "{}\n{}\n\n{lines}\n{}\n{}",
        parts.method,
        parts.path,
        names.join(";"),
        hash(parts.body)
    );
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hash(&canonical));
    let mac = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
    };
    let key =
        scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, step| mac(&key, step));
    hex(&mac(&key, &to_sign))
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
