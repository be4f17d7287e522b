//! One command's run: its options and its world; printing and warning.

use std::io::{self, Write};
use std::path::PathBuf;

use jiff::Timestamp;

use super::places::Places;
use crate::cli::{Color, Format, GlobalOptions};
use crate::config::{self, Config, ConfigError, Loaded};
use crate::error::{CommandError, ErrorKind};
use crate::output::{self, Document, Page};
use crate::store::Location;
use crate::text::os_text;
use crate::world::World;

/// What every command is given beside its own arguments.
pub(crate) struct Session<'w> {
    /// Options that every command takes.
    pub options: GlobalOptions,
    /// The outside.
    pub world: &'w World,
}

impl Session<'_> {
    /// The time now.
    #[must_use]
    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Where the files of this run are.
    #[must_use]
    pub(crate) fn places(&self) -> Places {
        Places {
            options: self.options.clone(),
            environment: std::sync::Arc::clone(&self.world.environment),
        }
    }

    fn variable(&self, name: &str) -> Option<PathBuf> {
        self.places().variable(name)
    }

    /// The configuration file to read: named, or the first that exists.
    #[must_use]
    pub(crate) fn configuration_file(&self) -> PathBuf {
        self.places().configuration_file()
    }

    /// Reads the configuration, with its warnings.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with every problem.
    pub(crate) fn load_configuration(&self) -> Result<Loaded, ConfigError> {
        let file = self.configuration_file();
        if self.places().is_standard_input() {
            // Relative paths in it begin where the command runs.
            return config::load_from(&file, &mut *self.world.stdin.borrow_mut());
        }
        config::load(&file)
    }

    /// Reads the configuration.
    ///
    /// # Errors
    ///
    /// Exit code 78 with every problem.
    pub(crate) fn config(&self) -> Result<Config, CommandError> {
        Ok(self.load_configuration().map(|loaded| loaded.config)?)
    }

    /// Where the database is.
    #[must_use]
    pub(crate) fn location(&self, config: &Config) -> Location {
        self.places().location(config)
    }

    /// Prints a result in the format asked for; nothing under `--quiet`.
    ///
    /// # Errors
    ///
    /// Exit code 74 when standard output cannot be written. A closed pipe is no error.
    pub(crate) fn print(&self, document: &impl Document) -> Result<(), CommandError> {
        if self.options.quiet {
            return Ok(());
        }
        let text = match self.options.format {
            Format::Table => document.table(&self.page()),
            Format::Json => output::json(document)?,
            Format::Csv => output::csv(document)?,
        };
        self.print_text(&text)
    }

    /// Prints a text as it is.
    ///
    /// # Errors
    ///
    /// As [`Session::print`].
    pub(crate) fn print_text(&self, text: &str) -> Result<(), CommandError> {
        print_to(self.world, text)
    }

    /// A line on standard error that `--quiet` silences.
    pub(crate) fn warn(&self, message: &str) {
        if !self.options.quiet {
            self.complain("warning", message);
        }
    }

    /// A line on standard error that only `--verbose` shows.
    pub(crate) fn explain(&self, message: &str) {
        if self.options.verbose > 0 {
            self.complain("info", message);
        }
    }

    /// A line on standard error, with nothing in it that could garble a terminal.
    pub(crate) fn complain(&self, level: &str, message: &str) {
        let mut stderr = self.world.stderr.borrow_mut();
        for line in message.lines() {
            // Where even standard error is gone, there is nobody left to tell.
            let _ = writeln!(stderr, "{level}: {}", output::escaped(line));
        }
    }

    /// What a table is printed on.
    #[must_use]
    pub(crate) fn page(&self) -> Page {
        let no_color = self.variable("NO_COLOR").is_some();
        let is_terminal = self.world.terminal.stdout;
        Page {
            width: is_terminal.then(output::terminal_width).flatten(),
            has_colour: match self.options.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => is_terminal && !no_color,
            },
            zone: self.world.clock.time_zone(),
            now: self.now(),
        }
    }
}

/// Prints a text on standard output.
///
/// # Errors
///
/// As [`Session::print`].
pub(crate) fn print_to(world: &World, text: &str) -> Result<(), CommandError> {
    let mut stdout = world.stdout.borrow_mut();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CommandError::new(
            ErrorKind::Storage,
            format!("standard output cannot be written: {}", os_text(&error)),
        )),
        _ => Ok(()),
    }
}
