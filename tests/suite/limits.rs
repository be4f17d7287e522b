//! What the system does not give is no failure of what is watched.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::support::{Answer, Configuration, Site, World};

/// The command under limits that only a shell can set.
fn limited(world: &World, limit: &str, arguments: &[&str]) -> Command {
    let inner = world.command(arguments);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit} && exec \"$@\""), "sh"]).arg(inner.get_program());
    command.args(inner.get_args()).current_dir(world.path("")).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

#[test]
fn few_file_descriptors_make_a_pass_slower_not_wrong() {
    let site = Site::http();
    let mut configuration = Configuration::new().check("per_equipment: 200");
    for number in 0..60 {
        let path = format!("/{number}");
        site.answers(&path, Answer::status(200).late(Duration::from_millis(150)));
        configuration = configuration.service(&format!("web-1/s{number}"), &site.url(&path));
    }
    let world = World::new(&configuration);
    for (limit, ok) in [("ulimit -n 40", 60), ("ulimit -S -n 40", 60)] {
        let ran = limited(&world, limit, &["--format", "json", "check"]).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(0), "{limit}: {told}");
        let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(document["pass"]["ok"], ok, "{limit}: {told}");
    }
    assert!(world.requests("all").is_empty());
}

#[test]
fn few_file_descriptors_are_enough_for_many_secrets() {
    let site = Site::http();
    let mut configuration = Configuration::new().check("per_equipment: 200");
    for number in 0..40 {
        let path = format!("/{number}");
        site.answers(&path, Answer::status(200).late(Duration::from_millis(50)));
        let secret = format!("{{command: [sh, -c, \"sleep 0.05; echo {number}\"]}}");
        let keys = format!("header: {{X-Token: {secret}}}");
        configuration =
            configuration.service_with(&format!("web-1/s{number}"), &site.url(&path), &keys);
    }
    let world = World::new(&configuration);
    let ran = limited(&world, "ulimit -n 40", &["--format", "json", "check"]).output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((&document["pass"]["ok"], told.as_str()), (&serde_json::json!(40), ""));
}

#[test]
fn a_certificate_file_that_is_missing_is_no_outage_of_the_service() {
    let keys = "ca_file: missing.pem";
    let configuration =
        Configuration::new().service_with("web-1/shop", "https://127.0.0.1:9/", keys);
    let world = World::new(&configuration);
    world.run(&["check"]).code(0).complains("cannot read ca_file");
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    assert!(world.requests("all").is_empty());
}

/// The signal that ends a process which writes more must not end a pass unheard.
#[test]
fn a_file_that_may_not_grow_is_an_error_that_is_said() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).cleanly(1);
    let before = fs::read(world.database()).unwrap();
    let copy = world.path("copy.db");
    let copied = ["db", "backup", copy.to_str().unwrap()];
    for limit in ["ulimit -f 1", "trap '' XFSZ; ulimit -f 1"] {
        for command in [&["check"][..], &["maintenance", "on", "web-1"], &copied] {
            let ran = limited(&world, limit, command).output().unwrap();
            let told = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert_eq!(ran.status.code(), Some(74), "{limit}: {command:?}: {told}");
            assert!(told.contains("larger than this process may write"), "{limit}: {told}");
            assert!(told.contains("ulimit -f"), "{limit}: {told}");
            assert!(fs::read(world.database()).unwrap() == before, "{limit}: it has changed");
        }
    }
    assert!(!copy.exists(), "half a copy is left");
    world.run(&["db", "check"]).cleanly(0);
    let mut to_a_file = limited(&world, "ulimit -f 0", &["requests", "list"]);
    let ran = to_a_file.stdout(fs::File::create(world.path("out")).unwrap()).output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(74), "{told}");
}

#[test]
fn a_job_is_ended_by_its_file_size_limit_as_without_ronde() {
    let world = World::new(&Configuration::new().heartbeat("nightly", "every: 1d"));
    let grow = "ulimit -f 1; exec head -c 100000 /dev/zero > big";
    let ran = world.run(&["heartbeat", "nightly", "--", "sh", "-c", grow]);
    assert_eq!(ran.exit(), 128 + 25, "{ran}");
    let mut ignored =
        limited(&world, "trap '' XFSZ", &["heartbeat", "nightly", "--", "sh", "-c", grow]);
    assert_eq!(ignored.output().unwrap().status.code(), Some(1), "what was ignored is not");
}
