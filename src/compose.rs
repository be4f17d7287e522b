//! The texts and payloads that are queued: webhooks, the status page, push
//! monitors. Pure.

pub(crate) mod public;
pub(crate) mod push;
pub(crate) mod status_page;
pub(crate) mod webhook;
