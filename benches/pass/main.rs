//! `cargo bench`: the speed and size of a whole pass, each figure beside
//! another tool's on the same work in the same run.
//!
//! `RONDE_BENCH_N` sets the size of the large pass, `--quick` shortens all,
//! and numbers (`cargo bench -- 1 6`) choose among the targets.

mod bare;
mod competitors;
mod inventory;
mod lab;
mod machine;
mod measure;
mod rows;
mod site;
mod targets;
mod wire;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use crate::lab::Lab;
use crate::rows::{Row, table};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    match texts.as_slice() {
        ["--role", "site", certificate, key] => site::run(certificate, key),
        ["--role", "bare", count, port, roots] => bare::run(count.parse()?, port.parse()?, roots),
        ["--role", "spin"] => spin(),
        ["--role", "measure", report, ..] => {
            measure::wrap(Path::new(report), arguments.get(3..).unwrap_or_default())
        }
        ["--role", ..] => bail!("no such role, or not its arguments"),
        words if words.contains(&"--bench") => bench(words),
        // `cargo test --all-targets` runs benchmarks too; it only wants to know that they build.
        _ => Ok(()),
    }
}

/// Keeps a core busy.
fn spin() -> anyhow::Result<()> {
    let mut round = 0_u64;
    loop {
        round = std::hint::black_box(round.wrapping_add(1));
    }
}

fn bench(words: &[&str]) -> anyhow::Result<()> {
    let is_quick = words.contains(&"--quick");
    let services = match std::env::var("RONDE_BENCH_N") {
        Ok(text) => text.parse().context("RONDE_BENCH_N is not a number")?,
        Err(_) if is_quick => 2_000,
        Err(_) => 10_000,
    };
    let chosen: Vec<u8> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let mut lab = Lab::open(services, if is_quick { 1 } else { 3 }, is_quick)?;
    let mut out = std::io::stdout();
    writeln!(out, "{}\n", machine::describe(lab::program()))?;
    let mut rows = Vec::new();
    for target in targets::ALL {
        if !chosen.is_empty() && !target.numbers.iter().any(|number| chosen.contains(number)) {
            continue;
        }
        write!(std::io::stderr(), "{} ... ", target.name)?;
        match (target.measure)(&mut lab) {
            Ok(more) => rows.extend(more),
            Err(error) => rows.extend(
                target
                    .numbers
                    .iter()
                    .map(|&number| Row::not_measured(number, target.name, &format!("{error:#}"))),
            ),
        }
        writeln!(std::io::stderr(), "done")?;
    }
    writeln!(out, "{}", table(&rows))?;
    Ok(())
}
