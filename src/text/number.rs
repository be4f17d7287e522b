//! Numbers between the kinds that JSON does not tell apart.

/// The whole number that a float stands for: `12.0` is 12, `0.5` is none.
#[must_use]
pub(crate) fn whole(number: f64) -> Option<i64> {
    /// Up to here every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = number.fract() == 0.0 && number.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    is_whole.then_some(number as i64)
}
