//! `ronde heartbeat`

use std::ffi::OsString;

use clap::{Args, ValueEnum};

/// `ronde heartbeat`
#[derive(Debug, Args)]
#[command(
    override_usage = "ronde heartbeat [NAME] [--status up|down] [--msg TEXT] [--ping MS]\n       \
                      ronde heartbeat NAME -- COMMAND [ARG]...",
    after_help = "Without NAME: lists the heartbeats. With a COMMAND: runs it, whatever else is \
wrong, and exits\nwith its code (128 + signal, 126 and 127 as a shell does)."
)]
pub struct HeartbeatArgs {
    /// Signal for this heartbeat
    pub name: Option<OsString>,
    /// What to signal
    #[arg(long, value_enum, value_name = "STATUS", requires = "name")]
    pub status: Option<SignalStatus>,
    /// What to say about it [default: OK]
    #[arg(long, value_name = "TEXT", requires = "name")]
    pub msg: Option<String>,
    /// How long it took, in milliseconds
    #[arg(long, value_name = "MS", requires = "name", value_parser = super::values::number::<u64>)]
    pub ping: Option<u64>,
    /// Run this job, and signal when it ended well
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// What a heartbeat is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignalStatus {
    /// All is well
    Up,
    /// It is not
    Down,
}
