//! Targets 1 to 4: CPU and memory of a whole pass, beside other programs.

use crate::competitors::{Config, bare_loop, curl, has_curl};
use crate::lab::Lab;
use crate::machine;
use crate::measure::Cost;
use crate::rows::{Row, Verdict, median};

/// How many services the comparisons with slower programs have.
const SMALL: usize = 1_000;

/// 1 and 4: the large pass, beside the bare loop.
pub(crate) fn large(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let count = lab.services;
    let pairs = pairs(lab, |lab| Ok((lab.pass(count, "https")?, bare_loop(lab, count)?)))?;
    let ratio = ratio(&pairs);
    let ours = median(pairs.iter().map(|(ours, _)| ours.ms_per(count)).collect());
    let memory = median(pairs.iter().map(|(ours, _)| ours.megabytes()).collect());
    let cpu = Row {
        ratio: Some(ratio),
        beside: format!("bare rustls loop {:.3} ms", theirs(&pairs, count)),
        measured: format!("{ours:.3} ms"),
        wanted: "0.7 ms, 1.35 x".to_owned(),
        verdict: Verdict::of(ours <= 0.7 && ratio <= 1.35),
        ..Row::new(1, format!("CPU per HTTPS check, N = {count}"))
    };
    let memory = Row {
        measured: format!("{memory:.1} MB"),
        wanted: "40 MB".to_owned(),
        verdict: Verdict::of(memory <= 40.0),
        ..Row::new(4, format!("peak memory, N = {count}"))
    };
    Ok(vec![cpu, memory])
}

/// 2: what a user would take instead.
pub(crate) fn beside_others(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let what = format!("CPU per HTTPS check, N = {SMALL}");
    let go = if machine::has("go", "version") {
        "there is no Go loop yet"
    } else {
        "go is not installed"
    };
    let go = Row::not_measured(2, &format!("{what}, beside a Go loop"), go);
    Ok(vec![beside_curl(lab, 2, &what, "https", 0.3)?, go])
}

/// 3: without TLS.
pub(crate) fn plain(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let what = format!("CPU per HTTP check, N = {SMALL}");
    Ok(vec![beside_curl(lab, 3, &what, "http", 0.25)?])
}

fn beside_curl(
    lab: &mut Lab,
    target: u8,
    what: &str,
    scheme: &str,
    wanted: f64,
) -> anyhow::Result<Row> {
    if !has_curl() {
        return Ok(Row::not_measured(target, what, "curl is not installed"));
    }
    let inventory = if scheme == "https" { lab.https(SMALL) } else { lab.http(SMALL) };
    let config = Config::of(&inventory)?;
    let pairs = pairs(lab, |lab| Ok((lab.pass(SMALL, scheme)?, curl(lab, &config)?)))?;
    let ratio = ratio(&pairs);
    let ours = median(pairs.iter().map(|(ours, _)| ours.ms_per(SMALL)).collect());
    Ok(Row {
        ratio: Some(ratio),
        measured: format!("{ours:.3} ms"),
        beside: format!("curl --parallel {:.3} ms", theirs(&pairs, SMALL)),
        wanted: format!("{wanted} x"),
        verdict: Verdict::of(ratio <= wanted),
        ..Row::new(target, what)
    })
}

/// Both programs in turn, so that what the machine does meanwhile hits both.
fn pairs(
    lab: &mut Lab,
    mut measure: impl FnMut(&mut Lab) -> anyhow::Result<(Cost, Cost)>,
) -> anyhow::Result<Vec<(Cost, Cost)>> {
    (0..lab.repeats).map(|_| measure(lab)).collect()
}

/// The median of the ratios, pair by pair.
fn ratio(pairs: &[(Cost, Cost)]) -> f64 {
    let ratio = |(ours, theirs): &(Cost, Cost)| ours.cpu.as_secs_f64() / theirs.cpu.as_secs_f64();
    median(pairs.iter().map(ratio).collect())
}

fn theirs(pairs: &[(Cost, Cost)], count: usize) -> f64 {
    median(pairs.iter().map(|(_, theirs)| theirs.ms_per(count)).collect())
}
