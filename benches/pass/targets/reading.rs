//! Target 9: commands that read answer at once, however much is stored, and
//! while a pass runs.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ronde::domain::{
    Condition, FailureClass, FailureKind, HttpReading, Name, NewRequest, PassTally, Priority,
    ServiceId, ServiceState, Source, Stage, Subject,
};
use ronde::store::{Location, Records, ResultRecord, Store, StoreError};

use super::recording::now;
use crate::inventory::{Inventory, equipment, service};
use crate::lab::{Lab, ronde, said, start_ronde};
use crate::rows::{Row, Verdict, median};

const SERVICES: usize = 10_000;
const REQUESTS: usize = 1_000;
/// Of all requests, how many are open: one in this many.
const OPEN: usize = 10;
const LIMIT: Duration = Duration::from_millis(50);
const RUNS: usize = 7;
const COMMANDS: [&[&str]; 3] =
    [&["status"], &["requests", "list"], &["maintenance", "on", "e00150", "--for", "1h"]];

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let room = lab.room("reading")?;
    let passes = if lab.is_quick { 10 } else { 100 };
    // Answers that take their time, as on a real network: what is measured is
    // whether a pass locks others out, not who gets the cores.
    Inventory { path: "/after/150", ..lab.https(SERVICES) }.write(&room)?;
    seed(&room, passes)?;
    let stored = passes * SERVICES;
    let mut rows = Vec::new();
    for command in COMMANDS {
        rows.push(row(&room, command, &format!("{stored} results"))?);
    }
    let mut pass = start_ronde(&room, &["check"])?;
    std::thread::sleep(Duration::from_millis(500));
    for command in COMMANDS {
        rows.push(row(&room, command, "a pass running")?);
    }
    let is_beside = pass.is_running()?;
    pass.finish()?.expect_exit(0).map_err(|error| error.context(said(&room)))?;
    anyhow::ensure!(is_beside, "the pass was over before the commands were");
    Ok(rows)
}

fn row(room: &Path, command: &[&str], beside: &str) -> anyhow::Result<Row> {
    let own = room.join("command");
    std::fs::create_dir_all(&own)?;
    std::fs::copy(room.join("config.yaml"), own.join("config.yaml"))?;
    let database = room.join("ronde.db");
    let database = database.to_string_lossy();
    let mut words = vec!["--database", &*database];
    words.extend(command);
    let mut walls = Vec::new();
    let mut cpu = Vec::new();
    for _ in 0..RUNS {
        let cost =
            ronde(&own, &words)?.expect_exit(0).map_err(|error| error.context(said(&own)))?;
        walls.push(cost.wall.as_secs_f64() * 1e3);
        cpu.push(cost.ms_per(1));
    }
    let slowest = walls.iter().copied().fold(0.0, f64::max);
    let (wall, cpu) = (median(walls), median(cpu));
    Ok(Row {
        measured: format!("{wall:.0} ms (CPU {cpu:.0} ms, slowest {slowest:.0} ms)"),
        beside: beside.to_owned(),
        wanted: "50 ms".to_owned(),
        verdict: Verdict::of(wall < LIMIT.as_secs_f64() * 1e3),
        ..Row::new(9, format!("`{}`, {SERVICES} services", command.join(" ")))
    })
}

/// A database as it is after a while: a pass every 15 minutes, the last just now.
fn seed(room: &Path, passes: usize) -> anyhow::Result<()> {
    let location = Location { file: room.join("ronde.db"), group: None };
    let (_lock, mut store) = Store::open_for_pass(&location)?;
    let now = now();
    let services: Vec<ServiceId> = (0..SERVICES).map(id).collect();
    for back in (0..passes).rev() {
        let at = now - SignedDuration::from_mins(15) * i32::try_from(back)?;
        store.transaction(|records| seed_pass(records, &services, at, back == 0))?;
    }
    store.transaction(|records| seed_requests(records, now))?;
    Ok(())
}

fn id(index: usize) -> ServiceId {
    ServiceId::new(Name::recorded(&equipment(index)), Name::recorded(&service(index)))
}

fn seed_pass(
    records: &Records<'_>,
    services: &[ServiceId],
    at: Timestamp,
    is_last: bool,
) -> Result<(), StoreError> {
    let pass = records.begin_pass(true, at)?;
    let state = ServiceState {
        condition: Condition::Ok,
        condition_since: Some(at),
        last_http: Some(HttpReading::Status(200)),
        http_status_ok: Some(true),
        last_check_at: Some(at),
        last_pass_began: Some(at),
        latency_ms: Some(12),
        ..ServiceState::unknown()
    };
    let result = ResultRecord {
        at,
        condition: Condition::Ok,
        http: Some(HttpReading::Status(200)),
        latency_ms: Some(12),
        detail: None,
    };
    for id in services {
        // A result belongs to a service that is known.
        if is_last || records.service_state(id)?.is_none() {
            records.save_service_state(id, &state)?;
        }
        records.record_result(pass, id, &result)?;
    }
    let count = u64::try_from(services.len()).unwrap_or(u64::MAX);
    let tally = PassTally { checked: count, ok: count, ..PassTally::default() };
    records.finish_pass(pass, 0, &tally, at)
}

fn seed_requests(records: &Records<'_>, at: Timestamp) -> Result<(), StoreError> {
    for index in 0..REQUESTS {
        let place = id(index * SERVICES / REQUESTS);
        let mut request = records.open_request(&NewRequest {
            name: format!("[HTTP KO] https://{}/", place.service),
            description: "HTTP 503".to_owned(),
            priority: Priority::Normal,
            subject: Subject::Service(place),
            source: Source::User,
            failure_kind: Some(FailureKind::Status),
            failure_class: Some(FailureClass::Down),
            opened_at: at,
        })?;
        if index % OPEN != 0 {
            request.stage = Stage::Repaired;
            request.closed_at = Some(at);
            records.update_request(&request)?;
        }
    }
    Ok(())
}
