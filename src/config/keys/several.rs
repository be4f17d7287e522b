//! A plain value, or a list of them: what mostly is one can be several.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::{Kind, Shape, Text};

/// One value, or the values of a list.
#[derive(Debug)]
pub(in crate::config) enum Several {
    One(Text),
    List(Vec<Text>),
}

/// What may stand there.
const WORD: &str = "a text or a number, or a list of them";

/// What may stand in the list.
pub(in crate::config) const ITEM_WORD: &str = "a text or a number";

impl Kind for Several {
    type Raw = Self;
    type Read = Self;
    const SHAPE: Shape = Shape::Several(WORD);

    fn kept(read: Self) -> Option<Self> {
        Some(read)
    }
}

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SeveralVisitor)
    }
}

struct SeveralVisitor;

fn one(value: impl fmt::Display) -> Several {
    Several::One(Text(value.to_string()))
}

impl<'de> Visitor<'de> for SeveralVisitor {
    type Value = Several;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(WORD)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Several, E> {
        Ok(one(text))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Several, E> {
        Ok(one(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Several, E> {
        Ok(one(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Several, E> {
        Ok(one(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Several, E> {
        Ok(one(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Several, E> {
        Ok(one(value))
    }

    /// With its point, which no whole number has.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Several, E> {
        Ok(one(format_args!("{value:?}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Several, A::Error> {
        let mut list = Vec::new();
        while let Some(text) = access.next_element()? {
            list.push(text);
        }
        Ok(Several::List(list))
    }
}
