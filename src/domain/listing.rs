//! What a server manager says of the instances on its host.

use std::sync::Arc;

use super::monitoring::Report;
use super::name::Name;

/// The instances of a host, as it lists them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listing {
    /// Each instance once.
    pub listed: Listed,
    /// What it lists beside.
    pub left_out: Box<LeftOut>,
}

/// Entries of an answer that are not taken in. There may be millions, so they are
/// counted rather than kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// How many cannot be an instance.
    pub unusable: usize,
    /// Why not, of the first few.
    pub reasons: Vec<String>,
    /// How many came after the last that is taken in of one answer.
    pub beyond: usize,
}

/// How much a listing tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Listed {
    /// How each instance is.
    Instances(Vec<ListedInstance>),
    /// Only which there are: the script has to be asked about each.
    Names(Vec<Name>),
}

/// An instance in the answer of its host.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListedInstance {
    /// Its `ref`.
    pub name: Name,
    /// Where it is, for people.
    pub url: Option<Arc<str>>,
    /// Why it cannot be used, if it cannot.
    pub outage: Option<String>,
    /// What is told of it beside; `None` when nothing is.
    pub report: Option<Report>,
}

impl Listing {
    /// So many instances of one answer are taken in: more are on no host, and each
    /// would be a service with a history of its own.
    pub(crate) const MOST: usize = 20_000;

    /// How many instances there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        match &self.listed {
            Listed::Instances(instances) => instances.len(),
            Listed::Names(names) => names.len(),
        }
    }

    /// Whether any of them cannot be used.
    #[must_use]
    pub(crate) fn has_outage(&self) -> bool {
        self.outages() > 0
    }

    /// How many of them cannot be used, as far as that is told.
    #[must_use]
    pub(crate) fn outages(&self) -> usize {
        match &self.listed {
            Listed::Instances(instances) => {
                instances.iter().filter(|instance| instance.outage.is_some()).count()
            }
            Listed::Names(_) => 0,
        }
    }
}

impl LeftOut {
    /// So many reasons are kept.
    const REASONS: usize = 3;

    /// Notes an entry that cannot be an instance.
    pub(crate) fn note(&mut self, reason: impl FnOnce() -> String) {
        self.unusable += 1;
        if self.reasons.len() < Self::REASONS {
            self.reasons.push(reason());
        }
    }
}
