//! What an import must not fall for, whoever wrote what it reads.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

/// A Cachet of version 2 whose pages have these components.
fn paged(pages: Vec<Vec<Value>>) -> Site {
    Site::http_with(move |request| {
        let page: usize = request.target.split("page=").last().unwrap().parse().unwrap();
        let pagination = json!({"current_page": page, "total_pages": pages.len()});
        let document = json!({"data": pages[page - 1], "meta": {"pagination": pagination}});
        Answer::json(200, &document)
    })
}

fn component(id: u64, name: &str, link: &str) -> Value {
    json!({"id": id, "name": name, "link": link, "enabled": true})
}

#[test]
fn the_name_of_a_component_never_becomes_a_key() {
    for end in ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        let evil = format!(
            "x{end}heartbeats: [{{name: evil, every: 1d, push_url: {{command: [touch, run]}}}}] #"
        );
        let cachet = paged(vec![vec![
            component(1, "Shop", "https://a.test/"),
            component(2, &evil, ""),
            component(3, &evil, "https://b.test/"),
        ]]);
        let world = World::new(&Configuration::new());
        let new = world.run(&["import", "cachet", &cachet.url("/api/v1")]).cleanly(0).stdout;
        let mut imported = World::with_text(&new);
        imported.variable("CACHET_TOKEN", "s3cret");
        imported.run(&["config", "check", "--secrets"]).code(0);
        assert!(!imported.path("run").exists(), "{end:?}: {new:?}");
        let config = imported.json(&["config", "show"])["config"].clone();
        assert_eq!(config["heartbeats"], json!([]), "{end:?}: {new:?}");
        assert_eq!(config["equipment"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_component_made_while_the_pages_are_read_loses_no_other() {
    let link = "https://a.test/";
    let pages = vec![
        vec![component(1, "a", link), component(2, "b", link)],
        vec![component(2, "b", link), component(3, "c", link)],
        vec![component(4, "d", link)],
    ];
    let cachet = paged(pages);
    let world = World::new(&Configuration::new());
    let new = world.run(&["import", "cachet", &cachet.url("/api/v1")]).cleanly(0).stdout;
    let ids: Vec<&str> =
        new.lines().filter_map(|line| line.trim().strip_prefix("component_id: ")).collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
}

#[test]
fn a_line_of_an_old_file_never_becomes_a_key() {
    let evil = "x\\u2028heartbeats: [{name: evil, every: 1d}] #";
    let old = format!(
        "endpoints:\n  - name: \"{evil}\"\n    url: http://shop.test/\n    method: GET\n    \
         timeout: 1\n    expectation: [{{type: HTTP_STATUS, status_range: 200, \"{evil}\": 1}}]\n    \
         component_id: 1\n    frequency: 60\n\
         cachet: {{api_url: \"http://cachet.test/api/v1\", token: token2}}\n"
    );
    let world = World::with_text("");
    fs::write(world.path("old.yml"), old).unwrap();
    let new = world.run(&["import", "cachet-url-monitor", "old.yml"]).code(0).stdout;
    let config = World::with_text(&new).json(&["config", "show"])["config"].clone();
    assert_eq!(config["heartbeats"], json!([]), "{new:?}");
}
