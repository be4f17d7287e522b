//! Target 8: what it costs to remember. Measured in this process, through the
//! library: the difference of two whole passes is smaller than their noise.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use nix::time::{ClockId, clock_gettime};
use ronde::config::Config;
use ronde::domain::{Answer, Body, Exchange, Phases, Probed, Service};
use ronde::judge::{Checked, PassContext, Policy, Reading, Sight, assess};
use ronde::ledger::{Pass, record_checks};
use ronde::probe::Matching;
use ronde::store::{Location, Store, StoreError};

use crate::lab::Lab;
use crate::rows::{Row, Verdict, median};

/// About as many as a pass records in one transaction.
const GROUP: usize = 256;
const PASSES: usize = 3;

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let count = lab.services;
    let whole = lab.pass(count, "https")?.cpu;
    let room = lab.room("recording")?;
    let file = lab.https(count).write(&room)?;
    let loaded = ronde::config::load(&file).map_err(|error| {
        anyhow::anyhow!("the configuration has {} problems", error.problems.len())
    })?;
    let mut shares = Vec::new();
    for _ in 0..PASSES {
        let cpu = record(&loaded.config, &room)?;
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

/// The CPU time of recording one good result of each service.
fn record(config: &Config, room: &Path) -> anyhow::Result<Duration> {
    let now = now();
    let location = Location { file: room.join("ronde.db"), group: None };
    let (_lock, mut store) = Store::open_for_pass(&location)?;
    let services: Vec<&Service> = config.inventory.services().collect();
    let checked = services.iter().map(|service| good(service, now)).collect::<Vec<_>>();
    let checks: Vec<_> = services.iter().copied().zip(&checked).collect();
    let before = thread_cpu()?;
    let id = store.records().begin_pass(true, now)?;
    let policy = Policy { auto_close: config.auto_close, recover_after: config.recover_after };
    let pass = Pass {
        id,
        config,
        context: PassContext { began: now, sight: Sight::Clear, is_full: true, policy },
    };
    for group in checks.chunks(GROUP) {
        store
            .transaction(|records| record_checks(records, &pass, group, now).map(drop))
            .map_err(|error: StoreError| error)
            .context("a group cannot be recorded")?;
    }
    Ok(thread_cpu()?.saturating_sub(before))
}

fn good(service: &Service, now: Timestamp) -> Checked {
    let latency = Duration::from_millis(12);
    let exchange = Exchange {
        result: Ok(Answer {
            status: 200,
            headers: Vec::new(),
            body: Body::default(),
            latency,
            url: service.url.as_deref().unwrap_or_default().to_owned(),
        }),
        was_sent: true,
        phases: Phases::default(),
        reached_server: true,
        address: None,
        certificate_expires_at: Some(now),
    };
    let matching = Matching::within(Duration::from_secs(1), Instant::now());
    Checked {
        at: now,
        retested: false,
        latency_ms: Some(12),
        certificate_expires_at: Some(now),
        reading: Reading::Probed(assess(service, &Probed::Exchange(exchange), &matching, now)),
    }
}

fn thread_cpu() -> anyhow::Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark records real times")]
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
