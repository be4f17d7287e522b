//! A value of any shape, for what is sent or compared as JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::reading::{MERGE, Mergeable, Name, given_twice, merged};
use super::{Kind, Shape};

/// Any value, its maps in the order of the file.
#[derive(Debug)]
pub(in crate::config) struct Json(pub(in crate::config) Value);

impl Kind for Json {
    type Raw = Self;
    type Read = Self;
    const SHAPE: Shape = Shape::Json;

    fn kept(read: Self) -> Option<Self> {
        Some(read)
    }
}

/// What may stand there.
pub(in crate::config) const WORD: &str = "a value that JSON has";

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(WORD)
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json(Value::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json(value.into()))
    }

    /// JSON has neither infinities nor NaN: they are null.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json(value.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Json(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Json(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Json, A::Error> {
        Object::map(access).map(|Object(map)| Json(Value::Object(map)))
    }
}

struct Object(Map<String, Value>);

impl<'de> Mergeable<'de> for Object {
    fn none() -> Self {
        Self(Map::new())
    }

    fn map<A: MapAccess<'de>>(mut access: A) -> Result<Self, A::Error> {
        let mut object = Self::none();
        let mut others: Option<Self> = None;
        while let Some(Name(name)) = access.next_key()? {
            if name == MERGE {
                merged(&mut others, &mut access)?;
            } else if object.0.contains_key(&name) {
                return Err(A::Error::custom(given_twice(&name)));
            } else {
                let Json(value) = access.next_value()?;
                object.0.insert(name, value);
            }
        }
        if let Some(others) = others {
            object.fill(others);
        }
        Ok(object)
    }

    fn fill(&mut self, merged: Self) {
        for (name, value) in merged.0 {
            self.0.entry(name).or_insert(value);
        }
    }
}
