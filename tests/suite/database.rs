//! A database that cannot be used is left as it is, and the reason is said.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::world::{Running, snapshot};
use crate::support::{Answer, Configuration, Site, World};

const READING: &[&[&str]] = &[
    &["status"],
    &["requests", "list"],
    &["deliveries", "list"],
    &["maintenance", "list"],
    &["equipment"],
    &["history", "shop"],
    &["requests", "show", "1"],
    &["db", "check"],
];
const WRITING: &[&[&str]] = &[
    &["check"],
    &["check", "shop"],
    &["expire-maintenance"],
    &["maintenance", "on", "web-1"],
    &["requests", "create", "--equipment", "web-1", "--name", "x"],
    &["deliveries", "retry"],
];

/// SQLite would take such a name for something else, and lose what is recorded.
#[test]
fn a_name_that_means_something_to_sqlite_is_just_a_name() {
    let (_site, world) = used();
    for name in [":memory:", "file:shop.db", "file:shop?mode=memory", "a b?c#d%20.db"] {
        world.run(&["--database", name, "check"]).cleanly(1);
        assert!(fs::metadata(world.path(name)).unwrap().len() > 0, "{name}");
        world.run(&["--database", name, "requests", "show", "1"]).cleanly(0);
    }
}

/// A world with a database of one open request.
fn used() -> (Site, World) {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).cleanly(1);
    (site, world)
}

/// Every command refuses the database with 74 and these words, and leaves it alone.
#[track_caller]
fn assert_refused(world: &World, words: &str) {
    let before = fs::read(world.database()).unwrap();
    for arguments in READING.iter().chain(WRITING) {
        let ran = world.run(arguments).code(74);
        assert!(ran.stderr.starts_with("error: "), "{ran}");
        // What is wrong with a database is the result of `db check`.
        assert!(ran.stdout.is_empty() || arguments[0] == "db", "{ran}");
        let is_said = words.split('|').any(|word| ran.stderr.contains(word));
        assert!(is_said && ran.stderr.contains("ronde.db"), "{words:?} is not said: {ran}");
        assert!(fs::read(world.database()).unwrap() == before, "the file changed: {ran}");
    }
    let error = world.run_json(&["status"]).code(74).json_error();
    assert!(error["message"].as_str().unwrap().contains("ronde.db"), "{error}");
    // Nothing is left beside it either, such as a copy or a journal with content.
    for (path, bytes) in snapshot(&world.path("")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(!name.ends_with("-wal") || bytes.is_empty(), "{name} is left");
        assert!(!name.contains(".bak"), "{name} is left");
    }
}

#[test]
fn a_corrupted_database() {
    let (_site, world) = used();
    let mut bytes = fs::read(world.database()).unwrap();
    for byte in bytes.iter_mut().skip(100) {
        *byte = 0xaa;
    }
    fs::write(world.database(), bytes).unwrap();
    assert_refused(&world, "damaged|corrupt|malformed");
}

#[test]
fn a_damaged_page_is_found_by_db_check() {
    let (_site, world) = used();
    let mut bytes = fs::read(world.database()).unwrap();
    let page = 4096;
    let last = bytes.len() - page;
    for byte in &mut bytes[last..] {
        *byte = 0x55;
    }
    fs::write(world.database(), &bytes).unwrap();
    world.run(&["db", "check"]).code(74);
    assert!(fs::read(world.database()).unwrap() == bytes, "the file changed");
}

#[test]
fn a_truncated_database() {
    let (_site, world) = used();
    let bytes = fs::read(world.database()).unwrap();
    fs::write(world.database(), &bytes[..bytes.len() / 2]).unwrap();
    assert_refused(&world, "damaged|corrupt|malformed|truncated");
}

#[test]
fn a_database_of_a_newer_ronde() {
    let (_site, world) = used();
    let connection = world.sqlite();
    connection.pragma_update(None, "user_version", 9999).unwrap();
    connection.close().unwrap();
    assert_refused(&world, "newer");
}

#[test]
fn a_database_of_another_program() {
    let (_site, world) = used();
    fs::remove_file(world.database()).unwrap();
    let connection = world.sqlite();
    connection.execute_batch("CREATE TABLE cookies (name TEXT); PRAGMA user_version = 1").unwrap();
    connection.close().unwrap();
    assert_refused(&world, "not a ronde database");
}

#[test]
fn a_file_that_is_no_database() {
    let (_site, world) = used();
    fs::write(world.database(), "Dear diary, today nothing was KO.\n".repeat(300)).unwrap();
    assert_refused(&world, "not a ronde database|not a database");
}

#[test]
fn a_directory_in_place_of_the_database() {
    let world = World::new(&Configuration::new().service("web-1/shop", "http://127.0.0.1:1/"));
    fs::create_dir(world.database()).unwrap();
    world.run(&["check"]).refused(74).complains("ronde.db");
    world.run(&["status"]).refused(74).complains("ronde.db");
    assert_eq!(fs::read_dir(world.database()).unwrap().count(), 0);
}

#[test]
fn a_database_that_another_program_has_locked_is_waited_for() {
    let (_site, world) = used();
    let connection = world.sqlite();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let before = fs::read(world.database()).unwrap();
    let began = std::time::Instant::now();
    let waiting = world.start(&["maintenance", "on", "web-1"]);
    // Reading need not wait for a writer.
    world.run(&["requests", "list"]).cleanly(0).says("HTTP 503");
    waiting.finish().refused(74).complains("locked");
    assert!(began.elapsed().as_millis() >= 4500, "waited only {:?}", began.elapsed());
    assert!(fs::read(world.database()).unwrap() == before, "the file changed");

    let patient = world.start(&["maintenance", "on", "web-1"]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    connection.execute_batch("ROLLBACK").unwrap();
    patient.finish().code(0);
    assert_eq!(world.json(&["maintenance", "list"])["maintenance"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_size_limit_is_a_clear_error() {
    let (_site, world) = used();
    let before = fs::read(world.database()).unwrap();
    let plain = world.command(&["check"]);
    let mut limited = Command::new("/bin/sh");
    limited
        .args(["-c", "ulimit -f 1; trap '' XFSZ; exec \"$0\" \"$@\" >/dev/null 2>errors"])
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(world.path(""))
        .env("SSL_CERT_FILE", world.path("roots.pem"));
    let _ = Running::start(limited, "check (no file over 512 bytes)".to_owned()).finish().code(74);
    let errors = fs::read_to_string(world.path("errors")).unwrap();
    assert!(errors.starts_with("error: ") && errors.contains("ronde.db"), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    assert!(fs::read(world.database()).unwrap() == before, "the file changed");
    world.run(&["db", "check"]).cleanly(0);
    assert_eq!(world.requests("all").len(), 1);
}

/// A file system with a fixed size, or a printed note that there can be none.
fn small_disk(world: &World, size: &str) -> Option<Mounted> {
    let place = world.path("disk");
    fs::create_dir(&place).unwrap();
    let status = Command::new("mount")
        .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
        .arg(&place)
        .stderr(std::process::Stdio::null())
        .status();
    if status.is_ok_and(|status| status.success()) {
        return Some(Mounted(place));
    }
    note_that_it_is_skipped();
    None
}

#[expect(clippy::print_stderr, reason = "whoever reads the log should know what was not tested")]
fn note_that_it_is_skipped() {
    eprintln!("skipped: mounting a small file system is not permitted here");
}

struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_and_then_room_again() {
    let (_site, world) = used();
    let Some(disk) = small_disk(&world, "2m") else { return };
    let database = disk.0.join("ronde.db");
    let named = ["--database", database.to_str().unwrap()];
    world.run(&[&named[..], &["check"]].concat()).cleanly(1);
    fs::write(disk.0.join("filler"), vec![0; 64 << 20]).unwrap_err();
    let before = fs::read(&database).unwrap();

    for arguments in [&["check"][..], &["maintenance", "on", "web-1"]] {
        let ran = world.run(&[&named[..], arguments].concat()).code(74);
        assert!(ran.stderr.contains("error: ") && ran.stderr.contains("ronde.db"), "{ran}");
        assert!(fs::read(&database).unwrap() == before, "the file changed: {ran}");
    }

    fs::remove_file(disk.0.join("filler")).unwrap();
    world.run(&[&named[..], &["db", "check"]].concat()).cleanly(0);
    world.run(&[&named[..], &["check"]].concat()).cleanly(1);
    let listed = world.json(&[&named[..], &["requests", "list"]].concat());
    assert_eq!(listed["requests"].as_array().unwrap().len(), 1);
}

#[test]
fn a_disk_without_writing_is_read_from_and_never_written_to() {
    let (_site, world) = used();
    let Some(disk) = small_disk(&world, "4m") else { return };
    fs::copy(world.database(), disk.0.join("ronde.db")).unwrap();
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status().unwrap();
    assert!(remount.success());
    let database = disk.0.join("ronde.db");
    let named = ["--database", database.to_str().unwrap()];
    let before = snapshot(&disk.0);
    for arguments in WRITING {
        let ran = world.run(&[&named[..], arguments].concat()).refused(74);
        assert!(ran.stderr.contains("read-only") || ran.stderr.contains("Read-only"), "{ran}");
    }
    assert!(snapshot(&disk.0) == before, "something was written");
    world.run(&[&named[..], &["requests", "list"]].concat()).cleanly(0).says("HTTP 503");
}

#[test]
fn standard_output_that_is_full() {
    let (_site, world) = used();
    for arguments in [&["requests", "list"][..], &["--format", "json", "requests", "list"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command(arguments).stdout(full).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(74), "{errors}");
        assert!(errors.contains("standard output") && !errors.contains("panicked"), "{errors}");
    }
}

#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let database = world.path("state/deep/ronde.db");
    world.run(&["--database", database.to_str().unwrap(), "check"]).cleanly(0);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&world.path("state/deep")), 0o700);
    for (path, _) in snapshot(&world.path("state/deep")) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_group_may_share_the_files() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let site = Site::http();
    let own = fs::metadata(World::with_text("").path("")).unwrap().gid();
    let group = nix::unistd::Group::from_gid(own.into()).unwrap().unwrap().name;
    let configuration =
        Configuration::new().top(&format!("group: {group}")).service("web-1/shop", &site.url("/"));
    let world = World::new(&configuration);
    let database = world.path("state/ronde.db");
    world.run(&["--database", database.to_str().unwrap(), "check"]).cleanly(0);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&world.path("state")), 0o2770);
    for (path, _) in snapshot(&world.path("state")) {
        assert_eq!(mode(&path), 0o660, "{}", path.display());
    }
}

#[test]
fn a_backup_is_a_whole_database() {
    let (site, world) = used();
    let copy = world.path("copy.db");
    let copy = copy.to_str().unwrap();
    world.run(&["db", "backup", copy]).code(0);
    let listed = world.json(&["--database", copy, "requests", "list"]);
    assert_eq!(listed["requests"], json!(world.requests("open")));
    world.run(&["--database", copy, "db", "check"]).cleanly(0);
    let bytes = fs::read(copy).unwrap();
    world.run(&["db", "backup", copy]).refused(3).complains("copy.db");
    world.run(&["db", "backup", "-"]).refused(2).complains("standard output");
    assert!(!world.path("-").exists());
    assert!(fs::read(copy).unwrap() == bytes, "the old copy was replaced");

    site.answers("/", Answer::Silence);
    site.forget();
    let pass = world.start(&["check"]);
    site.wait_for(1);
    let second = world.path("second.db");
    world.run(&["db", "backup", second.to_str().unwrap()]).code(0);
    pass.kill();
    world.run(&["--database", second.to_str().unwrap(), "db", "check"]).cleanly(0);
}

#[test]
fn reading_commands_find_an_empty_database_where_there_is_none() {
    let world = World::new(&Configuration::new().service("web-1/shop", "http://127.0.0.1:1/"));
    let before = snapshot(&world.path(""));
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    assert_eq!(world.deliveries(None), Vec::<Value>::new());
    assert_eq!(world.json(&["maintenance", "list"])["maintenance"], json!([]));
    assert_eq!(world.json(&["history", "shop"])["results"], json!([]));
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    world.run(&["requests", "show", "1"]).refused(4);
    world.run(&["deliveries", "show", "1"]).refused(4);
    world.run(&["check", "--dry-run"]).code(1);
    assert!(snapshot(&world.path("")) == before, "something was created");
}
