//! `ronde expire-maintenance`

use crate::error::{CommandError, Exit};
use crate::session::Session;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(session: &Session<'_>) -> Result<Exit, CommandError> {
    let _ = session;
    todo!()
}
