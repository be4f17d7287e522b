//! Jobs as they are in everyday life: variables that are empty, output that is no
//! text, and days that come once in four years.

use crate::support::{Configuration, World};

fn world(keys: &str) -> World {
    World::new(&Configuration::new().heartbeat("backup", keys))
}

#[test]
fn no_command_is_no_success() {
    let world = world("every: 1h");
    for command in [&["heartbeat", "backup", "--"][..], &["heartbeat", "backup", "--", ""]] {
        let ran = world.run(command).code(2);
        assert!(ran.stderr.contains("there is no command after `--`"), "{ran}");
        let listed = world.json(&["heartbeat"]);
        assert!(listed["heartbeats"][0]["last_signal_at"].is_null(), "{listed:#}");
    }
    // Without `--` it is a signal, and with a command a job.
    world.run(&["heartbeat", "backup"]).cleanly(0);
    world.run(&["heartbeat", "backup", "--", "true"]).cleanly(0);
}

#[test]
fn a_day_that_comes_once_in_four_years_has_an_interval() {
    const DAY: u64 = 24 * 3600;
    for (schedule, least, most) in
        [("0 0 29 2 *", 4 * 365, 8 * 366), ("0 0 1 1 *", 365, 366), ("0 0 * * *", 1, 2)]
    {
        let world = world(&format!("schedule: '{schedule}', timezone: UTC"));
        let listed = world.json(&["heartbeat"]);
        let interval = listed["heartbeats"][0]["interval_s"].as_u64().unwrap();
        assert!((least * DAY..=most * DAY).contains(&interval), "{schedule}: {interval}");
    }
}
