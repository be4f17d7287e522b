//! Commands as probes, in the manner of Nagios plugins.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Configuration, World};

const PLUGINS: &str = "/usr/lib/nagios/plugins";

/// A world with the service `web-1/plugin`, which is that script.
fn world_with(script: &str, keys: &str) -> World {
    let world = World::new(&Configuration::new());
    let file = world.path("plugin.sh");
    fs::write(&file, script).unwrap();
    let keys = format!(
        "monitoring_api: {{version: command, command: [sh, \"{}\"]}}, {keys}",
        file.display()
    );
    world.configure(&Configuration::new().equipment("web-1", "").command("web-1/plugin", &keys));
    world
}

/// What a pass says of it; a probe by hand must say the same.
#[track_caller]
fn checked(world: &World) -> Value {
    let pass = world.json(&["check"])["services"][0].clone();
    let probe = world.json(&["probe", "web-1/plugin"])["probe"].clone();
    let status = world.service("web-1/plugin");
    for field in ["state", "detail", "http_status_ok", "perfdata", "disk_used_percent"] {
        assert_eq!(probe[field], pass[field], "{field}: {probe:#}");
        assert_eq!(status[field], pass[field], "{field}: {status:#}");
    }
    pass
}

#[test]
fn each_exit_code_has_its_meaning() {
    let cases = [
        ("echo 'OK - fine'", "ok", "OK - fine", None),
        ("echo 'WARNING - slow'; exit 1", "ko", "WARNING - slow", Some("warning")),
        ("echo 'CRITICAL - gone'; exit 2", "ko", "CRITICAL - gone", Some("down")),
        ("echo 'UNKNOWN - what?'; exit 3", "ko", "UNKNOWN - what?", Some("down")),
        ("no-such-program", "ko", "not found", Some("down")),
        ("kill -11 $$", "ko", "the command was ended by signal 11", Some("down")),
    ];
    for (script, state, detail, class) in cases {
        let world = world_with(script, "");
        let service = checked(&world);
        assert_eq!(service["state"], state, "{service:#}");
        assert!(service["detail"].as_str().unwrap().contains(detail), "{service:#}");
        assert_eq!(service["last_http_status_code"], Value::Null);
        assert_eq!(service["http_status_ok"], Value::Null);
        let Some(class) = class else {
            assert_eq!(world.requests("all"), Vec::<Value>::new());
            continue;
        };
        let request = world.one_request("open");
        assert_eq!(request["name"], "[KO] web-1/plugin");
        assert_eq!(request["failure_class"], class);
        assert_eq!(request["failure_kind"], "expectation");
        assert_eq!(request["description"], service["detail"]);
    }
}

#[test]
fn a_warning_that_becomes_critical_worsens_its_request_and_its_end_closes_it() {
    let world = world_with("echo slow; exit 1", "");
    checked(&world);
    fs::write(world.path("plugin.sh"), "echo gone; exit 2").unwrap();
    checked(&world);
    let request = world.one_request("open");
    assert_eq!(
        (&request["description"], &request["failure_class"]),
        (&json!("gone"), &json!("down"))
    );
    fs::write(world.path("plugin.sh"), "echo fine").unwrap();
    checked(&world);
    let note = world.one_request("repaired")["note"].as_str().unwrap().to_owned();
    assert!(note.contains("is OK again: closed automatically"), "{note}");
}

#[test]
fn performance_data_are_parsed_kept_and_held_against_disk() {
    let script = "echo \"DISK OK | /=90MB;80;~:95;0;100 'a b'=0.5s;;;;\"; echo 'more | x=U'";
    let world = world_with(script, "expectation: [{type: DISK, max_percent: 80}]");
    let service = checked(&world);
    assert_eq!(
        service["perfdata"],
        json!([
            {"label": "/", "value": 90, "unit": "MB", "warn": "80", "crit": "~:95", "min": 0, "max": 100},
            {"label": "a b", "value": 0.5, "unit": "s", "warn": null, "crit": null, "min": null, "max": null},
            {"label": "x", "value": null, "unit": "", "warn": null, "crit": null, "min": null, "max": null},
        ])
    );
    assert_eq!(service["disk_used_percent"], 90.0);
    assert_eq!(service["state"], "ko");
    assert_eq!(service["detail"], "the disk has 90.0% in use; at most 80% wanted");
    assert_eq!(world.one_request("open")["failure_class"], "warning");
    let table = world.run(&["probe", "web-1/plugin"]).stdout;
    assert!(table.contains("measured") && table.contains("/ 90MB, a b 0.5s, x ?"), "{table}");
}

#[test]
fn what_never_ends_costs_its_timeout_and_leaves_nothing_behind() {
    let scripts = [
        "exec sleep 600",
        "trap '' TERM INT HUP; while :; do sleep 600; done",
        "sleep 600 & sleep 600 & wait",
        "while :; do echo flood; done",
        "exec >&- 2>&-; (trap '' TERM; sleep 600) & exec sleep 600",
        "kill -STOP $$",
    ];
    for script in scripts {
        let world = world_with(&format!("echo $$ >> group\n{script}"), "timeout: 300ms");
        let began = Instant::now();
        let service = world.json(&["check"])["services"][0].clone();
        assert!(began.elapsed() < Duration::from_secs(20), "{script}");
        assert_eq!(service["state"], "ko", "{script}: {service:#}");
        let detail = service["detail"].as_str().unwrap();
        assert!(detail.starts_with("the command did not end within 300ms"), "{detail}");
        let groups = fs::read_to_string(world.path("group")).unwrap();
        // Once, and the repetition of a failure.
        assert_eq!(groups.lines().count(), 2);
        assert_eq!(world.one_request("open")["failure_kind"], "network");
        for group in groups.lines() {
            assert!(is_gone(group), "{script} left something behind");
        }
    }
}

#[test]
fn what_has_left_its_process_group_ends_at_the_timeout_too() {
    // A session of its own, whose parent still waits for it.
    let script = "setsid sh -c 'echo $$ >> group; sleep 600 & wait' & wait";
    let world = world_with(script, "timeout: 500ms");
    assert_eq!(world.json(&["check"])["services"][0]["state"], "ko");
    let groups = fs::read_to_string(world.path("group")).unwrap();
    assert_eq!(groups.lines().count(), 2, "once, and the repetition of a failure");
    for group in groups.lines() {
        assert!(is_gone(group), "something was left behind");
    }
}

/// Whether nothing of a process group is left; what was killed may need a moment.
fn is_gone(group: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        let running = fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let stat = fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
            let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
            (fields[2] == group && fields[0] != "Z").then_some(())
        });
        if running.count() == 0 {
            return true;
        }
    }
    false
}

#[test]
fn what_a_command_leaves_behind_does_not_hold_the_pass_up() {
    let world = world_with("sleep 600 & echo $$ > group; echo fine", "timeout: 5m");
    let began = Instant::now();
    assert_eq!(checked(&world)["detail"], "fine");
    assert!(began.elapsed() < Duration::from_secs(60));
    assert!(is_gone(fs::read_to_string(world.path("group")).unwrap().trim()));
}

#[test]
fn what_was_cut_off_tells_nothing_of_its_measures() {
    let keys = "expectation: [{type: DISK, max_percent: 60}]";
    let world = world_with("echo 'OK | /=1MB;;;0;2'", keys);
    assert_eq!(checked(&world)["disk_used_percent"], 50.0);
    let known = world.service("web-1/plugin");
    fs::write(world.path("plugin.sh"), "echo 'BUSY | /=2MB;;;0;2'; kill -9 $$").unwrap();
    let pass = world.json(&["check"])["services"][0].clone();
    assert_eq!(pass["detail"], "the command was ended by signal 9: BUSY");
    let service = world.service("web-1/plugin");
    for field in ["perfdata", "disk_used_percent"] {
        assert_eq!(service[field], known[field], "{field}");
    }
    let probe = world.json(&["probe", "web-1/plugin"])["probe"].clone();
    assert_eq!(probe["expectations"].as_array().unwrap().len(), 1, "{probe:#}");
}

#[test]
fn a_command_reads_nothing_that_was_meant_for_ronde() {
    let world = world_with("cat; echo end", "");
    fs::write(world.path("input"), "what was piped into ronde\n").unwrap();
    let mut command = world.command(&["check"]);
    let input = fs::File::open(world.path("input")).unwrap();
    assert!(command.stdin(input).output().unwrap().status.success());
    assert_eq!(world.service("web-1/plugin")["detail"], "end");
}

#[test]
fn who_has_left_the_group_with_its_streams_does_not_hold_it_up() {
    let script = "setsid sleep 30 & echo $! > left; sleep 0.2; echo fine";
    let world = world_with(script, "timeout: 5m");
    let began = Instant::now();
    world.run(&["check"]).cleanly(0);
    assert!(began.elapsed() < Duration::from_secs(20), "it waited for what cannot be killed");
    assert_eq!(world.service("web-1/plugin")["detail"], "fine");
    let left: i32 = fs::read_to_string(world.path("left")).unwrap().trim().parse().unwrap();
    let left = nix::unistd::Pid::from_raw(left);
    nix::sys::signal::kill(left, nix::sys::signal::Signal::SIGKILL).unwrap();
}

#[test]
fn a_program_that_is_not_there_says_nothing_about_the_service() {
    let keys = "monitoring_api: {version: command, command: [/no/such/plugin]}";
    let world = World::new(&Configuration::new().command("web-1/plugin", keys));
    let ran = world.run_json(&["check"]);
    assert!(
        ran.stderr.contains("/no/such/plugin cannot be run: no such file or directory"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.service("web-1/plugin")["state"], "unknown");
    assert_eq!(world.requests("all"), Vec::<Value>::new());
}

#[test]
fn an_equipments_own_check_is_a_service_like_any_other() {
    let keys = "monitoring_api: {version: command, command: [sh, -c, \"echo down;exit 2\"]}";
    let world = World::new(&Configuration::new().equipment("web-1", keys));
    assert_eq!(world.json(&["check"])["services"][0]["id"], "web-1/@host");
    assert_eq!(world.one_request("open")["name"], "[KO] web-1/@host");
    world.run(&["maintenance", "on", "web-1"]).code(0);
    let skipped = world.json(&["check"])["services"][0].clone();
    assert_eq!(skipped["skip_reason"], "maintenance");
    // What is shown as effective means the same.
    let shown = world.run(&["config", "show"]).stdout;
    let again = World::with_text(&shown);
    assert_eq!(again.json(&["check"])["services"][0]["detail"], "down");
}

#[test]
fn a_simple_url_only_has_to_answer() {
    let site = crate::support::Site::http();
    site.answers("/", crate::support::Answer::status(204));
    let url = site.url("/");
    let keys = format!("monitoring_api: {{version: simple-url, url: \"{url}\"}}");
    let configuration = Configuration::new().equipment("web-1", &keys).service_with(
        "web-1/shop",
        &url,
        "monitoring_api: {version: simple-url}",
    );
    let world = World::new(&configuration);
    assert_eq!(world.json(&["check"])["pass"]["ok"], 2);
    site.answers("/", crate::support::Answer::status(404));
    let services = world.json(&["check"])["services"].clone();
    assert_eq!(
        (&services[0]["detail"], &services[1]["detail"]),
        (&json!("HTTP 404"), &json!("HTTP 404"))
    );
}

#[test]
fn debians_plugins_are_probes() {
    let plugin = |name: &str| format!("{PLUGINS}/{name}");
    if !Path::new(&plugin("check_disk")).exists() {
        // The gate installs them; elsewhere there may be none.
        return;
    }
    let site = crate::support::Site::http();
    site.answers("/", crate::support::Answer::text("welcome"));
    let port = site.url("/").rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
    let service =
        |words: &[&str]| format!("monitoring_api: {{version: command, command: {}}}", json!(words));
    let configuration = Configuration::new()
        .command("web-1/disk", &service(&[&plugin("check_disk"), "-w", "0", "-c", "0", "-p", "/"]))
        .command("web-1/load", &service(&[&plugin("check_load"), "-w", "9999", "-c", "9999"]))
        .command(
            "web-1/http",
            &service(&[&plugin("check_http"), "-I", "127.0.0.1", "-p", &port, "-s", "welcome"]),
        )
        .command(
            "web-1/gone",
            &service(&[&plugin("check_http"), "-I", "127.0.0.1", "-p", &port, "-s", "goodbye"]),
        );
    let world = World::new(&configuration);
    let services = world.json(&["check"])["services"].clone();
    let labels = |index: usize| -> Vec<String> {
        let data = services[index]["perfdata"].as_array().unwrap();
        data.iter().map(|one| one["label"].as_str().unwrap().to_owned()).collect()
    };
    for index in 0..3 {
        assert_eq!(services[index]["state"], "ok", "{:#}", services[index]);
    }
    assert_eq!(labels(0), ["/"]);
    let used = services[0]["disk_used_percent"].as_f64().unwrap();
    assert!(used > 0.0 && used <= 100.0, "{used}");
    assert_eq!(labels(1), ["load1", "load5", "load15"]);
    assert_eq!(services[1]["perfdata"][0]["warn"], "9999.000");
    assert_eq!(labels(2), ["time", "size"]);
    assert_eq!(services[3]["state"], "ko");
    assert!(services[3]["detail"].as_str().unwrap().starts_with("HTTP CRITICAL"));
}

#[test]
fn defaults_that_mean_nothing_to_an_api_are_not_for_it() {
    let site = crate::support::Site::http();
    site.answers("/", crate::support::Answer::text("welcome"));
    let echo = "monitoring_api: {version: command, command: [echo, \"fine | /=3B;;;0;4\"]}";
    let expected = "expectation: [{type: CONTAINS, text: welcome}, {type: DISK, max_percent: 50}]";
    let configuration = Configuration::new()
        .equipment("web-1", &format!("defaults: {{{expected}}}"))
        .service("web-1/shop", &site.url("/"))
        .command("web-1/disk", echo);
    let world = World::new(&configuration);
    let kinds = |service: &str| -> Vec<Value> {
        let probe = world.json(&["probe", service])["probe"].clone();
        let results = probe["expectations"].as_array().unwrap();
        results.iter().map(|one| json!([one["type"], one["ok"]])).collect()
    };
    assert_eq!(kinds("web-1/shop"), [json!(["CONTAINS", true])]);
    assert_eq!(kinds("web-1/disk"), [json!(["COMMAND", true]), json!(["DISK", false])]);
}

#[test]
fn failing_commands_alone_do_not_mean_that_the_monitor_is_cut_off() {
    let fails = "monitoring_api: {version: command, command: [sh, -c, \"echo full;exit 2\"]}";
    let services = ["web-1/a", "web-1/b", "web-1/c", "web-2/a", "web-2/b", "web-2/c"];
    let add = |configuration: Configuration, id: &&str| configuration.command(id, fails);
    let world = World::new(&services.iter().fold(Configuration::new(), add));
    world.run(&["check"]).code(1);
    assert_eq!(world.requests("open").len(), 6);
}
