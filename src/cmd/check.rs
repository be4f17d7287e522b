//! `ronde check`

use crate::cli::CheckArgs;
use crate::error::{CommandError, Exit};
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(arguments: &CheckArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let _ = (arguments, session);
    todo!()
}
