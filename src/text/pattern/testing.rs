//! Matchers for tests.

use super::*;

/// A matcher that has all the time there is.
pub(crate) struct Unhurried;

impl Matcher for Unhurried {
    fn is_late(&self) -> bool {
        false
    }

    fn backtrack(&self, expression: &str, text: &str) -> Result<bool, GivenUp> {
        Ok(Regex::new(expression).unwrap().is_match(text).unwrap())
    }
}

/// One that has none.
pub(crate) struct Hurried;

impl Matcher for Hurried {
    fn is_late(&self) -> bool {
        true
    }

    fn backtrack(&self, _: &str, _: &str) -> Result<bool, GivenUp> {
        Err(GivenUp::OutOfTime)
    }
}
