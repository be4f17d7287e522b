//! Names that change, in chains and circles too.

use std::collections::HashMap;

use super::super::equipment::source_host_uuid;
use super::*;
use crate::domain::{Equipment, MaintenanceMode, Subject};
use crate::store::testing::{at, configured, id, new_delivery, new_request, result, state, store};

/// `name` or `name<old`, with services of the same form.
fn inventory(equipment: &[(&str, &[&str])]) -> Inventory {
    let split = |text: &str| match text.split_once('<') {
        Some((name, old)) => (name.to_owned(), Some(Name::recorded(old))),
        None => (text.to_owned(), None),
    };
    let build = |(text, services): &(&str, &[&str])| {
        let (name, renamed_from) = split(text);
        let mut equipment = Equipment {
            name: Name::recorded(&name),
            renamed_from,
            monitoring: true,
            facts: crate::domain::Facts::default(),
            status_page: None,
            services: Vec::new(),
            instances: None,
        };
        for text in *services {
            let (service, renamed_from) = split(text);
            let mut service = configured(&format!("{name}/{service}"));
            service.renamed_from = renamed_from;
            equipment.services.push(service);
        }
        equipment
    };
    Inventory { equipment: equipment.iter().map(build).collect() }
}

fn services(records: &Records<'_>) -> Vec<String> {
    let states = records.service_states().unwrap();
    let mut names: Vec<String> = states.keys().map(ToString::to_string).collect();
    names.sort();
    names
}

#[test]
fn everything_moves_along_with_a_name() {
    let (_directory, store) = store();
    let records = store.records();
    let now = at("2026-01-01T00:00:00Z");
    records.follow_renames(&inventory(&[("web", &["shop"])])).unwrap();
    let pass = records.begin_pass(true, now).unwrap();
    records.save_service_state(&id("web/shop"), &state()).unwrap();
    records.record_result(pass, &id("web/shop"), &result("2026-01-01T00:00:00Z")).unwrap();
    let request = records.open_request(&new_request("web/shop")).unwrap();
    let delivery = records.enqueue(&new_delivery("n8n", "web/shop"), now).unwrap();
    let uuid = records.source_host_uuids().unwrap().remove(&Name::recorded("web")).unwrap();

    let renamed = inventory(&[("www<web", &["boutique<shop"])]);
    for _ in 0..2 {
        records.follow_renames(&renamed).unwrap();
        assert_eq!(services(&records), ["www/boutique"]);
    }
    let uuids = records.source_host_uuids().unwrap();
    assert_eq!(uuids, HashMap::from([(Name::recorded("www"), uuid)]));
    assert_eq!(records.results(&id("www/boutique"), None, None).unwrap().len(), 1);
    let open = records.open_check_request(&id("www/boutique")).unwrap().unwrap();
    assert_eq!((open.id, &open.subject), (request.id, &Subject::Service(id("www/boutique"))));
    let content = records.delivery(&delivery).unwrap().unwrap().content;
    assert_eq!(content.subject, Subject::Service(id("www/boutique")));
}

#[test]
fn two_histories_are_never_mixed() {
    let (_directory, store) = store();
    let records = store.records();
    for service in ["a/x", "a/y", "b/x"] {
        records.save_service_state(&id(service), &state()).unwrap();
    }
    records.follow_renames(&inventory(&[("b<a", &["x"]), ("a", &["y<x"])])).unwrap();
    assert_eq!(services(&records), ["a/x", "a/y", "b/x"]);
}

#[test]
fn a_chain_of_names_is_followed_in_any_order() {
    let (_directory, store) = store();
    let records = store.records();
    for service in ["a/x", "b/y"] {
        records.save_service_state(&id(service), &state()).unwrap();
    }
    records.follow_renames(&inventory(&[("b<a", &["x"]), ("c<b", &["y"])])).unwrap();
    assert_eq!(services(&records), ["b/x", "c/y"]);
}

#[test]
fn a_circle_of_names_ends() {
    let (_directory, store) = store();
    let records = store.records();
    records.save_service_state(&id("a/x"), &state()).unwrap();
    records.follow_renames(&inventory(&[("a<b", &["x<y", "y<x"]), ("b<a", &[])])).unwrap();
    assert_eq!(services(&records).len(), 1);
}

#[test]
fn what_a_user_said_under_the_new_name_is_kept() {
    let (_directory, store) = store();
    let records = store.records();
    let now = at("2026-01-01T00:00:00Z");
    for service in ["web/shop", "web/blog"] {
        records.save_service_state(&id(service), &state()).unwrap();
    }
    for place in [Place::equipment(Name::recorded("www")), Place::service(id("www/shop"))] {
        let until = at("2026-01-01T04:00:00Z");
        let mode = MaintenanceMode { place, since: now, until, reason: None };
        records.switch_maintenance_on(&mode).unwrap();
    }
    let mut by_hand = new_request("www/journal");
    by_hand.source = crate::domain::Source::User;
    let by_hand = records.open_request(&by_hand).unwrap();

    records.follow_renames(&inventory(&[("www<web", &["shop", "journal<blog"])])).unwrap();
    assert_eq!(services(&records), ["www/journal", "www/shop"]);
    let modes = records.maintenance_in_force(now).unwrap();
    let places: Vec<String> = modes.iter().map(|mode| mode.place.to_string()).collect();
    assert_eq!(places, ["www", "www/shop"]);
    assert_eq!(records.request(by_hand.id), Ok(Some(by_hand)));
    assert_eq!(records.counts().unwrap().services, 2);
}

#[test]
fn a_name_in_use_again_has_a_uuid_of_its_own() {
    let (_directory, store) = store();
    let records = store.records();
    records.follow_renames(&inventory(&[("a", &[])])).unwrap();
    records.follow_renames(&inventory(&[("b<a", &[])])).unwrap();
    records.follow_renames(&inventory(&[("b<a", &[]), ("a", &[])])).unwrap();
    let uuids = records.source_host_uuids().unwrap();
    assert_eq!(uuids[&Name::recorded("b")], source_host_uuid(&Name::recorded("a")));
    assert_ne!(uuids[&Name::recorded("a")], uuids[&Name::recorded("b")]);
}
