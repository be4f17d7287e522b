//! Masakari's body of a new notification, and the rules of its schemas.

use serde_json::{Map, Value};

use super::notification::{NewNotification, NotificationType, parse_uuid};
use crate::text::iso8601::parse_iso8601;

/// A text of the schemas is never longer.
const LONGEST: usize = 255;
const EVENTS: &[&str] = &["STARTED", "STOPPED"];
const HOST_STATUSES: &[&str] = &["NORMAL", "UNKNOWN"];
const CLUSTER_STATUSES: &[&str] = &["ONLINE", "OFFLINE"];

/// Which rule a body breaks: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {reason}")]
pub(crate) struct BadBody {
    /// A path such as `notification.payload.event`.
    pub at: String,
    /// A lower-case fragment.
    pub reason: String,
}

impl NewNotification {
    /// Reads Masakari's body.
    ///
    /// # Errors
    ///
    /// The first rule of Masakari's published schemas that it breaks: those of
    /// the body, then those of its type's payload.
    pub(crate) fn from_body(body: &Value) -> Result<Self, BadBody> {
        let root = Part { at: "the body".to_owned(), value: body };
        let body = root.object()?;
        root.has_only(body, &["notification"])?;
        let notification =
            Part { at: "notification".to_owned(), ..root.key(body, "notification")? };
        let fields = notification.object()?;
        let keys = ["type", "hostname", "generated_time", "payload"];
        notification.has_only(fields, &keys)?;
        let [kind, hostname, time, payload] = keys.map(|key| notification.key(fields, key));
        let (kind, hostname, time, payload) = (kind?, hostname?, time?, payload?);
        let words: Vec<&str> = NotificationType::ALL.iter().map(|kind| kind.as_str()).collect();
        let word = kind.one_of(&words)?;
        let kind = NotificationType::parse(word).ok_or_else(|| kind.bad("is unknown"))?;
        let host = hostname.text(1, LONGEST)?;
        hostname.matches(host, is_host_character, "letters, digits, \"-\", \".\" and \"_\"")?;
        let generated_at = parse_iso8601(time.string()?).ok_or_else(|| {
            time.bad(&format!(
                "{} is not an ISO 8601 time such as 2026-01-31T14:00:00Z",
                time.value
            ))
        })?;
        let entries = payload.object()?;
        any_payload(&payload, entries)?;
        payload_of(kind, &payload, entries)?;
        Ok(Self { kind, hostname: host.to_owned(), generated_at, payload: entries.clone() })
    }
}

/// What holds for the payload of every type.
fn any_payload(payload: &Part<'_>, entries: &Map<String, Value>) -> Result<(), BadBody> {
    for (name, value) in entries {
        let length = name.chars().count();
        if !(1..=LONGEST).contains(&length) || !name.chars().all(is_key_character) {
            return Err(payload.bad(&format!(
                "the key {name:?} is not made of 1 to {LONGEST} letters, digits and \"- _ : . \""
            )));
        }
        Part { at: format!("{}.{name}", payload.at), value }.text(0, LONGEST)?;
    }
    Ok(())
}

/// What holds for the payload of that type.
fn payload_of(
    kind: NotificationType,
    payload: &Part<'_>,
    entries: &Map<String, Value>,
) -> Result<(), BadBody> {
    match kind {
        NotificationType::ComputeHost => {
            payload.has_only(entries, &["event", "host_status", "cluster_status"])?;
            payload.key(entries, "event")?.one_of(EVENTS)?;
            if let Ok(status) = payload.key(entries, "host_status") {
                status.one_of(HOST_STATUSES)?;
            }
            if let Ok(status) = payload.key(entries, "cluster_status") {
                status.one_of(CLUSTER_STATUSES)?;
            }
        }
        NotificationType::Process => {
            payload.has_only(entries, &["process_name", "event"])?;
            payload.key(entries, "process_name")?.text(1, LONGEST)?;
            payload.key(entries, "event")?.one_of(EVENTS)?;
        }
        NotificationType::Vm => {
            payload.has_only(entries, &["instance_uuid", "vir_domain_event", "event"])?;
            let instance = payload.key(entries, "instance_uuid")?;
            if parse_uuid(instance.string()?).is_none() {
                return Err(instance.bad(&format!("{} is not a UUID", instance.value)));
            }
            payload.key(entries, "vir_domain_event")?.text(1, LONGEST)?;
            payload.key(entries, "event")?.text(1, LONGEST)?;
        }
    }
    Ok(())
}

/// A UUID as `OpenStack` takes one: with or without dashes, braces and `urn:uuid:`, in any case.
#[must_use]
fn is_host_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_')
}

fn is_key_character(character: char) -> bool {
    is_host_character(character) || matches!(character, ':' | ' ')
}

/// A value, and where it stands.
struct Part<'a> {
    at: String,
    value: &'a Value,
}

impl<'a> Part<'a> {
    fn bad(&self, reason: &str) -> BadBody {
        BadBody { at: self.at.clone(), reason: reason.to_owned() }
    }

    fn object(&self) -> Result<&'a Map<String, Value>, BadBody> {
        self.value.as_object().ok_or_else(|| self.bad("is not an object"))
    }

    /// A string. A NUL, which JSON allows, would end it early for whoever is told
    /// of it in C's way: a recovery's command, a column of another database.
    fn string(&self) -> Result<&'a str, BadBody> {
        let text = self.value.as_str().ok_or_else(|| self.bad("is not a string"))?;
        if text.contains('\0') {
            return Err(self.bad("has a NUL character, which no text of a notification may have"));
        }
        Ok(text)
    }

    fn has_only(&self, object: &Map<String, Value>, known: &[&str]) -> Result<(), BadBody> {
        match object.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(self.bad(&format!(
                "the key {key:?} is not allowed; only {} can be there",
                known.join(", ")
            ))),
        }
    }

    fn key(&self, object: &'a Map<String, Value>, key: &str) -> Result<Part<'a>, BadBody> {
        let value = object.get(key).ok_or_else(|| self.bad(&format!("{key:?} is missing")))?;
        Ok(Part { at: format!("{}.{key}", self.at), value })
    }

    /// A string of so many characters.
    fn text(&self, least: usize, most: usize) -> Result<&'a str, BadBody> {
        let text = self.string()?;
        let length = text.chars().count();
        if length < least {
            return Err(self.bad("is empty"));
        }
        if length > most {
            return Err(self.bad(&format!("is longer than {most} characters")));
        }
        Ok(text)
    }

    fn one_of(&self, words: &[&str]) -> Result<&'a str, BadBody> {
        let text = self.string()?;
        if words.contains(&text) {
            return Ok(text);
        }
        Err(self.bad(&format!("{text:?} is not one of {}", words.join(", "))))
    }

    fn matches(&self, text: &str, is_fine: fn(char) -> bool, what: &str) -> Result<(), BadBody> {
        // As the last thing of a text, a newline is not looked at in Python.
        let looked_at = text.strip_suffix('\n').unwrap_or(text);
        if looked_at.chars().all(is_fine) {
            return Ok(());
        }
        Err(self.bad(&format!("{text:?} is not made of {what}")))
    }
}
