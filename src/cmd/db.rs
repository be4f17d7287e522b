//! `ronde db`

use crate::cli::DbCommand;
use crate::error::{CommandError, Exit};
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(arguments: &DbCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    let _ = (arguments, session);
    todo!()
}
