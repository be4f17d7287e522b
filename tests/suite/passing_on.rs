//! Where the signals of heartbeats are passed on to: Uptime Kuma, healthchecks,
//! and what happens when they are not there.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Kuma, Site, World};

const TOKEN: &str = "s3cretTok3n";
const HOUR: Duration = Duration::from_secs(3600);

fn kuma() -> Kuma {
    Kuma::new(&[TOKEN])
}

/// A heartbeat with that push URL and these keys.
fn world(url: &str, keys: &str) -> World {
    let keys = format!("every: 1h, push_url: \"{url}\"{keys}");
    World::new(&Configuration::new().heartbeat("backup", &keys))
}

fn pushes(world: &World, status: &str) -> Vec<Value> {
    let all = world.deliveries(Some(status));
    all.into_iter().filter(|delivery| delivery["kind"] == "push").collect()
}

/// What healthchecks was asked, as `METHOD PATH`, and the runs it was told of.
fn calls(site: &Site) -> (Vec<String>, Vec<String>) {
    let received = site.received();
    let calls = received.iter().map(|call| format!("{} {}", call.method, call.path())).collect();
    let runs =
        received.iter().filter_map(|call| Some(call.target.split_once("rid=")?.1.to_owned()));
    (calls, runs.collect())
}

#[test]
fn a_signal_reaches_kuma_as_it_wants_it() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), "");
    world.run(&["heartbeat", "backup"]).silently(0);
    world.run(&["heartbeat", "backup", "--msg", "42 files & more", "--ping", "1500"]).silently(0);
    world.run(&["heartbeat", "backup", "--status", "down", "--msg", "disk full"]).silently(0);
    let beats = kuma.beats();
    let told = beats.iter().map(|beat| (beat.is_up, beat.message.as_str(), beat.ping));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(true, "OK", None), (true, "42 files & more", Some(1500)), (false, "disk full", None)]
    );
    assert_eq!(kuma.site.received()[0].target, format!("/api/push/{TOKEN}?status=up&msg=OK&ping="));
    assert_eq!(pushes(&world, "finished").len(), 3);
    assert_eq!(world.deliveries(None).len(), 3);
}

#[test]
fn a_job_is_up_when_it_ended_well_and_silent_when_not() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), "");
    world.run(&["heartbeat", "backup", "--", "sleep", "0.05"]).silently(0);
    world.run(&["heartbeat", "backup", "--", "sh", "-c", "exit 7"]).silently(7);
    world.run(&["heartbeat", "backup", "--msg", "done", "--", "true"]).silently(0);
    let beats = kuma.beats();
    assert_eq!(beats.len(), 2, "{beats:?}");
    assert!(beats[0].is_up && beats[0].ping.unwrap() >= 50, "{beats:?}");
    assert_eq!((beats[0].message.as_str(), beats[1].message.as_str()), ("OK", "done"));
}

#[test]
fn a_failure_is_pushed_where_that_is_wanted() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), ", on_failure: down");
    let job = "echo out; echo first >&2; echo 'disk full' >&2; exit 7";
    let ran = world.run(&["heartbeat", "backup", "--", "sh", "-c", job]).code(7);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("out\n", "first\ndisk full\n"));
    world.run(&["heartbeat", "backup", "--", "no-such-program"]).refused(127);
    let beats = kuma.beats();
    assert_eq!((beats[0].is_up, beats[0].message.as_str()), (false, "exit code 7: disk full"));
    assert!(beats[1].message.starts_with("exit code 127: no-such-program cannot be run"));
}

#[test]
fn a_disabled_one_is_never_pushed() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), ", enabled: false, after: check");
    world.run(&["heartbeat", "backup"]).silently(0);
    world.run(&["heartbeat", "backup", "--", "sh", "-c", "exit 3"]).silently(3);
    world.run(&["check"]).cleanly(0);
    assert!(kuma.site.received().is_empty());
    assert!(world.deliveries(None).is_empty());
}

#[test]
fn whatever_is_not_kumas_own_yes_is_a_failure_of_one_line() {
    let answers = [
        (Answer::text("<html>it works</html>"), "not {\"ok\":true}"),
        (Answer::json(200, &json!({"ok": false})), "not {\"ok\":true}"),
        (Answer::status(502), "HTTP 502"),
        (Answer::Close, "connection closed"),
        (Answer::redirect("/login"), "redirects to"),
    ];
    for (answer, expected) in answers {
        let kuma = kuma();
        let world = world(&kuma.url(TOKEN), "");
        kuma.trouble(Some(answer));
        for (arguments, code) in [
            (&["heartbeat", "backup"][..], 0),
            (&["heartbeat", "backup", "--", "sh", "-c", "echo out"], 0),
        ] {
            let ran = world.run(arguments).code(code).complains(expected);
            assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
            assert!(ran.stderr.starts_with("warning: heartbeat backup: "), "{ran}");
            assert!(!ran.stderr.contains(TOKEN), "{ran}");
            assert_eq!(ran.stdout, if arguments.len() == 2 { "" } else { "out\n" });
        }
        assert_eq!(pushes(&world, "error").len(), 1, "{expected}");
    }
    let kuma = kuma();
    let world = world(&kuma.url("unknown"), "");
    world.run(&["heartbeat", "backup"]).code(0).complains("HTTP 404");
}

#[test]
fn what_failed_is_tried_again_by_the_next_passes() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), "");
    kuma.trouble(Some(Answer::status(502)));
    world.run(&["heartbeat", "backup", "--", "true"]).code(0);
    let waiting = pushes(&world, "error").remove(0);
    assert_eq!(waiting["destination"], "backup");
    assert_eq!(waiting["event"], "heartbeat.up");
    assert_eq!(waiting["attempts"], 1);
    kuma.trouble(None);
    // Its receiver is left alone for a minute.
    world.run(&["check"]).cleanly(0);
    assert!(kuma.beats().is_empty());
    world.let_pass(Duration::from_secs(61));
    world.run(&["check"]).cleanly(0);
    assert_eq!(kuma.beats().len(), 1);
    assert!(kuma.beats()[0].is_up);
    assert_eq!(pushes(&world, "finished").len(), 1);
}

#[test]
fn what_a_killed_process_did_not_tell_is_told_by_the_next_pass() {
    let kuma = kuma();
    let world = world(&kuma.url(TOKEN), "");
    kuma.trouble(Some(Answer::Silence));
    let running = world.start(&["heartbeat", "backup", "--", "true"]);
    kuma.site.wait_for(1);
    running.kill();
    kuma.trouble(None);
    world.run(&["check"]).cleanly(0);
    assert_eq!(kuma.beats().len(), 1);
    assert_eq!(pushes(&world, "finished").len(), 1);
}

#[test]
fn an_old_success_never_hides_a_new_failure() {
    let kuma = kuma();
    for (then, expected) in [
        // The next start, the next signal, and the end of its interval.
        (&["heartbeat", "backup", "--", "sh", "-c", "exit 7"][..], 7),
        (&["heartbeat", "backup", "--status", "down"], 0),
        (&[], 0),
    ] {
        let world = world(&kuma.url(TOKEN), "");
        kuma.trouble(Some(Answer::status(502)));
        world.run(&["heartbeat", "backup"]).code(0).complains("HTTP 502");
        kuma.trouble(None);
        let before = kuma.beats().len();
        if then.is_empty() {
            world.let_pass(HOUR + Duration::from_secs(1));
        } else {
            world.run(then).silently(expected);
        }
        world.run(&["deliveries", "retry"]).code(0);
        world.run(&["check", "--exit-zero"]).code(0);
        assert!(kuma.beats().iter().skip(before).all(|beat| !beat.is_up), "{then:?}");
        assert!(pushes(&world, "error").is_empty());
        assert_eq!(pushes(&world, "ignored").len(), 1, "{then:?}");
    }
}

#[test]
fn a_url_that_cannot_be_read_is_one_line_and_is_tried_again() {
    let kuma = kuma();
    let mut world = World::new(
        &Configuration::new().heartbeat("backup", "every: 1h, push_url: {env: BACKUP_PUSH}"),
    );
    let ran = world.run(&["heartbeat", "backup", "--", "sh", "-c", "exit 0"]).code(0);
    assert_eq!(
        ran.stderr,
        "warning: heartbeat backup: the environment variable BACKUP_PUSH is not set\n"
    );
    world.variable("BACKUP_PUSH", &kuma.url(TOKEN));
    world.let_pass(Duration::from_secs(61));
    world.run(&["check"]).cleanly(0);
    assert_eq!(kuma.beats().len(), 1);
    world.run(&["config", "check", "--secrets"]).code(0).says("1 heartbeat");
}

#[test]
fn healthchecks_hears_of_start_and_end_and_output_in_order() {
    let site = Site::http();
    let world = world(&site.url("/ping/uuid"), "");
    let job = "echo out; echo err >&2; exit 7";
    let ran = world.run(&["heartbeat", "backup", "--", "sh", "-c", job]).code(7);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("out\n", "err\n"));
    world.run(&["heartbeat", "backup", "--", "true"]).silently(0);
    let (called, runs) = calls(&site);
    assert_eq!(
        called,
        ["GET /ping/uuid/start", "POST /ping/uuid/7", "GET /ping/uuid/start", "POST /ping/uuid/0"]
    );
    assert!(runs[0] == runs[1] && runs[2] == runs[3] && runs[0] != runs[2], "{runs:?}");
    uuid::Uuid::parse_str(&runs[0]).unwrap();
    let body = &site.received()[1].body;
    assert!(body == "out\nerr\n" || body == "err\nout\n", "{body:?}");
    site.forget();
    world.run(&["heartbeat", "backup"]).silently(0);
    world.run(&["heartbeat", "backup", "--status", "down", "--msg", "full"]).silently(0);
    assert_eq!(calls(&site).0, ["GET /ping/uuid", "POST /ping/uuid/fail"]);
}

#[test]
fn healthchecks_gets_the_last_ten_kilobytes() {
    let site = Site::http();
    let world = world(&site.url("/ping/uuid"), "");
    let job = "head -c 100000000 /dev/zero | tr '\\0' x; echo the end >&2";
    let running = world.start(&["heartbeat", "backup", "--", "sh", "-c", job]);
    let (ran, peak_kib) = running.finish_measured();
    assert_eq!((ran.stdout.len(), ran.stderr.as_str()), (100_000_000, "the end\n"));
    assert!(peak_kib < 40_000, "{peak_kib} KiB");
    let body = &site.received()[1].body;
    assert_eq!(body.len(), 10_000);
}

#[test]
fn the_job_does_not_wait_for_anybody() {
    let kuma = kuma();
    let dead = Site::http_with(|_| Answer::Silence);
    let slow = format!("{{command: [sh, -c, \"sleep 3; printf %s '{}'\"]}}", kuma.url(TOKEN));
    for push_url in [format!("\"{}\"", dead.url("/ping/uuid")), slow] {
        let keys = format!("every: 1h, push_url: {push_url}");
        let world = World::new(&Configuration::new().heartbeat("backup", &keys));
        let began = Instant::now();
        let job = "date +%s%N > began; echo out";
        let running = world.start(&["heartbeat", "backup", "--", "sh", "-c", job]);
        while !world.path("began").exists() {
            assert!(began.elapsed() < Duration::from_secs(2), "the job waits for {push_url}");
            std::thread::sleep(Duration::from_millis(1));
        }
        let ran = running.finish().code(0);
        assert_eq!(ran.stdout, "out\n");
        assert!(began.elapsed() < Duration::from_secs(15), "{push_url}: {ran}");
        assert!(!fs::read_to_string(world.path("began")).unwrap().is_empty());
    }
    assert_eq!(kuma.beats().len(), 1);
}

#[test]
fn a_second_signal_ends_the_waiting_for_a_dead_server() {
    let dead = Site::http_with(|_| Answer::Silence);
    let world = world(&dead.url("/api/push/token"), ", on_failure: down");
    let mut running = world.start(&["heartbeat", "backup", "--", "sh", "-c", "exit 7"]);
    dead.wait_for(1);
    assert!(running.is_running());
    running.signal(nix::sys::signal::Signal::SIGTERM);
    running.finish().code(7);
}

#[test]
fn a_pass_signals_for_itself_when_it_is_complete() {
    let kuma = Kuma::new(&["check", "expire", "partial"]);
    let (site, url) = (Site::http(), kuma.site.url("/api/push"));
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service("web/shop", &site.url("/"))
        .heartbeat("c", &format!("interval: 35m, after: check, push_url: \"{url}/check\""))
        .heartbeat(
            "e",
            &format!("interval: 35m, after: expire-maintenance, push_url: \"{url}/expire\""),
        );
    let world = World::new(&configuration);
    let tokens = || kuma.beats().into_iter().map(|beat| beat.token).collect::<Vec<_>>();
    world.run(&["check"]).cleanly(1);
    assert_eq!(tokens(), ["check"]);
    world.run(&["check", "web/shop"]).cleanly(1);
    world.run(&["check", "--dry-run"]).cleanly(1);
    assert_eq!(tokens(), ["check"]);
    world.run(&["expire-maintenance"]).silently(0);
    assert_eq!(tokens(), ["check", "expire"]);
    // Its own heartbeat is never late in the pass that signals for it.
    world.let_pass(2 * HOUR);
    let ran = world.run_json(&["check"]).code(1).json();
    assert_eq!(
        (&ran["heartbeats"][0]["state"], &ran["heartbeats"][1]["state"]),
        (&json!("up"), &json!("late"))
    );
    assert_eq!(tokens(), ["check", "expire", "check"]);
    world.run(&["expire-maintenance"]).silently(0);
    assert_eq!(world.requests("repaired").len(), 1);
}
