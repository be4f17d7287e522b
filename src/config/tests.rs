//! What the loader makes of whole files.

mod included;
mod parsers;
mod table;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::load::load_text;
use super::*;
use crate::domain::{Event, Priority, Provider, Secret, Service, WebhookForm};

fn config(text: &str) -> Config {
    match super::load_text(Path::new("config.yaml"), text) {
        Ok(loaded) => loaded.config,
        Err(error) => panic!("{:#?}", lines(&error)),
    }
}

fn lines(error: &ConfigError) -> Vec<String> {
    error.problems.iter().map(ToString::to_string).collect()
}

fn problems(text: &str) -> Vec<String> {
    lines(&super::load_text(Path::new("c"), text).unwrap_err())
}

fn warnings(text: &str) -> Vec<String> {
    let loaded = super::load_text(Path::new("c"), text).unwrap();
    loaded.warnings().iter().map(ToString::to_string).collect()
}

/// A warning without its line and column.
fn placeless(warning: Problem) -> String {
    Problem { line: None, column: None, ..warning }.to_string()
}

fn service(keys: &str) -> String {
    format!("equipment: [{{name: e, services: [{{name: s, {keys}}}]}}]")
}

fn first(config: &Config) -> &Service {
    config.inventory.services().next().unwrap()
}

#[test]
fn defaults_are_those_of_the_contract() {
    let config = config(&service("url: http://a.example"));
    assert_eq!(config.database, None);
    assert_eq!(config.maintenance_mode_duration, Duration::from_secs(4 * 3600));
    assert!(config.auto_close);
    assert_eq!(config.recover_after, 1);
    assert_eq!((config.check.concurrency, config.check.per_equipment), (128, 8));
    assert_eq!(config.check.recheck_after, Duration::from_secs(2));
    assert_eq!(config.check.deadline, Duration::from_secs(600));
    assert_eq!(config.check.stale_after, Duration::from_secs(45 * 60));
    assert_eq!(config.retention.results, Duration::from_secs(7 * 24 * 3600));
    assert_eq!(config.retention.deliveries, Duration::from_secs(30 * 24 * 3600));
    let service = first(&config);
    assert_eq!(service.url.as_deref(), Some("https://a.example"));
    assert!(service.active && config.inventory.equipment[0].monitoring);
    assert_eq!(service.priority, Priority::Normal);
    assert_eq!(*service.request, crate::domain::RequestSettings::default());
    assert_eq!(
        format!("{:?}", service.expectations[0].check),
        format!("{:?}", crate::domain::Check::HttpStatus(crate::domain::StatusRange::OK.into()))
    );
    assert_eq!((service.allowed_fails, service.frequency), (0, None));
}

#[test]
fn the_nearest_level_decides_and_null_goes_back_to_the_built_in_default() {
    let text = "
defaults: {timeout: 1, method: HEAD, frequency: 1h, tags: [top], priority: 3, allowed_fails: 5}
equipment:
- name: e
  defaults: {timeout: 2, tags: [equipment], allowed_fails: 0}
  services:
  - {name: a, url: 'https://a.example'}
  - {name: b, url: 'https://b.example', timeout: 3, method: null, frequency: null, tags: [own]}
";
    let config = config(text);
    let services: Vec<&Service> = config.inventory.services().collect();
    let (a, b) = (services[0], services[1]);
    assert_eq!((a.request.timeout.as_secs(), a.request.method.as_str()), (2, "HEAD"));
    assert_eq!(
        (a.frequency.unwrap().as_secs(), a.tags.as_ref()),
        (3600, &["equipment".to_owned()][..])
    );
    assert_eq!((a.priority, a.allowed_fails), (Priority::High, 0));
    assert_eq!((b.request.timeout.as_secs(), b.request.method.as_str()), (3, "GET"));
    assert_eq!((b.frequency, b.tags.as_ref()), (None, &["own".to_owned()][..]));
}

#[test]
fn services_with_the_same_settings_share_them() {
    let text = "
equipment:
- name: e
  services:
  - {name: a, url: 'https://a.example', timeout: 3, tags: [x], expectation: [{type: REGEX, regex: a+}]}
  - {name: b, url: 'https://b.example', timeout: 3, tags: [x], expectation: [{type: REGEX, regex: a+}]}
  - {name: c, url: 'https://c.example'}
- name: f
  services: [{name: d, url: 'https://d.example'}]
";
    let config = config(text);
    let all: Vec<&Service> = config.inventory.services().collect();
    for (one, other) in [(all[0], all[1]), (all[2], all[3])] {
        assert!(Arc::ptr_eq(&one.request, &other.request));
        assert!(Arc::ptr_eq(&one.expectations, &other.expectations));
        assert!(Arc::ptr_eq(&one.tags, &other.tags));
    }
    assert!(!Arc::ptr_eq(&all[0].request, &all[2].request));
}

#[test]
fn secrets_are_told_apart_and_files_are_absolute() {
    let header = |value: &str| {
        let config = config(&service(&format!("url: https://a.example, header: {{X: {value}}}")));
        first(&config).request.headers[0].1.clone()
    };
    let here = std::path::absolute("secret").unwrap();
    let env = |name: &str| Secret::Provided(Provider::Env(name.to_owned()));
    assert!(header("text") == Secret::Literal("text".to_owned()));
    assert!(header("{env: A}") == env("A"));
    assert!(header("{file: secret}") == Secret::Provided(Provider::File(here)));
    assert!(
        header("{command: [a, 1.10]}")
            == Secret::Provided(Provider::Command(vec!["a".to_owned(), "1.10".to_owned()]))
    );
    assert!(
        header("[{type: ENVIRONMENT_VARIABLE, value: A}, {type: TOKEN, value: 0x1F}]")
            == Secret::FirstOf(vec![env("A"), Secret::Literal("0x1F".to_owned())])
    );
}

#[test]
fn no_message_shows_what_stands_where_a_secret_can() {
    let hidden = "hunter2";
    let cases = [
        service(&format!("url: 'https://me:{hidden}@a.example'")),
        service(&format!("url: https://a.example, basic_auth: 'me:{hidden}'")),
        service(&format!(
            "url: https://a.example, basic_auth: {{user: me, password: {{{hidden}}}}}"
        )),
        service(&format!("url: https://a.example, header: {{X: \"{hidden}\\n\"}}")),
        service(&format!(
            "url: https://a.example, header: {{X: [{{type: {{}}, value: {hidden}}}]}}"
        )),
        format!("webhooks: '{hidden}'"),
        format!("webhooks: [{{url: 'ftp://{hidden}'}}]"),
        format!("webhooks: [{{url: 'https://a b/{hidden}'}}]"),
        format!("webhooks: [{{url: 'https://a.example/{hidden}', password: '{hidden}'}}]"),
        "webhooks: [{url: 'https://a.example/', password: 4711}]".to_owned(),
    ];
    for text in cases {
        let found = problems(&text);
        assert!(
            !found.iter().any(|line| line.contains(hidden) || line.contains("4711")),
            "{found:?}"
        );
    }
}

#[test]
fn webhooks_have_the_events_and_the_name_of_their_form() {
    let config = config(
        "
webhooks:
- url: https://n8n.example.com/x?token=1
- {url: 'https://push.example.com/{id}', params: {title: '{title}', priority: 5}}
- {name: chat, url: {env: CHAT}, json: {a: ['{message}', 1]}, events: [request.closed]}
",
    );
    let [n8n, push, chat] = config.webhooks.as_slice() else { panic!("three") };
    assert_eq!(n8n.name.as_str(), "n8n.example.com");
    assert_eq!(Vec::from_iter(n8n.events.clone()), [Event::RequestOpened, Event::RequestWorsened]);
    assert_eq!(push.events.len(), 3);
    assert!(matches!(&push.form, WebhookForm::Parameters(pairs) if pairs[1].1.as_str() == "5"));
    assert_eq!(Vec::from_iter(chat.events.clone()), [Event::RequestClosed]);
    assert_eq!(chat.form, WebhookForm::Json(serde_json::json!({"a": ["{message}", 1]})));
}

#[test]
fn likely_mistakes_are_warned_of() {
    let cases = [
        (
            "expectation: [{type: HTTP_STATUS, status_range: 200-299}]",
            ".expectation[0].status_range: 200-299 excludes 299: the second number is not part of the range (write 200-300)",
        ),
        (
            "expectation: [{type: REGEX, regex: '$x'}]",
            ".expectation[0].regex: \"$x\" can only match an empty body: it is matched at the start",
        ),
        (
            "expectation: [{type: REGEX, regex: 'a^x'}]",
            ".expectation[0].regex: \"a^x\" cannot match: it is matched at the start, and ^ comes after something else",
        ),
        (
            "expectation: [{type: LATENCY, threshold: 10}]",
            ".expectation[0]: a LATENCY of 10s is never reached: `timeout` is 10s",
        ),
        (
            "method: HEAD, expectation: [{type: CONTAINS, text: a}]",
            ".expectation[0]: CONTAINS on a HEAD request: there is no body",
        ),
        (
            "upgrade_to_https: false, url: 'http://a.example', expectation: [{type: CERTIFICATE, min_days: 1}]",
            ".expectation[0]: CERTIFICATE on an http URL: there is no certificate",
        ),
        (
            "frequency: 30s",
            ".frequency: \"30s\" is more frequent than possible: cron starts at most one pass a minute",
        ),
        ("timeout: 20m", ".timeout: 20m is longer than the whole pass may take (`check.deadline`)"),
        (
            "basic_auth: {user: a, password: b}, header: {authorization: {env: X}}",
            ".basic_auth: there is a header Authorization too, which is sent; `basic_auth` is not",
        ),
        (
            "header: {Authorization: \"Bearer\\u00a0abc\"}",
            ".header.Authorization: it has an invisible character, such as a no-break space, and cannot be sent: the service will be unknown",
        ),
        ("url: null", ": without `url` it is listed, but never checked"),
    ];
    for (keys, expected) in cases {
        let url = if keys.contains("url:") { "" } else { "url: 'https://a.example', " };
        let loaded = super::load_text(Path::new("c"), &service(&format!("{url}{keys}"))).unwrap();
        let found: Vec<_> = loaded.warnings().into_iter().map(placeless).collect();
        assert_eq!(found, [format!("c: equipment[0].services[0]{expected}")]);
    }
    let twice = "equipment: [{name: e, services: [{name: a, url: 'http://a.example'}, {name: b, url: 'https://a.example'}]}]";
    assert_eq!(
        warnings(twice),
        ["c:1:85: equipment[0].services[1].url: \"e/a\" already checks this URL in the same way"]
    );
    assert_eq!(warnings("auto_close: true"), ["c: nothing is watched: there is no service"]);
}

#[test]
fn a_file_in_pieces_is_read_as_a_whole_one_is() {
    let text = "
recover_after: 2
equipment:
  # the first
  - name: a
    services:
      - {name: s, url: 'https://a.example'}
      - name: t
        body: |
          - name: x
        url: https://a.example/t
  - name: b
    services: [{name: s, url: 'https://b.example'}]
defaults: {timeout: 3}
";
    let read = |limit| load_text(Path::new("c"), text, limit).unwrap();
    let (whole, pieces) = (read(usize::MAX), read(0));
    assert_eq!(format!("{whole:?}"), format!("{pieces:?}"));
    assert_eq!(whole.config.inventory.services().count(), 3);
    for broken in [text.replace("'https://b", "https://[b"), text.replace("name: b", "nme: b")] {
        let read = |limit| lines(&load_text(Path::new("c"), &broken, limit).unwrap_err());
        assert_eq!(read(0), read(usize::MAX));
    }
    let quoted = text.replace("name: b\n", "name: 'b\n  - c'\n");
    assert_eq!(
        format!("{:?}", load_text(Path::new("c"), &quoted, 0)),
        format!("{:?}", load_text(Path::new("c"), &quoted, usize::MAX))
    );
}

#[test]
fn bombs_end_soon() {
    let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}, ", level - 1);
        laughs += &[
            "a",
            &level.to_string(),
            ": &a",
            &level.to_string(),
            " [",
            &item.repeat(10),
            "]
",
        ]
        .concat();
    }
    let json = |text: &str| {
        format!(
            "webhooks:\n- url: https://a.example\n  json:\n    {}",
            text.replace('\n', "\n    ")
        )
    };
    let cases = [
        ("laughs", json(&laughs)),
        ("itself", "webhooks: [{url: 'https://a.example', json: &a [*a, *a]}]".to_owned()),
        ("brackets", "[".repeat(100_000)),
        ("maps", "{a: ".repeat(100_000)),
        ("lines", "[\n".repeat(100_000)),
        ("dashes", "- ".repeat(100_000)),
        ("questions", "? ".repeat(100_000)),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let found = problems(&text);
        assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
        let expected = [
            "nested more than 128 levels deep",
            "with its aliases written out",
            "expected a configuration",
            "expected the name of a key",
        ];
        assert!(expected.iter().any(|text| found[0].contains(text)), "{name}: {found:?}");
    }
}

/// The example with every setting switched on.
fn uncommented(example: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && (!rest.starts_with(' ') || rest.starts_with("  ")) => {
            format!("{rest}\n")
        }
        _ => format!("{line}\n"),
    };
    example.lines().map(line).collect()
}

#[test]
fn the_example_is_valid_as_it_stands_and_with_every_setting_switched_on() {
    let example = include_str!("../../config.yaml.example");
    assert_eq!(warnings(example), [""; 0]);
    let all = uncommented(example);
    let config = config(&all);
    assert_eq!(config.webhooks.len(), 3);
    assert!(config.database.is_some() && config.group.is_some() && config.link.is_some());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text in "(?s).{0,200}") {
        let _ = load_text(Path::new("c"), &text, 0);
    }

    #[test]
    fn nothing_that_looks_like_a_configuration_makes_the_loader_panic(
        pieces in proptest::collection::vec(proptest::sample::select(&[
            "equipment:", "name:", "services:", "url:", "webhooks:", "json:", "header:", "timeout:",
            "\n", "\n  ", "\n    ", "- ", " ", "[", "]", "{", "}", ", ", "*a", "&a ", "!x ", "!!int ",
            "'", "\"", "|", "? ", ": ", "# ", "---", "...", "<<: ", "%", "1", "x", "null", "\t", "~",
            "https://a.example/", "{id}",
        ][..]), 0..40)
    ) {
        let text = pieces.concat();
        let _ = load_text(Path::new("c"), &text, usize::MAX);
        let _ = load_text(Path::new("c"), &format!("equipment:\n{text}"), 0);
        let _ = load_text(Path::new("c"), &format!("webhooks:\n- url: https://a.example\n  json: {text}"), 0);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("c.yaml");
        fs::write(&file, bytes).unwrap();
        let _ = load(&file);
    }
}
