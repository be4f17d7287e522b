//! `ronde import`

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cli::ImportCommand;
use crate::domain::os_text;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::import::csv;
use crate::session::{STANDARD_INPUT, STDIN, Session};

/// As much as a configuration may be.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(arguments: &ImportCommand, session: &Session<'_>) -> Result<Exit, CommandError> {
    let ImportCommand::Csv(arguments) = arguments;
    let text = read(&arguments.file, session)?;
    let name = source_name(&arguments.file);
    let configuration = csv::import(&text).map_err(|problems| {
        let lines: Vec<String> =
            problems.iter().map(|problem| format!("{name}: {problem}")).collect();
        CommandError::new(ErrorKind::Usage, lines.join("\n"))
    })?;
    session.print_text(&configuration)?;
    Ok(Exit::Done)
}

fn source_name(file: &Path) -> String {
    if is_stdin(file) { STANDARD_INPUT.to_owned() } else { file.display().to_string() }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new(STDIN)
}

fn read(file: &Path, session: &Session<'_>) -> Result<String, CommandError> {
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
        CommandError::new(ErrorKind::Usage, format!("{name}: not a UTF-8 text"))
            .hint("save the table as \"CSV UTF-8\"")
    })
}
