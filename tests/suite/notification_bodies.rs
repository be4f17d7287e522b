//! Masakari's schemas as a table: which bodies are accepted, which are refused, and why.

use std::fs;

use serde_json::{Map, Value, json};

use crate::support::world::Running;
use crate::support::{Configuration, World};

const TYPES: [&str; 3] = ["COMPUTE_HOST", "VM", "PROCESS"];
const KEYS: [&str; 4] = ["type", "hostname", "generated_time", "payload"];
const INSTANCE: &str = "96ab1c42-668c-4f2d-8689-afa3301d4ee9";

/// What becomes of a body: its exit code, and the reason of a refusal.
enum Fate {
    Accepted,
    /// The schemas accept it, and no equipment is called so.
    UnknownHost,
    Refused(&'static str),
}

use Fate::{Accepted, Refused, UnknownHost};

struct Table(Vec<(Value, Fate)>);

impl Table {
    /// A valid body of that type, which is like no other one of the table.
    fn valid(&self, kind: &str) -> Value {
        let number = self.0.len();
        let payload = match kind {
            "COMPUTE_HOST" => json!({
                "event": "STOPPED", "host_status": "NORMAL", "cluster_status": "OFFLINE",
            }),
            "VM" => json!({
                "instance_uuid": INSTANCE, "event": "LIFECYCLE",
                "vir_domain_event": "STOPPED_FAILED",
            }),
            _ => json!({"process_name": format!("process-{number}"), "event": "STOPPED"}),
        };
        // Days apart: nothing is a duplicate.
        let (month, day) = (number / 28 + 1, number % 28 + 1);
        json!({"notification": {
            "type": kind, "hostname": "web-1",
            "generated_time": format!("2025-{month:02}-{day:02}T08:34:46.120000"),
            "payload": payload,
        }})
    }

    fn add(&mut self, body: Value, fate: Fate) {
        self.0.push((body, fate));
    }

    /// A valid body of that type in which one value is another.
    fn with(&mut self, kind: &str, path: &str, value: Value, fate: Fate) {
        let mut body = self.valid(kind);
        *object(&mut body, path) = value;
        self.add(body, fate);
    }

    /// A valid body of that type without one of its values.
    fn without(&mut self, kind: &str, path: &str, fate: Fate) {
        let mut body = self.valid(kind);
        let (parent, key) = path.rsplit_once('.').unwrap();
        object(&mut body, parent).as_object_mut().unwrap().remove(key).unwrap();
        self.add(body, fate);
    }
}

/// The value at `notification.…`, which is made where there is none.
fn object<'a>(body: &'a mut Value, path: &str) -> &'a mut Value {
    path.split('.').fold(body, |value, key| &mut value[key])
}

fn text(length: usize) -> Value {
    Value::String("x".repeat(length))
}

fn bodies() -> Table {
    let mut table = Table(Vec::new());
    whole(&mut table);
    keys(&mut table);
    names_and_times(&mut table);
    payloads(&mut table);
    of_hosts_and_processes(&mut table);
    of_machines(&mut table);
    of_nul(&mut table);
    table
}

fn whole(table: &mut Table) {
    for body in [json!(null), json!([]), json!("x"), json!(1), json!(true)] {
        table.add(body, Refused("the body: is not an object"));
    }
    table.add(json!({}), Refused("the body: \"notification\" is missing"));
    for value in [json!(null), json!([]), json!("x")] {
        table.add(json!({"notification": value}), Refused("notification: is not an object"));
    }
    let mut body = table.valid("PROCESS");
    body["extra"] = json!(1);
    table.add(body, Refused("the body: the key \"extra\" is not allowed"));
}

fn keys(table: &mut Table) {
    for kind in TYPES {
        table.add(table.valid(kind), Accepted);
        for key in KEYS {
            let reason = match key {
                "type" => "notification: \"type\" is missing",
                "hostname" => "notification: \"hostname\" is missing",
                "generated_time" => "notification: \"generated_time\" is missing",
                _ => "notification: \"payload\" is missing",
            };
            table.without(kind, &format!("notification.{key}"), Refused(reason));
        }
        for key in ["host_name", "id", "status"] {
            let path = format!("notification.{key}");
            table.with(kind, &path, json!("x"), Refused("is not allowed; only type, hostname"));
        }
        for value in [json!(null), json!(1), json!(true), json!([]), json!({})] {
            table.with(kind, "notification.type", value.clone(), Refused("type: is not a string"));
            let reason = Refused("hostname: is not a string");
            table.with(kind, "notification.hostname", value.clone(), reason);
            let reason = Refused("generated_time: is not a string");
            table.with(kind, "notification.generated_time", value, reason);
        }
        for value in [json!(null), json!(1), json!(true), json!([]), json!("{}")] {
            table.with(kind, "notification.payload", value, Refused("payload: is not an object"));
        }
    }
    for word in ["process", "Process", "HOST", "", "INSTANCE"] {
        let reason = Refused("is not one of COMPUTE_HOST, VM, PROCESS");
        table.with("PROCESS", "notification.type", json!(word), reason);
    }
}

fn names_and_times(table: &mut Table) {
    let host = "notification.hostname";
    table.with("PROCESS", host, json!(""), Refused("hostname: is empty"));
    table.with("PROCESS", host, text(256), Refused("hostname: is longer than 255 characters"));
    for name in ["web 1", "web/1", "wéb-1", "web:1", "web-1;"] {
        table.with("PROCESS", host, json!(name), Refused("is not made of letters"));
    }
    table.with("PROCESS", host, text(255), UnknownHost);
    table.with("PROCESS", host, json!("Web_1.example-2"), UnknownHost);
    // An end of line at the very end is none to Python, and no equipment has one.
    table.with("PROCESS", host, json!("web-1\n"), UnknownHost);
    let time = "notification.generated_time";
    for text in [
        "2017-04-24T08:34:46Z",
        "2017-04-24 08:34:46",
        "2017-04-24T08:34:46.120000",
        "2017-04-24T08:34:46,5+02:00",
        "2017-04-24T08:34:46-0230",
        "2017-04-24T08:34:46+05",
        "20170424T083446Z",
        "2017-04-24T08:34",
        "2017-04-24T08",
        "2017-4-2",
        "2017-04-24",
        "2017-04",
        "2017",
    ] {
        table.with("PROCESS", time, json!(text), Accepted);
    }
    for text in [
        "",
        "now",
        "201704",
        "2017-13-01",
        "2017-02-30",
        "0000-01-01",
        "17-04-24",
        "2017-04-24T24:00",
        "2017-04-24T08:60",
        "2017-04-24T08:34:60",
        "2017-04-24t08:34:46",
        "2017-04-24T08:34:46z",
        "2017-04-24T08:34:46+24:00",
        "2017-04T08:34",
        "1493022886",
    ] {
        table.with("PROCESS", time, json!(text), Refused("is not an ISO 8601 time"));
    }
}

/// What holds for every payload, and which entries each type has.
fn payloads(table: &mut Table) {
    for (kind, entry) in [
        ("COMPUTE_HOST", "event"),
        ("PROCESS", "process_name"),
        ("PROCESS", "event"),
        ("VM", "instance_uuid"),
        ("VM", "vir_domain_event"),
        ("VM", "event"),
    ] {
        let path = format!("notification.payload.{entry}");
        table.without(kind, &path, Refused("is missing"));
    }
    for (kind, entries) in [
        ("COMPUTE_HOST", ["event", "host_status", "cluster_status"].as_slice()),
        ("PROCESS", &["process_name", "event"]),
        ("VM", &["instance_uuid", "vir_domain_event", "event"]),
    ] {
        table.with(kind, "notification.payload", json!({}), Refused("is missing"));
        let other = "notification.payload.extra";
        table.with(kind, other, json!("x"), Refused("the key \"extra\" is not allowed; only"));
        for entry in entries {
            let path = format!("notification.payload.{entry}");
            for value in [json!(null), json!(1), json!({})] {
                table.with(kind, &path, value, Refused("is not a string"));
            }
            table.with(kind, &path, text(256), Refused("is longer than 255 characters"));
        }
        for key in [String::new(), "a/b".to_owned(), "é".to_owned(), "x".repeat(256)] {
            let mut body = table.valid(kind);
            let payload = Map::from_iter([(key, json!("x"))]);
            body["notification"]["payload"].as_object_mut().unwrap().extend(payload);
            table.add(body, Refused("is not made of 1 to 255 letters"));
        }
    }
}

fn of_hosts_and_processes(table: &mut Table) {
    for kind in ["COMPUTE_HOST", "PROCESS"] {
        let event = "notification.payload.event";
        // The samples of Masakari's own documentation say "stopped", and are refused.
        for word in ["stopped", "started", "STOP", "", "STOPPED "] {
            table.with(kind, event, json!(word), Refused("is not one of STARTED, STOPPED"));
        }
        table.with(kind, event, json!("STARTED"), Accepted);
    }
    let (host, cluster) =
        ("notification.payload.host_status", "notification.payload.cluster_status");
    table.with("COMPUTE_HOST", host, json!("UNKNOWN"), Accepted);
    table.with("COMPUTE_HOST", cluster, json!("ONLINE"), Accepted);
    table.without("COMPUTE_HOST", host, Accepted);
    table.without("COMPUTE_HOST", cluster, Accepted);
    for word in ["normal", "UP", ""] {
        table.with("COMPUTE_HOST", host, json!(word), Refused("is not one of NORMAL, UNKNOWN"));
    }
    for word in ["online", "UNKNOWN", ""] {
        let reason = Refused("is not one of ONLINE, OFFLINE");
        table.with("COMPUTE_HOST", cluster, json!(word), reason);
    }
    let process = "notification.payload.process_name";
    table.with("PROCESS", process, json!(""), Refused("process_name: is empty"));
    table.with("PROCESS", process, text(255), Accepted);
    table.with("PROCESS", process, json!("é".repeat(255)), Accepted);
}

fn of_machines(table: &mut Table) {
    let instance = "notification.payload.instance_uuid";
    for text in [
        "96AB1C42-668C-4F2D-8689-AFA3301D4EE9",
        "96ab1c42668c4f2d8689afa3301d4ee9",
        "{96ab1c42-668c-4f2d-8689-afa3301d4ee9}",
        "urn:uuid:96ab1c42-668c-4f2d-8689-afa3301d4ee9",
    ] {
        table.with("VM", instance, json!(text), Accepted);
    }
    for text in
        ["", "x", "96ab1c42-668c-4f2d-8689-afa3301d4ee", "96ab1c42-668c-4f2d-8689-afa3301d4eeg"]
    {
        table.with("VM", instance, json!(text), Refused("is not a UUID"));
    }
    for entry in ["event", "vir_domain_event"] {
        let path = format!("notification.payload.{entry}");
        table.with("VM", &path, json!(""), Refused("is empty"));
        table.with("VM", &path, text(255), Accepted);
        table.with("VM", &path, json!("whatever it says"), Accepted);
    }
}

/// No text has a NUL: where one is cut there, it says something else.
fn of_nul(table: &mut Table) {
    for (kind, entry) in [
        ("PROCESS", "type"),
        ("PROCESS", "hostname"),
        ("PROCESS", "generated_time"),
        ("PROCESS", "payload.process_name"),
        ("PROCESS", "payload.event"),
        ("PROCESS", "payload.extra"),
        ("COMPUTE_HOST", "payload.event"),
        ("COMPUTE_HOST", "payload.host_status"),
        ("COMPUTE_HOST", "payload.cluster_status"),
        ("VM", "payload.instance_uuid"),
        ("VM", "payload.vir_domain_event"),
        ("VM", "payload.event"),
    ] {
        for text in ["\0", "STOPPED\0", "web-1\0", "a\0b", "\0web-1"] {
            let path = format!("notification.{entry}");
            table.with(kind, &path, json!(text), Refused(": has a NUL character"));
        }
    }
    let mut body = table.valid("PROCESS");
    body["notification"]["payload"]["a\0b"] = json!("x");
    table.add(body, Refused("is not made of 1 to 255 letters"));
}

#[test]
fn a_nul_is_refused_whichever_way_it_comes() {
    let world = World::new(&Configuration::new().equipment("web-1", ""));
    let payload = r#"{"process_name": "a\u0000b", "event": "STOPPED"}"#;
    let reason = "notification.payload.process_name: has a NUL character";
    let options = ["--type", "PROCESS", "--host", "web-1", "--payload", payload];
    let arguments = [&["notifications", "create"][..], &options].concat();
    world.run(&arguments).refused(2).complains(reason);
    let body = format!(
        r#"{{"notification": {{"type": "PROCESS", "hostname": "web-1",
           "generated_time": "2026-01-01T00:00:00", "payload": {payload}}}}}"#
    );
    fs::write(world.path("body.json"), body).unwrap();
    let mut command = world.command(&["notifications", "create", "--json", "-"]);
    command.stdin(fs::File::open(world.path("body.json")).unwrap());
    Running::start(command, "notifications create --json -".to_owned())
        .finish()
        .refused(2)
        .complains(reason);
    assert!(world.requests("all").is_empty());
}

#[test]
fn bodies_are_accepted_and_refused_as_the_published_schemas_do() {
    let table = bodies();
    assert!(table.0.len() >= 200, "only {} bodies", table.0.len());
    let world = World::new(&Configuration::new().equipment("web-1", ""));
    let mut accepted = 0;
    for (number, (body, fate)) in table.0.into_iter().enumerate() {
        let file = format!("body-{number}.json");
        fs::write(world.path(&file), body.to_string()).unwrap();
        let ran = world.run(&["notifications", "create", "--json", &file]);
        match fate {
            Accepted => {
                accepted += 1;
                assert_eq!(ran.exit(), 0, "{body}: {ran}");
            }
            UnknownHost => {
                assert_eq!(ran.exit(), 4, "{body}: {ran}");
                ran.refused(4).complains("could not be found");
            }
            Refused(reason) => {
                assert_eq!(ran.exit(), 2, "{body}: {ran}");
                assert!(ran.stderr.contains(reason), "{body}: {reason:?} is missing: {ran}");
                assert_eq!(ran.stdout, "", "{ran}");
            }
        }
    }
    let recorded: i64 = world
        .sqlite()
        .query_row("SELECT count(*) FROM notification", [], |row| row.get(0))
        .unwrap();
    assert_eq!(recorded, accepted, "what was refused left nothing");
}
