//! `DISK`: the disk that a monitoring API tells of is not too full.

use super::Finding;
use crate::domain::Disk;

pub(super) fn examine(max_percent: Option<f64>, max_bytes: Option<u64>, disk: Disk) -> Finding {
    let by_percent = max_percent.map(|most| match disk.used_percent {
        Some(used) => within(used <= most, &format!("{used:.1}%"), &format!("{most}%")),
        None => unknown("how full the disk is"),
    });
    let by_bytes = max_bytes.map(|most| match disk.used_bytes {
        Some(used) => within(used <= most, &format!("{used} bytes"), &most.to_string()),
        None => unknown("how much of the disk is used"),
    });
    let findings: Vec<Finding> = by_percent.into_iter().chain(by_bytes).collect();
    let failed: Vec<&Finding> = findings.iter().filter(|finding| !finding.ok).collect();
    let shown = if failed.is_empty() { findings.iter().collect() } else { failed };
    let messages: Vec<&str> = shown.iter().map(|finding| finding.message.as_str()).collect();
    Finding { ok: findings.iter().all(|finding| finding.ok), message: messages.join("; ") }
}

fn within(ok: bool, used: &str, most: &str) -> Finding {
    let wanted = if ok { String::new() } else { format!("; at most {most} wanted") };
    Finding { ok, message: format!("the disk has {used} in use{wanted}") }
}

fn unknown(what: &str) -> Finding {
    Finding { ok: false, message: format!("the answer does not say {what}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_are_looked_at() {
        let disk = Disk { used_bytes: Some(500), used_percent: Some(90.0) };
        let none = Disk::default();
        let cases = [
            (Some(90.0), None, disk, true, "the disk has 90.0% in use"),
            (Some(89.5), None, disk, false, "the disk has 90.0% in use; at most 89.5% wanted"),
            (None, Some(500), disk, true, "the disk has 500 bytes in use"),
            (
                Some(95.0),
                Some(499),
                disk,
                false,
                "the disk has 500 bytes in use; at most 499 wanted",
            ),
            (Some(90.0), None, none, false, "the answer does not say how full the disk is"),
            (None, Some(1), none, false, "the answer does not say how much of the disk is used"),
        ];
        for (percent, bytes, disk, ok, message) in cases {
            let message = message.to_owned();
            assert_eq!(examine(percent, bytes, disk), Finding { ok, message });
        }
    }
}
