//! Streams that end early, and streams that are no terminal.

use std::io::Read;
use std::process::Stdio;

use crate::support::{Configuration, Site, World};

fn many(site: &Site) -> World {
    let mut configuration = Configuration::new();
    for number in 0..2000 {
        let id = format!("web-{}/service-{number}", number % 10);
        configuration = configuration.service_with(&id, &site.url("/"), "active: false");
    }
    World::new(&configuration)
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let world = many(&Site::http());
    for arguments in [&["status"][..], &["--format", "json", "status"], &["config", "show"]] {
        let mut child =
            world.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut first = [0; 16];
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert!(matches!(output.status.code(), Some(0 | 6)), "{arguments:?}: {:?}", output.status);
    }
}

#[test]
fn a_full_disk_is_said_in_words() {
    let world = many(&Site::http());
    for arguments in [&["status"][..], &["--help"], &["check", "--help"], &["man"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command(arguments).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(74), "{arguments:?}: {said}");
        let expected = "error: standard output cannot be written: no space left on device\n";
        assert_eq!(said, expected, "{arguments:?}");
    }
}

#[test]
fn closed_streams_do_no_harm() {
    let site = Site::http();
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    let plain = world.command(&["check"]);
    for streams in ["<&- >&-", "2>&-", "<&- >&- 2>&-"] {
        let mut shell = std::process::Command::new("/bin/sh");
        shell
            .args(["-c", &format!("exec \"$0\" \"$@\" {streams}")])
            .arg(plain.get_program())
            .args(plain.get_args())
            .current_dir(world.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = shell.status().unwrap();
        assert!(matches!(status.code(), Some(0 | 74)), "{streams}: {status}");
        // A closed descriptor that the database was opened on would be written to.
        world.run(&["db", "check"]).cleanly(0);
    }
}

#[test]
fn no_format_mixes_results_and_diagnostics() {
    let site = Site::http();
    let keys = "header: {X-Token: {env: NO_SUCH_TOKEN}}";
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    let ran = world.run_json(&["-v", "check"]).code(0).complains("NO_SUCH_TOKEN");
    let _ = ran.json();
    let ran = world.run(&["--format", "csv", "-v", "check"]).code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let headers = reader.headers().unwrap().clone();
    assert!(headers.iter().any(|name| name == "last_http_status_code"), "{headers:?}");
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 1, "{ran}");
}

#[test]
fn csv_has_the_names_and_the_values_of_json() {
    let site = Site::http();
    let configuration = Configuration::new()
        .service_with("web-1/comma, \\\"quote\\\"", &site.url("/"), "tags: [a, b]")
        .service("web-1/blog", &site.url("/"));
    let world = World::new(&configuration);
    world.run(&["check"]).cleanly(0);
    let csv = world.run(&["--format", "csv", "status"]).cleanly(0).stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let position = |name: &str| headers.iter().position(|known| known == name).unwrap();
    let ids: Vec<_> =
        reader.records().map(|record| record.unwrap()[position("id")].to_owned()).collect();
    assert!(ids.contains(&"web-1/comma, \"quote\"".to_owned()), "{ids:?}");
    for name in ["state", "http_status_ok", "latency_ms", "detail", "certificate_expires_at"] {
        let _ = position(name);
    }
}
