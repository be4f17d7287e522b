//! A key of a service: not said, said to be nothing, or given a value.
//!
//! `frequency: null` on a service must undo a default, so `null` is kept apart
//! from silence. Plain values are kept as text: `version: 8.10` must not
//! become 8.1 on its way through a number.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// What was said about a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::config) enum Setting<T> {
    /// Nothing; the next level decides.
    #[default]
    Unsaid,
    /// `null`: the built-in default, whatever the next levels say.
    Null,
    /// A value.
    Given(T),
}

impl<T> Setting<T> {
    /// Nothing was said.
    pub(in crate::config) fn is_unsaid(&self) -> bool {
        matches!(self, Self::Unsaid)
    }

    /// Checks a given value; one that turns out wrong counts as not said.
    pub(in crate::config) fn and_then<U>(self, check: impl FnOnce(T) -> Option<U>) -> Setting<U> {
        match self {
            Self::Unsaid => Setting::Unsaid,
            Self::Null => Setting::Null,
            Self::Given(value) => check(value).map_or(Setting::Unsaid, Setting::Given),
        }
    }

    /// This, or what the next level says.
    #[must_use]
    pub(in crate::config) fn or(&self, next: &Self) -> Self
    where
        T: Clone,
    {
        if self.is_unsaid() { next.clone() } else { self.clone() }
    }

    /// This, or the built-in default where there is one.
    #[must_use]
    pub(in crate::config) fn settled(self, built_in: &Self) -> Self
    where
        T: Clone,
    {
        match self {
            Self::Given(_) => self,
            Self::Unsaid | Self::Null => built_in.clone(),
        }
    }

    /// The value of a key that the table has a default for, once it is settled.
    #[expect(clippy::expect_used, reason = "a test settles every key that has a default")]
    pub(in crate::config) fn sure(self) -> T {
        self.value().expect("the table of keys has a default for it")
    }

    /// The value, if one was given.
    pub(in crate::config) fn value(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Unsaid | Self::Null => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Setting<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(SettingVisitor(PhantomData))
    }
}

struct SettingVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SettingVisitor<T> {
    type Value = Setting<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Setting::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Setting::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::deserialize(deserializer).map(Setting::Given)
    }
}

/// The text of any plain value, exactly as it is written.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::config) struct Text(pub(in crate::config) String);

impl fmt::Debug for Text {
    /// Shows nothing: a text may stand where a secret can.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl std::str::FromStr for Text {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text(text.to_owned()))
    }
}
