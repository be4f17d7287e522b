//! Secrets: where they come from, and a value that cannot be printed by accident.

use std::fmt;
use std::path::PathBuf;

/// Where a secret comes from.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Secret {
    /// Written in the configuration itself; may as well be no secret at all.
    Literal(String),
    /// Read when it is needed.
    Provided(Provider),
    /// Tried in order until one has a value (the seed's typed list).
    FirstOf(Vec<Secret>),
}

/// A place outside the configuration that holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Provider {
    /// An environment variable.
    Env(String),
    /// A file; absolute. One trailing newline is dropped.
    File(PathBuf),
    /// A program and its arguments, without a shell. One trailing newline is dropped.
    Command(Vec<String>),
    /// A secret that AWS Secrets Manager keeps.
    Aws(AwsSecret),
}

/// A value in the JSON of a secret in AWS Secrets Manager.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AwsSecret {
    /// The secret's name or ARN.
    pub name: String,
    /// The key under which the value is.
    pub key: String,
    /// `None`: the one that AWS's own tools would use.
    pub region: Option<String>,
}

impl AwsSecret {
    /// Whether a text can be a region; one becomes a part of a host's name.
    #[must_use]
    pub fn is_region(text: &str) -> bool {
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !text.is_empty() && text.bytes().all(is_part)
    }
}

impl Secret {
    /// The secret can be read without opening, running or asking anything.
    #[must_use]
    pub fn is_at_hand(&self) -> bool {
        match self {
            Self::Literal(_) | Self::Provided(Provider::Env(_)) => true,
            Self::Provided(Provider::File(_) | Provider::Command(_) | Provider::Aws(_)) => false,
            Self::FirstOf(list) => list.iter().all(Self::is_at_hand),
        }
    }
}

impl fmt::Debug for Secret {
    /// Never shows a literal.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(_) => formatter.write_str("***"),
            Self::Provided(provider) => provider.fmt(formatter),
            Self::FirstOf(list) => formatter.debug_list().entries(list).finish(),
        }
    }
}

/// A secret's value. Has no `Display`, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed(String);

impl Revealed {
    /// Takes a value that must not be printed.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// A secret that could not be read: names the variable, file or command, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SecretError(pub String);
