//! A damaged database: found before anything is changed.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::planted::group;
use crate::support::{Answer, Configuration, Gate, Site, World};

/// Every file of a directory: its content, and who may do what with it.
fn everything(directory: &Path) -> Vec<(PathBuf, Vec<u8>, u32, u32, i64)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let bytes = if metadata.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
            (path, bytes, metadata.mode(), metadata.gid(), metadata.mtime_nsec())
        })
        .collect();
    files.sort();
    files
}

/// A pass and two other commands refuse the database, and nothing at all has changed.
#[track_caller]
fn assert_untouched_by_a_pass(world: &World, site: &Site, what: &str) {
    let before = everything(&world.path(""));
    let ran = world.run(&["check"]).refused(74);
    assert!(ran.stderr.contains("damaged") && ran.stderr.contains("ronde.db"), "{what}: {ran}");
    assert_eq!(site.received().len(), 0, "{what}: probed");
    let after = everything(&world.path(""));
    let names = |files: &[(PathBuf, Vec<u8>, u32, u32, i64)]| -> Vec<PathBuf> {
        files.iter().map(|file| file.0.clone()).collect()
    };
    assert_eq!(names(&after), names(&before), "{what}: files came or went");
    for (after, before) in after.iter().zip(&before) {
        assert!(after == before, "{what}: {} has changed", before.0.display());
    }
}

#[test]
fn a_pass_over_a_damaged_database_changes_nothing() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let configuration = Configuration::new().service("web-1/shop", &site.url("/"));
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(1);
    site.forget();
    world.configure(&configuration.top(&format!("group: {}", group().name)));
    let whole = fs::read(world.database()).unwrap();
    let pages = whole.len() / 4096;
    for page in (1..pages).step_by(7).chain([pages - 1]) {
        let mut damaged = whole.clone();
        damaged[page * 4096..][..4096].fill(0x55);
        fs::write(world.database(), &damaged).unwrap();
        for locks in [".lock", ".sending"] {
            let _ = fs::remove_file(world.path(&format!("ronde.db{locks}")));
        }
        assert_untouched_by_a_pass(&world, &site, &format!("page {page} of {pages}"));
    }
}

#[test]
fn a_damaged_database_is_not_upgraded() {
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/databases/v1.db");
    let site = Site::http();
    let configuration = Configuration::new().service("web-1/shop", &site.url("/"));
    let world = World::new(&configuration.top(&format!("group: {}", group().name)));
    let whole = fs::read(released).unwrap();
    for page in (1..whole.len() / 4096).step_by(5) {
        let mut damaged = whole.clone();
        damaged[page * 4096..][..4096].fill(0x55);
        fs::write(world.database(), &damaged).unwrap();
        fs::set_permissions(world.database(), fs::Permissions::from_mode(0o600)).unwrap();
        assert_untouched_by_a_pass(&world, &site, &format!("page {page}"));
        for command in [&["maintenance", "on", "web-1"][..], &["expire-maintenance"]] {
            world.run(command).refused(74).complains("damaged");
        }
        assert!(!world.path("ronde.db.v1.bak").exists(), "page {page}: copied");
        assert!(fs::read(world.database()).unwrap() == damaged, "page {page}: changed");
    }
}

/// What a killed pass has left is still there for whoever repairs the database.
#[test]
fn the_log_of_a_damaged_database_is_kept() {
    let site = Site::http();
    let gate = Gate::new();
    site.answers("/", Answer::status(503));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).cleanly(1);
    let whole = fs::read(world.database()).unwrap();
    site.answers("/", Answer::status(200).held(&gate));
    site.forget();
    let pass = world.start(&["check"]);
    site.wait_for(1);
    pass.kill();
    site.forget();
    let log = fs::read(world.path("ronde.db-wal")).unwrap();
    assert!(!log.is_empty(), "the pass has left no log: this tests nothing");
    let mut damaged = whole;
    let last = damaged.len() - 4096;
    damaged[last..].fill(0x55);
    fs::write(world.database(), &damaged).unwrap();
    let _ = world.run(&["check"]).refused(74).complains("damaged");
    assert!(fs::read(world.path("ronde.db-wal")).unwrap() == log, "the log has changed");
    assert!(fs::read(world.database()).unwrap() == damaged, "the database has changed");
}
