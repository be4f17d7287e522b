//! What a server manager answers: its host's disk, and every instance there.
//!
//! The form is ours (see the README); an array of names is that of the branch
//! `new_observer2` of the module serverobserver for Dolibarr, which has to be
//! asked for each of them.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use super::dolibarr::{Space, Told};
use super::expectation::shortened;
use super::lenient::{Object, Scalar, nothing_of};
use super::observer::{document, refusal};
use crate::domain::{
    Answer, HOST_CHECK, Instance, LeftOut, Listed, ListedInstance, Listing, Name, Report,
    ToldInstance,
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
    if let Some(objection) = answer.body.objection() {
        return Err(objection);
    }
    let text = answer.text();
    if let Some(names) = names(&text, answer) {
        return Ok((Report::default(), names));
    }
    // PHP may have had something to say before.
    let start = text.find('{').ok_or_else(|| refusal(&text, answer, now))?;
    let Object(told) = document::<Object<Document>>(text.get(start..).unwrap_or_default(), answer)?;
    let told = told.unwrap_or_default();
    let Some(listing) = told.instances.0 else {
        return Err("the monitoring API's answer is not a server manager's".to_owned());
    };
    let disk = told.space.0.as_ref().map(Space::disk).unwrap_or_default();
    Ok((Report { disk, ..Report::default() }, listing))
}

/// The bare names that an older script answers with.
fn names(text: &str, answer: &Answer) -> Option<Listing> {
    let start = text.find('[').filter(|start| text.find('{').is_none_or(|other| *start < other))?;
    document::<BareNames>(text.get(start..)?, answer).ok().map(|BareNames(listing)| listing)
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

/// Takes each name once, as many as may be, and notes what else is there.
#[derive(Default)]
struct Names {
    seen: HashSet<Name>,
    left_out: Box<LeftOut>,
}

impl Names {
    /// Whatever comes now is left out, and need not be looked at.
    fn are_full(&self) -> bool {
        self.seen.len() >= Listing::MOST
    }

    fn take(&mut self, reference: &Scalar) -> Option<Name> {
        let Some(text) = reference.text() else {
            self.left_out.note(|| "one has no ref".to_owned());
            return None;
        };
        let quoted = || shortened(&text);
        match Name::parse(&text) {
            Ok(name) if name.as_str() == HOST_CHECK => {
                self.left_out.note(|| format!("{:?} is the host's own check", quoted()));
                None
            }
            Ok(name) if self.seen.insert(name.clone()) => Some(name),
            Ok(_) => {
                self.left_out.note(|| format!("{:?} is there twice", quoted()));
                None
            }
            Err(error) => {
                self.left_out.note(|| format!("{:?}: {error}", quoted()));
                None
            }
        }
    }

    fn listing(self, listed: Listed) -> Listing {
        Listing { listed, left_out: self.left_out }
    }
}

/// A list of instances, or the object with numbers for keys that PHP can make of one.
#[derive(Default)]
struct Entries(Option<Listing>);

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
        let (mut names, mut instances) = (Names::default(), Vec::new());
        while !names.are_full()
            && let Some(Object(entry)) = list.next_element::<Object<Told>>()?
        {
            add(&mut instances, &mut names, entry);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            names.left_out.beyond += 1;
        }
        Ok(Entries(Some(names.listing(Listed::Instances(instances)))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let (mut names, mut instances) = (Names::default(), Vec::new());
        while !names.are_full()
            && let Some((IgnoredAny, Object(entry))) = map.next_entry::<_, Object<Told>>()?
        {
            add(&mut instances, &mut names, entry);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            names.left_out.beyond += 1;
        }
        Ok(Entries(Some(names.listing(Listed::Instances(instances)))))
    }

    nothing_of!(bool, number, negative, text, null);
}

fn add(instances: &mut Vec<ListedInstance>, names: &mut Names, entry: Option<Told>) {
    let told = entry.unwrap_or_default();
    instances.extend(names.take(&told.reference).map(|name| instance(name, told)));
}

/// A list of names and nothing else.
struct BareNames(Listing);

impl<'de> Deserialize<'de> for BareNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(BareNamesVisitor)
    }
}

struct BareNamesVisitor;

impl<'de> Visitor<'de> for BareNamesVisitor {
    type Value = BareNames;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<BareNames, A::Error> {
        let (mut names, mut listed) = (Names::default(), Vec::new());
        while !names.are_full()
            && let Some(entry) = list.next_element::<Scalar>()?
        {
            listed.extend(names.take(&entry));
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            names.left_out.beyond += 1;
        }
        Ok(BareNames(names.listing(Listed::Names(listed))))
    }
}
