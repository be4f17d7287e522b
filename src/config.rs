//! Reads the configuration: strict, complete, every problem at once.

mod columns;
mod find;
mod keys;
mod limits;
mod load;
mod locate;
mod pieces;
mod place;
mod raw;
mod read;
pub mod show;
mod spelling;
#[cfg(test)]
mod tests;
mod tree;
mod validate;
mod yaml;

pub(crate) use columns::{Cell, service_columns};
pub(crate) use spelling::nearest;
pub use validate::{UrlError, check_target, check_url};

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::{Cachet, Heartbeat, Inventory, Messages, Recovery, Webhook};
use crate::text::Template;

/// A valid configuration, every default applied.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// The key `database`, made absolute; `None` when not given.
    pub database: Option<PathBuf>,
    /// The group that may use the database beside its owner.
    pub group: Option<String>,
    /// The `link` of a webhook's payload.
    pub link: Option<Template>,
    /// The default of `maintenance on`.
    pub maintenance_mode_duration: Duration,
    /// A recovered service closes the request that was opened for it.
    pub auto_close: bool,
    /// After this many good passes in a row; at least 1.
    pub recover_after: u32,
    /// How long things are kept.
    pub retention: Retention,
    /// How a pass is made.
    pub check: CheckSettings,
    /// What is watched.
    pub inventory: Inventory,
    /// Where news go.
    pub webhooks: Vec<Webhook>,
    /// How news are titled.
    pub messages: Messages,
    /// The public status page.
    pub cachet: Option<Cachet>,
    /// The jobs that signal.
    pub heartbeats: Vec<Heartbeat>,
    /// What is run for failures that others report.
    pub recovery: Vec<Recovery>,
}

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Single results; daily summaries stay.
    pub results: Duration,
    /// Deliveries that are done.
    pub deliveries: Duration,
}

/// How a pass is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckSettings {
    /// Probes in flight at once.
    pub concurrency: u32,
    /// Probes in flight at once on one equipment.
    pub per_equipment: u32,
    /// A failed probe is repeated once after this.
    pub recheck_after: Duration,
    /// Bounds the probing of a pass.
    pub deadline: Duration,
    /// `status` says so when no pass completed for this long.
    pub stale_after: Duration,
}

/// Something wrong, or likely wrong, with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file it is in.
    pub file: PathBuf,
    /// Where in the file, such as `equipment[0].services[2].timeout`.
    pub path: Option<String>,
    /// The line, from 1, where the YAML parser knows it.
    pub line: Option<usize>,
    /// The column, from 1, where the YAML parser knows it.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A configuration that cannot be used; has at least one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// All of them, in the order of the files.
    pub problems: Vec<Problem>,
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// What came of reading a configuration.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    warnings: Vec<locate::InFile>,
    /// The files that were read, in order.
    files: Vec<PathBuf>,
    /// The text of the first, where there are warnings.
    main: String,
}

impl Loaded {
    /// Likely mistakes. Their places are looked for only now: the files are read again.
    #[must_use]
    pub fn warnings(&self) -> Vec<Problem> {
        let sources = self.files.iter().map(|file| locate::Source::new(file)).collect();
        locate::problems(sources, &self.main, self.warnings.clone())
    }
}

/// Reads the configuration in `file` and everything that it includes.
///
/// # Errors
///
/// [`ConfigError`] with every problem that was found.
pub fn load(file: &Path) -> Result<Loaded, ConfigError> {
    load::load(file, load::WORTH_CUTTING)
}

/// Reads `source` as if it stood in `file`.
///
/// # Errors
///
/// As [`load()`].
pub fn load_from(file: &Path, source: impl std::io::Read) -> Result<Loaded, ConfigError> {
    load::load_from(file, source)
}

/// Reads `text` as if it stood in `file`.
///
/// # Errors
///
/// As [`load()`].
pub fn load_text(file: &Path, text: &str) -> Result<Loaded, ConfigError> {
    load::load_text(file, text, load::WORTH_CUTTING)
}

/// Reads the YAML of another program, within the bounds that ours has.
///
/// # Errors
///
/// That it is empty or not YAML.
pub fn read_foreign(file: &Path, text: &str) -> Result<serde_json::Value, Box<Problem>> {
    yaml::parse(file, text)
        .map_err(|refusal| Box::new(refusal.problem()))?
        .ok_or_else(|| Box::new(Problem::in_file(file, "the file is empty")))
}

impl Problem {
    /// A problem of which only the file is known.
    #[must_use]
    pub fn in_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            path: None,
            line: None,
            column: None,
            message: message.into(),
            hint: None,
        }
    }

    /// The same problem with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Problem {
    /// `FILE:LINE:COLUMN: PATH: MESSAGE`, with what is known of it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
            if let Some(column) = self.column {
                write!(formatter, ":{column}")?;
            }
        }
        if let Some(path) = &self.path {
            write!(formatter, ": {path}")?;
        }
        write!(formatter, ": {}", self.message)
    }
}
