//! `ronde deliveries`: names, values and help texts.

use clap::{Args, Subcommand, ValueEnum};

use super::values::number;

/// `ronde deliveries`
#[derive(Debug, Subcommand)]
pub enum DeliveriesCommand {
    /// List deliveries, newest first
    List(DeliveriesListArgs),
    /// Show one delivery, with what it sends
    Show(DeliveriesShowArgs),
    /// Send now what is unfinished, or these
    Retry(DeliveriesRetryArgs),
    /// Never send these
    Cancel(DeliveriesCancelArgs),
    /// Send a message marked as a test, and show what is answered
    Test(DeliveriesTestArgs),
}

/// `ronde deliveries list`
#[derive(Debug, Args)]
pub struct DeliveriesListArgs {
    /// Only in this state
    #[arg(long, value_enum)]
    pub status: Option<DeliveryStatusFilter>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub limit: Option<u32>,
}

/// The states of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeliveryStatusFilter {
    /// Not tried yet
    New,
    /// Being sent
    Running,
    /// Arrived
    Finished,
    /// Failed, will be tried again
    Error,
    /// Given up
    Failed,
    /// No longer to be sent
    Ignored,
}

/// `ronde deliveries show`
#[derive(Debug, Args)]
pub struct DeliveriesShowArgs {
    /// The delivery's UUID, or its first characters
    pub id: String,
}

/// `ronde deliveries retry`
#[derive(Debug, Args)]
pub struct DeliveriesRetryArgs {
    /// The deliveries' UUIDs, or their first characters [default: everything unfinished]
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}

/// `ronde deliveries cancel`
#[derive(Debug, Args)]
pub struct DeliveriesCancelArgs {
    /// The deliveries' UUIDs, or their first characters
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
}

/// `ronde deliveries test`
#[derive(Debug, Args)]
#[command(
    after_help = "Webhooks are sent a message whose event is `test`; the status page is only asked whether \
it answers; push monitors are left out, for they would take a test for the real thing. Nothing is queued or \
remembered. Exit code 1: one did not take it; 4: there is no such destination."
)]
pub struct DeliveriesTestArgs {
    /// Names of webhooks, or `cachet` [default: every destination]
    #[arg(value_name = "DESTINATION")]
    pub destinations: Vec<String>,
}
