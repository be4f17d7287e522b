//! A job that runs in `ronde heartbeat NAME -- …` behaves as it does without.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::support::ran::Ran;
use crate::support::world::Running;
use crate::support::{Configuration, World};

/// Nothing is kept of the output of the first, the last line of errors of the second.
const KINDS: [&str; 2] = ["every: 1h, runtime: 1m", "every: 1h, on_failure: down"];

fn world(keys: &str) -> World {
    World::new(&Configuration::new().heartbeat("backup", keys))
}

/// `ronde heartbeat backup -- sh -c SCRIPT`
fn wrapped(world: &World, script: &str) -> Command {
    world.command(&["heartbeat", "backup", "--", "sh", "-c", script])
}

#[track_caller]
fn run(world: &World, script: &str) -> Ran {
    Running::start(wrapped(world, script), script.to_owned()).finish()
}

fn heartbeat(world: &World) -> Value {
    world.json(&["heartbeat"])["heartbeats"][0].clone()
}

/// Far longer than anything takes here.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < until, "never happened: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn streams_and_exit_codes_are_the_jobs_own() {
    let scripts = [
        "echo out; echo err >&2; echo more",
        "echo out; echo err >&2; exit 7",
        "exit 255",
        "kill -TERM $$",
        "kill -9 $$",
        "/dev/null/none",
        "exec no-such-program-anywhere",
        "exec /dev/null",
        "printf 'no newline'; printf 'nor here' >&2",
        "exec >&- 2>&-; exit 3",
        "printf '\\000\\377\\n'",
    ];
    for keys in KINDS {
        let world = world(keys);
        for script in scripts {
            let bare = Command::new("sh").args(["-c", script]).output().unwrap();
            let bare = Ran::new(script.to_owned(), &bare_as_a_shell_tells_it(bare));
            let ran = run(&world, script);
            assert_eq!(ran.exit(), bare.exit(), "{ran}");
            assert_eq!((&ran.stdout, &ran.stderr), (&bare.stdout, &bare.stderr), "{keys}");
            assert_eq!(heartbeat(&world)["last_exit_code"], bare.exit(), "{script}");
        }
    }
}

/// A shell gives 128 and the signal as the code of a job that a signal ended.
fn bare_as_a_shell_tells_it(mut output: std::process::Output) -> std::process::Output {
    use std::os::unix::process::ExitStatusExt;
    if let Some(signal) = output.status.signal() {
        output.status = std::process::ExitStatus::from_raw((128 + signal) << 8);
    }
    output
}

#[test]
fn a_program_that_cannot_be_run_is_126_or_127_as_in_a_shell() {
    let world = world(KINDS[0]);
    let script = world.path("script");
    fs::write(&script, "echo \"a script without a first line, $1\"; exit 5\n").unwrap();
    let script = script.to_str().unwrap().to_owned();
    let start =
        |arguments: &[&str]| world.run(&[&["heartbeat", "backup", "--"], arguments].concat());
    start(&["no-such-program"]).refused(127).complains("no-such-program cannot be run: ");
    start(&["/etc/hosts/x"]).refused(127);
    start(&[&script]).refused(126).complains("ermission denied");
    start(&["/tmp"]).refused(126);
    Command::new("chmod").args(["755", &script]).status().unwrap();
    let ran = start(&[&script, "-- x"]).cleanly(5);
    assert_eq!(ran.stdout, "a script without a first line, -- x\n");
    let failed = heartbeat(&world);
    assert_eq!((&failed["state"], &failed["last_exit_code"]), (&"pending".into(), &5.into()));
}

#[test]
fn standard_input_is_the_jobs() {
    let world = world(KINDS[1]);
    let mut command = wrapped(&world, "read first; echo \"$first\"; exec tr a-z A-Z");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"first\nall the rest").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "first\nALL THE REST");
    assert_eq!(output.status.code(), Some(0));
}

/// What it is, how it comes about, how the heartbeat is named, and what is said.
type Broken<'a> = (&'a str, &'a dyn Fn(&World), &'a [&'a str], &'a str);

#[test]
fn the_job_runs_whatever_is_wrong() {
    let job = ["--", "sh", "-c", "echo ran; exit 7"];
    let broken: [Broken<'_>; 7] = [
        ("configuration", &|world| write(world, "config.yaml", "a: ["), &["backup"], "config.yaml"),
        (
            "many",
            &|world| write(world, "config.yaml", "recover_after: 0\nheartbeats: [{name: \"*\"}]"),
            &["backup"],
            "(and 2 more",
        ),
        (
            "missing",
            &|world| fs::remove_file(world.path("config.yaml")).unwrap(),
            &["backup"],
            "no such file",
        ),
        ("name", &|_| {}, &["bakcup"], "no heartbeat \"bakcup\""),
        ("no name", &|_| {}, &[], "no heartbeat is named"),
        (
            "database",
            &|world| fs::create_dir(world.database()).unwrap(),
            &["backup"],
            "not recorded: ",
        ),
        (
            "foreign",
            &|world| write(world, "ronde.db", &"nonsense ".repeat(1000)),
            &["backup"],
            "not recorded: ",
        ),
    ];
    for (what, breaks, name, complaint) in broken {
        let world = world(KINDS[0]);
        breaks(&world);
        let arguments = [&["heartbeat"], name, &job].concat();
        let ran = world.run(&arguments).code(7).complains(complaint);
        assert_eq!(ran.stdout, "ran\n", "{what}: {ran}");
        let lines = if complaint.starts_with("not recorded") { 2 } else { 1 };
        assert_eq!(ran.stderr.lines().count(), lines, "{what}: {ran}");
    }
    // A configuration that never comes is not waited for.
    let world = world(KINDS[0]);
    fs::remove_file(world.path("config.yaml")).unwrap();
    nix::unistd::mkfifo(&world.path("config.yaml"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let running = world.start(&[&["heartbeat", "backup"], &job[..3], &["echo ran > ran"]].concat());
    wait_until("the job ran", || world.path("ran").exists());
    running.kill();
}

fn write(world: &World, name: &str, text: &str) {
    fs::write(world.path(name), text).unwrap();
}

#[test]
fn signals_reach_the_job() {
    for keys in KINDS {
        for (signal, trap, expected) in [
            (Signal::SIGTERM, "", 143),
            (Signal::SIGINT, "", 130),
            (Signal::SIGTERM, "trap 'echo caught; exit 3' TERM", 3),
            (Signal::SIGHUP, "trap 'echo caught; exit 4' HUP", 4),
            (Signal::SIGUSR1, "trap 'echo caught; exit 5' USR1", 5),
        ] {
            // What whoever runs the tests ignores, as under nohup, a job ignores too.
            if is_ignored(signal) {
                continue;
            }
            let world = world(keys);
            let job = format!("{trap}\n: > ready; while :; do sleep 0.01; done");
            let mut child = wrapped(&world, &job).stdout(Stdio::piped()).spawn().unwrap();
            wait_until("the job is ready", || world.path("ready").exists());
            kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
            let mut text = String::new();
            child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(expected), "{signal} {trap}");
            assert_eq!(text, if trap.is_empty() { "" } else { "caught\n" });
        }
    }
}

fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or_default() >> (signal as u32 - 1) & 1 == 1
}

#[test]
fn what_is_ignored_stays_ignored() {
    let world = world(KINDS[0]);
    let ronde = wrapped(&world, "kill -HUP $$; kill -INT $$; echo alive");
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP INT; exec \"$0\" \"$@\""]);
    shell.arg(ronde.get_program()).args(ronde.get_args()).current_dir(world.path("."));
    let output = shell.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "alive\n", "{output:?}");
}

#[test]
fn whoever_reads_the_output_notices_when_the_job_closes_it() {
    for keys in KINDS {
        let world = world(keys);
        let script = "echo out; exec >&-; while [ ! -e go ]; do sleep 0.01; done";
        let mut child = wrapped(&world, script).stdout(Stdio::piped()).spawn().unwrap();
        let mut text = String::new();
        child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), child.try_wait().unwrap()), ("out\n", None));
        File::create(world.path("go")).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn the_job_notices_when_nobody_reads_its_output() {
    let world = world(KINDS[1]);
    for (script, is_errors) in [("exec yes", false), ("exec yes >&2", true)] {
        let mut command = wrapped(&world, script);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let mut some = [0; 1000];
        if is_errors {
            err.read_exact(&mut some).unwrap();
        } else {
            out.read_exact(&mut some).unwrap();
        }
        drop((out, err));
        assert_eq!(child.wait().unwrap().code(), Some(128 + 13), "{script}");
    }
}

#[test]
fn a_hundred_megabytes_go_through_and_leave_nothing_in_memory() {
    for (keys, redirection) in [(KINDS[0], ""), (KINDS[1], ">&2")] {
        let world = world(keys);
        let script = format!("exec head -c 100000000 /dev/zero {redirection}");
        let running = Running::start(wrapped(&world, &script), script);
        let (ran, peak_kib) = running.finish_measured();
        let ran = ran.code(0);
        assert_eq!((ran.stdout.len() + ran.stderr.len()), 100_000_000);
        assert!(peak_kib < 40_000, "{peak_kib} KiB");
    }
}

#[test]
fn a_process_that_the_job_leaves_behind_holds_nothing() {
    let world = world(KINDS[1]);
    let began = Instant::now();
    let ran = run(&world, "sleep 60 & echo $! > left; echo done; exit 0").code(0);
    assert_eq!(ran.stdout, "done\n");
    assert!(began.elapsed() < Duration::from_secs(20));
    let left: i32 = fs::read_to_string(world.path("left")).unwrap().trim().parse().unwrap();
    kill(Pid::from_raw(left), Signal::SIGKILL).unwrap();
}

#[test]
fn only_a_job_that_ended_well_has_signalled() {
    let world = world(KINDS[0]);
    run(&world, "exit 7").silently(7);
    let failed = heartbeat(&world);
    assert_eq!((&failed["state"], &failed["last_signal_at"]), (&"pending".into(), &Value::Null));
    run(&world, "sleep 0.05").silently(0);
    let well = heartbeat(&world);
    assert_eq!((&well["state"], &well["last_exit_code"]), (&"up".into(), &0.into()));
    assert!(well["last_duration_ms"].as_u64().unwrap() >= 50, "{well}");
    run(&world, "exit 7").silently(7);
    assert_eq!(heartbeat(&world)["last_signal_at"], well["last_signal_at"]);
    world.let_pass(Duration::from_secs(2 * 3600));
    world.run(&["check"]).cleanly(1);
    let request = world.one_request("open");
    let description = request["description"].as_str().unwrap();
    assert!(description.ends_with("the last run ended with exit code 7"), "{description}");
    run(&world, "exit 0").silently(0);
    world.one_request("repaired");
}

#[test]
fn a_failure_is_down_at_once_where_that_is_wanted() {
    let world = world(KINDS[1]);
    let ran = run(&world, "echo first >&2; echo 'disk full' >&2; echo >&2; exit 7").code(7);
    assert_eq!(ran.stderr, "first\ndisk full\n\n");
    assert_eq!(heartbeat(&world)["state"], "down");
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.one_request("open")["description"], "exit code 7: disk full");
    run(&world, "kill -TERM $$").code(143);
    assert_eq!(heartbeat(&world)["state"], "down");
    run(&world, "exit 0").silently(0);
    assert_eq!(heartbeat(&world)["state"], "up");
    world.one_request("repaired");
}

#[test]
fn a_run_that_lasts_too_long_is_reported_while_it_lasts() {
    let world = world(KINDS[0]);
    let running = world.start(&[
        "heartbeat",
        "backup",
        "--",
        "sh",
        "-c",
        "while [ ! -e go ]; do sleep 0.01; done",
    ]);
    let is_recorded = || {
        let sql = "SELECT count(*) FROM heartbeat WHERE run_id IS NOT NULL";
        world.database().exists()
            && world.sqlite().query_row(sql, [], |row| row.get(0)).unwrap_or(0) == 1
    };
    wait_until("the start is recorded", is_recorded);
    world.run(&["check"]).cleanly(0);
    world.let_pass(Duration::from_secs(61));
    world.run(&["check"]).cleanly(1);
    let request = world.one_request("open");
    let description = request["description"].as_str().unwrap();
    assert!(description.starts_with("the job has been running since 20"), "{description}");
    assert_eq!(heartbeat(&world)["state"], "late");
    File::create(world.path("go")).unwrap();
    running.finish().silently(0);
    world.one_request("repaired");
    assert_eq!(heartbeat(&world)["state"], "up");
}
