//! Target 9: commands that read answer at once, however much is stored, and
//! while a pass runs.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use rusqlite::{Transaction, named_params};

use super::recording::now;
use crate::inventory::{Inventory, equipment, service};
use crate::lab::{Lab, new_database, ronde, said, start_ronde};
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
    let mut database = new_database(room)?;
    let now = now().as_millisecond();
    let transaction = database.transaction()?;
    seed_services(&transaction, now)?;
    for back in (0..i64::try_from(passes)?).rev() {
        seed_pass(&transaction, now - back * 15 * 60_000)?;
    }
    seed_requests(&transaction, now)?;
    transaction.commit()?;
    Ok(())
}

fn seed_services(database: &Transaction<'_>, at: i64) -> anyhow::Result<()> {
    let mut equipment_row = database.prepare(
        "INSERT INTO equipment (name, source_host_uuid) VALUES (?1, ?1) ON CONFLICT DO NOTHING",
    )?;
    let mut service_row = database.prepare(
        "INSERT INTO service (id, equipment_id, name, condition, condition_since,
                              last_http_status_code, http_status_ok, last_check_at,
                              last_pass_began, latency_ms)
         VALUES (:id, (SELECT id FROM equipment WHERE name = :equipment), :name, 'ok', :at,
                 200, 1, :at, :at, 12)",
    )?;
    for index in 0..SERVICES {
        equipment_row.execute([equipment(index)])?;
        service_row
            .execute(named_params! {
                ":id": i64::try_from(index)? + 1,
                ":equipment": equipment(index),
                ":name": service(index),
                ":at": at,
            })
            .context("a service cannot be recorded")?;
    }
    Ok(())
}

fn seed_pass(database: &Transaction<'_>, at: i64) -> anyhow::Result<()> {
    let count = i64::try_from(SERVICES)?;
    database.execute(
        "INSERT INTO pass (is_full, started_at, finished_at, exit_code, checked, ok)
         VALUES (1, ?1, ?1, 0, ?2, ?2)",
        [at, count],
    )?;
    database.execute(
        "INSERT INTO result (pass_id, service_id, at, condition, http_status_code, latency_ms)
         SELECT ?1, id, ?2, 'ok', 200, 12 FROM service",
        [database.last_insert_rowid(), at],
    )?;
    database.execute(
        "INSERT INTO day_summary (day, service_id, checks, failures, latencies, latency_sum_ms,
                                  max_latency_ms)
         SELECT ?1 / 86400000, id, 1, 0, 1, 12, 12 FROM service WHERE true
         ON CONFLICT DO UPDATE SET checks = checks + 1, latencies = latencies + 1,
                                   latency_sum_ms = latency_sum_ms + 12",
        [at],
    )?;
    Ok(())
}

fn seed_requests(database: &Transaction<'_>, at: i64) -> anyhow::Result<()> {
    let mut row = database.prepare(
        "INSERT INTO request (name, description, priority, maintenance_type, stage, equipment_id,
                              service_id, source, failure_kind, failure_class, opened_at, closed_at)
         SELECT '[HTTP KO] https://' || name || '/', 'HTTP 503', '2', 'corrective',
                iif(:is_open, 'new', 'repaired'), equipment_id, id, 'user', 'status', 'down', :at,
                iif(:is_open, NULL, :at)
         FROM service WHERE id = :service",
    )?;
    for index in 0..REQUESTS {
        let service = i64::try_from(index * SERVICES / REQUESTS)? + 1;
        let is_open = index % OPEN == 0;
        row.execute(named_params! { ":service": service, ":is_open": is_open, ":at": at })?;
    }
    Ok(())
}
