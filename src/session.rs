//! One command's run: its global options, its world, and where its files are.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::{Color, Format, GlobalOptions};
use crate::config::{self, Config, ConfigError, Loaded};
use crate::domain::os_text;
use crate::error::{CommandError, ErrorKind};
use crate::output::{self, Document, Page};
use crate::store::Location;
use crate::world::World;

/// What every command is given beside its own arguments.
pub struct Session<'w> {
    /// Options that every command takes.
    pub options: GlobalOptions,
    /// The outside.
    pub world: &'w World,
}

const SYSTEM_CONFIGURATION: &str = "/etc/ronde/config.yaml";
/// What is typed for a file that is standard input.
pub const STDIN: &str = "-";
/// What it is called.
pub const STANDARD_INPUT: &str = "standard input";
const SYSTEM_DATABASE: &str = "/var/lib/ronde/ronde.db";

impl Session<'_> {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn variable(&self, name: &str) -> Option<PathBuf> {
        self.world.environment.variable(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// `$XDG_…/ronde/FILE`, or its standard place under the home directory.
    fn user_file(&self, variable: &str, fallback: &str, file: &str) -> Option<PathBuf> {
        let base = self
            .variable(variable)
            .filter(|path| path.is_absolute())
            .or_else(|| self.variable("HOME").map(|home| home.join(fallback)))?;
        Some(base.join("ronde").join(file))
    }

    fn user_configuration(&self) -> Option<PathBuf> {
        self.user_file("XDG_CONFIG_HOME", ".config", "config.yaml")
    }

    fn named_configuration(&self) -> Option<PathBuf> {
        self.options.config.clone().or_else(|| self.variable("RONDE_CONFIG"))
    }

    /// The configuration file to read: named, or the first that exists.
    #[must_use]
    pub fn configuration_file(&self) -> PathBuf {
        if let Some(named) = self.named_configuration() {
            return if named == Path::new(STDIN) { PathBuf::from(STANDARD_INPUT) } else { named };
        }
        self.user_configuration()
            .filter(|path| path.exists())
            .unwrap_or_else(|| PathBuf::from(SYSTEM_CONFIGURATION))
    }

    /// Reads the configuration, with its warnings.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with every problem.
    pub fn load_configuration(&self) -> Result<Loaded, ConfigError> {
        let file = self.configuration_file();
        if self.named_configuration().as_deref() == Some(Path::new(STDIN)) {
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
    pub fn config(&self) -> Result<Config, CommandError> {
        Ok(self.load_configuration().map(|loaded| loaded.config)?)
    }

    /// Where the database is.
    #[must_use]
    pub fn location(&self, config: &Config) -> Location {
        let file = self
            .options
            .database
            .clone()
            .or_else(|| self.variable("RONDE_DATABASE"))
            .or_else(|| config.database.clone())
            .unwrap_or_else(|| self.default_database(&config.file));
        Location { file, group: config.group.clone() }
    }

    /// Follows the configuration: the system's, the user's, or beside any other.
    fn default_database(&self, configuration: &Path) -> PathBuf {
        if configuration == Path::new(SYSTEM_CONFIGURATION) {
            return PathBuf::from(SYSTEM_DATABASE);
        }
        if self.user_configuration().as_deref() == Some(configuration)
            && let Some(file) = self.user_file("XDG_STATE_HOME", ".local/state", "ronde.db")
        {
            return file;
        }
        configuration.with_file_name("ronde.db")
    }

    /// Prints a result in the format asked for; nothing under `--quiet`.
    ///
    /// # Errors
    ///
    /// Exit code 74 when standard output cannot be written. A closed pipe is no error.
    pub fn print(&self, document: &impl Document) -> Result<(), CommandError> {
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
    pub fn print_text(&self, text: &str) -> Result<(), CommandError> {
        print_to(self.world, text)
    }

    /// A line on standard error that `--quiet` silences.
    pub fn warn(&self, message: &str) {
        if !self.options.quiet {
            self.complain("warning", message);
        }
    }

    /// A line on standard error that only `--verbose` shows.
    pub fn explain(&self, message: &str) {
        if self.options.verbose > 0 {
            self.complain("info", message);
        }
    }

    /// A line on standard error, with nothing in it that could garble a terminal.
    pub fn complain(&self, level: &str, message: &str) {
        let mut stderr = self.world.stderr.borrow_mut();
        for line in message.lines() {
            // Where even standard error is gone, there is nobody left to tell.
            let _ = writeln!(stderr, "{level}: {}", output::escaped(line));
        }
    }

    /// What a table is printed on.
    #[must_use]
    pub fn page(&self) -> Page {
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
pub fn print_to(world: &World, text: &str) -> Result<(), CommandError> {
    let mut stdout = world.stdout.borrow_mut();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CommandError::new(
            ErrorKind::Storage,
            format!("standard output cannot be written: {}", os_text(&error)),
        )),
        _ => Ok(()),
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let message = error.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let mut hints: Vec<String> = Vec::new();
        for hint in error.problems.into_iter().filter_map(|problem| problem.hint) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        let hint = (!hints.is_empty()).then(|| hints.join("\n"));
        Self { kind: ErrorKind::Configuration, message, hint }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::Environment;

    struct Variables(Vec<(&'static str, String)>);

    impl Environment for Variables {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        }
    }

    fn world(variables: Vec<(&'static str, String)>) -> World {
        World { environment: Arc::new(Variables(variables)), ..World::real() }
    }

    fn options(config: Option<&str>, database: Option<&str>) -> GlobalOptions {
        GlobalOptions {
            config: config.map(PathBuf::from),
            database: database.map(PathBuf::from),
            format: Format::Table,
            color: Color::Auto,
            quiet: false,
            verbose: 0,
        }
    }

    /// A home directory with a configuration, and an empty one.
    fn home(with_configuration: bool) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        if with_configuration {
            std::fs::create_dir_all(home.path().join(".config/ronde")).unwrap();
            std::fs::write(home.path().join(".config/ronde/config.yaml"), "equipment: []").unwrap();
        }
        home
    }

    fn text(path: &Path) -> String {
        path.display().to_string()
    }

    #[test]
    fn the_configuration_is_the_one_named_then_the_users_then_the_systems() {
        let (full, empty) = (home(true), home(false));
        let (full, empty) = (text(full.path()), text(empty.path()));
        let users = format!("{full}/.config/ronde/config.yaml");
        let cases = [
            (Some("a.yaml"), vec![("RONDE_CONFIG", "b.yaml".to_owned())], "a.yaml"),
            (None, vec![("RONDE_CONFIG", "b.yaml".to_owned())], "b.yaml"),
            (None, vec![("HOME", full.clone())], users.as_str()),
            (None, vec![("XDG_CONFIG_HOME", format!("{full}/.config"))], users.as_str()),
            (None, vec![("HOME", empty)], SYSTEM_CONFIGURATION),
            (None, vec![], SYSTEM_CONFIGURATION),
        ];
        for (named, variables, expected) in cases {
            let world = world(variables);
            let session = Session { options: options(named, None), world: &world };
            assert_eq!(text(&session.configuration_file()), expected);
        }
    }

    #[test]
    fn the_database_follows_the_configuration_unless_it_is_named() {
        let home = "/home/alice".to_owned();
        let users = "/home/alice/.config/ronde/config.yaml";
        let cases = [
            (SYSTEM_CONFIGURATION, SYSTEM_DATABASE),
            (users, "/home/alice/.local/state/ronde/ronde.db"),
            ("/srv/monitor/config.yaml", "/srv/monitor/ronde.db"),
            ("config.yaml", "ronde.db"),
        ];
        for (configuration, expected) in cases {
            let world = world(vec![("HOME", home.clone())]);
            let session = Session { options: options(None, None), world: &world };
            assert_eq!(text(&session.default_database(Path::new(configuration))), expected);
        }
    }
}
