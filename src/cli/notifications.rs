//! `ronde notifications`: names, values and help texts.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `ronde notifications`
#[derive(Debug, Subcommand)]
pub enum NotificationsCommand {
    /// Report the failure, or the return, of a host, a process or a virtual machine
    Create(NotificationsCreateArgs),
    /// List notifications, newest first unless sorted otherwise
    List(NotificationsListArgs),
    /// Show one notification, with what its recovery did
    Show(NotificationsShowArgs),
}

/// `ronde notifications create`
#[derive(Debug, Args)]
#[command(
    override_usage = "ronde notifications create --json FILE\n       \
                      ronde notifications create --type TYPE --host HOST --payload JSON [--generated-time TIME]",
    after_help = "Takes Masakari's body and its rules. Payloads:\n  \
COMPUTE_HOST  {\"event\": \"STARTED|STOPPED\", \"host_status\": \"NORMAL|UNKNOWN\", \"cluster_status\": \"ONLINE|OFFLINE\"}\n  \
PROCESS       {\"process_name\": \"...\", \"event\": \"STARTED|STOPPED\"}\n  \
VM            {\"instance_uuid\": \"...\", \"event\": \"LIFECYCLE\", \"vir_domain_event\": \"STOPPED_FAILED\"}"
)]
pub struct NotificationsCreateArgs {
    /// Masakari's body: {"notification": {...}}; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kind", "host", "payload", "generated_time"])]
    pub json: Option<PathBuf>,
    /// COMPUTE_HOST, VM or PROCESS
    #[arg(long = "type", id = "kind", value_name = "TYPE", required_unless_present = "json")]
    pub kind: Option<String>,
    /// The equipment it is about
    #[arg(long, value_name = "HOST", required_unless_present = "json")]
    pub host: Option<String>,
    /// What happened, as its type wants it
    #[arg(long, value_name = "JSON", required_unless_present = "json")]
    pub payload: Option<String>,
    /// When: RFC 3339, a local "2026-01-31 14:00", or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    pub generated_time: Option<String>,
}

/// `ronde notifications list`
#[derive(Debug, Args)]
pub struct NotificationsListArgs {
    /// Only in this status: new, running, finished, error, failed, ignored
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only of this type: COMPUTE_HOST, VM, PROCESS
    #[arg(long = "type", id = "kind", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only of the equipment with this UUID
    #[arg(long, value_name = "UUID", conflicts_with = "host")]
    pub source_host_uuid: Option<String>,
    /// Only of this equipment
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,
    /// Generated since: RFC 3339, a local "2026-01-31 14:00", or a duration ago
    #[arg(long, value_name = "TIME")]
    pub generated_since: Option<String>,
    /// At most this many; never more than 1000
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub limit: Option<String>,
    /// Go on after this notification: the `id` of the last one of the page before
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub marker: Option<String>,
    /// Sort by this field, then by those named after it [default: created_at]
    #[arg(long = "sort-key", value_name = "KEY")]
    pub sort_keys: Vec<String>,
    /// The direction of the key in the same place, asc or desc [default: desc]
    #[arg(long = "sort-dir", value_name = "DIR")]
    pub sort_dirs: Vec<String>,
}

/// `ronde notifications show`
#[derive(Debug, Args)]
pub struct NotificationsShowArgs {
    /// The notification's UUID
    pub uuid: String,
}
