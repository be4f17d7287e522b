//! Whatever happens to Cachet or to us, the page ends in the true state.

use std::time::Duration;

use serde_json::{Value, json};

use super::cachet::{Scene, scene, world};
use crate::support::cachet::{TOKEN, Trouble};
use crate::support::{Answer, Cachet, Configuration, Gate, Release, Site};

const KEYS: &str = "expectation: [{type: HTTP_STATUS, status_range: 200, incident: MAJOR}, \
                    {type: CONTAINS, text: ok}], \
                    action: [UPDATE_STATUS, CREATE_INCIDENT], component_id: 1";
const HOUR: Duration = Duration::from_secs(3600);

fn statuses(scene: &Scene) -> Vec<Value> {
    scene.world.deliveries(None).iter().map(|each| each["status"].clone()).collect()
}

#[test]
fn unreachable_for_any_of_the_passes_it_ends_in_the_same_state() {
    let troubles = [
        Trouble::Down(Answer::status(502)),
        Trouble::Down(Answer::Close),
        Trouble::Deaf(Answer::Close),
    ];
    for (number, trouble) in troubles.into_iter().enumerate() {
        let release = Release::ALL[number];
        for subset in 0_u32..16 {
            let scene = scene(release, KEYS);
            for (pass, how) in ["well", "partial", "major", "well"].into_iter().enumerate() {
                let is_down = subset & (1 << pass) != 0;
                scene.cachet.trouble(is_down.then(|| trouble.clone()));
                scene.pass(how);
                scene.world.let_pass(HOUR);
            }
            scene.cachet.trouble(None);
            scene.pass("well");
            let told =
                format!("{release:?} {trouble:?} {subset:04b} {:#?}", scene.cachet.incidents());
            assert_eq!(
                (scene.cachet.component(1), scene.cachet.open_incidents()),
                (1, 0),
                "{told}"
            );
            assert!(scene.cachet.incidents().len() <= 1, "{told}");
            let done = statuses(&scene);
            assert!(
                done.iter().all(|each| each == "finished" || each == "ignored"),
                "{done:?} {told}"
            );
        }
    }
}

#[test]
fn unreachable_for_any_of_the_passes_an_outage_that_lasts_is_one_incident() {
    for trouble in [Trouble::Down(Answer::Close), Trouble::Deaf(Answer::status(504))] {
        for subset in 0_u32..8 {
            let scene = scene(Release::V24, KEYS);
            for (pass, how) in ["partial", "major", "partial"].into_iter().enumerate() {
                let is_down = subset & (1 << pass) != 0;
                scene.cachet.trouble(is_down.then(|| trouble.clone()));
                scene.pass(how);
                scene.world.let_pass(HOUR);
            }
            scene.cachet.trouble(None);
            scene.pass("partial");
            let told = format!("{trouble:?} {subset:03b}");
            assert_eq!(
                (scene.cachet.component(1), scene.cachet.incidents().len()),
                (3, 1),
                "{told}"
            );
            assert_eq!(scene.cachet.open_incidents(), 1, "{told}");
        }
    }
}

#[test]
fn an_outage_that_nobody_heard_of_is_not_replayed() {
    let scene = scene(Release::V24, KEYS);
    scene.pass("well");
    scene.cachet.site.forget();
    scene.cachet.trouble(Some(Trouble::Down(Answer::Close)));
    for how in ["partial", "major", "well"] {
        scene.pass(how);
    }
    scene.cachet.trouble(None);
    scene.cachet.site.forget();
    scene.world.let_pass(HOUR);
    scene.pass("well");
    assert!(scene.cachet.writes().is_empty(), "{:?}", scene.cachet.writes());
    assert_eq!(statuses(&scene), ["finished", "ignored", "ignored", "finished"]);
    let ignored = scene.world.deliveries(Some("ignored"));
    let reason = ignored[0]["last_error"].as_str().unwrap();
    assert!(reason.starts_with("superseded by "), "{reason}");
    // What was overtaken is not sent by hand either.
    let id = ignored[0]["id"].as_str().unwrap();
    scene.world.run(&["deliveries", "retry", id]).cleanly(0);
    assert!(scene.cachet.writes().is_empty());
    assert_eq!(scene.world.deliveries(Some("ignored")).len(), 2);
}

#[test]
fn an_incident_that_was_deleted_there_is_gone() {
    for release in Release::ALL {
        let scene = scene(release, KEYS);
        scene.pass("partial");
        scene.cachet.delete_incidents();
        scene.pass("well");
        assert_eq!(scene.cachet.component(1), 1, "{release:?}");
        assert!(scene.cachet.incidents().is_empty());
        scene.pass("partial");
        scene.cachet.delete_incidents();
        scene.pass("major");
        assert_eq!(
            (scene.cachet.component(1), scene.cachet.open_incidents()),
            (4, 1),
            "{release:?}"
        );
        assert!(statuses(&scene).iter().all(|status| status == "finished"));
    }
}

#[test]
fn killed_between_making_an_incident_and_knowing_its_number() {
    for release in Release::ALL {
        let scene = scene(release, KEYS);
        let gate = Gate::new();
        scene.cachet.trouble(Some(Trouble::Deaf(Answer::status(200).held(&gate))));
        scene.is("partial");
        let pass = scene.world.start(&["check"]);
        scene.cachet.site.wait_for(1);
        pass.kill();
        gate.open();
        assert_eq!(scene.cachet.incidents().len(), 1, "{release:?}: made, but not known");
        scene.cachet.trouble(None);
        scene.pass("partial");
        assert_eq!(
            (scene.cachet.component(1), scene.cachet.incidents().len()),
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
}

#[test]
fn a_token_that_is_put_right_lets_everything_through() {
    let scene = scene(Release::V24, KEYS);
    scene.cachet.set_token("another");
    scene.pass("partial");
    let delivery = &scene.world.deliveries(None)[0];
    assert_eq!(delivery["status"], "error");
    let reason = delivery["last_error"].as_str().unwrap();
    assert!(reason.ends_with("answered HTTP 401: it does not take `cachet.token`"), "{reason}");
    scene.cachet.set_token(TOKEN);
    scene.world.let_pass(HOUR);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1));
}

#[test]
fn a_token_that_is_missing_is_one_line() {
    let (site, cachet) = (Site::http(), Cachet::new(Release::V24));
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service_with("web-1/a", &site.url("/"), "action: [UPDATE_STATUS], component_id: 1")
        .service_with("web-1/b", &site.url("/"), "action: [UPDATE_STATUS], component_id: 2");
    let mut world = world(&cachet, configuration);
    world.variable("CACHET_TOKEN", "");
    let ran = world.run(&["check"]).code(1);
    assert_eq!(ran.stderr, "warning: cachet: the environment variable CACHET_TOKEN is not set\n");
    assert!(cachet.site.received().is_empty());
    assert_eq!(world.deliveries(Some("error")).len(), 2);
    world
        .run(&["config", "check", "--secrets"])
        .complains("cachet: token: the environment variable CACHET_TOKEN");
}

#[test]
fn what_is_no_cachet_or_not_there_is_said() {
    let cases = [
        (
            Answer::text("<!DOCTYPE html>"),
            "error",
            "answered HTTP 200, but not in JSON: `cachet.api_url` is not that of an API",
        ),
        (Answer::text("{\"pong\": 1}"), "error", "see `cachet.api_url` and `cachet.version`"),
        (
            Answer::redirect("https://elsewhere.example/login?token=1"),
            "error",
            "redirects to https://elsewhere.example, which is not followed: `cachet.api_url` has to name it",
        ),
        (
            Answer::json(404, &json!({ "errors": [{ "status": 404 }] })),
            "failed",
            "answered HTTP 404: there is no component 1",
        ),
        // That of a proxy, while Cachet restarts behind it.
        (Answer::status(404), "error", "answered HTTP 404"),
        (Answer::json(404, &json!("page not found")), "error", "answered HTTP 404"),
        (Answer::status(405), "error", "answered HTTP 405"),
        (
            Answer::status(429).header("Retry-After", "120"),
            "error",
            "answered HTTP 429, to be tried again in 120 s",
        ),
    ];
    for (answer, status, reason) in cases {
        let scene = scene(Release::V24, "action: [UPDATE_STATUS], component_id: 1");
        scene.cachet.trouble(Some(Trouble::Down(answer)));
        scene.world.run(&["check"]).code(0);
        let delivery = &scene.world.deliveries(None)[0];
        let said = delivery["last_error"].as_str().unwrap();
        assert!(delivery["status"] == status && said.contains(reason), "{delivery:#}");
        assert!(!said.contains("token=1"));
    }
}

#[test]
fn a_metric_that_is_not_there_holds_nothing_up() {
    let keys =
        format!("{KEYS}, metric_id: 9").replace("CREATE_INCIDENT", "CREATE_INCIDENT, PUSH_METRICS");
    let scene = scene(Release::V24, &keys);
    scene.world.run(&["check"]).code(0);
    scene.is("partial");
    scene.world.run(&["check"]).code(1);
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1));
    let failed = scene.world.deliveries(Some("failed"));
    assert_eq!(failed.len(), 1);
    assert!(failed[0]["last_error"].as_str().unwrap().ends_with("HTTP 404: there is no metric 9"));
}

#[test]
fn what_maintenance_mode_stopped_is_told_after_it() {
    let scene = scene(Release::V24, KEYS);
    scene.cachet.trouble(Some(Trouble::Down(Answer::Close)));
    scene.pass("partial");
    scene.world.run(&["maintenance", "on", "web-1"]).code(0);
    assert_eq!(statuses(&scene), ["ignored"]);
    scene.cachet.trouble(None);
    scene.world.run(&["maintenance", "off", "web-1"]).code(0);
    scene.world.let_pass(HOUR);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1));
}

#[test]
fn a_page_that_was_away_for_days_is_told_again() {
    let scene = scene(Release::V24, KEYS);
    scene.cachet.trouble(Some(Trouble::Down(Answer::Close)));
    scene.pass("partial");
    scene.world.let_pass(Duration::from_secs(4 * 86_400));
    scene.pass("partial");
    assert_eq!(statuses(&scene), ["failed"], "given up after three days");
    scene.cachet.trouble(None);
    scene.world.let_pass(HOUR);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1));
}

#[test]
fn a_service_that_is_forgotten_is_not_shown_as_down_for_ever() {
    let scene = scene(Release::V24, KEYS);
    scene.pass("partial");
    let without = Configuration::new().top(&scene.cachet.keys()).equipment("web-1", "");
    scene.world.configure(&without);
    scene.world.run(&["forget", "web-1/shop"]).code(0);
    let incident = scene.cachet.incident();
    assert_eq!((scene.cachet.component(1), incident.status), (1, 4));
    assert_eq!(incident.updates, [(4, "shop is no longer monitored".to_owned())]);
}

#[test]
fn a_renamed_service_keeps_its_incident() {
    let scene = scene(Release::V24, KEYS);
    scene.pass("partial");
    let keys = format!("{KEYS}, renamed_from: shop");
    let renamed = Configuration::new().top(&scene.cachet.keys()).service_with(
        "web-1/boutique",
        &scene.site.url("/"),
        &keys,
    );
    scene.world.configure(&renamed);
    scene.pass("well");
    assert_eq!((scene.cachet.component(1), scene.cachet.incident().status), (1, 4));
}

#[test]
fn a_webhook_may_be_called_cachet_too() {
    let (site, receiver, cachet) = (Site::http(), Site::http(), Cachet::new(Release::V24));
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), "action: [UPDATE_STATUS], component_id: 1")
        .webhook("cachet", &receiver.url("/hook"));
    receiver.answers("/hook", Answer::status(500));
    let world = world(&cachet, configuration);
    world.run(&["check"]).code(1);
    assert_eq!((cachet.component(1), receiver.received().len()), (3, 1));
    assert_eq!(world.deliveries(Some("finished")).len(), 1);
}

#[test]
fn an_outage_that_is_over_is_shown_so_although_maintenance_mode_came_between() {
    let scene = scene(Release::V24, KEYS);
    scene.pass("partial");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (3, 1));
    scene.cachet.trouble(Some(Trouble::Down(Answer::Close)));
    scene.pass("well");
    scene.world.run(&["maintenance", "on", "web-1", "--for", "48h"]).code(0);
    scene.cachet.trouble(None);
    scene.world.let_pass(HOUR);
    scene.world.run(&["check"]).code(0);
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
}
