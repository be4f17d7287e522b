//! From what a pass came to, to what is printed of it.

use std::collections::HashMap;

use jiff::Timestamp;

use super::heartbeats;
use super::recorder::Outcome;
use super::services::is_ko_now;
use crate::cli::{CheckArgs, Format, Report};
use crate::domain::{ServiceId, ServiceState, SkipReason, requests_by_service};
use crate::error::CommandError;
use crate::judge::Change;
use crate::ledger::JudgedHeartbeat;
use crate::outbox::DeliveryTally;
use crate::output::{
    CheckDocument, DeliveryCounts, PassView, RequestChanges, ServiceView, Standing, Subject,
};
use crate::pass::plan::Plan;
use crate::session::Session;
use crate::store::Store;

/// Everything there is to tell of a pass.
pub(crate) struct PassReport<'a> {
    pub(crate) arguments: &'a CheckArgs,
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) outcome: &'a Outcome,
    pub(crate) heartbeats: &'a [JudgedHeartbeat<'a>],
    /// What was remembered when the pass began: all there is of what was skipped.
    pub(crate) remembered: &'a HashMap<ServiceId, ServiceState>,
    pub(crate) deliveries: &'a DeliveryTally,
    pub(crate) began: Timestamp,
    pub(crate) finished: Timestamp,
}

/// Prints what `--report` asks for; nothing at all when nothing changed and
/// only changes were asked for, so that cron has nothing to mail.
pub(crate) fn print(
    session: &Session<'_>,
    store: &Store,
    report: &PassReport<'_>,
) -> Result<(), CommandError> {
    let requests = requests_by_service(&store.records().open_requests()?);
    let services = report.views(&requests);
    let news = report.news();
    let is_brief = report.arguments.report != Report::All;
    let heartbeats = heartbeats::views(report.heartbeats, report.arguments.report, report.finished);
    let is_quiet = services.is_empty() && !heartbeats.iter().any(|heartbeat| heartbeat.is_shown);
    let is_silent = is_brief && is_quiet && news.is_empty();
    if is_silent && session.options.format != Format::Json {
        return Ok(());
    }
    let pass = PassView::new(&report.outcome.tally, report.began, report.finished);
    let changes = RequestChanges {
        opened: report.outcome.opened.clone(),
        closed: report.outcome.closed.clone(),
    };
    let sent = report.deliveries;
    let counts = DeliveryCounts {
        finished: sent.finished,
        error: sent.error,
        failed: sent.failed,
        queued: sent.queued,
    };
    let mut document = CheckDocument::new(pass, services, changes, counts);
    document.heartbeats = heartbeats;
    document.is_brief = is_brief;
    document.news = news;
    session.print(&document)
}

impl<'a> PassReport<'a> {
    fn views(&self, requests: &HashMap<ServiceId, i64>) -> Vec<ServiceView<'a>> {
        (0..self.plan.services.len())
            .filter(|&position| self.is_wanted(position))
            .filter_map(|position| self.view(position, requests))
            .collect()
    }

    fn is_wanted(&self, position: usize) -> bool {
        match self.arguments.report {
            Report::All => true,
            Report::Ko => is_ko_now(self.plan, self.outcome, self.remembered, position),
            Report::Changes => self.outcome.changes.contains_key(&position),
        }
    }

    fn view(&self, position: usize, requests: &HashMap<ServiceId, i64>) -> Option<ServiceView<'a>> {
        let planned = self.plan.services.get(position)?;
        let id = &planned.service.id;
        let state = self.outcome.states.get(&position).or_else(|| self.remembered.get(id));
        let standing = Standing {
            request_id: requests.get(id).copied(),
            in_maintenance: planned.skip == Some(SkipReason::Maintenance),
            skip_reason: planned.skip,
        };
        let mut view = ServiceView::of_pass(Subject::Configured(planned.service), state, standing);
        if self.arguments.report == Report::Changes {
            view.change = self.outcome.changes.get(&position).map(|change| word_of(*change));
        }
        Some(view)
    }

    /// What else changed in this pass.
    fn news(&self) -> Vec<String> {
        let given_up = |id: &String| {
            format!("delivery {id} was given up; `ronde deliveries show {id}` says why")
        };
        self.deliveries.given_up.iter().map(given_up).collect()
    }
}

fn word_of(change: Change) -> &'static str {
    match change {
        Change::NewlyKo => "newly KO",
        Change::Worse => "worse",
        Change::Recovered => "recovered",
    }
}
