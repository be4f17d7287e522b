//! Secrets: which provider, without reading any.

use std::path::Path;

use super::report::At;
use crate::config::raw::{RawProvider, RawSecret, Text};
use crate::domain::{Provider, Secret};

/// The secret that is written `at`; files are relative to `directory`.
pub(super) fn secret(raw: RawSecret, directory: &Path, at: &At<'_>) -> Option<Secret> {
    match raw {
        RawSecret::Literal(Text(value)) => Some(Secret::Literal(value)),
        RawSecret::Env(name) => variable(name, &at.key("env")),
        RawSecret::File(Text(path)) if path.is_empty() => {
            at.key("file").wrong("a path cannot be empty");
            None
        }
        RawSecret::File(Text(path)) => Some(Secret::Provided(Provider::File(directory.join(path)))),
        RawSecret::Command(words) => {
            let words: Vec<String> = words.into_iter().map(|Text(word)| word).collect();
            if words.first().is_none_or(String::is_empty) {
                at.key("command").wrong("a command needs a program");
                return None;
            }
            Some(Secret::Provided(Provider::Command(words)))
        }
        RawSecret::Aws => {
            no_aws(at);
            None
        }
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

/// An entry of the seed's list. Source: cachet-url-monitor.
fn typed(raw: RawProvider, at: &At<'_>) -> Option<Secret> {
    let Text(kind) = raw.kind;
    match (kind.as_str(), raw.value) {
        ("ENVIRONMENT_VARIABLE", Some(name)) => variable(name, &at.key("value")),
        ("TOKEN", Some(Text(value))) => Some(Secret::Literal(value)),
        ("ENVIRONMENT_VARIABLE" | "TOKEN", None) => {
            at.wrong("`value` is missing");
            None
        }
        ("AWS_SECRETS_MANAGER", _) => {
            no_aws(at);
            None
        }
        _ => {
            at.key("type").wrong(format!("{kind:?} is not one of ENVIRONMENT_VARIABLE, TOKEN"));
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

fn no_aws(at: &At<'_>) {
    at.wrong_with_hint(
        "this version of ronde cannot read AWS Secrets Manager",
        "use {env: NAME}, {file: PATH} or {command: [aws, secretsmanager, ..]}",
    );
}
