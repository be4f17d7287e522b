//! A probe that panics: an error in ronde, which hides nothing and takes nobody along.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use ronde::world::{Exchange, Exchanger, HttpRequest};
use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

const SECRET: &str = "s3cret-of-the-answer";

/// The real network, but for what is asked of `/broken`.
struct Breaking(Arc<dyn Exchanger>);

impl Exchanger for Breaking {
    fn exchange(&self, request: &HttpRequest<'_>) -> Exchange {
        assert!(!request.url.ends_with("/broken"), "{SECRET}");
        self.0.exchange(request)
    }
}

/// A stream that is read afterwards.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Three services, of which the second has this path.
fn watched(site: &Site, path: &str) -> Configuration {
    let other = |number: u8| site.url(&format!("/{number}"));
    Configuration::new()
        .service("web-1/one", &other(1))
        .service("web-1/two", &site.url(path))
        .service("web-1/three", &other(3))
}

/// Runs a command in this process, with a network that breaks.
fn run_broken(world: &World, arguments: &[&str]) -> (ExitCode, Value, String) {
    let (stdout, stderr) = (Sink::default(), Sink::default());
    let real = ronde::world::World::real();
    let broken = ronde::world::World {
        exchanger: Arc::new(Breaking(Arc::clone(&real.exchanger))),
        stdout: RefCell::new(Box::new(stdout.clone())),
        stderr: RefCell::new(Box::new(stderr.clone())),
        ..real
    };
    let (configuration, database) = (world.path("config.yaml"), world.database());
    let options: [OsString; 7] = [
        "ronde".into(),
        "--config".into(),
        configuration.into(),
        "--database".into(),
        database.into(),
        "--format".into(),
        "json".into(),
    ];
    let arguments = options.into_iter().chain(arguments.iter().map(OsString::from));
    let code = ronde::run(arguments, &broken);
    (code, serde_json::from_str(&stdout.text()).unwrap(), stderr.text())
}

#[test]
fn a_probe_that_panics_is_told_as_that_and_keeps_what_was_known() {
    let site = Site::http();
    site.answers("/broken", Answer::status(503));
    let world = World::new(&watched(&site, "/broken"));
    let _ = world.run(&["check"]).code(1);
    let opened = world.one_request("open");

    let (code, pass, stderr) = run_broken(&world, &["check"]);
    assert_eq!(code, ExitCode::SUCCESS);
    let counts = ["checked", "ok", "ko", "skipped", "deadline_reached"];
    let counted = counts.map(|count| pass["pass"][count].clone());
    assert_eq!(counted, [json!(3), json!(2), json!(0), json!(0), json!(false)], "{pass:#}");
    assert!(stderr.starts_with("warning: the probe of web-1/two broke off at "), "{stderr}");
    assert!(!stderr.contains("out of time") && !stderr.contains(SECRET), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");

    let service = world.service("web-1/two");
    assert_eq!(service["state"], "unknown");
    assert!(service["detail"].as_str().unwrap().contains("an error in ronde"), "{service:#}");
    assert_eq!(service["consecutive_fails"], 1);
    assert_eq!(world.one_request("open"), opened, "nothing was opened or closed");

    // What was known of it still is.
    let _ = world.run(&["check"]).code(1);
    assert_eq!(world.service("web-1/two")["consecutive_fails"], 2);
    assert_eq!(world.one_request("open"), opened);
}

#[test]
fn a_probe_by_hand_that_panics_ends_as_any_other() {
    let world = World::new(&watched(&Site::http(), "/broken"));
    let (code, shown, stderr) = run_broken(&world, &["probe", "web-1/two"]);
    assert_eq!((code, stderr.as_str()), (ExitCode::SUCCESS, ""));
    assert_eq!(shown["probe"]["state"], "unknown");
    let detail = shown["probe"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("the probe broke off at ") && !detail.contains(SECRET), "{detail}");
}

/// Of the real binary; a release cannot be told to panic.
#[cfg(debug_assertions)]
#[test]
fn a_panic_in_the_real_program_is_told_as_that() {
    let site = Site::http();
    let mut world = World::new(&watched(&site, "/2"));
    world.variable("RONDE_TEST_PANIC", "web-1/two");
    let ran = world.run_json(&["check"]).code(0);
    assert!(ran.stderr.starts_with("warning: the probe of web-1/two broke off at src/"), "{ran}");
    assert!(ran.stderr.contains("the services concerned are unknown"), "{ran}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    let pass = ran.json();
    assert_eq!(
        (&pass["pass"]["ok"], &pass["pass"]["deadline_reached"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(world.service("web-1/two")["state"], "unknown");
    assert_eq!(world.requests("all"), Vec::<Value>::new());
    let probe = world.run_json(&["probe", "web-1/two"]).cleanly(0).json();
    assert_eq!(probe["probe"]["state"], "unknown");
}
