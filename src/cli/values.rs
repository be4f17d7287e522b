//! Values of options, with messages for people.

/// A number as people call one; Rust would speak of digits and integer types.
pub(super) fn number<T: std::str::FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "not a whole number, or too large")
}
