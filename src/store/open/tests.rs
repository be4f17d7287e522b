//! Opening good, bad, old, new, locked and broken files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use proptest::prelude::*;
use rusqlite::Connection;

use super::Opening;
use crate::store::schema::MIGRATIONS;
use crate::store::testing::{assert_filled, at, filled, id, location, mode, names, state};
use crate::store::{Location, PassLock, Store, StoreError, StoreErrorKind};

static NEXT: LazyLock<Vec<&str>> =
    LazyLock::new(|| followed_by("CREATE TABLE novelty (id INTEGER) STRICT"));
static BROKEN: LazyLock<Vec<&str>> =
    LazyLock::new(|| followed_by("CREATE TABLE novelty (id INTEGER) STRICT; NONSENSE"));

fn followed_by(last: &'static str) -> Vec<&'static str> {
    MIGRATIONS.iter().copied().chain([last]).collect()
}

fn opening<'l>(location: &'l Location, migrations: &'l [&'l str]) -> Opening<'l> {
    Opening { location, migrations, busy_timeout: Duration::ZERO }
}

/// What each way of opening says, with the directory cut out of it.
fn refusals(location: &Location) -> [String; 3] {
    let opening = opening(location, MIGRATIONS);
    let say = |outcome: Result<(), StoreError>| match outcome {
        Ok(()) => "opened".to_owned(),
        Err(error) => {
            let directory = format!("{}/", location.file.parent().unwrap().display());
            assert_eq!(error.kind, StoreErrorKind::Unusable);
            error.message.replace(&directory, "")
        }
    };
    [
        say(opening.for_reading().map(drop)),
        say(opening.for_writing().map(drop)),
        say(opening.for_pass().map(drop)),
    ]
}

#[test]
fn reading_where_there_is_nothing_creates_nothing() {
    let (directory, location) = location();
    let mut deep = location.clone();
    deep.file = directory.path().join("not/there/ronde.db");
    for location in [location, deep] {
        let store = Store::open_for_reading(&location).unwrap();
        assert!(store.records().service_states().unwrap().is_empty());
        assert_eq!(store.integrity_problems(), Ok(vec![]));
    }
    assert_eq!(names(directory.path()), Vec::<String>::new());
}

#[test]
fn only_the_owner_can_use_what_is_created() {
    let (directory, _) = location();
    let file = directory.path().join("a/b/ronde.db");
    let location = Location { file: file.clone(), group: None };
    let (_lock, store) = Store::open_for_pass(&location).unwrap();
    store.records().begin_pass(true, at("2026-01-01T00:00:00Z")).unwrap();
    for created in ["a", "a/b"] {
        assert_eq!(mode(&directory.path().join(created)), 0o700);
    }
    let files = names(&directory.path().join("a/b"));
    assert_eq!(files, ["ronde.db", "ronde.db-shm", "ronde.db-wal", "ronde.db.lock"]);
    for name in files {
        assert_eq!(mode(&file.with_file_name(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_group_can_use_what_is_shared_with_it() {
    let (directory, _) = location();
    let file = directory.path().join("shared/ronde.db");
    let gid = nix::unistd::getgid();
    let group = nix::unistd::Group::from_gid(gid).unwrap().unwrap().name;
    let location = Location { file: file.clone(), group: Some(group) };
    let (_lock, store) = Store::open_for_pass(&location).unwrap();
    store.records().begin_pass(true, at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(mode(file.parent().unwrap()), 0o2770);
    for name in names(file.parent().unwrap()) {
        assert_eq!(mode(&file.with_file_name(&name)), 0o660, "{name}");
    }
}

#[test]
fn a_database_can_be_shared_later() {
    let (_directory, mut location, request) = filled();
    let gid = nix::unistd::getgid();
    location.group = Some(nix::unistd::Group::from_gid(gid).unwrap().unwrap().name);
    assert_filled(&Store::open_for_writing(&location).unwrap(), &request);
    assert_eq!(mode(&location.file), 0o660);
}

#[test]
fn a_group_that_does_not_exist_is_named() {
    let (directory, mut location) = location();
    location.group = Some("no-such-group".to_owned());
    let Err(error) = Store::open_for_pass(&location) else { panic!("opened") };
    assert!(error.message.ends_with("there is no group \"no-such-group\" on this machine"));
    assert_eq!(names(directory.path()), Vec::<String>::new());
}

#[test]
fn who_may_not_share_leaves_nothing_that_keeps_others_out() {
    if nix::unistd::geteuid().is_root() {
        // Nothing is forbidden to root.
        return;
    }
    let (directory, _) = location();
    for file in ["new/ronde.db", "ronde.db"] {
        let file = directory.path().join(file);
        let location = Location { file, group: Some("root".to_owned()) };
        let Err(error) = Store::open_for_pass(&location) else { panic!("opened") };
        assert!(error.message.contains("cannot give this to the group \"root\""), "{error}");
    }
    assert_eq!(names(directory.path()), Vec::<String>::new());
}

#[test]
fn what_was_recorded_is_there_again() {
    let (directory, location, request) = filled();
    assert_eq!(names(directory.path()), ["ronde.db", "ronde.db.lock"]);
    assert_filled(&Store::open_for_reading(&location).unwrap(), &request);
    assert_filled(&Store::open_for_writing(&location).unwrap(), &request);
    assert_filled(&Store::open_for_pass(&location).unwrap().1, &request);
    assert_eq!(names(directory.path()), ["ronde.db", "ronde.db.lock"]);
}

#[test]
fn an_empty_file_is_a_new_database() {
    let (_directory, location) = location();
    fs::write(&location.file, "").unwrap();
    assert!(Store::open_for_reading(&location).is_ok());
    assert_eq!(fs::read(&location.file).unwrap(), b"");
    assert!(Store::open_for_writing(&location).is_ok());
    assert!(fs::metadata(&location.file).unwrap().len() > 0);
}

#[test]
fn writing_goes_on_beside_a_pass_and_a_second_pass_does_not() {
    let (_directory, location) = location();
    let pass = Store::open_for_pass(&location).unwrap();
    assert!(Store::open_for_writing(&location).is_ok());
    assert!(Store::open_for_reading(&location).is_ok());
    let Err(error) = Store::open_for_pass(&location) else { panic!("opened") };
    assert_eq!(error.kind, StoreErrorKind::PassRunning);
    drop(pass);
    assert!(Store::open_for_pass(&location).is_ok());
}

#[test]
fn what_is_not_ours_is_refused_and_stays_as_it_is() {
    let (directory, _, _) = filled();
    let foreign = directory.path().join("foreign.db");
    let other = Connection::open(&foreign).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x); PRAGMA user_version = 1;")
        .unwrap();
    drop(other);
    let text = directory.path().join("notes.txt");
    fs::write(&text, "shopping list\n".repeat(50)).unwrap();
    let newer = directory.path().join("newer.db");
    drop(opening(&Location { file: newer.clone(), group: None }, &NEXT).for_writing().unwrap());
    let by_a_newer = format!(
        "this database was written by a newer ronde (version {}, this one knows {}); it was left as it is",
        NEXT.len(),
        MIGRATIONS.len()
    );
    let cases: [(PathBuf, &str); 3] = [
        (foreign, "this is not a ronde database; it was left as it is"),
        (text, "this is not a ronde database; it was left as it is"),
        (newer, &by_a_newer),
    ];
    for (file, message) in cases {
        let before = fs::read(&file).unwrap();
        let others = names(directory.path());
        let expected = format!("{}: {message}", file.file_name().unwrap().to_string_lossy());
        let location = Location { file: file.clone(), group: None };
        for refusal in refusals(&location) {
            assert_eq!(refusal, expected);
        }
        assert_eq!(fs::read(&file).unwrap(), before);
        assert_eq!(names(directory.path()), others);
    }
}

#[test]
fn what_cannot_be_a_database_is_named() {
    let (directory, location) = location();
    fs::create_dir(&location.file).unwrap();
    assert_eq!(refusals(&location), ["ronde.db: this is a directory, not a database"; 3]);
    let device = Location { file: PathBuf::from("/dev/null"), group: None };
    let Err(error) = Store::open_for_writing(&device) else { panic!("opened") };
    assert_eq!(error.message, "/dev/null: this is not a regular file");
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let below = Location { file: file.join("ronde.db"), group: None };
    let Err(error) = Store::open_for_pass(&below) else { panic!("opened") };
    assert!(error.message.ends_with("a part of its path is not a directory"), "{error}");
}

#[test]
fn a_database_that_another_program_locks_is_left_to_it() {
    let (_directory, location, request) = filled();
    let other = Connection::open(&location.file).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    let expected = "ronde.db: the database is locked by another program";
    assert_eq!(refusals(&location), [expected; 3]);
    drop(other);
    let mut store = opening(&location, MIGRATIONS).for_writing().unwrap();
    let other = Connection::open(&location.file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused: Result<(), StoreError> = store.transaction(|_| Ok(()));
    assert!(refused.unwrap_err().message.ends_with(": the database is locked by another program"));
    assert_filled(&Store::open_for_reading(&location).unwrap(), &request);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let (_directory, location, request) = filled();
    let mut store = Store::open_for_writing(&location).unwrap();
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let failed: Result<(), StoreError> = store.transaction(|records| {
        for number in 0..10_000 {
            records.save_service_state(&id(&format!("web/{number}")), &state())?;
        }
        Ok(())
    });
    let error = failed.unwrap_err();
    assert!(error.message.ends_with("ronde.db: cannot write: no space is left"), "{error}");
    assert!(error.hint.is_some());
    assert_filled(&store, &request);
}

#[test]
fn a_file_that_may_not_be_written_is_read_all_the_same() {
    if nix::unistd::geteuid().is_root() {
        // Nothing is forbidden to root.
        return;
    }
    let (directory, location, request) = filled();
    fs::set_permissions(&location.file, fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let [reading, writing, passing] = refusals(&location);
    let store = Store::open_for_reading(&location).unwrap();
    assert_filled(&store, &request);
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(reading, "opened");
    assert_eq!(writing, "ronde.db: cannot open the file: permission denied");
    assert_eq!(passing, "ronde.db: cannot open the file: permission denied");
}

#[test]
fn an_older_database_is_copied_then_migrated_but_not_by_a_reader() {
    let (directory, location, request) = filled();
    let next = opening(&location, &NEXT);
    let before = fs::read(&location.file).unwrap();
    let Err(error) = next.for_reading() else { panic!("opened") };
    let (known, needed) = (MIGRATIONS.len(), NEXT.len());
    let older = format!("is of an older version ({known}, this ronde needs {needed})");
    assert!(error.message.ends_with(&older), "{error}");
    assert_eq!(error.hint.as_deref(), Some("run `ronde check`, which upgrades it"));
    assert_eq!(fs::read(&location.file).unwrap(), before);

    let pass = PassLock::take(&location).unwrap();
    let Err(error) = next.for_writing() else { panic!("opened") };
    assert_eq!(error.kind, StoreErrorKind::PassRunning);
    drop(pass);
    let copy = format!("ronde.db.v{known}.bak");
    assert!(!names(directory.path()).contains(&copy));

    fs::write(directory.path().join(format!("{copy}.part")), "cut off").unwrap();
    let (_lock, store) = next.for_pass().unwrap();
    assert_filled(&store, &request);
    store.connection.execute("INSERT INTO novelty VALUES (1)", []).unwrap();
    drop(store);
    assert_eq!(names(directory.path()), ["ronde.db", "ronde.db.lock", copy.as_str()]);
    let kept = Location { file: directory.path().join(&copy), group: None };
    assert_eq!(mode(&kept.file), 0o600);
    assert_filled(&Store::open_for_reading(&kept).unwrap(), &request);
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let (_directory, location, request) = filled();
    assert!(opening(&location, &BROKEN).for_writing().is_err());
    assert_filled(&Store::open_for_reading(&location).unwrap(), &request);
    assert!(opening(&location, &NEXT).for_writing().is_ok());
}

#[test]
fn a_damaged_value_is_said_to_be_damage() {
    let (_directory, location, request) = filled();
    let store = Store::open_for_writing(&location).unwrap();
    store.connection.execute("UPDATE request SET stage = 'eaten'", []).unwrap();
    let error = store.records().request(request.id).unwrap_err();
    assert!(error.message.contains("this database is damaged ("), "{error}");
    store.connection.execute("UPDATE pass SET started_at = 9223372036854775807", []).unwrap();
    assert!(store.records().last_full_pass().unwrap_err().message.contains("is damaged"));
}

/// Everything that can be read, or the first failure.
fn read_everything(store: &Store) -> Result<(), StoreError> {
    let records = store.records();
    records.service_states()?;
    records.open_requests()?;
    records.outboxes()?;
    records.last_full_pass()?;
    records.results(&id("web/shop"), None, None)?;
    records.counts()?;
    store.integrity_problems()?;
    Ok(())
}

#[test]
fn a_file_cut_within_its_header_is_damaged() {
    for length in [1, 15, 16, 71, 72, 80, 99, 100] {
        let (_directory, location, _) = filled();
        let bytes = fs::read(&location.file).unwrap();
        fs::write(&location.file, &bytes[..length]).unwrap();
        for refusal in refusals(&location) {
            assert!(
                refusal.starts_with("ronde.db: this database is damaged ("),
                "{length}: {refusal}"
            );
        }
        assert_eq!(&fs::read(&location.file).unwrap(), &bytes[..length]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_cut_anywhere_is_an_error_and_stays_as_it_is(fraction in 0.0001..0.9999_f64) {
        let (_directory, location, _) = filled();
        let bytes = fs::read(&location.file).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a length below that of the file")]
        let length = (bytes.len() as f64 * fraction) as usize;
        fs::write(&location.file, &bytes[..length.max(1)]).unwrap();
        for refusal in refusals(&location) {
            prop_assert!(refusal.starts_with("ronde.db: this database is damaged ("), "{}", refusal);
        }
        prop_assert_eq!(&fs::read(&location.file).unwrap(), &bytes[..length.max(1)]);
    }

    #[test]
    fn no_damage_makes_anything_panic(
        offset in 0..20_000_usize,
        junk in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let (_directory, location, _) = filled();
        let mut bytes = fs::read(&location.file).unwrap();
        for (byte, junk) in bytes.iter_mut().skip(offset).zip(junk) {
            *byte = junk;
        }
        fs::write(&location.file, &bytes).unwrap();
        let _ = opening(&location, MIGRATIONS).for_reading().and_then(|store| read_everything(&store));
        let _ = opening(&location, MIGRATIONS).for_writing().and_then(|store| read_everything(&store));
    }
}
