//! JSON whose values may be of any kind: what is of another kind than expected
//! counts as absent, and never as an error.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::text::number::whole;

/// The methods of a `Visitor` for the kinds of value that it has no use for.
macro_rules! nothing_of {
    ($($kind:ident),+) => {
        $(crate::judge::lenient::nothing_of!(@ $kind);)+
    };
    (@ bool) => { nothing_of!(@@ visit_bool: bool); };
    (@ number) => {
        nothing_of!(@@ visit_u64: u64);
        nothing_of!(@@ visit_f64: f64);
    };
    (@ negative) => { nothing_of!(@@ visit_i64: i64); };
    (@ text) => { nothing_of!(@@ visit_str: &str); };
    (@ null) => {
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
    (@ list) => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut list: A,
        ) -> Result<Self::Value, A::Error> {
            while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@ object) => {
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            type Ignored = serde::de::IgnoredAny;
            while map.next_entry::<Ignored, Ignored>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@@ $method:ident: $type:ty) => {
        fn $method<E: serde::de::Error>(self, _: $type) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}
pub(super) use nothing_of;

/// An object; `None` for anything else.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|value| Object(Some(value)))
    }

    nothing_of!(bool, number, negative, text, null, list);
}

/// A value that has no parts.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Scalar {
    /// `null`, or something that has parts.
    #[default]
    Nothing,
    Flag(bool),
    Count(u64),
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<Scalar, E> {
        Ok(Scalar::Count(count))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    nothing_of!(negative, null, list, object);
}

impl Scalar {
    /// A text that says something; PHP also writes numbers for texts.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text.clone()),
            Self::Count(count) => Some(count.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Text(_) | Self::Nothing | Self::Flag(_) => None,
        }
    }

    /// A count. -1 stands for what could not be counted.
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Count(count) => Some(*count),
            // Sizes that PHP has counted as floats, such as those of whole disks.
            Self::Number(number) => whole(*number)?.try_into().ok(),
            Self::Nothing | Self::Flag(_) => None,
        }
    }

    /// A percentage, such as 41.2 or `41.20 %`.
    pub(super) fn percentage(&self) -> Option<f64> {
        let percent = match self {
            Self::Text(text) => text.trim().trim_end_matches('%').trim().parse().ok()?,
            #[expect(clippy::cast_precision_loss, reason = "more than 100 is none")]
            Self::Count(count) => *count as f64,
            Self::Number(number) => *number,
            Self::Nothing | Self::Flag(_) => return None,
        };
        (0.0..=100.0).contains(&percent).then_some(percent)
    }

    /// As PHP sees it.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Flag(flag) => *flag,
            Self::Count(count) => *count != 0,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty() && text != "0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Scalar {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_count_is_whole_and_not_negative_however_it_is_written() {
        let most = 9_007_199_254_740_992;
        let cases = [
            ("12", Some(12)),
            ("\" 12 \"", Some(12)),
            ("12.0", Some(12)),
            ("0.0", Some(0)),
            ("9007199254740992.0", Some(most)),
            ("9007199254740994.0", None),
            ("12.5", None),
            ("-1", None),
            ("-1.0", None),
            ("\"-1\"", None),
            ("\"\"", None),
            ("true", None),
            ("null", None),
            ("[1]", None),
            ("{\"a\": 1}", None),
        ];
        for (json, expected) in cases {
            assert_eq!(read(json).number(), expected, "{json}");
        }
    }

    #[test]
    fn a_percentage_is_one_of_a_hundred_however_it_is_written() {
        let cases = [
            ("41.2", Some(41.2)),
            ("\"41.20 %\"", Some(41.2)),
            ("\" 41.2%\"", Some(41.2)),
            ("0", Some(0.0)),
            ("100", Some(100.0)),
            ("100.1", None),
            ("101", None),
            ("-0.1", None),
            ("\"nan\"", None),
            ("\"much\"", None),
            ("false", None),
        ];
        for (json, expected) in cases {
            assert_eq!(read(json).percentage(), expected, "{json}");
        }
    }

    #[test]
    fn what_php_calls_true_is_true() {
        for json in ["true", "1", "0.5", "\"1\"", "\"false\"", "\"0.0\""] {
            assert!(read(json).is_true(), "{json}");
        }
        for json in ["false", "0", "0.0", "\"0\"", "\"\"", "null", "[1]"] {
            assert!(!read(json).is_true(), "{json}");
        }
    }
}
