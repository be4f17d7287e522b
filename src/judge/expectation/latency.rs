//! `LATENCY`: the headers came soon enough.

use std::time::Duration;

use super::Finding;
use crate::domain::Answer;

pub(super) fn examine(threshold: Duration, answer: &Answer) -> Finding {
    let ok = answer.latency <= threshold;
    let (took, limit) = (answer.latency.as_secs_f64(), threshold.as_secs_f64());
    let message = if ok {
        format!("latency {took:.3} s")
    } else {
        format!("latency above threshold: {took:.3} s, at most {limit} s wanted")
    };
    Finding { ok, message }
}

#[cfg(test)]
mod tests {
    use super::super::samples::answer;
    use super::*;

    #[test]
    fn exactly_the_threshold_is_soon_enough() {
        let answer = answer(200, "");
        assert!(examine(Duration::from_millis(120), &answer).ok);
        let late = examine(Duration::from_millis(100), &answer);
        assert_eq!(late.message, "latency above threshold: 0.120 s, at most 0.1 s wanted");
        assert!(!late.ok);
    }
}
