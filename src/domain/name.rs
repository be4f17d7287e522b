//! Names of equipment and services, and the id made of both.

use std::fmt;
use std::sync::Arc;

/// A name of an equipment, a service or a webhook.
///
/// Any text without `/ * ? [ ]` and control characters that does not begin
/// with `-` and is not blank: such a name can stand in a selector, in an id
/// and on a command line without quoting rules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(Arc<str>);

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NameError {
    /// Nothing, or only white space.
    #[error("a name cannot be empty")]
    Empty,
    /// `-x` would read as an option.
    #[error("a name cannot begin with \"-\"")]
    LeadingDash,
    /// White space at either end is invisible and never meant.
    #[error("a name cannot begin or end with white space")]
    OuterSpace,
    /// One of `/ * ? [ ]`, which mean something in a selector.
    #[error("a name cannot contain {0:?}")]
    Reserved(char),
    /// A control character, which would garble a terminal.
    #[error("a name cannot contain control characters")]
    Control,
}

impl Name {
    /// Checks `text` and makes a name of it.
    ///
    /// # Errors
    ///
    /// [`NameError`] says which rule the text breaks.
    pub(crate) fn parse(text: &str) -> Result<Self, NameError> {
        if text.trim().is_empty() {
            return Err(NameError::Empty);
        }
        if text.starts_with('-') {
            return Err(NameError::LeadingDash);
        }
        if text.trim() != text {
            return Err(NameError::OuterSpace);
        }
        for character in text.chars() {
            if matches!(character, '/' | '*' | '?' | '[' | ']') {
                return Err(NameError::Reserved(character));
            }
            if character.is_control() {
                return Err(NameError::Control);
            }
        }
        Ok(Self(Arc::from(text)))
    }

    /// A name that was valid when it was written: read back from the database.
    #[must_use]
    pub(crate) fn recorded(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The text of the name.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &self.0)
    }
}

/// A service's id, `EQUIPMENT/SERVICE`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ServiceId {
    /// The equipment that hosts the service.
    pub equipment: Name,
    /// The service's own name, unique on its equipment.
    pub service: Name,
}

impl ServiceId {
    /// The id of `service` on `equipment`.
    #[must_use]
    pub(crate) fn new(equipment: Name, service: Name) -> Self {
        Self { equipment, service }
    }

    /// The id of that text.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        let (equipment, service) = text.split_once('/').unwrap();
        Self::new(Name::recorded(equipment), Name::recorded(service))
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.equipment, self.service)
    }
}

impl fmt::Debug for ServiceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{self}\"")
    }
}

/// What a request or news can be about: a service, a heartbeat or an equipment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// A service.
    Service(ServiceId),
    /// A heartbeat; its name has no slash.
    Heartbeat(Name),
    /// An equipment as such, for what users and other monitors report of it.
    Equipment(Name),
}

impl Subject {
    /// The bare name.
    #[must_use]
    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Service(id) => &id.service,
            Self::Heartbeat(name) | Self::Equipment(name) => name,
        }
    }

    /// The equipment, where there is one.
    #[must_use]
    pub(crate) fn equipment(&self) -> Option<&Name> {
        match self {
            Self::Service(id) => Some(&id.equipment),
            Self::Equipment(name) => Some(name),
            Self::Heartbeat(_) => None,
        }
    }

    /// The service, if it is one.
    #[must_use]
    pub(crate) fn service(&self) -> Option<&ServiceId> {
        match self {
            Self::Service(id) => Some(id),
            Self::Equipment(_) | Self::Heartbeat(_) => None,
        }
    }

    /// The name of the heartbeat, if it is one.
    #[must_use]
    pub(crate) fn heartbeat(&self) -> Option<&Name> {
        match self {
            Self::Heartbeat(name) => Some(name),
            Self::Service(_) | Self::Equipment(_) => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(id) => id.fmt(formatter),
            Self::Heartbeat(name) | Self::Equipment(name) => name.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_are_names() {
        for text in ["web-1", "Boutique d'été", "@host", "a.b:c", "été 2026"] {
            assert_eq!(Name::parse(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn names_that_would_confuse_a_selector_are_refused() {
        let cases = [
            ("", NameError::Empty),
            ("  ", NameError::Empty),
            ("-x", NameError::LeadingDash),
            (" x", NameError::OuterSpace),
            ("a/b", NameError::Reserved('/')),
            ("a*", NameError::Reserved('*')),
            ("a?", NameError::Reserved('?')),
            ("[a", NameError::Reserved('[')),
            ("a]", NameError::Reserved(']')),
            ("a\u{7}b", NameError::Control),
        ];
        for (text, expected) in cases {
            assert_eq!(Name::parse(text), Err(expected), "{text:?}");
        }
    }
}
