//! The texts and payloads that are queued: webhooks, the status page. Pure.

pub mod status_page;
pub mod webhook;
