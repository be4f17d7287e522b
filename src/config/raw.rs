//! The configuration as it is written: the table of its keys, nothing checked.
//!
//! Unknown keys and wrong types are refused here. Whatever has a meaning is
//! read as text and understood by `validate`.

mod inventory;
mod page;
mod secret;
mod service;

use super::keys::{Duration, List, Or, Path, Text, keys};

pub(super) use inventory::{RawEquipment, RawHeartbeat, RawRecovery, RawRecoveryTask};
pub(super) use page::{RawCachet, RawWebhook};
pub(super) use secret::{RawAwsSecret, RawProvider, RawSecret};
pub(super) use service::{
    RawBasicAuth, RawClientCertificate, RawExpectation, RawMonitoringApi, RawService,
};

keys! {
    /// The main file.
    struct RawConfig("a configuration (keys and values)" + free) {
        /// Where everything is kept that ronde knows.
        database: Option<Path>,
        /// A group whose members may use the database too.
        group: Option<Text>,
        /// More files, each with `equipment`, `heartbeats` and `webhooks` of its own.
        include: Option<List<Path>>,
        /// The `link` in the payload of a webhook. Names in braces are replaced.
        link: Option<Text>,
        /// How long `ronde maintenance on` lasts. A bare number is hours.
        maintenance_mode_duration: Or<Duration> = "4h",
        /// A service that works again closes the request that was opened for it.
        auto_close: Or<bool> = "true",
        /// A service works again after this many good passes in a row.
        recover_after: Or<u32> = "1",
        /// How long things are kept. Requests are kept for ever.
        retention: Or<RawRetention>,
        /// How a pass is made.
        check: Or<RawCheck>,
        /// Settings for all services: any key of a service but its names and `push_url`.
        defaults: Option<RawService>,
        /// What is watched.
        equipment: Option<List<RawEquipment>>,
        /// Where news go.
        webhooks: Option<List<RawWebhook>>,
        /// How news are titled. Names in braces are replaced.
        messages: Or<RawMessages>,
        /// The public status page.
        cachet: Option<RawCachet>,
        /// The jobs that signal.
        heartbeats: Option<List<RawHeartbeat>>,
        /// What is run for failures that others report.
        recovery: Option<List<RawRecovery>>,
    }

    /// A file named by `include`.
    struct RawIncluded("an included file (equipment, heartbeats and webhooks)" + free) {
        /// What is watched.
        equipment: Option<List<RawEquipment>>,
        /// The jobs that signal.
        heartbeats: Option<List<RawHeartbeat>>,
        /// Where news go.
        webhooks: Option<List<RawWebhook>>,
    }

    /// How long things are kept.
    struct RawRetention("a map with results and deliveries") {
        /// Single results; daily summaries stay.
        results: Or<Duration> = "7d",
        /// Deliveries that are done.
        deliveries: Or<Duration> = "30d",
    }

    /// How a pass is made.
    struct RawCheck("a map of settings of a pass") {
        /// Probes in flight at once.
        concurrency: Or<u32> = "128",
        /// Probes in flight at once on one equipment.
        per_equipment: Or<u32> = "8",
        /// A failed probe is repeated once after this; only two failures count.
        recheck_after: Or<Duration> = "2s",
        /// The whole pass; what was not probed by then keeps its state.
        deadline: Or<Duration> = "10m",
        /// `ronde status` complains when no pass was completed for this long.
        stale_after: Or<Duration> = "45m",
    }

    /// How news are titled; by default as cachet-url-monitor does.
    #[expect(clippy::struct_field_names, reason = "the keys are called so in the seed")]
    struct RawMessages("a map of texts") {
        /// The title of an outage.
        incident_outage: Or<Text> = "{name} is unavailable",
        /// The title of a slow answer.
        incident_performance: Or<Text> = "{name} has degraded performance",
        /// The title of a recovery.
        incident_operational: Or<Text> = "{name} is operational",
    }
}

/// Every section there is.
#[cfg(test)]
pub(super) fn sections() -> Vec<super::keys::Section> {
    use super::keys::Table;

    vec![
        RawConfig::SECTION,
        RawIncluded::SECTION,
        RawRetention::SECTION,
        RawCheck::SECTION,
        RawMessages::SECTION,
        RawEquipment::SECTION,
        RawService::SECTION,
        RawMonitoringApi::SECTION,
        RawClientCertificate::SECTION,
        RawBasicAuth::SECTION,
        RawExpectation::SECTION,
        RawWebhook::SECTION,
        RawCachet::SECTION,
        RawHeartbeat::SECTION,
        RawRecovery::SECTION,
        RawRecoveryTask::SECTION,
        RawAwsSecret::SECTION,
        RawProvider::SECTION,
    ]
}
