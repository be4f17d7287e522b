//! The effective configuration: every default applied, no secret in it.
//!
//! What is printed can be read again and means the same, but for the literal
//! secrets, which are `***`. Names and order of the keys are those of the table.

mod secret;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::keys::{Shown, nothing_of};
use super::raw;
use super::validate::incident_word;
use super::{CheckSettings, Config, Retention};
use crate::domain::{
    Action, After, BasicAuth, Cachet, CachetVersion, Check, ClientCertificate, Equipment, Event,
    Expectation, Heartbeat, IpVersion, Messages, MonitoringApi, Recovery, RecoveryTask,
    RequestSettings, Rhythm, Selector, Service, StatusCodes, StatusPageSettings, TcpTls, Webhook,
    WebhookForm, is_tcp_url,
};
use crate::text::{Pattern, Template};
use secret::{secret, webhook_url};

/// `config` as a document with the keys of a configuration file.
#[must_use]
pub(crate) fn effective(config: &Config) -> Value {
    let mut shown = nothing_of::<raw::RawConfig>();
    shown.database = json!(config.database);
    shown.group = json!(config.group);
    shown.link = json!(config.link.as_ref().map(Template::as_str));
    shown.maintenance_mode_duration = duration(config.maintenance_mode_duration);
    shown.auto_close = json!(config.auto_close);
    shown.recover_after = json!(config.recover_after);
    shown.retention = retention(config.retention);
    shown.check = check_settings(&config.check);
    shown.equipment = config.inventory.equipment.iter().map(equipment).collect();
    shown.webhooks = config.webhooks.iter().map(webhook).collect();
    shown.messages = messages(&config.messages);
    shown.cachet = config.cachet.as_ref().map_or(Value::Null, cachet);
    shown.heartbeats = config.heartbeats.iter().map(heartbeat).collect();
    shown.recovery = config.recovery.iter().map(recovery).collect();
    map(shown)
}

fn map(shown: impl Into<Map<String, Value>>) -> Value {
    Value::Object(shown.into())
}

fn duration(duration: Duration) -> Value {
    Value::String(humantime::format_duration(duration).to_string())
}

fn retention(retention: Retention) -> Value {
    let mut shown = nothing_of::<raw::RawRetention>();
    shown.results = duration(retention.results);
    shown.deliveries = duration(retention.deliveries);
    map(shown)
}

fn check_settings(settings: &CheckSettings) -> Value {
    let mut shown = nothing_of::<raw::RawCheck>();
    shown.concurrency = json!(settings.concurrency);
    shown.per_equipment = json!(settings.per_equipment);
    shown.recheck_after = duration(settings.recheck_after);
    shown.deadline = duration(settings.deadline);
    shown.stale_after = duration(settings.stale_after);
    map(shown)
}

fn messages(messages: &Messages) -> Value {
    let mut shown = nothing_of::<raw::RawMessages>();
    shown.incident_outage = json!(messages.incident_outage.as_str());
    shown.incident_performance = json!(messages.incident_performance.as_str());
    shown.incident_operational = json!(messages.incident_operational.as_str());
    map(shown)
}

fn equipment(equipment: &Equipment) -> Value {
    let facts = &equipment.facts;
    let mut shown = nothing_of::<raw::RawEquipment>();
    shown.name = json!(equipment.name.as_str());
    shown.renamed_from = json!(equipment.renamed_from.as_ref().map(ToString::to_string));
    shown.monitoring = json!(equipment.monitoring);
    shown.server_ip = json!(facts.server_ip);
    shown.distribution = json!(facts.distribution);
    shown.hosting_city = json!(facts.hosting_city);
    shown.nb_cores = json!(facts.nb_cores);
    shown.ram = json!(facts.ram);
    shown.disk_storage = json!(facts.disk_storage);
    shown.backup_activated = json!(facts.backup_activated);
    shown.backup_server = json!(facts.backup_server);
    shown.backup_ok = json!(facts.backup_ok);
    if let Some(page) = &equipment.status_page {
        shown.action = actions(page);
        shown.component_id = json!(page.component_id);
        shown.public_incidents = json!(page.public_incidents);
    }
    let defaults = equipment.instances.as_deref().map(defaults).unwrap_or_default();
    let services = equipment.services.iter().map(|one| against(service(one), &defaults));
    shown.services = services.map(Value::Object).collect();
    if !defaults.is_empty() {
        shown.defaults = Value::Object(defaults);
    }
    map(shown)
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
    let mut shown = nothing_of::<raw::RawService>();
    shown.name = json!(service.id.service.as_str());
    shown.renamed_from = json!(service.renamed_from.as_ref().map(ToString::to_string));
    shown.url = json!(service.url.as_deref());
    // Without it, a URL that was left at http would be upgraded when this is read again.
    let url = service.url.as_deref();
    if url.is_some_and(|url| !url.starts_with("https") && !is_tcp_url(url)) {
        shown.upgrade_to_https = json!(false);
    }
    shown.active = json!(service.active);
    shown.service = json!(service.product.as_deref());
    shown.version = json!(service.version.as_deref());
    shown.priority = json!(service.priority.as_str());
    if service.is_connection() {
        shown.tls = tcp_tls(service.request.tcp_tls);
    } else {
        request(&service.request, &mut shown);
    }
    reaching(&service.request, &mut shown);
    shown.monitoring_api = service.monitoring_api.as_deref().map_or(Value::Null, monitoring_api);
    // A command or a connection may have none, which cannot be written.
    if !service.expectations.is_empty() {
        shown.expectation = service.expectations.iter().map(expectation).collect();
    }
    shown.allowed_fails = json!(service.allowed_fails);
    shown.frequency = service.frequency.map_or(Value::Null, duration);
    shown.tags = json!(service.tags.as_ref());
    if let Some(page) = &service.status_page {
        status_page(page, &mut shown);
    }
    shown.push_url = service.push_url.as_deref().map_or(Value::Null, secret);
    shown.into()
}

fn request(request: &RequestSettings, shown: &mut Shown<raw::RawService>) {
    shown.method = json!(request.method);
    if !request.headers.is_empty() {
        let headers = request.headers.iter().map(|(name, value)| (name.clone(), secret(value)));
        shown.header = headers.collect();
    }
    shown.body = json!(request.body);
    shown.basic_auth = request.basic_auth.as_ref().map_or(Value::Null, basic_auth);
    shown.follow_redirects = json!(request.follow_redirects);
}

fn basic_auth(auth: &BasicAuth) -> Value {
    let mut shown = nothing_of::<raw::RawBasicAuth>();
    shown.user = json!(auth.user);
    shown.password = secret(&auth.password);
    map(shown)
}

fn tcp_tls(tls: TcpTls) -> Value {
    match tls {
        TcpTls::None | TcpTls::AtOnce => json!(tls == TcpTls::AtOnce),
        TcpTls::Smtp | TcpTls::Imap => json!(tls.as_str()),
    }
}

/// How the server is reached, and whom to trust.
fn reaching(request: &RequestSettings, shown: &mut Shown<raw::RawService>) {
    shown.timeout = duration(request.timeout);
    shown.insecure = json!(request.tls.insecure);
    shown.ca_file = json!(request.tls.ca_file);
    let pair = request.tls.client_certificate.as_ref();
    shown.client_certificate = pair.map_or(Value::Null, client_certificate);
    shown.resolve = json!(request.resolve);
    shown.ip_version = match request.ip_version {
        IpVersion::Any => json!("any"),
        IpVersion::V4 => json!(4),
        IpVersion::V6 => json!(6),
    };
}

fn client_certificate(pair: &ClientCertificate) -> Value {
    let mut shown = nothing_of::<raw::RawClientCertificate>();
    shown.cert = json!(pair.cert);
    shown.key = json!(pair.key);
    map(shown)
}

fn monitoring_api(api: &MonitoringApi) -> Value {
    let mut shown = nothing_of::<raw::RawMonitoringApi>();
    shown.version = json!(api.version());
    match api {
        MonitoringApi::SimpleUrl { url } => shown.url = json!(url.as_ref()),
        MonitoringApi::ServerObserver { url, token }
        | MonitoringApi::ServerManager { url, token } => {
            shown.url = json!(url.as_ref());
            shown.token = token.as_ref().map_or(Value::Null, secret);
        }
        MonitoringApi::Instance => {}
        MonitoringApi::Command(words) => shown.command = json!(words),
    }
    map(shown)
}

fn status_page(settings: &StatusPageSettings, shown: &mut Shown<raw::RawService>) {
    shown.action = actions(settings);
    shown.component_id = json!(settings.component_id);
    shown.public_incidents = json!(settings.public_incidents);
    shown.metric_id = json!(settings.metric_id);
    shown.latency_unit = json!(settings.latency_unit.as_str());
}

fn actions(settings: &StatusPageSettings) -> Value {
    settings.actions.iter().copied().map(Action::as_str).collect()
}

fn cachet(cachet: &Cachet) -> Value {
    let mut shown = nothing_of::<raw::RawCachet>();
    shown.api_url = json!(cachet.api_url);
    shown.version = match cachet.version {
        CachetVersion::V2 => json!(2),
        CachetVersion::V3 => json!(3),
    };
    shown.token = secret(&cachet.token);
    shown.ca_file = json!(cachet.tls.ca_file);
    map(shown)
}

fn heartbeat(heartbeat: &Heartbeat) -> Value {
    let mut shown = nothing_of::<raw::RawHeartbeat>();
    shown.name = json!(heartbeat.name.as_str());
    shown.enabled = json!(heartbeat.enabled);
    shown.push_url = heartbeat.push_url.as_ref().map_or(Value::Null, secret);
    match &heartbeat.rhythm {
        Rhythm::Interval(interval) => shown.interval = duration(*interval),
        Rhythm::Every(every) => shown.every = duration(*every),
        Rhythm::Schedule(schedule) => {
            shown.schedule = json!(schedule.expression.as_str());
            shown.timezone = json!(schedule.zone_name);
        }
    }
    shown.runtime = heartbeat.runtime.map_or(Value::Null, duration);
    shown.margin = duration(heartbeat.margin);
    shown.on_failure = json!(heartbeat.on_failure.as_str());
    shown.after = json!(heartbeat.after.map(After::as_str));
    shown.ca_file = json!(heartbeat.tls.ca_file);
    if let Some(page) = &heartbeat.status_page {
        shown.action = actions(page);
        shown.component_id = json!(page.component_id);
        shown.public_incidents = json!(page.public_incidents);
    }
    map(shown)
}

fn recovery(recovery: &Recovery) -> Value {
    let mut shown = nothing_of::<raw::RawRecovery>();
    shown.kind = json!(recovery.kind.as_str());
    if !recovery.equipment.is_empty() {
        let names = recovery.equipment.iter().map(|name| json!(name.as_str()));
        shown.equipment = names.collect();
    }
    shown.tasks = recovery.tasks.iter().map(task).collect();
    map(shown)
}

fn task(task: &RecoveryTask) -> Value {
    let mut shown = nothing_of::<raw::RawRecoveryTask>();
    shown.name = json!(task.name);
    shown.command = json!(task.command);
    shown.timeout = duration(task.timeout);
    map(shown)
}

fn expectation(expectation: &Expectation) -> Value {
    let mut shown = nothing_of::<raw::RawExpectation>();
    shown.kind = json!(expectation.check.kind());
    match &expectation.check {
        Check::HttpStatus(codes) => shown.status_range = status_range(codes),
        Check::Latency(threshold) => shown.threshold = duration(*threshold),
        Check::Regex(pattern) => shown.regex = json!(pattern.as_str()),
        Check::Contains(text) => shown.text = json!(text.as_ref()),
        Check::Header { name, pattern } => {
            shown.name = json!(name.as_ref());
            shown.regex = json!(pattern.as_ref().map(Pattern::as_str));
        }
        Check::Json(check) => {
            shown.path = json!(check.path);
            shown.regex = json!(check.pattern.as_ref().map(Pattern::as_str));
            shown.min = json!(check.min);
            shown.max = json!(check.max);
        }
        Check::Certificate { min_days } => shown.min_days = json!(min_days),
        Check::Disk { max_percent, max_bytes } => {
            shown.max_percent = json!(max_percent);
            shown.max_bytes = json!(max_bytes);
        }
        Check::BodySize { min, max } => (shown.min, shown.max) = (json!(min), json!(max)),
    }
    // Unsaid, it depends on how a status or an answer fails.
    if expectation.is_incident_said || !matches!(expectation.check, Check::HttpStatus(_)) {
        shown.incident = json!(incident_word(expectation.incident));
    }
    let mut map: Map<String, Value> = shown.into();
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

fn webhook(webhook: &Webhook) -> Value {
    let mut shown = nothing_of::<raw::RawWebhook>();
    shown.name = json!(webhook.name.as_str());
    shown.url = webhook_url(&webhook.url);
    if let Some(auth) = &webhook.basic_auth {
        shown.user = json!(auth.user);
        shown.password = secret(&auth.password);
    }
    if !webhook.headers.is_empty() {
        let headers = webhook.headers.iter();
        shown.headers = headers.map(|(name, value)| (name.clone(), secret(value))).collect();
    }
    shown.timeout = duration(webhook.timeout);
    if !webhook.select.is_empty() {
        shown.select = webhook.select.iter().map(Selector::as_str).collect();
    }
    shown.events = webhook.events.iter().copied().map(Event::as_str).collect();
    match &webhook.form {
        WebhookForm::Odoo => {}
        WebhookForm::Parameters(pairs) => {
            let pair = |(name, text): &(String, Template)| (name.clone(), json!(text.as_str()));
            shown.params = pairs.iter().map(pair).collect();
        }
        WebhookForm::Json(value) => shown.json = value.clone(),
    }
    shown.ca_file = json!(webhook.tls.ca_file);
    map(shown)
}
