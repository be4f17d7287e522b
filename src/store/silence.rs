//! Requests of which a destination was told nothing, because somebody wanted it so.

use rusqlite::named_params;

use super::{Records, StoreError};
use crate::domain::NewDelivery;

// One that was given up was meant to arrive, and one that was folded is told by its end.
const IS_SILENCED: &str = "
    SELECT count(*) > 0
       AND min(status = 'ignored' AND NOT may_have_arrived AND successor IS NULL)
    FROM delivery
    WHERE request_id = :request_id AND kind = :kind AND destination = :destination
      AND event IN ('request.opened', 'request.worsened')";

const TOLD: &str = "
    SELECT DISTINCT destination FROM delivery
    WHERE request_id = :request_id AND kind = 'webhook'
      AND event IN ('request.opened', 'request.worsened')";

impl Records<'_> {
    /// The webhooks that a request was announced to, whatever became of that.
    pub(crate) fn webhooks_told_of(&self, request: i64) -> Result<Vec<String>, StoreError> {
        self.run(|connection| {
            let about = named_params! { ":request_id": request };
            connection.prepare_cached(TOLD)?.query_map(about, |row| row.get(0))?.collect()
        })
    }

    /// All that was to be told of the delivery's request to its destination, up to
    /// its end, was cancelled or silenced before it was sent.
    pub(crate) fn is_silenced(&self, delivery: &NewDelivery) -> Result<bool, StoreError> {
        let Some(request) = delivery.request_id else { return Ok(false) };
        self.run(|connection| {
            let about = named_params! {
                ":request_id": request,
                ":kind": delivery.kind.as_str(),
                ":destination": delivery.destination,
            };
            connection.prepare_cached(IS_SILENCED)?.query_row(about, |row| row.get(0))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Delivery, DeliveryStatus, Event};
    use crate::store::Store;
    use crate::store::testing::{at, new_delivery, new_request, store};

    const NOON: &str = "2026-01-01T12:00:00Z";

    fn about(request: i64, event: Event) -> NewDelivery {
        let new = new_delivery("n8n", "web/shop");
        NewDelivery { event, request_id: Some(request), ..new }
    }

    /// Queues what is told of a request, and changes it.
    fn queue(store: &Store, new: &NewDelivery, change: impl Fn(Delivery) -> Delivery) {
        let id = store.records().enqueue(new, at(NOON)).unwrap();
        let queued = store.records().delivery(&id).unwrap().unwrap();
        store.records().update_delivery(&change(queued)).unwrap();
    }

    #[test]
    fn only_what_was_never_to_be_told_is_silenced() {
        use DeliveryStatus::{Error, Failed, Finished, Ignored, New, Running};
        let (_directory, store) = store();
        let is_silenced = |beginnings: &[(DeliveryStatus, bool)]| {
            let request = store.records().open_request(&new_request("web/shop")).unwrap();
            for (status, may_have_arrived) in beginnings {
                queue(&store, &about(request.id, Event::RequestOpened), |queued| Delivery {
                    status: *status,
                    may_have_arrived: *may_have_arrived,
                    ..queued
                });
            }
            let mut closed = request.clone();
            closed.stage = crate::domain::Stage::Scrap;
            store.records().update_request(&closed).unwrap();
            store.records().is_silenced(&about(request.id, Event::RequestClosed)).unwrap()
        };
        assert!(is_silenced(&[(Ignored, false)]));
        assert!(is_silenced(&[(Ignored, false), (Ignored, false)]));
        assert!(!is_silenced(&[]), "nobody was to be told of its beginning");
        assert!(!is_silenced(&[(Ignored, true)]));
        for status in [New, Running, Error, Failed, Finished] {
            assert!(!is_silenced(&[(status, false)]), "{status:?}");
            assert!(!is_silenced(&[(Ignored, false), (status, false)]), "{status:?}");
        }
    }

    #[test]
    fn what_was_folded_into_its_end_is_told_by_it() {
        let (_directory, store) = store();
        let request = store.records().open_request(&new_request("web/shop")).unwrap();
        queue(&store, &about(request.id, Event::RequestOpened), |queued| Delivery {
            status: DeliveryStatus::Ignored,
            successor: Some("its end".to_owned()),
            ..queued
        });
        assert_eq!(
            store.records().is_silenced(&about(request.id, Event::RequestClosed)),
            Ok(false)
        );
    }

    #[test]
    fn another_destination_knows_what_it_was_told_itself() {
        let (_directory, store) = store();
        let request = store.records().open_request(&new_request("web/shop")).unwrap();
        let ignored = |queued| Delivery { status: DeliveryStatus::Ignored, ..queued };
        queue(&store, &about(request.id, Event::RequestOpened), ignored);
        let elsewhere = NewDelivery {
            destination: "chat".to_owned(),
            ..about(request.id, Event::RequestClosed)
        };
        assert_eq!(store.records().is_silenced(&elsewhere), Ok(false));
    }
}
