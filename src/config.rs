//! Reads the configuration: strict, complete, every problem at once.

mod columns;
mod find;
mod keys;
mod limits;
mod load;
mod locate;
mod pieces;
mod place;
mod problem;
mod raw;
mod read;
mod settings;
pub(crate) mod show;
mod spelling;
#[cfg(test)]
mod tests;
mod tree;
mod validate;
mod yaml;

pub(crate) use columns::{Cell, service_columns};
pub(crate) use load::Loaded;
pub(crate) use problem::{ConfigError, Problem};
pub(crate) use settings::{CheckSettings, Config, Retention};
pub(crate) use spelling::nearest;
pub(crate) use validate::{UrlError, check_target, check_url};

use std::path::Path;

/// Reads the configuration in `file` and everything that it includes.
///
/// # Errors
///
/// [`ConfigError`] with every problem that was found.
pub(crate) fn load(file: &Path) -> Result<Loaded, ConfigError> {
    load::load(file, load::WORTH_CUTTING)
}

/// Reads `source` as if it stood in `file`.
///
/// # Errors
///
/// As [`load()`].
pub(crate) fn load_from(file: &Path, source: impl std::io::Read) -> Result<Loaded, ConfigError> {
    load::load_from(file, source)
}

/// Reads `text` as if it stood in `file`.
///
/// # Errors
///
/// As [`load()`].
pub(crate) fn load_text(file: &Path, text: &str) -> Result<Loaded, ConfigError> {
    load::load_text(file, text, load::WORTH_CUTTING)
}

/// Reads the YAML of another program, within the bounds that ours has.
///
/// # Errors
///
/// That it is empty or not YAML.
pub(crate) fn read_foreign(file: &Path, text: &str) -> Result<serde_json::Value, Box<Problem>> {
    yaml::parse(file, text)
        .map_err(|refusal| Box::new(refusal.problem()))?
        .ok_or_else(|| Box::new(Problem::in_file(file, "the file is empty")))
}
