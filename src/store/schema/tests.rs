//! Databases that an earlier ronde has written.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::*;
use crate::domain::{Delivery, DeliveryStatus};
use crate::store::Store;
use crate::store::testing::{assert_filled, filled, location};

/// Databases of earlier versions, as those wrote them.
const EARLIER: [usize; 2] = [1, 7];

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
