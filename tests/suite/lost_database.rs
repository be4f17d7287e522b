//! A database that is deleted or replaced while it is used, or reached in two ways.

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{Answer, Configuration, Gate, Site, World};

/// A service that fails once the gate is open, and a receiver of the news.
struct Failing {
    site: Site,
    receiver: Site,
    gate: Gate,
    configuration: Configuration,
}

fn failing() -> Failing {
    let (site, receiver, gate) = (Site::http(), Site::http(), Gate::new());
    site.answers("/", Answer::status(503).held(&gate));
    let configuration = Configuration::new()
        .service("web-1/shop", &site.url("/"))
        .webhook("hook", &receiver.url("/"));
    Failing { site, receiver, gate, configuration }
}

#[test]
fn a_database_that_is_deleted_during_a_pass() {
    for lost in [&[""][..], &["-wal"], &["-shm"], &["", "-wal", "-shm", ".lock", ".sending"]] {
        let failing = failing();
        let world = World::new(&failing.configuration);
        let pass = world.start(&["check"]);
        failing.site.wait_for(1);
        for suffix in lost {
            let _ = fs::remove_file(world.path(&format!("ronde.db{suffix}")));
        }
        failing.gate.open();
        let ran = pass.finish();
        assert_eq!(ran.exit(), 74, "{lost:?}: {ran}");
        ran.refused(74).complains("deleted").complains("ronde.db");
        assert_eq!(failing.receiver.received().len(), 0, "{lost:?}: told of what is not recorded");
        world.run(&["check"]).cleanly(1);
        world.run(&["db", "check"]).cleanly(0);
    }
}

#[test]
fn a_database_that_is_replaced_during_a_pass() {
    for is_moved in [true, false] {
        let failing = failing();
        let world = World::new(&failing.configuration);
        let other = World::new(&Configuration::new());
        other.run(&["check"]).cleanly(0);
        let pass = world.start(&["check"]);
        failing.site.wait_for(1);
        if is_moved {
            fs::rename(world.database(), world.path("old.db")).unwrap();
        }
        fs::copy(other.database(), world.path("new.db")).unwrap();
        fs::rename(world.path("new.db"), world.database()).unwrap();
        let restored = fs::read(world.database()).unwrap();
        failing.gate.open();
        pass.finish().refused(74).complains("replaced").complains("ronde.db");
        assert_eq!(failing.receiver.received().len(), 0, "told of what is not recorded");
        assert!(fs::read(world.database()).unwrap() == restored, "the other one was written to");
        // What was logged of the old one must not find its way into the new one.
        world.run(&["db", "check"]).cleanly(0);
        assert_eq!(world.requests("all").len(), 0);
        world.run(&["check"]).cleanly(1);
        assert_eq!(failing.receiver.received().len(), 1, "the next pass tells of it");
        if is_moved {
            let old = world.run(&["--database", "old.db", "db", "check"]).cleanly(0);
            let _ = old.says("passes: 1");
        }
    }
}

/// As by `cp BACKUP ronde.db`, which keeps the file and changes what is in it.
#[test]
fn a_database_that_is_overwritten_during_a_pass() {
    for services in [1, 400] {
        let failing = failing();
        let world = World::new(&failing.configuration);
        let healthy = Site::http();
        let other = World::new(&(0..services).fold(Configuration::new(), |other, number| {
            other.service(&format!("web-2/s{number}"), &healthy.url("/"))
        }));
        other.run(&["check"]).cleanly(0);
        let restored = fs::read(other.database()).unwrap();
        let pass = world.start(&["check"]);
        failing.site.wait_for(1);
        fs::write(world.database(), &restored).unwrap();
        failing.gate.open();
        pass.finish().refused(74).complains("overwritten").complains("ronde.db");
        assert_eq!(failing.receiver.received().len(), 0, "told of what is not recorded");
        assert!(fs::read(world.database()).unwrap() == restored, "it was written to");
        world.run(&["db", "check"]).cleanly(0);
        world.run(&["check"]).cleanly(1);
        world.run(&["db", "check"]).cleanly(0);
    }
}

/// What others rightly do to the file meanwhile is nothing to complain about.
#[test]
fn a_database_that_is_touched_or_checkpointed_during_a_pass() {
    let touch = |world: &World| {
        let file = fs::File::options().write(true).open(world.database()).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    };
    let checkpoint = |world: &World| {
        let other = world.sqlite();
        for mode in ["PASSIVE", "TRUNCATE"] {
            other.execute_batch("UPDATE pass SET skipped = 0").unwrap();
            other.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(())).unwrap();
        }
    };
    for meanwhile in [&touch as &dyn Fn(&World), &checkpoint] {
        let failing = failing();
        let world = World::new(&failing.configuration);
        let pass = world.start(&["check"]);
        failing.site.wait_for(1);
        meanwhile(&world);
        failing.gate.open();
        pass.finish().cleanly(1);
        assert_eq!(failing.receiver.received().len(), 1);
    }
}

#[test]
fn a_database_that_is_deleted_while_its_news_are_sent() {
    let failing = failing();
    failing.gate.open();
    let held = Gate::new();
    failing.receiver.answers("/", Answer::status(200).held(&held));
    let world = World::new(&failing.configuration.service("web-1/blog", &failing.site.url("/")));
    let pass = world.start(&["check"]);
    failing.receiver.wait_for(1);
    fs::remove_file(world.database()).unwrap();
    held.open();
    let _ = pass.finish().code(74).complains("deleted");
    assert_eq!(failing.receiver.received().len(), 1, "the second was sent all the same");
}

#[test]
fn two_ways_to_a_database_that_is_still_to_be_made_have_one_lock() {
    for target in ["real.db", "deep/real.db"] {
        let failing = failing();
        let world = World::new(&failing.configuration);
        let link = world.path("link.db");
        symlink("between.db", &link).unwrap();
        symlink(target, world.path("between.db")).unwrap();
        let first = world.start(&["--database", "link.db", "check"]);
        failing.site.wait_for(1);
        for way in ["link.db", "between.db", target, "./link.db", link.to_str().unwrap()] {
            world.run(&["--database", way, "check"]).refused(75);
        }
        assert_eq!(failing.site.received().len(), 1, "two passes at once");
        failing.gate.open();
        first.finish().cleanly(1);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(world.path(target).is_file() && world.path(&format!("{target}.lock")).is_file());
        assert!(!world.path("link.db.lock").exists() && !world.path("between.db.lock").exists());
        let listed = world.json(&["--database", target, "requests", "list"]);
        assert_eq!(listed["requests"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn links_that_lead_in_a_circle_are_an_error() {
    let world = World::new(&Configuration::new().service("web-1/shop", "http://127.0.0.1:9/"));
    symlink("b.db", world.path("a.db")).unwrap();
    symlink("a.db", world.path("b.db")).unwrap();
    for command in ["check", "status", "expire-maintenance"] {
        world.run(&["--database", "a.db", command]).refused(74).complains("a.db").complains("link");
    }
}
