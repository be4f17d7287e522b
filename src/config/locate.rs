//! From what was found, file by file, to problems with line and column, in the
//! order in which the files and their lines are read.

use std::path::{Path, PathBuf};

use super::Problem;
use super::place::{Finding, KeyPath, Place};
use super::read::read;
use super::tree::{self, Slot};

/// Something that was found in a file.
pub(super) type InFile = (PathBuf, Finding);

/// A file that was read, or should have been.
#[derive(Default)]
pub(super) struct Source {
    pub(super) file: PathBuf,
    /// The file as a whole is wrong.
    pub(super) whole: Option<Problem>,
    pub(super) findings: Vec<Finding>,
    pub(super) holes: Vec<KeyPath>,
    pub(super) tree: Option<Slot>,
}

impl Source {
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    pub(super) fn is_sound(&self) -> bool {
        self.whole.is_none() && self.findings.is_empty()
    }
}

/// Everything that is wrong with `sources`, and what was `found` in them beside;
/// `main` is the text of the first, which cannot always be read again.
pub(super) fn problems(sources: Vec<Source>, main: &str, found: Vec<InFile>) -> Vec<Problem> {
    let mut found = found;
    let mut problems = Vec::new();
    for (index, mut source) in sources.into_iter().enumerate() {
        let here = found.extract_if(.., |(file, _)| *file == source.file);
        let is_judged =
            |finding: &Finding| !source.holes.iter().any(|hole| finding.path.is_within(hole));
        source.findings.extend(here.map(|(_, finding)| finding).filter(is_judged));
        place_all(&mut source, (index == 0).then_some(main));
        problems.extend(source.whole.take());
        problems.extend(in_order(source));
    }
    problems
}

/// Says where each finding is that has something to stand at.
fn place_all(source: &mut Source, text: Option<&str>) {
    let is_lost = |finding: &Finding| finding.place.is_none() && !finding.path.is_root();
    if !source.findings.iter().any(is_lost) {
        return;
    }
    if source.tree.is_none() {
        source.tree = match text {
            Some(text) => tree::read(text),
            None => read(&source.file).ok().and_then(|text| tree::read(&text)),
        };
    }
    let Some(tree) = &source.tree else { return };
    for finding in source.findings.iter_mut().filter(|finding| is_lost(finding)) {
        finding.place = Some(tree.locate(&finding.path));
    }
}

/// What is merged into many maps is told of once, where it is written.
fn in_order(mut source: Source) -> Vec<Problem> {
    source.findings.sort_by_key(|finding| finding.place);
    let mut told: Vec<Finding> = Vec::with_capacity(source.findings.len());
    for finding in source.findings {
        let same_place = told.iter().rev().take_while(|known| known.place == finding.place);
        let is_told = finding.place.is_some()
            && same_place.clone().any(|known| known.message == finding.message);
        if !is_told {
            told.push(finding);
        }
    }
    told.into_iter().map(|finding| problem(&source.file, finding)).collect()
}

fn problem(file: &Path, finding: Finding) -> Problem {
    let Finding { path, place, message, hint } = finding;
    let path = (!path.is_root()).then(|| path.to_string());
    let (line, column) = place.map(|Place { line, column }| (line, column)).unzip();
    Problem { path, line, column, hint, ..Problem::in_file(file, message) }
}
