//! Requests: one per outage, and lists that can be paged through.

use super::*;
use crate::domain::{Name, Subject};
use crate::store::testing::{at, id, new_request, store};

fn everything() -> RequestFilter {
    RequestFilter {
        stages: Vec::new(),
        equipment: None,
        service: None,
        since: None,
        limit: None,
        marker: None,
        sort: RequestSort::Id,
        is_descending: false,
    }
}

fn ids(records: &Records<'_>, filter: &RequestFilter) -> Vec<i64> {
    let page = records.requests(filter).unwrap().unwrap();
    page.requests.iter().map(|request| request.id).collect()
}

/// 1: open on web/shop; 2: of a user, on web as a whole, urgent, in
/// progress; 3: scrapped on db/shop; 4: repaired on db/blog, before 3.
fn four(records: &Records<'_>) {
    let mut requests = vec![new_request("web/shop")];
    let mut urgent = new_request("web/shop");
    urgent.subject = Subject::Equipment(Name::recorded("web"));
    urgent.source = Source::User;
    urgent.priority = Priority::High;
    urgent.name = "Alarm".to_owned();
    requests.push(urgent);
    requests.extend([new_request("db/shop"), new_request("db/blog")]);
    for (day, mut new) in (1..).zip(requests) {
        new.opened_at = at(&format!("2026-01-0{day}T00:00:00Z"));
        let mut request = records.open_request(&new).unwrap();
        let (stage, closed_at) = match day {
            1 => (Stage::New, None),
            2 => (Stage::InProgress, None),
            3 => (Stage::Scrap, Some(at("2026-01-09T00:00:00Z"))),
            _ => (Stage::Repaired, Some(at("2026-01-08T00:00:00Z"))),
        };
        request.stage = stage;
        request.closed_at = closed_at;
        records.update_request(&request).unwrap();
    }
}

#[test]
fn a_request_is_opened_changed_and_read_back() {
    let (_directory, store) = store();
    let records = store.records();
    let mut request = records.open_request(&new_request("web/shop")).unwrap();
    assert_eq!(records.request(request.id), Ok(Some(request.clone())));
    assert_eq!(records.open_check_request(&id("web/shop")), Ok(Some(request.clone())));
    request.description = "HTTP 500".to_owned();
    request.stage = Stage::Repaired;
    request.failure_kind = Some(FailureKind::Network);
    request.failure_class = None;
    request.closed_at = Some(at("2026-01-02T00:00:00Z"));
    request.closed_by = Some(ClosedBy::Ronde);
    request.note = Some("it answers again".to_owned());
    records.update_request(&request).unwrap();
    assert_eq!(records.request(request.id), Ok(Some(request)));
    assert_eq!(records.open_check_request(&id("web/shop")), Ok(None));
    assert_eq!(records.request(99), Ok(None));
}

#[test]
fn an_outage_has_one_open_request() {
    let (_directory, store) = store();
    let records = store.records();
    let mut first = records.open_request(&new_request("web/shop")).unwrap();
    assert!(records.open_request(&new_request("web/shop")).is_err());
    first.stage = Stage::InProgress;
    records.update_request(&first).unwrap();
    assert!(records.open_request(&new_request("web/shop")).is_err());
    assert!(records.open_request(&new_request("web/blog")).is_ok());
    let mut by_hand = new_request("web/shop");
    by_hand.source = Source::User;
    assert!(records.open_request(&by_hand).is_ok());
    assert_eq!(records.open_check_request(&id("web/shop")), Ok(Some(first.clone())));
    first.stage = Stage::Scrap;
    records.update_request(&first).unwrap();
    let second = records.open_request(&new_request("web/shop")).unwrap();
    assert!(second.id > first.id);
}

#[test]
fn open_requests_are_those_that_are_not_done() {
    let (_directory, store) = store();
    let records = store.records();
    four(&records);
    let open = records.open_requests().unwrap();
    assert_eq!(open.iter().map(|request| request.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(open[1].subject.service(), None);
    assert_eq!(open[1].subject.equipment(), Some(&Name::recorded("web")));
}

#[test]
fn filters_narrow_the_list() {
    let (_directory, store) = store();
    let records = store.records();
    four(&records);
    let all = everything;
    let cases = [
        (all(), vec![1, 2, 3, 4]),
        (RequestFilter { stages: vec![Stage::New, Stage::Scrap], ..all() }, vec![1, 3]),
        (RequestFilter { equipment: Some("db".to_owned()), ..all() }, vec![3, 4]),
        (RequestFilter { service: Some("shop".to_owned()), ..all() }, vec![1, 3]),
        (RequestFilter { since: Some(at("2026-01-03T00:00:00Z")), ..all() }, vec![3, 4]),
        (RequestFilter { equipment: Some("nowhere".to_owned()), ..all() }, vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(ids(&records, &filter), expected, "{filter:?}");
    }
}

#[test]
fn every_order_can_be_paged_through_in_both_directions() {
    let (_directory, store) = store();
    let records = store.records();
    four(&records);
    let cases = [
        (RequestSort::Id, [1, 2, 3, 4]),
        (RequestSort::Name, [2, 4, 3, 1]),
        (RequestSort::Priority, [1, 3, 4, 2]),
        (RequestSort::Stage, [1, 2, 4, 3]),
        (RequestSort::Equipment, [3, 4, 1, 2]),
        (RequestSort::Service, [2, 4, 1, 3]),
        (RequestSort::OpenedAt, [1, 2, 3, 4]),
        (RequestSort::ClosedAt, [1, 2, 4, 3]),
    ];
    for (sort, mut expected) in cases {
        for is_descending in [false, true] {
            let filter = RequestFilter { sort, is_descending, ..everything() };
            assert_eq!(ids(&records, &filter), expected, "{filter:?}");
            assert_eq!(paged(&records, filter.clone()), expected, "{filter:?}");
            expected.reverse();
        }
    }
    let lost = RequestFilter { marker: Some(99), ..everything() };
    assert_eq!(records.requests(&lost), Ok(None));
}

/// Follows the markers, one request a page.
fn paged(records: &Records<'_>, mut filter: RequestFilter) -> Vec<i64> {
    filter.limit = Some(1);
    let mut found = Vec::new();
    loop {
        let page = records.requests(&filter).unwrap().unwrap();
        found.extend(page.requests.iter().map(|request| request.id));
        filter.marker = page.next_marker;
        if filter.marker.is_none() {
            return found;
        }
    }
}
