//! The table itself, as data, and the macro that fills it.

/// A map with keys of its own.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Section {
    /// One such map, as in "expected a service (a map of its keys)".
    pub(in crate::config) word: &'static str,
    /// In the order in which they are written and shown.
    pub(in crate::config) keys: &'static [Key],
    /// Keys that begin with `x-` are free here, to hold anchors.
    pub(in crate::config) has_free_keys: bool,
    /// An unknown key may be a secret in the wrong place, and is not shown.
    pub(in crate::config) is_secret: bool,
}

/// A key, once for all.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Key {
    pub(in crate::config) name: &'static str,
    /// What it is for, in a sentence or two.
    #[cfg_attr(not(test), expect(dead_code, reason = "the manual page is made from it"))]
    pub(in crate::config) about: &'static str,
    pub(in crate::config) shape: Shape,
    pub(in crate::config) is_required: bool,
    /// As it would be written; `None` where nothing is the default.
    #[cfg_attr(not(test), expect(dead_code, reason = "the manual page is made from it"))]
    pub(in crate::config) default: Option<&'static str>,
    /// The types or versions of a section that have the key; none for all.
    pub(in crate::config) of: &'static [&'static str],
}

/// What can stand somewhere.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) enum Shape {
    /// Any plain value, called so in messages.
    Text(&'static str),
    /// A plain value or a list of them, called so in messages.
    Several(&'static str),
    /// True or false.
    Switch,
    /// A whole number up to this.
    Count(u64),
    List(&'static Shape),
    /// Names of the user's own, each with a value.
    Map(&'static Shape),
    Section(&'static Section),
    /// A text in quotes, a provider, or a list of typed providers.
    Secret {
        word: &'static str,
        providers: &'static Section,
        typed: &'static Section,
    },
    /// Anything.
    Json,
}

impl Section {
    /// The key of that name, and its position.
    pub(in crate::config) fn find(&self, name: &str) -> Option<(usize, &'static Key)> {
        self.keys.iter().enumerate().find(|(_, key)| key.name == name)
    }

    /// A key of the user's own, which holds anchors.
    pub(in crate::config) fn is_free(&self, name: &str) -> bool {
        self.has_free_keys && name.starts_with("x-")
    }

    /// The names of all keys.
    pub(in crate::config) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.keys.iter().map(|key| key.name)
    }

    /// The names of the keys that `kind` has, be it a type or a version.
    pub(in crate::config) fn names_of(&self, kind: &str) -> Vec<&'static str> {
        let is_own = |key: &&Key| key.of.contains(&kind);
        self.keys.iter().filter(is_own).map(|key| key.name).collect()
    }
}

/// The name of a key in a file: its field's, or the one that is given for it.
macro_rules! key_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// What may be left out.
macro_rules! optional {
    () => {
        None
    };
    ($value:literal) => {
        Some($value)
    };
}

/// Sections of the configuration. An entry is
/// `field as "name" ["type", …]: Kind = "default",` after its sentence; name,
/// types and default only where there are any. `+ free` and `+ secret` after
/// the word of a section set the flags of [`Section`].
macro_rules! keys {
    ($(
        $(#[doc = $about:literal])+
        $(#[derive($($derive:ident),+)])?
        $(#[expect($($lint:tt)+)])?
        struct $name:ident($word:literal $(+ $flag:ident)?) {
            $(
                $(#[doc = $sentence:literal])+
                $field:ident $(as $key:literal)? $([$($of:literal),+])?: $kind:ty $(= $default:literal)?,
            )+
        }
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Debug, $($($derive),+)?)]
        $(#[expect($($lint)+)])?
        pub(in crate::config) struct $name {
            $(
                $(#[doc = $sentence])+
                pub(in crate::config) $field: <$kind as $crate::config::keys::Kind>::Raw,
            )+
        }

        const _: () = {
            use $crate::config::keys::{Key, Kind, Section, Shape, Table, key_name, optional, set};

            #[derive(Default)]
            pub(in crate::config) struct Partial {
                $($field: Option<<$kind as Kind>::Read>,)+
            }

            #[derive(Default)]
            pub(in crate::config) struct Shown {
                $(pub(in crate::config) $field: serde_json::Value,)+
            }

            impl From<Shown> for serde_json::Map<String, serde_json::Value> {
                fn from(shown: Shown) -> Self {
                    let mut map = Self::new();
                    $(
                        if !shown.$field.is_null() {
                            map.insert(key_name!($field $($key)?).to_owned(), shown.$field);
                        }
                    )+
                    map
                }
            }

            impl Table for $name {
                const SECTION: Section = Section {
                    word: $word,
                    keys: &[$(Key {
                        name: key_name!($field $($key)?),
                        about: concat!($($sentence),+),
                        shape: <$kind as Kind>::SHAPE,
                        is_required: <$kind as Kind>::IS_REQUIRED,
                        default: optional!($($default)?),
                        of: &[$($($of),+)?],
                    }),+],
                    has_free_keys: Section::flag(&[$(stringify!($flag))?], "free"),
                    is_secret: Section::flag(&[$(stringify!($flag))?], "secret"),
                };

                type Partial = Partial;
                type Shown = Shown;

                fn read<'de, A: serde::de::MapAccess<'de>>(
                    partial: &mut Partial,
                    position: usize,
                    access: &mut A,
                ) -> Result<(), A::Error> {
                    let mut positions = 0_usize..;
                    $(
                        if positions.next() == Some(position) {
                            let key = (key_name!($field $($key)?), <$kind as Kind>::IS_REQUIRED);
                            return set(&mut partial.$field, key, access);
                        }
                    )+
                    Ok(())
                }

                fn fill(partial: &mut Partial, merged: Partial) {
                    $(
                        if partial.$field.is_none() {
                            partial.$field = merged.$field;
                        }
                    )+
                }

                fn finish<E: serde::de::Error>(partial: Partial) -> Result<Self, E> {
                    Ok(Self {
                        $(
                            $field: match partial.$field.and_then(<$kind as Kind>::kept) {
                                Some(value) => value,
                                None => <$kind as Kind>::unsaid(optional!($($default)?)).ok_or_else(|| {
                                    E::custom(concat!("`", key_name!($field $($key)?), "` is missing"))
                                })?,
                            },
                        )+
                    })
                }

                fn built_in() -> Option<Self> {
                    Some(Self {
                        $($field: <$kind as Kind>::built_in(optional!($($default)?))?,)+
                    })
                }

                fn given(&self) -> Vec<&'static str> {
                    let mut names = Vec::new();
                    $(
                        if <$kind as Kind>::is_given(&self.$field) {
                            names.push(key_name!($field $($key)?));
                        }
                    )+
                    names
                }
            }

            impl Kind for $name {
                type Raw = Self;
                type Read = Self;
                const SHAPE: Shape = Shape::Section(&<Self as Table>::SECTION);

                fn kept(read: Self) -> Option<Self> {
                    Some(read)
                }

                fn of_default(_: Option<&str>) -> Option<Self> {
                    <Self as Table>::built_in()
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $crate::config::keys::section(deserializer)
                }
            }
        };
    )+};
}

pub(in crate::config) use {key_name, keys, optional};

impl Section {
    /// Whether `flags` has `wanted`; for the macro alone.
    pub(in crate::config) const fn flag(flags: &[&str], wanted: &str) -> bool {
        matches!(flags, [flag] if same(flag.as_bytes(), wanted.as_bytes()))
    }
}

/// Texts cannot be compared with `==` where a constant is made.
const fn same(one: &[u8], other: &[u8]) -> bool {
    match (one.split_first(), other.split_first()) {
        (None, None) => true,
        (Some((first, rest)), Some((second, others))) => *first == *second && same(rest, others),
        _ => false,
    }
}
