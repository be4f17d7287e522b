//! Wherever a secret can stand: a text, one provider, or the seed's list of
//! typed providers. No error of this file shows what was written there.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use crate::config::keys::{Kind, List, Path, SectionVisitor, Shape, Table, Text, keys};

#[derive(Debug)]
pub(in crate::config) enum RawSecret {
    Literal(Text),
    Env(Text),
    File(Text),
    Command(Vec<Text>),
    Aws(RawAwsSecret),
    List(Vec<RawProvider>),
}

keys! {
    /// The provider of a secret; one of them.
    struct RawSecretMap("a provider (a map with one key)" + secret) {
        /// An environment variable.
        env: Option<Text>,
        /// A file; one trailing newline is dropped.
        file: Option<Path>,
        /// What a program prints within 30 s; there is no shell.
        command: Option<List<Text>>,
        /// A value in AWS Secrets Manager.
        aws_secrets_manager: Option<RawAwsSecret>,
    }

    /// An entry of the seed's list, such as `{type: TOKEN, value: my_token}`.
    struct RawProvider("a provider (a map with a type)" + secret) {
        /// `ENVIRONMENT_VARIABLE`, TOKEN or `AWS_SECRETS_MANAGER`.
        kind as "type": Text,
        /// The name of the variable, or the secret itself.
        value ["ENVIRONMENT_VARIABLE", "TOKEN"]: Option<Text>,
        /// The name of the secret in AWS.
        secret_name ["AWS_SECRETS_MANAGER"]: Option<Text>,
        /// The key in the JSON of that secret.
        secret_key ["AWS_SECRETS_MANAGER"]: Option<Text>,
        /// The region of AWS, by default that of the environment.
        region ["AWS_SECRETS_MANAGER"]: Option<Text>,
    }

    /// Where in AWS Secrets Manager a value is.
    #[derive(Default)]
    struct RawAwsSecret("a map with secret_name and secret_key") {
        /// The name of the secret.
        secret_name: Option<Text>,
        /// The key in the JSON of that secret.
        secret_key: Option<Text>,
        /// The region of AWS, by default that of the environment.
        region: Option<Text>,
    }
}

/// What may stand there.
pub(in crate::config) const WORD: &str = "a text in quotes, {env: NAME}, {file: PATH}, \
     {command: [..]}, {aws_secrets_manager: {..}} or a list of providers";

impl Kind for RawSecret {
    type Raw = Self;
    type Read = Self;
    const SHAPE: Shape = Shape::Secret {
        word: WORD,
        providers: &RawSecretMap::SECTION,
        typed: &RawProvider::SECTION,
    };

    fn kept(read: Self) -> Option<Self> {
        Some(read)
    }
}

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
        formatter.write_str(WORD)
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

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<RawSecret, A::Error> {
        let RawSecretMap { env, file, command, aws_secrets_manager } =
            SectionVisitor(PhantomData).visit_map(access)?;
        let mut given = [
            env.map(RawSecret::Env),
            file.map(RawSecret::File),
            command.map(RawSecret::Command),
            aws_secrets_manager.map(RawSecret::Aws),
        ]
        .into_iter()
        .flatten();
        match (given.next(), given.next()) {
            (Some(secret), None) => Ok(secret),
            (None, _) => Err(A::Error::invalid_type(Unexpected::Other("an empty map"), &self)),
            _ => Err(A::Error::invalid_type(Unexpected::Other("two providers"), &self)),
        }
    }
}
