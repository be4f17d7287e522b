//! **ronde**: a monitor for cron. Every command makes one pass over a YAML
//! file (the services to watch) and a SQLite file (their remembered state),
//! then exits.
//!
//! Data flows one way; deciding is pure, doing is at the edges:
//!
//! ```text
//! config ──► pass: plan ──► probe ──► judge ──► ledger ──► outbox
//!  pure            pure     effect    pure      effect     effect
//! ```
//!
//! The ledger writes state, requests and deliveries in one transaction; the
//! outbox sends what is queued there. `docs/architecture.md` has the rooms,
//! what each may use, and the rules that tie them.

pub mod cli;
mod commands;
mod compose;
mod config;
mod domain;
mod error;
mod http;
mod import;
mod judge;
mod ledger;
#[doc(hidden)]
pub mod measured;
mod outbox;
mod output;
mod pass;
mod ports;
mod probe;
mod process;
mod recovery;
mod regular_file;
mod secrets;
mod session;
mod store;
mod text;
pub mod world;

pub use commands::run;

use std::process::ExitCode;

/// The program: a command, or the other process of itself that one has started.
#[must_use]
pub fn main() -> ExitCode {
    process::survive_file_size_limit();
    // A recovery task is started by this program as another process of itself, and
    // so is the matching of an expression that could take for ever.
    let code = process::keep(std::env::args_os())
        .or_else(|| probe::match_for_another(std::env::args_os()));
    match code {
        Some(code) => ExitCode::from(code),
        None => run(std::env::args_os(), &world::World::real()),
    }
}
