//! The progress bar of a pass that lasts: on a terminal's standard error only.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pass::Progress;
use crate::session::Session;

/// A pass shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts finished probes, and shows the count once the pass has lasted.
pub(super) struct TerminalProgress<'a> {
    session: &'a Session<'a>,
    bar: RefCell<Option<ProgressBar>>,
    since: Instant,
}

impl<'a> TerminalProgress<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self { session, bar: RefCell::new(None), since: Instant::now() }
    }
}

impl Progress for TerminalProgress<'_> {
    fn planned(&self, due: usize, all: usize) {
        self.session.explain(&format!("{due} of {all} to probe"));
    }

    fn begins(&self, probes: usize) {
        if !self.session.world.terminal.stderr || self.session.options.quiet {
            return;
        }
        let bar =
            ProgressBar::with_draw_target(u64::try_from(probes).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("checking {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        *self.bar.borrow_mut() = Some(bar);
    }

    fn advances(&self) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.inc(1);
        }
        self.ticks();
    }

    fn ticks(&self) {
        if let Some(bar) = &*self.bar.borrow()
            && bar.is_hidden()
            && self.since.elapsed() >= PATIENCE
        {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
        }
    }

    fn ends(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
