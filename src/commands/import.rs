//! `ronde import`

mod cachet;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cli::ImportCommand;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::import::{Imported, cachet_url_monitor, csv, uptime_kuma};
use crate::session::{STANDARD_INPUT, STDIN, Session};
use crate::text::os_text;

/// As much as a configuration may be.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Runs the command.
pub(crate) fn run(arguments: &ImportCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    match arguments {
        ImportCommand::Cachet(arguments) => cachet::run(arguments, session),
        ImportCommand::CachetUrlMonitor(arguments) => {
            let file = &arguments.file;
            let text = read(file, session, "save it as UTF-8")?;
            let name = source_name(file);
            print(cachet_url_monitor::import(Path::new(&name), &text), &name, session)
        }
        ImportCommand::UptimeKuma(arguments) => {
            let text = read(&arguments.file, session, "it is not a backup")?;
            print(uptime_kuma::import(&text), &source_name(&arguments.file), session)
        }
        ImportCommand::Csv(arguments) => {
            let text = read(&arguments.file, session, "save the table as \"CSV UTF-8\"")?;
            let name = source_name(&arguments.file);
            let configuration = csv::import(&text).map_err(|problems| wrong(&name, &problems))?;
            session.print_text(&configuration)?;
            Ok(Exit::Done)
        }
    }
}

/// Prints what was imported from the source of that name, and what was not.
fn print(
    imported: Result<Imported, Vec<String>>,
    name: &str,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let imported = imported.map_err(|problems| wrong(name, &problems))?;
    for warning in imported.warnings {
        session.warn(&format!("{name}: {warning}"));
    }
    session.print_text(&imported.configuration)?;
    Ok(Exit::Done)
}

/// What is wrong with a file, a line each.
fn wrong(name: &str, problems: &[String]) -> CommandError {
    let line = |problem: &String| {
        if problem.starts_with(name) { problem.clone() } else { format!("{name}: {problem}") }
    };
    let lines: Vec<String> = problems.iter().map(line).collect();
    CommandError::new(ErrorKind::Usage, lines.join("\n"))
}

fn source_name(file: &Path) -> String {
    if is_stdin(file) { STANDARD_INPUT.to_owned() } else { file.display().to_string() }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new(STDIN)
}

/// The text of a file; `remedy` helps where it is not UTF-8.
fn read(file: &Path, session: &Session<'_>, remedy: &str) -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    let result = if is_stdin(file) {
        session.world.stdin.borrow_mut().as_mut().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    let name = source_name(file);
    result.map_err(|error| {
        CommandError::new(
            ErrorKind::Storage,
            format!("{name}: cannot be read: {}", os_text(&error)),
        )
    })?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        let message = format!("{name}: larger than 64 MiB");
        return Err(CommandError::new(ErrorKind::Usage, message));
    }
    String::from_utf8(bytes).map_err(|_| {
        CommandError::new(ErrorKind::Usage, format!("{name}: not a UTF-8 text")).hint(remedy)
    })
}
