//! What becomes of news that cannot be delivered, until they can.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Received, Site, World};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

const BOTH: &str = "events: [request.opened, request.closed]";

struct Scene {
    site: Site,
    receiver: Site,
    world: World,
}

/// `web-1/shop` is KO, and the receiver behaves like this.
fn scene(answer: Answer, keys: &str) -> Scene {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    receiver.answers("/hook", answer);
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/hook"),
        keys,
    );
    let world = World::new(&configuration);
    Scene { site, receiver, world }
}

impl Scene {
    /// A pass in which the service answers with this status.
    #[track_caller]
    fn pass(&self, status: u16) -> Value {
        self.site.answers("/", Answer::status(status));
        self.world.run_json(&["check"]).code(i32::from(status != 200)).json()
    }

    #[track_caller]
    fn delivery(&self) -> Value {
        let mut deliveries = self.world.deliveries(None);
        assert_eq!(deliveries.len(), 1, "{deliveries:#?}");
        deliveries.remove(0)
    }

    fn keys(&self) -> Vec<String> {
        let calls = self.receiver.received();
        calls.iter().map(|call| call.header("idempotency-key").to_owned()).collect()
    }
}

#[test]
fn a_failed_delivery_is_tried_again_later_and_later_with_its_key() {
    let scene = scene(Answer::status(500), "");
    let pass = scene.pass(503);
    assert_eq!(pass["deliveries"], json!({"finished": 0, "error": 1, "failed": 0, "queued": 1}));
    let delivery = scene.delivery();
    assert_eq!((&delivery["status"], &delivery["attempts"]), (&json!("error"), &json!(1)));
    assert!(delivery["last_error"].as_str().unwrap().contains("500"), "{delivery}");
    assert_ne!(delivery["next_attempt_at"], Value::Null);

    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), 1, "not due for a minute");
    scene.world.let_pass(MINUTE + Duration::from_secs(1));
    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), 2);
    scene.world.let_pass(MINUTE + Duration::from_secs(1));
    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), 2, "then not for two");
    scene.world.let_pass(MINUTE);
    scene.receiver.answers("/hook", Answer::status(204));
    scene.pass(503);
    let keys = scene.keys();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    let delivery = scene.delivery();
    assert_eq!((&delivery["status"], &delivery["attempts"]), (&json!("finished"), &json!(3)));
    let bodies: Vec<_> = scene.receiver.received().iter().map(|call| call.body.clone()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "frozen when it was queued");
}

#[test]
fn the_delay_never_exceeds_a_quarter_of_an_hour() {
    let scene = scene(Answer::status(500), "");
    scene.pass(503);
    for tries in 2..10 {
        scene.world.let_pass(15 * MINUTE + Duration::from_secs(1));
        scene.pass(503);
        assert_eq!(scene.receiver.received().len(), tries);
    }
}

#[test]
fn after_a_day_an_outage_that_is_over_is_told_once() {
    let scene = scene(Answer::status(503), BOTH);
    scene.pass(503);
    scene.world.let_pass(3 * 60 * MINUTE);
    scene.pass(200);
    assert_eq!(scene.world.one_request("all")["stage"], "repaired");
    scene.world.let_pass(DAY);
    scene.receiver.forget();
    scene.receiver.answers("/hook", Answer::status(200));
    scene.pass(200);

    let calls = scene.receiver.received();
    assert_eq!(calls.len(), 1, "opened and closed became one");
    let told = calls[0].json();
    assert_eq!(told["event"], "request.closed");
    let down = told["down_for_s"].as_i64().unwrap();
    assert!((3 * 3600..3 * 3600 + 120).contains(&down), "{down}");
    let statuses: Vec<_> =
        scene.world.deliveries(None).iter().map(|it| it["status"].clone()).collect();
    assert!(statuses.contains(&json!("finished")), "{statuses:?}");
    assert!(statuses.iter().all(|it| it == "finished" || it == "ignored"), "{statuses:?}");
    scene.world.let_pass(DAY);
    scene.pass(200);
    assert_eq!(scene.receiver.received().len(), 1);
}

#[test]
fn outages_while_the_receiver_is_down_fold_one_by_one_and_keep_their_order() {
    let scene = scene(Answer::status(503), BOTH);
    for status in [503, 200, 503, 200, 503] {
        scene.pass(status);
        scene.world.let_pass(20 * MINUTE);
    }
    scene.receiver.forget();
    scene.receiver.answers("/hook", Answer::status(200));
    scene.pass(503);
    let told: Vec<_> = scene.receiver.received().iter().map(Received::json).collect();
    let told: Vec<_> =
        told.iter().map(|body| (body["id"].clone(), body["event"].clone())).collect();
    let closed = json!("request.closed");
    let expected = [(json!(1), closed.clone()), (json!(2), closed), (json!(3), Value::Null)];
    assert_eq!(told, expected, "the last one is opened, which has no event");
}

#[test]
fn an_opened_that_arrived_is_followed_by_its_closed() {
    let scene = scene(Answer::status(200), BOTH);
    scene.pass(503);
    scene.receiver.answers("/hook", Answer::status(503));
    scene.pass(200);
    scene.world.let_pass(DAY);
    scene.receiver.answers("/hook", Answer::status(200));
    scene.pass(200);
    let last = scene.receiver.received().last().unwrap().json();
    assert_eq!((&last["event"], &last["id"]), (&json!("request.closed"), &json!(1)));
    assert_eq!(last.get("down_for_s"), None);
}

#[test]
fn the_first_success_makes_the_whole_queue_due_and_the_order_is_kept() {
    let scene = scene(Answer::status(503), "events: [request.opened]");
    for _ in 0..4 {
        scene.pass(503);
        let id = scene.world.one_request("open")["id"].to_string();
        scene.world.run(&["requests", "close", &id]).code(0);
    }
    scene.world.let_pass(DAY);
    scene.receiver.forget();
    scene.receiver.answers("/hook", Answer::status(200));
    scene.pass(200);
    let ids: Vec<_> =
        scene.receiver.received().iter().map(|call| call.json()["id"].clone()).collect();
    assert_eq!(ids, [1, 2, 3, 4], "each once, oldest first, in one pass");
}

#[test]
fn a_failed_delivery_holds_back_what_follows_for_the_same_service() {
    let scene = scene(Answer::status(503), "events: [request.opened]");
    scene.pass(503);
    scene.world.run(&["requests", "close", "1"]).code(0);
    scene.pass(503);
    scene.world.let_pass(2 * MINUTE);
    scene.receiver.forget();
    scene.pass(503);
    let ids: Vec<_> =
        scene.receiver.received().iter().map(|call| call.json()["id"].clone()).collect();
    assert_eq!(ids, [1], "the second waits for the first");
}

#[test]
fn too_many_requests_is_waited_for_as_long_as_it_says() {
    let scene = scene(Answer::status(429).header("Retry-After", "1800"), "");
    scene.pass(503);
    assert_eq!(scene.delivery()["status"], "error");
    scene.world.let_pass(29 * MINUTE);
    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), 1, "longer than the longest delay of our own");
    scene.world.let_pass(2 * MINUTE);
    scene.receiver.answers("/hook", Answer::status(200));
    scene.pass(503);
    let keys = scene.keys();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(scene.delivery()["status"], "finished");
}

#[test]
fn what_the_receiver_refuses_is_given_up_at_once() {
    for (status, outcome) in [
        // The message itself is wrong, or nobody is there any more.
        (400, "failed"),
        (410, "failed"),
        (413, "failed"),
        (414, "failed"),
        (415, "failed"),
        (422, "failed"),
        // What a proxy says while its receiver restarts, and what can be put right.
        (401, "error"),
        (403, "error"),
        (404, "error"),
        (405, "error"),
        (408, "error"),
        (409, "error"),
        (421, "error"),
        (423, "error"),
        (425, "error"),
        (429, "error"),
        (451, "error"),
        (499, "error"),
    ] {
        let scene = scene(Answer::status(status), "");
        let pass = scene.pass(503);
        assert_eq!(pass["deliveries"][outcome], 1, "{status}: {pass}");
        assert_eq!(scene.delivery()["status"], outcome, "{status}");
        scene.world.let_pass(DAY);
        scene.pass(503);
        let tries = if outcome == "failed" { 1 } else { 2 };
        assert_eq!(scene.receiver.received().len(), tries, "{status}");
    }
}

#[test]
fn after_three_days_a_delivery_is_given_up() {
    let scene = scene(Answer::status(500), "");
    scene.pass(503);
    scene.world.let_pass(71 * 60 * MINUTE);
    scene.pass(503);
    assert_eq!(scene.delivery()["status"], "error");
    scene.world.let_pass(2 * 60 * MINUTE);
    let pass = scene.pass(503);
    assert_eq!(pass["deliveries"]["failed"], 1);
    let delivery = scene.delivery();
    assert_eq!(
        (&delivery["status"], &delivery["next_attempt_at"]),
        (&json!("failed"), &Value::Null)
    );
    let tries = scene.receiver.received().len();
    scene.world.let_pass(DAY);
    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), tries);
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let elsewhere = Site::http();
    let target = format!("http://localhost:{}/stolen", elsewhere.port());
    for status in ["302", "307", "308"] {
        let answer = Answer::status(status.parse().unwrap()).header("Location", &target);
        let scene = scene(answer, "user: ronde, password: hush");
        scene.pass(503);
        assert_eq!(elsewhere.received().len(), 0);
        let delivery = scene.delivery();
        assert_ne!(delivery["status"], "finished");
        assert!(delivery["last_error"].as_str().unwrap().contains(status), "{delivery}");
    }
}

#[test]
fn a_redirect_on_the_same_host_takes_the_message_along() {
    for status in [301, 302, 307, 308] {
        let scene = scene(Answer::status(status).header("Location", "/moved"), "");
        scene.pass(503);
        let moved = scene.receiver.received_at("/moved");
        assert_eq!(moved.len(), 1, "{status}");
        assert_eq!(moved[0].method, "POST", "{status}");
        assert_eq!(moved[0].json()["id"], 1, "{status}");
        assert_eq!(scene.delivery()["status"], "finished", "{status}");
    }
}

#[test]
fn a_destination_that_hangs_costs_one_try_and_delays_nobody() {
    let (site, hanging, working) = (Site::http(), Site::http(), Site::http());
    hanging.answers("/", Answer::Silence);
    let mut configuration = Configuration::new()
        .webhook("hanging", &hanging.url("/"))
        .webhook("working", &working.url("/"));
    for name in ["a", "b", "c"] {
        site.answers(&format!("/{name}"), Answer::status(503));
        configuration =
            configuration.service(&format!("web-1/{name}"), &site.url(&format!("/{name}")));
    }
    let world = World::new(&configuration);
    let began = Instant::now();
    let pass = world.start(&["--format", "json", "check"]);
    working.wait_for(3);
    let served = began.elapsed();
    let pass = pass.finish().code(1).json();
    let took = began.elapsed();
    assert!(served < Duration::from_secs(9), "the working one waited {served:?}");
    assert!((9..25).contains(&took.as_secs()), "the try has ten seconds: {took:?}");
    assert_eq!(hanging.received().len(), 1, "the rest of its queue waits for the next pass");
    assert_eq!(pass["deliveries"]["finished"], 3);
    assert_eq!(pass["deliveries"]["queued"], 3);
}

#[test]
fn deliveries_are_retried_and_cancelled_by_hand() {
    let scene = scene(Answer::status(500), "");
    scene.pass(503);
    let id = scene.delivery()["id"].as_str().unwrap().to_owned();
    scene.world.run(&["deliveries", "show", &id]).cleanly(0).says("hook").says("500");
    scene.receiver.answers("/hook", Answer::status(200));
    scene.world.run(&["deliveries", "retry"]).code(0);
    assert_eq!(scene.delivery()["status"], "finished");
    assert_eq!(scene.receiver.received().len(), 2);

    scene.receiver.answers("/hook", Answer::status(500));
    scene.pass(200);
    scene.pass(503);
    let newest = scene.world.deliveries(Some("error"))[0]["id"].as_str().unwrap().to_owned();
    scene.world.run(&["deliveries", "cancel", &newest]).code(0);
    assert_eq!(scene.world.deliveries(Some("ignored"))[0]["id"], newest.as_str());
    scene.world.let_pass(DAY);
    scene.pass(503);
    assert_eq!(scene.receiver.received().len(), 3);
    scene.world.run(&["deliveries", "cancel", &id]).refused(3);
    scene.world.run(&["deliveries", "cancel", "no-such-delivery"]).refused(4);
    scene.world.run(&["deliveries", "retry", "no-such-delivery"]).refused(4);
    assert_eq!(
        scene.world.json(&["deliveries", "list", "--limit", "1"])["deliveries"][0]["id"],
        newest.as_str()
    );
}

#[test]
fn a_destination_that_is_no_longer_configured_is_forgotten() {
    let scene = scene(Answer::status(500), "");
    scene.pass(503);
    scene.world.configure(&Configuration::new().service("web-1/shop", &scene.site.url("/")));
    scene.world.let_pass(DAY);
    scene.pass(503);
    let delivery = scene.delivery();
    assert_eq!(delivery["status"], "ignored");
    assert_ne!(delivery["last_error"], Value::Null);
}

#[test]
fn news_is_told_although_the_database_fails_while_sending() {
    let (site, receiver) = (Site::http(), Site::http());
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/"))
        .webhook("hook", &receiver.url("/hook"));
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(0);
    let trigger = "CREATE TRIGGER sabotage BEFORE UPDATE ON delivery
                   BEGIN SELECT RAISE(ABORT, 'sabotage'); END";
    world.sqlite().execute_batch(trigger).unwrap();
    site.answers("/", Answer::status(503));
    world.run(&["check", "--report", "changes"]).code(74).says("web-1/shop");
    world.run(&["check", "--report", "changes"]).code(74).says_nothing_of("web-1/shop");
    world.sqlite().execute_batch("DROP TRIGGER sabotage").unwrap();
    world.run(&["check", "-q"]).code(1);
    assert_eq!(receiver.received_at("/hook").len(), 1);
}
