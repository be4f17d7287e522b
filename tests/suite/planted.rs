//! Links and other things that somebody planted beside a database that he shares.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use nix::sys::stat::Mode;
use nix::unistd::{Gid, Group, geteuid, getgid, mkfifo};

use super::recovery::{CREATE, messages, pairs, shown, states};
use crate::support::ran::Ran;
use crate::support::{Configuration, Site, World};

/// What ronde or SQLite opens beside a database, by the end of its name.
const BESIDE: [&str; 6] = [".lock", ".sending", ".recovery", "-wal", "-shm", "-journal"];
/// What SQLite opens of it, also to read.
const OF_SQLITE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A group that the files of a test do not have by themselves, where the test may give them away.
pub(super) fn group() -> Group {
    let own = getgid();
    let others = (1..1000).map(Gid::from_raw).filter(|gid| geteuid().is_root() && *gid != own);
    let mut known = others.chain([own]).filter_map(|gid| Group::from_gid(gid).unwrap());
    known.next().expect("the group of a test has a name")
}

/// A world whose database is shared with a group, in a directory that its members may write in.
struct Shared {
    site: Site,
    world: World,
}

impl Shared {
    /// With a database that a pass has made.
    fn new() -> Self {
        let shared = Self::without_database();
        shared.run(&["check"]).cleanly(0);
        shared.site.forget();
        shared
    }

    fn without_database() -> Self {
        let site = Site::http();
        let configuration = Configuration::new().service("web-1/shop", &site.url("/"));
        let world = World::new(&configuration.top(&format!("group: {}", group().name)));
        Self { site, world }
    }

    fn database(&self) -> PathBuf {
        self.world.path("state/ronde.db")
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        self.world.path(&format!("state/ronde.db{suffix}"))
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Ran {
        let database = self.database();
        self.world.run(&[&["--database", database.to_str().unwrap()], arguments].concat())
    }

    /// The pass refuses what was planted there, before it probes anything.
    #[track_caller]
    fn refuses(&self, planted: &Path, words: &str) {
        let ran = self.run(&["check"]).refused(74).complains(words);
        let name = planted.file_name().unwrap().to_str().unwrap();
        assert!(ran.stderr.contains(name), "{name} is not named: {ran}");
        assert_eq!(self.site.received().len(), 0, "{name}: probed all the same");
    }
}

/// A file outside of the directory, as it was: `None` when there is none.
#[derive(Debug, PartialEq, Eq)]
struct Victim {
    path: PathBuf,
    seen: Option<(Vec<u8>, u32, u32, u32)>,
}

impl Victim {
    fn at(path: PathBuf) -> Self {
        let seen = fs::symlink_metadata(&path).ok().map(|metadata| {
            let bytes = fs::read(&path).unwrap();
            (bytes, metadata.mode(), metadata.uid(), metadata.gid())
        });
        Self { path, seen }
    }

    /// One with that content, which only its owner may use.
    fn with(world: &World, name: &str, content: &str) -> Self {
        let path = world.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        Self::at(path)
    }

    #[track_caller]
    fn is_untouched(&self, planted: &Path) {
        assert_eq!(&Self::at(self.path.clone()), self, "by way of {}", planted.display());
    }
}

/// Removes whatever stands there.
fn clear(path: &Path) {
    let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
}

#[test]
fn a_link_beside_the_database_is_never_followed() {
    let shared = Shared::new();
    let victims = [
        Victim::with(&shared.world, "secret", "nobody's business\n"),
        Victim::with(&shared.world, "empty", ""),
        Victim::at(shared.world.path("dangling")),
    ];
    for suffix in BESIDE {
        let planted = shared.beside(suffix);
        for victim in &victims {
            clear(&planted);
            symlink(&victim.path, &planted).unwrap();
            shared.refuses(&planted, "link");
            victim.is_untouched(&planted);
        }
        clear(&planted);
    }
    shared.run(&["check"]).cleanly(0);
}

#[test]
fn a_second_name_of_somebody_elses_file_is_not_taken_for_ours() {
    let shared = Shared::new();
    for content in ["nobody's business\n", ""] {
        for suffix in BESIDE {
            let planted = shared.beside(suffix);
            let victim = Victim::with(&shared.world, "secret", content);
            clear(&planted);
            fs::hard_link(&victim.path, &planted).unwrap();
            shared.refuses(&planted, "hard link");
            victim.is_untouched(&planted);
            clear(&planted);
        }
    }
    let elsewhere = shared.world.path("elsewhere.db");
    fs::hard_link(shared.database(), &elsewhere).unwrap();
    shared.refuses(&shared.database(), "hard link");
    fs::remove_file(elsewhere).unwrap();
    shared.run(&["check"]).cleanly(0);
}

#[test]
fn what_is_no_regular_file_neither_holds_anybody_up_nor_is_used() {
    let shared = Shared::new();
    for suffix in BESIDE.into_iter().chain([""]) {
        let planted = shared.beside(suffix);
        let kept = fs::read(&planted).ok().filter(|_| suffix.is_empty());
        clear(&planted);
        mkfifo(&planted, Mode::from_bits_truncate(0o666)).unwrap();
        shared.refuses(&planted, "not a regular file");
        clear(&planted);
        let socket = UnixListener::bind(&planted).unwrap();
        shared.refuses(&planted, "not a regular file");
        drop(socket);
        clear(&planted);
        fs::create_dir(&planted).unwrap();
        shared.refuses(&planted, "directory");
        clear(&planted);
        if let Some(bytes) = kept {
            fs::write(&planted, bytes).unwrap();
        }
    }
    shared.run(&["check"]).cleanly(0);
}

/// What was looked at is what is opened: a name may lead elsewhere a moment later.
#[test]
fn nobody_wins_a_race_for_a_name() {
    let shared = Shared::new();
    let victims = [
        Victim::with(&shared.world, "secret", "nobody's business\n"),
        Victim::with(&shared.world, "empty", ""),
        Victim::at(shared.world.path("dangling")),
    ];
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let new = shared.world.path("state/new");
            for (turn, suffix) in BESIDE.iter().cycle().enumerate() {
                let planted = shared.beside(suffix);
                let _ = symlink(&victims[turn % 3].path, &new);
                let _ = fs::rename(&new, &planted);
                let _ = fs::remove_file(&planted);
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let ran: Vec<Ran> = (0..40).map(|_| shared.run(&["check"])).collect();
        // The other thread ends whatever is found now.
        is_over.store(true, Ordering::Relaxed);
        for ran in ran {
            assert!([0, 74].contains(&ran.exit()), "{ran}");
        }
    });
    for victim in &victims {
        victim.is_untouched(Path::new("one of them"));
    }
    shared.run(&["check"]).cleanly(0);
    shared.run(&["db", "check"]).cleanly(0);
}

#[test]
fn whoever_only_reads_follows_nothing_either() {
    let shared = Shared::new();
    for suffix in OF_SQLITE {
        let planted = shared.beside(suffix);
        let secret = Victim::with(&shared.world, "secret", "nobody's business\n");
        for reading in [&["status"][..], &["requests", "list"], &["db", "check"]] {
            symlink(&secret.path, &planted).unwrap();
            shared.run(reading).refused(74).complains("link");
            secret.is_untouched(&planted);
            clear(&planted);
            mkfifo(&planted, Mode::from_bits_truncate(0o666)).unwrap();
            shared.run(reading).refused(74).complains("not a regular file");
            clear(&planted);
        }
    }
}

#[test]
fn a_link_in_place_of_the_database_is_followed_only_where_nobody_else_can_plant_one() {
    let shared = Shared::new();
    fs::rename(shared.database(), shared.world.path("real.db")).unwrap();
    let victims = [
        Victim::with(&shared.world, "empty", ""),
        Victim::at(shared.world.path("dangling")),
        Victim::at(shared.world.path("real.db")),
    ];
    for victim in &victims {
        symlink(&victim.path, shared.database()).unwrap();
        for command in [&["check"][..], &["maintenance", "on", "web-1"], &["status"]] {
            shared.run(command).refused(74).complains("link").complains("ronde.db");
            victim.is_untouched(&shared.database());
        }
        clear(&shared.database());
    }
    // By way of a directory that others may not write in, and then a link that they made.
    symlink(&victims[1].path, shared.database()).unwrap();
    symlink(shared.database(), shared.world.path("by-way.db")).unwrap();
    shared.world.run(&["--database", "by-way.db", "check"]).refused(74).complains("link");
    victims[1].is_untouched(&shared.database());
    clear(&shared.database());

    fs::rename(shared.world.path("real.db"), shared.database()).unwrap();
    shared.world.run(&["--database", "by-way.db", "check"]).cleanly(0);
    assert!(!shared.world.path("by-way.db.lock").exists());
}

/// In a directory such as /tmp everybody may make names, and each is its owner's.
#[test]
fn a_link_in_a_sticky_directory_counts_for_its_owner() {
    let shared = Shared::new();
    let sticky = shared.world.path("sticky");
    fs::create_dir(&sticky).unwrap();
    fs::set_permissions(&sticky, Permissions::from_mode(0o1777)).unwrap();
    let link = sticky.join("link.db");
    symlink(shared.database(), &link).unwrap();
    let by_link = ["--database", link.to_str().unwrap(), "check"];
    shared.world.run(&by_link).cleanly(0);
    if geteuid().is_root() {
        // Only root can make what is somebody else's.
        std::os::unix::fs::lchown(&link, Some(65_534), Some(65_534)).unwrap();
        shared.world.run(&by_link).refused(74).complains("link");
    }
    fs::set_permissions(&sticky, Permissions::from_mode(0o777)).unwrap();
    shared.world.run(&by_link).refused(74).complains("link");
}

/// Members make files too, which are the group's already.
#[test]
fn what_another_member_made_is_used_as_it_is() {
    let shared = Shared::new();
    for suffix in [".lock", ".sending", ".recovery", ""] {
        let path = shared.beside(suffix);
        if !path.exists() {
            fs::write(&path, "").unwrap();
        }
        fs::set_permissions(&path, Permissions::from_mode(0o660)).unwrap();
        let owner = geteuid().is_root().then_some(65_534);
        std::os::unix::fs::chown(&path, owner, Some(group().gid.as_raw())).unwrap();
        let before = fs::metadata(&path).unwrap();
        shared.run(&["check"]).cleanly(0);
        let after = fs::metadata(&path).unwrap();
        assert_eq!((after.uid(), after.mode()), (before.uid(), before.mode()), "{suffix}");
    }
}

#[test]
fn the_way_to_the_directory_may_contain_links() {
    let shared = Shared::new();
    symlink(shared.world.path("state"), shared.world.path("way")).unwrap();
    let lock = fs::metadata(shared.beside(".lock")).unwrap().ino();
    shared.world.run(&["--database", "way/ronde.db", "check"]).cleanly(0);
    assert_eq!(fs::metadata(shared.beside(".lock")).unwrap().ino(), lock);
    assert_eq!(shared.site.received().len(), 1);
}

#[test]
fn files_from_before_there_was_a_group_follow_at_the_next_pass() {
    let shared = Shared::new();
    let names = ["", ".lock", ".sending", ".recovery"];
    for name in names {
        let path = shared.beside(name);
        if !path.exists() {
            fs::write(&path, "").unwrap();
        }
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::chown(&path, None, Some(getgid().as_raw())).unwrap();
    }
    shared.run(&["check"]).cleanly(0);
    for name in names {
        let metadata = fs::metadata(shared.beside(name)).unwrap();
        assert_eq!(metadata.mode() & 0o7777, 0o660, "{name}");
        assert_eq!(metadata.gid(), group().gid.as_raw(), "{name}");
    }
}

/// A file that was moved into the directory has one name, and is nobody's lock.
#[test]
fn what_ronde_did_not_make_is_not_given_to_the_group() {
    let shared = Shared::new();
    for suffix in BESIDE {
        let planted = shared.beside(suffix);
        clear(&planted);
        let moved = Victim::with(&shared.world, "state/moved", "nobody's business\n");
        fs::rename(&moved.path, &planted).unwrap();
        // SQLite throws away a log, an index and a journal that are none.
        let _ = shared.run(&["check"]);
        if let Ok(text) = fs::read_to_string(&planted) {
            let mode = fs::metadata(&planted).unwrap().mode() & 0o777;
            assert!(mode == 0o600 || !text.contains("nobody's business"), "{suffix}: {mode:o}");
        }
        clear(&planted);
    }
}

/// The world of a released database that the next pass upgrades.
fn older() -> Shared {
    let shared = Shared::without_database();
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/databases/v1.db");
    fs::create_dir(shared.world.path("state")).unwrap();
    fs::set_permissions(shared.world.path("state"), Permissions::from_mode(0o2770)).unwrap();
    fs::copy(released, shared.database()).unwrap();
    shared
}

#[test]
fn the_copy_before_an_upgrade_goes_through_no_link() {
    for name in [".v1.bak", ".v1.bak.part"] {
        let shared = older();
        let planted = shared.beside(name);
        for victim in ["nobody's business\n", ""] {
            let victim = Victim::with(&shared.world, "secret", victim);
            symlink(&victim.path, &planted).unwrap();
            let _ = shared.run(&["check"]).code(0);
            victim.is_untouched(&planted);
            let kept = fs::symlink_metadata(shared.beside(".v1.bak")).unwrap();
            assert!(kept.is_file() && kept.mode() & 0o777 == 0o600, "{name}");
            fs::copy(shared.beside(".v1.bak"), shared.database()).unwrap();
            fs::remove_file(shared.beside(".v1.bak")).unwrap();
        }
    }
}

#[test]
fn what_stands_in_the_way_of_the_copy_keeps_the_old_database_as_it_is() {
    for name in [".v1.bak", ".v1.bak.part", ".v1.bak.part-journal", ".v1.bak.part-wal"] {
        let shared = older();
        let planted = shared.beside(name);
        let victim = Victim::with(&shared.world, "secret", "nobody's business\n");
        let before = fs::read(shared.database()).unwrap();
        if name.ends_with("bak") || name.ends_with("part") {
            fs::create_dir_all(planted.join("full")).unwrap();
        } else {
            symlink(&victim.path, &planted).unwrap();
        }
        shared.refuses(&planted, "cannot");
        victim.is_untouched(&planted);
        assert!(fs::read(shared.database()).unwrap() == before, "{name}: upgraded all the same");
        assert!(!shared.beside(".v1.bak.part").is_file(), "{name}: half a copy is left");
    }
}

#[test]
fn a_backup_goes_through_no_link() {
    let shared = Shared::new();
    let copy = shared.world.path("state/copy.db");
    let copied = ["db", "backup", copy.to_str().unwrap()];
    let victim = Victim::with(&shared.world, "secret", "nobody's business\n");
    let dangling = Victim::at(shared.world.path("dangling"));
    for target in [&victim, &dangling] {
        symlink(&target.path, &copy).unwrap();
        shared.run(&copied).refused(3).complains("copy.db");
        target.is_untouched(&copy);
        clear(&copy);
        for suffix in OF_SQLITE {
            let planted = shared.world.path(&format!("state/copy.db{suffix}"));
            symlink(&target.path, &planted).unwrap();
            shared.run(&copied).refused(74).complains(suffix);
            target.is_untouched(&planted);
            clear(&planted);
            assert!(!copy.exists(), "{suffix}: half a copy is left");
        }
    }
    shared.run(&copied).code(0);
}

/// A world with one recovery task, which runs that script.
fn recovering(script: &str) -> Shared {
    let task = r"tasks: [{name: only, command: [./only]}]";
    let configuration = Configuration::new()
        .equipment("web-1", "")
        .top(&format!("group: {}", group().name))
        .top(&format!("recovery: [{{type: PROCESS, {task}}}]"));
    let world = World::new(&configuration);
    fs::write(world.path("only"), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(world.path("only"), Permissions::from_mode(0o755)).unwrap();
    Shared { site: Site::http(), world }
}

#[test]
fn the_keeper_of_a_task_writes_through_nothing_that_stands_for_its_note() {
    for plant in [
        "rm $note.new; ln -s \"$PWD/secret\" $note.new",
        "rm $note.new; ln -s \"$PWD/dangling\" $note.new",
        "rm $note.new; ln \"$PWD/secret\" $note.new",
        "rm $note.new; mkfifo $note.new",
        "ln -s \"$PWD/secret\" $note",
        "ln -s \"$PWD/dangling\" $note",
    ] {
        let script =
            format!("note=$(echo state/ronde.db.task-*.new); note=${{note%.new}}; {plant}");
        let shared = recovering(&script);
        let victim = Victim::with(&shared.world, "secret", "nobody's business\n");
        let ran = shared.run(&[&CREATE[..], &["--host", "web-1"]].concat()).cleanly(0);
        assert!(ran.stdout.contains("finished"), "{plant}: {ran}");
        victim.is_untouched(Path::new(plant));
        assert!(!shared.world.path("dangling").exists(), "{plant}");
    }
}

/// ronde is killed; what it finds in place of the note is not what its keeper wrote.
#[test]
fn a_note_is_read_through_no_link_and_waited_for_in_no_fifo() {
    for plant in ["ln -s \"$PWD/forged\" $note", "ln \"$PWD/forged\" $note", "mkfifo $note"] {
        let script = format!(
            "echo run >> runs; [ -e again ] && exit 0; touch again; \
             note=$(echo ronde.db.task-*.new); note=${{note%.new}}; rm $note.new; mkdir $note.new; \
             echo success > forged; {plant}; kill -9 $(cut -d' ' -f4 /proc/$PPID/stat)"
        );
        let world = super::recovery::world(&[("only", &script, "")]);
        let running = world.start(&[&CREATE[..], &["--host", "web-1"]].concat());
        drop(super::recovery::wait_for(&world.path("runs")));
        let _ = running.finish();
        // The directory in place of the draft keeps the second run from being noted.
        let _ = world.run(&["check"]).code(0).complains("cannot be noted");
        assert_eq!(super::recovery::read(&world.path("runs")), "run\nrun\n", "{plant}");
        assert_eq!(states(&shown(&world)), pairs(&[("only", "SUCCESS")]));
        assert_eq!(messages(&shown(&world), 0), ["done"], "{plant}");
    }
}
