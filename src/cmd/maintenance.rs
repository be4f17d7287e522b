//! `ronde maintenance`

use crate::cli::MaintenanceCommand;
use crate::error::{CommandError, Exit};
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(arguments: &MaintenanceCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    let _ = (arguments, session);
    todo!()
}
