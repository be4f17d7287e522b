//! Record, print, then send: what is recorded is said before anything is sent,
//! and what only sending needs is never a command's failure.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, Configuration, Gate, Site, World};

const HOUR: Duration = Duration::from_secs(3600);
const UNSENT: &str = "could not send the queued deliveries (";
const LATER: &str = "); the next pass will retry them";

/// A world in which each command has something to send.
struct Scene {
    site: Site,
    receiver: Site,
    world: World,
}

impl Scene {
    /// `web-1/shop` and `web-1/gone` are KO, the latter has left the
    /// configuration, and the heartbeat is late.
    fn new() -> Self {
        let (site, receiver) = (Site::http(), Site::http());
        site.answers("/shop", Answer::status(503));
        site.answers("/gone", Answer::status(503));
        let scene = Self { world: World::new(&Configuration::new()), site, receiver };
        let with_gone = scene.configuration().service("web-1/gone", &scene.site.url("/gone"));
        scene.world.configure(&with_gone);
        scene.world.run(&["check"]).cleanly(1);
        scene.world.let_pass(2 * HOUR);
        scene.world.configure(&scene.configuration());
        scene.world.run(&["check"]).cleanly(1);
        assert_eq!(scene.world.requests("open").len(), 3);
        scene.receiver.forget();
        scene
    }

    fn configuration(&self) -> Configuration {
        let events = "events: [request.opened, request.closed]";
        let push = self.receiver.url("/push");
        Configuration::new()
            .service("web-1/shop", &self.site.url("/shop"))
            .heartbeat("backup", "interval: 1h")
            .heartbeat(
                "expiry",
                &format!("interval: 4h, after: expire-maintenance, push_url: \"{push}\""),
            )
            .webhook_with("hook", &self.receiver.url("/"), events)
    }

    /// Nothing can be sent: the file that is locked for it is none.
    fn break_sending(&self) {
        let lock = self.world.path("ronde.db.sending");
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&lock).unwrap();
    }

    fn mend_sending(&self) {
        fs::remove_dir(self.world.path("ronde.db.sending")).unwrap();
    }
}

const STOPPED: &str = r#"{"process_name": "sshd", "event": "STOPPED"}"#;

const CREATE: [&str; 8] =
    ["notifications", "create", "--type", "PROCESS", "--host", "web-1", "--payload", STOPPED];

/// Each command that queues something, and what it prints.
const COMMANDS: [(&[&str], &str); 7] = [
    (&["forget", "web-1/gone"], "web-1/gone: forgotten, request "),
    (&["requests", "create", "--equipment", "web-1", "--name", "disk"], "request 4 opened: disk\n"),
    (&["requests", "close", "1"], "request 1 closed (repaired): [HTTP KO] "),
    (&["heartbeat", "backup"], ""),
    (&["heartbeat", "backup", "--", "echo", "done"], "done\n"),
    (&CREATE, "finished"),
    (&["expire-maintenance"], ""),
];

#[test]
fn a_lock_that_cannot_be_opened_is_a_warning_of_every_command() {
    for (command, printed) in COMMANDS {
        let scene = Scene::new();
        scene.break_sending();
        let ran = scene.world.run(command).code(0).says(printed);
        let ran = ran.complains(UNSENT).complains(LATER).complains("ronde.db.sending");
        let said = ran.stderr.lines().filter(|line| line.contains(UNSENT)).count();
        assert_eq!(said, 1, "{ran}");
        assert_eq!(scene.receiver.received().len(), 0);
        assert_eq!(scene.world.deliveries(Some("new")).len(), 1, "{command:?}");
        scene.mend_sending();
        let _ = scene.world.run(&["check"]);
        assert_eq!(scene.world.deliveries(Some("new")).len(), 0, "{command:?}");
        assert!(!scene.receiver.received().is_empty(), "{command:?}");
    }
}

#[test]
fn a_database_that_fails_while_sending_is_a_warning_of_every_command() {
    for (command, printed) in COMMANDS {
        let scene = Scene::new();
        let trigger = "CREATE TRIGGER sabotage BEFORE UPDATE OF status ON delivery
                       WHEN new.status = 'running' BEGIN SELECT RAISE(ABORT, 'sabotage'); END";
        scene.world.sqlite().execute_batch(trigger).unwrap();
        let ran = scene.world.run(command).code(0).says(printed);
        let _ = ran.complains(UNSENT).complains(LATER);
        assert_eq!(scene.world.deliveries(Some("new")).len(), 1, "{command:?}");
    }
}

#[test]
fn what_became_of_a_push_and_is_not_recorded_is_a_warning() {
    let scene = Scene::new();
    let trigger = "CREATE TRIGGER sabotage BEFORE UPDATE OF status ON delivery
                   WHEN new.status <> 'running' BEGIN SELECT RAISE(ABORT, 'sabotage'); END";
    scene.world.sqlite().execute("DELETE FROM delivery", []).unwrap();
    scene.world.sqlite().execute_batch(trigger).unwrap();
    for command in [&["heartbeat", "expiry"][..], &["heartbeat", "expiry", "--", "true"]] {
        let ran = scene.world.run(command).code(0).complains("is not recorded");
        assert_eq!(ran.stdout, "");
        scene.world.sqlite().execute("DELETE FROM delivery", []).unwrap();
    }
}

#[test]
fn a_pass_counts_although_its_lock_for_sending_cannot_be_opened() {
    let scene = Scene::new();
    scene.break_sending();
    let closed = scene.world.requests("open").iter().find(|one| one["service"] == "shop").unwrap()
        ["id"]
        .clone();
    scene.site.answers("/shop", Answer::status(200));
    let pass = scene.world.run_json(&["check"]).code(1).complains(UNSENT).complains(LATER).json();
    assert_eq!(pass["requests"]["closed"], json!([closed]));
    assert_eq!(pass["deliveries"]["queued"], 1);
    assert_eq!(scene.world.json(&["status"])["last_pass"]["exit_code"], 1);
}

#[test]
fn by_hand_sending_is_what_was_asked_for_and_its_failure_is_one() {
    let scene = Scene::new();
    scene.break_sending();
    scene.world.run(&["deliveries", "retry"]).refused(74).complains("ronde.db.sending");
}

#[test]
fn what_is_recorded_is_printed_before_anything_is_sent() {
    for (command, printed) in COMMANDS.iter().filter(|(_, printed)| !printed.is_empty()) {
        let scene = Scene::new();
        let gate = Gate::new();
        scene.receiver.answers("/", Answer::status(200).held(&gate));
        let running = scene.world.start(command);
        scene.receiver.wait_for(1);
        assert!(running.printed().contains(printed), "{command:?}: {}", running.printed());
        gate.open();
        running.finish().code(0).says(printed);
    }
}

#[test]
fn what_was_forgotten_is_told_although_it_cannot_be_printed() {
    let scene = Scene::new();
    let mut command = scene.world.command(&["forget", "web-1/gone"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ran = command.stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(74));
    assert_eq!(scene.receiver.received()[0].json()["event"], "request.closed");
}

#[test]
fn a_notification_that_cannot_be_processed_yet_is_recorded_and_said() {
    let scene = Scene::new();
    let lock = scene.world.path("ronde.db.recovery");
    let _ = fs::remove_file(&lock);
    fs::create_dir(&lock).unwrap();
    let ran = scene.world.run(&CREATE).code(0).says("new");
    let ran = ran.complains("could not process the notification (");
    let _ = ran.complains("); the next pass will take it up");
    fs::remove_dir(&lock).unwrap();
    let _ = scene.world.run(&["check"]);
    scene.world.run(&["notifications", "list"]).cleanly(0).says("finished");
}
