//! Target 5: a pass that is a hundred times as large costs a hundred times as much.

use crate::lab::Lab;
use crate::rows::{Row, Verdict, median};

const SMALL: usize = 1_000;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let large = if lab.is_quick { 10_000 } else { 100_000 };
    // A small pass is over in a second: more of them, for the same certainty.
    let mut small = Vec::new();
    for _ in 0..5 {
        small.push(lab.pass(SMALL, "https")?.ms_per(SMALL));
    }
    let small = median(small);
    let cost = lab.pass(large, "https")?;
    let (each, memory) = (cost.ms_per(large), cost.megabytes());
    let ratio = each / small;
    let cpu = Row {
        measured: format!("{each:.3} ms"),
        beside: format!("N = {SMALL}: {small:.3} ms"),
        ratio: Some(ratio),
        wanted: "1.15 x".to_owned(),
        verdict: Verdict::of(ratio <= 1.15),
        ..Row::new(5, format!("CPU per HTTPS check, N = {large}"))
    };
    let memory = Row {
        measured: format!("{memory:.0} MB"),
        wanted: "200 MB".to_owned(),
        verdict: Verdict::of(memory <= 200.0),
        ..Row::new(5, format!("peak memory, N = {large}"))
    };
    Ok(vec![cpu, memory])
}
