//! `ronde notifications create`: refuses, or records and processes.

use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::cli::NotificationsCreateArgs;
use crate::config::Config;
use crate::domain::{Name, NewNotification, NotificationStatus};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::ledger::{self, Conflict};
use crate::output::NotificationDocument;
use crate::recovery::Recoverer;
use crate::session::{STANDARD_INPUT, STDIN, Session, send};
use crate::store::Store;
use crate::text::time::{Direction, parse_time, rfc3339};
use crate::text::{os_text, parse_iso8601};

/// A body has at most four short texts of its own.
const LARGEST_BODY: u64 = 1024 * 1024;

/// Runs the command.
///
/// # Errors
///
/// Exit code 2 for a bad body, 4 for an unknown host, 3 for what conflicts with
/// what is recorded, in this order.
pub(super) fn run(
    arguments: &NotificationsCreateArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let body = body(arguments, session)?;
    let new = NewNotification::from_body(&body)
        .map_err(|error| CommandError::new(ErrorKind::Usage, error.to_string()))?;
    let config = session.config()?;
    let host = host(&config, &new.hostname)?;
    let mut store = Store::open_for_writing(&session.location(&config))?;
    let uuid = Uuid::new_v4().to_string();
    let now = session.now();
    let conflict =
        store.transaction(|records| ledger::receive(records, &new, &host, &uuid, now))?;
    if let Some(conflict) = conflict {
        return Err(refusal(conflict, &new));
    }
    let location = session.location(&config);
    let mut recoverer = Recoverer::new(&config, &location, &*session.world.clock, &mut store);
    let processed = recoverer.process(&uuid);
    recoverer.report.warnings.iter().for_each(|warning| session.warn(warning));
    let notification = processed.or_else(|error| {
        // It is recorded: a caller that tries once more would be told that it is a duplicate.
        session.warn(&format!(
            "could not process the notification ({error}); the next pass will take it up"
        ));
        store.records().notification(&uuid)
    })?;
    let Some(notification) = notification else {
        return Err(CommandError::new(
            ErrorKind::NotFound,
            format!("no notification with id {uuid}"),
        ));
    };
    let document = NotificationDocument::created(&notification);
    if notification.status == NotificationStatus::Ignored {
        session.print(&document)?;
        return Ok(Exit::Done);
    }
    send::print_then_send(session, &config, &mut store, &document)
}

fn host(config: &Config, hostname: &str) -> Result<Name, CommandError> {
    let found = config.inventory.equipment_named(hostname).ok_or_else(|| {
        let message = format!("host with name {hostname:?} could not be found");
        CommandError::new(ErrorKind::NotFound, message)
            .hint("the equipment must be configured by that name: `ronde equipment` lists them")
    })?;
    Ok(found.name.clone())
}

/// In Masakari's words.
fn refusal(conflict: Conflict, new: &NewNotification) -> CommandError {
    let (host, kind) = (&new.hostname, new.kind.as_str());
    let message = match conflict {
        Conflict::Maintenance => format!(
            "notification received from host {host} of type '{kind}' is ignored \
             as the host is already under maintenance"
        ),
        Conflict::Duplicate => {
            format!("notification received from host {host} of type {kind} is duplicate")
        }
    };
    CommandError::new(ErrorKind::Refused, message)
}

/// The body that was given, or the one that the options mean.
fn body(arguments: &NotificationsCreateArgs, session: &Session<'_>) -> Result<Value, CommandError> {
    if let Some(file) = &arguments.json {
        let text = read(file, session)?;
        return serde_json::from_str(&text)
            .map_err(|error| usage(format!("{}: not JSON: {error}", shown(file))));
    }
    let now = session.now();
    let time = match &arguments.generated_time {
        None => now,
        Some(text) => {
            let zone = session.world.clock.time_zone();
            let read = parse_time(text, Direction::Ago, &zone, now);
            // A script may pass on any form that Masakari would take.
            read.or_else(|error| parse_iso8601(text).ok_or(error))
                .map_err(|error| usage(format!("--generated-time: {error}")))?
        }
    };
    let payload: Value = serde_json::from_str(arguments.payload.as_deref().unwrap_or_default())
        .map_err(|error| usage(format!("--payload: not JSON: {error}")))?;
    let mut body = Map::new();
    body.insert("type".to_owned(), json!(arguments.kind));
    body.insert("hostname".to_owned(), json!(arguments.host));
    body.insert("generated_time".to_owned(), json!(rfc3339(time)));
    body.insert("payload".to_owned(), payload);
    Ok(json!({ "notification": body }))
}

fn read(file: &Path, session: &Session<'_>) -> Result<String, CommandError> {
    let is_stdin = file == Path::new(STDIN);
    let failed = |error: &io::Error| {
        let message = format!("{} cannot be read: {}", shown(file), os_text(error));
        CommandError::new(ErrorKind::Storage, message)
    };
    let mut bytes = Vec::new();
    if is_stdin {
        let mut stdin = session.world.stdin.borrow_mut();
        (&mut *stdin).take(LARGEST_BODY + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    } else {
        let opened = std::fs::File::open(file).map_err(|error| failed(&error))?;
        opened.take(LARGEST_BODY + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_BODY {
        return Err(usage(format!("{}: longer than 1 MiB", shown(file))));
    }
    String::from_utf8(bytes).map_err(|_| usage(format!("{}: not UTF-8", shown(file))))
}

fn shown(file: &Path) -> String {
    if file == Path::new(STDIN) { STANDARD_INPUT.to_owned() } else { file.display().to_string() }
}

fn usage(message: String) -> CommandError {
    CommandError::new(ErrorKind::Usage, message)
}
