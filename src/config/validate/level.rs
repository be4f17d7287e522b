//! Levels: a service's own settings, its equipment's defaults, the file's. Each
//! is checked where it is written, once, and the nearest that says something decides.

use std::path::Path;

use super::report::At;
use super::shared::Shared;

/// What the reading of a level needs beside what is written there.
pub(super) struct Context<'a> {
    /// Files are relative to it.
    pub(super) directory: &'a Path,
    pub(super) shared: &'a mut Shared,
}

/// The check of a value that means what it says.
pub(super) fn as_it_is<T>(value: T, _: &mut Context<'_>, _: &At<'_>) -> T {
    value
}

/// The settings of one level, a line each: `field from key: Value => check`.
///
/// The check gets what was written, the context and the place, and gives the
/// value, or none where it complained. `+ field: Level` takes another level's lines in.
macro_rules! level {
    (
        $(#[$attribute:meta])*
        struct $name:ident {
            $($field:ident from $key:ident: $value:ty => $check:expr,)+
            $(+ $part:ident: $level:ident,)*
        }
    ) => {
        $(#[$attribute])*
        pub(super) struct $name {
            $(pub(super) $field: Setting<$value>,)+
            $(pub(super) $part: $level,)*
        }

        impl $name {
            /// Checks what is written `at` about these settings, and takes it out of `raw`.
            pub(super) fn read(raw: &mut RawService, context: &mut Context<'_>, at: &At<'_>) -> Self {
                Self {
                    $(
                        $field: std::mem::take(&mut raw.$key).and_then(|given| {
                            let place = at.key(stringify!($key));
                            Option::<$value>::from(($check)(given, context, &place))
                        }),
                    )+
                    $($part: $level::read(raw, context, at),)*
                }
            }

            /// The settings with the built-in defaults where no level says anything.
            pub(super) fn settled(self, built_in: &Self) -> Self {
                Self {
                    $($field: self.$field.settled(&built_in.$field),)+
                    $($part: self.$part.settled(&built_in.$part),)*
                }
            }

            /// This level's settings, and the next one's where it says nothing.
            pub(super) fn over(&self, next: &Self) -> Self {
                Self {
                    $($field: self.$field.or(&next.$field),)+
                    $($part: self.$part.over(&next.$part),)*
                }
            }
        }
    };
}

pub(super) use level;
