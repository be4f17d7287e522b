//! A service's push monitor hears how the service is.

use std::time::Duration;

use crate::support::kuma::Beat;
use crate::support::{Answer, Configuration, Kuma, Site, World};

const TOKEN: &str = "Sh0pT0k3nSh0pT0k3nSh0pT0k3n1234";
const HOUR: Duration = Duration::from_secs(3600);

fn scene(keys: &str) -> (Site, Kuma, World) {
    let (site, kuma) = (Site::http(), Kuma::new(&[TOKEN]));
    let keys = format!("push_url: {{env: SHOP_PUSH}}{keys}");
    let mut world =
        World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), &keys));
    world.variable("SHOP_PUSH", &kuma.url(TOKEN));
    (site, kuma, world)
}

fn said(beat: &Beat) -> (bool, &str, bool) {
    (beat.is_up, beat.message.as_str(), beat.ping.is_some())
}

#[test]
fn each_check_is_a_beat() {
    let (site, kuma, world) = scene(", allowed_fails: 1");
    world.run(&["check"]).cleanly(0);
    site.answers("/", Answer::status(503));
    world.run(&["check"]).cleanly(0);
    world.run(&["check"]).cleanly(1);
    site.answers("/", Answer::status(200));
    let pass = world.run_json(&["check"]).cleanly(0).json();
    let beats = kuma.beats();
    assert_eq!(
        beats.iter().map(said).collect::<Vec<_>>(),
        [
            (true, "OK", true),
            (true, "suspect: HTTP 503", false),
            (false, "HTTP 503", false),
            (true, "OK", true)
        ]
    );
    assert_eq!(beats[3].ping, pass["services"][0]["latency_ms"].as_u64());
    let delivery = &world.deliveries(None)[0];
    assert_eq!(delivery["kind"], "push");
    assert_eq!(delivery["destination"], "web-1/shop");
    assert_eq!(
        (&delivery["event"], &delivery["status"]),
        (&"service.pushed".into(), &"finished".into())
    );
}

#[test]
fn maintenance_mode_is_no_alarm_and_what_is_unknown_is_silence() {
    let (site, kuma, world) = scene("");
    world.run(&["maintenance", "on", "web-1"]).code(0);
    site.answers("/", Answer::status(503));
    world.run(&["check"]).cleanly(0);
    assert_eq!(
        kuma.beats().iter().map(said).collect::<Vec<_>>(),
        [(true, "maintenance mode", false)]
    );

    let (_site, kuma, world) = scene(", header: {X-Token: {env: NONE}}");
    world.run(&["check"]).code(0);
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    assert!(kuma.beats().is_empty());
}

#[test]
fn what_was_not_heard_is_overtaken_by_the_next() {
    let (site, kuma, world) = scene("");
    kuma.trouble(Some(Answer::status(502)));
    site.answers("/", Answer::status(503));
    world.run(&["check"]).cleanly(1);
    world.let_pass(HOUR);
    kuma.trouble(None);
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(kuma.beats().iter().map(said).collect::<Vec<_>>(), [(true, "OK", true)]);
    let statuses: Vec<_> =
        world.deliveries(None).iter().map(|each| each["status"].clone()).collect();
    assert_eq!(statuses, ["finished", "ignored"]);
    world.let_pass(25 * HOUR);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.deliveries(None).len(), 1, "a day is enough");
}

#[test]
fn only_kumas_own_answer_counts_and_the_url_is_never_shown() {
    let cases = [
        (Answer::text("<!DOCTYPE html>"), "answered HTTP 200, not {\"ok\":true}"),
        (Answer::text("{\"ok\":false}"), "answered HTTP 200, not {\"ok\":true}"),
        (Answer::status(404), "answered HTTP 404: no such push monitor, or not active"),
        (
            Answer::redirect("https://other.example/login?next=x"),
            "answered HTTP 302 and redirects to other.example",
        ),
        (Answer::Close, "connection closed"),
    ];
    for (answer, reason) in cases {
        let (_site, kuma, world) = scene("");
        kuma.trouble(Some(answer));
        let ran = world.run(&["-v", "check"]).code(0);
        let delivery = &world.deliveries(None)[0];
        assert_eq!(delivery["status"], "error");
        let said = delivery["last_error"].as_str().unwrap();
        assert!(said.ends_with(reason), "{said}");
        let shown = world.run(&["config", "show"]).cleanly(0);
        for text in [&ran.stdout, &ran.stderr, &shown.stdout, &said.to_owned()] {
            assert!(!text.contains(TOKEN), "{text}");
        }
        for (file, bytes) in crate::support::world::snapshot(world.path("").as_path()) {
            let is_there = bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
            assert!(!is_there, "{}", file.display());
        }
    }
    let (_site, _kuma, mut world) = scene("");
    world.variable("SHOP_PUSH", "");
    let ran = world.run(&["check"]).code(0);
    assert_eq!(
        ran.stderr,
        "warning: push of web-1/shop: the environment variable SHOP_PUSH is not set\n"
    );
}
