//! `notifications list`: every filter, order, limit and marker of Masakari's.

use std::time::{Duration, Instant};

use rusqlite::params;
use serde_json::Value;

use crate::support::ran::Ran;
use crate::support::{Configuration, World};

/// A world with that many notifications, written straight into its database;
/// number `n` was generated in second `n`, and created in second `n / 2`.
fn filled(count: i64) -> World {
    let world = World::new(&Configuration::new().equipment("web-1", "").equipment("web-2", ""));
    world.run(&["check"]).code(0);
    let mut connection = world.sqlite();
    let transaction = connection.transaction().unwrap();
    let insert = "INSERT INTO notification
                      (uuid, type, status, equipment_id, generated_at, payload, created_at, updated_at)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    for number in 1..=count {
        let kind = ["PROCESS", "VM", "COMPUTE_HOST"][usize::try_from(number % 3).unwrap()];
        let status = ["finished", "ignored"][usize::try_from(number % 2).unwrap()];
        let second = |n: i64| 1_700_000_000_000 + n * 1000;
        let payload =
            format!("{{\"event\":\"STOPPED\",\"process_name\":\"p{:03}\"}}", count - number);
        let updated = (number % 5 != 0).then(|| second(number));
        let row = params![
            format!("00000000-0000-4000-8000-{number:012}"),
            kind,
            status,
            number % 2 + 1,
            second(number),
            payload,
            second(number / 2),
            updated,
        ];
        transaction.prepare_cached(insert).unwrap().execute(row).unwrap();
    }
    transaction.commit().unwrap();
    world
}

fn run(world: &World, arguments: &[&str]) -> Ran {
    world.run(&[&["--format", "json", "notifications", "list"], arguments].concat())
}

#[track_caller]
fn listed(world: &World, arguments: &[&str]) -> Vec<Value> {
    let ran = run(world, arguments).cleanly(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    document["notifications"].as_array().unwrap().clone()
}

#[track_caller]
fn ids(world: &World, arguments: &[&str]) -> Vec<i64> {
    listed(world, arguments).iter().map(|each| each["id"].as_i64().unwrap()).collect()
}

#[test]
fn the_newest_comes_first_and_equal_ones_by_number_in_the_same_direction() {
    let world = filled(6);
    assert_eq!(ids(&world, &[]), [6, 5, 4, 3, 2, 1]);
    assert_eq!(ids(&world, &["--sort-dir", "asc"]), [1, 2, 3, 4, 5, 6]);
    let none = World::new(&Configuration::new().equipment("web-1", ""));
    assert_eq!(ids(&none, &[]), Vec::<i64>::new());
    none.run(&["notifications", "list"]).cleanly(0).says("no notifications");
    assert!(!none.database().exists(), "a reading command has made a database");
}

#[test]
fn filters_select_and_unknown_values_select_nothing() {
    let world = filled(12);
    let uuid = listed(&world, &["--host", "web-2", "--limit", "1"])[0]["source_host_uuid"].clone();
    let cases: &[(&[&str], &[i64])] = &[
        (&["--status", "ignored"], &[11, 9, 7, 5, 3, 1]),
        (&["--type", "VM"], &[10, 7, 4, 1]),
        (&["--type", "VM", "--status", "finished"], &[10, 4]),
        (&["--host", "web-1"], &[12, 10, 8, 6, 4, 2]),
        (&["--source-host-uuid", uuid.as_str().unwrap()], &[11, 9, 7, 5, 3, 1]),
        // Inclusive, in any of the forms.
        (&["--generated-since", "2023-11-14T22:13:30Z"], &[12, 11, 10]),
        (&["--generated-since", "2023-11-14T22:13:30.001Z"], &[12, 11]),
        (&["--generated-since", "20231114T221330"], &[12, 11, 10]),
        (&["--generated-since", "2023-11-14 22:13:30"], &[12, 11, 10]),
        (&["--generated-since", "1h"], &[]),
        (&["--status", "Finished"], &[]),
        (&["--type", "vm"], &[]),
        (&["--source-host-uuid", "x"], &[]),
        (&["--host", "nowhere"], &[]),
    ];
    for (arguments, expected) in cases {
        assert_eq!(ids(&world, arguments), *expected, "{arguments:?}");
    }
    for text in ["yesterday", "", "2023-13-01"] {
        let ran = run(&world, &["--generated-since", text]).code(2);
        assert!(ran.stderr.contains("invalid generated-since value"), "{ran}");
    }
}

#[test]
fn keys_and_directions_are_paired_and_the_rest_takes_the_first_direction() {
    let world = filled(7);
    let cases: &[(&[&str], &[i64])] = &[
        (&["--sort-key", "id"], &[7, 6, 5, 4, 3, 2, 1]),
        (&["--sort-key", "id", "--sort-dir", "asc"], &[1, 2, 3, 4, 5, 6, 7]),
        // COMPUTE_HOST 2, 5; PROCESS 3, 6; VM 1, 4, 7.
        (&["--sort-key", "type"], &[7, 4, 1, 6, 3, 5, 2]),
        (&["--sort-key", "type", "--sort-dir", "asc"], &[2, 5, 3, 6, 1, 4, 7]),
        (
            &["--sort-key", "type", "--sort-key", "id", "--sort-dir", "asc", "--sort-dir", "desc"],
            &[5, 2, 6, 3, 7, 4, 1],
        ),
        (
            &["--sort-key", "status", "--sort-key", "type", "--sort-dir", "asc"],
            &[2, 6, 4, 5, 3, 1, 7],
        ),
        (&["--sort-key", "payload"], &[1, 2, 3, 4, 5, 6, 7]),
        (&["--sort-key", "notification_uuid"], &[7, 6, 5, 4, 3, 2, 1]),
        (&["--sort-key", "generated_time", "--sort-dir", "asc"], &[1, 2, 3, 4, 5, 6, 7]),
        (&["--sort-key", "created_at", "--sort-dir", "asc"], &[1, 2, 3, 4, 5, 6, 7]),
        // What has no time is the smallest.
        (&["--sort-key", "updated_at", "--sort-dir", "asc"], &[5, 1, 2, 3, 4, 6, 7]),
    ];
    for (arguments, expected) in cases {
        assert_eq!(ids(&world, arguments), *expected, "{arguments:?}");
        // Page by page it is the same.
        for size in ["1", "2", "3"] {
            let mut pages = Vec::new();
            loop {
                let marker = pages.last().map(i64::to_string);
                let after: Vec<&str> = marker.iter().flat_map(|id| ["--marker", id]).collect();
                let page = ids(&world, &[arguments, ["--limit", size].as_slice(), &after].concat());
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
            }
            assert_eq!(pages, *expected, "{arguments:?} by {size}");
        }
    }
    let hosts = ids(&world, &["--sort-key", "source_host_uuid", "--sort-dir", "asc"]);
    assert!(hosts == [2, 4, 6, 1, 3, 5, 7] || hosts == [1, 3, 5, 7, 2, 4, 6], "{hosts:?}");
    let refused: &[(&[&str], &str)] = &[
        (&["--sort-key", "uuid"], "sort key supplied is invalid: uuid"),
        (&["--sort-key", "id", "--sort-key", "hostname"], "sort key supplied is invalid: hostname"),
        (&["--sort-dir", "ASC"], "unknown sort direction"),
        (&["--sort-key", "id", "--sort-dir", "up"], "unknown sort direction"),
        (&["--sort-dir", "asc", "--sort-dir", "asc"], "sort direction size exceeds sort key size"),
    ];
    for (arguments, reason) in refused {
        let ran = run(&world, arguments).code(2);
        assert!(ran.stderr.contains(reason), "{arguments:?}: {ran}");
        assert_eq!(ran.stdout, "", "{ran}");
    }
}

#[test]
fn limits_and_markers_are_numbers() {
    let world = filled(1100);
    assert_eq!(ids(&world, &[]).len(), 1000);
    assert_eq!(ids(&world, &["--limit", "5000"]).len(), 1000);
    assert_eq!(ids(&world, &["--limit", "99999999999999999999"]).len(), 1000);
    assert_eq!(ids(&world, &["--limit", "0"]), Vec::<i64>::new());
    assert_eq!(ids(&world, &["--limit", "2"]), [1100, 1099]);
    assert_eq!(ids(&world, &["--limit", "2", "--marker", "1000"]), [999, 998]);
    assert_eq!(ids(&world, &["--marker", "1"]), Vec::<i64>::new());
    // The marker need not pass the filters.
    assert_eq!(ids(&world, &["--marker", "4", "--type", "VM"]), [1]);
    assert_eq!(ids(&world, &["--marker", "5", "--type", "VM"]), [4, 1]);
    for (arguments, code, reason) in [
        (["--limit", "x"], 2, "limit must be an integer"),
        (["--limit", "1.5"], 2, "limit must be an integer"),
        (["--limit", ""], 2, "limit must be an integer"),
        (["--limit", "-1"], 2, "limit must be >= 0"),
        (["--marker", "2000"], 4, "marker 2000 could not be found"),
        (["--marker", "00000000-0000-4000-8000-000000000001"], 2, "marker must be the integer"),
    ] {
        let ran = run(&world, &arguments).code(code);
        assert!(ran.stderr.contains(reason), "{arguments:?}: {ran}");
    }
}

#[test]
fn a_hundred_thousand_are_listed_at_once() {
    let world = filled(100_000);
    let pages: [&[&str]; 6] = [
        &[],
        &["--marker", "50000"],
        &["--status", "ignored", "--type", "VM", "--host", "web-2"],
        &["--generated-since", "2023-11-16T01:00:00Z"],
        &["--sort-key", "status", "--sort-key", "updated_at"],
        &["--sort-key", "source_host_uuid"],
    ];
    for arguments in pages {
        // A debug build on a busy machine: the best of a few tries, and a wide margin.
        let best = (0..5).map(|_| {
            let began = Instant::now();
            assert_eq!(ids(&world, arguments).len(), 1000, "{arguments:?}");
            began.elapsed()
        });
        let best = best.min().unwrap();
        assert!(best < Duration::from_millis(500), "{arguments:?} took {best:?}");
    }
    let plan: String = world
        .sqlite()
        .query_row(
            "EXPLAIN QUERY PLAN SELECT * FROM notification ORDER BY created_at DESC, id DESC LIMIT 1000",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("notification_created"), "{plan}");
}
