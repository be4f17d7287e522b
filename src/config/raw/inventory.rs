//! Equipment, heartbeats, and what is run to recover.

use super::{RawMonitoringApi, RawSecret, RawService};
use crate::config::keys::{Duration, List, Or, Path, Text, keys};

keys! {
    /// A server.
    struct RawEquipment("an equipment (a map with a name)") {
        /// Unique, without / * ? [ ].
        name: Text,
        /// Its old name: history, requests and maintenance move along.
        renamed_from: Option<Text>,
        /// false: in the inventory only, nothing on it is checked.
        monitoring: Or<bool> = "true",
        /// Its address, for people.
        server_ip: Option<Text>,
        /// Its operating system, for people.
        distribution: Option<Text>,
        /// Where it stands, for people.
        hosting_city: Option<Text>,
        /// Its processor cores, for people.
        nb_cores: Option<u64>,
        /// Its memory in Go, for people.
        ram: Option<u64>,
        /// Its disk in Go, for people.
        disk_storage: Option<u64>,
        /// There is a backup, for people.
        backup_activated: Option<bool>,
        /// Where the backup is, for people.
        backup_server: Option<Text>,
        /// The backup works, for people.
        backup_ok: Option<bool>,
        /// What the status page is told of its own check: `UPDATE_STATUS`, `CREATE_INCIDENT`.
        action: Option<List<Text>>,
        /// The number of its component on the status page.
        component_id: Option<u64>,
        /// false: only who is logged in on the status page sees its incidents.
        public_incidents: Option<bool> = "true",
        /// Its own check, the service EQUIPMENT/@host.
        monitoring_api: Option<RawMonitoringApi>,
        /// Settings for the services of this equipment.
        defaults: Option<RawService>,
        /// What is checked there.
        services: Option<List<RawService>>,
    }

    /// A job that signals.
    struct RawHeartbeat("a heartbeat (a map with a name)") {
        /// Unique.
        name: Text,
        /// false: its signals are ignored, and none is missed.
        enabled: Or<bool> = "true",
        /// Where signals are passed on to. It is a secret.
        push_url: Option<RawSecret>,
        /// One signal in this time.
        every: Option<Duration>,
        /// KO when no signal came for this long.
        interval: Option<Duration>,
        /// When the job starts, as in a crontab.
        schedule: Option<Text>,
        /// The time zone of `schedule`, by default the system's.
        timezone: Option<Text>,
        /// How long the job may run.
        runtime: Option<Duration>,
        /// How late it may be.
        margin: Or<Duration> = "0s",
        /// What a failed job passes on: silent or down.
        on_failure: Or<Text> = "silent",
        /// The ronde command that signals when it is done: check or expire-maintenance.
        after: Option<Text>,
        /// The only certificates to trust, as a PEM file.
        ca_file: Option<Path>,
        /// What the status page is told: `UPDATE_STATUS`, `CREATE_INCIDENT`.
        action: Option<List<Text>>,
        /// The number of its component on the status page.
        component_id: Option<u64>,
        /// false: only who is logged in on the status page sees its incidents.
        public_incidents: Option<bool> = "true",
    }

    /// What is run for failures that others report.
    struct RawRecovery("a recovery (a map with a type and tasks)") {
        /// The type of notification: `COMPUTE_HOST`, VM or PROCESS.
        kind as "type": Text,
        /// For these equipment only; without it, for all.
        equipment: Option<List<Text>>,
        /// What is run, in order.
        tasks: List<RawRecoveryTask>,
    }

    /// One thing that is run.
    struct RawRecoveryTask("a task (a map with a name and a command)") {
        /// Unique in its recovery.
        name: Text,
        /// A program and its arguments, without a shell.
        command: List<Text>,
        /// How long it may run.
        timeout: Or<Duration> = "60s",
    }
}
