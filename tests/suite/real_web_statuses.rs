//! Which statuses are as they should be: one range, or several and single codes.

use std::fs;

use serde_json::{Value, json};

use crate::suite::network::REFUSED;
use crate::support::{Answer, Cachet, Configuration, Release, Site, World};

/// The expectation `HTTP_STATUS` with these keys.
fn statuses(keys: &str) -> String {
    format!("expectation: [{{type: HTTP_STATUS, {keys}}}]")
}

#[test]
fn any_of_several_ranges_and_codes_will_do() {
    let cases: &[(&str, &[u16], &[u16])] = &[
        ("[200-300, 401]", &[200, 204, 299, 401], &[300, 400, 402, 500]),
        ("[\"200-300\", \"401\"]", &[200, 299, 401], &[300, 402]),
        ("[401]", &[401], &[200, 400, 402]),
        ("[200, 204, 401-404]", &[200, 204, 401, 403], &[201, 404]),
        ("[500-600, 200-300, 250-260]", &[503, 299, 255], &[404]),
        // As before: a number, a text, half-open.
        ("200", &[200], &[201]),
        ("\"200-205\"", &[200, 204], &[205]),
    ];
    for (range, good, bad) in cases {
        let site = Site::http();
        let mut configuration = Configuration::new();
        let codes =
            || good.iter().map(|code| (code, "ok")).chain(bad.iter().map(|code| (code, "ko")));
        for (code, _) in codes() {
            site.answers(&format!("/{code}"), Answer::status(*code));
            configuration = configuration.service_with(
                &format!("web-1/{code}"),
                &site.url(&format!("/{code}")),
                &statuses(&format!("status_range: {range}")),
            );
        }
        let pass = World::new(&configuration).run_json(&["check"]).cleanly(1).json();
        for (service, (code, state)) in pass["services"].as_array().unwrap().iter().zip(codes()) {
            assert_eq!(service["state"], state, "{range} {code}");
            assert_eq!(service["http_status_ok"], state == "ok", "{range} {code}");
            let detail = if state == "ok" { Value::Null } else { json!(format!("HTTP {code}")) };
            assert_eq!(service["detail"], detail, "{range} {code}");
        }
    }
}

#[test]
fn the_effective_configuration_says_the_same_again() {
    for (range, shown) in [
        ("200", json!("200-201")),
        ("200-300", json!("200-300")),
        ("[200-300]", json!("200-300")),
        ("[200-300, 401]", json!(["200-300", "401"])),
    ] {
        let keys = statuses(&format!("status_range: {range}"));
        let configuration = Configuration::new().service_with("web-1/shop", REFUSED, &keys);
        let world = World::new(&configuration);
        let show = |world: &World| {
            let config = world.json(&["config", "show"])["config"].clone();
            config["equipment"][0]["services"][0]["expectation"][0]["status_range"].clone()
        };
        assert_eq!(show(&world), shown, "{range}");
        let again = world.json(&["config", "show"])["config"].to_string();
        assert_eq!(show(&World::with_text(&again)), shown, "{range}");
    }
}

#[test]
fn what_is_no_status_is_named_with_its_place() {
    let cases = [
        ("status_range: []", "expectation[0].status_range", "cannot be empty"),
        ("status_range: [200, 300-200]", "expectation[0].status_range[1]", "is empty"),
        ("status_range: [200, x]", "expectation[0].status_range[1]", "\"x\" is not a status"),
        ("status_range: [[200]]", "expectation[0].status_range[0]", "expected a text or a number"),
        ("status_range: {a: 1}", "expectation[0].status_range", "or a list of them, found a map"),
        ("status_range: \"200-300,401\"", "expectation[0].status_range", "is not a status"),
        ("status_range: [99]", "expectation[0].status_range[0]", "is not a status"),
        ("status_range: null", "expectation[0]", "`status_range` is missing"),
    ];
    for (keys, path, message) in cases {
        let keys =
            format!("expectation: [{{type: HTTP_STATUS, \"{}", keys.replacen(": ", "\": ", 1));
        let keys = format!("{keys}}}]");
        let configuration = Configuration::new().service_with("web-1/shop", REFUSED, &keys);
        let ran = World::new(&configuration).run_json(&["config", "check"]).code(78);
        let problems = ran.json()["problems"].clone();
        let found = problems.as_array().unwrap().iter().find(|one| {
            one["path"].as_str().unwrap().ends_with(path)
                && one["message"].as_str().unwrap().contains(message)
        });
        let found = found.unwrap_or_else(|| panic!("{keys}: {problems:#}"));
        assert!(found["line"].is_u64(), "{keys}: {found}");
    }
    let comma = statuses("status_range: \"200-300,401\"");
    let configuration = Configuration::new().service_with("web-1/shop", REFUSED, &comma);
    World::new(&configuration)
        .run(&["config", "check"])
        .code(78)
        .mentions("several are a list, such as status_range: [200-300, 401]");
}

#[test]
fn an_end_that_is_not_part_of_its_range_is_suspicious_in_a_list_too() {
    let keys = statuses("status_range: [401, 200-299]");
    let configuration = Configuration::new().service_with("web-1/shop", REFUSED, &keys);
    World::new(&configuration).run(&["config", "check"]).code(0).mentions(
        "expectation[0].status_range[1]: 200-299 excludes 299: the second number is not part of \
         the range (write 200-300)",
    );
}

#[test]
fn expectations_that_no_status_can_meet_together_are_refused() {
    let cases = [
        (&["200", "404"][..], Some(1)),
        (&["200-300", "[401, 403]"], Some(1)),
        (&["200-300", "250-260", "260-300"], Some(2)),
        (&["200-300", "[200, 401]", "401"], Some(2)),
        (&["200-300", "[299, 401]"], None),
        (&["[200, 404]", "[404, 500]"], None),
        (&["200", "200"], None),
    ];
    for (ranges, wrong) in cases {
        let list: Vec<_> = ranges
            .iter()
            .map(|range| format!("{{type: HTTP_STATUS, status_range: {range}}}"))
            .collect();
        let keys = format!("expectation: [{}]", list.join(", "));
        let configuration = Configuration::new().service_with("web-1/shop", REFUSED, &keys);
        let world = World::new(&configuration);
        let Some(index) = wrong else {
            world.run(&["config", "check"]).code(0);
            continue;
        };
        let ran = world.run_json(&["config", "check"]).code(78);
        let problem = ran.json()["problems"][0].clone();
        let path = problem["path"].as_str().unwrap().to_owned();
        assert!(path.ends_with(&format!("expectation[{index}].status_range")), "{path}");
        assert!(problem["line"].is_u64(), "{problem}");
        assert!(problem["message"].as_str().unwrap().starts_with("no status is "), "{problem}");
        world.run(&["check"]).refused(78);
    }
}

#[test]
fn no_answer_is_as_bad_for_the_public_as_a_wrong_status_is_said_to_be() {
    let cases = [
        // Nothing said: as cachet-url-monitor has it.
        ("status_range: 200", Answer::Close, 3),
        ("status_range: 200", Answer::Silence, 2),
        ("status_range: 200, incident: MAJOR", Answer::Close, 4),
        ("status_range: 200, incident: MAJOR", Answer::Silence, 4),
        ("status_range: 200, incident: PERFORMANCE", Answer::Close, 2),
        ("status_range: 200, incident: PARTIAL", Answer::Silence, 3),
        ("status_range: 200, incident: NONE", Answer::Close, 1),
    ];
    for (keys, answer, component) in cases {
        let (site, cachet) = (Site::http(), Cachet::new(Release::V24));
        site.answers("/", answer.clone());
        let keys =
            format!("{}, timeout: 300ms, action: [UPDATE_STATUS], component_id: 1", statuses(keys));
        let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
        super::cachet::world(&cachet, configuration).run(&["check"]).code(1);
        assert_eq!(cachet.component(1), component, "{keys} {answer:?}");
    }
}

#[test]
fn kumas_accepted_statuses_are_all_accepted() {
    let cases = [
        (json!(["101", "200-299"]), json!(["101", "200-300"])),
        (json!(["200-299", "401", "404"]), json!(["200-300", "401", "404"])),
        (json!(["200-299", "300-399"]), json!("200-400")),
        (json!(["200-299"]), json!("200-300")),
    ];
    for (accepted, range) in cases {
        let monitor = json!({"type": "http", "name": "a", "url": "https://a.test/",
                             "accepted_statuscodes": accepted, "active": 1});
        let world = World::with_text("");
        let backup = json!({"monitorList": [monitor]}).to_string();
        fs::write(world.path("backup.json"), backup).unwrap();
        let new = world.run(&["import", "uptime-kuma", "backup.json"]).cleanly(0).stdout;
        let world = World::with_text(&new);
        world.run(&["config", "check"]).cleanly(0);
        let config = world.json(&["config", "show"])["config"].clone();
        let service = &config["equipment"][0]["services"][0];
        assert_eq!(service["expectation"][0]["status_range"], range, "{accepted}: {new}");
    }
}
