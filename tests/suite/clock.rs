//! A clock that is wrong by thousands of years.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::{Answer, Configuration, Site, World};

/// The system's clock with a wall of its own, to be put before the real one.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, id, now);
    const char *seconds = getenv("WALL_CLOCK");
    if (id == CLOCK_REALTIME && seconds) now->tv_sec = atoll(seconds);
    return result;
}
"#;

/// Shortly before the last moment that is told, in its last second, at the end of
/// the year 9999 and in the year 20000.
const CLOCKS: [&str; 4] = ["253402206000", "253402207200", "253402300799", "568971820800"];

/// The world's clock stands still from now on, at so many seconds after 1970.
fn set_clock(world: &mut World, seconds: &str) {
    let library = world.path("clock.so");
    if !library.exists() {
        fs::write(world.path("clock.c"), CLOCK).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(world.path("clock.c"));
        assert!(compiler.status().unwrap().success());
    }
    world.variable("LD_PRELOAD", library.to_str().unwrap());
    world.variable("WALL_CLOCK", seconds);
}

/// Everything that looks at what is recorded.
#[track_caller]
fn read_everything(world: &World, when: &str) {
    for command in [
        &["status"][..],
        &["requests", "list", "--status", "all"],
        &["requests", "show", "1"],
        &["deliveries", "list"],
        &["maintenance", "list"],
        &["equipment"],
        &["history", "shop"],
        &["heartbeat"],
        &["notifications", "list"],
        &["db", "check"],
    ] {
        for format in ["table", "json"] {
            let ran = world.run(&[&["--format", format], command].concat());
            assert!(ran.stderr.is_empty(), "{when}: {ran}");
            let allowed: &[i32] = if command[0] == "status" { &[0, 1, 6] } else { &[0] };
            assert!(allowed.contains(&ran.exit()), "{when}: {ran}");
        }
    }
}

#[test]
fn a_clock_in_the_year_9999_leaves_a_database_that_reads() {
    for clock in CLOCKS {
        let (site, receiver) = (Site::http(), Site::http());
        site.answers("/", Answer::status(503));
        receiver.answers("/", Answer::status(500).header("Retry-After", "86400"));
        let configuration = Configuration::new()
            .service_with(
                "web-1/shop",
                &site.url("/"),
                "frequency: 1d, push_url: 'http://127.0.0.1:9/push'",
            )
            .service("web-2/blog", &site.url("/blog"))
            .webhook("hook", &receiver.url("/"))
            .heartbeat("nightly", "every: 365d, margin: 1d")
            .heartbeat("monthly", "schedule: '0 3 1 * *', timezone: Pacific/Kiritimati");
        let mut world = World::new(&configuration);
        set_clock(&mut world, clock);
        let payload = r#"{"process_name": "nova-compute", "event": "STOPPED"}"#;
        let report = ["notifications", "create", "--type", "PROCESS", "--payload", payload];
        for (command, codes) in [
            (&["check"][..], &[1][..]),
            (&["maintenance", "on", "web-2", "--for", "4h"], &[0, 2]),
            (&["heartbeat", "nightly"], &[0]),
            (&["requests", "create", "--equipment", "web-1", "--name", "x"], &[0]),
            (&[&report[..], &["--host", "web-1"]].concat(), &[0]),
            (&["check"], &[0, 1]),
            (&["expire-maintenance"], &[0]),
            (&["deliveries", "retry"], &[0]),
        ] {
            let ran = world.run(command);
            assert!(codes.contains(&ran.exit()), "{clock}: {ran}");
        }
        read_everything(&world, clock);
        assert!(world.requests("all").len() >= 3, "{clock}");

        // The clock is put right: what is recorded lies far ahead, and is read all the same.
        world.unset("LD_PRELOAD");
        read_everything(&world, "afterwards");
        let ran = world.run(&["--format", "json", "check"]);
        assert!([0, 1].contains(&ran.exit()), "{clock}: {ran}");
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(document["pass"]["checked"].as_u64() >= Some(1), "{clock}: {document:#}");
    }
}
