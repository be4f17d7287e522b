//! Certificates and keys are regular files of a sensible size. Whatever else a
//! path leads to is named at once, and is no failure of what is watched.

use std::fs::{self, File};
use std::os::unix::net::UnixListener;

use nix::sys::stat::Mode;
use serde_json::Value;

use crate::support::{Answer, Configuration, Leaf, Site, World};

/// What is no certificate file, and how each is called.
const TRAPS: [(&str, &str); 6] = [
    ("pipe", "a FIFO"),
    ("folder", "a directory"),
    ("socket", "a socket"),
    ("zero", "a device"),
    ("link", "a FIFO"),
    ("large", "larger than 16 MiB"),
];

/// Lays the traps in a directory of the world.
fn lay_traps(world: &World, directory: &str) {
    let at = |name: &str| world.path(directory).join(name);
    fs::create_dir_all(world.path(directory)).unwrap();
    nix::unistd::mkfifo(&at("pipe"), Mode::S_IRWXU).unwrap();
    fs::create_dir(at("folder")).unwrap();
    // The file stays when the listener goes.
    drop(UnixListener::bind(at("socket")).unwrap());
    std::os::unix::fs::symlink("/dev/zero", at("zero")).unwrap();
    std::os::unix::fs::symlink("pipe", at("link")).unwrap();
    File::create(at("large")).unwrap().set_len(16 * 1024 * 1024 + 1).unwrap();
}

fn detail(service: &Value) -> &str {
    service["detail"].as_str().unwrap_or_default()
}

#[test]
fn whatever_a_services_key_leads_to_is_named_and_makes_it_unknown() {
    let site = Site::https(Leaf::Good);
    let mut configuration = Configuration::new().check("per_equipment: 64");
    let mut expected = Vec::new();
    for (trap, what) in TRAPS {
        for (key, named, keys) in [
            ("ca", "ca_file", format!("ca_file: traps/{trap}")),
            (
                "cert",
                "client_certificate.cert",
                format!("client_certificate: {{cert: traps/{trap}, key: client.key}}"),
            ),
            (
                "key",
                "client_certificate.key",
                format!("client_certificate: {{cert: roots.pem, key: traps/{trap}}}"),
            ),
        ] {
            let id = format!("web-1/{key}-{trap}");
            configuration = configuration.service_with(&id, &site.url("/"), &keys);
            expected.push((id, named, trap, what));
        }
    }
    let world = World::new(&configuration);
    lay_traps(&world, "traps");
    let ran = world.run_json(&["check"]).code(0);
    let pass = ran.json();
    let services = pass["services"].as_array().unwrap();
    for (id, named, trap, what) in &expected {
        let service = services.iter().find(|it| it["id"] == **id).unwrap();
        assert_eq!(service["state"], "unknown", "{service:#}");
        let path = world.path("traps").join(trap);
        let name = format!("cannot read {named} {}: it is {what}", path.display());
        assert!(detail(service).contains(&name), "{name}: {service:#}");
        assert!(ran.stderr.contains(&name), "{ran}");
    }
    assert!(world.requests("all").is_empty());
    assert!(site.received().is_empty());
    // One that is probed by hand says the same.
    world.run(&["probe", "web-1/ca-pipe"]).code(0).says("a FIFO, not a regular file");
    // Whoever checks the configuration hears of each before the first pass.
    let checked = world.run(&["config", "check"]).code(0);
    for (_, named, trap, what) in &expected {
        let path = world.path("traps").join(trap);
        let name = format!("cannot read {named} {}: it is {what}", path.display());
        assert!(checked.stdout.contains(&name), "{name}: {checked}");
    }
}

#[test]
fn whatever_a_variable_leads_to_is_named_and_makes_its_services_unknown() {
    let site = Site::https(Leaf::Good);
    for variable in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"] {
        for (trap, what) in TRAPS {
            // A directory of certificates is as good as a bundle to Python's requests.
            if (variable, trap) == ("REQUESTS_CA_BUNDLE", "folder") {
                continue;
            }
            let mut world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
            lay_traps(&world, "traps");
            let path = world.path("traps").join(trap).display().to_string();
            world.variable(variable, &path);
            let named = format!("{variable}'s root certificates: {path}: it is {what}");
            world.run(&["check"]).code(0).complains(&named);
            assert_eq!(world.service("web-1/shop")["state"], "unknown", "{named}");
            world.run(&["probe", &site.url("/")]).code(0).says(&named);
            world.run(&["import", "cachet", &site.url("/api/v1")]).refused(74).complains(&named);
        }
    }
    assert!(site.received().is_empty());
}

#[test]
fn a_directory_of_certificates_has_nothing_but_files_and_directories() {
    let site = Site::https(Leaf::Good);
    for variable in ["SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"] {
        let mut world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
        world.variable("SSL_CERT_FILE", "");
        fs::create_dir_all(world.path("certificates/more")).unwrap();
        let directory = world.path("certificates").display().to_string();
        world.variable(variable, &directory);
        world.run(&["check"]).code(0).complains("no usable root");
        fs::copy(world.path("roots.pem"), world.path("certificates/roots.pem")).unwrap();
        std::os::unix::fs::symlink("gone", world.path("certificates/dangling")).unwrap();
        world.run(&["check"]).cleanly(0);
        assert_eq!(world.service("web-1/shop")["state"], "ok", "{variable}");
        lay_traps(&world, "traps");
        for (trap, what) in TRAPS.into_iter().filter(|(trap, _)| *trap != "folder") {
            let entry = world.path("certificates").join(trap);
            std::os::unix::fs::symlink(world.path("traps").join(trap), &entry).unwrap();
            let named =
                format!("{variable}'s root certificates: {}: it is {what}", entry.display());
            world.run(&["check"]).code(0).complains(&named);
            assert_eq!(world.service("web-1/shop")["state"], "unknown", "{trap}");
            fs::remove_file(entry).unwrap();
        }
        assert!(world.requests("all").is_empty(), "{variable}");
    }
}

#[test]
fn directories_of_certificates_are_separated_by_colons() {
    let site = Site::https(Leaf::Good);
    let mut world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    fs::create_dir(world.path("empty")).unwrap();
    fs::create_dir(world.path("full")).unwrap();
    fs::copy(world.path("roots.pem"), world.path("full/roots.pem")).unwrap();
    let both = format!("{}:{}", world.path("empty").display(), world.path("full").display());
    world.variable("SSL_CERT_FILE", "");
    world.variable("SSL_CERT_DIR", &both);
    world.run(&["check"]).cleanly(0);
}

#[test]
fn a_pipe_for_a_ca_file_holds_nothing_that_is_told() {
    let (site, receiver) = (Site::http(), Site::https(Leaf::Good));
    site.answers("/", Answer::status(503));
    let push = format!("every: 1h, push_url: \"{}\", ca_file: traps/pipe", receiver.url("/push"));
    let page = format!(
        "cachet: {{api_url: \"{}\", token: t, ca_file: traps/pipe}}",
        receiver.url("/api/v1")
    );
    let actions = "component_id: 1, action: [UPDATE_STATUS]";
    let configuration = Configuration::new()
        .top(&page)
        .service_with("web-1/shop", &site.url("/"), actions)
        .webhook_with("hook", &receiver.url("/hook"), "ca_file: traps/pipe")
        .heartbeat("backup", &push);
    let world = World::new(&configuration);
    lay_traps(&world, "traps");
    world.run(&["check"]).code(1);
    let deliveries = world.deliveries(None);
    assert_eq!(deliveries.len(), 2, "{deliveries:#?}");
    for delivery in deliveries {
        assert_eq!(delivery["status"], "error", "{delivery}");
        let error = delivery["last_error"].as_str().unwrap();
        assert!(error.contains("traps/pipe: it is a FIFO, not a regular file"), "{error}");
    }
    world.run(&["heartbeat", "backup"]).code(0).complains("it is a FIFO");
    world.run(&["heartbeat", "backup", "--", "sh", "-c", "exit 7"]).code(7);
    assert!(receiver.received().is_empty());
}

#[test]
fn a_bundle_of_aws_is_called_by_its_name() {
    let site = Site::https(Leaf::Good);
    let secret = "header: {X-Key: {aws_secrets_manager: {secret_name: a, secret_key: b, region: eu-west-3}}}";
    let mut world =
        World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), secret));
    lay_traps(&world, "traps");
    let path = world.path("traps/pipe").display().to_string();
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_ENDPOINT_URL", &site.url("/")),
        ("AWS_CA_BUNDLE", &path),
    ] {
        world.variable(name, value);
    }
    let named = format!("cannot read AWS_CA_BUNDLE {path}: it is a FIFO");
    world.run(&["check"]).code(0).complains(&named);
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
}

#[test]
fn a_file_of_sixteen_mebibytes_is_read() {
    let site = Site::https(Leaf::Good);
    let keys = "ca_file: large.pem";
    let world = World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), keys));
    let mut text = fs::read_to_string(world.path("roots.pem")).unwrap();
    text.push_str(&"# padding\n".repeat(16 * 1024 * 1024 / 10));
    text.truncate(16 * 1024 * 1024);
    fs::write(world.path("large.pem"), text).unwrap();
    world.run(&["check"]).cleanly(0);
}
