//! Secrets as they are shown: where they are kept, never what they are.

use serde_json::{Map, Value, json};

use crate::config::keys::nothing_of;
use crate::config::raw;
use crate::domain::{AwsSecret, Provider, Secret};

const HIDDEN: &str = "***";

/// Providers as they are written; a literal is hidden.
pub(super) fn secret(secret: &Secret) -> Value {
    match secret {
        Secret::Literal(_) => json!(HIDDEN),
        Secret::Provided(Provider::Env(name)) => json!({ "env": name }),
        Secret::Provided(Provider::File(path)) => json!({ "file": path }),
        Secret::Provided(Provider::Command(words)) => json!({ "command": words }),
        Secret::Provided(Provider::Aws(secret)) => {
            json!({ "aws_secrets_manager": Value::Object(aws(secret)) })
        }
        Secret::FirstOf(list) => list.iter().map(typed).collect(),
    }
}

/// An entry of the seed's list.
fn typed(secret: &Secret) -> Value {
    match secret {
        Secret::Provided(Provider::Env(name)) => {
            json!({ "type": "ENVIRONMENT_VARIABLE", "value": name })
        }
        Secret::Provided(Provider::Aws(secret)) => {
            let mut map = aws(secret);
            map.insert("type".to_owned(), json!("AWS_SECRETS_MANAGER"));
            Value::Object(map)
        }
        _ => json!({ "type": "TOKEN", "value": HIDDEN }),
    }
}

fn aws(secret: &AwsSecret) -> Map<String, Value> {
    let mut shown = nothing_of::<raw::RawAwsSecret>();
    shown.secret_name = json!(secret.name);
    shown.secret_key = json!(secret.key);
    shown.region = json!(secret.region);
    shown.into()
}

/// Chat services put the token into the path: only scheme and host are shown.
pub(super) fn webhook_url(url: &Secret) -> Value {
    match url {
        Secret::Literal(text) => {
            let start = text.find("://").map_or(0, |position| position + 3);
            let rest = text.get(start..).unwrap_or_default();
            let end = start + rest.find(['/', '?', '#']).unwrap_or(rest.len());
            json!(format!("{}/{HIDDEN}", text.get(..end).unwrap_or_default()))
        }
        other => secret(other),
    }
}
