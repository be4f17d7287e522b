//! What receivers do on an ordinary day: restart behind a proxy, fail for a
//! while, refuse; and who hears of it.

use std::time::Duration;

use serde_json::json;

use crate::support::{Answer, Configuration, Site, World};

const MINUTE: Duration = Duration::from_secs(60);

struct Scene {
    site: Site,
    receiver: Site,
    world: World,
}

/// `web-1/shop` and a webhook `n8n` with these keys.
fn scene(keys: &str) -> Scene {
    let (site, receiver) = (Site::http(), Site::http());
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "n8n",
        &receiver.url("/hook"),
        keys,
    );
    let world = World::new(&configuration);
    Scene { site, receiver, world }
}

impl Scene {
    fn shop(&self, status: u16) {
        self.site.answers("/", Answer::status(status));
    }

    fn hook(&self, status: u16) {
        self.receiver.answers("/hook", Answer::status(status));
    }
}

#[test]
fn what_stands_in_front_of_a_receiver_that_restarts_loses_nothing() {
    for status in
        [300, 401, 402, 403, 404, 405, 406, 407, 409, 412, 418, 421, 423, 424, 431, 451, 499, 502]
    {
        let scene = scene("");
        scene.shop(503);
        scene.hook(status);
        scene.world.run(&["check"]).code(1);
        assert_eq!(scene.world.deliveries(None)[0]["status"], "error", "{status}");
        scene.hook(200);
        scene.world.let_pass(2 * MINUTE);
        scene.world.run(&["check"]).cleanly(1);
        assert_eq!(scene.world.deliveries(None)[0]["status"], "finished", "{status}");
    }
}

#[test]
fn a_message_that_is_wrong_is_given_up_at_once() {
    for status in [400, 410, 413, 414, 415, 422] {
        let scene = scene("");
        scene.shop(503);
        scene.hook(status);
        let pass = scene.world.run_json(&["check"]).code(1).json();
        assert_eq!(pass["deliveries"]["failed"], json!(1), "{status}");
        assert_eq!(scene.world.deliveries(None)[0]["status"], "failed", "{status}");
    }
}
