//! What the README says of server managers: the answer, its schema and a script.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::managers::{PATH, TOKEN, json_code, managed, online, pairs, states, world};
use super::readme::block_after;
use crate::support::{Answer, Site};

#[test]
fn the_answer_in_the_readme_is_taken_in_and_fits_its_schema() {
    let answer = block_after("manager-answer", "json");
    let site = Site::http();
    site.answers(PATH, Answer::text(answer));
    let world = world(&managed(&site, ""));
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok"), ("client2", "ko")]));
    let client = world.service("web-1/client1");
    assert_eq!(client["instance"]["disk_used_bytes"], 123_456_789);
    assert_eq!(client["instance"]["modules"][0]["source"], "core");
    assert_eq!(world.service("web-1/@host")["disk_used_percent"], 41.8);
    let schema: Value = serde_json::from_str(block_after("manager-schema", "json")).unwrap();
    let answer: Value = serde_json::from_str(answer).unwrap();
    assert_eq!(misfits(&schema, &schema, &answer, ""), Vec::<String>::new());
    for (pointer, value) in [
        ("/instances", json!({})),
        ("/space/percent_used", json!(101)),
        ("/instances/0", json!({"ref": "x"})),
        ("/instances/0/online", json!("1")),
        ("/instances/0/ref", json!("a/b")),
        ("/instances/0/dolibarr/data/size", json!("much")),
        ("/instances/0/module/modFacture/source", json!("other")),
    ] {
        let mut wrong = answer.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert_eq!(misfits(&schema, &schema, &wrong, "").len(), 1, "{pointer}");
    }
}

/// Where a value does not fit a schema: as much of JSON Schema as ours uses.
fn misfits(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return misfits(target, root, value, at);
    }
    let is_of_type = match schema["type"].as_str() {
        None => true,
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_u64(),
        Some(other) => panic!("the type {other}"),
    };
    let number = value.as_f64().unwrap_or_default();
    let is_in_range = schema["minimum"].as_f64().is_none_or(|least| number >= least)
        && schema["maximum"].as_f64().is_none_or(|most| number <= most);
    let is_named = schema["const"].is_null() || schema["const"] == *value;
    let is_listed = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    let matches = schema["pattern"].as_str().is_none_or(|pattern| {
        // A pattern of ours names what cannot be in a name.
        let text = value.as_str().unwrap_or_default();
        assert_eq!(pattern, r"^[^-/*?\[\]][^/*?\[\]]*$");
        !text.starts_with('-') && !text.is_empty() && !text.contains(['/', '*', '?', '[', ']'])
    });
    if !(is_of_type && is_in_range && is_named && is_listed && matches) {
        return vec![format!("{at}: {value}")];
    }
    let required = schema["required"].as_array().into_iter().flatten();
    let missing = required.filter(|key| value.get(key.as_str().unwrap()).is_none());
    let mut wrong: Vec<String> = missing.map(|key| format!("{at}: no {key}")).collect();
    for (key, part) in value.as_object().into_iter().flatten() {
        let named = &schema["properties"][key];
        let part_schema = if named.is_null() { &schema["additionalProperties"] } else { named };
        wrong.extend(misfits(part_schema, root, part, &format!("{at}/{key}")));
    }
    for (index, part) in value.as_array().into_iter().flatten().enumerate() {
        wrong.extend(misfits(&schema["items"], root, part, &format!("{at}/{index}")));
    }
    wrong
}

#[test]
fn the_script_in_the_readme_is_a_server_manager() {
    if Command::new("php").arg("-v").output().is_err() {
        // The gate installs it; elsewhere there may be none.
        return;
    }
    let script = block_after("manager-script", "php");
    assert!(script.lines().count() <= 20, "twenty lines");
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::write(path("manager.php"), script).unwrap();
    fs::write(path("token"), format!("{TOKEN}\n")).unwrap();
    // What a web server does for a script.
    let prepend = "<?php parse_str(getenv('QUERY_STRING'), $_GET);";
    fs::write(path("prepend.php"), prepend).unwrap();
    let observers = Site::http();
    observers.answers(
        "/client1/custom/webobserver/public/get-data.php",
        Answer::json(200, &online("client1")),
    );
    observers.answers("/client2/custom/webobserver/public/get-data.php", Answer::status(500));
    for name in ["client1", "client2"] {
        let conf = path(&format!("root/{name}/htdocs/conf"));
        fs::create_dir_all(&conf).unwrap();
        let url = observers.url(&format!("/{name}"));
        let text = format!("<?php\n$dolibarr_main_url_root='{url}';\n");
        fs::write(conf.join("conf.php"), text).unwrap();
    }
    let base = directory.path().to_owned();
    let site = Site::http_with(move |request| {
        let path = |name: &str| base.join(name);
        let ran = Command::new("php")
            .arg("-d")
            .arg(format!("auto_prepend_file={}", path("prepend.php").display()))
            .arg(path("manager.php"))
            .env("QUERY_STRING", request.target.split_once('?').unwrap().1)
            .env("DOLIBARR_ROOT", path("root"))
            .env("TOKEN_FILE", path("token"))
            .output()
            .unwrap();
        Answer::text(&String::from_utf8(ran.stdout).unwrap())
    });
    let mut world = world(&managed(&site, ""));
    let pass = json_code(&world, &["check"], 1);
    assert_eq!(states(&pass), pairs(&[("@host", "ok"), ("client1", "ok"), ("client2", "ko")]));
    let client = world.service("web-1/client1");
    assert_eq!(client["url"], observers.url("/client1"));
    assert_eq!(client["instance"]["modules"][0]["name"], "modFacture");
    assert!(world.service("web-1/@host")["disk_used_percent"].as_f64().unwrap() > 0.0);
    let detail = world.service("web-1/client2")["detail"].clone();
    assert_eq!(detail, "not online: its observer does not answer");
    world.variable("MANAGER_TOKEN", "another");
    let pass = json_code(&world, &["check"], 1);
    let detail = pass["services"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("\"Invalid hash\""), "{detail}");
}
