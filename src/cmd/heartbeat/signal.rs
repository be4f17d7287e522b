//! `ronde heartbeat NAME`: one signal.

use crate::cli::{HeartbeatArgs, SignalStatus};
use crate::cmd::send;
use crate::config::Config;
use crate::domain::Heartbeat;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::record::{self, Signal};
use crate::session::Session;
use crate::store::Store;

/// What a heartbeat is said to be when nothing else is said.
const DOWN_MESSAGE: &str = "signalled down";

/// Records a signal and passes it on.
///
/// # Errors
///
/// Exit code 4 when there is no such heartbeat, 2 when something is to be
/// signalled for none; 74 and 78. What cannot be passed on now is no failure.
pub(super) fn run(
    name: &str,
    arguments: &HeartbeatArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let config = session.config()?;
    let heartbeat = found(&config, name)?;
    let signal = match arguments.status {
        None | Some(SignalStatus::Up) => Signal::Up,
        Some(SignalStatus::Down) => {
            let message = arguments.msg.as_deref().filter(|text| !text.trim().is_empty());
            Signal::Down(message.unwrap_or(DOWN_MESSAGE).to_owned())
        }
    };
    let mut store = Store::open_for_writing(&session.location(&config))?;
    let now = session.now();
    let closed = store
        .transaction(|records| record::signal(records, &config, heartbeat, &signal, None, now))?;
    if closed.is_some()
        && let Err(error) = send::send_queued_briefly(session, &config, &mut store)
    {
        session.warn(&format!("what this queued is sent by the next pass: {error}"));
    }
    Ok(Exit::Done)
}

/// The heartbeat of that name.
fn found<'c>(config: &'c Config, name: &str) -> Result<&'c Heartbeat, CommandError> {
    let found = config.heartbeats.iter().find(|heartbeat| heartbeat.name.as_str() == name);
    found.ok_or_else(|| {
        CommandError::new(ErrorKind::NotFound, format!("there is no heartbeat {name:?}"))
            .hint("`ronde heartbeat` lists what is configured")
    })
}
