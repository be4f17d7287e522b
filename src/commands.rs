//! One file per command, each a readable screen that composes the other rooms.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod db;
pub(crate) mod deliveries;
pub(crate) mod equipment;
pub(crate) mod expire_maintenance;
pub(crate) mod forget;
pub(crate) mod heartbeat;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod maintenance;
pub(crate) mod man;
pub(crate) mod notifications;
pub(crate) mod probe;
pub(crate) mod requests;
pub(crate) mod status;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind as ClapErrorKind;

use crate::cli::{Cli, Command, Format};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output;
use crate::session::{Session, print_to};
use crate::world::World;

/// Runs one command line in `world`; the process's exit code.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &World) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return report_usage(&error, &arguments, world),
    };
    let session = Session { options: cli.global, world };
    match refuse_no_command(&cli.command, &arguments)
        .and_then(|()| dispatch(&cli.command, &session))
    {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            report(&error, session.options.format, world);
            if session.options.verbose > 0 {
                error.causes().iter().for_each(|cause| session.complain("caused by", cause));
            }
            ExitCode::from(error.kind.code())
        }
    }
}

/// A variable that is empty leaves `heartbeat NAME --`, which must not count as a success.
fn refuse_no_command(command: &Command, arguments: &[OsString]) -> Result<(), CommandError> {
    let Command::Heartbeat(job) = command else { return Ok(()) };
    let is_unset = arguments.last().is_some_and(|last| last == "--");
    let is_empty = job.command.first().is_some_and(|program| program.is_empty());
    if is_unset || is_empty {
        let message = "there is no command after `--`: nothing was run, and nothing is signalled";
        return Err(CommandError::new(ErrorKind::Usage, message)
            .hint("leave `--` out to signal without a command"));
    }
    Ok(())
}

fn dispatch(command: &Command, session: &Session<'_>) -> Result<Exit, CommandError> {
    match command {
        Command::Check(arguments) => check::run(arguments, session),
        Command::ExpireMaintenance => expire_maintenance::run(session),
        Command::Maintenance(command) => maintenance::run(command, session),
        Command::Equipment(arguments) => equipment::run(arguments, session),
        Command::Requests(command) => requests::run(command, session),
        Command::Heartbeat(arguments) => heartbeat::run(arguments, session),
        Command::Notifications(command) => notifications::run(command, session),
        Command::Deliveries(command) => deliveries::run(command, session),
        Command::Status(arguments) => status::run(arguments, session),
        Command::History(arguments) => history::run(arguments, session),
        Command::Probe(arguments) => probe::run(arguments, session),
        Command::Config(command) => config::run(command, session),
        Command::Import(command) => import::run(command, session),
        Command::Db(command) => db::run(command, session),
        Command::Forget(arguments) => forget::run(arguments, session),
        Command::Completions(arguments) => completions::run(arguments, session),
        Command::Man(arguments) => man::run(arguments, session),
    }
}

/// Prints a failure on standard error, in the format asked for.
fn report(error: &CommandError, format: Format, world: &World) {
    let text = match format {
        Format::Json => output::error_json(error),
        Format::Table | Format::Csv => output::error_text(error),
    };
    // Where even standard error is gone, there is nobody left to tell.
    let _ = world.stderr.borrow_mut().write_all(text.as_bytes());
}

/// Help and version go to standard output; what is wrong with the command line to standard error.
fn report_usage(error: &clap::Error, arguments: &[OsString], world: &World) -> ExitCode {
    let text = error.render();
    if matches!(error.kind(), ClapErrorKind::DisplayHelp | ClapErrorKind::DisplayVersion) {
        let text = if world.terminal.stdout { text.ansi().to_string() } else { text.to_string() };
        return match print_to(world, &text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                report(&error, Format::Table, world);
                ExitCode::from(error.kind.code())
            }
        };
    }
    if wants_json(arguments) {
        report(&usage_error(&text.to_string()), Format::Json, world);
    } else {
        let text = if world.terminal.stderr { text.ansi().to_string() } else { text.to_string() };
        let _ = world.stderr.borrow_mut().write_all(text.as_bytes());
    }
    ExitCode::from(ErrorKind::Usage.code())
}

/// What clap prints, taken apart: a last paragraph that points to the help is a hint.
fn usage_error(text: &str) -> CommandError {
    let text = text.strip_prefix("error: ").unwrap_or(text).trim_end();
    match text.rsplit_once("\n\nFor more information, ") {
        Some((message, advice)) => {
            CommandError::new(ErrorKind::Usage, message).hint(advice.trim_end_matches('.'))
        }
        None => CommandError::new(ErrorKind::Usage, text),
    }
}

/// Whether `--format json` was asked for on a command line that could not be read.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| matches!(pair, [option, value] if option == "--format" && value == "json"))
}
