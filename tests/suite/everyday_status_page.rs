//! The public page on an ordinary day: a proxy in the way, and words for people.

use std::time::Duration;

use serde_json::json;

use super::cachet::scene;
use crate::support::cachet::Trouble;
use crate::support::{Answer, Release};

const KEYS: &str = "action: [UPDATE_STATUS, CREATE_INCIDENT], component_id: 1";
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_recovery_told_while_a_proxy_says_not_found_is_told_again() {
    let of_a_gateway = json!({"message": "no Route matched with those values"});
    let answers = [
        Answer::status(404),
        Answer::text("404 page not found"),
        Answer::json(404, &of_a_gateway),
        Answer::status(405),
    ];
    for release in Release::ALL {
        for answer in &answers {
            let scene = scene(release, KEYS);
            scene.pass("major");
            assert_eq!(scene.cachet.open_incidents(), 1);
            scene.cachet.trouble(Some(Trouble::Down(answer.clone())));
            scene.is("well");
            scene.world.run(&["check"]).code(0);
            scene.cachet.trouble(None);
            scene.world.let_pass(HOUR);
            scene.pass("well");
            assert_eq!(
                (scene.cachet.component(1), scene.cachet.open_incidents()),
                (1, 0),
                "{release:?} {answer:?}"
            );
        }
    }
}

#[test]
fn a_recovery_that_was_given_up_is_told_anew_by_each_full_pass() {
    for release in Release::ALL {
        let scene = scene(release, KEYS);
        scene.pass("major");
        for answer in [400, 413, 422] {
            scene.cachet.trouble(Some(Trouble::Down(Answer::status(answer))));
            scene.is("well");
            scene.world.run(&["check"]).code(0);
            assert_eq!(scene.world.deliveries(None)[0]["status"], "failed", "{answer}");
            assert_eq!(scene.cachet.open_incidents(), 1);
        }
        // A pass over a selection tells nothing anew.
        scene.cachet.trouble(None);
        scene.world.run(&["check", "web-1"]).code(0);
        assert_eq!(scene.cachet.open_incidents(), 1);
        scene.pass("well");
        assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
        scene.cachet.site.forget();
        scene.pass("well");
        assert!(scene.cachet.site.received().is_empty(), "nothing is new");
    }
}

#[test]
fn what_is_not_due_is_told_anew_too() {
    let scene = scene(Release::V24, &format!("{KEYS}, frequency: 12h"));
    scene.pass("major");
    scene.cachet.trouble(Some(Trouble::Down(Answer::status(400))));
    scene.world.let_pass(12 * HOUR);
    scene.is("well");
    scene.world.run(&["check"]).code(0);
    scene.cachet.trouble(None);
    scene.world.let_pass(HOUR);
    scene.pass("well");
    assert_eq!((scene.cachet.component(1), scene.cachet.open_incidents()), (1, 0));
}

#[test]
fn the_same_refusal_is_told_once() {
    let scene =
        scene(Release::V24, "action: [UPDATE_STATUS, PUSH_METRICS], component_id: 7, metric_id: 9");
    let first = scene.world.run(&["check", "--report", "changes"]).code(0);
    assert_eq!(
        first.stderr.matches("given up: cachet: HTTP 404: there is no component 7").count(),
        1
    );
    assert_eq!(first.stderr.matches("given up: cachet: HTTP 404: there is no metric 9").count(), 1);
    scene.world.run(&["check", "--report", "changes"]).silently(0);
}
