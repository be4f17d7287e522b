//! Targets 6 and 11: what one check by itself costs, and the binary.

use std::ffi::OsString;
use std::path::Path;

use crate::competitors::check_http;
use crate::lab::{Lab, program, ronde, said};
use crate::measure::{self, Cost};
use crate::rows::{Row, Verdict, median};

const RUNS: usize = 15;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let room = lab.room("one")?;
    lab.https(1).write(&room)?;
    // The first run makes the database, once in its life.
    ronde(&room, &["check"])?.expect_exit(0).map_err(|error| error.context(said(&room)))?;
    let mut ours = Vec::new();
    for _ in 0..RUNS {
        ours.push(ronde(&room, &["check"])?.expect_exit(0)?);
    }
    let (cpu, memory) = medians(&ours);
    let nothing = medians(&repeat(&room, Path::new("true"), &[])?);
    let start_up = Row {
        measured: format!("{cpu:.1} ms, {memory:.1} MB"),
        beside: format!("`true` {:.1} ms, {:.1} MB", nothing.0, nothing.1),
        wanted: "15 ms, 14 MB".to_owned(),
        verdict: Verdict::of(cpu <= 15.0 && memory <= 14.0),
        ..Row::new(6, "one service, one check, recorded: CPU and peak memory")
    };
    Ok(vec![start_up, beside_check_http(lab, &room, cpu)?, binary()?])
}

fn beside_check_http(lab: &Lab, room: &Path, ours: f64) -> anyhow::Result<Row> {
    let what = "one service, beside check_http";
    let Some(plugin) = check_http() else {
        return Ok(Row::not_measured(6, what, "monitoring-plugins is not installed"));
    };
    let name = crate::inventory::host(0);
    let port = lab.https.to_string();
    let words = ["--ssl", "-I", "127.0.0.1", "-p", &port, "-H", &name];
    let (theirs, _) = medians(&repeat(room, &plugin, &words.map(OsString::from))?);
    let ratio = ours / theirs;
    Ok(Row {
        measured: format!("{ours:.1} ms"),
        beside: format!("check_http {theirs:.1} ms (verifies nothing, records nothing)"),
        ratio: Some(ratio),
        wanted: "1.3 x".to_owned(),
        verdict: Verdict::of(ratio <= 1.3),
        ..Row::new(6, what)
    })
}

fn repeat(room: &Path, program: &Path, words: &[OsString]) -> anyhow::Result<Vec<Cost>> {
    (0..RUNS).map(|_| measure::run(room, program, words)?.expect_exit(0)).collect()
}

fn medians(costs: &[Cost]) -> (f64, f64) {
    let cpu = median(costs.iter().map(|cost| cost.ms_per(1)).collect());
    (cpu, median(costs.iter().map(Cost::megabytes).collect()))
}

#[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
fn binary() -> anyhow::Result<Row> {
    let size = std::fs::metadata(program())?.len() as f64 / 1e6;
    Ok(Row {
        measured: format!("{size:.1} MB"),
        wanted: "14 MB".to_owned(),
        verdict: Verdict::of(size < 14.0),
        ..Row::new(11, "the binary, stripped")
    })
}
