//! The progress bar of a pass that lasts: on a terminal's standard error only.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::session::Session;

/// A pass shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts finished probes, and shows the count once the pass has lasted.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    since: Instant,
}

impl Progress {
    pub(crate) fn new(session: &Session<'_>, total: usize) -> Self {
        let is_wanted = session.world.terminal.stderr && !session.options.quiet;
        let bar = is_wanted.then(|| {
            let bar = ProgressBar::with_draw_target(
                u64::try_from(total).ok(),
                ProgressDrawTarget::hidden(),
            );
            if let Ok(style) =
                ProgressStyle::with_template("checking {bar:30} {pos}/{len} {elapsed}")
            {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, since: Instant::now() }
    }

    /// One more is finished.
    pub(crate) fn advance(&self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        self.show_when_it_lasts();
    }

    /// Time has passed.
    pub(crate) fn show_when_it_lasts(&self) {
        let Some(bar) = &self.bar else { return };
        if bar.is_hidden() && self.since.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
        }
    }
}

impl Drop for Progress {
    /// Takes the bar away, also when the pass ends in an error.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
