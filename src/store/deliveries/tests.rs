//! The outbox: what is kept, in which order, and what is stopped.

use super::*;
use crate::domain::WebhookCall;
use crate::store::testing::{at, new_delivery, store};

const NOON: &str = "2026-01-01T12:00:00Z";
const LATER: &str = "2026-01-01T13:00:00Z";

/// Queues a delivery and gives it a status.
fn queue(records: &Records<'_>, subject: &str, status: DeliveryStatus) -> Delivery {
    let id = records.enqueue(&new_delivery("n8n", subject), at(NOON)).unwrap();
    let mut delivery = records.delivery(&id).unwrap().unwrap();
    delivery.status = status;
    records.update_delivery(&delivery).unwrap();
    delivery
}

#[test]
fn a_delivery_is_queued_frozen_and_changed() {
    let (_directory, store) = store();
    let records = store.records();
    let new = new_delivery("n8n", "web/shop");
    let id = records.enqueue(&new, at(NOON)).unwrap();
    let mut delivery = records.delivery(&id).unwrap().unwrap();
    let queued = Delivery {
        id: id.clone(),
        sequence: 1,
        content: new,
        status: DeliveryStatus::New,
        attempts: 0,
        may_have_arrived: false,
        successor: None,
        next_attempt_at: Some(at(NOON)),
        last_error: None,
        created_at: at(NOON),
        updated_at: at(NOON),
    };
    assert_eq!(delivery, queued);
    assert_eq!(Uuid::parse_str(&id).unwrap().get_version_num(), 4);

    delivery.content.event = Event::RequestClosed;
    delivery.content.payload =
        Payload::Call(WebhookCall { body: Some("{}".to_owned()), ..WebhookCall::default() });
    delivery.status = DeliveryStatus::Error;
    delivery.attempts = 3;
    delivery.may_have_arrived = true;
    delivery.successor = Some("another".to_owned());
    delivery.next_attempt_at = None;
    delivery.last_error = Some("HTTP 500".to_owned());
    delivery.updated_at = at(LATER);
    records.update_delivery(&delivery).unwrap();
    assert_eq!(records.delivery(&id), Ok(Some(delivery)));
    assert_eq!(records.delivery("nonsense"), Ok(None));
}

#[test]
fn deliveries_are_listed_newest_first() {
    let (_directory, store) = store();
    let records = store.records();
    let first = queue(&records, "web/a", DeliveryStatus::Finished);
    let second = queue(&records, "web/b", DeliveryStatus::Error);
    let third = queue(&records, "web/c", DeliveryStatus::Finished);
    let list = |status, limit| records.deliveries(status, limit).unwrap();
    assert_eq!(list(None, None), [third.clone(), second.clone(), first.clone()]);
    assert_eq!(list(None, Some(1)), std::slice::from_ref(&third));
    assert_eq!(list(Some(DeliveryStatus::Finished), None), [third, first]);
    assert_eq!(list(Some(DeliveryStatus::Failed), None), []);
}

#[test]
fn an_outbox_has_what_is_unfinished_in_the_order_of_queueing() {
    let (_directory, store) = store();
    let records = store.records();
    let expected: Vec<Delivery> =
        [DeliveryStatus::Error, DeliveryStatus::Running, DeliveryStatus::New]
            .map(|status| queue(&records, "web/a", status))
            .into();
    for status in [DeliveryStatus::Finished, DeliveryStatus::Failed, DeliveryStatus::Ignored] {
        queue(&records, "web/a", status);
    }
    let chat = records.enqueue(&new_delivery("chat", "web/a"), at(NOON)).unwrap();
    let slow = Destination {
        kind: DeliveryKind::Webhook,
        name: "n8n".to_owned(),
        failures: 2,
        next_attempt_at: Some(at(LATER)),
    };
    records.update_destination(&Destination { failures: 9, ..slow.clone() }).unwrap();
    records.update_destination(&slow).unwrap();
    let outboxes = records.outboxes().unwrap();
    let [n8n, other] = outboxes.as_slice() else { panic!("two destinations: {outboxes:?}") };
    assert_eq!(n8n, &Outbox { destination: slow, deliveries: expected });
    assert_eq!(other.destination, Destination::untried(DeliveryKind::Webhook, "chat".to_owned()));
    assert_eq!(other.deliveries[0].id, chat);
}

#[test]
fn maintenance_stops_what_is_unsent_and_only_that() {
    let (_directory, store) = store();
    let records = store.records();
    let stopped = [DeliveryStatus::New, DeliveryStatus::Error]
        .map(|status| queue(&records, "web/a", status).id);
    let kept: Vec<Delivery> = [DeliveryStatus::Running, DeliveryStatus::Finished]
        .map(|status| queue(&records, "web/a", status))
        .into_iter()
        .chain([queue(&records, "web-2/a", DeliveryStatus::New)])
        .collect();
    assert_eq!(records.ignore_unsent_of("web", "in maintenance mode", at(LATER)), Ok(2));
    for id in stopped {
        let delivery = records.delivery(&id).unwrap().unwrap();
        assert_eq!(delivery.status, DeliveryStatus::Ignored);
        assert_eq!(delivery.last_error.as_deref(), Some("in maintenance mode"));
        assert_eq!((delivery.next_attempt_at, delivery.updated_at), (None, at(LATER)));
    }
    for delivery in kept {
        assert_eq!(records.delivery(&delivery.id), Ok(Some(delivery)));
    }
}

#[test]
fn pruning_never_takes_what_is_unfinished() {
    let (_directory, store) = store();
    let records = store.records();
    for status in DeliveryStatus::ALL {
        queue(&records, "web/a", *status);
    }
    assert_eq!(records.prune_deliveries(at(NOON), 100), Ok(0), "not before itself");
    assert_eq!(records.prune_deliveries(at(LATER), 2), Ok(2));
    assert_eq!(records.prune_deliveries(at(LATER), 2), Ok(1));
    let left = records.deliveries(None, None).unwrap();
    assert!(left.iter().all(|delivery| delivery.status.is_unfinished()), "{left:?}");
    assert_eq!(left.len(), 3);
}
