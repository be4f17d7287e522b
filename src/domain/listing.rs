//! What a server manager says of the instances on its host.

use std::sync::Arc;

use super::monitoring::Report;
use super::name::Name;

/// The instances of a host, as it lists them.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Each instance once.
    pub listed: Listed,
    /// What could not be taken in, and why.
    pub unusable: Vec<String>,
}

/// How much a listing tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// How each instance is.
    Instances(Vec<ListedInstance>),
    /// Only which there are: the script has to be asked about each.
    Names(Vec<Name>),
}

/// An instance in the answer of its host.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedInstance {
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
    /// How many instances there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.listed {
            Listed::Instances(instances) => instances.len(),
            Listed::Names(names) => names.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any of them cannot be used.
    #[must_use]
    pub fn has_outage(&self) -> bool {
        self.outages() > 0
    }

    /// How many of them cannot be used, as far as that is told.
    #[must_use]
    pub fn outages(&self) -> usize {
        match &self.listed {
            Listed::Instances(instances) => {
                instances.iter().filter(|instance| instance.outage.is_some()).count()
            }
            Listed::Names(_) => 0,
        }
    }
}
