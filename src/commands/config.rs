//! `ronde config`

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{ConfigCheckArgs, ConfigCommand, Format};
use crate::config::{Config, ConfigError, Problem, show};
use crate::domain::{MonitoringApi, Secret};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::http::pem_file;
use crate::output::{self, Document, Page};
use crate::ports::SecretReader;
use crate::secrets::{Need, read_ahead};
use crate::session::Session;

/// A configuration to begin with; documents every key.
pub const EXAMPLE: &str = include_str!("../../config.yaml.example");

/// Runs the command.
pub fn run(arguments: &ConfigCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
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
    let verdict = Verdict::of(arguments, session);
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
    let document = Effective { schema_version: 1, config: show::effective(&session.config()?) };
    if session.options.format == Format::Csv {
        return Err(CommandError::new(ErrorKind::Usage, "a configuration cannot be shown as csv")
            .hint("use --format json, or leave it out for YAML"));
    }
    session.print(&document)?;
    Ok(Exit::Done)
}

/// What is wrong, or likely wrong, with a configuration.
struct Verdict {
    file: PathBuf,
    equipment: usize,
    services: usize,
    heartbeats: usize,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Verdict {
    fn of(arguments: &ConfigCheckArgs, session: &Session<'_>) -> Self {
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
                warnings.extend(unreadable_files(config));
                if arguments.secrets {
                    problems = unreadable_secrets(config, session.world.secrets.as_ref());
                }
            }
            Err(error) => problems = error.problems,
        }
        Self { file, equipment, services, heartbeats, problems, warnings }
    }
}

impl Serialize for Verdict {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({
            "schema_version": 1,
            "valid": self.problems.is_empty(),
            "problems": self.problems.iter().map(fields).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(fields).collect::<Vec<_>>(),
        })
        .serialize(serializer)
    }
}

fn fields(problem: &Problem) -> Value {
    json!({
        "file": problem.file.display().to_string(),
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    })
}

impl Document for Verdict {
    fn columns(&self) -> Vec<&'static str> {
        vec!["level", "file", "path", "line", "column", "message", "hint"]
    }

    fn records(&self) -> Vec<Value> {
        let record = |level: &str, problem: &Problem| {
            let mut record = fields(problem);
            if let Some(map) = record.as_object_mut() {
                map.insert("level".to_owned(), json!(level));
            }
            record
        };
        let problems = self.problems.iter().map(|problem| record("problem", problem));
        problems.chain(self.warnings.iter().map(|warning| record("warning", warning))).collect()
    }

    fn table(&self, _: &Page) -> String {
        let file = self.file.display().to_string();
        let mut counts =
            format!("{} equipment, {}", self.equipment, counted(self.services, "service"));
        if self.heartbeats > 0 {
            counts.push_str(", ");
            counts.push_str(&counted(self.heartbeats, "heartbeat"));
        }
        let mut text = format!("{}: valid ({counts})\n", output::escaped(&file));
        for warning in &self.warnings {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "warning: {}", output::escaped(&warning.to_string()));
            if let Some(hint) = &warning.hint {
                let _ = writeln!(text, "hint: {}", output::escaped(hint));
            }
        }
        text
    }
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// Certificates and keys that cannot be read by whoever checks; cron may be someone else.
fn unreadable_files(config: &Config) -> Vec<Problem> {
    let mut files: BTreeSet<(&Path, &str)> = BTreeSet::new();
    let services = config.inventory.services().map(|service| &service.request.tls);
    let webhooks = config.webhooks.iter().map(|webhook| &webhook.tls);
    let page = config.cachet.iter().map(|cachet| &cachet.tls);
    let heartbeats = config.heartbeats.iter().map(|heartbeat| &heartbeat.tls);
    for tls in services.chain(webhooks).chain(page).chain(heartbeats) {
        files.extend(tls.ca_file.as_deref().map(|file| (file, "ca_file")));
        if let Some(pair) = &tls.client_certificate {
            files.insert((pair.cert.as_path(), "client_certificate.cert"));
            files.insert((pair.key.as_path(), "client_certificate.key"));
        }
    }
    let problem = |(path, key): (&Path, &str)| {
        let why = pem_file::read(path).err()?;
        let message = format!("{key} {} cannot be read: {why}", path.display());
        Some(Problem::in_file(&config.file, message))
    };
    files.into_iter().filter_map(problem).collect()
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
        add(&webhook.url, &|| format!("webhook {}: url", webhook.name));
        if let Some(auth) = &webhook.basic_auth {
            add(&auth.password, &|| format!("webhook {}: password", webhook.name));
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

/// The effective configuration.
#[derive(Serialize)]
struct Effective {
    schema_version: u32,
    config: Value,
}

impl Document for Effective {
    fn columns(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn records(&self) -> Vec<Value> {
        Vec::new()
    }

    /// YAML, which is what a configuration is for people.
    fn table(&self, _: &Page) -> String {
        serde_yaml::to_string(&self.config).unwrap_or_default()
    }
}
