//! The effective configuration: every default applied, no secret in it.
//!
//! What is printed can be read again and means the same, but for the literal
//! secrets, which are `***`.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::validate::incident_word;
use super::{CheckSettings, Config};
use crate::domain::{
    Action, After, AwsSecret, Cachet, CachetVersion, Check, Equipment, Event, Expectation,
    Heartbeat, IpVersion, MonitoringApi, Provider, Recovery, RecoveryTask, RequestSettings, Rhythm,
    Secret, Service, StatusCodes, StatusPageSettings, TcpTls, Webhook, WebhookForm, is_tcp_url,
};
use crate::text::{Pattern, Template};

const HIDDEN: &str = "***";

/// `config` as a document with the keys of a configuration file.
#[must_use]
pub fn effective(config: &Config) -> Value {
    let messages = &config.messages;
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut document, key, value);
    put("database", json!(config.database));
    put("group", json!(config.group));
    put("link", json!(config.link.as_ref().map(Template::as_str)));
    put("maintenance_mode_duration", duration(config.maintenance_mode_duration));
    put("auto_close", json!(config.auto_close));
    put("recover_after", json!(config.recover_after));
    put(
        "retention",
        json!({
            "results": duration(config.retention.results),
            "deliveries": duration(config.retention.deliveries),
        }),
    );
    put("check", check_settings(&config.check));
    put("equipment", config.inventory.equipment.iter().map(equipment).collect());
    put("webhooks", config.webhooks.iter().map(webhook).collect());
    put(
        "messages",
        json!({
            "incident_outage": messages.incident_outage.as_str(),
            "incident_performance": messages.incident_performance.as_str(),
            "incident_operational": messages.incident_operational.as_str(),
        }),
    );
    put("cachet", config.cachet.as_ref().map_or(Value::Null, cachet));
    put("heartbeats", config.heartbeats.iter().map(heartbeat).collect());
    put("recovery", config.recovery.iter().map(recovery).collect());
    Value::Object(document)
}

fn put_unless_null(map: &mut Map<String, Value>, key: &str, value: Value) {
    if !value.is_null() {
        map.insert(key.to_owned(), value);
    }
}

fn duration(duration: Duration) -> Value {
    Value::String(humantime::format_duration(duration).to_string())
}

fn check_settings(settings: &CheckSettings) -> Value {
    json!({
        "concurrency": settings.concurrency,
        "per_equipment": settings.per_equipment,
        "recheck_after": duration(settings.recheck_after),
        "deadline": duration(settings.deadline),
        "stale_after": duration(settings.stale_after),
    })
}

fn equipment(equipment: &Equipment) -> Value {
    let facts = &equipment.facts;
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("name", json!(equipment.name.as_str()));
    put("renamed_from", json!(equipment.renamed_from.as_ref().map(ToString::to_string)));
    put("monitoring", json!(equipment.monitoring));
    put("server_ip", json!(facts.server_ip));
    put("distribution", json!(facts.distribution));
    put("hosting_city", json!(facts.hosting_city));
    put("nb_cores", json!(facts.nb_cores));
    put("ram", json!(facts.ram));
    put("disk_storage", json!(facts.disk_storage));
    put("backup_activated", json!(facts.backup_activated));
    put("backup_server", json!(facts.backup_server));
    put("backup_ok", json!(facts.backup_ok));
    if let Some(settings) = &equipment.status_page {
        status_of(settings, &mut put);
    }
    let defaults = equipment.instances.as_deref().map(defaults).unwrap_or_default();
    if !defaults.is_empty() {
        put("defaults", Value::Object(defaults.clone()));
    }
    let services = equipment.services.iter().map(|one| against(service(one), &defaults));
    put("services", services.map(Value::Object).collect());
    Value::Object(map)
}

/// What an instance is made of that a server manager lists. Everything else has
/// its defaults applied, and needs none.
fn defaults(template: &Service) -> Map<String, Value> {
    let mut map = service(template);
    map.retain(|key, _| !matches!(key.as_str(), "name" | "monitoring_api"));
    map
}

/// A service without what the `defaults` would give it.
fn against(mut service: Map<String, Value>, defaults: &Map<String, Value>) -> Map<String, Value> {
    for key in defaults.keys() {
        service.entry(key.as_str()).or_insert(Value::Null);
    }
    service
}

fn service(service: &Service) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("name", json!(service.id.service.as_str()));
    put("renamed_from", json!(service.renamed_from.as_ref().map(ToString::to_string)));
    put("url", json!(service.url.as_deref()));
    // Without it, a URL that was left at http would be upgraded when this is read again.
    let url = service.url.as_deref();
    let is_http = url.is_some_and(|url| !url.starts_with("https") && !is_tcp_url(url));
    put("upgrade_to_https", if is_http { json!(false) } else { Value::Null });
    put("active", json!(service.active));
    put("service", json!(service.product.as_deref()));
    put("version", json!(service.version.as_deref()));
    put("priority", json!(service.priority.as_str()));
    if service.is_connection() {
        connection(&service.request, &mut put);
    } else {
        request(&service.request, &mut put);
    }
    put("monitoring_api", service.monitoring_api.as_deref().map_or(Value::Null, monitoring_api));
    // A command or a connection may have none, which cannot be written.
    if !service.expectations.is_empty() {
        put("expectation", service.expectations.iter().map(expectation).collect());
    }
    put("allowed_fails", json!(service.allowed_fails));
    put("frequency", service.frequency.map_or(Value::Null, duration));
    put("tags", json!(service.tags.as_ref()));
    if let Some(settings) = &service.status_page {
        status_page(settings, &mut put);
    }
    put("push_url", service.push_url.as_deref().map_or(Value::Null, secret));
    map
}

fn monitoring_api(api: &MonitoringApi) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("version", json!(api.version()));
    match api {
        MonitoringApi::SimpleUrl { url } => put("url", json!(url.as_ref())),
        MonitoringApi::ServerObserver { url, token }
        | MonitoringApi::ServerManager { url, token } => {
            put("url", json!(url.as_ref()));
            put("token", token.as_ref().map_or(Value::Null, secret));
        }
        MonitoringApi::Instance => {}
        MonitoringApi::Command(words) => put("command", json!(words)),
    }
    Value::Object(map)
}

fn status_page(settings: &StatusPageSettings, put: &mut impl FnMut(&str, Value)) {
    status_of(settings, put);
    put("metric_id", json!(settings.metric_id));
    put("latency_unit", json!(settings.latency_unit.as_str()));
}

/// What is told of everything that has a status.
fn status_of(settings: &StatusPageSettings, put: &mut impl FnMut(&str, Value)) {
    put("action", settings.actions.iter().copied().map(Action::as_str).collect());
    put("component_id", json!(settings.component_id));
    put("public_incidents", json!(settings.public_incidents));
}

fn cachet(cachet: &Cachet) -> Value {
    let version = match cachet.version {
        CachetVersion::V2 => 2,
        CachetVersion::V3 => 3,
    };
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("api_url", json!(cachet.api_url));
    put("version", json!(version));
    put("token", secret(&cachet.token));
    put("ca_file", json!(cachet.tls.ca_file));
    Value::Object(map)
}

fn heartbeat(heartbeat: &Heartbeat) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("name", json!(heartbeat.name.as_str()));
    put("enabled", json!(heartbeat.enabled));
    put("push_url", heartbeat.push_url.as_ref().map_or(Value::Null, secret));
    match &heartbeat.rhythm {
        Rhythm::Interval(interval) => put("interval", duration(*interval)),
        Rhythm::Every(every) => put("every", duration(*every)),
        Rhythm::Schedule(schedule) => {
            put("schedule", json!(schedule.expression.as_str()));
            put("timezone", json!(schedule.zone_name));
        }
    }
    put("runtime", heartbeat.runtime.map_or(Value::Null, duration));
    put("margin", duration(heartbeat.margin));
    put("on_failure", json!(heartbeat.on_failure.as_str()));
    put("after", json!(heartbeat.after.map(After::as_str)));
    put("ca_file", json!(heartbeat.tls.ca_file));
    if let Some(settings) = &heartbeat.status_page {
        status_of(settings, &mut put);
    }
    Value::Object(map)
}

fn recovery(recovery: &Recovery) -> Value {
    let task = |task: &RecoveryTask| json!({ "name": task.name, "command": task.command, "timeout": duration(task.timeout) });
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(recovery.kind.as_str()));
    if !recovery.equipment.is_empty() {
        let names = recovery.equipment.iter().map(|name| json!(name.as_str()));
        map.insert("equipment".to_owned(), names.collect());
    }
    map.insert("tasks".to_owned(), recovery.tasks.iter().map(task).collect());
    Value::Object(map)
}

fn request(request: &RequestSettings, put: &mut impl FnMut(&str, Value)) {
    put("method", json!(request.method));
    if !request.headers.is_empty() {
        let headers = request.headers.iter().map(|(name, value)| (name.clone(), secret(value)));
        put("header", headers.collect());
    }
    put("body", json!(request.body));
    if let Some(auth) = &request.basic_auth {
        put("basic_auth", json!({ "user": auth.user, "password": secret(&auth.password) }));
    }
    put("follow_redirects", json!(request.follow_redirects));
    reaching(request, put);
}

/// The settings that mean something to a bare connection.
fn connection(request: &RequestSettings, put: &mut impl FnMut(&str, Value)) {
    let tls = request.tcp_tls;
    put(
        "tls",
        match tls {
            TcpTls::None | TcpTls::AtOnce => json!(tls == TcpTls::AtOnce),
            TcpTls::Smtp | TcpTls::Imap => json!(tls.as_str()),
        },
    );
    reaching(request, put);
}

/// How the server is reached, and whom to trust.
fn reaching(request: &RequestSettings, put: &mut impl FnMut(&str, Value)) {
    put("timeout", duration(request.timeout));
    put("insecure", json!(request.tls.insecure));
    put("ca_file", json!(request.tls.ca_file));
    if let Some(pair) = &request.tls.client_certificate {
        put("client_certificate", json!({ "cert": pair.cert, "key": pair.key }));
    }
    put("resolve", json!(request.resolve));
    put(
        "ip_version",
        match request.ip_version {
            IpVersion::Any => json!("any"),
            IpVersion::V4 => json!(4),
            IpVersion::V6 => json!(6),
        },
    );
}

fn expectation(expectation: &Expectation) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("type", json!(expectation.check.kind()));
    match &expectation.check {
        Check::HttpStatus(codes) => put("status_range", status_range(codes)),
        Check::Latency(threshold) => put("threshold", duration(*threshold)),
        Check::Regex(pattern) => put("regex", json!(pattern.as_str())),
        Check::Contains(text) => put("text", json!(text.as_ref())),
        Check::Header { name, pattern } => {
            put("name", json!(name.as_ref()));
            put("regex", json!(pattern.as_ref().map(Pattern::as_str)));
        }
        Check::Json(check) => {
            put("path", json!(check.path));
            put("regex", json!(check.pattern.as_ref().map(Pattern::as_str)));
            put("min", json!(check.min));
            put("max", json!(check.max));
        }
        Check::Certificate { min_days } => put("min_days", json!(min_days)),
        Check::Disk { max_percent, max_bytes } => {
            put("max_percent", json!(max_percent));
            put("max_bytes", json!(max_bytes));
        }
        Check::BodySize { min, max } => {
            put("min", json!(min));
            put("max", json!(max));
        }
    }
    // Unsaid, it depends on how a status or an answer fails.
    if expectation.is_incident_said || !matches!(expectation.check, Check::HttpStatus(_)) {
        put("incident", json!(incident_word(expectation.incident)));
    }
    if let Check::Json(check) = &expectation.check
        && let Some(equals) = &check.equals
    {
        // `null` is a value here.
        map.insert("equals".to_owned(), equals.clone());
    }
    Value::Object(map)
}

/// One range always with its end; in a list, single codes as such.
fn status_range(codes: &StatusCodes) -> Value {
    match codes.ranges() {
        [range] => json!(format!("{}-{}", range.from, range.until)),
        ranges => ranges.iter().map(|range| json!(range.to_string())).collect(),
    }
}

/// Providers as they are written; a literal is hidden.
fn secret(secret: &Secret) -> Value {
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
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("secret_name", json!(secret.name));
    put("secret_key", json!(secret.key));
    put("region", json!(secret.region));
    map
}

fn webhook(webhook: &Webhook) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| put_unless_null(&mut map, key, value);
    put("name", json!(webhook.name.as_str()));
    put("url", webhook_url(&webhook.url));
    if let Some(auth) = &webhook.basic_auth {
        put("user", json!(auth.user));
        put("password", secret(&auth.password));
    }
    put("events", webhook.events.iter().copied().map(Event::as_str).collect());
    match &webhook.form {
        WebhookForm::Odoo => {}
        WebhookForm::Parameters(pairs) => {
            let pairs = pairs.iter();
            put("params", pairs.map(|(name, text)| (name.clone(), json!(text.as_str()))).collect());
        }
        WebhookForm::Json(value) => put("json", value.clone()),
    }
    put("ca_file", json!(webhook.tls.ca_file));
    Value::Object(map)
}

/// Chat services put the token into the path: only scheme and host are shown.
fn webhook_url(url: &Secret) -> Value {
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
