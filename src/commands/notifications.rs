//! `ronde notifications`: Masakari's interface as commands.

mod create;
mod list;

use crate::cli::{NotificationsCommand, NotificationsShowArgs};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::NotificationDocument;
use crate::recovery;
use crate::session::{Opened, Session};

/// Runs the command.
pub(crate) fn run(
    command: &NotificationsCommand,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    match command {
        NotificationsCommand::Create(arguments) => create::run(arguments, session),
        NotificationsCommand::List(arguments) => list::run(arguments, session),
        NotificationsCommand::Show(arguments) => show(arguments, session),
    }
}

fn show(arguments: &NotificationsShowArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    let uuid = &arguments.uuid;
    let (notification, tasks) = store.snapshot(|records| {
        let notification = records.notification(uuid)?.ok_or_else(|| {
            CommandError::new(ErrorKind::NotFound, format!("no notification with id {uuid}"))
                .hint("`ronde notifications list` shows the UUIDs")
        })?;
        let tasks = recovery::histories(records, &config, &notification)?;
        Ok::<_, CommandError>((notification, tasks))
    })?;
    session.print(&NotificationDocument::shown(&notification, tasks))?;
    Ok(Exit::Done)
}
