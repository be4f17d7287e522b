//! Kinds: what a key's value is, what it is called, and how it is kept until
//! it is understood.

use serde::de::DeserializeOwned;

use super::{Setting, Shape, Text};

/// A kind of value.
pub(in crate::config) trait Kind {
    /// The value as it is read.
    type Raw: DeserializeOwned;
    /// The value as the table describes it.
    const SHAPE: Shape;
    /// A key of this kind must be given.
    const IS_REQUIRED: bool = true;

    /// The value of a key that is not given; `None` when it must be.
    fn unsaid() -> Option<Self::Raw> {
        None
    }

    /// Whether something was given.
    fn is_given(_: &Self::Raw) -> bool {
        true
    }
}

impl<K: Kind> Kind for Option<K> {
    type Raw = Option<K::Raw>;
    const SHAPE: Shape = K::SHAPE;
    const IS_REQUIRED: bool = false;

    fn unsaid() -> Option<Self::Raw> {
        Some(None)
    }

    fn is_given(raw: &Self::Raw) -> bool {
        raw.is_some()
    }
}

impl<K: Kind> Kind for Setting<K> {
    type Raw = Setting<K::Raw>;
    const SHAPE: Shape = K::SHAPE;
    const IS_REQUIRED: bool = false;

    fn unsaid() -> Option<Self::Raw> {
        Some(Setting::Unsaid)
    }

    fn is_given(raw: &Self::Raw) -> bool {
        !raw.is_unsaid()
    }
}

impl Kind for bool {
    type Raw = Self;
    const SHAPE: Shape = Shape::Switch;
}

impl Kind for u32 {
    type Raw = Self;
    const SHAPE: Shape = Shape::Count(Self::MAX as u64);
}

impl Kind for u64 {
    type Raw = Self;
    const SHAPE: Shape = Shape::Count(Self::MAX);
}

/// A list of one kind.
pub(in crate::config) struct List<K>(std::marker::PhantomData<K>);

impl<K: Kind> Kind for List<K> {
    type Raw = Vec<K::Raw>;
    const SHAPE: Shape = Shape::List(&K::SHAPE);
}

/// Names of the user's own, each with a value of one kind.
pub(in crate::config) struct Map<K>(std::marker::PhantomData<K>);

impl<K: Kind> Kind for Map<K> {
    type Raw = super::Pairs<K::Raw>;
    const SHAPE: Shape = Shape::Map(&K::SHAPE);
}

impl Kind for Text {
    type Raw = Self;
    const SHAPE: Shape = Shape::Text("a text or a number");
}

/// Kinds that are kept as they are written; `validate` understands them.
macro_rules! texts {
    ($($(#[doc = $about:literal])+ $name:ident is $word:literal;)+) => {$(
        $(#[doc = $about])+
        pub(in crate::config) struct $name;

        impl Kind for $name {
            type Raw = Text;
            const SHAPE: Shape = Shape::Text($word);
        }
    )+};
}

texts! {
    /// `90s`, `1h 30m`, or a bare number of the key's unit.
    Duration is "a duration";
    /// An address that can be called.
    Url is "a URL";
    /// A file, relative to the one that names it.
    Path is "a path";
}
