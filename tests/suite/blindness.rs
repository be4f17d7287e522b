//! A monitor that is cut off does not blame the world.

use serde_json::{Value, json};

use super::network::REFUSED;
use crate::support::{Answer, Configuration, Site, World};

/// So many services without an answer on each of the equipments.
fn dead(counts: &[usize]) -> Configuration {
    let mut configuration = Configuration::new();
    for (equipment, count) in counts.iter().enumerate() {
        for service in 0..*count {
            configuration = configuration.service(&format!("web-{equipment}/s{service}"), REFUSED);
        }
    }
    configuration
}

fn states(pass: &Value) -> Vec<String> {
    let services = pass["services"].as_array().unwrap();
    let mut states: Vec<String> =
        services.iter().map(|it| it["state"].as_str().unwrap().to_owned()).collect();
    states.sort();
    states.dedup();
    states
}

#[test]
fn five_dead_services_on_two_equipments_are_the_monitors_own_trouble() {
    let receiver = Site::http();
    let world = World::new(&dead(&[3, 2]).webhook("hook", &receiver.url("/")));
    for _ in 0..2 {
        let pass = world.run_json(&["check"]).code(5).json();
        assert_eq!(pass["pass"]["blind"], true);
        assert_eq!(pass["pass"]["ko"], 0);
        assert_eq!(states(&pass), ["unknown"]);
        assert_eq!(pass["requests"], json!({"opened": [], "closed": []}));
    }
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    assert_eq!(receiver.received().len(), 0);
    let service = world.service("web-0/s0");
    assert_eq!((&service["state"], &service["consecutive_fails"]), (&json!("unknown"), &json!(0)));
    let said = world.run(&["check"]).code(5);
    assert!(!said.stdout.is_empty() || !said.stderr.is_empty(), "cron should hear of it");
    world.run(&["check", "--exit-zero"]).code(5);
}

#[test]
fn one_answer_is_enough_to_trust_the_rest_even_a_bad_one() {
    let site = Site::http();
    site.answers("/", Answer::status(500));
    let world = World::new(&dead(&[3, 1]).service("web-1/answers", &site.url("/")));
    let pass = world.run_json(&["check"]).code(1).json();
    assert_eq!(pass["pass"]["blind"], false);
    assert_eq!(pass["pass"]["ko"], 5);
    assert_eq!(world.requests("open").len(), 5);
}

#[test]
fn fewer_services_or_one_equipment_are_not_blindness() {
    for counts in [&[2, 2][..], &[6]] {
        let world = World::new(&dead(counts));
        let pass = world.run_json(&["check"]).code(1).json();
        assert_eq!(pass["pass"]["blind"], false, "{counts:?}");
        assert_eq!(world.requests("open").len(), counts.iter().sum::<usize>(), "{counts:?}");
    }
}

#[test]
fn a_blind_pass_neither_closes_nor_counts_anything() {
    let site = Site::http();
    site.answers("/", Answer::status(500));
    let mixed = |url: &str| dead(&[3, 2]).service_with("web-1/x", url, "allowed_fails: 1");
    let world = World::new(&mixed(&site.url("/")));
    world.run(&["check"]).code(1);
    let before = world.requests("all");
    assert_eq!(before.len(), 5, "x may fail once");

    world.configure(&mixed(REFUSED));
    world.run(&["check"]).code(5);
    assert_eq!(world.requests("all"), before);
    assert_eq!(world.service("web-1/x")["consecutive_fails"], 1);

    world.configure(&mixed(&site.url("/")));
    world.run(&["check"]).code(1);
    assert_eq!(world.requests("all").len(), 6, "its second failure that counts");
    let again = world.requests("all");
    assert_eq!(again[..5], before[..], "the outages before are the same outages after");
}
