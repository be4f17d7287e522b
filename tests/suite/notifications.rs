//! Alerts of other monitors: what is refused, what they open, close and tell.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::ran::Ran;
use crate::support::{Answer, Configuration, Site, World};

const MACHINE: &str = "96ab1c42-668c-4f2d-8689-afa3301d4ee9";

fn world() -> World {
    World::new(&Configuration::new().equipment("web-1", "").equipment("web-2", ""))
}

/// Reports what `payload` says, with more options.
#[track_caller]
fn report(world: &World, kind: &str, payload: &Value, more: &[&str]) -> Ran {
    let payload = payload.to_string();
    let create = ["--format", "json", "notifications", "create", "--host", "web-1", "--type", kind];
    world.run(&[&create, ["--payload", payload.as_str()].as_slice(), more].concat())
}

/// The notification that a command printed.
#[track_caller]
fn printed(ran: &Ran) -> Value {
    let document: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran}"));
    assert_eq!(document.as_object().unwrap().len(), 1, "{ran}");
    document["notification"].clone()
}

fn process(event: &str) -> Value {
    json!({"process_name": "nova-compute", "event": event})
}

#[test]
fn a_body_on_standard_input_is_recorded_and_answered_in_masakaris_shape() {
    let world = world();
    let body = json!({"notification": {
        "type": "PROCESS", "hostname": "web-1", "generated_time": "2026-01-31 14:00:00.000000",
        "payload": process("STOPPED"),
    }});
    std::fs::write(world.path("body.json"), body.to_string()).unwrap();
    let mut command =
        world.command(&["--format", "json", "notifications", "create", "--json", "-"]);
    let file = std::fs::File::open(world.path("body.json")).unwrap();
    let output = command.stdin(Stdio::from(file)).output().unwrap();
    let ran = Ran::new("notifications create --json -".to_owned(), &output).cleanly(0);
    let made = printed(&ran);
    let equipment = world.json(&["equipment", "web-1"])["equipment"][0].clone();
    assert_eq!(made["id"], 1);
    assert_eq!(made["uuid"], made["notification_uuid"]);
    assert_eq!(made["source_host_uuid"], equipment["source_host_uuid"]);
    for (field, expected) in [
        ("type", json!("PROCESS")),
        ("status", json!("finished")),
        ("hostname", json!("web-1")),
        ("generated_time", json!("2026-01-31T14:00:00Z")),
        ("payload", process("STOPPED")),
        ("deleted", json!(false)),
        ("deleted_at", Value::Null),
        ("message", Value::Null),
        ("request_id", json!(1)),
    ] {
        assert_eq!(made[field], expected, "{field}");
    }
    let uuid = made["uuid"].as_str().unwrap();
    let mut shown =
        printed(&world.run(&["--format", "json", "notifications", "show", uuid]).cleanly(0));
    assert_eq!(shown["recovery_workflow_details"], json!([]));
    shown.as_object_mut().unwrap().remove("recovery_workflow_details");
    assert_eq!(shown, made);
    let listed = world.run(&["--format", "json", "notifications", "list"]).cleanly(0);
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(listed, json!({"notifications": [made]}));
    world.run(&["notifications", "show", uuid]).cleanly(0).says("nova-compute").says("finished");
    world.run(&["notifications", "list"]).cleanly(0).says("PROCESS").says(uuid);
    let csv = world.run(&["--format", "csv", "notifications", "list"]).cleanly(0);
    assert!(csv.stdout.starts_with("id,uuid,notification_uuid,type,status,"), "{csv}");
    world.run(&["notifications", "show", "x"]).refused(4).complains("no notification with id x");
}

#[test]
fn refusals_come_in_masakaris_order() {
    let world = world();
    world.run(&["maintenance", "on", "web-1", "--reason", "disk"]).code(0);
    // Wrong, of an unknown host, in maintenance and a duplicate, one less each time.
    let create = |host: &str, payload: &str| {
        let create = ["notifications", "create", "--type", "PROCESS", "--generated-time"];
        world.run(
            &[&create, ["2026-01-31T14:00:00Z", "--host", host, "--payload", payload].as_slice()]
                .concat(),
        )
    };
    let (bad, good) =
        (r#"{"process_name":"p","event":"stopped"}"#, r#"{"process_name":"p","event":"STOPPED"}"#);
    create("nowhere", bad).refused(2).complains("\"stopped\" is not one of STARTED, STOPPED");
    create("nowhere", "{").refused(2).complains("--payload: not JSON");
    create("nowhere", good).refused(4).complains("host with name \"nowhere\" could not be found");
    create("web-1", good).refused(3).complains(
        "notification received from host web-1 of type 'PROCESS' is ignored as the host is already under maintenance",
    );
    world.run(&["maintenance", "off", "web-1"]).code(0);
    create("web-1", good).code(0);
    create("web-1", good)
        .refused(3)
        .complains("notification received from host web-1 of type PROCESS is duplicate");
    world.run(&["maintenance", "on", "web-1"]).code(0);
    create("web-1", good).refused(3).complains("under maintenance");
    assert!(world.requests("open").len() == 1);
    // A mode of one service is no mode of the host.
    create("web-2", good).code(0);
}

#[test]
fn the_same_within_180_seconds_on_either_side_is_a_duplicate() {
    let world = world();
    let at = |time: &str, payload: &Value| {
        report(&world, "PROCESS", payload, &["--generated-time", time]).exit()
    };
    assert_eq!(at("2026-01-31T14:00:00Z", &process("STOPPED")), 0);
    assert_eq!(at("2026-01-31T14:03:00Z", &process("STOPPED")), 3);
    assert_eq!(at("2026-01-31T13:57:00Z", &process("STOPPED")), 3);
    // The order of the keys does not matter, what they say does.
    let turned = json!({"event": "STOPPED", "process_name": "nova-compute"});
    assert_eq!(at("2026-01-31T14:00:10Z", &turned), 3);
    assert_eq!(at("2026-01-31T14:00:10Z", &process("STARTED")), 0);
    assert_eq!(at("2026-01-31T13:56:59.999Z", &process("STOPPED")), 0);
    assert_eq!(at("2026-01-31T14:03:00.001Z", &process("STOPPED")), 0);
    let other = ["notifications", "create", "--host", "web-2", "--type", "PROCESS", "--payload"];
    let payload = process("STOPPED").to_string();
    let time = ["--generated-time", "2026-01-31T14:00:00Z"];
    world.run(&[other.as_slice(), &[payload.as_str()], &time].concat()).code(0);
}

#[test]
fn a_failure_opens_one_request_and_a_return_closes_it() {
    let cases = [
        (
            "COMPUTE_HOST",
            json!({"event": "STOPPED", "host_status": "NORMAL", "cluster_status": "OFFLINE"}),
            json!({"event": "STARTED", "host_status": "NORMAL", "cluster_status": "ONLINE"}),
            "[HOST KO] web-1".to_owned(),
            "host",
        ),
        (
            "PROCESS",
            process("STOPPED"),
            process("STARTED"),
            "[PROCESS KO] web-1 nova-compute".to_owned(),
            "process",
        ),
        (
            "VM",
            json!({"instance_uuid": MACHINE, "event": "LIFECYCLE", "vir_domain_event": "STOPPED_FAILED"}),
            json!({"instance_uuid": MACHINE.to_uppercase(), "event": "LIFECYCLE", "vir_domain_event": "STARTED_BOOTED"}),
            format!("[VM KO] web-1 {MACHINE}"),
            "vm",
        ),
        (
            "VM",
            json!({"instance_uuid": MACHINE, "event": "IO_ERROR", "vir_domain_event": "IO_ERROR_REPORT"}),
            json!({"instance_uuid": MACHINE, "event": "STARTED", "vir_domain_event": "by hand"}),
            format!("[VM KO] web-1 {MACHINE}"),
            "vm",
        ),
    ];
    for (kind, stopped, started, name, failure_kind) in cases {
        let world = world();
        let at = |time: &'static str| ["--generated-time", time];
        let first = printed(&report(&world, kind, &stopped, &at("3h")).cleanly(0));
        assert_eq!(first["status"], "finished");
        let request = world.one_request("open");
        for (field, expected) in [
            ("name", json!(name)),
            ("source", json!("notification")),
            ("failure_kind", json!(failure_kind)),
            ("failure_class", json!("down")),
            ("priority", json!("2")),
            ("maintenance_type", json!("corrective")),
            ("equipment", json!("web-1")),
            ("service", Value::Null),
        ] {
            assert_eq!(request[field], expected, "{kind}: {field}");
        }
        let again = printed(&report(&world, kind, &stopped, &at("2h")).cleanly(0));
        assert_eq!(again["request_id"], first["request_id"], "{kind}");
        assert_eq!(world.requests("all").len(), 1, "{kind}");
        let back = printed(&report(&world, kind, &started, &at("1h")).cleanly(0));
        assert_eq!((&back["status"], &back["request_id"]), (&json!("finished"), &json!(1)));
        let closed = world.one_request("repaired");
        assert_eq!(closed["closed_by"], "ronde");
        assert!(closed["note"].as_str().unwrap().starts_with("it started again at "), "{closed}");
        let new = printed(&report(&world, kind, &stopped, &[]).cleanly(0));
        assert_eq!(new["request_id"], 2, "{kind}: a new failure has a new request");
    }
}

#[test]
fn another_process_has_a_request_of_its_own_and_its_return_closes_no_other() {
    let world = world();
    let of = |name: &str, event: &str| json!({"process_name": name, "event": event});
    report(&world, "PROCESS", &of("a", "STOPPED"), &[]).cleanly(0);
    report(&world, "PROCESS", &of("b", "STOPPED"), &[]).cleanly(0);
    assert_eq!(world.requests("open").len(), 2);
    report(&world, "PROCESS", &of("b", "STARTED"), &[]).cleanly(0);
    assert_eq!(world.one_request("open")["name"], "[PROCESS KO] web-1 a");
    let nothing = printed(&report(&world, "PROCESS", &of("c", "STARTED"), &[]).cleanly(0));
    assert_eq!((&nothing["status"], &nothing["request_id"]), (&json!("finished"), &Value::Null));
}

#[test]
fn without_auto_close_a_return_is_only_noted() {
    let world = World::new(&Configuration::new().top("auto_close: false").equipment("web-1", ""));
    report(&world, "PROCESS", &process("STOPPED"), &[]).cleanly(0);
    report(&world, "PROCESS", &process("STARTED"), &[]).cleanly(0);
    let request = world.one_request("open");
    assert!(request["note"].as_str().unwrap().starts_with("it started again at "), "{request}");
}

#[test]
fn what_needs_no_recovery_is_ignored_and_says_why() {
    let world = World::new(
        &Configuration::new().equipment("web-1", "").equipment("web-2", "monitoring: false"),
    );
    let vm = |event: &str, detail: &str| json!({"instance_uuid": MACHINE, "event": event, "vir_domain_event": detail});
    for (kind, payload, reason) in [
        ("COMPUTE_HOST", json!({"event": "STOPPED", "host_status": "UNKNOWN"}), "not NORMAL"),
        ("COMPUTE_HOST", json!({"event": "STOPPED"}), "not NORMAL"),
        ("VM", vm("LIFECYCLE", "STOPPED_DESTROYED"), "needs no recovery"),
        ("VM", vm("IO_ERROR", "STOPPED_FAILED"), "needs no recovery"),
    ] {
        let made = printed(&report(&world, kind, &payload, &[]).cleanly(0));
        assert_eq!(made["status"], "ignored", "{payload}");
        assert!(made["message"].as_str().unwrap().contains(reason), "{made}");
    }
    let payload = process("STOPPED").to_string();
    let other = ["notifications", "create", "--host", "web-2", "--type", "PROCESS", "--payload"];
    world.run(&[other.as_slice(), &[payload.as_str()]].concat()).cleanly(0).says("not monitored");
    assert!(world.requests("all").is_empty());
    for (event, detail) in
        [("IO_ERROR", "IO_ERROR_REPORT"), ("QEMU_GUEST_AGENT_ERROR", "STOPPED_FAILED")]
    {
        let made = printed(&report(&world, "VM", &vm(event, detail), &[]).cleanly(0));
        assert_eq!(made["status"], "finished", "{event}");
    }
    assert_eq!(world.requests("open").len(), 1);
}

#[test]
fn a_time_may_have_every_form_that_it_has_in_a_body() {
    let world = world();
    let time = ["--generated-time", "2026-01-31T14:00:4"];
    let made = printed(&report(&world, "PROCESS", &process("STOPPED"), &time).cleanly(0));
    assert_eq!(made["generated_time"], "2026-01-31T14:00:04Z");
    let since = |time: &str| {
        let list = ["--format", "json", "notifications", "list", "--generated-since", time];
        let list: Value = serde_json::from_str(&world.run(&list).cleanly(0).stdout).unwrap();
        list["notifications"].as_array().unwrap().len()
    };
    assert_eq!((since("2026-01-31T14:00:4"), since("2026-01-31T14:00:5")), (1, 0));
    world
        .run(&["notifications", "list", "--generated-since", "soon"])
        .refused(2)
        .complains("invalid generated-since value");
}

#[test]
fn a_body_is_read_up_to_one_mebibyte_and_no_further() {
    let world = world();
    let body = json!({"notification": {
        "type": "PROCESS", "hostname": "web-1", "generated_time": "2026-01-31 14:00:00",
        "payload": process("STOPPED"),
    }})
    .to_string();
    let create = |length: usize| {
        let file = world.path("body.json");
        std::fs::write(&file, format!("{body}{}", " ".repeat(length - body.len()))).unwrap();
        world.run(&["notifications", "create", "--json", file.to_str().unwrap()])
    };
    create((1 << 20) + 1).refused(2).complains("body.json: longer than 1 MiB");
    create(1 << 20).cleanly(0);
}

#[test]
fn webhooks_are_told_as_for_services() {
    let site = Site::http();
    site.answers("/hook", Answer::status(204));
    let keys = "events: [request.opened, request.closed]";
    let configuration =
        Configuration::new().equipment("web-1", "").webhook_with("n8n", &site.url("/hook"), keys);
    let world = World::new(&configuration);
    report(&world, "PROCESS", &process("STOPPED"), &[]).cleanly(0);
    report(&world, "PROCESS", &process("STARTED"), &[]).cleanly(0);
    let bodies: Vec<Value> = site
        .received()
        .iter()
        .map(|each| serde_json::from_slice(each.body.as_ref()).unwrap())
        .collect();
    assert_eq!(bodies.len(), 2, "{bodies:#?}");
    assert_eq!(bodies[0]["name"], "[PROCESS KO] web-1 nova-compute");
    assert_eq!(bodies[0]["description"], "the process nova-compute stopped");
    assert_eq!(bodies[0]["equipment"], "web-1");
    assert_eq!(
        (&bodies[1]["event"], &bodies[1]["stage"]),
        (&json!("request.closed"), &json!("repaired"))
    );
}

#[test]
fn a_request_of_a_notification_can_be_closed_by_hand_and_outlives_a_new_name() {
    let world = world();
    report(&world, "PROCESS", &process("STOPPED"), &["--generated-time", "2h"]).cleanly(0);
    world.configure(
        &Configuration::new().equipment("db-1", "renamed_from: web-1").equipment("web-2", ""),
    );
    world.run(&["check"]).code(0);
    let payload = process("STOPPED").to_string();
    let create = ["notifications", "create", "--host", "db-1", "--type", "PROCESS", "--payload"];
    world.run(&[create.as_slice(), &[payload.as_str()]].concat()).code(0);
    assert_eq!(world.one_request("open")["equipment"], "db-1");
    world.run(&["requests", "close", "1"]).code(0);
    world.let_pass(Duration::from_secs(300));
    world.run(&[create.as_slice(), &[payload.as_str()]].concat()).code(0);
    assert_eq!(world.one_request("open")["id"], 2);
}

#[test]
fn what_came_under_a_new_name_before_any_pass_knew_it_is_of_the_same_host() {
    let world = World::new(&Configuration::new().equipment("web-1", ""));
    let report = |host: &str, process: &str| {
        let payload = format!("{{\"process_name\": \"{process}\", \"event\": \"STOPPED\"}}");
        let create = ["notifications", "create", "--type", "PROCESS", "--host", host];
        world.run(&[&create[..], &["--payload", &payload]].concat()).cleanly(0);
    };
    report("web-1", "a");
    world.configure(&Configuration::new().equipment("web-9", "renamed_from: web-1"));
    report("web-9", "b");
    world.run(&["check"]).cleanly(0);
    let list = world.run(&["notifications", "list", "--host", "web-9"]).cleanly(0);
    list.says("process_name=a").says("process_name=b").says_nothing_of("web-1");
}
