//! The texts and payloads that are queued: webhooks, the status page, push
//! monitors. Pure.

pub mod push;
pub mod status_page;
pub mod webhook;
