//! Opened and closed before anybody could be told: what is folded into one
//! message, and what may have arrived and is not.

use serde_json::json;

use super::told::{
    BOTH, DAY, Scene, closed, killed_while_sending, opened, scene, telling, told, worsened,
};
use crate::support::{Answer, Configuration, Leaf, Received, Site, World};

#[track_caller]
fn assert_folded(calls: &[Received], case: &str) {
    assert_eq!(told(calls), [closed(1)], "{case}");
    assert_ne!(calls[0].json().get("down_for_s"), None, "{case}");
}

#[track_caller]
fn assert_told_both(calls: &[Received], case: &str) {
    assert_eq!(told(calls), [opened(1), closed(1)], "{case}");
    assert_eq!(calls[1].json().get("down_for_s"), None, "{case}: it was told of the beginning");
}

#[test]
fn an_opening_that_may_have_arrived_is_not_folded() {
    for (answer, case) in [
        (Answer::Close, "closed"),
        (Answer::Reset, "reset"),
        (Answer::Garbage, "no HTTP"),
        (Answer::EndlessHeader, "too long a head"),
        (Answer::Silence, "no answer in time"),
        // A gateway that got no answer in time has passed the message on.
        (Answer::status(504), "504"),
        // It was taken, and only the way to its result is broken.
        (Answer::status(303).header("Location", "/closes"), "303, then closed"),
        (Answer::status(303).header("Location", "http://127.0.0.2:9/"), "303 to elsewhere"),
    ] {
        let scene = scene(answer);
        scene.receiver.answers("/closes", Answer::Close);
        scene.pass(503);
        let first = scene.receiver.received_at("/hook");
        assert_eq!((first.len(), &scene.one("request.opened")["status"]), (1, &json!("error")));
        scene.pass(200);
        let calls = scene.recover();
        assert_told_both(&calls, case);
        let key = "idempotency-key";
        assert_eq!(calls[0].header(key), first[0].header(key), "{case}");
        assert_eq!(calls[0].body, first[0].body, "{case}");
    }
}

#[test]
fn an_opening_whose_sender_was_killed_is_not_folded() {
    let scene = killed_while_sending();
    scene.pass(200);
    assert_told_both(&scene.recover(), "killed");
}

#[test]
fn once_it_may_have_arrived_a_later_refusal_takes_nothing_back() {
    let scene = scene(Answer::Close);
    scene.pass(503);
    scene.receiver.answers("/hook", Answer::status(503));
    scene.world.let_pass(DAY / 24);
    scene.pass(503);
    assert_eq!(scene.one("request.opened")["attempts"], 2);
    scene.pass(200);
    assert_told_both(&scene.recover(), "closed, then refused");
}

#[test]
fn an_opening_that_was_refused_is_folded() {
    for status in [500, 502, 503, 429, 408] {
        let scene = scene(Answer::status(status));
        scene.pass(503);
        scene.pass(200);
        assert_folded(&scene.recover(), &status.to_string());
    }
    let scene = scene(Answer::status(307).header("Location", "http://127.0.0.2:9/"));
    scene.pass(503);
    scene.pass(200);
    assert_folded(&scene.recover(), "a redirect that is not followed");
}

#[test]
fn an_opening_that_was_never_sent_is_folded() {
    let expired = Site::https(Leaf::Expired);
    let silent = Site::http();
    silent.answers("/", Answer::status(407));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let cases = [
        (format!("http://{nobody}/"), ""),
        ("http://no-such-host.invalid/".to_owned(), ""),
        (expired.url("/"), ""),
        ("https://192.0.2.1/".to_owned(), "proxy that refuses"),
        ("https://192.0.2.1/".to_owned(), "proxy that closes"),
        ("HOOK".to_owned(), "secret"),
    ];
    for (url, obstacle) in cases {
        let case = format!("{url} {obstacle}");
        let mut scene = scene(Answer::status(200));
        let proxy = Site::http();
        proxy.answers(
            "192.0.2.1:443",
            if obstacle.ends_with("closes") { Answer::Close } else { Answer::status(503) },
        );
        if obstacle.starts_with("proxy") {
            scene.world.variable("HTTPS_PROXY", &proxy.url(""));
        }
        let text = telling(&scene.site, &url).to_string();
        let text = text.replace("\"HOOK\"", "{env: NO_SUCH_VARIABLE}");
        std::fs::write(scene.world.path("config.yaml"), text).unwrap();
        scene.pass(503);
        assert_eq!(scene.one("request.opened")["status"], "error", "{case}");
        scene.pass(200);
        scene.world.unset("HTTPS_PROXY");
        scene.world.configure(&telling(&scene.site, &scene.receiver.url("/hook")));
        assert_folded(&scene.recover(), &case);
    }
}

#[test]
fn what_lies_between_an_opening_and_its_end_shares_its_fate() {
    for (answer, expected) in [
        (Answer::Close, &[opened(1), worsened(1), closed(1)][..]),
        (Answer::status(503), &[closed(1)]),
    ] {
        let (site, receiver) = (Site::http(), Site::http());
        let slow = "expectation: [{type: LATENCY, threshold: 0.000001}, \
                    {type: HTTP_STATUS, status_range: 200}]";
        let configuration = |keys: &str| {
            let service = Configuration::new().service_with("web-1/shop", &site.url("/"), keys);
            service.webhook_with("hook", &receiver.url("/hook"), BOTH)
        };
        receiver.answers("/hook", answer);
        let world = World::new(&configuration(slow));
        let scene = Scene { site, receiver, world };
        let _ = scene.world.run(&["check"]).code(1);
        assert_eq!(scene.world.one_request("open")["failure_class"], "warning");
        scene.pass(503);
        assert_eq!(scene.world.one_request("open")["failure_class"], "down");
        let keys = "expectation: [{type: HTTP_STATUS, status_range: 200}]";
        scene.world.configure(
            &Configuration::new()
                .service_with("web-1/shop", &scene.site.url("/"), keys)
                .webhook_with("hook", &scene.receiver.url("/hook"), BOTH),
        );
        scene.pass(200);
        assert_eq!(told(&scene.recover()), expected);
    }
}

#[test]
fn what_was_folded_is_not_sent_again_by_hand() {
    let scene = scene(Answer::status(503));
    scene.pass(503);
    scene.pass(200);
    let (opening, closing) = (scene.id("request.opened"), scene.id("request.closed"));
    assert_eq!(scene.one("request.opened")["status"], "ignored");
    let before = scene.world.deliveries(None);
    scene.receiver.forget();
    scene.receiver.answers("/hook", Answer::status(200));
    for ids in [vec![opening.as_str()], vec![closing.as_str(), opening.as_str()]] {
        let ran = scene.world.run(&[vec!["deliveries", "retry"], ids].concat()).refused(3);
        let ran = ran.complains(&format!("delivery {opening} was folded into {closing}"));
        let _ = ran.complains(&format!("hint: `ronde deliveries retry {closing}`"));
        assert_eq!(scene.world.deliveries(None), before);
        assert_eq!(scene.receiver.received().len(), 0);
    }
    let error = scene.world.run_json(&["deliveries", "retry", &opening]).code(3).json_error();
    assert!(error["message"].as_str().unwrap().contains("folded into"), "{error}");
    scene.world.run(&["deliveries", "retry", &closing]).cleanly(0);
    assert_folded(&scene.receiver.received(), "by hand");
    // Nor once its end has arrived.
    scene.world.run(&["deliveries", "retry", &opening]).refused(3);
    assert_eq!(scene.receiver.received().len(), 1);
}

#[test]
fn what_was_superseded_is_not_sent_again_by_hand() {
    let (site, monitor) = (Site::http(), Site::http());
    monitor.answers("/api/push/token", Answer::status(503));
    let push = format!("push_url: \"{}\"", monitor.url("/api/push/token"));
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &push);
    let world = World::new(&configuration);
    world.run(&["check"]).code(0);
    let first = world.deliveries(None)[0]["id"].as_str().unwrap().to_owned();
    site.answers("/", Answer::status(500));
    world.run(&["check"]).code(1);
    monitor.forget();
    monitor.answers("/api/push/token", Answer::json(200, &json!({"ok": true})));
    world.run(&["deliveries", "retry", &first]).cleanly(0).says("ignored");
    assert_eq!(monitor.received().len(), 0, "it is down by now");
    world.let_pass(DAY);
    world.run(&["check"]).code(1);
    let told = monitor.received();
    assert_eq!(told.len(), 1);
    assert!(told[0].target.contains("status=down"), "{told:?}");
}
