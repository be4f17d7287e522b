//! Tries destinations with a message that is marked as a test; nothing is queued or
//! remembered.

use std::sync::Mutex;
use std::thread;

use uuid::Uuid;

use super::Sending;
use super::cachet::ask;
use super::lanes::MOST_THREADS;
use super::schedule::Outcome;
use super::webhook::WebhookCaller;
use crate::compose::{status_page, webhook};
use crate::config::Config;
use crate::domain::{DeliveryKind, DestinationName, Heartbeat, Trial, Webhook};

/// Every destination that is configured: webhooks, the status page, push monitors.
#[must_use]
pub(crate) fn destinations(config: &Config) -> Vec<DestinationName> {
    let name = |kind, name: String| DestinationName { kind, name };
    let webhooks = config.webhooks.iter();
    let webhooks = webhooks.map(|webhook| name(DeliveryKind::Webhook, webhook.name.to_string()));
    let page = config.cachet.iter();
    let page = page.map(|_| name(DeliveryKind::Cachet, status_page::DESTINATION.to_owned()));
    let services = config.inventory.services().filter(|service| service.push_url.is_some());
    let services = services.map(|service| name(DeliveryKind::Push, service.id.to_string()));
    let jobs = config.heartbeats.iter().filter(|job| Heartbeat::passed_on_to(job).is_some());
    let jobs = jobs.map(|heartbeat| name(DeliveryKind::Push, heartbeat.name.to_string()));
    webhooks.chain(page).chain(services).chain(jobs).collect()
}

/// Tries them beside each other; what came of each, in their order.
#[must_use]
pub(crate) fn try_out(destinations: Vec<DestinationName>, sending: &Sending<'_>) -> Vec<Trial> {
    let count = destinations.len();
    let trials = Mutex::new(Vec::with_capacity(count));
    let queue = Mutex::new(destinations.into_iter().enumerate());
    let work = || {
        loop {
            let next = queue.lock().ok().and_then(|mut queue| queue.next());
            let Some((position, destination)) = next else { return };
            let trial = try_one(destination, sending);
            if let Ok(mut trials) = trials.lock() {
                trials.push((position, trial));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..count.min(MOST_THREADS) {
            // Without another thread this one tries all of them.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut trials = trials.into_inner().unwrap_or_default();
    trials.sort_by_key(|(position, _)| *position);
    trials.into_iter().map(|(_, trial)| trial).collect()
}

fn try_one(destination: DestinationName, sending: &Sending<'_>) -> Trial {
    let config = sending.config;
    let (is_taken, answer) = match destination.kind {
        DeliveryKind::Webhook => {
            let mut webhooks = config.webhooks.iter();
            match webhooks.find(|webhook| webhook.name.as_str() == destination.name) {
                Some(webhook) => call(webhook, sending),
                None => (Some(false), "it is not configured".to_owned()),
            }
        }
        DeliveryKind::Cachet => match &config.cachet {
            Some(cachet) => judged(ask(cachet, sending), "it answers; the token was not tried"),
            None => (Some(false), "it is not configured".to_owned()),
        },
        DeliveryKind::Push => {
            (None, "not tested: a push monitor would take it for the real thing".to_owned())
        }
    };
    Trial { destination, is_taken, answer }
}

fn call(webhook: &Webhook, sending: &Sending<'_>) -> (Option<bool>, String) {
    let caller = match WebhookCaller::prepare(webhook, sending) {
        Ok(caller) => caller,
        Err(reason) => return (Some(false), reason),
    };
    let message = webhook::test_call(webhook);
    let key = Uuid::new_v4().to_string();
    let (outcome, status) = caller.attempt(&message, &key, webhook.timeout);
    let answer = status.map(|status| format!("HTTP {status}")).unwrap_or_default();
    judged(outcome, &answer)
}

fn judged(outcome: Outcome, answer: &str) -> (Option<bool>, String) {
    match outcome {
        Outcome::Arrived => (Some(true), answer.to_owned()),
        Outcome::Refused(reason) | Outcome::Superseded(reason) | Outcome::Failed { reason, .. } => {
            (Some(false), reason)
        }
    }
}
