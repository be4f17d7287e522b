//! Secrets: which provider, without reading any.

use std::path::Path;

use super::report::At;
use super::scalars::{self, UrlError};
use crate::config::keys::{Table, Text};
use crate::config::raw::{RawAwsSecret, RawProvider, RawSecret};
use crate::domain::{AwsSecret, Provider, Secret};

/// The secret that is written `at`; files are relative to `directory`.
pub(super) fn secret(raw: RawSecret, directory: &Path, at: &At<'_>) -> Option<Secret> {
    match raw {
        RawSecret::Literal(Text(value)) => Some(Secret::Literal(value)),
        RawSecret::Env(name) => variable(name, &at.key("env")),
        RawSecret::File(path) => {
            let path = scalars::file(path, directory, &at.key("file"))?;
            Some(Secret::Provided(Provider::File(path)))
        }
        RawSecret::Command(words) => {
            let words: Vec<String> = words.into_iter().map(|Text(word)| word).collect();
            if words.first().is_none_or(String::is_empty) {
                at.key("command").wrong("a command needs a program");
                return None;
            }
            Some(Secret::Provided(Provider::Command(words)))
        }
        RawSecret::Aws(raw) => aws(raw, &at.key("aws_secrets_manager")),
        RawSecret::List(list) => {
            if list.is_empty() {
                at.wrong("a list of providers cannot be empty");
                return None;
            }
            let list = list.into_iter().enumerate();
            let list: Vec<_> = list.map(|(index, raw)| typed(raw, &at.index(index))).collect();
            list.into_iter().collect::<Option<_>>().map(Secret::FirstOf)
        }
    }
}

/// Where something is pushed. The URL is not shown: its path is a token.
pub(super) fn push_url(raw: RawSecret, directory: &Path, at: &At<'_>) -> Option<Secret> {
    let url = secret(raw, directory, at)?;
    if let Secret::Literal(text) = &url {
        match scalars::check_url(text) {
            Ok(_) => {}
            Err(error @ UrlError::Credentials) => {
                at.wrong_with_hint(error.to_string(), "a push URL has its token in its path");
            }
            Err(error) => at.wrong(error.to_string()),
        }
    }
    Some(url)
}

/// An entry of the seed's list. Source: cachet-url-monitor.
fn typed(raw: RawProvider, at: &At<'_>) -> Option<Secret> {
    let own = RawProvider::SECTION.names_of(&raw.kind.0);
    // A type that there is not has no keys to miss.
    for key in raw.given().into_iter().filter(|key| !own.is_empty() && *key != "type") {
        if !own.contains(&key) {
            at.key(key).wrong(format!("{} has no `{key}`", raw.kind.0));
        }
    }
    let RawProvider { kind: Text(kind), value, secret_name, secret_key, region } = raw;
    match (kind.as_str(), value) {
        ("ENVIRONMENT_VARIABLE", Some(name)) => variable(name, &at.key("value")),
        ("TOKEN", Some(Text(value))) => Some(Secret::Literal(value)),
        ("ENVIRONMENT_VARIABLE" | "TOKEN", None) => {
            at.wrong("`value` is missing");
            None
        }
        ("AWS_SECRETS_MANAGER", _) => aws(RawAwsSecret { secret_name, secret_key, region }, at),
        _ => {
            at.key("type").wrong(format!(
                "{kind:?} is not one of ENVIRONMENT_VARIABLE, TOKEN, AWS_SECRETS_MANAGER"
            ));
            None
        }
    }
}

fn variable(Text(name): Text, at: &At<'_>) -> Option<Secret> {
    if name.is_empty() || name.contains(['=', '\0']) {
        at.wrong(format!("{name:?} cannot be the name of an environment variable"));
        return None;
    }
    Some(Secret::Provided(Provider::Env(name)))
}

fn aws(raw: RawAwsSecret, at: &At<'_>) -> Option<Secret> {
    let text = |given: Option<Text>, key: &str| match given {
        Some(Text(text)) if text.trim().is_empty() => {
            at.key(key).wrong("cannot be empty");
            None
        }
        Some(Text(text)) => Some(text),
        None => {
            at.wrong(format!("`{key}` is missing"));
            None
        }
    };
    let (name, key) = (text(raw.secret_name, "secret_name"), text(raw.secret_key, "secret_key"));
    let region = match raw.region {
        Some(Text(region)) => Some(region_name(region, &at.key("region"))?),
        None => None,
    };
    Some(Secret::Provided(Provider::Aws(AwsSecret { name: name?, key: key?, region })))
}

fn region_name(text: String, at: &At<'_>) -> Option<String> {
    if AwsSecret::is_region(&text) {
        return Some(text);
    }
    at.wrong(format!("{text:?} is not a region of AWS, such as eu-west-3"));
    None
}
