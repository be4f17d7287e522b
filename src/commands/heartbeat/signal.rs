//! `ronde heartbeat NAME`: one signal.

use super::passing_on::{self, TRY};
use crate::cli::{HeartbeatArgs, SignalStatus};
use crate::compose::push;
use crate::config::Config;
use crate::domain::{Heartbeat, PushNews, PushStatus};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::ledger::{self, Signal};
use crate::outbox;
use crate::session::{Session, send};
use crate::store::{Store, StoreError};

/// What a heartbeat is said to be when nothing else is said.
const DOWN_MESSAGE: &str = "signalled down";

/// Records a signal and passes it on, also where it cannot be recorded.
///
/// # Errors
///
/// Exit code 4 when there is no such heartbeat; 74 and 78. What cannot be
/// passed on now is no failure.
pub(super) fn run(
    name: &str,
    arguments: &HeartbeatArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let config = session.config()?;
    let heartbeat = found(&config, name)?;
    let (signal, news) = told(arguments);
    let location = session.location(&config);
    let recorded = Store::open_for_writing(&location).and_then(|mut store| {
        let recorded = store.transaction(|records| {
            let now = session.now();
            let closed = ledger::signal(records, &config, heartbeat, &signal, None, now)?;
            let push = passing_on::claim(records, heartbeat, news.clone(), now)?;
            Ok::<_, StoreError>((closed, push))
        })?;
        Ok((store, recorded))
    });
    let sending = send::sending(session, &config, &location, TRY);
    let told = outbox::heartbeat::push_now(heartbeat, &news, &sending, TRY);
    if let Some(reason) = told.trouble() {
        session.warn(&format!("heartbeat {name}: {reason}"));
    }
    let (mut store, (closed, push)) = recorded?;
    if let Some(id) = push {
        let concluded = store
            .transaction(|records| outbox::heartbeat::record(records, &id, &told, session.now()));
        if let Err(error) = concluded {
            session.warn(&format!("heartbeat {name}: {}", passing_on::not_recorded(&error)));
        }
    }
    if closed.is_some() {
        send::send_recorded(session, &config, &mut store);
    }
    Ok(Exit::Done)
}

/// What was said on the command line.
fn told(arguments: &HeartbeatArgs) -> (Signal, PushNews) {
    let given = arguments.msg.as_deref();
    match arguments.status {
        None | Some(SignalStatus::Up) => {
            (Signal::Up, PushNews { ping_ms: arguments.ping, ..passing_on::up(given) })
        }
        Some(SignalStatus::Down) => {
            let given = given.filter(|text| !text.trim().is_empty());
            let message = given.unwrap_or(DOWN_MESSAGE);
            let news = push::news(PushStatus::Down, message, arguments.ping);
            (Signal::Down(message.to_owned()), news)
        }
    }
}

/// The heartbeat of that name.
fn found<'c>(config: &'c Config, name: &str) -> Result<&'c Heartbeat, CommandError> {
    let found = config.heartbeats.iter().find(|heartbeat| heartbeat.name.as_str() == name);
    found.ok_or_else(|| {
        CommandError::new(ErrorKind::NotFound, format!("there is no heartbeat {name:?}"))
            .hint("`ronde heartbeat` lists what is configured")
    })
}
