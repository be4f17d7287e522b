//! Recovery: what runs when another monitor reports a failure, and what becomes
//! of it whatever happens meanwhile.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::ran::Ran;
use crate::support::{Configuration, World};

const PATIENCE: Duration = Duration::from_secs(60);
pub(super) const STOPPED: &str = r#"{"process_name": "nova-compute", "event": "STOPPED"}"#;

/// A world in which a failed process has these tasks: a name, a script and other keys.
pub(super) fn world(tasks: &[(&str, &str, &str)]) -> World {
    let world = World::new(&configuration(&of_processes(tasks)));
    for (name, script, _) in tasks {
        fs::write(world.path(name), format!("#!/bin/sh\n{script}\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(world.path(name), mode).unwrap();
    }
    world
}

fn configuration(recovery: &str) -> Configuration {
    let configuration = Configuration::new().equipment("web-1", "").equipment("web-2", "");
    configuration.top(&format!("recovery: [{recovery}]"))
}

fn of_processes(tasks: &[(&str, &str, &str)]) -> String {
    let task = |(name, _, keys): &(&str, &str, &str)| {
        format!("{{name: {name}, command: [./{name}, \"{name} given\"]{keys}}}")
    };
    format!("{{type: PROCESS, tasks: [{}]}}", tasks.iter().map(task).collect::<Vec<_>>().join(", "))
}

pub(super) const CREATE: [&str; 6] =
    ["notifications", "create", "--type", "PROCESS", "--payload", STOPPED];

#[track_caller]
pub(super) fn report(world: &World) -> Value {
    let ran = world.run(&[&["--format", "json"], &CREATE[..], &["--host", "web-1"]].concat());
    document(&ran.cleanly(0), "notification")
}

#[track_caller]
fn document(ran: &Ran, key: &str) -> Value {
    let document: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran}"));
    document[key].clone()
}

/// The one notification, with its recovery.
#[track_caller]
pub(super) fn shown(world: &World) -> Value {
    let list =
        document(&world.run(&["--format", "json", "notifications", "list"]), "notifications");
    let uuid = list[0]["uuid"].as_str().unwrap_or_else(|| panic!("{list}")).to_owned();
    document(&world.run(&["--format", "json", "notifications", "show", &uuid]), "notification")
}

/// The names and states of the tasks.
pub(super) fn states(notification: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tasks = notification["recovery_workflow_details"].as_array().unwrap();
    tasks.iter().map(|task| (text(&task["name"]), text(&task["state"]))).collect()
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

pub(super) fn messages(notification: &Value, task: usize) -> Vec<String> {
    let details = &notification["recovery_workflow_details"][task]["progress_details"];
    let details = details.as_array().unwrap().iter();
    details.map(|detail| detail["message"].as_str().unwrap().to_owned()).collect()
}

pub(super) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[track_caller]
pub(super) fn wait_for(path: &Path) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = read(path);
        if text.ends_with('\n') {
            return text.trim().to_owned();
        }
        assert!(Instant::now() < until, "{} does not come", path.display());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until no process of the group lives; one that is only not buried yet is dead.
#[track_caller]
pub(super) fn ends(group: &str) {
    let until = Instant::now() + Duration::from_secs(5);
    while lives(group) {
        assert!(Instant::now() < until, "the process group {group} runs on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(super) fn lives(group: &str) -> bool {
    fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let stat = read(&entry.path().join("stat"));
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let fields: Vec<&str> = fields.split_whitespace().collect();
        fields.get(2) == Some(&group) && !matches!(fields.first(), Some(&"Z" | &"X"))
    })
}

#[test]
fn tasks_run_in_order_with_the_payload_on_standard_input_and_in_variables() {
    let first =
        "cat > payload; echo \"$1\"; echo complaint >&2; env | grep ^RONDE_ | sort > variables";
    let world = world(&[("first", first, ""), ("second", "cat payload > order", "")]);
    let made = report(&world);
    assert_eq!(made["status"], "finished");
    assert_eq!(made.get("recovery_workflow_details"), None);
    let payload: Value = serde_json::from_str(&read(&world.path("payload"))).unwrap();
    assert_eq!(payload, serde_json::from_str::<Value>(STOPPED).unwrap());
    assert_eq!(read(&world.path("order")), read(&world.path("payload")));
    let variables = read(&world.path("variables"));
    for expected in [
        format!("RONDE_NOTIFICATION={}", made["uuid"].as_str().unwrap()),
        format!("RONDE_GENERATED_TIME={}", made["generated_time"].as_str().unwrap()),
        "RONDE_EVENT=STOPPED".to_owned(),
        "RONDE_HOST=web-1".to_owned(),
        "RONDE_PROCESS_NAME=nova-compute".to_owned(),
        "RONDE_REQUEST_ID=1".to_owned(),
        "RONDE_TASK=first".to_owned(),
        "RONDE_TYPE=PROCESS".to_owned(),
    ] {
        assert!(variables.lines().any(|line| line == expected), "{expected}: {variables}");
    }
    let shown = shown(&world);
    assert_eq!(states(&shown), pairs(&[("first", "SUCCESS"), ("second", "SUCCESS")]));
    let mut lines = messages(&shown, 0);
    assert_eq!(lines.pop().unwrap(), "done");
    lines.sort();
    assert_eq!(lines, ["complaint", "first given"]);
    assert_eq!(messages(&shown, 1), ["done"]);
    let task = &shown["recovery_workflow_details"][0];
    assert_eq!(task["progress"], json!(1.0));
    assert_eq!(task["progress_details"][0]["progress"], "0.0");
    assert_eq!(task["progress_details"][2]["progress"], "1.0");
}

#[test]
fn the_first_failure_is_the_last_and_is_tried_once_more_by_a_full_pass() {
    let world = world(&[
        ("first", "echo run >> first-runs", ""),
        ("second", "echo run >> second-runs; echo no luck; exit 7", ""),
        ("third", "touch third-ran", ""),
    ]);
    let made = report(&world);
    assert_eq!(made["status"], "error");
    assert_eq!(made["message"], "task second: failed (exit status: 7)");
    assert_eq!(world.one_request("open")["name"], "[PROCESS KO] web-1 nova-compute");
    let expected = [("first", "SUCCESS"), ("second", "FAILURE"), ("third", "PENDING")];
    assert_eq!(states(&shown(&world)), pairs(&expected));
    assert_eq!(messages(&shown(&world), 1), ["no luck", "failed (exit status: 7)"]);
    // A pass that records nothing touches nothing.
    world.run(&["check", "--dry-run"]).code(0);
    assert_eq!(shown(&world)["status"], "error");
    world.run(&["check"]).code(0).complains("task second: failed (exit status: 7)");
    assert_eq!(shown(&world)["status"], "failed");
    world.run(&["check"]).cleanly(0);
    assert_eq!(read(&world.path("first-runs")), "run\n", "what had succeeded ran again");
    assert_eq!(read(&world.path("second-runs")), "run\nrun\n");
    assert!(!world.path("third-ran").exists());
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn a_retry_that_succeeds_finishes() {
    let world = world(&[("only", "[ -e tried ] && exit 0; touch tried; exit 1", "")]);
    assert_eq!(report(&world)["status"], "error");
    world.run(&["check"]).cleanly(0);
    let shown = shown(&world);
    assert_eq!((&shown["status"], &shown["message"]), (&json!("finished"), &Value::Null));
    assert_eq!(states(&shown), pairs(&[("only", "SUCCESS")]));
}

#[test]
fn a_task_is_known_by_its_name_wherever_it_stands() {
    let fails = "echo run >> fails-runs; exit 1";
    let world = world(&[("first", "echo run >> first-runs", ""), ("fails", fails, "")]);
    assert_eq!(report(&world)["status"], "error");
    let task = |name: &str, file: &str| {
        format!("{{name: {name}, command: [sh, -c, \"echo run >> {file}\"]}}")
    };
    let tasks = [task("other", "other-runs"), task("first", "first-runs"), task("fails", "end")];
    world.configure(&configuration(&format!("{{type: PROCESS, tasks: [{}]}}", tasks.join(", "))));
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(read(&world.path("other-runs")), "run\n", "it took the place of one that was done");
    assert_eq!(read(&world.path("first-runs")), "run\n", "what had succeeded ran again");
    assert_eq!(read(&world.path("end")), "run\n");
}

#[test]
fn of_two_tasks_of_one_name_each_has_to_succeed() {
    let recovery = |script: &str| {
        format!("{{type: PROCESS, tasks: [{{name: only, command: [sh, -c, \"{script}\"]}}]}}")
    };
    let two = [recovery("echo run >> first-runs"), recovery("echo run >> second-runs; exit 1")];
    let world = World::new(&configuration(&two.join(", ")));
    assert_eq!(report(&world)["status"], "error");
    world.run(&["check"]).code(0);
    assert_eq!(shown(&world)["status"], "failed");
    assert_eq!(read(&world.path("first-runs")), "run\n", "what had succeeded ran again");
    assert_eq!(read(&world.path("second-runs")), "run\nrun\n");
}

#[test]
fn a_task_that_does_not_end_is_killed_with_its_whole_group() {
    let script = "cut -d' ' -f5 /proc/self/stat > group; sleep 600 & sleep 600";
    let world = world(&[("slow", script, ", timeout: 500ms")]);
    let made = report(&world);
    assert_eq!(made["status"], "error");
    assert_eq!(made["message"], "task slow: did not end within 500ms, killed");
    ends(&wait_for(&world.path("group")));
}

#[test]
fn what_a_task_leaves_behind_holds_nothing_up() {
    let world = world(&[("daemon", "sleep 5 & echo $! > left; echo started", "")]);
    let began = Instant::now();
    assert_eq!(report(&world)["status"], "finished");
    assert!(began.elapsed() < Duration::from_secs(4), "it waited for what was left behind");
    assert_eq!(messages(&shown(&world), 0), ["started", "done"]);
}

#[test]
fn a_thousand_lines_are_kept_and_a_long_one_in_pieces() {
    let long = "head -c 5000 /dev/zero | tr '\\0' x";
    let scripts = [("few", "seq 1000", ""), ("many", "seq 1003", ""), ("long", long, "")];
    let world = world(&scripts);
    assert_eq!(report(&world)["status"], "finished");
    let shown = shown(&world);
    let (few, many) = (messages(&shown, 0), messages(&shown, 1));
    assert_eq!((few.len(), few[999].as_str(), few[1000].as_str()), (1001, "1000", "done"));
    assert_eq!(many[999..], ["1000", "what follows is left out", "done"]);
    let lengths: Vec<usize> = messages(&shown, 2).iter().map(String::len).collect();
    assert_eq!(lengths, [2000, 2000, 1000, 4]);
}

#[test]
fn tasks_are_chosen_by_type_and_equipment() {
    let task = |name: &str| format!("tasks: [{{name: {name}, command: [/bin/echo, {name}]}}]");
    let recovery = [
        format!("{{type: VM, {}}}", task("of-machines")),
        format!("{{type: PROCESS, equipment: [web-2], {}}}", task("of-web-2")),
        format!("{{type: PROCESS, {}}}", task("of-all")),
    ];
    let world = World::new(&configuration(&recovery.join(", ")));
    report(&world);
    assert_eq!(states(&shown(&world)), pairs(&[("of-all", "SUCCESS")]));
    world.run(&[&CREATE[..], &["--host", "web-2"]].concat()).code(0);
    assert_eq!(states(&shown(&world)), pairs(&[("of-web-2", "SUCCESS"), ("of-all", "SUCCESS")]));
    let started = STOPPED.replace("STOPPED", "STARTED");
    let back = ["notifications", "create", "--type", "PROCESS", "--host", "web-1", "--payload"];
    world.run(&[&back[..], &[started.as_str()]].concat()).code(0);
    assert_eq!(states(&shown(&world)), [], "what is back is not recovered");
    assert_eq!(world.json(&["config", "show"])["schema_version"], 1);
}

#[test]
fn a_command_that_cannot_be_run_is_an_error_that_says_so() {
    let world = World::new(&configuration(
        "{type: PROCESS, tasks: [{name: gone, command: [/nonexistent/restart]}]}",
    ));
    let made = report(&world);
    assert_eq!(made["status"], "error");
    let message = made["message"].as_str().unwrap();
    assert!(message.starts_with("task gone: /nonexistent/restart cannot be run: "), "{message}");
}

#[test]
fn killed_during_a_task_its_group_ends_and_the_next_pass_carries_on() {
    let world = world(&[
        ("first", "echo run >> first-runs", ""),
        (
            "second",
            "[ -e group ] && exit 0; cut -d' ' -f5 /proc/self/stat > group; sleep 600 & sleep 600",
            "",
        ),
    ]);
    let running = world.start(&[&CREATE[..], &["--host", "web-1"]].concat());
    let group = wait_for(&world.path("group"));
    assert_eq!(shown(&world)["status"], "running");
    assert_eq!(states(&shown(&world)), pairs(&[("first", "SUCCESS"), ("second", "RUNNING")]));
    running.kill();
    assert!(lives(&group), "nothing is left behind: this tests nothing");
    assert_eq!(shown(&world)["status"], "running");
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["requests"], json!({"opened": [], "closed": []}));
    ends(&group);
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(states(&shown(&world)), pairs(&[("first", "SUCCESS"), ("second", "SUCCESS")]));
    assert_eq!(read(&world.path("first-runs")), "run\n", "what had succeeded ran again");
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn a_pass_leaves_alone_what_somebody_works_on() {
    let script = "echo run >> runs; while [ ! -e go ]; do sleep 0.02; done";
    let world = world(&[("waits", script, "")]);
    let running = world.start(&[&CREATE[..], &["--host", "web-1"]].concat());
    wait_for(&world.path("runs"));
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "running");
    fs::write(world.path("go"), "").unwrap();
    running.finish().cleanly(0).says("finished");
    world.run(&["check"]).cleanly(0);
    assert_eq!(read(&world.path("runs")), "run\n");
}

#[test]
fn who_has_waited_for_a_turn_looks_whether_it_is_still_new() {
    let script = "echo run >> runs; while [ ! -e go ]; do sleep 0.02; done";
    let world = world(&[("waits", script, "")]);
    let first = world.start(&[&CREATE[..], &["--host", "web-1"]].concat());
    wait_for(&world.path("runs"));
    let other = STOPPED.replace("nova-compute", "sshd");
    let create = ["notifications", "create", "--type", "PROCESS", "--host", "web-1", "--payload"];
    let second = world.start(&[&create[..], &[other.as_str()]].concat());
    // Taken up by somebody else before the lock is free; the second try is for a pass.
    let taken_up = "UPDATE notification SET status = 'error' WHERE id = 2";
    let until = Instant::now() + PATIENCE;
    while world.sqlite().execute(taken_up, []).unwrap() == 0 {
        assert!(Instant::now() < until, "it is not recorded");
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::write(world.path("go"), "").unwrap();
    first.finish().cleanly(0).says("finished");
    second.finish().cleanly(0).says("error");
    assert_eq!(read(&world.path("runs")), "run\n", "what was done was done again");
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn a_new_one_that_nobody_took_up_is_taken_up_unless_it_is_in_maintenance() {
    let world = world(&[("only", "echo run >> runs", "")]);
    report(&world);
    let make_new = "UPDATE notification SET status = 'new', request_id = NULL, subject = NULL";
    world
        .sqlite()
        .execute_batch(&format!(
            "DELETE FROM recovery_progress; DELETE FROM recovery_task; {make_new}"
        ))
        .unwrap();
    world.run(&["requests", "close", "1"]).code(0);
    assert_eq!(states(&shown(&world)), pairs(&[("only", "PENDING")]));
    world.run(&["maintenance", "on", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(shown(&world)["status"], "new");
    world.run(&["maintenance", "off", "web-1"]).code(0);
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["requests"]["opened"], json!([2]));
    assert_eq!(shown(&world)["status"], "finished");
    assert_eq!(read(&world.path("runs")), "run\nrun\n");
}

#[test]
fn what_is_unfinished_after_a_day_is_failed() {
    let world = world(&[("only", "echo run >> runs; exit 1", "")]);
    assert_eq!(report(&world)["status"], "error");
    world.let_pass(Duration::from_secs(24 * 3600 + 1));
    world.run(&["check"]).code(0).complains("not finished within 24 h");
    let shown = shown(&world);
    assert_eq!(shown["status"], "failed");
    let message = shown["message"].as_str().unwrap();
    assert_eq!(message, "not finished within 24 h: task only: failed (exit status: 1)");
    assert_eq!(read(&world.path("runs")), "run\n");
}
