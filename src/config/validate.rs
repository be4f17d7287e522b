//! From raw structures to a configuration: every problem, not just the first.

mod api;
mod expectation;
mod heartbeat;
mod inventory;
mod layer;
mod level;
mod mistakes;
mod monitoring;
mod recovery;
mod report;
mod request;
mod scalars;
mod secret;
mod shared;
mod status_page;
mod target;
mod tcp;
mod webhook;

pub(crate) use scalars::{UrlError, check_url};
pub(crate) use target::check_target;

use nix::unistd::Group;

use std::path::Path;
use std::time::Duration;

use super::keys::Text;
use super::locate::InFile;
use super::raw::{
    RawCheck, RawConfig, RawEquipment, RawHeartbeat, RawMessages, RawRetention, RawWebhook,
};
use super::read::directory_of;
use super::{CheckSettings, Config, Retention};
use crate::domain::Messages;
use crate::text::Template;
pub(super) use expectation::incident_word;
use heartbeat::HeartbeatsBuilder;
use inventory::InventoryBuilder;
use report::{At, Report};
use scalars::time;
use webhook::WebhooksBuilder;

const HOUR: Duration = Duration::from_secs(3600);
/// Each probe in flight is a thread.
const MOST_CONCURRENT: u32 = 10_000;

/// A configuration in the making: the main file first, then equipment,
/// heartbeats and webhooks of all files, one at a time.
pub(super) struct Builder {
    report: Report,
    config: Config,
    inventory: InventoryBuilder,
    webhooks: WebhooksBuilder,
    heartbeats: HeartbeatsBuilder,
}

impl Builder {
    /// Begins with what stands in the main file beside the lists.
    pub(super) fn new(file: &Path, raw: RawConfig) -> Self {
        let report = Report::default();
        let directory = directory_of(file);
        let at = At::root(&report, file);
        let check = check_settings(&raw.check, &at.key("check"));
        let has_page = raw.cachet.is_some();
        let (defaults, place) = (raw.defaults, at.key("defaults"));
        let inventory =
            InventoryBuilder::new(defaults, check.deadline, has_page, &directory, &place);
        let database =
            raw.database.and_then(|path| scalars::file(path, &directory, &at.key("database")));
        let config = Config {
            file: file.to_owned(),
            database,
            group: raw.group.and_then(|text| group(text, &at.key("group"))),
            link: raw.link.and_then(|Text(text)| at.key("link").accept(Template::parse(&text))),
            maintenance_mode_duration: meant(time(
                &raw.maintenance_mode_duration,
                HOUR,
                &at.key("maintenance_mode_duration"),
            )),
            auto_close: raw.auto_close,
            recover_after: count(raw.recover_after, u32::MAX, &at.key("recover_after")),
            retention: retention(&raw.retention, &at.key("retention")),
            check,
            inventory: crate::domain::Inventory::default(),
            webhooks: Vec::new(),
            messages: messages(&raw.messages, &at.key("messages")),
            cachet: raw
                .cachet
                .and_then(|raw| status_page::cachet(raw, &directory, &at.key("cachet"))),
            heartbeats: Vec::new(),
            recovery: recovery::recovery(raw.recovery.unwrap_or_default(), &at.key("recovery")),
        };
        let webhooks = WebhooksBuilder::default();
        let page = inventory.built_in.status_page.clone();
        let heartbeats = HeartbeatsBuilder::new(page, has_page);
        Self { report, config, inventory, webhooks, heartbeats }
    }

    /// Adds the equipment that stands at `index` in `file`.
    pub(super) fn add_equipment(&mut self, file: &Path, index: usize, raw: RawEquipment) {
        let at = At::root(&self.report, file);
        self.inventory.add(raw, &directory_of(file), &at.key("equipment").index(index));
    }

    /// Adds the webhooks of `file`.
    pub(super) fn add_webhooks(&mut self, file: &Path, raw: Vec<RawWebhook>) {
        let at = At::root(&self.report, file);
        for (index, raw) in raw.into_iter().enumerate() {
            self.webhooks.add(raw, index, &directory_of(file), &at.key("webhooks").index(index));
        }
    }

    /// Adds the heartbeats of `file`.
    pub(super) fn add_heartbeats(&mut self, file: &Path, raw: Vec<RawHeartbeat>) {
        let at = At::root(&self.report, file);
        for (index, raw) in raw.into_iter().enumerate() {
            self.heartbeats.add(raw, &directory_of(file), &at.key("heartbeats").index(index));
        }
    }

    /// Warns of a pattern in `include` that matches nothing.
    pub(super) fn warn_of_empty_include(&mut self, index: usize) {
        let at = At::root(&self.report, &self.config.file);
        at.key("include").index(index).suspicious("matches no file");
    }

    /// The configuration, and what is wrong or likely wrong with it.
    pub(super) fn finish(self) -> Validated {
        let Self { report, mut config, inventory, webhooks, heartbeats } = self;
        config.inventory = inventory.finish_all(&report);
        webhooks.check_selectors(&config.inventory, &report);
        config.webhooks = webhooks.webhooks;
        config.heartbeats = heartbeats.heartbeats;
        let at = At::root(&report, &config.file);
        recovery::check_equipment(&config, &at.key("recovery"));
        if config.inventory.services().next().is_none() && config.heartbeats.is_empty() {
            at.suspicious("nothing is watched: there is no service");
        }
        let (problems, warnings) = (report.problems.into_inner(), report.warnings.into_inner());
        Validated { config, problems, warnings }
    }
}

/// A configuration that is one if there are no problems.
pub(super) struct Validated {
    pub(super) config: Config,
    pub(super) problems: Vec<InFile>,
    pub(super) warnings: Vec<InFile>,
}

fn group(Text(name): Text, at: &At<'_>) -> Option<String> {
    if name.trim().is_empty() || name.contains([':', '\0', '\n']) {
        at.wrong(format!("{name:?} cannot be the name of a group"));
        return None;
    }
    // One that cannot be looked up now may be there.
    if matches!(Group::from_name(&name), Ok(None)) {
        let message = format!("there is no group {name:?} on this machine");
        at.wrong_with_hint(message, "create the group, or name another one");
        return None;
    }
    Some(name)
}

/// A number from 1 to `most`.
fn count(number: u32, most: u32, at: &At<'_>) -> u32 {
    match number {
        0 => at.wrong("must be at least 1"),
        number if number > most => at.wrong(format!("must be at most {most}")),
        _ => {}
    }
    number
}

/// What stands for a wrong time never gets out: there is a problem beside it.
fn meant(time: Option<Duration>) -> Duration {
    time.unwrap_or_default()
}

fn retention(raw: &RawRetention, at: &At<'_>) -> Retention {
    let second = Duration::from_secs(1);
    Retention {
        results: meant(time(&raw.results, second, &at.key("results"))),
        deliveries: meant(time(&raw.deliveries, second, &at.key("deliveries"))),
    }
}

fn check_settings(raw: &RawCheck, at: &At<'_>) -> CheckSettings {
    let second = Duration::from_secs(1);
    // 0 is a time here: the failed probe is repeated at once.
    let Text(text) = &raw.recheck_after;
    let recheck_after = at.key("recheck_after").accept(scalars::duration(text, second));
    let deadline = time(&raw.deadline, second, &at.key("deadline"));
    let settings = CheckSettings {
        concurrency: count(raw.concurrency, MOST_CONCURRENT, &at.key("concurrency")),
        per_equipment: count(raw.per_equipment, MOST_CONCURRENT, &at.key("per_equipment")),
        recheck_after: meant(recheck_after),
        // No timeout is longer than one that is wrong.
        deadline: deadline.unwrap_or(Duration::MAX),
        stale_after: meant(time(&raw.stale_after, second, &at.key("stale_after"))),
    };
    if settings.recheck_after >= settings.deadline {
        at.key("recheck_after")
            .suspicious("no failure is ever confirmed: the pass ends before (`deadline`)");
    }
    settings
}

fn messages(raw: &RawMessages, at: &At<'_>) -> Messages {
    let template = |key: &str, Text(text): &Text| {
        // What stands for a wrong one never gets out: there is a problem beside it.
        at.key(key).accept(Template::parse(text)).unwrap_or_else(Template::empty)
    };
    Messages {
        incident_outage: template("incident_outage", &raw.incident_outage),
        incident_performance: template("incident_performance", &raw.incident_performance),
        incident_operational: template("incident_operational", &raw.incident_operational),
    }
}
