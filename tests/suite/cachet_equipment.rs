//! What other monitors report of an equipment is shown on the status page too.

use serde_json::json;

use super::cachet::world;
use crate::support::cachet::Trouble;
use crate::support::{Answer, Cachet, Configuration, Release, Site, World};

/// The keys of an equipment that is shown as the component 1.
const SHOWN: &str = "action: [UPDATE_STATUS, CREATE_INCIDENT]; component_id: 1";

#[track_caller]
fn report(world: &World, host: &str, process: &str, event: &str) {
    let payload = json!({"process_name": process, "event": event}).to_string();
    let create = ["notifications", "create", "--type", "PROCESS", "--payload", &payload];
    world.run(&[&create[..], &["--host", host]].concat()).cleanly(0);
}

#[test]
fn the_outage_of_an_equipment_lasts_from_its_first_open_failure_to_its_last() {
    for release in Release::ALL {
        let cachet = Cachet::new(release);
        let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
        world.run(&["check"]).cleanly(0);
        assert_eq!(cachet.writes(), [""; 0], "{release:?}: it was well there already");

        report(&world, "web-1", "nova-compute", "STOPPED");
        let incident = cachet.incident();
        assert_eq!(cachet.component(1), 3, "{release:?}");
        assert_eq!((incident.name.as_str(), incident.status), ("web-1 is unavailable", 1));
        assert_eq!(incident.message, "the process nova-compute stopped");
        assert_eq!(incident.component, Some(1));

        report(&world, "web-1", "libvirtd", "STOPPED");
        world.run(&["check"]).cleanly(0);
        assert_eq!(cachet.incident(), incident, "{release:?}: nothing is new");
        report(&world, "web-1", "nova-compute", "STARTED");
        assert_eq!((cachet.component(1), cachet.incident().status), (3, 1), "{release:?}");
        report(&world, "web-1", "libvirtd", "STARTED");
        assert_eq!((cachet.component(1), cachet.incident().status), (1, 4), "{release:?}");
        if release != Release::V23 {
            assert_eq!(cachet.incident().updates, [(4, "web-1 is operational".to_owned())]);
        }

        report(&world, "web-1", "ovsdb", "STOPPED");
        assert_eq!(cachet.incidents().len(), 2, "another outage is another incident");
        let deliveries = world.deliveries(None);
        assert!(deliveries.iter().all(|each| each["status"] == "finished"), "{deliveries:#?}");
        assert_eq!(deliveries[0]["event"], "status.changed");
    }
}

#[test]
fn a_request_that_is_closed_by_hand_ends_the_outage() {
    let cachet = Cachet::new(Release::V24);
    let configuration = Configuration::new().equipment("web-1", SHOWN).top("auto_close: false");
    let world = world(&cachet, configuration);
    report(&world, "web-1", "nova-compute", "STOPPED");
    report(&world, "web-1", "nova-compute", "STARTED");
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1), "it is open still");
    let id = world.one_request("open")["id"].to_string();
    world.run(&["requests", "start", &id]).cleanly(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1), "it is open still");
    world.run(&["requests", "close", &id]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (1, 0));
    let create = ["requests", "create", "--equipment", "web-1", "--name", "a new disk"];
    world.run(&create).code(0);
    assert_eq!(cachet.component(1), 1, "a request of a user is nothing to the public");
}

#[test]
fn a_component_is_as_bad_as_the_worst_of_an_equipment_its_own_check_and_services() {
    let (site, cachet) = (Site::http(), Cachet::new(Release::V24));
    let own = format!("monitoring_api: {{version: simple-url, url: \"{}\"}}", site.url("/host"));
    let major = "expectation: [{type: HTTP_STATUS, status_range: 200, incident: MAJOR}], \
                 action: [UPDATE_STATUS], component_id: 1";
    let configuration = Configuration::new()
        .equipment("web-1", &format!("{SHOWN}; {own}"))
        .service_with("web-1/shop", &site.url("/shop"), major);
    let world = world(&cachet, configuration);
    let answers = |host: u16, shop: u16| {
        site.answers("/host", Answer::status(host));
        site.answers("/shop", Answer::status(shop));
    };
    answers(200, 200);
    world.run(&["check"]).cleanly(0);
    report(&world, "web-1", "nova-compute", "STOPPED");
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1));
    answers(200, 503);
    world.run(&["check"]).cleanly(1);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (4, 1), "the shop is worse");
    answers(503, 200);
    world.run(&["check"]).cleanly(1);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 2), "the host's own check");
    report(&world, "web-1", "nova-compute", "STARTED");
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1), "the host is down still");
    answers(200, 200);
    world.run(&["check"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (1, 0));
}

#[test]
fn what_was_not_told_before_a_maintenance_is_told_after_it() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
    cachet.trouble(Some(Trouble::Down(Answer::status(500))));
    report(&world, "web-1", "nova-compute", "STOPPED");
    world.run(&["maintenance", "on", "web-1"]).code(0);
    cachet.trouble(None);
    assert_eq!(world.deliveries(None)[0]["status"], "ignored");
    world.run(&["check"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.incidents().len()), (1, 0), "it is in maintenance");
    world.run(&["maintenance", "off", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    world.run(&["deliveries", "retry"]).code(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1));
    world.run(&["requests", "close", "1"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (1, 0));
}

#[test]
fn an_equipment_that_is_renamed_keeps_its_incident() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
    report(&world, "web-1", "nova-compute", "STOPPED");
    let renamed = Configuration::new().equipment("web-9", &format!("renamed_from: web-1; {SHOWN}"));
    world.configure(&renamed.top(&cachet.keys()));
    // Before any pass has followed the name.
    report(&world, "web-9", "libvirtd", "STOPPED");
    world.run(&["check"]).cleanly(0);
    report(&world, "web-9", "nova-compute", "STARTED");
    assert_eq!(cachet.component(1), 3);
    report(&world, "web-9", "libvirtd", "STARTED");
    assert_eq!(cachet.component(1), 1);
    let hosts = world.run(&["--format", "json", "notifications", "list"]).cleanly(0).stdout;
    assert!(!hosts.contains("web-1\""), "{hosts}");
}

#[test]
fn what_was_queued_under_the_old_name_is_told_under_the_new() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
    cachet.trouble(Some(Trouble::Down(Answer::status(500))));
    report(&world, "web-1", "nova-compute", "STOPPED");
    cachet.trouble(None);
    let renamed = Configuration::new().equipment("web-9", &format!("renamed_from: web-1; {SHOWN}"));
    world.configure(&renamed.top(&cachet.keys()));
    world.run(&["check"]).code(0);
    world.run(&["deliveries", "retry"]).code(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1));
    report(&world, "web-9", "nova-compute", "STARTED");
    assert_eq!((cachet.component(1), cachet.open_incidents()), (1, 0));
}

#[test]
fn an_equipment_that_is_not_shown_any_more_ends_its_outage() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
    report(&world, "web-1", "nova-compute", "STOPPED");
    world.configure(&Configuration::new().equipment("web-2", "").top(&cachet.keys()));
    world.run(&["check"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1), "its request is open");
    world.run(&["requests", "close", "1"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (1, 0));
}

#[test]
fn the_last_failure_of_what_is_not_shown_any_more_is_the_end() {
    let cachet = Cachet::new(Release::V24);
    let shown = "action: [UPDATE_STATUS]; component_id: 1";
    let world = world(&cachet, Configuration::new().equipment("web-1", shown));
    report(&world, "web-1", "nova-compute", "STOPPED");
    assert_eq!(cachet.component(1), 3);
    world.configure(&Configuration::new().equipment("web-1", "").top(&cachet.keys()));
    report(&world, "web-1", "libvirtd", "STOPPED");
    report(&world, "web-1", "nova-compute", "STARTED");
    world.run(&["check"]).cleanly(0);
    assert_eq!(cachet.component(1), 3, "its other request is open");
    report(&world, "web-1", "libvirtd", "STARTED");
    world.run(&["check"]).cleanly(0);
    assert_eq!(cachet.component(1), 1);
}

#[test]
fn an_outage_moves_to_another_component_with_its_equipment() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", SHOWN));
    report(&world, "web-1", "nova-compute", "STOPPED");
    let moved = SHOWN.replace("component_id: 1", "component_id: 2");
    world.configure(&Configuration::new().equipment("web-1", &moved).top(&cachet.keys()));
    world.run(&["check"]).cleanly(0);
    assert_eq!(cachet.component(2), 3);
}

#[test]
fn what_is_not_watched_is_not_followed_until_it_is() {
    let cachet = Cachet::new(Release::V24);
    let world = world(&cachet, Configuration::new().equipment("web-1", ""));
    report(&world, "web-1", "nova-compute", "STOPPED");
    let configure = |keys: &str| {
        let shown = format!("{SHOWN}{keys}");
        world.configure(&Configuration::new().equipment("web-1", &shown).top(&cachet.keys()));
    };
    configure("; monitoring: false");
    world.run(&["check"]).cleanly(0);
    configure("");
    world.run(&["maintenance", "on", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!(world.deliveries(None), [] as [serde_json::Value; 0]);
    world.run(&["maintenance", "off", "web-1"]).code(0);
    world.run(&["check"]).cleanly(0);
    assert_eq!((cachet.component(1), cachet.open_incidents()), (3, 1));
}

#[test]
fn the_keys_are_shown_and_those_of_the_equipment_are_its_own_checks() {
    let cachet = Cachet::new(Release::V24);
    let own = "monitoring_api: {version: simple-url, url: \"http://127.0.0.1:1/\"}";
    let defaults = "defaults: {action: [PUSH_METRICS], metric_id: 1}";
    let keys = format!("{SHOWN}; public_incidents: false; {own}; {defaults}");
    let configuration = Configuration::new()
        .equipment("web-1", &keys)
        .equipment("web-2", &format!("{own}; {defaults}"));
    let world = world(&cachet, configuration);
    let shown = world.json(&["config", "show"])["config"]["equipment"].clone();
    let expected = json!(["UPDATE_STATUS", "CREATE_INCIDENT"]);
    for place in [&shown[0], &shown[0]["services"][0]] {
        assert_eq!((&place["action"], &place["component_id"]), (&expected, &json!(1)), "{shown}");
        assert_eq!(place["public_incidents"], false);
        assert_eq!(place["metric_id"], json!(null));
    }
    assert_eq!(shown[1].get("action"), None, "defaults are for services");
    assert_eq!(shown[1]["services"][0]["action"], json!(["PUSH_METRICS"]));
    report(&world, "web-2", "nova-compute", "STOPPED");
    assert_eq!(cachet.writes(), [""; 0]);
    report(&world, "web-1", "nova-compute", "STOPPED");
    assert!(!cachet.incident().is_visible);
}

#[test]
fn a_heartbeat_of_the_same_name_is_another_subject() {
    let cachet = Cachet::new(Release::V24);
    let keys = "every: 1h, action: [UPDATE_STATUS], component_id: 2";
    let configuration = Configuration::new().equipment("web-1", SHOWN).heartbeat("web-1", keys);
    let world = world(&cachet, configuration);
    cachet.set_component(2, 4);
    cachet.trouble(Some(Trouble::Down(Answer::status(500))));
    report(&world, "web-1", "nova-compute", "STOPPED");
    world.run(&["heartbeat", "web-1"]).code(0);
    cachet.trouble(None);
    world.run(&["deliveries", "retry"]).code(0);
    assert_eq!((cachet.component(1), cachet.component(2)), (3, 1));
}
