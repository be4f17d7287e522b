//! Wherever a secret can stand: a text, one provider, or the seed's list of
//! typed providers. No error of this file shows what was written there.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::Text;
use crate::config::spelling::nearest;

#[derive(Debug)]
pub(in crate::config) enum RawSecret {
    Literal(Text),
    Env(Text),
    File(Text),
    Command(Vec<Text>),
    Aws(RawAwsSecret),
    List(Vec<RawProvider>),
}

/// An entry of the seed's list, such as `{type: TOKEN, value: my_token}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a provider (a map with a type)")]
pub(in crate::config) struct RawProvider {
    #[serde(rename = "type")]
    pub(in crate::config) kind: Text,
    pub(in crate::config) value: Option<Text>,
    pub(in crate::config) secret_name: Option<Text>,
    pub(in crate::config) secret_key: Option<Text>,
    pub(in crate::config) region: Option<Text>,
}

/// Where in AWS Secrets Manager a value is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a map with secret_name and secret_key")]
pub(in crate::config) struct RawAwsSecret {
    pub(in crate::config) secret_name: Option<Text>,
    pub(in crate::config) secret_key: Option<Text>,
    pub(in crate::config) region: Option<Text>,
}

const PROVIDERS: &[&str] = &["env", "file", "command", "aws_secrets_manager"];

impl<'de> Deserialize<'de> for RawSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

/// A number loses its spelling on the way: `0x1F` would be sent as 31.
fn unquoted<E: Error>(visitor: &SecretVisitor) -> E {
    E::invalid_type(Unexpected::Other("a value without quotes"), visitor)
}

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = RawSecret;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "a text in quotes, {env: NAME}, {file: PATH}, {command: [..]}, \
             {aws_secrets_manager: {..}} or a list of providers",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RawSecret, E> {
        Ok(RawSecret::Literal(Text(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<RawSecret, E> {
        Err(unquoted(&self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawSecret, A::Error> {
        let mut list = Vec::new();
        while let Some(provider) = access.next_element()? {
            list.push(provider);
        }
        Ok(RawSecret::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawSecret, A::Error> {
        let empty = || A::Error::invalid_type(Unexpected::Other("an empty map"), &self);
        let Text(key) = access.next_key()?.ok_or_else(empty)?;
        let secret = match key.as_str() {
            "env" => RawSecret::Env(access.next_value()?),
            "file" => RawSecret::File(access.next_value()?),
            "command" => RawSecret::Command(access.next_value()?),
            "aws_secrets_manager" => RawSecret::Aws(access.next_value()?),
            // `{my-password}` is a map too: a key is only shown when it is nearly one of ours.
            _ if nearest(&key, PROVIDERS.iter().copied()).is_some() => {
                return Err(A::Error::unknown_field(&key, PROVIDERS));
            }
            _ => return Err(A::Error::invalid_type(Unexpected::Other("another map"), &self)),
        };
        if access.next_key::<Text>()?.is_some() {
            return Err(A::Error::invalid_type(Unexpected::Other("two providers"), &self));
        }
        Ok(secret)
    }
}
