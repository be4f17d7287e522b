//! Secrets that AWS Secrets Manager keeps.
//!
//! One signed call over the same HTTP as everything else. Nothing here is
//! touched unless a secret of that kind is read.

mod call;
mod credentials;
mod place;
mod profile;

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::once::OncePerKey;
use crate::domain::{AwsSecret, Revealed, SecretError};
use crate::ports::{Clock, Environment, Exchanger};
use credentials::{Keys, Sources};

/// Reads secrets from AWS Secrets Manager.
///
/// Who asks is found out once, and a secret is asked for once, however many of
/// its keys are used.
pub(super) struct AwsSecretsManager {
    environment: Arc<dyn Environment>,
    exchanger: Arc<dyn Exchanger>,
    clock: Arc<dyn Clock>,
    keys: OnceLock<Result<Keys, String>>,
    /// By name and region.
    texts: OncePerKey<(String, String), Result<Revealed, String>>,
}

impl AwsSecretsManager {
    /// A reader that has not asked for anything.
    pub(super) fn new(
        environment: Arc<dyn Environment>,
        exchanger: Arc<dyn Exchanger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (keys, texts) = (OnceLock::new(), OncePerKey::default());
        Self { environment, exchanger, clock, keys, texts }
    }

    /// The value of that secret.
    ///
    /// # Errors
    ///
    /// What is missing or what AWS answered, naming the secret, never a value.
    pub(super) fn read(&self, secret: &AwsSecret) -> Result<Revealed, SecretError> {
        self.try_read(secret).map_err(|reason| {
            let AwsSecret { name, key, .. } = secret;
            SecretError(format!("the AWS secret {name} cannot be read (key {key:?}): {reason}"))
        })
    }

    fn try_read(&self, secret: &AwsSecret) -> Result<Revealed, String> {
        let region = match &secret.region {
            Some(region) => region.clone(),
            None => self.sources().region()?,
        };
        let wanted = (secret.name.clone(), region.clone());
        let text = self.texts.get_or_find(wanted, || self.ask(&secret.name, &region))?;
        value_of(text.expose(), &secret.key)
    }

    /// The text of a secret, with all its keys.
    fn ask(&self, name: &str, region: &str) -> Result<Revealed, String> {
        let sources = self.sources();
        let endpoint = sources.endpoint(region)?;
        let keys = self.keys.get_or_init(|| sources.keys()).as_ref().map_err(Clone::clone)?;
        let call = call::Call {
            secret_name: name,
            region,
            endpoint: &endpoint,
            ca_file: sources.ca_file(),
            now: self.clock.now(),
        };
        let answer = call.make(keys, &*self.exchanger)?;
        let text = answer.get("SecretString").and_then(Value::as_str);
        text.map(Revealed::new)
            .ok_or_else(|| "it is binary: its value must be JSON text".to_owned())
    }

    fn sources(&self) -> Sources<'_> {
        Sources { environment: &*self.environment, exchanger: &*self.exchanger }
    }
}

/// The value of `key` in the JSON that a secret holds.
fn value_of(text: &str, key: &str) -> Result<Revealed, String> {
    let fields: Value = serde_json::from_str(text).map_err(|_| "its value is not JSON")?;
    match fields.get(key) {
        Some(Value::String(value)) => Ok(Revealed::new(value.as_str())),
        Some(Value::Number(number)) => Ok(Revealed::new(number.to_string())),
        Some(_) => Err("it is neither a text nor a number".to_owned()),
        None => Err("there is no such key".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_text_or_a_number_under_its_key() {
        let text = r#"{"token":"s3cret","pin":1234,"more":{}}"#;
        assert_eq!(value_of(text, "token").unwrap().expose(), "s3cret");
        assert_eq!(value_of(text, "pin").unwrap().expose(), "1234");
        for (text, key, expected) in [
            (text, "more", "it is neither a text nor a number"),
            (text, "none", "there is no such key"),
            ("s3cret", "token", "its value is not JSON"),
            ("[]", "token", "there is no such key"),
        ] {
            assert_eq!(value_of(text, key).unwrap_err(), expected);
        }
    }
}
