//! Dolibarr instances that tell of themselves through a server observer.

use jiff::Timestamp;
use md5::{Digest, Md5};
use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

const TOKEN: &str = "1234567890ABCDEF";
const PATH: &str = "/custom/webobserver/public/get-data.php";

/// The clock of this machine, which the program reads too.
#[expect(clippy::disallowed_methods, reason = "the server's clock is what the test is about")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The service `web-1/shop`, observed at that site.
fn configuration(site: &Site, keys: &str) -> Configuration {
    let url = site.url(PATH);
    let api = format!(
        "monitoring_api: {{version: server-observer-v1, url: \"{url}\", token: {{env: OBSERVER_TOKEN}}}}"
    );
    Configuration::new().command("web-1/shop", &format!("{api}{keys}"))
}

fn world(configuration: &Configuration) -> World {
    let mut world = World::new(configuration);
    world.variable("OBSERVER_TOKEN", TOKEN);
    world
}

/// What a pass, a probe and `status` say of an answer.
#[track_caller]
fn checked(answer: Answer, keys: &str) -> (World, Value) {
    let site = Site::http();
    site.answers(PATH, answer);
    let world = world(&configuration(&site, keys));
    let pass = world.json(&["check"])["services"][0].clone();
    let probe = world.json(&["probe", "web-1/shop"])["probe"].clone();
    if !probe["instance"].is_null() {
        world.run(&["probe", "web-1/shop"]).says("modules:").says("users:");
    }
    let status = world.service("web-1/shop");
    for field in ["state", "detail", "instance", "disk_used_percent"] {
        assert_eq!(probe[field], pass[field], "{field}: {probe:#}");
        assert_eq!(status[field], pass[field], "{field}: {status:#}");
    }
    (world, pass)
}

fn current() -> Value {
    json!({
        "apiname": "serverobserver", "apiversion": "1.0",
        "dolibarr": {"version": "20.0.0", "version1": "20.0.0", "theme": "eldy",
            "path": {"http": "https://x/"},
            "data": {"path": "/var/documents", "size": 3_000_000_000_u64},
            "htdocs": {"path": "/var/htdocs", "size": 1}, "repertoire_client": {"path": "", "size": -1}},
        "db": {"host": "", "name": "", "user": "", "type": "mysqli"},
        "user": {"all": 10, "active": 8, "date_last_login": null},
        "security": {"database_pwd_encrypted": "1", "main_features_level": "0", "install_lock": true},
        "module": {
            "modFacture": {"dir": "core", "name": "Facture", "numero": 30, "version": "dolibarr",
                "source": "core", "gitinfos": {"branch": "main", "status": ""}, "active": "1"},
            "modShop": {"name": "Shop", "version": "1.2", "source": "external",
                "gitinfos": false, "active": ""},
        },
    })
}

fn oldest() -> Value {
    json!({
        "apiversion": "1.0",
        "dolibarr": {"version": "3.9.2", "path": {"http": "", "relative": "", "absolute": ""},
            "data": {"path": "", "size": 12}, "htdocs": {"path": "", "size": 200}},
        "user": {"all": "3", "active": "2", "date_last_login": ""},
        "module": {"modStock": {"version": "dolibarr", "gitinfos": false, "active": true},
            "modAgenda": {"version": "dolibarr", "active": false}},
        "server_info": {"espace_total": "98.30 GB", "espace_restant": "57.80 GB",
            "espace_used": "40.50 GB", "percent_used": "41.20 %"},
    })
}

fn modules_of(service: &Value) -> Value {
    service["instance"]["modules"].clone()
}

#[test]
fn every_generation_of_the_answer_is_read() {
    let (world, service) = checked(Answer::text(&current().to_string()), "");
    assert_eq!(service["state"], "ok", "{service:#}");
    assert_eq!(service["last_http_status_code"], 200);
    let shop = json!({"name": "modShop", "version": "1.2", "active": false, "source": "external"});
    let invoices =
        json!({"name": "modFacture", "version": "dolibarr", "active": true, "source": "core"});
    assert_eq!(
        service["instance"],
        json!({"version": "20.0.0", "disk_used_bytes": 3_000_000_000_u64, "users_active": 8,
            "modules": [invoices, shop]})
    );
    let table = world.run(&["status", "--modules", "web-1/shop"]).cleanly(0).stdout;
    assert_eq!(
        table,
        "MODULE      VERSION   ACTIVE  SOURCE\n\
         modFacture  dolibarr  yes     core\n\
         modShop     1.2       no      external\n"
    );
    let listed = world.json(&["status", "--modules", "web-1/shop"]);
    assert_eq!(
        (&listed["service"], &listed["modules"]),
        (&json!("web-1/shop"), &modules_of(&service))
    );

    let mut unnamed = current();
    unnamed["dolibarr"]["version"] = json!("");
    unnamed["dolibarr"]["version1"] = json!("19.0.4");
    let (_, service) = checked(Answer::text(&unnamed.to_string()), "");
    assert_eq!(service["instance"]["version"], "19.0.4");

    let (_, service) = checked(Answer::text(&oldest().to_string()), "");
    assert_eq!(service["instance"]["disk_used_bytes"], 12 * 1024 * 1024);
    assert_eq!(service["instance"]["users_active"], 2);
    assert_eq!(service["disk_used_percent"], 41.2);
    assert_eq!(service["instance"]["modules"][0]["active"], true);
    assert_eq!(service["instance"]["modules"][1]["active"], false);
}

#[test]
fn what_php_makes_of_it_is_read_too() {
    let mut empty = current();
    empty["module"] = json!([]);
    empty["dolibarr"]["data"]["size"] = json!(-1);
    let dirty =
        format!("\nWarning: Undefined array key in /x.php on line 3\n{empty}\n<!-- bye -->");
    let (world, service) = checked(Answer::text(&dirty), "");
    assert_eq!(service["state"], "ok", "{service:#}");
    assert_eq!(modules_of(&service), json!([]));
    assert_eq!(service["instance"]["disk_used_bytes"], Value::Null);
    world.run(&["status", "--modules", "web-1/shop"]).cleanly(0).says("no modules");

    let server = json!({"apiversion": "2.0", "php": {"version": "8.2"}, "mysql": {"version": "10"},
        "space": {"bytes_total": 100, "bytes_left": 25, "bytes_used": 75, "percent_used": 75.0}});
    let keys = ", expectation: [{type: DISK, max_percent: 70}]";
    let (_, service) = checked(Answer::text(&server.to_string()), keys);
    assert_eq!(service["detail"], "the disk has 75.0% in use; at most 70% wanted");
    assert_eq!(service["instance"], Value::Null);
    let keys = ", expectation: [{type: DISK, max_bytes: 74}]";
    let (_, service) = checked(Answer::text(&server.to_string()), keys);
    assert_eq!(service["detail"], "the disk has 75 bytes in use; at most 74 wanted");
}

#[test]
fn errors_come_with_status_200_and_are_outages() {
    let cases = [
        ("Invalid token configuration", "\"Invalid token configuration\""),
        ("Missing parameter", "\"Missing parameter\""),
        ("Missing instance name", "\"Missing instance name\""),
        ("Include of main fails", "\"Include of main fails\""),
        ("Wrong instance path : /x", "\"Wrong instance path : /x\""),
        ("", "is empty"),
        ("{}", "is not a server observer's"),
    ];
    for (body, detail) in cases {
        let (world, service) =
            checked(Answer::text(body), ", expectation: [{type: DISK, max_bytes: 1}]");
        assert!(service["detail"].as_str().unwrap().contains(detail), "{service:#}");
        let request = world.one_request("open");
        assert_eq!(
            (&request["failure_class"], &request["failure_kind"]),
            (&json!("down"), &json!("expectation"))
        );
        world.run(&["status", "--modules", "web-1/shop"]).refused(4);
    }
    let (_, service) = checked(Answer::status(403), "");
    assert_eq!(service["detail"], "HTTP 403");
}

#[test]
fn a_clock_that_is_off_is_named() {
    let refused = |date: &str| {
        // Once: the seconds that it counts go on.
        let site = Site::http();
        site.answers(PATH, Answer::text("Invalid hash").header("Date", date));
        let pass = world(&configuration(&site, "")).json(&["check"]);
        pass["services"][0]["detail"].as_str().unwrap().to_owned()
    };
    let hour_ago = now() - jiff::SignedDuration::from_hours(1);
    let date = |time: Timestamp| time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let detail = refused(&date(hour_ago));
    assert!(
        detail.contains("\"Invalid hash\": likely because this machine's clock is 36"),
        "{detail}"
    );
    assert!(detail.contains("ahead of the server's"), "{detail}");
    let detail = refused(&date(now()));
    assert!(detail.ends_with("the clocks agree, so the token is likely wrong"), "{detail}");
}

#[test]
fn the_token_signs_and_is_nowhere() {
    let site = Site::http();
    site.answers_in_turn(
        PATH,
        [
            Answer::text(&current().to_string()),
            Answer::text(&format!("Invalid hash {}", "x".repeat(5000))),
        ],
    );
    let world = world(&configuration(&site, ", method: HEAD"));
    let mut printed = String::new();
    for arguments in [
        &["check"][..],
        &["check"],
        &["status", "--verbose"],
        &["probe", "web-1/shop"],
        &["config", "show"],
        &["config", "check", "--secrets"],
        &["requests", "list"],
    ] {
        let ran = world.run(arguments);
        printed.push_str(&ran.stdout);
        printed.push_str(&ran.stderr);
    }
    assert!(!printed.contains(TOKEN), "{printed}");
    let requests = site.received();
    assert!(!requests.is_empty());
    for request in requests {
        assert_eq!(request.method, "GET");
        assert!(!format!("{request:?}").contains(TOKEN));
        let query: Vec<_> = request.target.split_once('?').unwrap().1.split('&').collect();
        let time = query[1].strip_prefix("time=").unwrap();
        let digest = Md5::digest(format!("{TOKEN}{time}"));
        assert_eq!(query[0], format!("hash={digest:x}"));
        assert!((now().as_second() - time.parse::<i64>().unwrap()).abs() < 60);
    }
    for file in ["ronde.db", "ronde.db-wal"] {
        let bytes = std::fs::read(world.path(file)).unwrap_or_default();
        assert!(!bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()), "{file}");
    }
    // What was known stays known while the answers say nothing.
    let service = world.service("web-1/shop");
    assert_eq!(
        (&service["state"], &service["instance"]["version"]),
        (&json!("ko"), &json!("20.0.0"))
    );
}

#[test]
fn without_its_token_nothing_is_called() {
    let site = Site::http();
    let world = World::new(&configuration(&site, ""));
    let ran = world.run(&["check"]);
    assert!(ran.stderr.contains("OBSERVER_TOKEN is not set"), "{}", ran.stderr);
    assert!(site.received().is_empty());
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    let ran = world.run(&["config", "check", "--secrets"]).code(78);
    assert!(ran.stderr.contains("web-1/shop: monitoring_api"), "{}", ran.stderr);
}

#[test]
fn the_oldest_generation_has_no_token() {
    let site = Site::http();
    site.answers("/_instance/check.php", Answer::text(&oldest().to_string()));
    let url = site.url("/_instance/check.php");
    let keys = "monitoring_api: {version: server-observer-v1}";
    let world = World::new(&Configuration::new().service_with("web-1/shop", &url, keys));
    assert_eq!(world.json(&["check"])["services"][0]["state"], "ok");
    assert_eq!(site.received()[0].target, "/_instance/check.php");
}

#[test]
fn an_equipment_shows_its_disk_and_its_instances() {
    let site = Site::http();
    site.answers(PATH, Answer::text(&current().to_string()));
    let host = "monitoring_api: {version: command, command: [echo, \"fine | /=3GB;;;0;4\"]}";
    let world = world(&configuration(&site, "").equipment("web-1", host));
    let _ = world.run(&["check"]).cleanly(0);
    let equipment = world.json(&["equipment"])["equipment"][0].clone();
    assert_eq!(equipment["instances"], 1);
    assert_eq!(equipment["disk_used_bytes"], 3_u64 << 30);
    assert_eq!(equipment["disk_used_percent"], 75.0);
    let details = world.run(&["equipment", "web-1"]).cleanly(0).stdout;
    assert!(details.contains("3.0 GiB, 75.0%"), "{details}");
}
