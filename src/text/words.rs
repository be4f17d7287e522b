//! Words that stand for the variants of an enum.

/// Declares an enum whose variants have one word each, used everywhere the
/// variant is written: JSON, database, command line.
macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// Every variant, in order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for it everywhere it is written.
            #[must_use]
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The variant that `word` stands for.
            #[must_use]
            pub(crate) fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.as_str() == word)
            }
        }
    };
}
pub(crate) use words;
