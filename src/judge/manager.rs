//! What a server manager answers: its host's disk, and every instance there.
//!
//! The form is ours (see the README); an array of names is that of the branch
//! `new_observer2` of the module serverobserver for Dolibarr, which has to be
//! asked for each of them.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use url::Url;

use super::dolibarr::{Space, Told};
use super::expectation::shortened;
use super::lenient::{Object, Scalar, nothing_of};
use super::observer::{document, refusal};
use crate::domain::{
    Answer, HOST_CHECK, Instance, Listed, ListedInstance, Listing, Name, Report, ToldInstance,
};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Document {
    instances: Entries,
    space: Object<Space>,
}

/// Reads what was answered at `now`.
///
/// # Errors
///
/// Why it is no list of instances.
pub(super) fn read(answer: &Answer, now: Timestamp) -> Result<(Report, Listing), String> {
    if answer.body.is_cut {
        let limit = answer.body.bytes.len() >> 20;
        return Err(format!("the monitoring API's answer is longer than {limit} MiB"));
    }
    let text = String::from_utf8_lossy(&answer.body.bytes);
    if let Some(names) = names(&text, answer) {
        return Ok((Report::default(), names));
    }
    // PHP may have had something to say before.
    let start = text.find('{').ok_or_else(|| refusal(&text, answer, now))?;
    let Object(told) = document::<Object<Document>>(text.get(start..).unwrap_or_default(), answer)?;
    let told = told.unwrap_or_default();
    let Some(entries) = told.instances.0 else {
        return Err("the monitoring API's answer is not a server manager's".to_owned());
    };
    let disk = told.space.0.as_ref().map(Space::disk).unwrap_or_default();
    Ok((Report { disk, ..Report::default() }, listing(entries)))
}

/// The bare names that an older script answers with.
fn names(text: &str, answer: &Answer) -> Option<Listing> {
    let start = text.find('[').filter(|start| text.find('{').is_none_or(|other| *start < other))?;
    let entries: Vec<Scalar> = document(text.get(start..)?, answer).ok()?;
    let mut names = Names::default();
    let listed = entries.iter().filter_map(|entry| names.take(entry)).collect();
    Some(Listing { listed: Listed::Names(listed), unusable: names.unusable })
}

fn listing(entries: Vec<Told>) -> Listing {
    let mut names = Names::default();
    let mut instances = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(name) = names.take(&entry.reference) {
            instances.push(instance(name, entry));
        }
    }
    Listing { listed: Listed::Instances(instances), unusable: names.unusable }
}

fn instance(name: Name, told: Told) -> ListedInstance {
    let is_told_of = told.has_instance();
    let online = told.online.as_ref().map(Scalar::is_true);
    let reason = told.message.text();
    let outage = match online {
        Some(true) => None,
        Some(false) => Some(match &reason {
            Some(reason) => format!("not online: {}", shortened(reason)),
            None => "not online".to_owned(),
        }),
        None if is_told_of => None,
        None => Some("the host's answer does not say whether it is online".to_owned()),
    };
    let url = told.url.text().and_then(|text| shown_url(&text));
    // One that is gone for the moment takes back nothing that was known.
    let report = (is_told_of || outage.is_none()).then(|| {
        let report = told.report();
        let instance = report.instance.unwrap_or_else(|| ToldInstance::of(&Instance::default()));
        Report { instance: Some(instance), ..report }
    });
    ListedInstance { name, url, outage, report }
}

/// A URL that can be shown: nothing is called there.
fn shown_url(text: &str) -> Option<Arc<str>> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_secret = !url.username().is_empty() || url.password().is_some();
    let is_clean = !text.chars().any(|each| each.is_control() || each.is_whitespace());
    (is_web && !is_secret && is_clean).then(|| Arc::from(text))
}

/// Takes each name once, and notes what cannot be one.
#[derive(Default)]
struct Names {
    seen: HashSet<Name>,
    unusable: Vec<String>,
}

impl Names {
    fn take(&mut self, reference: &Scalar) -> Option<Name> {
        let Some(text) = reference.text() else {
            self.unusable.push("one has no ref".to_owned());
            return None;
        };
        let quoted = shortened(&text);
        let name = match Name::parse(&text) {
            Ok(name) if name.as_str() == HOST_CHECK => {
                self.unusable.push(format!("{quoted:?} is the host's own check"));
                return None;
            }
            Ok(name) => name,
            Err(error) => {
                self.unusable.push(format!("{quoted:?}: {error}"));
                return None;
            }
        };
        if !self.seen.insert(name.clone()) {
            self.unusable.push(format!("{quoted:?} is there twice"));
            return None;
        }
        Some(name)
    }
}

/// A list, or the object with numbers for keys that PHP can make of one.
#[derive(Default)]
struct Entries(Option<Vec<Told>>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("instances")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some(Object(entry)) = list.next_element()? {
            entries.push(entry.unwrap_or_default());
        }
        Ok(Entries(Some(entries)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some((_, Object(entry))) = map.next_entry::<String, _>()? {
            entries.push(entry.unwrap_or_default());
        }
        Ok(Entries(Some(entries)))
    }

    nothing_of!(bool, number, negative, text, null);
}
