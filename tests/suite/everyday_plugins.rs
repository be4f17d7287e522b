//! Plugins as people have them: written on other systems, in other character sets,
//! and with an empty line first.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Configuration, World};

/// What a check by a script of that text comes to: its state, its detail and the
/// performance data.
fn checked(script: &[u8]) -> (String, String, String) {
    let world = World::with_text("");
    let file = world.path("plugin");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let keys = format!("monitoring_api: {{version: command, command: ['{}']}}", file.display());
    world
        .configure(&Configuration::new().check("recheck_after: 0s").command("web-1/plugin", &keys));
    let _ = world.run(&["check"]);
    let service = world.service("web-1/plugin");
    let text = |name: &str| service[name].as_str().unwrap_or_default().to_owned();
    (text("state"), text("detail"), service["perfdata"].to_string())
}

#[test]
fn what_a_plugin_prints_is_read_as_it_is_meant() {
    for (script, state, detail, perfdata) in [
        (
            &b"#!/bin/sh\nprintf '\\n\\nDISK CRITICAL - full | a=1\\n'; exit 2\n"[..],
            "ko",
            "DISK CRITICAL - full",
            "\"a\"",
        ),
        (
            b"#!/bin/sh\nprintf 'd\\351j\\340 plein | a=1\\n'; exit 2\n",
            "ko",
            "d\u{e9}j\u{e0} plein",
            "\"a\"",
        ),
        (b"#!/bin/sh\nprintf 'OK | a=12kB, b=1,234,567B\\n'\n", "ok", "", "1234567"),
    ] {
        let (found, said, measured) = checked(script);
        assert_eq!(found, state, "{said}");
        assert!(said.contains(detail), "{said:?}");
        assert!(measured.contains(perfdata), "{measured}");
    }
}

#[test]
fn a_script_that_cannot_be_run_says_why() {
    for (script, reason) in [
        (&b"#!/bin/sh\r\necho OK\r\n"[..], "its first line ends in CR: not an interpreter"),
        (b"#!/no/such/python3\nprint('OK')\n", "its interpreter /no/such/python3 is not there"),
    ] {
        let (state, detail, _) = checked(script);
        assert_eq!(state, "unknown", "{detail}");
        assert!(detail.ends_with(reason), "{detail}");
    }
}
