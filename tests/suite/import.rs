//! Who comes from another monitor begins with what it did.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::cachet::TOKEN;
use crate::support::{Answer, Cachet, Configuration, Release, Site, World};

fn fixtures(beginning: &str) -> Vec<PathBuf> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cachet-url-monitor");
    let all = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let is_bad = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with("bad_");
    let mut files: Vec<_> = all.filter(|path| is_bad(path) == (beginning == "bad_")).collect();
    files.sort();
    assert!(files.len() > 2);
    files
}

fn fixture(name: &str) -> String {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cachet-url-monitor");
    fs::read_to_string(format!("{directory}/{name}.yml")).unwrap()
}

/// Imports an old configuration; the new text and what was warned of.
#[track_caller]
fn imported(old: &str) -> (String, String) {
    let world = World::with_text("");
    fs::write(world.path("old.yml"), old).unwrap();
    let ran = world.run(&["import", "cachet-url-monitor", "old.yml"]).code(0);
    (ran.stdout, ran.stderr)
}

/// The world that the fixtures speak of, on loopback.
struct Town {
    shop: Site,
    push: Site,
    cachet: Cachet,
    world: World,
}

fn town(name: &str) -> Town {
    let (shop, push, cachet) = (Site::http(), Site::http(), Cachet::new(Release::V24));
    let host = |site: &Site| site.url("").trim_start_matches("http://").to_owned();
    let old = fixture(name)
        .replace("shop.test", &host(&shop))
        .replace("push.test", &host(&push))
        .replace("cachet.test", &host(&cachet.site));
    let new = format!("{}check: {{recheck_after: 20ms}}\n", imported(&old).0);
    let mut world = World::with_text(&new);
    fs::create_dir(world.path("home")).unwrap();
    world.variable("CACHET_TOKEN", TOKEN);
    Town { shop, push, cachet, world }
}

impl Town {
    /// Lets a pass look at everything.
    fn pass(&self, code: i32) -> Value {
        self.world.run_json(&["check", "--force"]).code(code).json()
    }
}

#[test]
fn every_old_configuration_becomes_a_valid_one() {
    for file in fixtures("") {
        let (new, _) = imported(&fs::read_to_string(&file).unwrap());
        let world = World::with_text(&new);
        let ran = world.run(&["config", "check"]);
        assert_eq!(ran.exit(), 0, "{}: {ran}\n{new}", file.display());
        assert!(new.lines().all(|line| line.len() < 120), "{new}");
        let shown = world.run(&["config", "show"]).cleanly(0).stdout;
        for token in ["token2", "my_token"] {
            assert!(!shown.contains(token), "{shown}");
        }
    }
}

#[test]
fn what_the_old_tool_would_not_have_started_with_is_refused() {
    for file in fixtures("bad_") {
        let text = fs::read_to_string(&file).unwrap();
        let expected: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("#! "))
            .map(|line| format!("old.yml: {line}"))
            .collect();
        let world = World::with_text("");
        fs::write(world.path("old.yml"), &text).unwrap();
        let ran = world.run(&["import", "cachet-url-monitor", "old.yml"]).refused(2);
        let said: Vec<&str> =
            ran.stderr.lines().map(|line| line.trim_start_matches("error: ")).collect();
        assert_eq!(said, expected, "{}", file.display());
    }
}

#[test]
fn the_whole_example_reads_like_the_old_one() {
    let (new, warnings) = imported(&fixture("config"));
    assert_eq!(warnings, "");
    for line in [
        "      - name: \"shop\"",
        "        url: \"http://shop.test/health\"",
        "        upgrade_to_https: false",
        "        header: {\"SOME-HEADER\": \"SOME-VALUE\"}",
        "        timeout: 1",
        "        # REGEX: `threshold` had no effect and is left out",
        "          - {type: HTTP_STATUS, status_range: \"200-205\"}",
        "          - {type: REGEX, regex: \".*<body>.*\"}",
        "        frequency: 300",
        "        action: [UPDATE_STATUS]",
        "        # does nothing without PUSH_METRICS in `action`, as before",
        "        latency_unit: ms",
        "# `incident_performace`, as the old README spells it, had no effect",
    ] {
        assert!(new.lines().any(|each| each == line), "{line}\n{new}");
    }
    assert!(
        new.contains("    - type: AWS_SECRETS_MANAGER\n      secret_name: \"cachethq\"\n"),
        "{new}"
    );
    assert!(new.contains("incident_performance: \"{name} is slow\""), "{new}");
}

#[test]
fn the_imported_example_behaves_as_it_did() {
    let town = town("config");
    let page = |status: u16, body: &str| Answer::json(status, &json!(body));
    for (answer, code, component) in [
        (Answer::text("<html>\n<body>ok</body>"), 0, 1),
        (Answer::text("no body"), 1, 3),
        (page(204, ""), 1, 3),
        (Answer::status(205), 1, 3),
        (Answer::text("x <body>"), 0, 1),
    ] {
        town.shop.answers("/health", answer);
        town.pass(code);
        assert_eq!(town.cachet.component(1), component);
    }
    let asked = &town.shop.received()[0];
    assert_eq!((asked.method.as_str(), asked.header("some-header")), ("GET", "SOME-VALUE"));
    assert_eq!(town.cachet.points(), [], "a metric without its action");
    let calls = town.push.received();
    let targets: Vec<&str> = calls.iter().map(|call| call.target.as_str()).collect();
    assert_eq!(targets.len(), 2, "once when it began and once when it ended: {targets:?}");
    assert!(targets[0].starts_with("/message?token=abc&title=shop+is+unavailable&message="));
    assert!(
        targets[1].contains("title=shop+is+operational&message=shop+is+operational&priority=5")
    );
    assert!(calls.iter().all(|call| call.method == "POST" && call.body.is_empty()));
}

#[test]
fn the_other_old_configurations_behave_as_they_did() {
    let header = town("header");
    header.pass(0);
    assert_eq!(header.shop.received()[0].header("x-number"), "5");
    assert!(header.cachet.site.received().is_empty(), "no action, no call");

    let unit = town("default_latency_unit");
    let pass = unit.pass(0);
    let seconds = pass["services"][0]["latency_ms"].as_f64().unwrap() / 1000.0;
    assert_eq!(unit.cachet.points()[0].1.to_bits(), seconds.to_bits());

    let metric = town("metric");
    let pass = metric.pass(0);
    let latency = pass["services"][0]["latency_ms"].as_f64().unwrap();
    assert_eq!(metric.cachet.points()[0].1.to_bits(), latency.to_bits());
    metric.shop.answers("/", Answer::status(300));
    metric.pass(1);
    assert_eq!((metric.cachet.component(1), metric.cachet.open_incidents()), (3, 1));
    metric.shop.answers("/", Answer::status(299));
    metric.pass(0);
    assert_eq!((metric.cachet.component(1), metric.cachet.open_incidents()), (1, 0));

    let old = town("before_0.6");
    old.shop.answers("/", Answer::status(500));
    old.pass(0);
    assert_eq!(old.cachet.component(1), 1, "one failure is allowed");
    old.pass(1);
    assert_eq!(old.cachet.component(1), 3);

    let hooks = town("webhooks");
    hooks.shop.answers("/", Answer::status(500));
    hooks.pass(1);
    let targets: Vec<String> = hooks.push.received().into_iter().map(|call| call.target).collect();
    let first =
        "/shop%20is%20unavailable?title=shop+is+unavailable&message=HTTP+500&priority=5&team=web";
    let mut expected = [first.to_owned(), "/again".to_owned()];
    expected.sort();
    let mut targets = targets;
    targets.sort();
    assert_eq!(targets, expected);
    assert_eq!(hooks.cachet.component(1), 3, "an incident takes its component along");
}

#[test]
fn what_is_not_as_it_was_is_said() {
    let (new, warnings) = imported(&fixture("multiple_urls"));
    for line in [
        "        # was \"Shop/Front\"; it is in the titles of incidents",
        "      - name: \"Shop-Front\"",
        "      - name: \"Shop-Front (2)\"",
        "        # was \"shop.test/other\" without http://",
        "        url: \"http://api.test:8080/\"",
        "        # PUSH_METRICS did nothing without `metric_id`, and is left out",
        "        # status_range was \"0-500\"; there are no others",
        "        expectation: [{type: HTTP_STATUS, status_range: \"100-500\"}]",
    ] {
        assert!(new.lines().any(|each| each.trim() == line.trim()), "{line}\n{new}");
    }
    let python = "\"(?P<broken\" is a regular expression of Python only: left out";
    assert!(
        warnings.contains(&format!("warning: old.yml: endpoints[2].expectation[0]: {python}")),
        "{warnings}"
    );
    assert!(warnings.contains("endpoints[2].colour: not a key of cachet-url-monitor: left out"));
    let (new, _) = imported(&fixture("insecure_without_header"));
    assert!(new.contains("# had no effect without `header`, by mistake; now it has"), "{new}");
    let (new, _) = imported(&fixture("insecure"));
    assert!(!new.contains("had no effect") && new.contains("insecure: true"), "{new}");
    assert!(new.contains("# was \"get\"\n        method: GET"), "{new}");
    let (new, _) = imported(&fixture("metric"));
    for remark in [
        "was 0, which meant 1",
        "without http://",
        "only the first two numbers",
        "taken for the default",
    ] {
        assert!(new.contains(remark), "{remark}: {new}");
    }
}

#[test]
fn standard_input_is_a_file_too() {
    let world = World::with_text("");
    fs::write(world.path("old.yml"), fixture("header")).unwrap();
    let mut command = world.command(&["import", "cachet-url-monitor", "-"]);
    command.stdin(fs::File::open(world.path("old.yml")).unwrap());
    let output = command.output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), imported(&fixture("header")).0);
    world
        .run(&["import", "cachet-url-monitor", "none.yml"])
        .refused(74)
        .complains("none.yml: cannot be read");
    fs::write(world.path("old.yml"), "- a\n- [").unwrap();
    world
        .run(&["import", "cachet-url-monitor", "old.yml"])
        .refused(2)
        .complains("error: old.yml:3:1: not valid YAML");
}

/// A Cachet with many components; version 3 has its own shape.
fn catalogue(is_third: bool, count: usize) -> Site {
    Site::http_with(move |request| {
        if request.path() != "/api/components" {
            return Answer::text("<!DOCTYPE html>");
        }
        let page: usize = request.target.split("page=").last().unwrap().parse().unwrap();
        let item = |id: usize| {
            let fields = json!({
                "name": format!("Service {id}"), "link": format!("http://a.test/{id}"),
                "enabled": id != 3, "status": 1,
            });
            if is_third {
                json!({"id": id.to_string(), "type": "components", "attributes": fields})
            } else {
                let mut thing = fields;
                thing["id"] = json!(id);
                thing
            }
        };
        let per_page = 20;
        let list: Vec<Value> =
            ((page - 1) * per_page + 1..=count.min(page * per_page)).map(item).collect();
        let has_next = page * per_page < count;
        let next = has_next.then(|| format!("http://elsewhere.test/?page={}", page + 1));
        let document = if is_third {
            json!({"data": list, "links": {"next": next}})
        } else {
            let pages = count.div_ceil(per_page);
            json!({"data": list, "meta": {"pagination": {"current_page": page, "total_pages": pages}}})
        };
        Answer::json(200, &document)
    })
}

#[test]
fn all_pages_of_a_cachet_become_services() {
    for is_third in [false, true] {
        let cachet = catalogue(is_third, 45);
        let mut world = World::new(&Configuration::new());
        world.variable("CACHET_TOKEN", "s3cret");
        let new = world.run(&["import", "cachet", &cachet.url("/api/")]).cleanly(0).stdout;
        assert_eq!(cachet.received().len(), 3);
        let asked = &cachet.received()[0];
        assert_eq!(
            (asked.header("x-cachet-token"), asked.header("authorization")),
            ("s3cret", "Bearer s3cret")
        );
        assert!(!new.contains("s3cret"), "{new}");
        let imported = World::with_text(&new);
        imported.run(&["config", "check"]).code(0);
        let config = imported.json(&["config", "show"])["config"].clone();
        assert_eq!(config["cachet"]["version"], if is_third { 3 } else { 2 });
        assert_eq!(config["cachet"]["token"], json!({"env": "CACHET_TOKEN"}));
        let services = config["equipment"][0]["services"].as_array().unwrap();
        assert_eq!(services.len(), 44, "all but the disabled one");
        let last = &services[43];
        assert_eq!(last["url"], "http://a.test/45");
        assert_eq!((&last["component_id"], &last["public_incidents"]), (&json!(45), &json!(true)));
        assert_eq!(
            last["expectation"][0],
            json!({"type": "HTTP_STATUS", "status_range": "200-300", "incident": "MAJOR"})
        );
        assert!(new.contains("# Left out: component 3 (Service 3): it is disabled."), "{new}");
    }
}

#[test]
fn what_is_no_cachet_is_said() {
    let site = Site::http();
    let world = World::new(&Configuration::new());
    let where_it_is = "hint: the API of Cachet 2 is at /api/v1, that of Cachet 3 at /api";
    let import = |path: &str| world.run(&["import", "cachet", &site.url(path)]);
    site.answers("/components", Answer::text("<!DOCTYPE html>"));
    import("").refused(74).complains("has no list of components").complains(where_it_is);
    site.answers("/api/components", Answer::status(404));
    import("/api").refused(74).complains("answered HTTP 404").complains(where_it_is);
    site.answers("/api/components", Answer::status(401));
    import("/api")
        .refused(74)
        .complains("does not let us read")
        .complains("hint: give a token in CACHET_TOKEN");
    world
        .run(&["import", "cachet", "http://127.0.0.1:1/api"])
        .refused(74)
        .complains("connection refused");
    world
        .run(&["import", "cachet", "status.example.com"])
        .refused(2)
        .complains("API_URL: not a http:// or https:// URL");
    let empty = json!({"data": [], "meta": {"pagination": {"current_page": 1, "total_pages": 1}}});
    site.answers("/api/components", Answer::json(200, &empty));
    import("/api").refused(2).complains("none of 0 components can be watched");
    // A list without an end ends all the same.
    let item = json!({"id": 1, "name": "a", "link": "https://a.test/", "enabled": true});
    let endless =
        json!({"data": [item], "meta": {"pagination": {"current_page": 1, "total_pages": 9}}});
    site.answers("/api/components", Answer::json(200, &endless));
    import("/api").cleanly(0).says("component_id: 1");
}
