//! The status page says what is true, on every release of Cachet.

use serde_json::{Value, json};

use crate::support::cachet::TOKEN;
use crate::support::{Answer, Cachet, Configuration, Release, Site, World};

/// A body without "ok" is a partial outage, any other status a major one.
const STRICT: &str = "expectation: [{type: HTTP_STATUS, status_range: 200, incident: MAJOR}, \
                      {type: CONTAINS, text: ok}]";
const EVERYTHING: &str = "action: [UPDATE_STATUS, CREATE_INCIDENT], component_id: 1";

/// A shop with these keys, its Cachet, and the program beside them.
pub(super) struct Scene {
    pub(super) site: Site,
    pub(super) cachet: Cachet,
    pub(super) world: World,
}

pub(super) fn world(cachet: &Cachet, configuration: Configuration) -> World {
    let mut world = World::new(&configuration.top(&cachet.keys()));
    world.variable("CACHET_TOKEN", TOKEN);
    world
}

pub(super) fn scene(release: Release, keys: &str) -> Scene {
    let (site, cachet) = (Site::http(), Cachet::new(release));
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), keys);
    let scene = Scene { world: world(&cachet, configuration), site, cachet };
    scene.is("well");
    scene
}

impl Scene {
    /// How the shop is from now on.
    pub(super) fn is(&self, how: &str) {
        self.site.answers(
            "/",
            match how {
                "well" => Answer::text("all ok"),
                "partial" => Answer::text("out of stock"),
                _ => Answer::status(503),
            },
        );
    }

    /// Lets a pass find the shop so.
    #[track_caller]
    pub(super) fn pass(&self, how: &str) -> Value {
        self.is(how);
        self.world.run_json(&["check"]).cleanly(i32::from(how != "well")).json()
    }
}

fn strict(release: Release) -> Scene {
    scene(release, &format!("{STRICT}, {EVERYTHING}"))
}

#[test]
fn an_outage_is_one_incident_from_its_beginning_to_its_end() {
    for release in Release::ALL {
        let scene = strict(release);
        let (cachet, world) = (&scene.cachet, &scene.world);
        scene.pass("well");
        assert_eq!(cachet.writes(), [""; 0], "{release:?}: it was well there already");

        let pass = scene.pass("partial");
        assert_eq!(pass["deliveries"]["finished"], 1, "{release:?}");
        let incident = cachet.incident();
        assert_eq!(cachet.component(1), 3, "{release:?}");
        assert_eq!((incident.name.as_str(), incident.status), ("shop is unavailable", 1));
        assert_eq!(incident.message, "unexpected content");
        assert_eq!((incident.is_visible, incident.is_told), (true, true), "{release:?}");
        assert_eq!(incident.component, Some(1));

        scene.pass("partial");
        assert_eq!(cachet.incident(), incident, "nothing is new");

        scene.pass("major");
        let worse = cachet.incident();
        assert_eq!((cachet.component(1), worse.status), (4, 1), "{release:?}");
        match release {
            Release::V23 => {
                assert_eq!(worse.message, "HTTP error\n\nunexpected content");
            }
            _ => assert_eq!(worse.updates, [(1, "HTTP error".to_owned())]),
        }

        scene.pass("well");
        let fixed = cachet.incident();
        assert_eq!((cachet.component(1), fixed.status), (1, 4), "{release:?}");
        assert!(fixed.is_visible);
        if release != Release::V23 {
            assert_eq!(fixed.updates[1], (4, "shop is operational".to_owned()));
        }
        scene.pass("well");
        assert_eq!(cachet.incident(), fixed);
        let deliveries = world.deliveries(None);
        assert!(deliveries.iter().all(|each| each["status"] == "finished"), "{deliveries:#?}");
        let latest = &deliveries[0];
        assert_eq!((&latest["kind"], &latest["destination"]), (&json!("cachet"), &json!("cachet")));
        assert_eq!(latest["event"], "status.changed");

        scene.pass("major");
        assert_eq!(cachet.incidents().len(), 2, "another outage is another incident");
    }
}

#[test]
fn an_outage_that_becomes_less_bad_is_shown_so() {
    let scene = strict(Release::V24);
    for (how, status) in [("major", 4), ("partial", 3), ("well", 1)] {
        scene.pass(how);
        assert_eq!(scene.cachet.component(1), status, "{how}");
    }
    assert_eq!(scene.cachet.incident().updates.len(), 2);
}

#[test]
fn allowed_fails_holds_back_the_page_and_then_no_longer() {
    for actions in ["UPDATE_STATUS, CREATE_INCIDENT", "CREATE_INCIDENT, UPDATE_STATUS"] {
        let keys = format!("{STRICT}, action: [{actions}], component_id: 1, allowed_fails: 2");
        let scene = scene(Release::V24, &keys);
        scene.is("partial");
        for _ in 0..2 {
            scene.world.run(&["check"]).cleanly(0);
            assert_eq!((scene.cachet.component(1), scene.cachet.incidents().len()), (1, 0));
        }
        scene.world.run(&["check"]).cleanly(1);
        assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1), "{actions}");
        scene.pass("well");
        assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0), "{actions}");
    }
}

#[test]
fn each_action_does_its_own() {
    for release in Release::ALL {
        let only_status = format!("{STRICT}, action: [UPDATE_STATUS], component_id: 2");
        let scene = scene(release, &only_status);
        scene.pass("major");
        assert_eq!((scene.cachet.component(2), scene.cachet.incidents().len()), (4, 0));
        scene.pass("well");
        assert_eq!(scene.cachet.component(2), 1);
        assert_eq!(scene.cachet.component(1), 1);
    }
    for release in Release::ALL {
        let only_incident = format!("{STRICT}, action: [CREATE_INCIDENT], component_id: 1");
        let scene = scene(release, &only_incident);
        scene.cachet.set_component(1, 2);
        scene.pass("well");
        assert_eq!(scene.cachet.component(1), 2, "without an outage it is not ours");
        scene.pass("partial");
        assert_eq!(
            (scene.cachet.component(1), scene.cachet.open_incidents()),
            (3, 1),
            "{release:?}"
        );
        scene.pass("well");
        assert_eq!(
            (scene.cachet.component(1), scene.cachet.open_incidents()),
            (1, 0),
            "{release:?}"
        );
    }
    let without_component = format!("{STRICT}, action: [CREATE_INCIDENT]");
    let scene = scene(Release::V24, &without_component);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.incident().component), (1, None));
    scene.pass("well");
    assert_eq!(scene.cachet.incident().status, 4);
}

#[test]
fn nothing_is_told_of_a_service_without_actions() {
    let scene = scene(Release::V24, STRICT);
    for how in ["well", "major", "well"] {
        scene.pass(how);
    }
    assert!(scene.cachet.site.received().is_empty());
}

#[test]
fn a_first_look_puts_right_what_the_page_shows() {
    for release in Release::ALL {
        let scene = strict(release);
        scene.cachet.set_component(1, 4);
        scene.pass("well");
        assert_eq!(scene.cachet.component(1), 1, "{release:?}");
        assert_eq!(scene.cachet.writes(), ["PUT /api/v1/components/1"]);
        scene.pass("well");
        assert_eq!(scene.cachet.writes().len(), 1);
    }
}

#[test]
fn what_does_not_concern_the_public_is_left_alone() {
    let keys = "expectation: [{type: HTTP_STATUS, status_range: 200}, \
                {type: CONTAINS, text: ok, incident: NONE}]";
    let scene = scene(Release::V24, &format!("{keys}, {EVERYTHING}"));
    scene.pass("partial");
    assert!(scene.cachet.site.received().is_empty(), "not even looked at");
    assert_eq!(scene.world.requests("open").len(), 1, "but there is a request");
    scene.pass("major");
    assert_eq!(scene.cachet.component(1), 3);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
}

#[test]
fn a_slow_answer_is_degraded_performance_and_a_dead_port_a_partial_outage() {
    let scene = scene(Release::V24, &format!("{EVERYTHING}, timeout: 300ms"));
    scene.site.answers("/", Answer::Silence);
    scene.world.run(&["check"]).code(1);
    assert_eq!(scene.cachet.component(1), 2);
    assert_eq!(scene.cachet.incident().name, "shop is unavailable");
    scene.site.answers("/", Answer::Close);
    scene.world.run(&["check"]).code(1);
    assert_eq!((scene.cachet.component(1), scene.cachet.incidents().len()), (3, 1));
}

#[test]
fn texts_and_visibility_are_the_users() {
    for release in Release::ALL {
        let (site, cachet) = (Site::http(), Cachet::new(release));
        site.answers("/", Answer::status(503));
        let keys = format!("{EVERYTHING}, public_incidents: false, priority: \"3\"");
        let configuration = Configuration::new()
            .top("messages: {incident_outage: \"{equipment}: {name} ({component_id}, {priority}) {message}\"}")
            .service_with("web-1/my shop", &site.url("/"), &keys);
        world(&cachet, configuration).run(&["check"]).cleanly(1);
        let incident = cachet.incident();
        assert_eq!(incident.name, "web-1: my shop (1, 3) HTTP error");
        assert_eq!((incident.is_visible, incident.is_told), (false, false), "{release:?}");
    }
}

#[test]
fn latencies_are_those_of_their_own_probes_and_there_is_none_of_a_failure() {
    for (unit, length) in [("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)] {
        let keys = format!("{STRICT}, action: [PUSH_METRICS], metric_id: 1, latency_unit: {unit}");
        let scene = scene(Release::V24, &keys);
        let mut expected = Vec::new();
        for how in ["well", "major", "partial", "well"] {
            let pass = scene.pass(how);
            let latency = pass["services"][0]["latency_ms"].as_f64();
            expected.extend(latency.filter(|_| how == "well").map(|latency| latency / length));
        }
        let points = scene.cachet.points();
        let values: Vec<f64> = points.iter().map(|(_, value, _)| *value).collect();
        assert_eq!(values, expected, "{unit}");
        assert!(points.iter().all(|(_, _, time)| (1_700_000_000..4_000_000_000).contains(time)));
        assert!(scene.cachet.incidents().is_empty());
    }
}

#[test]
fn a_slow_answer_still_has_its_latency() {
    let keys =
        "expectation: [{type: LATENCY, threshold: 0.000001}], action: [PUSH_METRICS], metric_id: 1";
    let scene = scene(Release::V24, keys);
    scene.world.run(&["check"]).cleanly(1);
    assert_eq!(scene.cachet.points().len(), 1, "a graph without its peaks would lie");
}

#[test]
fn a_component_is_as_bad_as_the_worst_behind_it() {
    let (shop, api, cachet) = (Site::http(), Site::http(), Cachet::new(Release::V24));
    let keys = "action: [UPDATE_STATUS], component_id: 1";
    let major =
        format!("expectation: [{{type: HTTP_STATUS, status_range: 200, incident: MAJOR}}], {keys}");
    let configuration = Configuration::new()
        .service_with("web-1/shop", &shop.url("/"), keys)
        .service_with("web-2/api", &api.url("/"), &major);
    let world = world(&cachet, configuration);
    let at = |shop_status: u16, api_status: u16| {
        shop.answers("/", Answer::status(shop_status));
        api.answers("/", Answer::status(api_status));
        world.run(&["check"]).cleanly(i32::from(shop_status + api_status > 400));
        cachet.component(1)
    };
    assert_eq!(at(200, 200), 1);
    assert_eq!(at(503, 200), 3);
    assert_eq!(at(503, 503), 4);
    assert_eq!(at(503, 200), 3);
    assert_eq!(at(200, 503), 4);
    assert_eq!(at(200, 200), 1);
}

#[test]
fn the_token_is_nowhere() {
    let scene = strict(Release::V24);
    scene.pass("well");
    scene.pass("major");
    scene.cachet.set_token("another");
    scene.is("well");
    let ran = scene.world.run(&["-v", "check"]);
    let shown = scene.world.run(&["config", "show"]).cleanly(0);
    let list = scene.world.run(&["deliveries", "list"]).cleanly(0);
    for text in [&ran.stdout, &ran.stderr, &shown.stdout, &list.stdout] {
        assert!(!text.contains(TOKEN), "{text}");
    }
    assert!(shown.stdout.contains("env: CACHET_TOKEN"), "{}", shown.stdout);
    for (file, bytes) in crate::support::world::snapshot(scene.world.path("").as_path()) {
        let is_there = bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
        assert!(!is_there, "{}", file.display());
    }
    let literal = scene.cachet.keys().replace("{env: CACHET_TOKEN}", TOKEN);
    let world = World::new(&Configuration::new().top(&literal));
    let shown = world.run(&["config", "show"]).cleanly(0);
    assert!(shown.stdout.contains("token: '***'") && !shown.stdout.contains(TOKEN));
}

#[test]
fn a_latency_that_has_arrived_is_not_kept_for_a_month() {
    let keys = "action: [PUSH_METRICS, UPDATE_STATUS], metric_id: 1, component_id: 1";
    let scene = scene(Release::V24, keys);
    scene.pass("well");
    assert_eq!(scene.world.deliveries(None).len(), 2);
    scene.world.let_pass(std::time::Duration::from_secs(25 * 3600));
    scene.pass("well");
    let events: Vec<Value> =
        scene.world.deliveries(None).iter().map(|each| each["event"].clone()).collect();
    assert_eq!(events, ["latency.measured", "status.changed"]);
}

#[test]
fn a_delivery_shows_what_the_page_is_told() {
    let scene = strict(Release::V24);
    scene.pass("partial");
    let id = scene.world.deliveries(None)[0]["id"].as_str().unwrap().to_owned();
    let shown = scene.world.run(&["deliveries", "show", &id]).cleanly(0);
    for line in
        ["status=partial", "title=shop is unavailable", "component_id=1", "opens_incident=true"]
    {
        assert!(shown.stdout.contains(&format!("parameter:    {line}\n")), "{line}: {shown}");
    }
    let sent =
        scene.world.json(&["deliveries", "show", &id])["delivery"]["sends"]["parameters"].clone();
    assert_eq!(sent["message"], "unexpected content");
}

#[test]
fn a_late_heartbeat_is_shown_like_a_service() {
    for release in Release::ALL {
        let cachet = Cachet::new(release);
        let keys = "every: 1h, action: [UPDATE_STATUS, CREATE_INCIDENT], component_id: 2";
        let world = world(&cachet, Configuration::new().heartbeat("backup", keys));
        world.run(&["check"]).cleanly(0);
        assert!(cachet.site.received().is_empty(), "nothing is known yet");
        world.let_pass(std::time::Duration::from_secs(2 * 3600));
        world.run(&["check"]).cleanly(1);
        let incident = cachet.incident();
        assert_eq!((cachet.component(2), incident.status), (3, 1), "{release:?}");
        assert_eq!(incident.name, "backup is unavailable");
        assert!(incident.message.starts_with("no signal yet; one was due by "), "{incident:?}");
        world.run(&["check"]).cleanly(1);
        assert_eq!(cachet.incidents().len(), 1);
        world.run(&["heartbeat", "backup"]).silently(0);
        assert_eq!((cachet.component(2), cachet.incident().status), (1, 4), "at once");
        world.run(&["check"]).cleanly(0);
        assert_eq!(cachet.incidents().len(), 1);
    }
}
