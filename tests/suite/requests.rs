//! One maintenance request per outage, from its first failure to its end.

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Leaf, Received, Site, World};

fn shop(site: &Site, keys: &str) -> Configuration {
    Configuration::new().service_with("web-1/shop", &site.url("/"), keys)
}

#[test]
fn an_outage_has_one_request_whatever_the_number_of_passes() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, ""));

    let first = world.run_json(&["check"]).cleanly(1).json();
    let request = world.one_request("all");
    assert_eq!(first["requests"], json!({"opened": [request["id"]], "closed": []}));
    for _ in 0..3 {
        let pass = world.run_json(&["check"]).cleanly(1).json();
        assert_eq!(pass["requests"], json!({"opened": [], "closed": []}));
    }

    let request = world.one_request("all");
    assert_eq!(request["name"], format!("[HTTP KO] {}", site.url("/")));
    assert_eq!(request["description"], "HTTP 503");
    assert_eq!(request["stage"], "new");
    assert_eq!(request["priority"], "2");
    assert_eq!(request["maintenance_type"], "corrective");
    assert_eq!(request["equipment"], "web-1");
    assert_eq!(request["service"], "shop");
    assert_eq!(request["source"], "check");
    assert_eq!(request["failure_kind"], "status");
    assert_eq!(request["failure_class"], "down");
    assert_eq!(request["closed_at"], Value::Null);
    assert_eq!(world.service("web-1/shop")["request_id"], request["id"]);
    // Two probes a pass: only what fails both times is a failure.
    assert_eq!(site.received().len(), 8);
}

#[test]
fn closed_by_hand_while_ko_the_next_failure_opens_a_new_one() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, ""));
    world.run(&["check"]).cleanly(1);
    let id = world.one_request("open")["id"].to_string();

    let closed = world.run(&["requests", "close", &id, "--note", "replaced the disk"]).code(0);
    assert!(format!("{}{}", closed.stdout, closed.stderr).contains("KO"), "{closed}");
    let old = world.one_request("all");
    assert_eq!(old["stage"], "repaired");
    assert_eq!(old["closed_by"], "user");
    assert_eq!(old["note"], "replaced the disk");

    world.run(&["check"]).cleanly(1);
    let new = world.one_request("open");
    assert_ne!(new["id"], old["id"]);
    assert_eq!(new["name"], old["name"]);
    assert_eq!(world.requests("all")[0], old, "the closed one is as it was closed");
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("all").len(), 2);
}

#[test]
fn a_recovered_service_closes_its_request_with_a_note() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, ""));
    world.run(&["check"]).cleanly(1);
    let id = world.one_request("open")["id"].clone();
    world.run(&["requests", "start", &id.to_string()]).code(0);
    assert_eq!(world.one_request("in-progress")["id"], id);

    site.answers("/", Answer::status(200));
    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["requests"], json!({"opened": [], "closed": [id]}));
    assert_eq!(world.requests("open"), Vec::<Value>::new());
    let request = world.one_request("repaired");
    assert_eq!(request["closed_by"], "ronde");
    assert_ne!(request["note"], Value::Null);
    assert_ne!(request["closed_at"], Value::Null);
    assert_eq!(world.service("web-1/shop")["request_id"], Value::Null);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.requests("all"), [request], "a closed request does not change any more");
}

#[test]
fn a_failure_that_does_not_last_is_none() {
    let site = Site::http();
    site.answers_in_turn("/", [Answer::status(503), Answer::status(200)]);
    let world = World::new(&shop(&site, ""));

    let pass = world.run_json(&["check"]).cleanly(0).json();
    assert_eq!(pass["pass"]["retested"], 1);
    assert_eq!(pass["pass"]["ok"], 1);
    assert_eq!(pass["services"][0]["state"], "ok");
    assert_eq!(pass["services"][0]["retested"], true);
    assert_eq!(pass["services"][0]["last_http_status_code"], 200);
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    assert_eq!(site.received().len(), 2);
}

#[test]
fn two_ko_services_of_one_equipment_have_two_requests() {
    let site = Site::http();
    site.answers("/a", Answer::status(503));
    site.answers("/b", Answer::status(404));
    let configuration = Configuration::new()
        .service_with("web-1/a", &site.url("/a"), "priority: \"3\"")
        .service("web-1/b", &site.url("/b"))
        .service("web-1/c", &site.url("/c"));
    let world = World::new(&configuration);

    let pass = world.run_json(&["check"]).cleanly(1).json();
    assert_eq!((&pass["pass"]["ko"], &pass["pass"]["ok"]), (&json!(2), &json!(1)));
    let mut seen: Vec<_> = world
        .requests("open")
        .iter()
        .map(|request| {
            ["service", "description", "priority"].map(|key| request[key].as_str().unwrap().into())
        })
        .collect::<Vec<[String; 3]>>();
    seen.sort();
    assert_eq!(seen, [["a", "HTTP 503", "3"], ["b", "HTTP 404", "2"]]);
}

#[test]
fn a_warning_that_becomes_an_outage_says_so_in_the_same_request() {
    let receiver = Site::http();
    let site = Site::https(Leaf::ExpiresIn(5));
    let expectation =
        "expectation: [{type: HTTP_STATUS, status_range: 200}, {type: CERTIFICATE, min_days: 14}]";
    let world = World::new(&shop(&site, expectation).webhook("hook", &receiver.url("/hook")));

    world.run(&["check"]).cleanly(1);
    let warned = world.one_request("open");
    assert_eq!(warned["failure_kind"], "expectation");
    assert_eq!(warned["failure_class"], "warning");
    let description = warned["description"].as_str().unwrap();
    assert!(description.to_lowercase().contains("certificate"), "{description}");
    assert_eq!(world.service("web-1/shop")["http_status_ok"], true);

    site.answers("/", Answer::status(503));
    world.run(&["check"]).cleanly(1);
    let worse = world.one_request("all");
    assert_eq!(worse["id"], warned["id"]);
    assert_eq!(worse["description"], "HTTP 503");
    assert_eq!(worse["failure_kind"], "status");
    assert_eq!(worse["failure_class"], "down");
    world.run(&["check"]).cleanly(1);

    let told: Vec<_> = receiver.received().iter().map(Received::json).collect();
    let events: Vec<_> = told.iter().map(|body| body["event"].clone()).collect();
    assert_eq!(events, [Value::Null, json!("request.worsened")]);
    assert_eq!((&told[1]["id"], &told[1]["description"]), (&worse["id"], &json!("HTTP 503")));
    assert_eq!(told[1]["stage"], "new");
}

#[test]
fn an_outage_that_becomes_a_warning_stays_the_same_request() {
    let site = Site::http();
    let expectation = "expectation: [{type: HTTP_STATUS, status_range: 200}, \
                       {type: LATENCY, threshold: 1ms}]";
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, expectation));
    world.run(&["check"]).cleanly(1);
    site.answers("/", Answer::status(200).late(std::time::Duration::from_millis(30)));
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.one_request("all")["stage"], "new");
    assert_eq!(world.service("web-1/shop")["state"], "ko");
}

#[test]
fn allowed_fails_are_counted_in_passes_and_forgotten_at_a_success() {
    let site = Site::http();
    let world = World::new(&shop(&site, "allowed_fails: 2"));
    let mut seen = String::new();
    for pass in "..xx.xxxx.x".chars() {
        site.answers("/", Answer::status(if pass == '.' { 200 } else { 503 }));
        let ran = world.run_json(&["check"]);
        let state = ran.json()["services"][0]["state"].clone();
        seen.push_str(&state.as_str().unwrap()[..1]);
        let _ = ran.cleanly(i32::from(state == "ko"));
    }
    // ok, suspect (the first letter), ko
    assert_eq!(seen, "oossosskkos");
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn a_pass_over_selected_services_does_not_count_towards_allowed_fails() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, "allowed_fails: 1"));
    for _ in 0..3 {
        world.run(&["check", "shop"]).cleanly(0);
    }
    assert_eq!(world.service("web-1/shop")["state"], "suspect");
    world.run(&["check"]).cleanly(0);
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.requests("open").len(), 1);
    // Without a count to wait for, looking at one service is enough.
    world.configure(&shop(&site, "allowed_fails: 0"));
    world.run(&["requests", "close", "1"]).code(0);
    world.run(&["check", "shop"]).cleanly(1);
    assert_eq!(world.requests("open").len(), 1);
}

#[test]
fn allowed_fails_raised_during_an_outage_do_not_take_it_back() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, ""));
    world.run(&["check"]).cleanly(1);
    world.configure(&shop(&site, "allowed_fails: 5"));
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.service("web-1/shop")["state"], "ko");
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("all")["stage"], "repaired");
}

#[test]
fn recover_after_waits_for_good_passes_in_a_row() {
    let site = Site::http();
    let world = World::new(&shop(&site, "").top("recover_after: 2"));
    let mut open = Vec::new();
    for status in [503, 200, 503, 200, 200] {
        site.answers("/", Answer::status(status));
        let _ = world.run(&["check"]);
        open.push(world.requests("open").len());
    }
    assert_eq!(open, [1, 1, 1, 1, 0]);
    assert_eq!(world.requests("all").len(), 1);
}

#[test]
fn without_auto_close_the_request_stays_open_and_notes_that_it_answers() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&shop(&site, "").top("auto_close: false"));
    world.run(&["check"]).cleanly(1);
    assert_eq!(world.one_request("open")["note"], Value::Null);
    site.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(0);
    let noted = world.one_request("open");
    assert_ne!(noted["note"], Value::Null);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("open"), noted, "the note is written once");
}

#[test]
fn the_worst_expectation_is_the_description() {
    let site = Site::http();
    site.answers("/", Answer::text("everything is fine"));
    let cases = [
        ("{type: CONTAINS, text: \"<body>\"}", "<body>"),
        ("{type: REGEX, regex: \"is fine\"}", "regex"),
        ("{type: LATENCY, threshold: 1ms}, {type: CONTAINS, text: \"<body>\"}", "<body>"),
    ];
    for (expectations, part) in cases {
        let late = Answer::text("everything is fine").late(std::time::Duration::from_millis(20));
        site.answers("/", late);
        let keys =
            format!("expectation: [{{type: HTTP_STATUS, status_range: 200}}, {expectations}]");
        let world = World::new(&shop(&site, &keys));
        world.run(&["check"]).cleanly(1);
        let request = world.one_request("open");
        let description = request["description"].as_str().unwrap();
        assert!(description.contains(part), "{expectations}: {description}");
        assert_eq!(request["failure_kind"], "expectation", "{expectations}");
        assert_eq!(request["failure_class"], "down", "{expectations}");
    }
}

#[test]
fn expectations_hold_as_the_seed_systems_mean_them() {
    let site = Site::http();
    site.answers("/", Answer::text("line one\nline <body> two").chunked());
    site.answers("/gzip", Answer::text(&"<body>".repeat(500)).compressed());
    site.answers("/204", Answer::status(204));
    site.answers("/205", Answer::status(205));
    let range = "expectation: [{type: HTTP_STATUS, status_range: 200-205}]";
    let configuration = Configuration::new()
        .service_with(
            "w/dot-matches-newline",
            &site.url("/"),
            "expectation: [{type: REGEX, regex: \".*<body>\"}]",
        )
        .service_with(
            "w/at-the-start",
            &site.url("/"),
            "expectation: [{type: REGEX, regex: \"<body>\"}]",
        )
        .service_with(
            "w/contains",
            &site.url("/"),
            "expectation: [{type: CONTAINS, text: \"<body>\"}]",
        )
        .service_with(
            "w/compressed",
            &site.url("/gzip"),
            "expectation: [{type: CONTAINS, text: \"<body><body>\"}]",
        )
        .service_with("w/inside", &site.url("/204"), range)
        .service_with("w/half-open", &site.url("/205"), range)
        .service_with("w/latency", &site.url("/"), "expectation: [{type: LATENCY, threshold: 30}]");
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).cleanly(1).json();
    let mut ko: Vec<_> = pass["services"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|service| service["state"] != "ok")
        .map(|service| service["service"].as_str().unwrap())
        .collect();
    ko.sort_unstable();
    assert_eq!(ko, ["at-the-start", "half-open"]);
}
