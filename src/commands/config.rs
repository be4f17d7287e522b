//! `ronde config`

use std::collections::HashSet;

use crate::cli::{ConfigCheckArgs, ConfigCommand, Format};
use crate::config::{Config, ConfigError, Problem, show};
use crate::domain::{MonitoringApi, Secret, TlsSettings, Webhook};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::http;
use crate::output::{EffectiveDocument, VerdictDocument};
use crate::ports::SecretReader;
use crate::secrets::{Need, read_ahead};
use crate::session::Session;

/// A configuration to begin with; documents every key.
pub(crate) const EXAMPLE: &str = include_str!("../../config.yaml.example");

/// Runs the command.
pub(crate) fn run(arguments: &ConfigCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    match arguments {
        ConfigCommand::Check(arguments) => check(arguments, session),
        ConfigCommand::Show => show(session),
        ConfigCommand::Init => {
            session.print_text(EXAMPLE)?;
            Ok(Exit::Done)
        }
    }
}

/// For scripts the problems are a result, printed as one; the exit code is 78 all the same.
fn check(arguments: &ConfigCheckArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let verdict = verdict_of(arguments, session);
    if verdict.problems.is_empty() {
        session.print(&verdict)?;
        return Ok(Exit::Done);
    }
    if session.options.format != Format::Table {
        session.print(&verdict)?;
    }
    Err(ConfigError { problems: verdict.problems }.into())
}

fn show(session: &Session<'_>) -> Result<Exit, CommandError> {
    let document = EffectiveDocument::new(show::effective(&session.config()?));
    if session.options.format == Format::Csv {
        return Err(CommandError::new(ErrorKind::Usage, "a configuration cannot be shown as csv")
            .hint("use --format json, or leave it out for YAML"));
    }
    session.print(&document)?;
    Ok(Exit::Done)
}

fn verdict_of(arguments: &ConfigCheckArgs, session: &Session<'_>) -> VerdictDocument {
    let file = session.configuration_file();
    let (mut equipment, mut services, mut heartbeats) = (0, 0, 0);
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    match session.load_configuration() {
        Ok(loaded) => {
            let config = &loaded.config;
            equipment = config.inventory.equipment.len();
            services = config.inventory.services().count();
            heartbeats = config.heartbeats.len();
            warnings = loaded.warnings();
            warnings.extend(unusable_files(config));
            if arguments.secrets {
                problems = unreadable_secrets(config, session.world.secrets.as_ref());
            }
        }
        Err(error) => problems = error.problems,
    }
    VerdictDocument { file, equipment, services, heartbeats, problems, warnings }
}

/// Certificates and keys that cannot be used by whoever checks; cron may be someone else.
fn unusable_files(config: &Config) -> Vec<Problem> {
    let services = config.inventory.services().map(|service| &service.request.tls);
    let webhooks = config.webhooks.iter().map(|webhook| &webhook.tls);
    let page = config.cachet.iter().map(|cachet| &cachet.tls);
    let heartbeats = config.heartbeats.iter().map(|heartbeat| &heartbeat.tls);
    let all = services.chain(webhooks).chain(page).chain(heartbeats);
    let distinct: HashSet<&TlsSettings> = all.filter(|tls| tls.names_files()).collect();
    let objections = http::file_objections(distinct.into_iter());
    objections.into_iter().map(|text| Problem::in_file(&config.file, text)).collect()
}

/// Every secret that cannot be read, once each; a value is looked at, but never shown.
fn unreadable_secrets(config: &Config, reader: &dyn SecretReader) -> Vec<Problem> {
    let secrets = provided_secrets(config);
    let needs = secrets.iter().filter_map(|(secret, _)| Need::of(0, [*secret]));
    read_ahead(reader, &needs.collect::<Vec<_>>(), None, &|_| {});
    let problem = |(secret, owner): (&Secret, String)| {
        let error = reader.reveal(secret).err()?;
        Some(Problem::in_file(&config.file, format!("{owner}: {error}")))
    };
    secrets.into_iter().filter_map(problem).collect()
}

/// Every secret that is kept elsewhere, once each, with its first owner.
fn provided_secrets(config: &Config) -> Vec<(&Secret, String)> {
    let mut seen: HashSet<&Secret> = HashSet::new();
    let mut secrets = Vec::new();
    let mut add = |secret, owner: &dyn Fn() -> String| {
        if !matches!(secret, &Secret::Literal(_)) && seen.insert(secret) {
            secrets.push((secret, owner()));
        }
    };
    for service in config.inventory.services() {
        for (name, value) in &service.request.headers {
            add(value, &|| format!("{}: header {name}", service.id));
        }
        if let Some(auth) = &service.request.basic_auth {
            add(&auth.password, &|| format!("{}: basic_auth", service.id));
        }
        if let Some(token) = service.monitoring_api.as_deref().and_then(MonitoringApi::token) {
            add(token, &|| format!("{}: monitoring_api", service.id));
        }
        if let Some(url) = &service.push_url {
            add(url, &|| format!("{}: push_url", service.id));
        }
    }
    for webhook in &config.webhooks {
        for (secret, what) in secrets_of(webhook) {
            add(secret, &|| format!("webhook {}: {what}", webhook.name));
        }
    }
    if let Some(cachet) = &config.cachet {
        add(&cachet.token, &|| "cachet: token".to_owned());
    }
    for heartbeat in &config.heartbeats {
        if let Some(url) = &heartbeat.push_url {
            add(url, &|| format!("heartbeat {}: push_url", heartbeat.name));
        }
    }
    secrets
}

/// The secrets of a webhook, with what each is.
fn secrets_of(webhook: &Webhook) -> impl Iterator<Item = (&Secret, String)> {
    let password = webhook.basic_auth.iter().map(|auth| (&auth.password, "password".to_owned()));
    let headers = webhook.headers.iter().map(|(name, value)| (value, format!("header {name}")));
    std::iter::once((&webhook.url, "url".to_owned())).chain(password).chain(headers)
}
