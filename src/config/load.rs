//! Reads the main file and what it includes, one equipment at a time.

use std::io::Read;
use std::path::{Path, PathBuf};

use nix::unistd::Group;

use super::pieces;
use super::raw::{RawConfig, RawEquipment, RawIncluded, Text};
use super::read::{directory_of, matching_files, read, read_from};
use super::validate::{Builder, may_name_group};
use super::{ConfigError, Loaded, Problem};
use super::{limits, yaml};

/// A smaller file is read whole: it costs little, and a whole text is never guessed at.
pub(super) const WORTH_CUTTING: usize = 1024 * 1024;

/// A text that was cut where it should not have been.
struct BadCut;

/// Reads `file`; texts above `worth_cutting` bytes are read in pieces where possible.
///
/// # Errors
///
/// Every problem that was found.
pub(super) fn load(file: &Path, worth_cutting: usize) -> Result<Loaded, ConfigError> {
    load_text(file, &read(file).map_err(|problem| only(*problem))?, worth_cutting)
}

/// Reads `source` as if it stood in `file`.
///
/// # Errors
///
/// Every problem that was found.
pub(super) fn load_from(file: &Path, source: impl Read) -> Result<Loaded, ConfigError> {
    load_text(file, &read_from(file, source).map_err(|problem| only(*problem))?, WORTH_CUTTING)
}

/// Reads `text` as if it stood in `file`.
///
/// # Errors
///
/// Every problem that was found.
pub(super) fn load_text(
    file: &Path,
    text: &str,
    worth_cutting: usize,
) -> Result<Loaded, ConfigError> {
    match attempt(file, text, worth_cutting) {
        Ok(result) => result,
        // Either the cut was wrong or the text is: reading it whole tells, with line and column.
        Err(BadCut) => attempt(file, text, usize::MAX)
            .unwrap_or_else(|BadCut| Err(only(Problem::in_file(file, "cannot be read in pieces")))),
    }
}

fn only(problem: Problem) -> ConfigError {
    ConfigError { problems: vec![problem] }
}

fn attempt(
    file: &Path,
    text: &str,
    worth_cutting: usize,
) -> Result<Result<Loaded, ConfigError>, BadCut> {
    let (mut raw, equipment) = match main_parts(file, text, worth_cutting)? {
        Ok(parts) => parts,
        Err(problem) => return Ok(Err(only(*problem))),
    };
    let include = raw.include.take().unwrap_or_default();
    let webhooks = raw.webhooks.take().unwrap_or_default();
    let heartbeats = raw.heartbeats.take().unwrap_or_default();
    let no_group = raw.group.as_ref().and_then(|Text(name)| missing_group(file, text, name));
    let mut builder = Builder::new(file, raw);
    if let Some(problem) = no_group {
        builder.add_problem(problem);
    }
    equipment.add_to(&mut builder, file)?;
    builder.add_webhooks(file, webhooks);
    builder.add_heartbeats(file, heartbeats);
    for included in included_files(file, &include, &mut builder) {
        add_included(&included, &mut builder, worth_cutting)?;
    }
    Ok(builder.finish())
}

/// The equipment of a file, read or still to be read.
enum Listed<'a> {
    Whole(Vec<RawEquipment>),
    Cut(Vec<&'a str>),
}

impl Listed<'_> {
    fn add_to(self, builder: &mut Builder, file: &Path) -> Result<(), BadCut> {
        match self {
            Listed::Whole(list) => {
                for (index, raw) in list.into_iter().enumerate() {
                    builder.add_equipment(file, index, raw);
                }
            }
            Listed::Cut(texts) => {
                for (index, text) in texts.into_iter().enumerate() {
                    let list = yaml::parse::<Vec<RawEquipment>>(file, text).map_err(|_| BadCut)?;
                    let mut list = list.unwrap_or_default();
                    let raw = list.pop().filter(|_| list.is_empty()).ok_or(BadCut)?;
                    builder.add_equipment(file, index, raw);
                }
            }
        }
        Ok(())
    }
}

fn cut(text: &str, worth_cutting: usize) -> Option<pieces::Pieces<'_>> {
    // An alias can point from one piece to another.
    (text.len() >= worth_cutting && !limits::has_aliases(text)).then(|| pieces::cut(text)).flatten()
}

type Parts<'a, T> = Result<(T, Listed<'a>), Box<Problem>>;

fn main_parts<'a>(
    file: &Path,
    text: &'a str,
    worth_cutting: usize,
) -> Result<Parts<'a, RawConfig>, BadCut> {
    if let Some(pieces) = cut(text, worth_cutting) {
        let rest = yaml::parse::<RawConfig>(file, &pieces.rest).map_err(|_| BadCut)?;
        let rest = rest.unwrap_or_default();
        if rest.equipment.is_some() {
            return Err(BadCut);
        }
        return Ok(Ok((rest, Listed::Cut(pieces.equipment))));
    }
    Ok(yaml::parse::<RawConfig>(file, text).and_then(|raw| {
        let mut raw = raw.ok_or_else(|| Box::new(empty(file, text)))?;
        let equipment = raw.equipment.take().unwrap_or_default();
        Ok((raw, Listed::Whole(equipment)))
    }))
}

/// That there is no such group; one that cannot be looked up now may be there.
fn missing_group(file: &Path, text: &str, name: &str) -> Option<Problem> {
    // What cannot be a name is a problem of its own.
    if !may_name_group(name) || !matches!(Group::from_name(name), Ok(None)) {
        return None;
    }
    let (line, column) = yaml::place_of(text, "group").unzip();
    let message = format!("there is no group {name:?} on this machine");
    let problem = Problem::in_file(file, message).hint("create the group, or name another one");
    Some(Problem { path: Some("group".to_owned()), line, column, ..problem })
}

fn empty(file: &Path, text: &str) -> Problem {
    let message = if text.trim().is_empty() {
        "the file is empty"
    } else {
        "the file has nothing but comments"
    };
    let problem = Problem::in_file(file, message);
    problem.hint("`ronde config init` prints a configuration to begin with")
}

/// Every file that `include` names, once, in order; never the main file itself.
fn included_files(file: &Path, include: &[Text], builder: &mut Builder) -> Vec<PathBuf> {
    let directory = directory_of(file);
    let main = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let mut files: Vec<PathBuf> = Vec::new();
    for (index, Text(pattern)) in include.iter().enumerate() {
        let found = matching_files(&directory.join(pattern));
        if found.is_empty() {
            builder.warn_of_empty_include(index);
        }
        for path in found {
            if path != main && !files.contains(&path) {
                files.push(path);
            }
        }
    }
    files
}

fn add_included(file: &Path, builder: &mut Builder, worth_cutting: usize) -> Result<(), BadCut> {
    let text = match read(file) {
        Ok(text) => text,
        Err(problem) => {
            // `config init` is no help against a missing part.
            builder.add_problem(Problem { hint: None, ..*problem });
            return Ok(());
        }
    };
    match included_parts(file, &text, worth_cutting)? {
        Ok((rest, equipment)) => {
            equipment.add_to(builder, file)?;
            builder.add_webhooks(file, rest.webhooks.unwrap_or_default());
            builder.add_heartbeats(file, rest.heartbeats.unwrap_or_default());
        }
        Err(problem) => builder.add_problem(*problem),
    }
    Ok(())
}

fn included_parts<'a>(
    file: &Path,
    text: &'a str,
    worth_cutting: usize,
) -> Result<Parts<'a, RawIncluded>, BadCut> {
    if let Some(pieces) = cut(text, worth_cutting) {
        let rest = yaml::parse::<RawIncluded>(file, &pieces.rest).map_err(|_| BadCut)?;
        let rest = rest.unwrap_or_default();
        if rest.equipment.is_some() {
            return Err(BadCut);
        }
        return Ok(Ok((rest, Listed::Cut(pieces.equipment))));
    }
    Ok(yaml::parse::<RawIncluded>(file, text).map(|raw| {
        // A part whose lines are all commented out is a way to switch it off.
        let mut raw = raw.unwrap_or_default();
        let equipment = Listed::Whole(raw.equipment.take().unwrap_or_default());
        (raw, equipment)
    }))
}
