//! What `cargo bench` measures within its own process: the difference of two whole
//! passes is smaller than their noise. No part of the library's interface.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use jiff::Timestamp;

use crate::config;
use crate::domain::{Answer, Body, Exchange, Phases, Probed, Service};
use crate::judge::{Checked, PassContext, Policy, Reading, Sight, assess};
use crate::ledger::{Pass, record_checks};
use crate::probe::Matching;
use crate::store::{Location, Store, StoreError};

/// About as many as a pass records in one transaction.
const GROUP: usize = 256;

/// The CPU time, as `cpu` tells it, of recording one good result of each service of
/// a configuration.
///
/// # Errors
///
/// Why the configuration cannot be read, or the database not be written.
pub fn recording(
    configuration: &Path,
    database: &Path,
    now: Timestamp,
    cpu: &dyn Fn() -> anyhow::Result<Duration>,
) -> anyhow::Result<Duration> {
    let loaded = config::load(configuration)
        .map_err(|error| anyhow!("the configuration has {} problems", error.problems.len()))?;
    let config = &loaded.config;
    let location = Location { file: database.to_owned(), group: None };
    let (_lock, mut store) = Store::open_for_pass(&location)?;
    let services: Vec<&Service> = config.inventory.services().collect();
    let checked = services.iter().map(|service| good(service, now)).collect::<Vec<_>>();
    let checks: Vec<_> = services.iter().copied().zip(&checked).collect();
    let before = cpu()?;
    let id = store.records().begin_pass(true, now)?;
    let policy = Policy { auto_close: config.auto_close, recover_after: config.recover_after };
    let context = PassContext { began: now, sight: Sight::Clear, is_full: true, policy };
    let pass = Pass { id, config, context };
    for group in checks.chunks(GROUP) {
        store
            .transaction(|records| record_checks(records, &pass, group, now).map(drop))
            .map_err(|error: StoreError| error)
            .context("a group cannot be recorded")?;
    }
    Ok(cpu()?.saturating_sub(before))
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
        hops: Vec::new(),
        address: None,
        certificate_expires_at: Some(now),
        expiring_issuer: None,
    };
    let matching = Matching::within(Duration::from_secs(1), Instant::now());
    Checked {
        at: now,
        retested: false,
        latency_ms: Some(12),
        certificate_expires_at: Some(now),
        reading: Reading::Probed(assess(
            service,
            &Probed::Exchange(Box::new(exchange)),
            &matching,
            now,
        )),
    }
}
