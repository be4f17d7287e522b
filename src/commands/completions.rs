//! `ronde completions`: what a shell needs to complete a command line.
//!
//! The scripts in `completions/` are made by this; a test compares them.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::{Cli, CompletionsArgs, ShellName};
use crate::error::{CommandError, Exit};
use crate::session::Session;

/// Runs the command.
pub(crate) fn run(
    arguments: &CompletionsArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    session.print_text(&script(shell(arguments.shell)))?;
    Ok(Exit::Done)
}

fn shell(name: ShellName) -> Shell {
    match name {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
        ShellName::Elvish => Shell::Elvish,
        ShellName::PowerShell => Shell::PowerShell,
    }
}

fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "ronde", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap_complete::Generator;

    use super::*;

    #[test]
    fn the_scripts_in_completions_are_up_to_date() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
            let file = directory.join(shell.file_name("ronde"));
            if std::env::var_os("RONDE_UPDATE_DOCS").is_some() {
                std::fs::write(&file, script(shell)).unwrap();
            }
            assert!(
                std::fs::read_to_string(&file).unwrap_or_default() == script(shell),
                "{} is out of date: run RONDE_UPDATE_DOCS=1 cargo test --lib commands::",
                file.display()
            );
        }
    }
}
