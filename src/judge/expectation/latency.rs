//! `LATENCY`: the headers came soon enough.

use std::time::Duration;

use super::Finding;

pub(super) fn examine(threshold: Duration, latency: Duration) -> Finding {
    let ok = latency <= threshold;
    let (took, limit) = (latency.as_secs_f64(), threshold.as_secs_f64());
    let message = if ok {
        format!("latency {took:.3} s")
    } else {
        format!("latency above threshold: {took:.3} s, at most {limit} s wanted")
    };
    Finding { ok, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_threshold_is_soon_enough() {
        let latency = Duration::from_millis(120);
        assert!(examine(latency, latency).ok);
        let late = examine(Duration::from_millis(100), latency);
        assert_eq!(late.message, "latency above threshold: 0.120 s, at most 0.1 s wanted");
        assert!(!late.ok);
    }
}
