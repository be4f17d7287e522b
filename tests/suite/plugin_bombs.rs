//! Plugins that start processes for ever: ended within their time and a second.
//! Each process of theirs looks first whether the test still is, so that none
//! outlives it whatever ronde does.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Configuration, World};

const TIMEOUT: Duration = Duration::from_millis(600);
/// The second that ending it may take, and one more for a busy machine.
const LONGEST: Duration = Duration::from_millis(2_600);
/// How long nothing must be heard of it afterwards.
const QUIET: Duration = Duration::from_millis(300);

/// A world whose plugin runs `main`, which starts `$bomb` in any way; that is
/// the script `bomb`, which is told where it is itself. Each of its processes
/// leaves a mark.
fn world_with(main: &str, bomb: &str) -> World {
    let world = World::new(&Configuration::new());
    let [marks, script, plugin] = ["marks", "bomb", "plugin"].map(|name| world.path(name));
    let marks = marks.display();
    let bomb_file = script.display();
    let head = format!("[ -e {marks} ] || exit 0; echo >> {marks}; bomb={bomb_file}\n");
    fs::write(&script, format!("{head}{bomb}\n")).unwrap();
    fs::write(&plugin, format!("bomb={bomb_file}\n{main}\n")).unwrap();
    fs::write(world.path("marks"), "").unwrap();
    world.configure(&bombed(&world));
    world
}

/// The plugin as the service `web-1/plugin`.
fn bombed(world: &World) -> Configuration {
    let keys = format!(
        "timeout: {}ms, monitoring_api: {{version: command, command: [bash, \"{}\"]}}",
        TIMEOUT.as_millis(),
        world.path("plugin").display()
    );
    Configuration::new().command("web-1/plugin", &keys)
}

fn marks(world: &World) -> u64 {
    fs::metadata(world.path("marks")).unwrap().len()
}

#[track_caller]
fn is_ended(world: &World, what: &str) {
    let began = Instant::now();
    let probe = world.run_json(&["probe", "web-1/plugin"]).cleanly(1).json();
    let took = began.elapsed();
    assert!(took < LONGEST, "{what}: it took {took:?}");
    let detail = probe["probe"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("the command did not end within 600ms"), "{what}: {detail}");
    let heard = marks(world);
    thread::sleep(QUIET);
    let more = marks(world) - heard;
    assert!(heard > 2, "{what}: it was no bomb");
    assert_eq!((more, world.processes()), (0, Vec::new()), "{what}: it goes on");
}

/// In each of these, processes follow each other, and none lives long.
const CHAINS: &[(&str, &str)] = &[
    ("in its group", "bash $bomb &"),
    ("in sessions of their own", "setsid bash $bomb &"),
    ("in groups of their own", "set -m; bash $bomb &"),
    ("two sessions apart", "setsid setsid --fork bash $bomb & "),
    ("by the way of another program", "nohup setsid nice bash $bomb > /dev/null 2>&1 &"),
];

#[test]
fn a_chain_of_processes_that_die_at_once_is_ended() {
    for (what, bomb) in CHAINS {
        let world = world_with("bash $bomb & sleep 600", bomb);
        is_ended(&world, what);
    }
}

#[test]
fn several_chains_beside_each_other_are_ended() {
    let main = "for each in 1 2 3 4 5 6; do setsid bash $bomb & done; sleep 600";
    is_ended(&world_with(main, "setsid bash $bomb &"), "six chains");
}

#[test]
fn a_chain_of_bare_forks_is_ended() {
    // No program is started anew: about the fastest that there can be.
    let perl = "exec perl -MPOSIX -e 'while (-e $ARGV[0]) { \
                open my $marks, q(>>), $ARGV[0]; print $marks qq(\\n); close $marks; \
                exit if fork; POSIX::setsid }' ${bomb%bomb}marks";
    is_ended(&world_with("bash $bomb & sleep 600", perl), "bare forks");
}

#[test]
fn a_tree_that_grows_is_ended() {
    // Bounded, since the machine is others' as well.
    let bomb = "[ ${DEPTH:-0} -lt 3 ] && export DEPTH=$((DEPTH + 1)) && \
                { setsid bash $bomb & bash $bomb & }; sleep 0.05; exec bash $bomb";
    is_ended(&world_with("bash $bomb & wait; sleep 600", bomb), "a tree");
}

#[test]
fn a_plugin_that_starts_ever_more_is_ended() {
    let main = "while :; do setsid bash $bomb & bash $bomb & sleep 0.03; done";
    is_ended(&world_with(main, "sleep 600 & sleep 600"), "ever more");
}

#[test]
fn who_has_thrown_away_the_environment_is_ended_by_descent() {
    let bomb = "sleep 0.02; env -i PATH=$PATH setsid bash $bomb & wait";
    is_ended(&world_with("env -i PATH=$PATH bash $bomb & wait", bomb), "without environment");
}

#[test]
fn a_plugin_that_is_in_its_time_is_not_ended_with_another() {
    let world = world_with("setsid bash $bomb & sleep 600", "setsid bash $bomb &");
    let calm = "monitoring_api: {version: command, \
                command: [bash, -c, \"setsid sleep 1.5; echo calm\"]}";
    world.configure(&bombed(&world).command("web-1/calm", calm));
    let services = world.json(&["check"])["services"].clone();
    assert_eq!(services[0]["state"], "ko");
    assert_eq!((&services[1]["state"], &services[1]["detail"]), (&json!("ok"), &json!("calm")));
}
