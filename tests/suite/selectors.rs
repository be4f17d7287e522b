//! How services are named on the command line.

use crate::support::{Configuration, Site, World};

fn fleet(site: &Site) -> Configuration {
    Configuration::new()
        .service_with("web-1/shop", &site.url("/1s"), "tags: [customer-a]")
        .service_with("web-1/blog", &site.url("/1b"), "tags: [customer-b]")
        .service_with("web-2/shop", &site.url("/2s"), "tags: [customer-a, staging]")
        .service("db-1/web-1", &site.url("/dw"))
        .service("db-1/mail", &site.url("/dm"))
}

#[test]
fn every_form_selects_what_it_says() {
    let site = Site::http();
    let world = World::new(&fleet(&site));
    let cases: &[(&[&str], &[&str])] = &[
        (&["web-1/shop"], &["/1s"]),
        // An equipment wins over a service of the same name.
        (&["web-1"], &["/1b", "/1s"]),
        (&["shop"], &["/1s", "/2s"]),
        (&["mail"], &["/dm"]),
        (&["web-*/shop"], &["/1s", "/2s"]),
        (&["*/*a*"], &["/dm"]),
        (&["web-?/blog"], &["/1b"]),
        (&["web-[2-9]/*"], &["/2s"]),
        (&["tag:customer-a"], &["/1s", "/2s"]),
        (&["tag:staging", "mail", "mail"], &["/2s", "/dm"]),
        (&["db-1/web-1"], &["/dw"]),
    ];
    for (selectors, expected) in cases {
        world.run(&[&["check"], *selectors].concat()).cleanly(0);
        let mut paths: Vec<_> = site.received().iter().map(|it| it.target.clone()).collect();
        paths.sort();
        assert_eq!(paths, *expected, "{selectors:?}");
        site.forget();
    }
}

#[test]
fn a_selector_without_a_match_is_never_an_empty_pass() {
    let site = Site::http();
    let world = World::new(&fleet(&site));
    for selector in ["web-9", "web-1/nothing", "tag:customer-z", "zzz-*", "x"] {
        for command in
            [&["check"][..], &["status"], &["maintenance", "on"], &["maintenance", "off"]]
        {
            world.run(&[command, &[selector]].concat()).refused(4).complains(selector);
            world.run(&[command, &["web-1", selector]].concat()).refused(4).complains(selector);
        }
    }
    for command in [&["history"][..], &["probe"], &["forget"], &["equipment"]] {
        world.run(&[command, &["nothing"]].concat()).refused(4).complains("nothing");
    }
    assert_eq!(site.received().len(), 0);
}

#[test]
fn where_one_is_needed_an_ambiguous_name_lists_the_candidates() {
    let site = Site::http();
    let world = World::new(&fleet(&site));
    for command in [&["history"][..], &["probe"], &["forget"]] {
        let ran = world.run(&[command, &["shop"]].concat()).refused(2);
        let _ = ran.complains("web-1/shop").complains("web-2/shop");
    }
    world.run(&["probe", "blog"]).cleanly(0);
    world.run(&["history", "web-2/shop"]).cleanly(0);
}

#[test]
fn whoever_mistypes_a_name_is_told_what_can_be_typed() {
    let site = Site::http();
    let world = World::new(&fleet(&site));
    for command in ["check", "status", "history", "probe"] {
        let ran = world.run(&[command, "nothing"]).refused(4);
        let forms = if command == "probe" { "http://" } else { "EQUIPMENT/SERVICE" };
        let _ = ran.complains("hint: ").complains(forms);
        world.run(&[command, "x-*"]).refused(4).complains("hint: ");
    }
    world.run(&["probe", "shop"]).refused(2).complains("hint: ");
}

#[test]
fn a_url_to_probe_is_one_that_could_be_configured() {
    let world = World::new(&fleet(&Site::http()));
    for (url, reason) in [
        ("ftp://a.example/", "not a http:// or https:// URL"),
        ("http://127.0.0.1:99999/", "invalid port number"),
        ("http://", "empty host"),
        ("http://a.example/a b", "spaces"),
    ] {
        world.run(&["probe", url]).refused(2).complains(url).complains(reason);
    }
    let ran = world.run(&["probe", "http://probe:hunter2@127.0.0.1/"]).refused(2);
    assert!(!ran.stderr.contains("hunter2"), "{ran}");
}

#[test]
fn status_shows_what_is_selected() {
    let site = Site::http();
    let world = World::new(&fleet(&site));
    world.run(&["check"]).cleanly(0);
    world.run(&["status", "tag:staging"]).cleanly(0).says("web-2/shop").says_nothing_of("web-1");
    let shown = world.json(&["status", "blog"]);
    assert_eq!(shown["services"].as_array().unwrap().len(), 1);
}
