//! The table itself, as data.

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
