//! What the loader makes of configurations in several files.

use std::fs;
use std::path::PathBuf;

use super::{first, lines};
use crate::config::load;

/// A directory with these files; the configuration is the first.
fn files(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let main = directory.path().join(files[0].0);
    (directory, main)
}

#[test]
fn included_files_follow_in_the_order_of_their_names() {
    let part = |name: &str| {
        format!(
            "equipment: [{{name: {name}, services: [{{name: s, url: 'https://{name}.example', ca_file: ca.pem}}]}}]"
        )
    };
    let (directory, main) = files(&[
        (
            "config.yaml",
            "include: ['*.yaml', conf.d/*.yaml, none/*.yaml]\nequipment: [{name: main}]\ndatabase: x.db",
        ),
        ("conf.d/b.yaml", &part("b")),
        ("conf.d/a.yaml", &part("a")),
        ("conf.d/off.yaml", "# equipment: []\n"),
    ]);
    let loaded = load(&main).unwrap();
    let names: Vec<_> = loaded
        .config
        .inventory
        .equipment
        .iter()
        .map(|equipment| equipment.name.to_string())
        .collect();
    assert_eq!(names, ["main", "a", "b"]);
    assert_eq!(loaded.config.database, Some(directory.path().join("x.db")));
    let ca_file = first(&loaded.config).request.tls.ca_file.clone();
    assert_eq!(ca_file, Some(directory.path().join("conf.d/ca.pem")));
    assert_eq!(loaded.warnings().len(), 1);
    assert_eq!(loaded.warnings()[0].path.as_deref(), Some("include[2]"));
}

#[test]
fn mistakes_of_included_files_are_told_with_their_files() {
    let (directory, main) = files(&[
        (
            "config.yaml",
            "include: [a.yaml, b.yaml, none.yaml]\nequipment: [{name: x}]\nwebhooks: [{url: 'https://h.example'}]",
        ),
        ("a.yaml", "equipment: [{name: x}]\nwebhooks: [{url: 'https://h.example/2'}]"),
        ("b.yaml", "defaults: {timeout: 1}"),
    ]);
    let shown: Vec<String> = lines(&load(&main).unwrap_err())
        .iter()
        .map(|line| line.replace(&format!("{}/", directory.path().display()), ""))
        .collect();
    assert_eq!(
        shown,
        [
            "a.yaml:1:20: equipment[0].name: \"x\" is already an equipment in config.yaml",
            "a.yaml:2:12: webhooks[0]: the name \"h.example\" is given to another webhook in config.yaml",
            "b.yaml:1:1: unknown key `defaults`",
            "none.yaml: no such file",
        ]
    );
}
