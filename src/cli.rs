//! The command line: names, values and help texts, and nothing that acts.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are help texts, where backticks would show"
)]

mod deliveries;
mod heartbeat;
mod notifications;
mod requests;
mod values;

use std::path::PathBuf;

use values::number;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

pub use deliveries::{
    DeliveriesCancelArgs, DeliveriesCommand, DeliveriesListArgs, DeliveriesRetryArgs,
    DeliveriesShowArgs, DeliveriesTestArgs, DeliveryStatusFilter,
};
pub use heartbeat::{HeartbeatArgs, SignalStatus};
pub use notifications::{
    NotificationsCommand, NotificationsCreateArgs, NotificationsListArgs, NotificationsShowArgs,
};
pub use requests::{
    RequestSortKey, RequestsCloseArgs, RequestsCommand, RequestsCreateArgs, RequestsListArgs,
    RequestsShowArgs, RequestsStartArgs, SortDirection, StatusFilter,
};

/// A monitor for cron: checks HTTP services in one pass, remembers what it
/// found in one SQLite file, and tells whoever should know.
#[derive(Debug, Parser)]
#[command(name = "ronde", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 something is KO or late, 2 usage, 3 refused, 4 not found, 5 cut off, \
6 stale,\n74 database or file, 75 another pass runs, 78 configuration. See ronde(1)."
)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: GlobalOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// Configuration file, `-` for standard input [default: $RONDE_CONFIG, the user's, then /etc/ronde/config.yaml]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database file [default: $RONDE_DATABASE, the key `database`, then beside the configuration]
    #[arg(long, global = true, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// How to print results
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more about what is done
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For scripts: one document
    Json,
    /// For spreadsheets: RFC 4180, columns named as in JSON
    Csv,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the services, open and close requests, send what is queued
    Check(CheckArgs),
    /// End the maintenance modes whose time is over
    ExpireMaintenance,
    /// Switch maintenance mode on or off
    #[command(subcommand)]
    Maintenance(MaintenanceCommand),
    /// List the equipment, or show one
    Equipment(EquipmentArgs),
    /// Maintenance requests
    #[command(subcommand)]
    Requests(RequestsCommand),
    /// List the heartbeats, signal for one, or run a job that signals
    Heartbeat(HeartbeatArgs),
    /// Alerts of other monitors, and what is done about them
    #[command(subcommand)]
    Notifications(NotificationsCommand),
    /// Outgoing messages
    #[command(subcommand)]
    Deliveries(DeliveriesCommand),
    /// Show the last known state of the services
    Status(StatusArgs),
    /// Show the recorded results of a service
    History(HistoryArgs),
    /// Probe a URL or a service now, record nothing
    Probe(ProbeArgs),
    /// Check, show or begin a configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Turn a foreign inventory into a configuration
    #[command(subcommand)]
    Import(ImportCommand),
    /// Back up or check the database
    #[command(subcommand)]
    Db(DbCommand),
    /// Drop what is recorded of services that are no longer configured
    ///
    /// Closes their requests as scrap. All that is named is forgotten, or nothing: a
    /// service that is still configured, or that its host still lists, is refused. A
    /// glob selects among what can be forgotten, and leaves the rest alone.
    Forget(ForgetArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write all of them to a directory
    Man(ManArgs),
}

/// `ronde check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Check only these: EQUIPMENT/SERVICE, an equipment, a service, a glob or tag:T
    #[arg(value_name = "SELECTOR")]
    pub selectors: Vec<String>,
    /// What to print: everything, what is KO, or what changed in this pass
    #[arg(long, value_enum, default_value_t = Report::All)]
    pub report: Report,
    /// Probe and print; record and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Check also what is not due by its `frequency`
    #[arg(long)]
    pub force: bool,
    /// Exit with 0 also when a service is KO
    #[arg(long)]
    pub exit_zero: bool,
    /// Probes in flight at once [default: check.concurrency]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub concurrency: Option<u32>,
}

/// What `ronde check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// Every service
    All,
    /// What is KO now
    Ko,
    /// What changed in this pass; nothing when nothing did
    Changes,
}

/// `ronde maintenance`
#[derive(Debug, Subcommand)]
pub enum MaintenanceCommand {
    /// Suspend the checks of equipment or services for a while
    On(MaintenanceOnArgs),
    /// Resume the checks
    Off(MaintenanceOffArgs),
    /// List what is in maintenance mode
    List,
}

/// `ronde maintenance on`
#[derive(Debug, Args)]
pub struct MaintenanceOnArgs {
    /// EQUIPMENT/SERVICE, an equipment, a service, a glob or tag:T
    #[arg(value_name = "SELECTOR", required = true)]
    pub selectors: Vec<String>,
    /// For how long, such as 4h [default: maintenance_mode_duration]
    #[arg(long = "for", value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub duration: Option<std::time::Duration>,
    /// Until when: RFC 3339, a local "2026-01-31 14:00", or a duration ahead
    #[arg(long, value_name = "TIME", conflicts_with = "duration")]
    pub until: Option<String>,
    /// Why, shown by `maintenance list`
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// `ronde maintenance off`
#[derive(Debug, Args)]
pub struct MaintenanceOffArgs {
    /// EQUIPMENT/SERVICE, an equipment, a service, a glob or tag:T
    #[arg(value_name = "SELECTOR", required = true)]
    pub selectors: Vec<String>,
}

/// `ronde equipment`
#[derive(Debug, Args)]
pub struct EquipmentArgs {
    /// Only this equipment
    pub name: Option<String>,
}

/// `ronde status`
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Only these: EQUIPMENT/SERVICE, an equipment, a service, a glob or tag:T
    #[arg(value_name = "SELECTOR")]
    pub selectors: Vec<String>,
    /// Only what is not OK
    #[arg(long)]
    pub failing: bool,
    /// The modules of this service instead, as its monitoring API told them
    #[arg(long, value_name = "SERVICE", conflicts_with_all = ["selectors", "failing"])]
    pub modules: Option<String>,
}

/// `ronde history`
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// The service
    pub service: String,
    /// Since: RFC 3339, a local "2026-01-31 14:00", or a duration ago
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// At most this many, the newest
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub limit: Option<u32>,
}

/// `ronde probe`
#[derive(Debug, Args)]
pub struct ProbeArgs {
    /// A URL (http, https or tcp://HOST:PORT), or a configured service
    #[arg(value_name = "URL|SERVICE")]
    pub target: String,
}

/// `ronde config`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say what is wrong with the configuration, and what is likely a mistake
    Check(ConfigCheckArgs),
    /// Print the effective configuration, without secrets
    Show,
    /// Print a commented configuration to begin with
    Init,
}

/// `ronde config check`
#[derive(Debug, Args)]
pub struct ConfigCheckArgs {
    /// Also read every secret
    #[arg(long)]
    pub secrets: bool,
}

/// `ronde import`
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// The components of a Cachet status page, by the address of its API
    ///
    /// Asks for the token where standard input is a terminal, unless it is in the
    /// environment variable CACHET_TOKEN. The configuration never has it.
    Cachet(ImportCachetArgs),
    /// The configuration of cachet-url-monitor
    CachetUrlMonitor(ImportCachetUrlMonitorArgs),
    /// A backup of Uptime Kuma, as its settings export it
    UptimeKuma(ImportUptimeKumaArgs),
    /// A table with the columns equipment, name, url and any other service key
    Csv(ImportCsvArgs),
}

/// `ronde import cachet`
#[derive(Debug, Args)]
pub struct ImportCachetArgs {
    /// Where the API is, with /api/v1 (Cachet 2) or /api (Cachet 3) at its end
    #[arg(value_name = "API_URL")]
    pub api_url: String,
}

/// `ronde import cachet-url-monitor`
#[derive(Debug, Args)]
pub struct ImportCachetUrlMonitorArgs {
    /// The file, or - for standard input
    pub file: PathBuf,
}

/// `ronde import uptime-kuma`
#[derive(Debug, Args)]
pub struct ImportUptimeKumaArgs {
    /// The file, or - for standard input
    pub file: PathBuf,
}

/// `ronde import csv`
#[derive(Debug, Args)]
pub struct ImportCsvArgs {
    /// The file, or - for standard input
    pub file: PathBuf,
}

/// `ronde db`
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Write a copy of the database, also while a pass runs
    Backup(DbBackupArgs),
    /// Check the database's integrity
    Check,
}

/// `ronde db backup`
#[derive(Debug, Args)]
pub struct DbBackupArgs {
    /// Where to write the copy; must not exist
    pub file: PathBuf,
}

/// `ronde forget`
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ForgetArgs {
    /// EQUIPMENT/SERVICE, a service, an equipment that is gone, or a glob
    #[arg(value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Everything that has left the configuration
    #[arg(long)]
    pub orphaned: bool,
}

/// `ronde completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: ShellName,
}

/// The shells with completions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellName {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// Elvish
    Elvish,
    /// PowerShell
    #[value(name = "powershell")]
    PowerShell,
}

/// `ronde man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for every command into this directory [default: print ronde(1)]
    pub directory: Option<PathBuf>,
}
