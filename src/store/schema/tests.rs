//! Databases that an earlier ronde has written.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::*;
use crate::domain::{
    Delivery, DeliveryStatus, JobNews, LatencyNews, Name, PageNews, Payload, PublicStatus,
    PushNews, PushStatus, StatusNews, Subject, WebhookCall,
};
use crate::store::Store;
use crate::store::testing::{assert_filled, at, filled, id, location, new_delivery};

/// Databases of earlier versions, as those wrote them.
const EARLIER: [usize; 4] = [1, 7, 8, 9];

fn database_of(version: usize) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/databases/v{version}.db"))
}

#[test]
fn databases_of_earlier_versions_can_still_be_used() {
    for version in EARLIER {
        let (_directory, location) = location();
        fs::copy(database_of(version), &location.file).unwrap();
        let (_lock, store) = Store::open_for_pass(&location).unwrap();
        let request = store.records().request(1).unwrap().unwrap();
        assert_filled(&store, &request);
    }
}

/// As an installation that followed every release would have them.
#[test]
fn databases_of_every_earlier_version_can_still_be_used() {
    for version in 1..MIGRATIONS.len() {
        let (_directory, location) = location();
        fs::copy(database_of(1), &location.file).unwrap();
        let mut connection = Connection::open(&location.file).unwrap();
        migrate(&mut connection, &MIGRATIONS[..version]).unwrap();
        let expected = i64::try_from(version).unwrap();
        assert_eq!(super::version(&connection), Ok(Version::Known(expected)));
        drop(connection);
        let (_lock, store) = Store::open_for_pass(&location).unwrap();
        let request = store.records().request(1).unwrap().unwrap();
        assert_filled(&store, &request);
    }
}

/// Queues in a database of version 8, as that wrote it, then opens it.
fn deliveries_of_version_8(rows: &[[&str; 5]]) -> Vec<Delivery> {
    let (_directory, location) = location();
    fs::copy(database_of(8), &location.file).unwrap();
    let connection = Connection::open(&location.file).unwrap();
    connection.execute("DELETE FROM delivery", []).unwrap();
    for (id, row) in (1..).zip(rows) {
        let insert = format!(
            "INSERT INTO delivery (id, destination, kind, event, subject, equipment, payload,
                                   status, created_at, updated_at)
             VALUES ('{id}', 'anywhere', ?1, ?2, ?3, ?4, ?5, 'new', 1, 1)"
        );
        connection.execute(&insert, row).unwrap();
    }
    drop(connection);
    let (_lock, store) = Store::open_for_pass(&location).unwrap();
    let mut deliveries = store.records().deliveries(None, None).unwrap();
    deliveries.reverse();
    deliveries
}

#[test]
fn what_version_8_told_apart_by_its_fields_and_slashes_has_a_type() {
    let status = r#"{"page":{"status":{"status":"partial","title":"é","message":"m",
        "component_id":null,"updates_component":true,"opens_incident":false,"is_public":true}}}"#;
    let latency = r#"{"page":{"latency":{"metric_id":4,"value":1001.0,"timestamp":5}}}"#;
    let call = r#"{"body":"{\"push\":1}","parameters":[["a","b"]],"variables":[["id","1"]]}"#;
    let push = r#"{"push":{"status":"up","message":"OK","ping_ms":null}}"#;
    let job = r#"{"push":{"status":"down","message":"","ping_ms":7,
        "job":{"ended":{"run_id":"r","exit_code":3,"output":"x\u0000\n","is_silent":true}}}}"#;
    let deliveries = deliveries_of_version_8(&[
        ["webhook", "request.opened", "web/shop", "web", call],
        ["webhook", "request.opened", "web", "web", call],
        ["webhook", "request.opened", "backup", "", call],
        ["cachet", "status.changed", "web/my shop", "web", status],
        ["cachet", "latency.measured", "web/shop", "web", latency],
        ["push", "service.pushed", "web/shop", "web", push],
        ["push", "heartbeat.down", "backup", "", job],
    ]);
    let news = StatusNews {
        status: PublicStatus::Partial,
        title: "é".to_owned(),
        message: "m".to_owned(),
        component_id: None,
        updates_component: true,
        opens_incident: false,
        is_public: true,
    };
    let call = Payload::Call(WebhookCall {
        body: Some("{\"push\":1}".to_owned()),
        parameters: vec![("a".to_owned(), "b".to_owned())],
        variables: vec![("id".to_owned(), "1".to_owned())],
    });
    let push = |status, message: &str, ping_ms, job| {
        Payload::Push(PushNews { status, message: message.to_owned(), ping_ms, job })
    };
    let (run_id, output) = ("r".to_owned(), "x\u{0}\n".to_owned());
    let ended = JobNews::Ended { run_id, exit_code: 3, output, is_silent: true };
    let latency = LatencyNews { metric_id: 4, value: 1001.0, timestamp: 5 };
    let (web, backup) = (Name::recorded("web"), Name::recorded("backup"));
    let expected = [
        (Subject::Service(id("web/shop")), call.clone()),
        (Subject::Equipment(web), call.clone()),
        (Subject::Heartbeat(backup.clone()), call),
        (Subject::Service(id("web/my shop")), Payload::Page(PageNews::Status(news))),
        (Subject::Service(id("web/shop")), Payload::Page(PageNews::Latency(latency))),
        (Subject::Service(id("web/shop")), push(PushStatus::Up, "OK", None, None)),
        (Subject::Heartbeat(backup), push(PushStatus::Down, "", Some(7), Some(ended))),
    ];
    let found = deliveries.into_iter().map(|each| (each.content.subject, each.content.payload));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_number_that_version_8_gave_to_a_delivery_is_not_given_again() {
    let (_directory, location) = location();
    fs::copy(database_of(8), &location.file).unwrap();
    let connection = Connection::open(&location.file).unwrap();
    connection.execute("UPDATE delivery SET sequence = 41", []).unwrap();
    connection.execute("DELETE FROM delivery", []).unwrap();
    connection.execute("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'delivery'", []).unwrap();
    drop(connection);
    let (_lock, store) = Store::open_for_pass(&location).unwrap();
    let now = at("2026-01-01T00:00:00Z");
    store.records().enqueue(&new_delivery("n8n", "web/shop"), now).unwrap();
    assert_eq!(store.records().deliveries(None, None).unwrap()[0].sequence, 42);
}

#[test]
#[ignore = "writes the database of this version, before the next migration is added"]
fn write_the_database_of_this_version() {
    let (_directory, location, _) = filled();
    let connection = Connection::open(&location.file).unwrap();
    assert_eq!(number(&connection, "PRAGMA application_id"), Ok(APPLICATION_ID));
    drop(connection);
    fs::copy(&location.file, database_of(MIGRATIONS.len())).unwrap();
}

/// A delivery of version 7 with that state and last error; as it is now.
fn migrated(status: &str, last_error: &str) -> Delivery {
    let (_directory, location) = location();
    fs::copy(database_of(7), &location.file).unwrap();
    let connection = Connection::open(&location.file).unwrap();
    let update = "UPDATE delivery SET status = ?1, last_error = ?2";
    assert_eq!(connection.execute(update, [status, last_error]), Ok(1));
    drop(connection);
    let (_lock, store) = Store::open_for_pass(&location).unwrap();
    store.records().deliveries(None, None).unwrap().remove(0)
}

#[test]
fn what_version_7_knew_of_a_try_is_taken_over() {
    let cases = [
        ("error", "n8n.example: timed out waiting for the response", true),
        ("error", "n8n.example: connection closed", true),
        ("error", "n8n.example: invalid HTTP response", true),
        ("error", "n8n.example answered HTTP 504", true),
        ("error", "n8n.example answered HTTP 504, to be tried again in 60 s", true),
        ("error", "its sender ended before the outcome was known; it may have arrived", true),
        ("failed", "given up after 3 days: n8n.example: connection closed", true),
        ("error", "n8n.example answered HTTP 503", false),
        ("error", "n8n.example: connection refused", false),
        ("error", "n8n.example: connection timed out", false),
        ("error", "n8n.example: DNS resolution failed: no such host", false),
        ("ignored", "the equipment is in maintenance mode", false),
    ];
    for (status, last_error, expected) in cases {
        let delivery = migrated(status, last_error);
        assert_eq!(delivery.may_have_arrived, expected, "{last_error}");
        assert_eq!(delivery.successor, None);
        assert_eq!(delivery.last_error.as_deref(), Some(last_error));
    }
}

#[test]
fn what_version_7_folded_or_superseded_has_a_successor() {
    let successor = "2b0e3f5c-7c0a-4c9e-8e55-0d2f6a1f9d11";
    for (last_error, expected) in [
        (format!("folded into {successor}"), Some(successor)),
        (format!("superseded by {successor}"), Some(successor)),
        ("superseded by a later run or signal".to_owned(), None),
        ("cancelled by hand".to_owned(), None),
    ] {
        let delivery = migrated("ignored", &last_error);
        assert_eq!(delivery.status, DeliveryStatus::Ignored);
        assert_eq!(delivery.successor.as_deref(), expected, "{last_error}");
    }
}
