//! Maps whose names are the user's own, in the order of the file. The YAML
//! library would silently drop a name that is there twice.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::reading::{MERGE, Mergeable, Name, given_twice, merged};

/// Names and values in the order of the file, what is merged in at the end.
#[derive(Debug)]
pub(in crate::config) struct Pairs<T>(pub(in crate::config) Vec<(String, T)>);

impl<T> Pairs<T> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
    type Value = Pairs<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map of names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        Pairs::map(access)
    }
}

impl<'de, T: Deserialize<'de>> Mergeable<'de> for Pairs<T> {
    fn none() -> Self {
        Self(Vec::new())
    }

    fn map<A: MapAccess<'de>>(mut access: A) -> Result<Self, A::Error> {
        let mut pairs = Self::none();
        let mut others: Option<Self> = None;
        while let Some(Name(name)) = access.next_key()? {
            if name == MERGE {
                merged(&mut others, &mut access)?;
            } else if pairs.has(&name) {
                return Err(A::Error::custom(given_twice(&name)));
            } else {
                pairs.0.push((name, access.next_value()?));
            }
        }
        if let Some(others) = others {
            pairs.fill(others);
        }
        Ok(pairs)
    }

    fn fill(&mut self, merged: Self) {
        for (name, value) in merged.0 {
            if !self.has(&name) {
                self.0.push((name, value));
            }
        }
    }
}
