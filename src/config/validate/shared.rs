//! Keeps one copy of what many services have in common: a hundred thousand
//! services have a handful of different settings.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{Check, Expectation, RequestSettings, StatusRange};
use crate::text::Pattern;

/// What was seen so far; only needed while a configuration is read.
#[derive(Default)]
pub(super) struct Shared {
    requests: HashSet<Arc<RequestSettings>>,
    expectations: HashMap<String, Arc<[Expectation]>>,
    default_expectations: Option<Arc<[Expectation]>>,
    patterns: HashMap<String, Result<Pattern, String>>,
    texts: HashSet<Arc<str>>,
    tags: HashSet<Arc<[String]>>,
}

impl Shared {
    /// The one copy of these settings.
    pub(super) fn request(&mut self, settings: RequestSettings) -> Arc<RequestSettings> {
        if let Some(known) = self.requests.get(&settings) {
            return Arc::clone(known);
        }
        let settings = Arc::new(settings);
        self.requests.insert(Arc::clone(&settings));
        settings
    }

    /// The one copy of these expectations.
    pub(super) fn expectations(&mut self, list: Vec<Expectation>) -> Arc<[Expectation]> {
        // Their Debug text holds all that makes two of them equal.
        Arc::clone(self.expectations.entry(format!("{list:?}")).or_insert_with(|| list.into()))
    }

    /// The one copy of what is expected where nothing is said: found without
    /// any text, since most services need it.
    pub(super) fn default_expectations(&mut self) -> Arc<[Expectation]> {
        if let Some(known) = &self.default_expectations {
            return Arc::clone(known);
        }
        let check = Check::HttpStatus(StatusRange::OK.into());
        let list = self.expectations(vec![Expectation::new(check)]);
        self.default_expectations = Some(Arc::clone(&list));
        list
    }

    /// The one compiled form of this regular expression.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub(super) fn pattern(&mut self, text: &str) -> Result<Pattern, String> {
        if let Some(known) = self.patterns.get(text) {
            return known.clone();
        }
        let pattern = Pattern::compile(text);
        self.patterns.insert(text.to_owned(), pattern.clone());
        pattern
    }

    /// The one copy of this text.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// The one copy of these tags.
    pub(super) fn tags(&mut self, tags: Vec<String>) -> Arc<[String]> {
        if let Some(known) = self.tags.get(tags.as_slice()) {
            return Arc::clone(known);
        }
        let tags: Arc<[String]> = tags.into();
        self.tags.insert(Arc::clone(&tags));
        tags
    }
}
