//! Kinds: what a key's value is, what it is called, and how it is kept until
//! it is understood.

use serde::de::DeserializeOwned;

use super::{Setting, Shape, Text};

/// A kind of value.
pub(in crate::config) trait Kind {
    /// The value as it is kept.
    type Raw;
    /// The value as it is read.
    type Read: DeserializeOwned;
    /// The value as the table describes it.
    const SHAPE: Shape;
    /// A key of this kind must be given.
    const IS_REQUIRED: bool = true;

    /// What was read, unless it says as much as nothing.
    fn kept(read: Self::Read) -> Option<Self::Raw>;

    /// The value of a key that is not given, with that default in the table; `None`
    /// when it must be.
    fn unsaid(_: Option<&'static str>) -> Option<Self::Raw> {
        None
    }

    /// The value that the table gives as default.
    fn of_default(_: Option<&'static str>) -> Option<Self::Raw> {
        None
    }

    /// The value that holds where no level says anything.
    fn built_in(default: Option<&'static str>) -> Option<Self::Raw> {
        Self::unsaid(default)
    }

    /// Whether something was given.
    fn is_given(_: &Self::Raw) -> bool {
        true
    }
}

impl<K: Kind<Raw: DeserializeOwned>> Kind for Option<K> {
    type Raw = Option<K::Raw>;
    type Read = Self::Raw;
    const SHAPE: Shape = K::SHAPE;
    const IS_REQUIRED: bool = false;

    fn kept(read: Self::Read) -> Option<Self::Raw> {
        Some(read)
    }

    fn unsaid(_: Option<&'static str>) -> Option<Self::Raw> {
        Some(None)
    }

    fn is_given(raw: &Self::Raw) -> bool {
        raw.is_some()
    }
}

impl<K: Kind<Raw: DeserializeOwned>> Kind for Setting<K> {
    type Raw = Setting<K::Raw>;
    type Read = Self::Raw;
    const SHAPE: Shape = K::SHAPE;
    const IS_REQUIRED: bool = false;

    fn kept(read: Self::Read) -> Option<Self::Raw> {
        Some(read)
    }

    fn unsaid(_: Option<&'static str>) -> Option<Self::Raw> {
        Some(Setting::Unsaid)
    }

    fn built_in(default: Option<&'static str>) -> Option<Self::Raw> {
        match default {
            None => Some(Setting::Unsaid),
            Some(_) => K::of_default(default).map(Setting::Given),
        }
    }

    fn is_given(raw: &Self::Raw) -> bool {
        !raw.is_unsaid()
    }
}

/// A key that has a value whether it is given or not: that of the table, or the
/// defaults of a section.
pub(in crate::config) struct Or<K>(std::marker::PhantomData<K>);

impl<K: Kind<Raw: DeserializeOwned>> Kind for Or<K> {
    type Raw = K::Raw;
    type Read = Option<K::Raw>;
    const SHAPE: Shape = K::SHAPE;
    const IS_REQUIRED: bool = false;

    fn kept(read: Self::Read) -> Option<Self::Raw> {
        read
    }

    fn unsaid(default: Option<&'static str>) -> Option<Self::Raw> {
        K::of_default(default)
    }
}

/// Kinds that are kept as they are read, with a default that is text.
macro_rules! plain {
    ($($kind:ty: $shape:expr;)+) => {$(
        impl Kind for $kind {
            type Raw = Self;
            type Read = Self;
            const SHAPE: Shape = $shape;

            fn kept(read: Self) -> Option<Self> {
                Some(read)
            }

            fn of_default(default: Option<&'static str>) -> Option<Self> {
                default?.parse().ok()
            }
        }
    )+};
}

plain! {
    bool: Shape::Switch;
    u32: Shape::Count(Self::MAX as u64);
    u64: Shape::Count(Self::MAX);
    Text: Shape::Text("a text or a number");
}

/// A list of one kind.
pub(in crate::config) struct List<K>(std::marker::PhantomData<K>);

impl<K: Kind<Raw: DeserializeOwned>> Kind for List<K> {
    type Raw = Vec<K::Raw>;
    type Read = Self::Raw;
    const SHAPE: Shape = Shape::List(&K::SHAPE);

    fn kept(read: Self::Read) -> Option<Self::Raw> {
        Some(read)
    }
}

/// Names of the user's own, each with a value of one kind.
pub(in crate::config) struct Map<K>(std::marker::PhantomData<K>);

impl<K: Kind<Raw: DeserializeOwned>> Kind for Map<K> {
    type Raw = super::Pairs<K::Raw>;
    type Read = Self::Raw;
    const SHAPE: Shape = Shape::Map(&K::SHAPE);

    fn kept(read: Self::Read) -> Option<Self::Raw> {
        Some(read)
    }
}

/// Kinds that are kept as they are written; `validate` understands them.
macro_rules! texts {
    ($($(#[doc = $about:literal])+ $name:ident is $word:literal;)+) => {$(
        $(#[doc = $about])+
        pub(in crate::config) struct $name;

        impl Kind for $name {
            type Raw = Text;
            type Read = Text;
            const SHAPE: Shape = Shape::Text($word);

            fn kept(read: Text) -> Option<Text> {
                Some(read)
            }

            fn of_default(default: Option<&'static str>) -> Option<Text> {
                Text::of_default(default)
            }
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
