//! Secrets that AWS Secrets Manager keeps.

use std::fs;

use serde_json::json;

use crate::support::aws::{Key, Parts, SecretsManager, signature};
use crate::support::world::{Running, snapshot};
use crate::support::{Answer, Configuration, Site, World};

const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const VALUE: &str = "t0p-s3cret-value";

fn key(token: Option<&str>) -> Key {
    Key::new("AKIDEXAMPLE", SECRET_KEY, token)
}

fn manager(key: Key) -> SecretsManager {
    SecretsManager::new(key, "eu-west-3", "prod/ronde", &json!({ "header": VALUE }).to_string())
}

/// A service with a header that AWS keeps, and nothing that tells who we are.
fn watched(site: &Site, manager: &SecretsManager, secret: &str) -> World {
    let keys = format!("header: {{X-Token: {secret}}}");
    let configuration = Configuration::new().service_with("web-1/shop", &site.url("/"), &keys);
    let mut world = World::new(&configuration);
    world.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER", &manager.site.url(""));
    world.variable("AWS_EC2_METADATA_DISABLED", "true");
    world
}

const SECRET: &str =
    "{aws_secrets_manager: {secret_name: prod/ronde, secret_key: header, region: eu-west-3}}";
const TYPED: &str =
    "{type: AWS_SECRETS_MANAGER, secret_name: prod/ronde, secret_key: header, region: eu-west-3}";

fn in_environment(world: &mut World, token: Option<&str>) {
    world.variable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    world.variable("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    if let Some(token) = token {
        world.variable("AWS_SESSION_TOKEN", token);
    }
}

/// The header that the site was asked with.
#[track_caller]
fn header_sent(site: &Site, manager: &SecretsManager) -> String {
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
fn the_environment_says_who_we_are() {
    for token in [None, Some("t0ken/with+signs==")] {
        let (site, manager) = (Site::http(), manager(key(token)));
        let mut world = watched(&site, &manager, SECRET);
        in_environment(&mut world, token);
        world.run(&["check"]).cleanly(0);
        assert_eq!(header_sent(&site, &manager), VALUE);
        assert_eq!(manager.site.received().len(), 1, "once for the whole pass");
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
fn the_shared_files_say_who_we_are_and_where() {
    let (site, manager) = (Site::http(), manager(key(Some("t0ken"))));
    let without_region = SECRET.replace(", region: eu-west-3", "");
    let mut world = watched(&site, &manager, &without_region);
    let directory = world.path("home/.aws");
    fs::create_dir(&directory).unwrap();
    let keys = format!(
        "[default]\naws_access_key_id = wrong\naws_secret_access_key = wrong\n\n[ops]\n\
         aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key={SECRET_KEY}\naws_session_token = t0ken\n"
    );
    fs::write(directory.join("credentials"), &keys).unwrap();
    fs::write(
        directory.join("config"),
        "[default]\nregion = us-east-1\n[profile ops]\nregion = eu-west-3\n",
    )
    .unwrap();
    world.variable("AWS_PROFILE", "ops");
    world.run(&["check"]).cleanly(0);
    assert_eq!(header_sent(&site, &manager), VALUE);

    let elsewhere = world.path("elsewhere");
    fs::rename(directory.join("credentials"), &elsewhere).unwrap();
    world.variable("AWS_SHARED_CREDENTIALS_FILE", elsewhere.to_str().unwrap());
    world.run(&["config", "check", "--secrets"]).cleanly(0);
}

#[test]
fn a_container_says_who_we_are() {
    let (site, manager, container) = (Site::http(), manager(key(Some("t0ken"))), Site::http());
    let keys =
        json!({"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": SECRET_KEY, "Token": "t0ken"});
    container.answers("/v2/credentials", Answer::json(200, &keys));
    let mut world = watched(&site, &manager, SECRET);
    world.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container.url("/v2/credentials"));
    fs::write(world.path("token"), "pod-token\n").unwrap();
    let file = world.path("token");
    world.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.to_str().unwrap());
    world.run(&["check"]).cleanly(0);
    assert_eq!(header_sent(&site, &manager), VALUE);
    assert_eq!(container.received()[0].header("authorization"), "pod-token");
}

#[test]
fn no_proxy_stands_between_us_and_a_container_on_this_machine() {
    let (site, manager, container) = (Site::http(), manager(key(Some("t0ken"))), Site::http());
    let keys =
        json!({"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": SECRET_KEY, "Token": "t0ken"});
    container.answers("/", Answer::json(200, &keys));
    let proxy = Site::http();
    let mut world = watched(&site, &manager, SECRET);
    world.variable("HTTP_PROXY", &proxy.url(""));
    world.variable("NO_PROXY", "127.0.0.1");
    let address = format!("http://localhost:{}/", container.port());
    world.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", &address);
    world.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush");
    world.run(&["check"]).cleanly(0);
    assert_eq!(container.received()[0].header("authorization"), "hush");
    assert!(proxy.received().is_empty());
}

#[test]
fn an_instance_says_who_we_are() {
    let (site, manager) = (Site::http(), manager(key(Some("t0ken"))));
    let keys =
        json!({"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": SECRET_KEY, "Token": "t0ken"});
    let instance = Site::http_with(move |request| {
        let is_known = request.header("x-aws-ec2-metadata-token") == "imds";
        match (request.method.as_str(), request.path()) {
            ("PUT", "/latest/api/token")
                if !request.header("x-aws-ec2-metadata-token-ttl-seconds").is_empty() =>
            {
                Answer::text("imds")
            }
            ("GET", "/latest/meta-data/iam/security-credentials/") if is_known => {
                Answer::text("role-of-web\n")
            }
            ("GET", "/latest/meta-data/iam/security-credentials/role-of-web") if is_known => {
                Answer::json(200, &keys)
            }
            _ => Answer::status(401),
        }
    });
    let mut world = watched(&site, &manager, SECRET);
    world.variable("AWS_EC2_METADATA_DISABLED", "");
    world.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", &instance.url(""));
    world.run(&["check"]).cleanly(0);
    assert_eq!(header_sent(&site, &manager), VALUE);
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
fn the_first_place_that_knows_who_we_are_is_believed() {
    let (site, manager, container) = (Site::http(), manager(key(None)), Site::http());
    let other = json!({"AccessKeyId": "OTHER", "SecretAccessKey": "other"});
    container.answers("/", Answer::json(200, &other));
    let mut world = watched(&site, &manager, SECRET);
    world.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container.url("/"));
    let directory = world.path("home/.aws");
    fs::create_dir(&directory).unwrap();
    let file = |id: &str| {
        let text =
            format!("[default]\naws_access_key_id={id}\naws_secret_access_key={SECRET_KEY}\n");
        fs::write(directory.join("credentials"), text).unwrap();
    };
    file("AKIDEXAMPLE");
    world.run(&["config", "check", "--secrets"]).cleanly(0);
    file("OTHER");
    in_environment(&mut world, None);
    world.run(&["config", "check", "--secrets"]).cleanly(0);
    assert!(container.received().is_empty());
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

#[test]
fn files_that_are_nowhere_or_never_end_are_given_up() {
    let (site, manager) = (Site::http(), manager(key(None)));
    let mut world = watched(&site, &manager, SECRET);
    let mut homeless = world.command(&["config", "check", "--secrets"]);
    homeless.env_remove("HOME");
    let ran = Running::start(homeless, "config check --secrets".to_owned()).finish().code(78);
    ran.complains("is not set; no shared files (HOME is not set); not in a container of AWS; ");

    let pipe = world.path("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    world.variable("AWS_SHARED_CREDENTIALS_FILE", pipe.to_str().unwrap());
    let ran = world.run(&["config", "check", "--secrets"]).code(78);
    ran.complains("/pipe gave nothing within 2 s; ");
}
