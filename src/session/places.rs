//! Where a command's files are: named, or in their standard places.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::GlobalOptions;
use crate::config::Config;
use crate::ports::Environment;
use crate::store::Location;

const SYSTEM_CONFIGURATION: &str = "/etc/ronde/config.yaml";
const SYSTEM_DATABASE: &str = "/var/lib/ronde/ronde.db";

/// What is typed for a file that is standard input.
pub(crate) const STDIN: &str = "-";
/// What it is called.
pub(crate) const STANDARD_INPUT: &str = "standard input";

/// What decides where files are; can be taken to another thread.
#[derive(Clone)]
pub(crate) struct Places {
    /// Options that every command takes.
    pub options: GlobalOptions,
    /// Environment variables.
    pub environment: Arc<dyn Environment>,
}

impl Places {
    pub(crate) fn variable(&self, name: &str) -> Option<PathBuf> {
        self.environment.variable(name).filter(|value| !value.is_empty()).map(PathBuf::from)
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

    /// Whether the configuration is to be read from standard input.
    #[must_use]
    pub(crate) fn is_standard_input(&self) -> bool {
        self.named_configuration().as_deref() == Some(Path::new(STDIN))
    }

    fn named_configuration(&self) -> Option<PathBuf> {
        self.options.config.clone().or_else(|| self.variable("RONDE_CONFIG"))
    }

    /// The configuration file to read: named, or the first that exists.
    #[must_use]
    pub(crate) fn configuration_file(&self) -> PathBuf {
        if let Some(named) = self.named_configuration() {
            return if named == Path::new(STDIN) { PathBuf::from(STANDARD_INPUT) } else { named };
        }
        self.user_configuration()
            .filter(|path| path.exists())
            .unwrap_or_else(|| PathBuf::from(SYSTEM_CONFIGURATION))
    }

    /// Where the database is.
    #[must_use]
    pub(crate) fn location(&self, config: &Config) -> Location {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Color, Format};

    struct Variables(Vec<(&'static str, String)>);

    impl Environment for Variables {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        }
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
            let places = Places {
                options: options(named, None),
                environment: Arc::new(Variables(variables)),
            };
            assert_eq!(text(&places.configuration_file()), expected);
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
            let variables = vec![("HOME", home.clone())];
            let places = Places {
                options: options(None, None),
                environment: Arc::new(Variables(variables)),
            };
            assert_eq!(text(&places.default_database(Path::new(configuration))), expected);
        }
    }
}
