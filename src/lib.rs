//! **ronde**: a monitor for cron. Every command makes one pass over a YAML
//! file (what should be watched) and a SQLite file (what is known), then exits.
//!
//! Data flows one way; deciding is pure, doing is at the edges:
//!
//! ```text
//! config ──► plan ──► probe ──► judge ──► store (state + request + deliveries) ──► deliver
//!  pure      pure     effect    pure      effect, one transaction                   effect
//! ```
//!
//! | room | owns |
//! | --- | --- |
//! | [`cli`] | names, values and help texts of the command line |
//! | [`error`] | what a user sees of a failure |
//! | [`world`], [`secrets`] | the real clock, network, environment and streams; where secrets are read |
//! | [`domain`] | the types, which cannot hold an impossible value |
//! | [`config`] | the strict loader |
//! | [`plan`] | what to check now, what is skipped and why |
//! | [`http`] | one exchange over our own ureq chain |
//! | [`probe`] | the pool: many exchanges, each failure repeated once |
//! | [`job`] | runs a scheduled job as if ronde were not there, and the tasks of a recovery |
//! | [`judge`] | expectations to verdict; previous state and verdict to effects |
//! | [`store`] | the only SQL |
//! | [`record`] | applies effects: state, requests and deliveries in one transaction |
//! | [`deliver`] | messages, and the outbox that sends them |
//! | [`output`] | views, tables, JSON, CSV |
//! | [`import`] | foreign inventories |
//! | [`session`] | one command's run: its options, its world, where its files are |
//! | [`cmd`] | one file per command, composing the rooms above |

pub mod cli;
pub mod cmd;
pub mod config;
pub mod deliver;
pub mod domain;
pub mod error;
pub mod http;
pub mod import;
pub mod job;
pub mod judge;
pub mod output;
pub mod plan;
pub mod probe;
pub mod record;
pub mod secrets;
pub mod session;
pub mod store;
pub mod world;
