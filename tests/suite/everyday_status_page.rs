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
