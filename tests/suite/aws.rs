//! Secrets that AWS Secrets Manager keeps.

use serde_json::json;

use crate::support::aws::{Key, Parts, SecretsManager, signature};
use crate::support::world::snapshot;
use crate::support::{Answer, Configuration, Site, World};

pub(super) const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const VALUE: &str = "t0p-s3cret-value";

pub(super) fn key(token: Option<&str>) -> Key {
    Key::new("AKIDEXAMPLE", SECRET_KEY, token)
}

pub(super) fn manager(key: Key) -> SecretsManager {
    SecretsManager::new(key, "eu-west-3", "prod/ronde", &json!({ "header": VALUE }).to_string())
}

/// A service with a header that AWS keeps, and nothing that tells who we are.
pub(super) fn watched(site: &Site, manager: &SecretsManager, secret: &str) -> World {
    let keys = format!("header: {{X-Token: {secret}}}");
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
    let mut world = World::new(&configuration);
    world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", &manager.site.url(""));
    world.variable("AWS_EC2_METADATA_DISABLED", "true");
    world
}

pub(super) const SECRET: &str =
    "{aws_secrets_manager: {secret_name: prod/ronde, secret_key: header, region: eu-west-3}}";
const TYPED: &str =
    "{type: AWS_SECRETS_MANAGER, secret_name: prod/ronde, secret_key: header, region: eu-west-3}";

pub(super) fn in_environment(world: &mut World, token: Option<&str>) {
    world.variable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    world.variable("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    if let Some(token) = token {
        world.variable("AWS_SESSION_TOKEN", token);
    }
}

/// The header that the site was asked with.
#[track_caller]
pub(super) fn header_sent(site: &Site, manager: &SecretsManager) -> String {
    assert_eq!(*manager.refusals.lock().unwrap(), [""; 0]);
    site.received().last().expect("the service was asked").header("x-token").to_owned()
}

#[test]
fn the_published_test_vectors_come_out() {
    let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (method, expected) in [
        ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ] {
        let parts = Parts { method, path: "/", headers: &headers, body: "" };
        let scope = "20150830/us-east-1/service/aws4_request";
        assert_eq!(signature(&parts, SECRET_KEY, "20150830T123600Z", scope), expected, "{method}");
    }
}

#[test]
fn a_wrong_key_is_refused_by_the_test_itself() {
    let (site, manager) = (Site::http(), manager(key(None)));
    let mut world = watched(&site, &manager, SECRET);
    in_environment(&mut world, None);
    world.variable("AWS_SECRET_ACCESS_KEY", "another");
    let ran = world.run(&["check"]).code(0);
    assert_eq!(*manager.refusals.lock().unwrap(), ["signature"]);
    let ran = ran.complains("the AWS secret prod/ronde cannot be read (key \"header\"): ");
    ran.complains("HTTP 400 (InvalidSignatureException)");
    assert_eq!(world.service("web-1/shop")["state"], "unknown", "never KO");
    assert!(site.received().is_empty());
}

#[test]
fn a_list_goes_on_to_the_next_when_aws_has_nothing() {
    let cases = [
        (
            format!(
                "[{{type: ENVIRONMENT_VARIABLE, value: NONE}}, {TYPED}, {{type: TOKEN, value: last}}]"
            ),
            VALUE,
        ),
        (
            format!("[{}, {{type: TOKEN, value: last}}]", TYPED.replace("prod/ronde", "prod/none")),
            "last",
        ),
        (
            format!(
                "[{}, {{type: TOKEN, value: last}}]",
                TYPED.replace("secret_key: header", "secret_key: none")
            ),
            "last",
        ),
        (format!("[{{type: ENVIRONMENT_VARIABLE, value: FIRST}}, {TYPED}]"), "first"),
    ];
    for (list, expected) in cases {
        let (site, manager) = (Site::http(), manager(key(None)));
        let mut world = watched(&site, &manager, &list);
        world.variable("FIRST", "first");
        in_environment(&mut world, None);
        world.run(&["check"]).cleanly(0);
        assert_eq!(header_sent(&site, &manager), expected, "{list}");
    }
}

#[test]
fn what_went_wrong_is_said_in_one_line() {
    let cases = [
        (json!({"SecretString": "{\"other\": 1}"}), "there is no such key"),
        (json!({"SecretString": "plain"}), "its value is not JSON"),
        (json!({"SecretBinary": "AAAA"}), "it is binary: its value must be JSON text"),
    ];
    for (secret, reason) in cases {
        let site = Site::http();
        let manager = SecretsManager::answering(key(None), "eu-west-3", "prod/ronde", secret);
        let mut world = watched(&site, &manager, SECRET);
        in_environment(&mut world, None);
        let ran = world.run(&["check"]).code(0);
        let line = format!(
            "warning: the AWS secret prod/ronde cannot be read (key \"header\"): {reason}; \
             the services concerned are unknown\n"
        );
        assert_eq!(ran.stderr, line);
    }
    let (site, manager) = (Site::http(), manager(key(None)));
    let world = watched(&site, &manager, SECRET);
    let ran = world.run(&["check"]).code(0);
    for reason in [
        "there are no AWS credentials: AWS_ACCESS_KEY_ID is not set; ",
        "/home/.aws/credentials cannot be read: no such file or directory; ",
        "not in a container of AWS; the instance's metadata are disabled",
    ] {
        assert!(ran.stderr.contains(reason), "{ran}");
    }
    let mut world = watched(&site, &manager, &SECRET.replace(", region: eu-west-3", ""));
    in_environment(&mut world, None);
    world
        .run(&["check"])
        .code(0)
        .complains("no region is known (`region`, or the environment variable AWS_REGION)");
    world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1");
    world.variable("AWS_REGION", "eu-west-3");
    world.run(&["check"]).code(0).complains("(key \"header\"): connection refused");
}

#[test]
fn nothing_of_it_is_shown_or_kept() {
    let (site, manager) = (Site::http(), manager(key(Some("t0ken-s3cret"))));
    let mut world = watched(&site, &manager, SECRET);
    in_environment(&mut world, Some("t0ken-s3cret"));
    site.answers("/", Answer::status(503));
    let ran = world.run(&["-v", "check"]).code(1);
    let shown = world.run(&["config", "show"]).cleanly(0);
    let wanted = "aws_secrets_manager:\n          secret_name: prod/ronde\n          secret_key: header\n          region: eu-west-3";
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed(&shown.stdout).contains(&squeezed(wanted)), "{}", shown.stdout);
    for secret in [VALUE, SECRET_KEY, "t0ken-s3cret"] {
        for text in [&ran.stdout, &ran.stderr, &shown.stdout] {
            assert!(!text.contains(secret), "{text}");
        }
        for (file, bytes) in snapshot(world.path("").as_path()) {
            let is_there = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!is_there, "{}", file.display());
        }
    }
}

#[test]
fn what_aws_refuses_is_named_by_its_code_and_not_in_its_words() {
    for code in ["AccessDeniedException", "ResourceNotFoundException", "DecryptionFailure"] {
        let (site, refusing) = (Site::http(), Site::http());
        let document = json!({"__type": code, "Message": "you are hush-account"});
        refusing.answers("/", Answer::json(400, &document));
        let mut world = watched(&site, &manager(key(None)), SECRET);
        in_environment(&mut world, Some("hush-token"));
        world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", &refusing.url(""));
        let ran = world.run(&["-v", "check"]).code(0);
        let line = format!(
            "the AWS secret prod/ronde cannot be read (key \"header\"): HTTP 400 ({code}); "
        );
        assert!(ran.stderr.contains(&line), "{ran}");
        for secret in ["hush", SECRET_KEY] {
            assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{ran}");
        }
    }
}

#[test]
fn a_list_of_which_nothing_works_names_every_reason() {
    let (site, manager) = (Site::http(), manager(key(None)));
    let list = format!(
        "[{{type: ENVIRONMENT_VARIABLE, value: NONE}}, {}, {}]",
        TYPED.replace("prod/ronde", "prod/none"),
        TYPED.replace("secret_key: header", "secret_key: other")
    );
    let mut world = watched(&site, &manager, &list);
    in_environment(&mut world, None);
    let ran = world.run(&["config", "check", "--secrets"]).code(78);
    let ran = ran.complains("the environment variable NONE is not set; the AWS secret prod/none ");
    let ran = ran.complains("(key \"header\"): HTTP 400 (ResourceNotFoundException); the AWS");
    ran.complains("prod/ronde cannot be read (key \"other\"): there is no such key");
}

#[test]
fn who_we_are_and_each_secret_are_asked_for_once() {
    let (site, receiver, container) = (Site::http(), Site::http(), Site::http());
    let text = json!({"header": VALUE, "user": "ronde", "pin": 1234}).to_string();
    let manager = SecretsManager::new(key(None), "eu-west-3", "prod/ronde", &text);
    container.answers(
        "/",
        Answer::json(200, &json!({"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": SECRET_KEY})),
    );
    site.answers("/", Answer::status(503));
    let pin = SECRET.replace("secret_key: header", "secret_key: pin");
    let none = SECRET.replace("prod/ronde", "prod/none");
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), &format!("header: {{X-Token: {SECRET}}}"))
        .service_with("web-2/blog", &site.url("/blog"), &format!("header: {{X-Token: {none}}}"))
        .webhook_with("hook", &receiver.url("/"), &format!("user: ronde, password: {pin}"));
    let mut world = World::new(&configuration);
    world.variable("AWS_ENDPOINT_URL", &manager.site.url(""));
    world.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container.url("/"));
    world.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush");
    world.run(&["check"]).code(1).complains("prod/none");
    assert_eq!(receiver.received()[0].header("authorization"), "Basic cm9uZGU6MTIzNA==");
    assert_eq!(container.received().len(), 1);
    assert_eq!(container.received()[0].header("authorization"), "hush");
    let asked: Vec<_> =
        manager.site.received().iter().map(|call| call.json()["SecretId"].clone()).collect();
    assert_eq!(asked.len(), 2, "a call for each secret, not for each key: {asked:?}");
}

#[test]
fn a_service_of_another_address_is_asked_unless_that_is_ignored() {
    let (site, manager) = (Site::http(), manager(key(None)));
    let mut world = watched(&site, &manager, SECRET);
    in_environment(&mut world, None);
    world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", "");
    world.variable("AWS_ENDPOINT_URL", &manager.site.url("/"));
    world.run(&["config", "check", "--secrets"]).cleanly(0);
    assert_eq!(manager.site.received().len(), 1);
    // AWS itself is out of reach: a proxy is where nobody listens.
    world.variable("HTTPS_PROXY", "http://127.0.0.1:1");
    world.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    world.run(&["config", "check", "--secrets"]).code(78).complains("connection refused");
    assert_eq!(manager.site.received().len(), 1);
}

#[test]
fn an_environment_that_makes_no_sense_is_said_to_make_none() {
    let (site, manager) = (Site::http(), manager(key(None)));
    let mut world = watched(&site, &manager, &SECRET.replace(", region: eu-west-3", ""));
    in_environment(&mut world, None);
    world.variable("AWS_REGION", "eu-west-3");
    for endpoint in
        ["/x", "localhost:1", "nonsense", "http://", "ftp://h/", "http://hush@h/", "http://h/?hush"]
    {
        world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint);
        let ran = world.run(&["config", "check", "--secrets"]).code(78);
        let ran = ran.complains("AWS_ENDPOINT_URL_SECRETS_MANAGER is not the URL of a server");
        assert!(!ran.stderr.contains("hush"), "{ran}");
    }
    for region in ["eu west", "x.example/#"] {
        world.variable("AWS_REGION", region);
        let ran = world.run(&["config", "check", "--secrets"]).code(78);
        ran.complains(&format!("{region:?} is not a region of AWS, such as eu-west-3"));
    }
    assert!(manager.site.received().is_empty());
}
