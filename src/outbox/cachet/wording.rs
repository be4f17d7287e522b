//! Cachet's numbers and shapes: what is asked of either API, and how its
//! answers are read. Pure.
//!
//! Source: the code of Cachet 2.3, 2.4 and 3.

use serde_json::{Map, Value, json};

use crate::domain::{CachetVersion, LatencyNews, PublicStatus, StatusNews};

/// Investigating.
const OPEN: u64 = 1;
/// Fixed.
const FIXED: u64 = 4;

/// Cachet's number for a component's status; the same in all versions.
#[must_use]
pub(super) fn component_status(status: PublicStatus) -> u64 {
    match status {
        PublicStatus::Operational => 1,
        PublicStatus::Performance => 2,
        PublicStatus::Partial => 3,
        PublicStatus::Major => 4,
    }
}

/// What changes the status of a component. 2 takes what is not said for true: it
/// would put a component back on the page that somebody has taken off.
#[must_use]
pub(super) fn changed_component(version: CachetVersion, status: u64, known: &Value) -> Value {
    let mut body = Map::new();
    body.insert("status".to_owned(), json!(status));
    let enabled = known.get("data").and_then(|component| attribute(component, "enabled"));
    if version == CachetVersion::V2
        && let Some(enabled) = enabled
    {
        let is_enabled = enabled.as_bool().unwrap_or_else(|| number(enabled) != Some(0));
        body.insert("enabled".to_owned(), json!(is_enabled));
    }
    Value::Object(body)
}

/// Cachet's number for an incident whose service is shown so.
#[must_use]
pub(super) fn incident_status(status: PublicStatus) -> u64 {
    if status.is_operational() { FIXED } else { OPEN }
}

/// What makes an incident; `shown` is the status of its component.
#[must_use]
pub(super) fn new_incident(
    version: CachetVersion,
    news: &StatusNews,
    shown: PublicStatus,
) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| body.insert(key.to_owned(), value);
    put("name", json!(news.title));
    put("message", json!(news.message));
    put("status", json!(OPEN));
    match version {
        // 2 takes numbers for switches, and tells subscribers of what they may see.
        CachetVersion::V2 => {
            put("visible", json!(u8::from(news.is_public)));
            put("notify", json!(news.is_public));
        }
        // 3 hides incidents and tells nobody unless it is asked to.
        CachetVersion::V3 => {
            put("visible", json!(news.is_public));
            put("notifications", json!(news.is_public));
        }
    }
    if let Some(component) = news.component_id {
        let status = component_status(shown);
        put("component_id", json!(component));
        put("component_status", json!(status));
        if version == CachetVersion::V3 {
            // Each release of 3 has its own names for the components of an incident.
            put(
                "components",
                json!([{
                    "id": component, "status": status,
                    "component_id": component, "component_status": status,
                }]),
            );
        }
    }
    Value::Object(body)
}

/// What adds an update to an incident.
#[must_use]
pub(super) fn incident_update(news: &StatusNews) -> Value {
    json!({ "status": incident_status(news.status), "message": news.message })
}

/// What changes an incident itself, for 2.3, which has no updates: the new
/// text goes above the old one, and what is not named would become a default.
#[must_use]
pub(super) fn changed_incident(news: &StatusNews, known: &Value) -> Value {
    let field = |name: &str| known.pointer(&format!("/data/{name}"));
    let old = field("message").and_then(Value::as_str).unwrap_or_default();
    let message =
        if old.is_empty() { news.message.clone() } else { format!("{}\n\n{old}", news.message) };
    let is_visible = field("visible").is_none_or(|value| number(value) != Some(0));
    json!({
        "name": field("name").and_then(Value::as_str).unwrap_or(&news.title),
        "status": incident_status(news.status),
        "message": message,
        "visible": u8::from(is_visible),
        "notify": is_visible,
    })
}

/// Whether an answer is Cachet's own word that it has no such thing: 2 lists
/// `errors`, 3 has the words of Laravel. A gateway says it in words of its own.
#[must_use]
pub(super) fn is_error(body: &[u8]) -> bool {
    let document: Value = serde_json::from_slice(body).unwrap_or_default();
    let is_titled = |error: &Value| error.get("status").or_else(|| error.get("title")).is_some();
    let has_errors = document.get("errors").and_then(Value::as_array);
    let message = document.get("message").and_then(Value::as_str).unwrap_or_default();
    has_errors.is_some_and(|errors| errors.iter().any(is_titled))
        || message.starts_with("No query results for model")
        || message.contains("could not be found")
        || message.contains("method is not supported for")
}

/// Whether an answer is a list of Cachet's.
#[must_use]
pub(super) fn is_list(answer: &Value) -> bool {
    answer.get("data").is_some_and(Value::is_array)
}

/// What adds a point to a metric.
#[must_use]
pub(super) fn point(news: &LatencyNews) -> Value {
    json!({ "value": news.value, "timestamp": news.timestamp })
}

/// The number of what was made.
#[must_use]
pub(super) fn id_of(answer: &Value) -> Option<u64> {
    number(answer.pointer("/data/id")?)
}

/// The status of a component.
#[must_use]
pub(super) fn status_of(answer: &Value) -> Option<u64> {
    number(attribute(answer.get("data")?, "status")?)
}

/// The newest incident in a list that is not fixed and has that title and component.
#[must_use]
pub(super) fn open_incident(list: &Value, title: &str, component: Option<u64>) -> Option<u64> {
    let incidents = list.get("data")?.as_array()?;
    let is_ours = |incident: &&Value| {
        let is_open =
            attribute(incident, "status").and_then(number).is_some_and(|number| number != FIXED);
        let has_title = attribute(incident, "name").and_then(Value::as_str) == Some(title);
        // 3 does not say which component an incident belongs to.
        let known = attribute(incident, "component_id").and_then(number).filter(|id| *id != 0);
        is_open && has_title && (known.is_none() || known == component)
    };
    incidents.iter().filter(is_ours).filter_map(|incident| number(incident.get("id")?)).max()
}

/// A field of something: 3 keeps them apart from its number.
fn attribute<'v>(thing: &'v Value, name: &str) -> Option<&'v Value> {
    thing.get("attributes").unwrap_or(thing).get(name)
}

/// A number, however it is written: 2 has texts in some databases, and 3 has
/// `{"human": "Fixed", "value": 4}`.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Bool(switch) => Some(u64::from(*switch)),
        Value::Object(fields) => fields.get("value").and_then(number_of_plain),
        Value::Null | Value::Array(_) => None,
    }
}

fn number_of_plain(value: &Value) -> Option<u64> {
    if value.is_object() { None } else { number(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(status: PublicStatus) -> StatusNews {
        StatusNews {
            status,
            title: "shop is unavailable".to_owned(),
            message: "HTTP 503".to_owned(),
            component_id: Some(7),
            updates_component: true,
            opens_incident: true,
            is_public: true,
        }
    }

    #[test]
    fn an_incident_is_asked_for_in_the_words_of_each_version() {
        let news = news(PublicStatus::Major);
        assert_eq!(
            new_incident(CachetVersion::V2, &news, PublicStatus::Major),
            json!({
                "name": "shop is unavailable", "message": "HTTP 503", "status": 1, "visible": 1,
                "notify": true, "component_id": 7, "component_status": 4,
            })
        );
        let third = new_incident(CachetVersion::V3, &news, PublicStatus::Major);
        assert_eq!((&third["visible"], &third["notifications"]), (&json!(true), &json!(true)));
        assert_eq!(third.get("notify"), None);
        assert_eq!(third["components"][0]["id"], 7);
        let hidden = StatusNews { is_public: false, component_id: None, ..news };
        let hidden = new_incident(CachetVersion::V2, &hidden, PublicStatus::Major);
        assert_eq!((&hidden["visible"], &hidden["notify"]), (&json!(0), &json!(false)));
        assert_eq!(hidden.get("component_status"), None, "each requires the other");
    }

    #[test]
    fn answers_are_read_in_every_form() {
        for (answer, id, status) in [
            (json!({"data": {"id": 12, "status": "3"}}), Some(12), Some(3)),
            (
                json!({"data": {"id": "12", "attributes": {"status": {"human": "x", "value": 4}}}}),
                Some(12),
                Some(4),
            ),
            (json!({"data": {"id": "x", "status": null}}), None, None),
            (json!({"error": "no"}), None, None),
            (json!("<html>"), None, None),
        ] {
            assert_eq!((id_of(&answer), status_of(&answer)), (id, status), "{answer}");
        }
    }

    #[test]
    fn only_an_open_incident_of_ours_is_found_again() {
        let incident = |id: u64, name: &str, status: u64, component: u64| json!({"id": id, "name": name, "status": status, "component_id": component});
        let list = json!({"data": [
            incident(1, "x is down", 1, 7), incident(2, "x is down", 1, 7),
            incident(3, "x is down", 4, 7), incident(4, "y is down", 1, 7),
            incident(5, "x is down", 1, 8),
        ]});
        assert_eq!(open_incident(&list, "x is down", Some(7)), Some(2));
        assert_eq!(open_incident(&list, "z is down", Some(7)), None);
        let third = json!({"data": [
            {"id": "9", "attributes": {"name": "x is down", "status": {"value": 1}}},
        ]});
        assert_eq!(open_incident(&third, "x is down", Some(7)), Some(9));
    }

    #[test]
    fn without_updates_the_incident_keeps_what_it_was() {
        let known = json!({"data": {"name": "Shop down", "message": "HTTP 503", "visible": 0}});
        let fixed =
            StatusNews { message: "shop works".to_owned(), ..news(PublicStatus::Operational) };
        assert_eq!(
            changed_incident(&fixed, &known),
            json!({
                "name": "Shop down", "status": 4, "message": "shop works\n\nHTTP 503",
                "visible": 0, "notify": false,
            })
        );
    }
}
