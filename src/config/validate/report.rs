//! Collects what is wrong, with its place, while everything else goes on.

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::path::Path;

use crate::config::Problem;

/// Everything that was found in all files.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: RefCell<Vec<Problem>>,
    pub(super) warnings: RefCell<Vec<Problem>>,
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

    /// The same place in another file.
    pub(super) fn in_file(&self, file: &'a Path) -> Self {
        Self { file, ..*self }
    }

    /// The place as text.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        self.write_path(&mut path);
        path
    }

    /// Notes that something here is wrong.
    pub(super) fn wrong(&self, message: impl Into<String>) {
        self.report.problems.borrow_mut().push(self.problem(message.into(), None));
    }

    /// Notes that something here is wrong, and what to do about it.
    pub(super) fn wrong_with_hint(&self, message: impl Into<String>, hint: impl Into<String>) {
        let problem = self.problem(message.into(), Some(hint.into()));
        self.report.problems.borrow_mut().push(problem);
    }

    /// Notes that something here is likely a mistake.
    pub(super) fn suspicious(&self, message: impl Into<String>) {
        self.report.warnings.borrow_mut().push(self.problem(message.into(), None));
    }

    /// The value of a result; what is wrong with it otherwise.
    pub(super) fn accept<T, E: fmt::Display>(&self, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.wrong(error.to_string())).ok()
    }

    fn problem(&self, message: String, hint: Option<String>) -> Problem {
        let path = self.path();
        let path = (!path.is_empty()).then_some(path);
        Problem { path, hint, ..Problem::in_file(self.file, message) }
    }

    fn write_path(&self, path: &mut String) {
        if let Some(parent) = self.parent {
            parent.write_path(path);
        }
        // Writing to a String cannot fail.
        let _ = match self.step {
            Step::Root => Ok(()),
            Step::Key(key) if path.is_empty() => write!(path, "{key}"),
            Step::Key(key) => write!(path, ".{key}"),
            Step::Index(index) => write!(path, "[{index}]"),
        };
    }
}
