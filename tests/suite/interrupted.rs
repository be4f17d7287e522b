//! ronde is killed while a recovery task runs: what the next pass makes of it.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::recovery::{
    CREATE, STOPPED, ends, lives, messages, pairs, read, shown, states, wait_for, world,
};
use crate::support::{Configuration, World};

/// Tells its process group, and waits until it is let go.
const WAITS: &str = "cut -d' ' -f5 /proc/self/stat > group; while [ ! -e go ]; do sleep 0.02; done";

/// Kills ronde while a task waits that says its group in the file `group`; the group.
#[track_caller]
fn kill_ronde(world: &World) -> String {
    let running = world.start(&[&CREATE[..], &["--host", "web-1"]].concat());
    let group = wait_for(&world.path("group"));
    running.kill();
    assert!(lives(&group), "nothing is left behind: this tests nothing");
    group
}

#[track_caller]
fn let_go(world: &World, group: &str) {
    fs::write(world.path("go"), "").unwrap();
    ends(group);
}

/// The files in which the ends of tasks are noted.
fn notes(world: &World) -> Vec<PathBuf> {
    let files = fs::read_dir(world.path("")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.to_string_lossy().contains("ronde.db.task-")).collect()
}

#[test]
fn a_task_that_succeeds_after_ronde_was_killed_does_not_run_again() {
    let first = format!("echo run >> first-runs; {WAITS}");
    let world = world(&[("first", &first, ""), ("second", "echo run >> second-runs", "")]);
    let group = kill_ronde(&world);
    let_go(&world, &group);
    assert_eq!(states(&shown(&world)), pairs(&[("first", "RUNNING"), ("second", "PENDING")]));
    world.run(&["check"]).cleanly(0);
    let shown = shown(&world);
    assert_eq!(shown["status"], "finished");
    assert_eq!(states(&shown), pairs(&[("first", "SUCCESS"), ("second", "SUCCESS")]));
    assert_eq!(messages(&shown, 0), ["done, while ronde was not there"]);
    assert_eq!(read(&world.path("first-runs")), "run\n", "what had succeeded ran again");
    assert_eq!(read(&world.path("second-runs")), "run\n");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
}

#[test]
fn a_task_that_fails_after_ronde_was_killed_runs_again() {
    let script = format!("echo run >> runs; {WAITS}; [ \"$(wc -l < runs)\" = 2 ] || exit 7");
    let world = world(&[("only", &script, "")]);
    let group = kill_ronde(&world);
    let_go(&world, &group);
    world.run(&["check"]).cleanly(0);
    let shown = shown(&world);
    assert_eq!(shown["status"], "finished");
    assert_eq!(states(&shown), pairs(&[("only", "SUCCESS")]));
    let expected = ["failed (exit status: 7), while ronde was not there", "done"];
    assert_eq!(messages(&shown, 0), expected);
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
}

#[test]
fn a_task_that_prints_after_ronde_was_killed_has_not_succeeded() {
    let script = format!("echo run >> runs; {WAITS}; echo still here");
    let world = world(&[("only", &script, "")]);
    let group = kill_ronde(&world);
    let_go(&world, &group);
    world.run(&["check"]).cleanly(0);
    let shown = shown(&world);
    assert_eq!(shown["status"], "finished");
    let expected =
        ["failed (signal: 13 (SIGPIPE)), while ronde was not there", "still here", "done"];
    assert_eq!(messages(&shown, 0), expected);
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
}

#[test]
fn a_task_that_was_killed_with_ronde_runs_again() {
    let script = format!("echo run >> runs; [ -e group ] && exit 0; {WAITS}");
    let world = world(&[("only", &script, "")]);
    let group = kill_ronde(&world);
    let group: i32 = group.parse().unwrap();
    let killed = nix::sys::signal::Signal::SIGKILL;
    nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), killed).unwrap();
    ends(&group.to_string());
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(messages(&shown(&world), 0), ["done"]);
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
}

#[test]
fn what_a_task_started_before_it_succeeded_lives_on() {
    let daemon = "sleep 600 </dev/null >/dev/null 2>&1 & echo $! > daemon";
    let world = world(&[("only", &format!("{WAITS}; {daemon}"), "")]);
    let group = kill_ronde(&world);
    fs::write(world.path("go"), "").unwrap();
    let daemon = wait_for(&world.path("daemon"));
    let is_begun = |note: &PathBuf| note.extension().is_some_and(|end| end == "new");
    let until = Instant::now() + Duration::from_secs(10);
    while notes(&world).iter().all(is_begun) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "finished");
    assert!(lives(&group), "the daemon was killed");
    let daemon = nix::unistd::Pid::from_raw(daemon.parse().unwrap());
    nix::sys::signal::kill(daemon, nix::sys::signal::Signal::SIGKILL).unwrap();
}

#[test]
fn a_pass_that_comes_while_the_task_runs_ends_it_and_what_it_started() {
    let script = "echo run >> runs; [ -e group ] && exit 0
        (trap '' TERM; sleep 600) & cut -d' ' -f5 /proc/self/stat > group; sleep 600; touch went-on";
    let world = world(&[("only", script, "")]);
    let group = kill_ronde(&world);
    world.run(&["check"]).cleanly(0);
    ends(&group);
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
    assert!(!world.path("went-on").exists(), "it saw its own child be killed");
    assert_eq!(messages(&shown(&world), 0), ["done"], "the end it was put to is none of its own");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
}

#[test]
fn a_stranger_that_has_got_the_number_of_the_group_is_not_ended() {
    let world = world(&[("only", &format!("[ -e group ] && exit 0; {WAITS}"), "")]);
    let group: i32 = kill_ronde(&world).parse().unwrap();
    let killed = nix::sys::signal::Signal::SIGKILL;
    nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), killed).unwrap();
    let mut stranger = Command::new("sleep").arg("600").process_group(0).spawn().unwrap();
    let number = "UPDATE recovery_task SET process_group = ?1";
    world.sqlite().execute(number, [stranger.id()]).unwrap();
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "finished");
    let ended = stranger.try_wait().unwrap();
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert_eq!(ended, None);
}

#[test]
fn a_signal_that_ended_a_task_is_named() {
    let world = world(&[("only", "kill -TERM $$", "")]);
    world.run(&[&CREATE[..], &["--host", "web-1"]].concat()).code(0);
    assert_eq!(shown(&world)["message"], "task only: failed (signal: 15 (SIGTERM))");
}

#[test]
fn a_task_that_signals_its_whole_group_decides_itself_how_it_ends() {
    let world = world(&[("only", "trap 'exit 0' TERM; kill -TERM 0; exit 3", "")]);
    world.run(&[&CREATE[..], &["--host", "web-1"]].concat()).code(0);
    assert_eq!(shown(&world)["status"], "finished", "{}", shown(&world));
}

#[test]
fn notes_are_for_their_owner_and_stale_ones_go() {
    let world = world(&[("only", "ls -l ronde.db.task-* > listed", "")]);
    world.run(&[&CREATE[..], &["--host", "web-1"]].concat()).code(0);
    let listed = read(&world.path("listed"));
    assert!(listed.starts_with("-rw------- "), "{listed}");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
    let uuid = shown(&world)["uuid"].as_str().unwrap().to_owned();
    for stale in [format!("{uuid}-0"), format!("{uuid}-0.new"), format!("{}-3", "a".repeat(36))] {
        fs::write(world.path(&format!("ronde.db.task-{stale}")), "success\n").unwrap();
    }
    fs::write(world.path("ronde.db.task-notes"), "somebody's").unwrap();
    world.run(&["check"]).cleanly(0);
    assert_eq!(notes(&world), [world.path("ronde.db.task-notes")]);
}

#[test]
fn what_was_noted_of_an_earlier_run_is_not_the_end_of_the_next() {
    let world = world(&[("only", "echo run >> runs; exit 7", "")]);
    world.run(&[&CREATE[..], &["--host", "web-1"]].concat()).code(0);
    let uuid = shown(&world)["uuid"].as_str().unwrap().to_owned();
    let note = world.path(&format!("ronde.db.task-{uuid}-0"));
    fs::write(&note, "success\n").unwrap();
    let pass = world.run(&["check"]).code(0);
    assert!(!pass.stderr.contains("cannot be noted"), "{pass}");
    pass.complains("failed (exit status: 7)");
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
}

#[test]
fn a_note_that_cannot_be_removed_is_not_used() {
    let world =
        world(&[("only", "echo run >> runs; [ -e tried ] || { touch tried; exit 7; }", "")]);
    world.run(&[&CREATE[..], &["--host", "web-1"]].concat()).code(0);
    let uuid = shown(&world)["uuid"].as_str().unwrap().to_owned();
    fs::create_dir(world.path(&format!("ronde.db.task-{uuid}-0"))).unwrap();
    world.run(&["check"]).code(0).complains("how the task only ends cannot be noted");
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
}

#[test]
fn a_task_runs_where_its_end_cannot_be_noted() {
    let script = "echo run >> runs; [ -e group ] && exit 0
        sleep 600 & cut -d' ' -f5 /proc/self/stat > group; sleep 600";
    let world = world(&[("only", script, "")]);
    // There is room for the database and its locks, but not for the name of a note.
    let database = world.path(&"d".repeat(220));
    let database = ["--database", database.to_str().unwrap()];
    let create = [&database[..], &CREATE, &["--host", "web-1"]].concat();
    let running = world.start(&create);
    let group = wait_for(&world.path("group"));
    running.kill();
    let pass = world.run(&[&database[..], &["check"]].concat()).code(0);
    pass.complains("how the task only ends cannot be noted").complains("file name too long");
    ends(&group);
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
    let list = world.run(&[&database[..], &["notifications", "list"]].concat());
    list.cleanly(0).says("finished");
}

#[test]
fn nothing_is_taken_up_while_its_equipment_is_in_maintenance() {
    let script = format!("echo run >> runs; [ -e go ] && exit 0; {WAITS}");
    let world = world(&[("only", &script, "")]);
    let group = kill_ronde(&world);
    world.run(&["maintenance", "on", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "running");
    assert_eq!(read(&world.path("runs")), "run\n", "it was recovered under the hands of somebody");
    let_go(&world, &group);
    // How it ended is still to be read.
    world.run(&["check"]).cleanly(0);
    world.run(&["maintenance", "off", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(read(&world.path("runs")), "run\n", "what had succeeded ran again");
}

#[test]
fn what_was_begun_is_seen_through_although_it_is_over() {
    let world = world(&[("first", WAITS, ""), ("second", "echo run >> runs", "")]);
    let group = kill_ronde(&world);
    let_go(&world, &group);
    let back = STOPPED.replace("STOPPED", "STARTED");
    let create = ["notifications", "create", "--type", "PROCESS", "--host", "web-1", "--payload"];
    world.run(&[&create[..], &[back.as_str()]].concat()).cleanly(0);
    assert_eq!(world.one_request("all")["stage"], "repaired");
    world.run(&["check"]).cleanly(0);
    let list = world.run(&["--format", "json", "notifications", "list", "--sort-dir", "asc"]);
    let list: serde_json::Value = serde_json::from_str(&list.cleanly(0).stdout).unwrap();
    let first = &list["notifications"][0];
    assert_eq!((&first["status"], &first["message"]), (&"finished".into(), &().into()), "{list}");
    assert_eq!(read(&world.path("runs")), "run\n");
    assert_eq!(world.one_request("all")["stage"], "repaired", "its request was opened once more");
}

#[test]
fn a_task_of_an_equipment_that_is_gone_is_ended() {
    let world = world(&[("only", WAITS, "")]);
    let group = kill_ronde(&world);
    world.configure(&Configuration::new().equipment("web-2", ""));
    world.run(&["check"]).cleanly(0);
    ends(&group);
    let list = world.run(&["notifications", "list"]).cleanly(0);
    list.says("ignored");
    assert_eq!(notes(&world), [] as [PathBuf; 0]);
}
