//! Who we are to AWS: the places that may know, in their order.

use std::fs;

use serde_json::json;

use super::aws::{SECRET, SECRET_KEY, VALUE, header_sent, in_environment, key, manager, watched};
use crate::support::world::Running;
use crate::support::{Answer, Site};

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
