//! Target 8: what it costs to remember. Measured in this process, through the
//! library: the difference of two whole passes is smaller than their noise.

use std::time::Duration;

use jiff::Timestamp;
use nix::time::{ClockId, clock_gettime};

use crate::lab::Lab;
use crate::rows::{Row, Verdict, median};

const PASSES: usize = 3;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let count = lab.services;
    let whole = lab.pass(count, "https")?.cpu;
    let room = lab.room("recording")?;
    let file = lab.https(count).write(&room)?;
    let mut shares = Vec::new();
    for _ in 0..PASSES {
        let cpu = ronde::measured::recording(&file, &room.join("ronde.db"), now(), &thread_cpu)?;
        shares.push(cpu.as_secs_f64() / whole.as_secs_f64());
    }
    let share = median(shares);
    Ok(vec![Row {
        measured: format!(
            "{:.1} % ({:.3} ms per check)",
            share * 100.0,
            share * whole.as_secs_f64() * 1e3 / f64::from(u32::try_from(count)?)
        ),
        beside: format!("whole pass {:.2} s", whole.as_secs_f64()),
        ratio: Some(share),
        wanted: "5 %".to_owned(),
        verdict: Verdict::of(share < 0.05),
        ..Row::new(
            8,
            format!("reading state, deciding, recording {count} results: share of the pass's CPU"),
        )
    }])
}

#[expect(clippy::disallowed_methods, reason = "a benchmark records real times")]
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

fn thread_cpu() -> anyhow::Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}
