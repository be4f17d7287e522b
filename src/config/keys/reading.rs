//! Reads a section: its keys in any order, each once, and `<<` where maps are
//! merged. A key that is written out wins over a merged one, and of several
//! merged maps the first.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess,
    SeqAccess, Visitor,
};

use super::Section;

/// The key that merges maps. Source: <https://yaml.org/type/merge.html>.
pub(in crate::config) const MERGE: &str = "<<";
/// What may stand there.
pub(in crate::config) const MERGE_WORD: &str = "a map, or a list of maps, to merge";

/// A section that the macro `keys!` made.
pub(in crate::config) trait Table: Sized {
    /// Its keys.
    const SECTION: Section;

    /// The values so far.
    type Partial: Default;
    /// Values to be shown, one for each key; `null` is left out.
    type Shown: Default + Into<serde_json::Map<String, serde_json::Value>>;

    /// Reads the value of the key at `position` of the section.
    fn read<'de, A: MapAccess<'de>>(
        partial: &mut Self::Partial,
        position: usize,
        access: &mut A,
    ) -> Result<(), A::Error>;

    /// Takes from `merged` what is not there yet.
    fn fill(partial: &mut Self::Partial, merged: Self::Partial);

    /// The whole, if nothing is missing that must be there.
    fn finish<E: Error>(partial: Self::Partial) -> Result<Self, E>;

    /// What holds where nothing is given; `None` if something must be.
    fn built_in() -> Option<Self>;

    /// The names of the keys that were given.
    fn given(&self) -> Vec<&'static str>;
}

/// One value for each key of a section; `null` is not shown.
pub(in crate::config) type Shown<T> = <T as Table>::Shown;

/// Nothing of a section, to be filled.
pub(in crate::config) fn nothing_of<T: Table>() -> Shown<T> {
    Shown::<T>::default()
}

/// Reads a section.
pub(in crate::config) fn section<'de, T: Table, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(SectionVisitor::<T>(PhantomData))
}

/// Reads the value of a key, which may be given once. One that is required is
/// not given by `null`, of which a text would make a word.
pub(in crate::config) fn set<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    field: &mut Option<T>,
    (name, is_required): (&str, bool),
    access: &mut A,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(A::Error::custom(given_twice(name)));
    }
    *field = if is_required { access.next_value()? } else { Some(access.next_value()?) };
    if field.is_none() {
        return Err(A::Error::custom(format!("`{name}` is nothing")));
    }
    Ok(())
}

/// The message for a key that is there twice.
pub(in crate::config) fn given_twice(name: &str) -> String {
    format!("`{name}` is given twice")
}

/// A map or a list that can fill what is not said elsewhere.
pub(in crate::config) trait Mergeable<'de>: Sized {
    /// Nothing.
    fn none() -> Self;

    /// Reads one map.
    fn map<A: MapAccess<'de>>(access: A) -> Result<Self, A::Error>;

    /// Takes from `merged` what is not there yet.
    fn fill(&mut self, merged: Self);
}

/// Reads what stands behind `<<`.
pub(in crate::config) fn merged<'de, M: Mergeable<'de>, A: MapAccess<'de>>(
    so_far: &mut Option<M>,
    access: &mut A,
) -> Result<(), A::Error> {
    if so_far.is_some() {
        return Err(A::Error::custom(given_twice(MERGE)));
    }
    *so_far = Some(access.next_value_seed(Merging { may_be_list: true, of: PhantomData })?);
    Ok(())
}

struct Merging<M> {
    may_be_list: bool,
    of: PhantomData<M>,
}

impl<'de, M: Mergeable<'de>> DeserializeSeed<'de> for Merging<M> {
    type Value = M;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<M, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, M: Mergeable<'de>> Visitor<'de> for Merging<M> {
    type Value = M;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MERGE_WORD)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<M, A::Error> {
        M::map(access)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<M, A::Error> {
        if !self.may_be_list {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let item = || Merging::<M> { may_be_list: false, of: PhantomData };
        let mut whole = M::none();
        while let Some(next) = access.next_element_seed(item())? {
            whole.fill(next);
        }
        Ok(whole)
    }
}

/// Reads a section from a map.
pub(in crate::config) struct SectionVisitor<T>(pub(in crate::config) PhantomData<T>);

impl<'de, T: Table> Visitor<'de> for SectionVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::SECTION.word)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        T::finish(partial::<T, A>(access)?)
    }
}

fn partial<'de, T: Table, A: MapAccess<'de>>(mut access: A) -> Result<T::Partial, A::Error> {
    let mut partial = T::Partial::default();
    let mut others: Option<Box<Merged<T>>> = None;
    let mut free = Vec::new();
    while let Some(key) = access.next_key_seed(KeySeed(&T::SECTION))? {
        match key {
            KeyRead::Known(position) => T::read(&mut partial, position, &mut access)?,
            KeyRead::Merge => merged(&mut others, &mut access)?,
            KeyRead::Free(name) if free.contains(&name) => {
                return Err(A::Error::custom(given_twice(&name)));
            }
            KeyRead::Free(name) => {
                access.next_value::<IgnoredAny>()?;
                free.push(name);
            }
        }
    }
    if let Some(others) = others {
        T::fill(&mut partial, others.0);
    }
    Ok(partial)
}

/// Keys of a section that another map brings in.
struct Merged<T: Table>(T::Partial);

impl<'de, T: Table> Mergeable<'de> for Box<Merged<T>> {
    fn none() -> Self {
        Box::new(Merged(T::Partial::default()))
    }

    fn map<A: MapAccess<'de>>(access: A) -> Result<Self, A::Error> {
        partial::<T, A>(access).map(|partial| Box::new(Merged(partial)))
    }

    fn fill(&mut self, merged: Self) {
        T::fill(&mut self.0, merged.0);
    }
}

enum KeyRead {
    Known(usize),
    Merge,
    Free(String),
}

/// Finds a key in the table without keeping its text.
struct KeySeed(&'static Section);

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = KeyRead;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KeyRead, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = KeyRead;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<KeyRead, E> {
        match self.0.find(name) {
            Some((position, _)) => Ok(KeyRead::Known(position)),
            None if name == MERGE => Ok(KeyRead::Merge),
            None if self.0.is_free(name) => Ok(KeyRead::Free(name.to_owned())),
            None if self.0.is_secret => Err(E::custom("unknown key")),
            None => Err(E::custom(format!("unknown key `{name}`"))),
        }
    }
}

/// The name of a key in a map of the user's own.
pub(in crate::config) struct Name(pub(in crate::config) String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a key")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
                Ok(Name(text.to_owned()))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
