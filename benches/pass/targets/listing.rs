//! Target 9 too: a list of notifications, which are kept for ever, in every
//! order and by every filter.

use std::path::Path;

use rusqlite::{Statement, named_params};
use serde_json::json;

use super::recording::now;
use crate::lab::{Lab, new_database, ronde, said};
use crate::rows::{Row, Verdict, median};

const NOTIFICATIONS: u32 = 100_000;
const HOSTS: u32 = 200;
const LIMIT_MS: f64 = 100.0;
const RUNS: usize = 7;

/// The default, the orders that no index has, and filters that select little.
const LISTS: [&[&str]; 8] = [
    &[],
    &["--sort-key", "updated_at"],
    &["--sort-key", "generated_time", "--marker", "5000"],
    &["--sort-key", "source_host_uuid"],
    &["--sort-key", "status", "--sort-key", "updated_at"],
    &["--sort-key", "payload"],
    &["--host", "web-7"],
    &["--status", "failed", "--type", "VM"],
];

pub(crate) fn measure(lab: &mut Lab) -> anyhow::Result<Vec<Row>> {
    let room = lab.room("listing")?;
    let hosts: Vec<String> = (0..HOSTS).map(|host| format!("  - name: web-{host}\n")).collect();
    std::fs::write(room.join("config.yaml"), format!("equipment:\n{}", hosts.concat()))?;
    let stored = if lab.is_quick { NOTIFICATIONS / 10 } else { NOTIFICATIONS };
    seed(&room, stored)?;
    LISTS.iter().map(|words| row(&room, words, stored)).collect()
}

fn row(room: &Path, words: &[&str], stored: u32) -> anyhow::Result<Row> {
    let list = [&["notifications", "list"], words].concat();
    let database = room.join("ronde.db");
    let database = database.to_string_lossy();
    let command = [&["--database", &*database, "--format", "json"], list.as_slice()].concat();
    let mut cpu = Vec::new();
    for _ in 0..RUNS {
        let cost = ronde(room, &command)?;
        cpu.push(cost.expect_exit(0).map_err(|error| error.context(said(room)))?.ms_per(1));
    }
    let cpu = median(cpu);
    Ok(Row {
        measured: format!("CPU {cpu:.0} ms"),
        beside: format!("{stored} notifications"),
        wanted: format!("{LIMIT_MS:.0} ms"),
        verdict: Verdict::of(cpu < LIMIT_MS),
        ..Row::new(9, format!("`{}`", list.join(" ")))
    })
}

/// One a minute, each settled a few seconds after it came.
fn seed(room: &Path, stored: u32) -> anyhow::Result<()> {
    let mut database = new_database(room)?;
    let now = now().as_millisecond();
    let transaction = database.transaction()?;
    for host in 0..HOSTS {
        let name = format!("web-{host}");
        transaction.execute(
            "INSERT INTO equipment (id, name, source_host_uuid) VALUES (?1, ?2, ?2)",
            (host + 1, &name),
        )?;
    }
    let mut row = transaction.prepare(
        "INSERT INTO notification (uuid, type, status, equipment_id, generated_at, payload,
                                   created_at, updated_at)
         VALUES (:uuid, :type, :status, :equipment_id, :at, :payload, :at, :updated_at)",
    )?;
    for number in 0..stored {
        seed_one(&mut row, number, now - i64::from(stored - number) * 60_000)?;
    }
    drop(row);
    transaction.commit()?;
    Ok(())
}

fn seed_one(row: &mut Statement<'_>, number: u32, at: i64) -> anyhow::Result<()> {
    // Spread as by chance, and the same each time.
    let chance = number.wrapping_mul(2_654_435_761) >> 12;
    let (kind, key) = match chance % 3 {
        0 => ("PROCESS", "process_name"),
        1 => ("VM", "instance_uuid"),
        _ => ("COMPUTE_HOST", "cluster_status"),
    };
    let status = match chance % 1000 {
        0 => "failed",
        1..300 => "ignored",
        _ => "finished",
    };
    let payload = json!({ "event": "STOPPED", key: format!("what-failed-{chance}") });
    row.execute(named_params! {
        ":uuid": format!("{chance:08x}-0000-4000-8000-{number:012}"),
        ":type": kind,
        ":status": status,
        ":equipment_id": chance % HOSTS + 1,
        ":at": at,
        ":payload": payload.to_string(),
        ":updated_at": at + i64::from(chance % 20) * 1000,
    })?;
    Ok(())
}
