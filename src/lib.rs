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
pub mod commands;
pub mod compose;
pub mod config;
pub mod domain;
pub mod error;
pub mod http;
pub mod import;
pub mod judge;
pub mod ledger;
#[doc(hidden)]
pub mod measured;
pub mod outbox;
pub mod output;
pub mod pass;
pub mod ports;
pub mod probe;
pub mod process;
pub mod recovery;
pub mod regular_file;
pub mod secrets;
pub mod session;
pub mod store;
pub mod text;
pub mod world;

pub use commands::run;
