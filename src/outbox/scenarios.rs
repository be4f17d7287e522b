//! What arrives in the end, in which order and with which keys, when
//! destinations are down, slow, rude, misconfigured or somewhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use super::testing::{Received, Reply, Site, at, keys, n8n, status, status_with, webhook};
use super::{DeliveryTally, Selection};
use crate::domain::{
    Delivery, DeliveryStatus, Event, NetworkFailureKind, Provider, Secret, WebhookForm,
};
use crate::store::{SendingLock, Store};

use DeliveryStatus::{Error, Failed, Finished, Ignored, New, Running};
use Event::{RequestClosed as Closed, RequestOpened as Opened, RequestWorsened as Worsened};

fn given_up(tally: &DeliveryTally) -> Vec<String> {
    tally.given_up.iter().map(|each| each.delivery.clone()).collect()
}

fn requests(received: &[Received]) -> Vec<i64> {
    received.iter().map(Received::request).collect()
}

/// A switch for a receiver that is down until it is up.
fn switch() -> (Arc<AtomicBool>, impl Fn(&Received) -> Reply + Send + Sync) {
    let is_up = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_up);
    let behaviour = move |_: &Received| {
        if seen.load(Ordering::SeqCst) { status(204) } else { Err(NetworkFailureKind::Refused) }
    };
    (is_up, behaviour)
}

#[test]
fn what_works_arrives_at_once_in_order_and_once() {
    let mut site = Site::new(n8n(), |_| status(200));
    let ids: Vec<String> =
        (1..=60).flat_map(|id| site.queue(Opened, id, &format!("s{}", id % 7))).collect();
    let tally = site.send(&Selection::Due);
    assert_eq!(tally, DeliveryTally { finished: 60, ..DeliveryTally::default() });
    let received = site.received();
    assert_eq!(keys(&received), ids);
    assert!(received.iter().all(|each| each.method == "POST"));
    assert!(received.iter().all(|each| each.header("Content-Type") == Some("application/json")));
    let last = site.delivery(&ids[59]);
    assert_eq!((last.status, last.attempts, last.next_attempt_at), (Finished, 1, None));
    assert_eq!(site.send(&Selection::Due), DeliveryTally::default());
    assert_eq!(site.received(), []);
}

#[test]
fn an_outage_of_more_than_a_day_loses_nothing_and_is_not_hammered() {
    let (is_up, behaviour) = switch();
    let mut site = Site::new(n8n(), behaviour);
    let told = site.queue(Opened, 1, "shop");
    is_up.store(true, Ordering::SeqCst);
    site.send(&Selection::Due);
    assert_eq!(keys(&site.received()), told);

    is_up.store(false, Ordering::SeqCst);
    let mut expected = Vec::new();
    let mut tries = 0;
    for pass in 0..104 {
        match pass {
            0 => expected.extend(site.queue(Worsened, 1, "shop")),
            10 => expected.extend(site.queue(Opened, 2, "blog")),
            // Opened and closed within the outage: one message is left of it.
            20 => drop(site.queue(Opened, 3, "wiki")),
            30 => expected.extend(site.queue(Closed, 3, "wiki")),
            40 => expected.extend(site.queue(Closed, 1, "shop")),
            _ => {}
        }
        let tally = site.send(&Selection::Due);
        assert_eq!((tally.finished, tally.failed), (0, 0));
        let received = site.received();
        assert_eq!(received.len(), 1, "pass {pass}");
        tries += received.len();
        site.wait(15);
    }
    assert_eq!(tries, 104);

    is_up.store(true, Ordering::SeqCst);
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.finished, tally.queued), (4, 0));
    let received = site.received();
    let mut arrived = keys(&received);
    let of = |id| received.iter().filter(|each| each.request() == id).collect::<Vec<_>>();
    let shop: Vec<_> = of(1).iter().map(|each| each.header("Idempotency-Key").unwrap()).collect();
    assert_eq!(shop, [&expected[0], &expected[3]], "in the order of queueing");
    let wiki = of(3)[0].body.as_deref().unwrap();
    assert!(wiki.ends_with(",\"down_for_s\":27000}"), "{wiki}");
    arrived.sort_unstable();
    expected.sort_unstable();
    assert_eq!(arrived, expected);
}

#[test]
fn a_destination_that_fails_is_left_alone_ever_longer() {
    let mut site = Site::new(n8n(), |_| status(500));
    site.queue(Opened, 1, "shop");
    let mut tried_at = Vec::new();
    for minute in 0..60 {
        site.send(&Selection::Due);
        if !site.received().is_empty() {
            tried_at.push(minute);
        }
        site.wait(1);
    }
    assert_eq!(tried_at, [0, 1, 3, 7, 15, 30, 45]);
    let delivery = &site.store.records().deliveries(None, None).unwrap()[0];
    assert_eq!((delivery.status, delivery.attempts), (Error, 7));
    assert_eq!(delivery.last_error.as_deref(), Some("n8n.example answered HTTP 500"));
}

#[test]
fn retry_after_is_honoured_in_seconds_and_as_a_date() {
    for value in ["3600", "Mon, 01 Jun 2026 13:00:00 GMT"] {
        let calls = AtomicU32::new(0);
        let mut site = Site::new(n8n(), move |_| match calls.fetch_add(1, Ordering::SeqCst) {
            0 => status_with(429, "retry-after", value),
            _ => status(200),
        });
        let ids = [site.queue(Opened, 1, "shop"), site.queue(Opened, 2, "blog")].concat();
        assert_eq!(site.send(&Selection::Due).error, 1);
        let first = site.delivery(&ids[0]);
        assert_eq!(first.next_attempt_at, Some(at("2026-06-01T13:00:00Z")));
        let reason = "n8n.example answered HTTP 429, to be tried again in 3600 s";
        assert_eq!(first.last_error.as_deref(), Some(reason));
        for _ in 0..3 {
            site.wait(15);
            assert_eq!(site.send(&Selection::Due).queued, 2);
        }
        assert_eq!(site.received().len(), 1, "nothing within the hour");
        site.wait(15);
        assert_eq!(site.send(&Selection::Due).finished, 2);
        assert_eq!(keys(&site.received()), ids);
    }
}

#[test]
fn after_a_timeout_the_rest_of_the_queue_waits_and_others_do_not() {
    let webhooks = vec![webhook("slow", WebhookForm::Odoo), webhook("fast", WebhookForm::Odoo)];
    let mut site = Site::new(webhooks, |call| {
        if call.url.contains("slow") {
            Err(NetworkFailureKind::ResponseTimeout)
        } else {
            status(200)
        }
    });
    for id in 1..=5 {
        site.queue(Opened, id, "shop");
    }
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.finished, tally.error, tally.queued), (5, 1, 5));
    let received = site.received();
    assert_eq!(received.iter().filter(|call| call.url.contains("slow")).count(), 1);
    assert!(received.iter().all(|call| call.timeout <= Duration::from_secs(10)));
    let waiting = site.store.records().deliveries(Some(New), None).unwrap();
    assert_eq!(waiting.len(), 4, "untried ones are as they were");
    assert!(waiting.iter().all(|each| each.attempts == 0));
    let error = &site.store.records().deliveries(Some(Error), None).unwrap()[0];
    assert_eq!(
        error.last_error.as_deref(),
        Some("slow.example: timed out waiting for the response")
    );
}

#[test]
fn a_refusal_is_given_up_at_once_and_holds_up_nobody() {
    let mut site = Site::new(n8n(), |call| status(if call.request() == 1 { 400 } else { 200 }));
    let ids = [site.queue(Opened, 1, "shop"), site.queue(Opened, 2, "shop")].concat();
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.finished, tally.failed, tally.queued), (1, 1, 0));
    assert_eq!(given_up(&tally), ids[..1]);
    assert_eq!(site.statuses(&ids), [Failed, Finished]);
    for code in [408, 425, 429, 500, 503, 304] {
        let mut site = Site::new(n8n(), move |_| status(code));
        let ids = site.queue(Opened, 1, "shop");
        site.send(&Selection::Due);
        assert_eq!(site.statuses(&ids), [Error], "{code}");
    }
}

#[test]
fn what_a_dead_sender_left_is_sent_again_with_the_same_key() {
    let mut site = Site::new(n8n(), |_| status(200));
    let ids = site.queue(Opened, 1, "shop");
    let running = Delivery { status: Running, attempts: 1, ..site.delivery(&ids[0]) };
    site.store.records().update_delivery(&running).unwrap();
    assert_eq!(site.send(&Selection::Due).finished, 1);
    assert_eq!(keys(&site.received()), ids);
    assert_eq!(site.delivery(&ids[0]).attempts, 2);
}

#[test]
fn a_delivery_is_durably_running_while_it_is_sent() {
    let place = Arc::new(std::sync::Mutex::new(None));
    let seen = Arc::clone(&place);
    let mut site = Site::new(n8n(), move |_| {
        let store = Store::open_for_reading(seen.lock().unwrap().as_ref().unwrap()).unwrap();
        let running = store.records().deliveries(Some(Running), None).unwrap();
        assert_eq!((running.len(), running[0].attempts), (1, 1));
        status(200)
    });
    *place.lock().unwrap() = Some(site.location.clone());
    site.queue(Opened, 1, "shop");
    assert_eq!(site.send(&Selection::Due).finished, 1);
}

#[test]
fn what_is_cancelled_during_the_sending_is_not_sent() {
    let place = Arc::new(std::sync::Mutex::new(None));
    let seen = Arc::clone(&place);
    let mut site = Site::new(n8n(), move |_| {
        let store = Store::open_for_writing(seen.lock().unwrap().as_ref().unwrap()).unwrap();
        store
            .records()
            .ignore_unsent_of("web-1", "in maintenance mode", at("2026-06-01T12:00:00Z"))
            .unwrap();
        status(200)
    });
    *place.lock().unwrap() = Some(site.location.clone());
    let ids = [site.queue(Opened, 1, "shop"), site.queue(Opened, 2, "blog")].concat();
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.finished, tally.queued), (1, 0));
    assert_eq!(site.received().len(), 1);
    assert_eq!(site.statuses(&ids), [Finished, Ignored]);
}

#[test]
fn without_time_nothing_is_begun() {
    let mut site = Site::new(n8n(), |_| status(200));
    let ids = site.queue(Opened, 1, "shop");
    site.budget = Duration::ZERO;
    assert_eq!(site.send(&Selection::Due), DeliveryTally { queued: 1, ..DeliveryTally::default() });
    assert_eq!((site.received(), site.statuses(&ids)), (Vec::new(), vec![New]));
    site.budget = Duration::from_secs(5);
    site.send(&Selection::Due);
    assert!(site.received()[0].timeout <= Duration::from_secs(5), "a try ends with the time");
}

#[test]
fn two_do_not_send_at_once() {
    let mut site = Site::new(n8n(), |_| status(200));
    site.queue(Opened, 1, "shop");
    let lock = SendingLock::try_take(&site.location).unwrap();
    assert!(lock.is_some());
    assert_eq!(site.send(&Selection::Due), DeliveryTally { queued: 1, ..DeliveryTally::default() });
    assert_eq!(site.received(), []);
    drop(lock);
    assert_eq!(site.send(&Selection::Due).finished, 1);
}

#[test]
fn three_days_are_the_end_also_for_what_never_had_its_turn() {
    let mut site = Site::new(n8n(), |_| Err(NetworkFailureKind::Dns));
    let ids = [site.queue(Opened, 1, "shop"), site.queue(Opened, 2, "blog")].concat();
    site.send(&Selection::Due);
    site.wait(3 * 24 * 60);
    let late = site.queue(Opened, 3, "wiki");
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.failed, tally.queued), (2, 1));
    assert_eq!(given_up(&tally), ids);
    assert_eq!(site.statuses(&[ids.clone(), late].concat()), [Failed, Failed, New]);
    assert_eq!(
        site.delivery(&ids[1]).last_error.as_deref(),
        Some("given up after 3 days: n8n.example: DNS resolution failed")
    );
}

#[test]
fn what_the_receiver_cannot_digest_steps_behind_the_others() {
    let mut site = Site::new(n8n(), |call| status(if call.request() == 1 { 500 } else { 200 }));
    let bad = [site.queue(Opened, 1, "shop"), site.queue(Worsened, 1, "shop")].concat();
    let good = site.queue(Opened, 2, "blog");
    for _ in 0..4 {
        assert_eq!(site.statuses(&good), [New]);
        site.wait(15);
        site.send(&Selection::Due);
    }
    assert_eq!(site.statuses(&good), [Finished]);
    assert_eq!(site.statuses(&bad), [Error, New], "in order, and still tried");
    assert_eq!(requests(&site.received()), [1, 1, 1, 2, 1]);
}

#[test]
fn a_destination_that_is_gone_keeps_nothing() {
    let mut site = Site::new(n8n(), |_| status(200));
    let ids = site.queue(Opened, 1, "shop");
    site.config.webhooks.clear();
    assert_eq!(site.send(&Selection::Due), DeliveryTally::default());
    let delivery = site.delivery(&ids[0]);
    assert_eq!(delivery.status, Ignored);
    let reason = "webhook n8n is not configured any more";
    assert_eq!(delivery.last_error.as_deref(), Some(reason));
}

#[test]
fn by_hand_what_was_given_up_is_sent_again_and_what_must_come_first_too() {
    let (is_up, behaviour) = switch();
    let mut site = Site::new(n8n(), behaviour);
    let ids = [site.queue(Opened, 1, "shop"), site.queue(Worsened, 1, "shop")].concat();
    let other = site.queue(Opened, 2, "blog");
    let given_up = Delivery { status: Failed, next_attempt_at: None, ..site.delivery(&ids[0]) };
    site.store.records().update_delivery(&given_up).unwrap();
    site.send(&Selection::Due);
    is_up.store(true, Ordering::SeqCst);
    assert_eq!(site.send(&Selection::Due).finished, 0, "not due");
    site.received();
    assert_eq!(site.send(&Selection::These(ids.clone())).finished, 2);
    assert_eq!(keys(&site.received()), ids);
    assert_eq!(site.statuses(&other), [New]);
    assert_eq!(site.send(&Selection::Unfinished).finished, 1);
}

#[test]
fn a_secret_that_is_missing_is_named_once_and_delays_nothing() {
    let mut chat = webhook("chat", WebhookForm::Odoo);
    chat.url = Secret::Provided(Provider::Env("CHAT_URL".to_owned()));
    let mut site = Site::new(vec![chat], |_| status(200));
    let ids = [site.queue(Opened, 1, "shop"), site.queue(Opened, 2, "blog")].concat();
    let tally = site.send(&Selection::Due);
    assert_eq!(tally.warnings, ["webhook chat: Env(\"CHAT_URL\") is not set"]);
    assert_eq!((tally.error, tally.queued), (2, 2));
    let delivery = site.delivery(&ids[1]);
    assert_eq!((delivery.status, delivery.attempts), (Error, 0));
    assert_eq!(delivery.last_error.as_deref(), Some("Env(\"CHAT_URL\") is not set"));
    site.config.webhooks[0].url = Secret::Literal("https://chat.example/".to_owned());
    assert_eq!(site.send(&Selection::Due).finished, 2, "found at the next pass, whenever that is");
}

#[test]
fn what_was_claimed_together_and_not_tried_is_as_if_it_never_was() {
    let mut site = Site::new(n8n(), |call| status(if call.request() < 5 { 200 } else { 503 }));
    let ids: Vec<String> = (1..=12).flat_map(|id| site.queue(Opened, id, "shop")).collect();
    let before: Vec<Delivery> = ids[5..].iter().map(|id| site.delivery(id)).collect();
    site.wait(1);
    let tally = site.send(&Selection::Due);
    assert_eq!((tally.finished, tally.error, tally.queued), (4, 1, 8));
    assert_eq!(site.received().len(), 5);
    assert_eq!(site.delivery(&ids[4]).status, Error);
    let after: Vec<Delivery> = ids[5..].iter().map(|id| site.delivery(id)).collect();
    assert_eq!(after, before);
}
