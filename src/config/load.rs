//! Reads the main file and what it includes, one equipment at a time.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::find;
use super::keys::{Table, Text};
use super::locate::{self, Source};
use super::pieces;
use super::raw::{RawConfig, RawEquipment, RawIncluded};
use super::read::{directory_of, matching_files, read, read_from};
use super::validate::{Builder, Validated};
use super::yaml::{self, Refusal};
use super::{Config, ConfigError, Problem};
use super::{limits, tree};

/// What came of reading a configuration.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
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
    pub(crate) fn warnings(&self) -> Vec<Problem> {
        let sources = self.files.iter().map(|file| locate::Source::new(file)).collect();
        locate::problems(sources, &self.main, self.warnings.clone())
    }
}

/// A smaller file is read whole: a whole text is never guessed at. Some twenty
/// thousand services are smaller; more would need four times the memory.
pub(super) const WORTH_CUTTING: usize = 2 * 1024 * 1024;

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
    let reading = |worth_cutting| Reading { sources: Vec::new(), worth_cutting };
    match reading(worth_cutting).whole(file, text) {
        Ok(result) => result,
        // Either the cut was wrong or the text is: reading it whole tells, with line and column.
        Err(BadCut) => reading(usize::MAX)
            .whole(file, text)
            .unwrap_or_else(|BadCut| Err(only(Problem::in_file(file, "cannot be read in pieces")))),
    }
}

fn only(problem: Problem) -> ConfigError {
    ConfigError { problems: vec![problem] }
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

/// A file whose equipment can be taken out.
trait Part: Table + DeserializeOwned {
    fn equipment(&mut self) -> &mut Option<Vec<RawEquipment>>;
}

impl Part for RawConfig {
    fn equipment(&mut self) -> &mut Option<Vec<RawEquipment>> {
        &mut self.equipment
    }
}

impl Part for RawIncluded {
    fn equipment(&mut self) -> &mut Option<Vec<RawEquipment>> {
        &mut self.equipment
    }
}

/// The files that were read so far.
struct Reading {
    sources: Vec<Source>,
    worth_cutting: usize,
}

impl Reading {
    fn whole(mut self, file: &Path, text: &str) -> Result<Result<Loaded, ConfigError>, BadCut> {
        let Some((mut raw, equipment)) = self.main(file, text)? else {
            let problems = locate::problems(self.sources, text, Vec::new());
            return Ok(Err(ConfigError { problems }));
        };
        let include = raw.include.take().unwrap_or_default();
        let webhooks = raw.webhooks.take().unwrap_or_default();
        let heartbeats = raw.heartbeats.take().unwrap_or_default();
        let mut builder = Builder::new(file, raw);
        equipment.add_to(&mut builder, file)?;
        builder.add_webhooks(file, webhooks);
        builder.add_heartbeats(file, heartbeats);
        for included in included_files(file, &include, &mut builder) {
            self.included(&included, &mut builder)?;
        }
        Ok(self.judged(text, builder.finish()))
    }

    fn judged(self, main: &str, validated: Validated) -> Result<Loaded, ConfigError> {
        let Validated { config, problems, warnings } = validated;
        if problems.is_empty() && self.sources.iter().all(Source::is_sound) {
            let files = self.sources.into_iter().map(|source| source.file).collect();
            let main = (!warnings.is_empty()).then(|| main.to_owned());
            return Ok(Loaded { config, warnings, files, main: main.unwrap_or_default() });
        }
        Err(ConfigError { problems: locate::problems(self.sources, main, problems) })
    }

    /// What stands in the main file; `None` when nothing can be made of it.
    fn main<'a>(
        &mut self,
        file: &Path,
        text: &'a str,
    ) -> Result<Option<(RawConfig, Listed<'a>)>, BadCut> {
        let parts = self.parts::<RawConfig>(file, text)?;
        if parts.is_none() && self.sources.iter().all(Source::is_sound) {
            self.fail(file, empty(file, text));
        }
        Ok(parts)
    }

    fn included(&mut self, file: &Path, builder: &mut Builder) -> Result<(), BadCut> {
        let text = match read(file) {
            Ok(text) => text,
            Err(problem) => {
                // `config init` is no help against a missing part.
                self.fail(file, Problem { hint: None, ..*problem });
                return Ok(());
            }
        };
        // A part whose lines are all commented out is a way to switch it off.
        if let Some((rest, equipment)) = self.parts::<RawIncluded>(file, &text)? {
            equipment.add_to(builder, file)?;
            builder.add_webhooks(file, rest.webhooks.unwrap_or_default());
            builder.add_heartbeats(file, rest.heartbeats.unwrap_or_default());
        }
        Ok(())
    }

    fn fail(&mut self, file: &Path, problem: Problem) {
        let failed = |source: &&mut Source| source.file == file;
        if let Some(source) = self.sources.iter_mut().find(failed) {
            source.whole = Some(problem);
        } else {
            self.sources.push(Source { whole: Some(problem), ..Source::new(file) });
        }
    }

    /// The equipment of a file, and everything else in it; `None` where there is nothing.
    fn parts<'a, T: Part>(
        &mut self,
        file: &Path,
        text: &'a str,
    ) -> Result<Option<(T, Listed<'a>)>, BadCut> {
        if let Some(pieces) = cut(text, self.worth_cutting) {
            let rest = yaml::parse::<T>(file, &pieces.rest).map_err(|_| BadCut)?;
            let mut rest = rest.or_else(T::built_in).ok_or(BadCut)?;
            if rest.equipment().is_some() {
                return Err(BadCut);
            }
            self.sources.push(Source::new(file));
            return Ok(Some((rest, Listed::Cut(pieces.equipment))));
        }
        Ok(self.values::<T>(file, text).map(|mut raw| {
            let equipment = raw.equipment().take().unwrap_or_default();
            (raw, Listed::Whole(equipment))
        }))
    }

    /// The values of a text. Of one that is refused, those that are right: the
    /// rest of it can be judged beside what is wrong.
    fn values<T: Part>(&mut self, file: &Path, text: &str) -> Option<T> {
        let mut source = Source::new(file);
        let raw = match yaml::parse::<T>(file, text) {
            Ok(raw) => raw,
            Err(refusal) => explained::<T>(refusal, text, &mut source),
        };
        self.sources.push(source);
        raw
    }
}

/// Says in `source` what is wrong with `text`.
fn explained<T: Part>(refusal: Refusal, text: &str, source: &mut Source) -> Option<T> {
    if let Refusal::Value(_) = refusal
        && let Some(tree) = tree::read(text)
    {
        let found = find::find(&tree, &T::SECTION);
        if !found.findings.is_empty() {
            source.findings = found.findings;
            source.holes = found.holes;
            source.tree = Some(tree);
            return serde_json::from_value(found.rest).ok();
        }
    }
    // The second parser takes it for something else: the first one's word stands.
    source.whole = Some(refusal.problem());
    None
}

fn cut(text: &str, worth_cutting: usize) -> Option<pieces::Pieces<'_>> {
    // An alias can point from one piece to another.
    (text.len() >= worth_cutting && !limits::has_aliases(text)).then(|| pieces::cut(text)).flatten()
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
