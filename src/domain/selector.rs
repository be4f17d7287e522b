//! What a user types to name services: an id, a name, a glob or a tag.

use super::equipment::Inventory;
use super::name::{Name, ServiceId};
use super::service::Service;

/// One selector of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
}

/// A selector that names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// Nothing in the configuration answers to it.
    #[error("nothing matches {0:?}")]
    NoMatch(String),
    /// Exactly one service was wanted; these all match.
    #[error("{text:?} matches {} services: {}", .candidates.len(), join(.candidates))]
    Ambiguous {
        /// What was typed.
        text: String,
        /// The services that it could mean.
        candidates: Vec<ServiceId>,
    },
}

fn join(candidates: &[ServiceId]) -> String {
    candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Selector {
    /// Takes a selector as typed; every text is one, most match nothing.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The equipment that this selector names as such, if it does.
    #[must_use]
    pub fn equipment<'a>(&self, inventory: &'a Inventory) -> Option<&'a Name> {
        inventory
            .equipment
            .iter()
            .map(|equipment| &equipment.name)
            .find(|name| name.as_str() == self.text)
    }

    /// Whether `service` is meant when no equipment has this name.
    fn matches(&self, service: &Service) -> bool {
        if let Some(tag) = self.text.strip_prefix("tag:") {
            return service.tags.iter().any(|own| own == tag);
        }
        if self.text.contains('/') {
            return glob_matches(&self.text, &service.id.to_string());
        }
        if self.text.contains(['*', '?', '[']) {
            return glob_matches(&self.text, service.id.service.as_str())
                || glob_matches(&self.text, &service.id.to_string());
        }
        service.id.service.as_str() == self.text
    }

    /// Whether the selector means this service, which need not be in `inventory` yet.
    #[must_use]
    pub fn means(&self, service: &Service, inventory: &Inventory) -> bool {
        match self.equipment(inventory) {
            Some(name) => &service.id.equipment == name,
            None => self.matches(service),
        }
    }

    /// Every service that the selector means, in the order of the configuration.
    ///
    /// # Errors
    ///
    /// [`SelectorError::NoMatch`] when it means none. An equipment without
    /// services is a match of no services, not an error.
    pub fn services<'a>(
        &self,
        inventory: &'a Inventory,
    ) -> Result<Vec<&'a Service>, SelectorError> {
        if let Some(name) = self.equipment(inventory) {
            return Ok(inventory
                .services()
                .filter(|service| &service.id.equipment == name)
                .collect());
        }
        let found: Vec<&Service> =
            inventory.services().filter(|service| self.matches(service)).collect();
        if found.is_empty() { Err(SelectorError::NoMatch(self.text.clone())) } else { Ok(found) }
    }

    /// The one service that the selector means.
    ///
    /// # Errors
    ///
    /// [`SelectorError`] when it means none, or more than one.
    pub fn one_service<'a>(&self, inventory: &'a Inventory) -> Result<&'a Service, SelectorError> {
        let found = self.services(inventory)?;
        match found.as_slice() {
            [] => Err(SelectorError::NoMatch(self.text.clone())),
            [only] => Ok(only),
            _ => Err(SelectorError::Ambiguous {
                text: self.text.clone(),
                candidates: found.iter().map(|service| service.id.clone()).collect(),
            }),
        }
    }
}

/// Shell-like matching of a whole text: `*`, `?` and `[a-z]`; `*` also spans `/`.
#[must_use]
pub fn glob_matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while let Some(&character) = text.get(t) {
        let step = match pattern.get(p) {
            Some('*') => {
                last_star = Some((p, t));
                p += 1;
                continue;
            }
            Some('[') => class_matches(&pattern, p, character),
            Some('?') => Some(p + 1),
            Some(literal) if *literal == character => Some(p + 1),
            _ => None,
        };
        match (step, last_star) {
            (Some(next), _) => {
                p = next;
                t += 1;
            }
            (None, Some((star, from))) => {
                last_star = Some((star, from + 1));
                p = star + 1;
                t = from + 1;
            }
            (None, None) => return false,
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&character| character == '*'))
}

/// Where the pattern goes on when the class that opens at `open` has `character`.
fn class_matches(pattern: &[char], open: usize, character: char) -> Option<usize> {
    let close = open + 2 + pattern.get(open + 2..)?.iter().position(|&c| c == ']')?;
    let mut members = pattern.get(open + 1..close)?;
    let negated = matches!(members.first(), Some('!' | '^'));
    if negated {
        members = members.get(1..)?;
    }
    let mut found = false;
    while let Some(&low) = members.first() {
        if let [_, '-', high, rest @ ..] = members {
            found |= (low..=*high).contains(&character);
            members = rest;
        } else {
            found |= low == character;
            members = members.get(1..)?;
        }
    }
    (found != negated).then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_texts() {
        let cases = [
            ("web-*/shop", "web-1/shop", true),
            ("web-*/shop", "web-1/shop2", false),
            ("*", "anything/at all", true),
            ("*/*", "a/b", true),
            ("web-?/shop", "web-12/shop", false),
            ("web-[0-9]/shop", "web-7/shop", true),
            ("web-[!0-9]/shop", "web-7/shop", false),
            ("web-[abc]/x", "web-b/x", true),
            ("web-[", "web-[", false),
            ("a*b*c", "aXXbYYbZc", true),
            ("", "", true),
            ("", "a", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(glob_matches(pattern, text), expected, "{pattern} ~ {text}");
        }
    }
}
