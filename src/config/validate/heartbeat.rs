//! Heartbeats: when each is expected, and where it is passed on to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::report::At;
use super::scalars::{self, file};
use super::secret::push_url;
use super::status_page::StatusPageLayer;
use crate::config::keys::Text;
use crate::config::raw::RawHeartbeat;
use crate::domain::{After, Heartbeat, Name, OnFailure, Rhythm, Schedule, TlsSettings};
use crate::text::CronExpression;

/// Takes heartbeats one at a time.
#[derive(Default)]
pub(super) struct HeartbeatsBuilder {
    pub(super) heartbeats: Vec<Heartbeat>,
    names: HashMap<Name, PathBuf>,
    /// The built-in settings of the status page.
    page: StatusPageLayer,
    /// There is a status page to be told.
    has_page: bool,
}

impl HeartbeatsBuilder {
    /// Begins with the built-in settings of the status page; `has_page` says whether
    /// there is one.
    pub(super) fn new(page: StatusPageLayer, has_page: bool) -> Self {
        Self { page, has_page, ..Self::default() }
    }

    /// Adds one heartbeat; `at` is its place in its file.
    pub(super) fn add(&mut self, mut raw: RawHeartbeat, directory: &Path, at: &At<'_>) {
        let name = at
            .key("name")
            .accept(Name::parse(&raw.name.0).map_err(|error| format!("{:?}: {error}", raw.name.0)));
        if let Some(name) = &name {
            self.claim(name, at);
        }
        let push_url = raw.push_url.take().map(|raw| push_url(raw, directory, &at.key("push_url")));
        let ca_file = raw.ca_file.take().and_then(|path| file(path, directory, &at.key("ca_file")));
        let Text(word) = &raw.on_failure;
        let on_failure = one_of(word, OnFailure::parse, "silent, down", &at.key("on_failure"));
        let after = raw.after.take().and_then(|Text(word)| {
            one_of(&word, After::parse, "check, expire-maintenance", &at.key("after"))
        });
        let runtime = time(raw.runtime.as_ref(), &at.key("runtime"));
        let margin = time(Some(&raw.margin), &at.key("margin"));
        let status_page = StatusPageLayer::of_heartbeat(&mut raw, at);
        let status_page = status_page.settled(&self.page).settings(self.has_page, at);
        let rhythm = rhythm(&raw, at);
        if let (Some(name), Some(rhythm), Some(margin), Some(on_failure)) =
            (name, rhythm, margin, on_failure)
        {
            self.heartbeats.push(Heartbeat {
                name,
                enabled: raw.enabled,
                push_url: push_url.flatten(),
                rhythm,
                runtime,
                margin,
                on_failure,
                after,
                tls: TlsSettings { ca_file, ..TlsSettings::default() },
                status_page,
            });
        }
    }

    fn claim(&mut self, name: &Name, at: &At<'_>) {
        if let Some(first) = self.names.get(name) {
            at.wrong(format!(
                "the name \"{name}\" is given to another heartbeat in {}",
                first.display()
            ));
        } else {
            self.names.insert(name.clone(), at.file().to_owned());
        }
    }
}

/// What a word stands for.
fn one_of<T>(word: &str, parse: impl Fn(&str) -> Option<T>, known: &str, at: &At<'_>) -> Option<T> {
    at.accept(parse(word).ok_or_else(|| format!("{word:?} is not one of {known}")))
}

/// A time in seconds, which may be 0.
fn time(text: Option<&Text>, at: &At<'_>) -> Option<Duration> {
    let Text(text) = text?;
    at.accept(scalars::duration(text, Duration::from_secs(1)))
}

fn rhythm(raw: &RawHeartbeat, at: &At<'_>) -> Option<Rhythm> {
    if raw.schedule.is_none() && raw.timezone.is_some() {
        at.wrong("`timezone` without `schedule`");
    }
    match (&raw.every, &raw.interval, &raw.schedule) {
        (Some(Text(every)), None, None) => {
            at.key("every").accept(scalars::positive_duration(every)).map(Rhythm::Every)
        }
        (None, Some(Text(interval)), None) => {
            at.key("interval").accept(scalars::positive_duration(interval)).map(Rhythm::Interval)
        }
        (None, None, Some(Text(text))) => schedule(text, raw.timezone.as_ref(), at),
        (None, None, None) => {
            at.wrong_with_hint(
                "when it is expected is missing",
                "give `every: 1h`, `schedule: \"0 3 * * *\"` or `interval: 3720`",
            );
            None
        }
        _ => {
            at.wrong("`every`, `interval` and `schedule` exclude each other");
            None
        }
    }
}

fn schedule(text: &str, zone_name: Option<&Text>, at: &At<'_>) -> Option<Rhythm> {
    let expression = at.key("schedule").accept(CronExpression::parse(text));
    let zone = match zone_name {
        None => Some(TimeZone::system()),
        Some(Text(name)) => at.key("timezone").accept(TimeZone::get(name).map_err(|_| {
            format!("{name:?} is no time zone of this system (Europe/Paris is one, where they are installed)")
        })),
    };
    let zone_name = zone_name.map(|Text(name)| name.clone());
    Some(Rhythm::Schedule(Schedule { expression: expression?, zone_name, zone: zone? }))
}
