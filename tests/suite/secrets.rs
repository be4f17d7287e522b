//! Secrets arrive where they must and show up nowhere else.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::world::snapshot;
use crate::support::{Answer, Configuration, Site, World};

const SECRETS: [&str; 6] =
    ["hush-env", "hush-file", "hush-command", "hush-literal", "hush-hook", "hush-path"];

fn world(site: &Site, receiver: &Site) -> World {
    let keys = "header: {X-Env: {env: SHOP_TOKEN}, X-File: {file: token}, \
                X-Command: {command: [cat, token-of-command]}}, \
                basic_auth: {user: probe, password: hush-literal}";
    let text = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), keys)
        .webhook_with("hook", "HOOK", "user: ronde, password: {env: HOOK_PASSWORD}")
        .to_string()
        .replace("\"HOOK\"", "{env: HOOK_URL}");
    let mut world = World::with_text(&text);
    std::fs::write(world.path("token"), "hush-file\n").unwrap();
    std::fs::write(world.path("token-of-command"), "hush-command\n").unwrap();
    world.variable("SHOP_TOKEN", "hush-env");
    world.variable("HOOK_PASSWORD", "hush-hook");
    world.variable("HOOK_URL", &receiver.url("/hush-path"));
    world
}

#[test]
fn secrets_arrive_and_are_never_shown_or_stored() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    receiver.answers("/hush-path", Answer::status(500));
    let world = world(&site, &receiver);
    world.run(&["config", "check", "--secrets"]).cleanly(0);

    let mut shown = String::new();
    for arguments in [
        &["-v", "check"][..],
        &["--format", "json", "check", "-v"],
        &["config", "show"],
        &["config", "check", "--secrets"],
        &["-v", "deliveries", "retry"],
        &["deliveries", "list"],
        &["--format", "json", "status"],
        &["probe", "shop"],
        &["--format", "json", "probe", "shop"],
        &["requests", "show", "1"],
        &["--format", "json", "requests", "show", "1"],
    ] {
        let ran = world.run(arguments);
        let _ = write!(shown, "{arguments:?}\n{}{}", ran.stdout, ran.stderr);
    }
    let id = world.deliveries(None)[0]["id"].as_str().unwrap().to_owned();
    for format in ["table", "json"] {
        let ran = world.run(&["--format", format, "deliveries", "show", &id]);
        let _ = write!(shown, "{}{}", ran.stdout, ran.stderr);
    }

    let asked = &site.received()[0];
    assert_eq!(asked.header("x-env"), "hush-env");
    assert_eq!(asked.header("x-file"), "hush-file");
    assert_eq!(asked.header("x-command"), "hush-command");
    assert_eq!(asked.header("authorization"), "Basic cHJvYmU6aHVzaC1saXRlcmFs");
    let told = &receiver.received_at("/hush-path")[0];
    assert_eq!(told.header("authorization"), "Basic cm9uZGU6aHVzaC1ob29r");

    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} was shown:\n{shown}");
        for (path, bytes) in snapshot(&world.path("")) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.starts_with("ronde.db") {
                let is_there = bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
                assert!(!is_there, "{secret} is in {name}");
            }
        }
    }
    let config = world.run(&["config", "show"]).cleanly(0);
    let config = config.says("***").says("SHOP_TOKEN").says("token");
    assert!(config.stdout.contains("env"), "{config}");
}

#[test]
fn a_redirect_to_another_host_takes_no_secrets_along() {
    let (site, elsewhere) = (Site::http(), Site::http());
    let target = format!("http://localhost:{}/elsewhere", elsewhere.port());
    site.answers("/", Answer::redirect(&target));
    let world = world(&site, &Site::http());
    world.run(&["check"]).cleanly(0);
    assert_eq!(site.received()[0].header("x-env"), "hush-env");
    let arrived = &elsewhere.received()[0];
    for name in ["authorization", "x-env", "x-file", "x-command"] {
        assert_eq!(arrived.header(name), "", "{name}");
    }
}

#[test]
fn a_service_whose_secret_is_missing_is_unknown_and_never_ko() {
    let site = Site::http();
    let cases = [
        ("{env: NO_SUCH_TOKEN}", "NO_SUCH_TOKEN"),
        ("{file: /no/such/file}", "/no/such/file"),
        ("{command: [/no/such/command]}", "/no/such/command"),
        ("{command: [\"false\"]}", "false"),
    ];
    for (secret, named) in cases {
        let keys = format!("header: {{X-Token: {secret}}}");
        let configuration = Configuration::new()
            .service_with("web-1/shop", &site.url("/shop"), &keys)
            .service("web-1/blog", &site.url("/blog"));
        let world = World::new(&configuration);
        let ran = world.run_json(&["check"]).code(0).complains(named);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
        let pass = ran.json();
        let shop = &pass["services"].as_array().unwrap().iter().find(|it| it["service"] == "shop");
        assert_eq!(shop.unwrap()["state"], "unknown", "{secret}");
        assert_eq!(world.requests("all"), Vec::<Value>::new());
        assert_eq!(site.received_at("/shop").len(), 0, "{secret}");
        world.run(&["config", "check"]).code(0);
        world.run(&["config", "check", "--secrets"]).code(78).mentions(named);
    }
}

#[test]
fn a_webhook_whose_secret_is_missing_keeps_its_deliveries() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let text = Configuration::new()
        .service("web-1/shop", &site.url("/"))
        .webhook("hook", "HOOK")
        .to_string()
        .replace("\"HOOK\"", "{env: HOOK_URL}");
    let mut world = World::with_text(&text);
    let pass = world.run_json(&["check"]).code(1).complains("HOOK_URL").json();
    assert_eq!(pass["deliveries"]["error"], 1);
    let delivery = &world.deliveries(None)[0];
    assert_eq!(delivery["status"], "error");
    assert!(delivery["last_error"].as_str().unwrap().contains("HOOK_URL"), "{delivery}");

    world.variable("HOOK_URL", &receiver.url("/"));
    world.let_pass(std::time::Duration::from_secs(3600));
    world.run(&["check"]).cleanly(1);
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(world.deliveries(None)[0]["status"], "finished");
}

#[test]
fn the_seeds_typed_providers_are_tried_in_order() {
    let (site, receiver) = (Site::http(), Site::http());
    site.answers("/", Answer::status(503));
    let password = "user: ronde, password: [{type: ENVIRONMENT_VARIABLE, value: NO_SUCH}, \
                    {type: TOKEN, value: hush}]";
    let configuration = Configuration::new().service("web-1/shop", &site.url("/")).webhook_with(
        "hook",
        &receiver.url("/"),
        password,
    );
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    assert_eq!(receiver.received()[0].header("authorization"), "Basic cm9uZGU6aHVzaA==");
    assert_eq!(world.deliveries(None)[0]["status"], json!("finished"));
}

#[test]
fn a_secret_of_several_lines_makes_its_service_unknown() {
    let site = Site::http();
    let keys = "header: {X-Key: {file: key.pem}}";
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    std::fs::write(world.path("key.pem"), "hush-one\nhush-two\n").unwrap();
    world.run(&["check"]).code(0).complains("the header X-Key").says_nothing_of("hush");
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    assert!(world.requests("all").is_empty());
}
