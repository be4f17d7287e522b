//! The end of a probe that panics: its worker goes on, and the error in ronde
//! that it shows is told by its place in the source. The message of a panic is
//! not told, since it may quote what was read.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A probe that panicked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Panicked {
    /// Where in the source.
    place: String,
}

impl fmt::Display for Panicked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "broke off at {}: an error in ronde, please report it", self.place)
    }
}

/// Runs `probe`, and stops what it may throw.
///
/// # Errors
///
/// That it panicked.
pub(crate) fn contained<R>(probe: impl FnOnce() -> R) -> Result<R, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(keep_places);
    IS_CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(probe));
    IS_CONTAINED.set(false);
    result.map_err(|_| Panicked { place: PLACE.take().unwrap_or_default() })
}

/// What panics within a probe is not printed but kept; anything else is printed
/// as it was before.
fn keep_places() {
    let print = take_hook();
    set_hook(Box::new(move |panic| {
        if IS_CONTAINED.get() {
            PLACE.set(panic.location().map(ToString::to_string));
        } else {
            print(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_known_by_its_place_alone() {
        let panicked = contained(|| assert_eq!("s3cret", "", "what was read")).unwrap_err();
        let told = panicked.to_string();
        assert!(told.starts_with("broke off at src/probe/contained.rs:"), "{told}");
        assert!(!told.contains("s3cret") && !told.contains("read"), "{told}");
        assert_eq!(contained(|| 1), Ok(1));
    }
}
