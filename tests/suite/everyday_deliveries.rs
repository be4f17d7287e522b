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

#[test]
fn whatever_command_gives_up_says_so_and_so_does_the_next_full_pass() {
    for status in [410, 422] {
        let scene = scene("events: [request.opened, request.closed]");
        scene.hook(status);
        let line = format!("warning: given up: n8n: HTTP {status}\n");
        let create = ["requests", "create", "--equipment", "web-1", "--name", "noise"];
        let ran = scene.world.run(&create).code(0);
        assert_eq!(ran.stderr, line);
        let ran = scene.world.run(&["check", "web-1", "--report", "changes"]).code(0);
        assert_eq!(ran.stderr, "", "a full pass says it");
        let ran = scene.world.run(&["check", "--report", "changes"]).code(0);
        assert_eq!(ran.stderr, line);
        scene.world.run(&["check", "--report", "changes"]).silently(0);
        assert_eq!(scene.world.run(&["requests", "close", "1"]).code(0).stderr, line);
    }
}

#[test]
fn what_a_heartbeat_or_a_notification_gives_up_is_said() {
    let receiver = Site::http();
    receiver.answers("/hook", Answer::status(410));
    let keys = "events: [request.opened, request.closed]";
    let configuration = Configuration::new()
        .equipment("web-1", "server_ip: 192.0.2.1")
        .heartbeat("backup", "every: 1h, on_failure: down")
        .webhook_with("n8n", &receiver.url("/hook"), keys);
    let world = World::new(&configuration);
    let line = "given up: n8n: HTTP 410";
    world.run(&["heartbeat", "backup", "--status", "down"]).cleanly(0);
    world.run(&["check"]).code(1).complains(line);
    world.run(&["heartbeat", "backup", "--", "true"]).code(0).complains(line);
    let payload = r#"{"event":"STOPPED","host_status":"NORMAL","cluster_status":"OFFLINE"}"#;
    let create = [
        "notifications",
        "create",
        "--type",
        "COMPUTE_HOST",
        "--host",
        "web-1",
        "--payload",
        payload,
    ];
    world.run(&create).code(0).complains(line);
    let ran = world.run(&["check"]).complains(line);
    assert_eq!(ran.stderr.matches(line).count(), 2, "{}", ran.stderr);
}

#[test]
fn a_pass_says_on_both_channels_what_it_gave_up_itself_and_only_once() {
    let scene = scene("");
    scene.shop(503);
    scene.hook(400);
    let ran = scene.world.run(&["check", "--report", "changes"]).code(1);
    assert_eq!(ran.stderr, "warning: given up: n8n: HTTP 400\n");
    assert!(ran.stdout.contains("given up: n8n: HTTP 400"), "{}", ran.stdout);
    scene.world.run(&["check", "--report", "changes"]).silently(1);
}

#[test]
fn a_destination_that_fails_is_news_when_it_begins_and_when_it_ends() {
    let scene = scene("events: [request.opened, request.closed]");
    scene.shop(503);
    scene.hook(503);
    let changes = ["check", "--report", "changes"];
    let ran = scene.world.run(&changes).cleanly(1);
    assert!(ran.stdout.contains("deliveries: n8n fails since "), "{}", ran.stdout);
    assert!(ran.stdout.contains("(HTTP 503)"), "{}", ran.stdout);
    scene.world.let_pass(2 * MINUTE);
    scene.world.run(&changes).silently(1);
    scene.hook(200);
    scene.world.let_pass(20 * MINUTE);
    let ran = scene.world.run(&changes).cleanly(1);
    assert!(
        ran.stdout.starts_with("deliveries: n8n works again, after failing since "),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    scene.world.run(&changes).silently(1);
}

#[test]
fn what_another_command_found_failing_is_told_by_the_next_full_pass() {
    let scene = scene("");
    scene.hook(503);
    scene.world.run(&["requests", "create", "--equipment", "web-1", "--name", "noise"]).cleanly(0);
    scene.world.run(&["check", "web-1", "--report", "changes"]).silently(0);
    scene.world.run(&["check", "--report", "changes"]).cleanly(0).says("n8n fails since");
    let scene = self::scene("");
    scene.hook(503);
    scene.world.run(&["requests", "create", "--equipment", "web-1", "--name", "noise"]).cleanly(0);
    scene.hook(200);
    scene.world.run(&["deliveries", "retry"]).cleanly(0);
    scene.world.run(&["check", "--report", "changes"]).silently(0);
}

#[test]
fn status_says_what_waits_for_whom_since_when_and_why() {
    let scene = scene("");
    scene.world.run(&["check"]).cleanly(0);
    assert_eq!(scene.world.json(&["status"])["deliveries"], json!([]));
    scene.world.run(&["status"]).cleanly(0).says_nothing_of("deliveries:");
    scene.hook(503);
    for name in ["a", "b", "c"] {
        scene.world.run(&["requests", "create", "--equipment", "web-1", "--name", name]).code(0);
    }
    let ran = scene.world.run(&["status"]).cleanly(0);
    let line = ran.stdout.lines().last().unwrap();
    assert!(line.starts_with("deliveries: 3 wait for n8n since "), "{line}");
    assert!(line.ends_with(" (HTTP 503)"), "{line}");
    let waiting = scene.world.json(&["status"])["deliveries"].clone();
    let first = scene.world.deliveries(None).last().unwrap()["created_at"].clone();
    assert_eq!(waiting[0]["destination"], "n8n");
    assert_eq!((&waiting[0]["waiting"], &waiting[0]["since"]), (&json!(3), &first));
    assert!(waiting[0]["last_error"].as_str().unwrap().ends_with("HTTP 503"), "{waiting}");
}

#[test]
fn a_webhook_has_headers_of_its_own_whose_values_are_secret() {
    let keys = "user: ronde, password: pa55word, \
                headers: {Authorization: {env: BEARER}, X-Tenant: t3nant, Content-Type: application/vnd.x+json}";
    let mut scene = scene(keys);
    scene.world.variable("BEARER", "Bearer t0ken");
    scene.shop(503);
    scene.world.run(&["check"]).cleanly(1);
    let call = scene.receiver.received().remove(0);
    assert_eq!(call.header("authorization"), "Bearer t0ken");
    assert_eq!(call.header("x-tenant"), "t3nant");
    assert_eq!(call.header("content-type"), "application/vnd.x+json");
    assert!(!call.header("idempotency-key").is_empty());

    let ran = scene.world.run(&["config", "show"]).cleanly(0).says("Authorization").says("BEARER");
    assert!(!ran.stdout.contains("t3nant"), "{}", ran.stdout);
    scene.world.run(&["config", "check"]).cleanly(0).says("the header Authorization wins");
    for (_, bytes) in crate::support::world::snapshot(scene.world.database().parent().unwrap()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("t0ken"), "stored");
    }

    scene.world.unset("BEARER");
    let shown = scene.world.run(&["config", "check", "--secrets"]);
    shown.mentions("webhook n8n: header Authorization: the environment variable BEARER");
    scene.shop(200);
    scene.shop(503);
    scene
        .world
        .run(&["requests", "create", "--equipment", "web-1", "--name", "x"])
        .code(0)
        .complains("BEARER");
    scene.world.variable("BEARER", "Bearer t0ken\nX-Evil: 1");
    let ran = scene
        .world
        .run(&["deliveries", "retry"])
        .code(0)
        .complains("the value of the header Authorization");
    assert!(!ran.stderr.contains("t0ken") && !ran.stdout.contains("t0ken"));
}

#[test]
fn a_webhook_has_a_timeout_of_its_own() {
    let scene = scene("timeout: 1s");
    scene.shop(503);
    scene.receiver.answers("/hook", Answer::status(200).late(Duration::from_secs(3)));
    let began = std::time::Instant::now();
    scene.world.run(&["check"]).code(1);
    assert!(began.elapsed() < Duration::from_millis(2900), "{:?}", began.elapsed());
    let delivery = &scene.world.deliveries(None)[0];
    assert_eq!(delivery["status"], "error");
    for (keys, message) in [
        ("timeout: 61s", "timeout: must be at most 60s"),
        ("timeout: 0s", "timeout"),
        ("select: []", "select: cannot be empty"),
        ("headers: {\"a b\": x}", "not the name of a header"),
        ("headers: {Content-Length: \"1\"}", "ronde sets this header itself"),
        ("headers: {idempotency-key: x}", "ronde sets this header itself"),
    ] {
        let configuration = Configuration::new()
            .service("web-1/shop", "http://127.0.0.1:1/")
            .webhook_with("n8n", "http://127.0.0.1:1/", keys);
        World::new(&configuration).run(&["config", "check"]).code(78).mentions(message);
    }
}

#[test]
fn a_webhook_hears_of_what_it_selects() {
    let site = Site::http();
    let receiver = Site::http();
    let all = "events: [request.opened, request.closed]";
    let selecting = |list: &str| format!("{all}, select: {list}");
    let mut configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/shop"), "tags: [customer-a]")
        .service("web-1/blog", &site.url("/blog"))
        .service("web-2/wiki", &site.url("/wiki"))
        .heartbeat("backup", "every: 1h, on_failure: down");
    for (name, list) in [
        ("tagged", "[\"tag:customer-a\"]"),
        ("equipment", "[web-2]"),
        ("id", "[web-1/blog]"),
        ("globs", "[\"*/shop\", \"wi*\"]"),
        ("nothing", "[nobody]"),
    ] {
        configuration =
            configuration.webhook_with(name, &receiver.url(&format!("/{name}")), &selecting(list));
    }
    let configuration = configuration.webhook_with("all", &receiver.url("/all"), all);
    let world = World::new(&configuration);
    for path in ["/shop", "/blog", "/wiki"] {
        site.answers(path, Answer::status(503));
    }
    world.run(&["config", "check"]).code(0).says("nothing matches \"nobody\"");
    world.run(&["heartbeat", "backup", "--status", "down"]).code(0);
    world.run(&["check"]).code(1).complains("webhook nothing: select: nothing matches \"nobody\"");
    world.run(&["requests", "create", "--equipment", "web-2", "--name", "noise"]).code(0);
    let heard = || {
        let calls = receiver.received();
        let mut heard: Vec<_> = calls.iter().map(|call| call.path().to_owned()).collect();
        heard.sort();
        heard
    };
    let expected = [
        "/all",
        "/all",
        "/all",
        "/all",
        "/all",
        "/equipment",
        "/equipment",
        "/globs",
        "/globs",
        "/id",
        "/tagged",
    ];
    assert_eq!(heard(), expected);

    // Who was told of the beginning is told of the end, and nobody else.
    receiver.forget();
    let text = std::fs::read_to_string(world.path("config.yaml")).unwrap();
    std::fs::write(world.path("config.yaml"), text.replace("tag:customer-a", "web-1/blog"))
        .unwrap();
    for path in ["/shop", "/blog", "/wiki"] {
        site.answers(path, Answer::status(200));
    }
    world.run(&["check"]).complains("nobody");
    let expected = ["/all", "/all", "/all", "/equipment", "/globs", "/globs", "/id", "/tagged"];
    assert_eq!(heard(), expected);
    let shop = receiver.received().into_iter().find(|call| call.path() == "/tagged").unwrap();
    assert!(shop.json()["name"].as_str().unwrap().ends_with("/shop"));
}

#[test]
fn who_hears_that_it_is_down_by_the_first_configuration_hears_that_it_is_up() {
    let init = World::new(&Configuration::new()).run(&["config", "init"]).cleanly(0).stdout;
    let webhooks = init.split("#webhooks:").nth(1).unwrap().split("\n# ---").next().unwrap();
    let told = "events: [request.opened, request.worsened, request.closed]";
    let each: Vec<&str> = webhooks.split("#  - ").skip(1).collect();
    assert!(each.len() >= 3, "{webhooks}");
    for webhook in each {
        assert!(webhook.contains(told) || webhook.contains("params:"), "{webhook}");
    }
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let least = readme.split("The least that is useful:").nth(1).unwrap();
    assert!(least.split("```").nth(1).unwrap().contains(told));
}

#[test]
fn destinations_are_tried_with_a_message_that_says_that_it_is_a_test() {
    let cachet = crate::support::Cachet::new(crate::support::Release::V24);
    let receiver = Site::http();
    receiver.answers("/odoo", Answer::status(204));
    receiver.answers("/chat", Answer::status(403));
    let site = Site::http();
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), &format!("push_url: \"{}\"", site.url("/push")))
        .webhook_with("odoo", &receiver.url("/odoo"), "headers: {Authorization: Bearer t0ken}")
        .webhook_with("chat", &receiver.url("/chat"), "json: {text: \"{title}: {message}\"}")
        .webhook_with(
            "query",
            &receiver.url("/query/{service}"),
            "params: {t: \"{title} {event}\"}",
        )
        .webhook_with("dead", "http://127.0.0.1:1/", "");
    let world = super::cachet::world(&cachet, configuration);
    let tests = world.run_json(&["deliveries", "test"]).cleanly(1).json()["tests"].clone();
    let seen: Vec<_> = crate::support::world::list(&tests)
        .iter()
        .map(|test| (test["destination"].clone(), test["ok"].clone()))
        .collect();
    let expected = [
        ("odoo", json!(true)),
        ("chat", json!(false)),
        ("query", json!(true)),
        ("dead", json!(false)),
        ("cachet", json!(true)),
        ("web-1/shop", json!(null)),
    ];
    assert_eq!(seen, expected.map(|(name, ok)| (json!(name), ok)));
    let answers: Vec<_> = (0..4).map(|at| tests[at]["message"].as_str().unwrap()).collect();
    assert_eq!(answers[0], "HTTP 204");
    assert!(answers[1].ends_with("answered HTTP 403"), "{answers:?}");
    assert!(answers[3].ends_with("connection refused"), "{answers:?}");
    let calls = receiver.received();
    let call = |path: &str| calls.iter().find(|call| call.path() == path).unwrap();
    let odoo = call("/odoo").json();
    assert_eq!((&odoo["event"], &odoo["id"]), (&json!("test"), &json!(0)));
    assert_eq!(call("/odoo").header("authorization"), "Bearer t0ken");
    assert!(call("/chat").json()["text"].as_str().unwrap().contains("This is a test"));
    assert!(call("/query/").target.contains("Test+of+ronde+test"), "{}", call("/query/").target);
    assert!(!world.database().exists(), "nothing is remembered");
    assert!(site.received().is_empty() && cachet.writes().is_empty());

    let ran = world.run(&["deliveries", "test", "odoo", "cachet"]).cleanly(0);
    assert_eq!(ran.stdout.lines().count(), 3, "{}", ran.stdout);
    world.run(&["deliveries", "test", "web-1/shop"]).cleanly(0).says("untested");
    world.run(&["deliveries", "test", "odo"]).refused(4).complains("did you mean odoo?");
    world
        .run(&["deliveries", "test", "odoo", "nobody"])
        .refused(4)
        .complains("there are odoo, chat");
    let error = world.run_json(&["deliveries", "test", "chatt"]).code(4).json_error();
    assert_eq!(error["hint"], "did you mean chat?");
    let alone = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    alone.run(&["deliveries", "test"]).cleanly(0).says("no destinations");
}
