//! Secrets that AWS Secrets Manager keeps.
//!
//! One signed call over the same HTTP as everything else. Nothing here is
//! touched unless a secret of that kind is read.

mod call;
mod credentials;
mod place;
mod profile;

use std::sync::Arc;

use serde_json::Value;

use crate::domain::{AwsSecret, Clock, Environment, Exchanger, Revealed, SecretError};
use credentials::Sources;

/// Reads secrets from AWS Secrets Manager.
pub(super) struct AwsSecretsManager {
    pub(super) environment: Arc<dyn Environment>,
    pub(super) exchanger: Arc<dyn Exchanger>,
    pub(super) clock: Arc<dyn Clock>,
}

impl AwsSecretsManager {
    /// The value of that secret.
    ///
    /// # Errors
    ///
    /// What is missing or what AWS answered, naming the secret, never a value.
    pub(super) fn read(&self, secret: &AwsSecret) -> Result<Revealed, SecretError> {
        self.try_read(secret).map_err(|reason| {
            SecretError(format!("the AWS secret {} cannot be read: {reason}", secret.name))
        })
    }

    fn try_read(&self, secret: &AwsSecret) -> Result<Revealed, String> {
        let sources = Sources { environment: &*self.environment, exchanger: &*self.exchanger };
        let region = match &secret.region {
            Some(region) => region.clone(),
            None => sources.region()?,
        };
        let endpoint = sources.endpoint(&region)?;
        let keys = sources.keys()?;
        let call = call::Call {
            secret_name: &secret.name,
            region: &region,
            endpoint: &endpoint,
            ca_file: sources.ca_file(),
            now: self.clock.now(),
        };
        let answer = call.make(&keys, &*self.exchanger)?;
        let text = answer.get("SecretString").and_then(Value::as_str);
        let text = text.ok_or("it is binary: its value must be JSON text")?;
        value_of(text, &secret.key)
    }
}

/// The value of `key` in the JSON that a secret holds.
fn value_of(text: &str, key: &str) -> Result<Revealed, String> {
    let fields: Value = serde_json::from_str(text).map_err(|_| "its value is not JSON")?;
    match fields.get(key) {
        Some(Value::String(value)) => Ok(Revealed::new(value.as_str())),
        Some(Value::Number(number)) => Ok(Revealed::new(number.to_string())),
        Some(_) => Err(format!("its key {key:?} has no text")),
        None => Err(format!("it has no key {key:?}")),
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
            (text, "more", "its key \"more\" has no text"),
            (text, "none", "it has no key \"none\""),
            ("s3cret", "token", "its value is not JSON"),
            ("[]", "token", "it has no key \"token\""),
        ] {
            assert_eq!(value_of(text, key).unwrap_err(), expected);
        }
    }
}
