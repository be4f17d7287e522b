//! Monitoring APIs: each version with its own keys.

use std::sync::Arc;

use super::level::Context;
use super::report::At;
use super::scalars::service_url;
use super::secret::secret;
use crate::config::keys::{Table, Text};
use crate::config::raw::RawMonitoringApi;
use crate::config::spelling::nearest;
use crate::domain::Secret;

const VERSIONS: &[&str] = &["simple-url", "server-observer-v1", "server-manager-v1", "command"];

/// What is written about an API; where it is called may be said elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ApiLayer {
    SimpleUrl { url: Option<Arc<str>> },
    ServerObserver { url: Option<Arc<str>>, token: Option<Secret> },
    ServerManager { url: Option<Arc<str>>, token: Option<Secret> },
    Command(Vec<String>),
}

/// The API that is written `at`.
pub(super) fn api(
    raw: RawMonitoringApi,
    context: &mut Context<'_>,
    at: &At<'_>,
) -> Option<ApiLayer> {
    let Text(word) = &raw.version;
    let Some(version) = VERSIONS.iter().copied().find(|known| known == word) else {
        unknown_version(word, &at.key("version"));
        return None;
    };
    only_own_keys(&raw, version, at)?;
    if version == "command" {
        return command(raw.command?, &at.key("command"));
    }
    let url = match raw.url {
        Some(url) => Some(service_url(&url.0, &at.key("url"))?),
        None => None,
    };
    if version == "simple-url" {
        return Some(ApiLayer::SimpleUrl { url });
    }
    let token = match raw.token {
        Some(raw) => Some(secret(raw, context.directory, &at.key("token"))?),
        None => None,
    };
    Some(match version {
        "server-manager-v1" => ApiLayer::ServerManager { url, token },
        _ => ApiLayer::ServerObserver { url, token },
    })
}

fn unknown_version(word: &str, at: &At<'_>) {
    match nearest(word, VERSIONS.iter().copied()) {
        Some(meant) => at.wrong(format!("{word:?} is not a version, did you mean {meant}?")),
        None => at.wrong(format!("{word:?} is not one of {}", VERSIONS.join(", "))),
    }
}

fn only_own_keys(raw: &RawMonitoringApi, version: &str, at: &At<'_>) -> Option<()> {
    let own = RawMonitoringApi::SECTION.names_of(version);
    let given = raw.given();
    let mut fits = Some(());
    for key in given.iter().filter(|key| **key != "version" && !own.contains(key)) {
        let keys = own.join("`, `");
        at.key(key).wrong(format!("{version} has no `{key}`; it has `{keys}`"));
        fits = None;
    }
    if version == "command" && raw.command.is_none() {
        at.wrong("`command` is missing");
        fits = None;
    }
    fits
}

fn command(words: Vec<Text>, at: &At<'_>) -> Option<ApiLayer> {
    let words: Vec<String> = words.into_iter().map(|Text(word)| word).collect();
    if words.first().is_none_or(String::is_empty) {
        at.wrong("a command needs a program");
        return None;
    }
    if let Some(index) = words.iter().position(|word| word.contains('\0')) {
        at.index(index).wrong("a word of a command cannot contain a NUL character");
        return None;
    }
    Some(ApiLayer::Command(words))
}
