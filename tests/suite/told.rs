//! Told of the beginning, told of the end, whatever comes between; and of what
//! nothing was told, silence is kept.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Gate, Received, Site, World};

pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
pub(super) const BOTH: &str = "events: [request.opened, request.worsened, request.closed]";

pub(super) struct Scene {
    pub(super) site: Site,
    pub(super) receiver: Site,
    pub(super) world: World,
}

/// `web-1/shop`, and a receiver that behaves like this.
pub(super) fn scene(answer: Answer) -> Scene {
    let (site, receiver) = (Site::http(), Site::http());
    receiver.answers("/hook", answer);
    let world = World::new(&telling(&site, &receiver.url("/hook")));
    Scene { site, receiver, world }
}

pub(super) fn telling(site: &Site, url: &str) -> Configuration {
    Configuration::new().service("web-1/shop", &site.url("/")).webhook_with("hook", url, BOTH)
}

impl Scene {
    /// A pass in which the service answers with this status.
    #[track_caller]
    pub(super) fn pass(&self, status: u16) {
        self.site.answers("/", Answer::status(status));
        let _ = self.world.run(&["check"]).code(i32::from(status != 200));
    }

    /// From now on the receiver takes everything; a day later something is sent.
    #[track_caller]
    pub(super) fn recover(&self) -> Vec<Received> {
        self.receiver.forget();
        self.receiver.answers("/hook", Answer::status(200));
        self.world.let_pass(DAY);
        let _ = self.world.run(&["check"]);
        self.receiver.received()
    }

    #[track_caller]
    pub(super) fn one(&self, event: &str) -> Value {
        let all = self.world.deliveries(None);
        let mut of_event = all.into_iter().filter(|delivery| delivery["event"] == event);
        let one = of_event.next().unwrap_or_else(|| panic!("no {event}"));
        assert_eq!(of_event.next(), None);
        one
    }

    #[track_caller]
    pub(super) fn id(&self, event: &str) -> String {
        self.one(event)["id"].as_str().unwrap().to_owned()
    }
}

/// The requests and events that were told.
pub(super) fn told(calls: &[Received]) -> Vec<(Value, Value)> {
    let event = |call: &Received| {
        let body = call.json();
        (body["id"].clone(), body["event"].clone())
    };
    calls.iter().map(event).collect()
}

pub(super) fn opened(id: i64) -> (Value, Value) {
    (json!(id), Value::Null)
}

pub(super) fn worsened(id: i64) -> (Value, Value) {
    (json!(id), json!("request.worsened"))
}

pub(super) fn closed(id: i64) -> (Value, Value) {
    (json!(id), json!("request.closed"))
}

/// The closing is queued, and could not be sent; then maintenance mode begins.
fn closing_then_maintenance(scene: &Scene) -> Vec<Received> {
    scene.receiver.answers("/hook", Answer::status(503));
    scene.pass(200);
    assert_ne!(scene.one("request.closed")["status"], "finished");
    scene.world.run(&["maintenance", "on", "web-1", "--for", "48h"]).code(0);
    scene.recover()
}

#[test]
fn an_end_is_told_although_maintenance_mode_came_between() {
    let scene = scene(Answer::status(200));
    scene.pass(503);
    assert_eq!(told(&closing_then_maintenance(&scene)), [closed(1)]);
    assert_eq!(scene.one("request.closed")["status"], "finished");
}

#[test]
fn an_end_is_told_to_those_who_may_know_of_the_beginning() {
    let scene = scene(Answer::Close);
    scene.pass(503);
    let calls = closing_then_maintenance(&scene);
    assert_eq!(told(&calls), [closed(1)], "the opening itself is silenced");
    assert_eq!(scene.one("request.opened")["status"], "ignored");
}

#[test]
fn a_request_that_is_closed_in_maintenance_mode_is_told_to_who_knows_of_it() {
    for (answer, expected) in [
        (Answer::status(200), &[closed(1)][..]),
        (Answer::Close, &[closed(1)]),
        // A receiver that was told of nothing is not told of its end.
        (Answer::status(503), &[]),
    ] {
        let scene = scene(answer);
        scene.pass(503);
        scene.world.run(&["maintenance", "on", "web-1", "--for", "48h"]).code(0);
        scene.receiver.forget();
        scene.receiver.answers("/hook", Answer::status(200));
        scene.world.run(&["requests", "close", "1"]).code(0);
        scene.world.let_pass(DAY);
        scene.pass_in_maintenance();
        assert_eq!(told(&scene.receiver.received()), expected);
        if expected.is_empty() {
            let closing = scene.one("request.closed");
            assert_eq!(closing["status"], "ignored");
            assert_eq!(closing["last_error"], "its opening was never sent");
        }
    }
}

#[test]
fn who_was_told_and_who_was_not_are_told_apart() {
    let (site, other) = (Site::http(), Site::http());
    let scene = Scene { world: World::new(&Configuration::new()), site, receiver: Site::http() };
    let configuration = telling(&scene.site, &scene.receiver.url("/hook"));
    scene.world.configure(&configuration.webhook_with("other", &other.url("/hook"), BOTH));
    other.answers("/hook", Answer::status(503));
    scene.pass(503);
    scene.world.run(&["maintenance", "on", "web-1", "--for", "48h"]).code(0);
    scene.world.run(&["requests", "close", "1"]).code(0);
    other.forget();
    other.answers("/hook", Answer::status(200));
    let _ = scene.recover();
    assert_eq!(other.received().len(), 0);
    let statuses: Vec<Value> =
        scene.world.deliveries(None).iter().map(|each| each["status"].clone()).collect();
    let of = |status: &str| statuses.iter().filter(|each| **each == json!(status)).count();
    assert_eq!((of("finished"), of("ignored")), (2, 2), "{statuses:?}");
}

#[test]
fn an_outage_that_goes_on_after_the_maintenance_ends_as_it_began() {
    for (answer, expected) in [(Answer::status(200), &[closed(1)][..]), (Answer::status(503), &[])]
    {
        let scene = scene(answer);
        scene.pass(503);
        scene.world.run(&["maintenance", "on", "web-1"]).code(0);
        scene.pass_in_maintenance();
        scene.world.run(&["maintenance", "off", "web-1"]).code(0);
        scene.receiver.forget();
        scene.receiver.answers("/hook", Answer::status(200));
        scene.world.let_pass(DAY);
        scene.pass(200);
        assert_eq!(scene.world.one_request("all")["stage"], "repaired");
        assert_eq!(told(&scene.receiver.received()), expected);
    }
}

impl Scene {
    fn pass_in_maintenance(&self) {
        self.world.run(&["check"]).cleanly(0);
    }
}

#[test]
fn an_opening_that_was_cancelled_takes_its_end_along_unless_it_may_have_arrived() {
    for (answer, expected) in [(Answer::status(503), &[][..]), (Answer::Close, &[closed(1)])] {
        let scene = scene(answer);
        scene.pass(503);
        scene.world.run(&["deliveries", "cancel", &scene.id("request.opened")]).code(0);
        scene.receiver.answers("/hook", Answer::status(503));
        scene.pass(200);
        assert_eq!(told(&scene.recover()), expected);
        // By hand it is sent all the same.
        if expected.is_empty() {
            let closing = scene.id("request.closed");
            scene.world.run(&["deliveries", "retry", &closing]).cleanly(0).says("finished");
            assert_eq!(told(&scene.receiver.received()), [closed(1)]);
        }
    }
}

/// The opening is being sent when its sender is killed.
pub(super) fn killed_while_sending() -> Scene {
    let gate = Gate::new();
    let scene = scene(Answer::status(200).held(&gate));
    scene.site.answers("/", Answer::status(503));
    let pass = scene.world.start(&["check"]);
    scene.receiver.wait_for(1);
    pass.kill();
    gate.open();
    scene.receiver.answers("/hook", Answer::status(503));
    scene
}

#[test]
fn an_opening_whose_sender_was_killed_has_an_end_whatever_becomes_of_it() {
    let cancel = |scene: &Scene| {
        let opening = scene.id("request.opened");
        scene.world.run(&["deliveries", "cancel", &opening]).code(0);
    };
    let silence = |scene: &Scene| {
        scene.world.run(&["maintenance", "on", "web-1", "--for", "48h"]).code(0);
    };
    let disown = |scene: &Scene| {
        scene.world.configure(&Configuration::new().service("web-1/shop", &scene.site.url("/")));
        scene.pass(503);
        scene.world.configure(&telling(&scene.site, &scene.receiver.url("/hook")));
    };
    for (name, fate) in
        [("cancelled", &cancel as &dyn Fn(&Scene)), ("silenced", &silence), ("disowned", &disown)]
    {
        let scene = killed_while_sending();
        fate(&scene);
        scene.site.answers("/", Answer::status(200));
        scene.world.run(&["requests", "close", "1"]).code(0);
        let calls = told(&scene.recover());
        assert_eq!(calls.last(), Some(&closed(1)), "{name}");
        assert_eq!(scene.one("request.closed")["status"], "finished", "{name}");
    }
}

#[test]
fn an_end_that_was_cancelled_stays_so() {
    let scene = scene(Answer::status(200));
    scene.pass(503);
    scene.receiver.answers("/hook", Answer::status(503));
    scene.pass(200);
    scene.world.run(&["deliveries", "cancel", &scene.id("request.closed")]).code(0);
    assert_eq!(told(&scene.recover()), []);
}

#[test]
fn who_hears_of_ends_only_hears_of_them() {
    let (site, receiver) = (Site::http(), Site::http());
    let events = "events: [request.closed]";
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/hook"),
        events,
    );
    let scene = Scene { world: World::new(&configuration), site, receiver };
    scene.pass(503);
    assert_eq!(told(&closing_then_maintenance(&scene)), [closed(1)]);
}

#[test]
fn an_outage_of_which_nothing_was_told_is_silenced_as_a_whole() {
    let scene = scene(Answer::status(503));
    scene.pass(503);
    assert_eq!(told(&closing_then_maintenance(&scene)), []);
    assert_eq!(scene.one("request.closed")["status"], "ignored");
}

#[test]
fn what_was_told_worse_after_it_was_cancelled_has_an_end_as_well() {
    let (site, receiver) = (Site::http(), Site::http());
    receiver.answers("/hook", Answer::status(503));
    let slow = "expectation: [{type: LATENCY, threshold: 0.000001}, \
                {type: HTTP_STATUS, status_range: 200}]";
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), slow)
        .webhook_with("hook", &receiver.url("/hook"), BOTH);
    let scene = Scene { world: World::new(&configuration), site, receiver };
    let _ = scene.world.run(&["check"]).code(1);
    scene.world.run(&["deliveries", "cancel", &scene.id("request.opened")]).code(0);
    scene.receiver.forget();
    scene.receiver.answers("/hook", Answer::status(200));
    scene.world.let_pass(DAY);
    scene.pass(503);
    scene.world.run(&["requests", "close", "1"]).code(0);
    assert_eq!(told(&scene.receiver.received()), [worsened(1), closed(1)]);
}
