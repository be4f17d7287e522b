//! Regular expressions: fast where that is possible, and never longer than the probe.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Configuration, Site, World};

const MEBIBYTE: usize = 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(1);
/// The timeout, and time for a busy machine; far less than without an end.
const LONGEST: Duration = Duration::from_secs(4);
/// What takes for ever on a text of many `a`.
const ENDLESS: &[&str] = &[r"(a*)*\1b", r"(?:(a|aa)+)+\1b", "(?:(?>aa?)|a)*b"];

fn regex(regex: &str) -> Value {
    json!({"type": "REGEX", "regex": regex})
}

/// The key of these expectations, with the timeout that all have here.
fn expecting(expectations: &[Value]) -> String {
    let timeout = TIMEOUT.as_millis();
    format!("timeout: {timeout}ms, expectation: {}", Value::from(expectations.to_vec()))
}

/// One service that has to fulfil this.
fn world_expecting(site: &Site, expectations: &[Value]) -> World {
    let keys = expecting(expectations);
    World::new(&Configuration::new().service_with("web-1/shop", &site.url("/"), &keys))
}

/// What a pass finds, and what it prints on standard error.
#[track_caller]
fn checked(site: &Site, expectations: &[Value], code: i32) -> (Value, String, World) {
    checked_in(world_expecting(site, expectations), expectations, code)
}

/// The same with more time than that, which is not to be needed.
#[track_caller]
fn checked_at_leisure(site: &Site, regexes: &[Value], code: i32) -> (Value, String, World) {
    let keys = format!("timeout: 8s, expectation: {}", Value::from(regexes.to_vec()));
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
    checked_in(World::new(&configuration), regexes, code)
}

#[track_caller]
fn checked_in(world: World, expectations: &[Value], code: i32) -> (Value, String, World) {
    let began = Instant::now();
    let ran = world.run_json(&["check"]).code(code);
    let took = began.elapsed();
    assert!(took < LONGEST, "{expectations:?} took {took:?}");
    (ran.json()["services"][0].clone(), ran.stderr, world)
}

#[test]
fn what_backtracks_for_ever_ends_with_its_probe_and_decides_nothing() {
    let site = Site::http();
    let many = "a".repeat(30_000);
    let body = json!({"many": many}).to_string();
    site.answers("/", Answer::text(&many).header("X-Many", &many[..5_000]));
    for endless in ENDLESS {
        site.answers("/json", Answer::text(&body));
        let header = json!({"type": "HEADER", "name": "X-Many", "regex": endless});
        for expectation in [regex(endless), header] {
            let (service, stderr, world) = checked(&site, &[expectation], 0);
            given_up(&service, &stderr, endless);
            assert_eq!(world.requests("all"), Vec::<Value>::new());
            assert_eq!(world.processes(), Vec::<String>::new());
        }
    }
    site.answers("/", Answer::text(&body));
    let in_json = json!({"type": "JSON", "path": "/many", "regex": ENDLESS[0]});
    let (service, stderr, _) = checked(&site, &[in_json], 0);
    given_up(&service, &stderr, ENDLESS[0]);
}

#[track_caller]
fn given_up(service: &Value, stderr: &str, regex: &str) {
    assert_eq!(service["state"], "unknown", "{service:#}");
    let given_up = format!(
        "matching the regex \"{regex}\" was given up: \
         it takes longer than the service's timeout leaves"
    );
    assert_eq!(service["detail"], given_up);
    assert_eq!(stderr, format!("warning: web-1/shop: {given_up}; the service is unknown\n"));
}

#[test]
fn more_than_may_be_remembered_is_our_own_fault_too() {
    let site = Site::http();
    site.answers("/", Answer::text(&"a".repeat(MEBIBYTE)));
    let (service, stderr, world) = checked(&site, &[regex(r"(?:(a)|b)*\1$")], 0);
    assert_eq!(service["state"], "unknown");
    assert!(stderr.contains("it needs more memory than it may have"), "{stderr}");
    assert_eq!(world.requests("all"), Vec::<Value>::new());
}

#[test]
fn a_pass_that_is_killed_leaves_no_matching_behind() {
    let site = Site::http();
    site.answers("/", Answer::text(&"a".repeat(30_000)));
    let keys = format!("timeout: 10m, expectation: {}", json!([regex(ENDLESS[0])]));
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
    let world = World::new(&configuration);
    let pass = world.start(&["check"]);
    let is_matching = |one: &String| one.starts_with("ronde: matching a regular expression");
    wait_until("it matches", || world.processes().iter().any(is_matching));
    pass.kill();
    wait_until("it has ended", || world.processes().is_empty());
}

#[track_caller]
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < until, "never: {what}");
    }
}

#[test]
fn several_endless_expressions_have_one_timeout_together() {
    let site = Site::http();
    site.answers("/", Answer::text(&"a".repeat(30_000)));
    let all: Vec<Value> = ENDLESS.iter().map(|endless| regex(endless)).collect();
    let (service, stderr, world) = checked(&site, &all, 0);
    assert_eq!(service["state"], "unknown");
    for endless in ENDLESS {
        assert!(stderr.contains(&format!("web-1/shop: matching the regex \"{endless}\"")));
    }
    let probe = world.run_json(&["probe", "web-1/shop"]).code(0);
    assert_eq!(probe.stderr.lines().count(), ENDLESS.len(), "{probe}");
    let probe = probe.json()["probe"].clone();
    assert_eq!(probe["state"], "unknown");
    assert!(probe["expectations"].as_array().unwrap().iter().all(|one| one["ok"] == Value::Null));
    let shown = world.run(&["probe", "web-1/shop"]).code(0).stdout;
    assert!(shown.contains("unknown") && !shown.contains("failed"), "{shown}");
}

#[test]
fn what_is_certainly_wrong_is_wrong_whatever_is_given_up() {
    let site = Site::http();
    let contains = json!({"type": "CONTAINS", "text": "welcome"});
    let absent = regex("^((?!aaa).)*$");
    let body = "a".repeat(30_000);
    let long = Answer::text(&body);
    for (answer, other, detail) in [
        (Answer::status(503), None, "HTTP 503"),
        (long.clone(), Some(contains), "the body does not contain \"welcome\""),
        (long, Some(absent), "the body does not match the regex \"^((?!aaa).)*$\""),
    ] {
        // The endless one is named first, and must not take the time of the other.
        site.answers("/", answer.header("X-Many", &body[..5_000]));
        let endless = json!({"type": "HEADER", "name": "X-Many", "regex": ENDLESS[0]});
        let status = json!({"type": "HTTP_STATUS", "status_range": 200});
        let all: Vec<Value> = [endless, status].into_iter().chain(other).collect();
        let (service, stderr, world) = checked(&site, &all, 1);
        assert_eq!((&service["state"], &service["detail"]), (&json!("ko"), &json!(detail)));
        assert!(stderr.contains("was given up") && !stderr.contains("unknown"), "{stderr}");
        assert_eq!(world.one_request("open")["description"], detail);
    }
}

#[test]
fn an_open_request_waits_for_an_answer_that_can_be_judged() {
    let site = Site::http();
    let world = world_expecting(&site, &[regex(ENDLESS[0])]);
    site.answers("/", Answer::text("short"));
    let _ = world.run(&["check"]).cleanly(1);
    let opened = world.one_request("open");
    site.answers("/", Answer::text(&"a".repeat(30_000)));
    let _ = world.run(&["check"]).code(0);
    assert_eq!(world.service("web-1/shop")["state"], "unknown");
    assert_eq!(world.one_request("open"), opened);
    site.answers("/", Answer::text("aab"));
    let _ = world.run(&["check"]).cleanly(0);
    assert_eq!(world.one_request("repaired")["id"], opened["id"]);
}

#[test]
fn look_around_takes_no_longer_than_the_text() {
    let site = Site::http();
    let long = "a".repeat(MEBIBYTE);
    let healthy = format!("{}\n", "All is well: 200".repeat(MEBIBYTE / 16 - 1));
    let ill = format!("{}error\n", "All is well: 200".repeat(MEBIBYTE / 16 - 1));
    let absent = [
        "^((?!error).)*$",
        "(?s)(?!.*error).*",
        r"(?:(?!error)[\s\S])*\Z",
        r"\A(?!.*error).*\Z",
        "(?i)^(?:(?!ERROR|Fatal).)*?$",
    ];
    for regexes in absent.iter().map(|absent| [regex(absent)]) {
        site.answers("/", Answer::text(&healthy));
        let (service, stderr, _) = checked_at_leisure(&site, &regexes, 0);
        assert_eq!((&service["state"], stderr.as_str()), (&json!("ok"), ""), "{regexes:?}");
        site.answers("/", Answer::text(&ill));
        let (service, stderr, _) = checked_at_leisure(&site, &regexes, 1);
        assert_eq!((&service["state"], stderr.as_str()), (&json!("ko"), ""), "{regexes:?}");
    }
    // Each place of the text would be looked at from each place before it.
    site.answers("/", Answer::text(&long));
    let quadratic = "(?:(?!.*?b).)*z";
    let (service, stderr, _) = checked_at_leisure(&site, &[regex(quadratic)], 1);
    let detail = format!("the body does not match the regex {quadratic:?}");
    assert_eq!((&service["detail"], stderr.as_str()), (&json!(detail), ""));
}

#[test]
fn what_is_linear_but_huge_ends_with_its_probe_too() {
    let site = Site::http();
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 { 'a' } else { 'b' }
    };
    site.answers("/", Answer::text(&(0..MEBIBYTE - 1).map(|_| letter()).collect::<String>()));
    for huge in [".*a.{5000}c", ".*(?<=a.{5000}c)"] {
        let (service, stderr, _) = checked(&site, &[regex(huge)], 0);
        given_up(&service, &stderr, huge);
    }
}

#[test]
fn nobody_waits_for_the_endless_expressions_of_others() {
    let site = Site::http();
    site.answers("/many", Answer::text(&"a".repeat(30_000)));
    site.answers("/fine", Answer::text("all is fine"));
    let mut configuration = Configuration::new();
    let fine = [regex(r"(?!.*error).*f(i)n.*"), regex(r"a(l)\1 is (fine)")];
    for number in 0..12 {
        let (endless, id) = (ENDLESS[number % ENDLESS.len()], format!("slow-{number}/shop"));
        let keys = expecting(&[regex(endless)]);
        configuration = configuration.service_with(&id, &site.url("/many"), &keys);
        let id = format!("quick-{number}/shop");
        configuration = configuration.service_with(&id, &site.url("/fine"), &expecting(&fine));
    }
    let world = World::new(&configuration);
    let began = Instant::now();
    let (ran, peak) = world.start(&["--format", "json", "check"]).finish_measured();
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    assert!(peak < 64 * 1024, "{peak} KiB");
    let pass = ran.code(0).json();
    assert_eq!((&pass["pass"]["ok"], &pass["pass"]["ko"]), (&json!(12), &json!(0)));
    assert_eq!(world.processes(), Vec::<String>::new());
}

#[test]
fn what_would_be_too_large_is_an_error_at_once() {
    let nested =
        |open: &str, close: &str, times| format!("{}a{}", open.repeat(times), close.repeat(times));
    let cases = [
        ("(?:a{1000}){1000}".to_owned(), "too large once its repetitions are written out"),
        ("(?:(?:(?!b)a){1000}){1000}".to_owned(), "too large once its repetitions are written out"),
        (r"(?:(a)\1{1000}){1000}".to_owned(), "too large once its repetitions are written out"),
        (r"(?<=(?:\w{0,1000}){100})c".to_owned(), "too large once its repetitions are written out"),
        (r"(?<=(?:\w{0,1000}){9})(a)\1".to_owned(), "too large once its repetitions are written"),
        (r"(\w{1000}|a\g<1>\g<1>)".to_owned(), "it calls one of its groups"),
        (nested("(?:", "){2}", 30), "too large once its repetitions are written out"),
        (nested("(?=", ")", 10_000), "too deeply nested"),
        (nested("(?!.*", ")", 10_000), "too deeply nested"),
        ("a".repeat(300_000), "it is longer than 256 KiB"),
    ];
    for (bomb, reason) in cases {
        let world = world_expecting(&Site::http(), &[regex(&bomb)]);
        let began = Instant::now();
        let ran = world.run(&["config", "check"]).refused(78);
        assert!(began.elapsed() < Duration::from_secs(3), "{reason}: {:?}", began.elapsed());
        assert!(ran.stderr.contains(reason), "{reason} is missing: {ran}");
    }
    // Deep, but no bomb: each look-around is looked for once.
    let site = Site::http();
    site.answers("/", Answer::text(&"a".repeat(10_000)));
    let (service, ..) = checked_at_leisure(&site, &[regex(&nested("(?!.*", ")", 41))], 0);
    assert_eq!(service["state"], "ok");
}
