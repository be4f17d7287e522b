//! `ronde requests`

mod change;
mod list;

use crate::cli::{RequestsCommand, RequestsShowArgs};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{Deed, RequestDocument};
use crate::session::{Opened, Session};

/// Runs the command.
pub(crate) fn run(command: &RequestsCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    match command {
        RequestsCommand::List(arguments) => list::run(arguments, session),
        RequestsCommand::Show(arguments) => show(arguments, session),
        RequestsCommand::Create(arguments) => change::create(arguments, session),
        RequestsCommand::Start(arguments) => change::start(arguments, session),
        RequestsCommand::Close(arguments) => change::close(arguments, session),
    }
}

fn show(arguments: &RequestsShowArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { store, .. } = session.open_for_reading()?;
    let request =
        store.records().request(arguments.id)?.ok_or_else(|| no_such_request(arguments.id))?;
    session.print(&RequestDocument::new(std::slice::from_ref(&request), Deed::Shown))?;
    Ok(Exit::Done)
}

fn no_such_request(id: i64) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("there is no request {id}"))
        .hint("`ronde requests list --status all` lists every request")
}
