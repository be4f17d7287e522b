//! Target 9 too: a list of notifications, which are kept for ever, in every
//! order and by every filter.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use ronde::domain::{Name, NewNotification, NotificationStatus, NotificationType};
use ronde::store::{Location, Records, Store, StoreError};
use serde_json::{Map, Value};

use super::recording::now;
use crate::lab::{Lab, ronde, said};
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
    let location = Location { file: room.join("ronde.db"), group: None };
    let (_lock, mut store) = Store::open_for_pass(&location)?;
    let now = now();
    store.transaction(|records| {
        (0..stored).try_for_each(|number| {
            let minutes = SignedDuration::from_mins(i64::from(stored - number));
            seed_one(records, number, now - minutes)
        })
    })?;
    Ok(())
}

fn seed_one(records: &Records<'_>, number: u32, at: Timestamp) -> Result<(), StoreError> {
    // Spread as by chance, and the same each time.
    let chance = number.wrapping_mul(2_654_435_761) >> 12;
    let (kind, key) = match chance % 3 {
        0 => (NotificationType::Process, "process_name"),
        1 => (NotificationType::Vm, "instance_uuid"),
        _ => (NotificationType::ComputeHost, "cluster_status"),
    };
    let text = |text: &str| Value::String(text.to_owned());
    let mut payload = Map::new();
    payload.insert("event".to_owned(), text("STOPPED"));
    payload.insert(key.to_owned(), text(&format!("what-failed-{chance}")));
    let host = Name::recorded(&format!("web-{}", chance % HOSTS));
    let hostname = host.to_string();
    let new = NewNotification { kind, hostname, generated_at: at, payload };
    let uuid = format!("{chance:08x}-0000-4000-8000-{number:012}");
    records.record_notification(&new, &host, &uuid, at)?;
    let Some(mut made) = records.notification(&uuid)? else { return Ok(()) };
    made.status = match chance % 1000 {
        0 => NotificationStatus::Failed,
        1..300 => NotificationStatus::Ignored,
        _ => NotificationStatus::Finished,
    };
    made.updated_at = Some(at + SignedDuration::from_secs(i64::from(chance % 20)));
    records.update_notification(&made)
}
