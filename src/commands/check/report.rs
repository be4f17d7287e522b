//! From the report of a pass to what is printed of it.

use std::collections::HashMap;

use crate::cli::{CheckArgs, Format, Report};
use crate::domain::{GivenUp, OutageNews, ServiceId, SkipReason, requests_by_service};
use crate::error::CommandError;
use crate::judge::Change;
use crate::ledger::JudgedHeartbeat;
use crate::outbox::DeliveryTally;
use crate::output::{
    CheckDocument, DeliveryCounts, HeartbeatView, PassView, RequestChanges, ServiceView, Standing,
    Subject,
};
use crate::pass::{PassReport, PlanIndex};
use crate::session::Session;
use crate::store::Store;

/// A pass, and the part of it that is asked for.
pub(super) struct Printed<'a> {
    pub(super) arguments: &'a CheckArgs,
    pub(super) report: &'a PassReport<'a>,
    pub(super) deliveries: &'a DeliveryTally,
    pub(super) outages: Vec<OutageNews>,
}

impl<'a> Printed<'a> {
    /// Prints what `--report` asks for; nothing at all when nothing changed and
    /// only changes were asked for, so that cron has nothing to mail.
    pub(super) fn print(&self, session: &Session<'_>, store: &Store) -> Result<(), CommandError> {
        let requests = requests_by_service(&store.records().open_requests()?);
        let services = self.services(&requests);
        let news = self.news(session);
        let is_brief = self.arguments.report != Report::All;
        let heartbeats = self.heartbeats();
        let is_quiet =
            services.is_empty() && !heartbeats.iter().any(|heartbeat| heartbeat.is_shown);
        let is_silent = is_brief && is_quiet && news.is_empty();
        if is_silent && session.options.format != Format::Json {
            return Ok(());
        }
        let PassReport { outcome, began, finished, .. } = self.report;
        let pass = PassView::new(&outcome.tally, *began, *finished);
        let changes =
            RequestChanges { opened: outcome.opened.clone(), closed: outcome.closed.clone() };
        let mut document = CheckDocument::new(pass, services, changes, self.counts());
        document.heartbeats = heartbeats;
        document.is_brief = is_brief;
        document.news = news;
        session.print(&document)
    }

    fn counts(&self) -> DeliveryCounts {
        let sent = self.deliveries;
        DeliveryCounts {
            finished: sent.finished,
            error: sent.error,
            failed: sent.failed,
            queued: sent.queued,
        }
    }

    fn services(&self, requests: &HashMap<ServiceId, i64>) -> Vec<ServiceView<'a>> {
        let indexes = self.report.plan.iter().map(|(index, _)| index);
        indexes
            .filter(|&index| self.is_wanted(index))
            .map(|index| self.service(index, requests))
            .collect()
    }

    fn is_wanted(&self, index: PlanIndex) -> bool {
        match self.arguments.report {
            Report::All => true,
            Report::Ko => self.report.is_ko(index),
            Report::Changes => self.report.outcome.changes.contains_key(&index),
        }
    }

    fn service(&self, index: PlanIndex, requests: &HashMap<ServiceId, i64>) -> ServiceView<'a> {
        let PassReport { plan, outcome, remembered, .. } = self.report;
        let planned = plan.get(index);
        let id = &planned.service.id;
        let state = outcome.states.get(&index).or_else(|| remembered.get(id));
        let skip_reason = self.report.skip_reason(index);
        let standing = Standing {
            request_id: requests.get(id).copied(),
            in_maintenance: skip_reason == Some(SkipReason::Maintenance),
            skip_reason,
        };
        let mut view = ServiceView::of_pass(Subject::Configured(&planned.service), state, standing);
        if self.arguments.report == Report::Changes {
            view.change = outcome.changes.get(&index).map(|change| word_of(*change));
        }
        view
    }

    /// The heartbeats: JSON has them all.
    fn heartbeats(&self) -> Vec<HeartbeatView<'a>> {
        let view = |judged: &'a JudgedHeartbeat<'_>| {
            let JudgedHeartbeat { heartbeat, record, request_id, .. } = judged;
            let mut view = HeartbeatView::new(heartbeat, record, *request_id, self.report.finished);
            view.is_shown = match self.arguments.report {
                Report::All => true,
                Report::Ko => judged.state.is_ko(),
                Report::Changes => judged.is_new,
            };
            view
        };
        self.report.heartbeats.iter().map(view).collect()
    }

    /// What became of deliveries and of their destinations, a line each.
    fn news(&self, session: &Session<'_>) -> Vec<String> {
        let page = session.page();
        let given_up = |each: &GivenUp| {
            let id = &each.delivery;
            format!("{each}; `ronde deliveries show {id}` has the rest")
        };
        let outage = |news: &OutageNews| {
            let OutageNews { destination, reason, is_over, .. } = news;
            let since = page.since(news.since);
            if *is_over {
                format!("deliveries: {destination} works again, after failing since {since}")
            } else {
                format!("deliveries: {destination} fails since {since} ({reason})")
            }
        };
        let given_up = self.deliveries.given_up.iter().map(given_up);
        given_up.chain(self.outages.iter().map(outage)).collect()
    }
}

fn word_of(change: Change) -> &'static str {
    match change {
        Change::NewlyKo => "newly KO",
        Change::Worse => "worse",
        Change::Recovered => "recovered",
    }
}
