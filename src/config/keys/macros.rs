//! The macro that makes of one entry a structure, its reader and its row in the table.

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
/// the word of a section set the flags of `Section`.
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
