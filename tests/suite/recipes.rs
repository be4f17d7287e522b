//! Each recipe of the README, against what its receiver documents.

use std::fs;

use serde_json::{Value, json};

use super::readme::{block_after, with_files_beside};
use crate::support::{Answer, Received, Site, World};

/// What a receiver takes: `Err` says why not.
type Format = fn(&Received) -> Result<(), String>;

fn body(call: &Received) -> Result<Value, String> {
    if !call.header("content-type").starts_with("application/json") {
        return Err(format!("content type {:?}", call.header("content-type")));
    }
    serde_json::from_str(&call.body).map_err(|error| error.to_string())
}

fn text<'v>(body: &'v Value, key: &str) -> Result<&'v str, String> {
    let text = body[key].as_str().filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| format!("{key}: {}", body[key]))
}

/// No other keys than those that are documented.
fn only(body: &Value, known: &[&str]) -> Result<(), String> {
    let fields = body.as_object().ok_or("not an object")?;
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown key {key}")),
        None => Ok(()),
    }
}

/// <https://api.slack.com/messaging/webhooks>
fn slack(call: &Received) -> Result<(), String> {
    let body = body(call)?;
    only(&body, &["text", "blocks", "attachments", "thread_ts", "mrkdwn"])?;
    let text = text(&body, "text")?;
    if text.chars().count() > 40_000 { Err("too long".to_owned()) } else { Ok(()) }
}

/// <https://docs.rocket.chat/docs/integrations>
fn rocketchat(call: &Received) -> Result<(), String> {
    let body = body(call)?;
    only(&body, &["alias", "avatar", "channel", "emoji", "roomId", "text", "attachments"])?;
    text(&body, "text").map(drop)
}

/// <https://developers.mattermost.com/integrate/webhooks/incoming/>
fn mattermost(call: &Received) -> Result<(), String> {
    let body = body(call)?;
    let known = [
        "text",
        "channel",
        "username",
        "icon_url",
        "icon_emoji",
        "attachments",
        "type",
        "props",
        "priority",
    ];
    only(&body, &known)?;
    let text = text(&body, "text")?;
    if text.chars().count() > 16_383 { Err("too long".to_owned()) } else { Ok(()) }
}

/// <https://learn.microsoft.com/connectors/teams/>, an adaptive card in its envelope.
fn teams(call: &Received) -> Result<(), String> {
    let body = body(call)?;
    only(&body, &["type", "attachments"])?;
    let attachments = body["attachments"].as_array().ok_or("attachments")?;
    let [attachment] = attachments.as_slice() else { return Err("one attachment".to_owned()) };
    only(attachment, &["contentType", "contentUrl", "content"])?;
    let card = &attachment["content"];
    let is_whole = body["type"] == "message"
        && attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        && attachment.get("contentUrl") == Some(&Value::Null)
        && card["$schema"] == "http://adaptivecards.io/schemas/adaptive-card.json"
        && card["type"] == "AdaptiveCard"
        && card["version"].as_str().is_some_and(|version| version.starts_with("1."));
    if !is_whole {
        return Err(format!("not an adaptive card: {body}"));
    }
    let blocks = card["body"].as_array().filter(|blocks| !blocks.is_empty()).ok_or("body")?;
    for block in blocks {
        if block["type"] != "TextBlock" {
            return Err(format!("{block}"));
        }
        text(block, "text")?;
        if !block["wrap"].is_boolean() {
            return Err(format!("wrap: {}", block["wrap"]));
        }
    }
    Ok(())
}

/// <https://docs.n8n.io>, a Webhook node with Basic Auth: any JSON.
fn n8n(call: &Received) -> Result<(), String> {
    if call.header("authorization") != "Basic cm9uZGU6aHVzaA==" {
        return Err("authorization".to_owned());
    }
    let body = body(call)?;
    if body["id"].is_u64() && body["priority"].is_string() { Ok(()) } else { Err(body.to_string()) }
}

/// <https://docs.ntfy.sh/publish/#publish-as-json>
fn ntfy(call: &Received) -> Result<(), String> {
    let body = body(call)?;
    if call.path() != "/" {
        return Err("JSON is taken at the root only".to_owned());
    }
    only(
        &body,
        &[
            "topic", "message", "title", "tags", "priority", "actions", "click", "attach",
            "markdown", "icon", "filename", "delay", "email", "call",
        ],
    )?;
    let topic = text(&body, "topic")?;
    let is_topic = topic.len() <= 64
        && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let is_priority = body["priority"].as_u64().is_some_and(|priority| (1..=5).contains(&priority));
    let are_tags = body["tags"].as_array().is_some_and(|tags| tags.iter().all(Value::is_string));
    if !is_topic || !is_priority || !are_tags {
        return Err(body.to_string());
    }
    text(&body, "title")?;
    text(&body, "message").map(drop)
}

/// <https://gotify.net/api-docs>, POST /message
fn gotify(call: &Received) -> Result<(), String> {
    if call.target != "/message?token=AbCdEf" {
        return Err(format!("token: {}", call.target));
    }
    let body = body(call)?;
    only(&body, &["message", "title", "priority", "extras"])?;
    if !body["priority"].is_u64() {
        return Err(format!("priority: {}", body["priority"]));
    }
    text(&body, "title")?;
    text(&body, "message").map(drop)
}

/// <https://core.telegram.org/bots/api#sendmessage>, with the query.
fn telegram(call: &Received) -> Result<(), String> {
    let query = call.target.split_once('?').map_or("", |(_, query)| query);
    let has = |key: &str| {
        query
            .split('&')
            .any(|pair| pair.starts_with(&format!("{key}=")) && pair.len() > key.len() + 1)
    };
    if has("chat_id") && has("text") && call.method == "POST" {
        Ok(())
    } else {
        Err(call.target.clone())
    }
}

const RECIPES: &[(&str, &str, Format)] = &[
    ("slack", "/services/T0/B0/xyz", slack),
    ("rocketchat", "/hooks/id/token", rocketchat),
    ("mattermost", "/hooks/xyz", mattermost),
    ("teams", "/workflows/xyz?sig=abc", teams),
    ("n8n", "/webhook/ronde", n8n),
    ("ntfy", "/", ntfy),
    ("gotify", "/message?token=AbCdEf", gotify),
    ("telegram", "/bot1/sendMessage", telegram),
];

/// The recipe with its receiver on loopback, and a service that it tells of.
fn kitchen(name: &str, path: &str, site: &Site, receiver: &Site) -> World {
    let recipe = block_after(&format!("recipe: {name}"), "yaml");
    let (recipe, files) = with_files_beside(recipe);
    let literal = ["https://n8n.example.com/webhook/ronde", "https://ntfy.example.com/"];
    let url = receiver.url(path);
    let recipe = literal.iter().fold(recipe, |recipe, known| recipe.replace(known, &url));
    let watched = format!(
        "check: {{recheck_after: 20ms}}\nequipment:\n  - name: web-1\n    services:\n      \
         - {{name: shop, url: \"{}\", upgrade_to_https: false}}\n",
        site.url("/")
    );
    let world = World::with_text(&format!("{recipe}\n{watched}"));
    for file in files {
        let is_password = file.ends_with(".password");
        fs::write(world.path(&file), if is_password { "hush\n" } else { &url }).unwrap();
    }
    world
}

#[test]
fn each_recipe_sends_what_its_receiver_documents() {
    for (name, path, format) in RECIPES {
        let (site, receiver) = (Site::http(), Site::http());
        let world = kitchen(name, path, &site, &receiver);
        site.answers("/", Answer::status(503));
        world.run(&["check"]).cleanly(1);
        site.answers("/", Answer::status(200));
        world.run(&["check"]).cleanly(0);
        let calls = receiver.received();
        assert_eq!(calls.len(), 2, "{name}: the beginning and the end");
        for call in &calls {
            assert_eq!(call.method, "POST");
            assert_eq!(format(call), Ok(()), "{name}: {call:?}");
        }
        let said = |call: &Received, words: &str| {
            let sent = format!("{} {}", call.target.replace('+', " "), call.body);
            assert!(sent.contains(words), "{name}: {words}: {sent}");
        };
        said(&calls[0], "HTTP 503");
        said(&calls[0], if *name == "n8n" { "[HTTP KO]" } else { "shop is unavailable" });
        said(&calls[1], if *name == "n8n" { "request.closed" } else { "shop is operational" });
    }
}

#[test]
fn the_formats_are_strict() {
    let call = |target: &str, body: &Value| Received {
        method: "POST".to_owned(),
        target: target.to_owned(),
        headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
        body: body.to_string(),
        is_identified: false,
    };
    let refused: &[(Format, &str, Value)] = &[
        (slack, "/", json!({"text": ""})),
        (slack, "/", json!({"text": "a", "content": "a"})),
        (rocketchat, "/", json!({"message": "a"})),
        (mattermost, "/", json!({"text": 5})),
        (teams, "/", json!({"text": "a"})),
        (teams, "/", json!({"type": "message", "attachments": []})),
        (n8n, "/", json!({"id": 1, "priority": "2"})),
        (
            ntfy,
            "/",
            json!({"topic": "a", "title": "b", "message": "c", "priority": "4", "tags": []}),
        ),
        (
            ntfy,
            "/topic",
            json!({"topic": "a", "title": "b", "message": "c", "priority": 4, "tags": []}),
        ),
        (gotify, "/message?token=AbCdEf", json!({"title": "a", "message": "b", "priority": "5"})),
        (gotify, "/message", json!({"title": "a", "message": "b", "priority": 5})),
        (telegram, "/bot/sendMessage?chat_id=&text=a", json!({})),
    ];
    for (format, target, body) in refused {
        assert!(format(&call(target, body)).is_err(), "{target} {body}");
    }
}
