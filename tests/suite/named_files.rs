//! Files that are given by name may be pipes, as `<(…)` of a shell makes them:
//! they are read to their end, and one without an end is refused.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use nix::sys::stat::Mode;

use crate::support::world::Running;
use crate::support::{Configuration, World};

const CSV: &str = "equipment,name,url\nweb-1,shop,https://shop.example/\n";
const BODY: &str = r#"{"notification": {"type": "PROCESS", "hostname": "web-1",
    "generated_time": "2026-01-01T00:00:00",
    "payload": {"process_name": "nginx", "event": "STOPPED"}}}"#;

fn world() -> World {
    World::new(&Configuration::new().equipment("web-1", ""))
}

/// A pipe of that name, into which a thread writes what it is given.
fn pipe(
    world: &World,
    name: &str,
    write: impl FnOnce(&mut File) + Send + 'static,
) -> (PathBuf, JoinHandle<()>) {
    let path = world.path(name);
    nix::unistd::mkfifo(&path, Mode::S_IRWXU).unwrap();
    let opened = path.clone();
    let writer = thread::spawn(move || {
        write(&mut OpenOptions::new().write(true).open(opened).unwrap());
    });
    (path, writer)
}

/// Writes until nobody reads any more.
fn for_ever(pipe: &mut File) {
    let line = b"# more and more\n".repeat(4096);
    while pipe.write_all(&line).is_ok() {}
}

#[test]
fn a_pipe_is_read_to_its_end() {
    let world = world();
    let with = |name: &'static str, text: String| {
        let (path, writer) =
            pipe(&world, name, move |pipe| pipe.write_all(text.as_bytes()).unwrap());
        (path.display().to_string(), writer)
    };
    let (file, writer) = with("config", "equipment: [{name: web-2}]\n".to_owned());
    let mut command = world.command(&[]);
    command.env("RONDE_CONFIG", "nowhere.yaml").args(["config", "check", "--config", &file]);
    Running::start(command, "config check".to_owned()).finish().cleanly(0).says("1 equipment");
    writer.join().unwrap();
    let (file, writer) = with("table", CSV.to_owned());
    world.run(&["import", "csv", &file]).cleanly(0).says("shop.example");
    writer.join().unwrap();
    let (file, writer) = with("body", BODY.to_owned());
    world.run(&["notifications", "create", "--json", &file]).code(0).says("request 1");
    writer.join().unwrap();
    let (file, writer) = with("part", "equipment: [{name: web-3}]\n".to_owned());
    world
        .configure(&Configuration::new().equipment("web-1", "").top(&format!("include: [{file}]")));
    world.run(&["config", "check"]).cleanly(0).says("2 equipment");
    writer.join().unwrap();
}

#[test]
fn a_pipe_without_an_end_is_refused() {
    let world = world();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["import", "csv"], 2, "larger than 64 MiB"),
        (&["import", "uptime-kuma"], 2, "larger than 64 MiB"),
        (&["import", "cachet-url-monitor"], 2, "larger than 64 MiB"),
        (&["notifications", "create", "--json"], 2, "longer than 1 MiB"),
        (&["config", "check", "--config"], 78, "larger than 64 MiB"),
    ];
    for (number, (arguments, code, reason)) in cases.into_iter().enumerate() {
        let (file, writer) = pipe(&world, &format!("endless-{number}"), for_ever);
        let file = file.display().to_string();
        let ran = if arguments[0] == "config" {
            let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ronde"));
            command.args(arguments).arg(&file);
            Running::start(command, arguments.join(" ")).finish()
        } else {
            world.run(&[arguments, &[&file]].concat())
        };
        ran.code(code).mentions(reason).mentions(&file);
        writer.join().unwrap();
        let device = [arguments, &["/dev/zero"]].concat();
        if arguments[0] != "config" {
            world.run(&device).code(code).mentions(reason);
        }
    }
}

#[test]
fn standard_input_by_its_name_is_read_too() {
    let world = world();
    fs::write(world.path("body.json"), BODY).unwrap();
    fs::write(world.path("table.csv"), CSV).unwrap();
    for (arguments, input, says) in [
        (&["import", "csv", "-"][..], "table.csv", "shop.example"),
        (&["import", "csv", "/dev/stdin"], "table.csv", "shop.example"),
        (&["notifications", "create", "--json", "/dev/stdin"], "body.json", "request 1"),
    ] {
        let mut command = world.command(arguments);
        command.stdin(File::open(world.path(input)).unwrap());
        Running::start(command, arguments.join(" ")).finish().code(0).says(says);
    }
}
