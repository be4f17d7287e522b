//! Collects what is wrong, with its place, while everything else goes on.

use std::cell::RefCell;
use std::fmt;
use std::path::Path;

use crate::config::locate::InFile;
use crate::config::place::{self, Finding, KeyPath};

/// Everything that was found in all files.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: RefCell<Vec<InFile>>,
    pub(super) warnings: RefCell<Vec<InFile>>,
}

impl Report {
    /// Notes that something is wrong where `path` leads in `file`.
    pub(super) fn wrong_at(&self, file: &Path, path: KeyPath, message: String) {
        let finding = Finding { path, place: None, message, hint: None };
        self.problems.borrow_mut().push((file.to_owned(), finding));
    }
}

/// A place in a file, such as `equipment[0].services[2].timeout`.
///
/// Made of references into the callers' frames, so that walking through a
/// valid configuration of any size allocates nothing.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    report: &'a Report,
    file: &'a Path,
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    /// The top of a file.
    pub(super) fn root(report: &'a Report, file: &'a Path) -> Self {
        Self { report, file, parent: None, step: Step::Root }
    }

    /// A key of the map here.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key), ..*self }
    }

    /// An item of the list here.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index), ..*self }
    }

    /// The file.
    pub(super) fn file(&self) -> &'a Path {
        self.file
    }

    /// The way to this place.
    pub(super) fn path(&self) -> KeyPath {
        let mut steps = Vec::new();
        self.add_steps(&mut steps);
        KeyPath(steps)
    }

    /// Notes that something here is wrong.
    pub(super) fn wrong(&self, message: impl Into<String>) {
        self.report.problems.borrow_mut().push(self.finding(message.into(), None));
    }

    /// Notes that something here is wrong, and what to do about it.
    pub(super) fn wrong_with_hint(&self, message: impl Into<String>, hint: impl Into<String>) {
        let finding = self.finding(message.into(), Some(hint.into()));
        self.report.problems.borrow_mut().push(finding);
    }

    /// Notes that something here is likely a mistake.
    pub(super) fn suspicious(&self, message: impl Into<String>) {
        self.report.warnings.borrow_mut().push(self.finding(message.into(), None));
    }

    /// The value of a result; what is wrong with it otherwise.
    pub(super) fn accept<T, E: fmt::Display>(&self, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.wrong(error.to_string())).ok()
    }

    fn finding(&self, message: String, hint: Option<String>) -> InFile {
        (self.file.to_owned(), Finding { path: self.path(), place: None, message, hint })
    }

    fn add_steps(&self, steps: &mut Vec<place::Step>) {
        if let Some(parent) = self.parent {
            parent.add_steps(steps);
        }
        match self.step {
            Step::Root => {}
            Step::Key(key) => steps.push(place::Step::Key(key.to_owned())),
            Step::Index(index) => steps.push(place::Step::Index(index)),
        }
    }
}
