//! What a check means for the public status page: news that are queued with
//! the state that they tell of.

use jiff::Timestamp;

use crate::compose::public::kind_in_words;
use crate::compose::status_page::{self, Shown};
use crate::config::Config;
use crate::domain::{
    FailureClass, FailureKind, Heartbeat, HttpReading, Maintenance, Name, NewDelivery, PageNews,
    PublicRecord, PublicStatus, Service, ServiceId, StatusNews, Subject,
};
use crate::judge::{Checked, Publicity, Reading, Ruling};
use crate::store::{Records, StoreError};

/// Queues what the status page is to be told after a check.
///
/// `request_id` is the open request about it.
pub(crate) fn follow(
    records: &Records<'_>,
    config: &Config,
    service: &Service,
    checked: &Checked,
    ruling: &Ruling,
    request_id: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(settings) = service.status_page.as_deref() else { return Ok(()) };
    if settings.tells_status() {
        let subject = &Subject::Service(service.id.clone());
        let (wrong, class) = in_public(checked, ruling);
        let service = Some(service);
        let shown = Shown { subject, service, settings, request_id, wrong, class };
        follow_status(records, config, &shown, ruling.publicity, now)?;
    }
    if let (Some(metric_id), Some(latency_ms)) = (settings.told_metric(), told_latency(checked)) {
        let news =
            status_page::latency(service, metric_id, settings.latency_unit, latency_ms, checked.at);
        records.enqueue(&news, now)?;
    }
    Ok(())
}

/// What is wrong with a service, in words for everybody, and how much it matters.
fn in_public(checked: &Checked, ruling: &Ruling) -> (&'static str, Option<FailureClass>) {
    let Some((kind, class, _)) = ruling.state.failure else { return ("", None) };
    let description = ruling.state.detail.as_deref().unwrap_or_default();
    let assessment = match &checked.reading {
        Reading::Probed(assessment) => Some(assessment),
        Reading::NotProbed(_) | Reading::Unlisted => None,
    };
    (kind_in_words(kind, description, assessment), Some(class))
}

pub(crate) fn follow_status(
    records: &Records<'_>,
    config: &Config,
    shown: &Shown<'_>,
    publicity: Publicity,
    now: Timestamp,
) -> Result<(), StoreError> {
    let status = match publicity {
        Publicity::Unchanged => return Ok(()),
        Publicity::Shown(status) => Some(status),
        Publicity::NotConcerned => None,
    };
    let subject = shown.subject;
    let record = records.public_record(subject)?.on(shown.settings.component_id);
    let Some(status) = record.news(status) else { return Ok(()) };
    records.save_public_record(subject, &PublicRecord { told: Some(status), ..record })?;
    records.enqueue(&status_page::status(config, shown, status), now)?;
    Ok(())
}

/// Queues what the status page is to be told of a heartbeat that is late or
/// down, with what kind of failure it is, or that works.
pub(crate) fn follow_heartbeat(
    records: &Records<'_>,
    config: &Config,
    heartbeat: &Heartbeat,
    wrong: Option<(FailureKind, &str)>,
    request_id: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(settings) = &heartbeat.status_page else { return Ok(()) };
    let status = if wrong.is_some() { PublicStatus::Partial } else { PublicStatus::Operational };
    let subject = &Subject::Heartbeat(heartbeat.name.clone());
    let class = wrong.map(|_| FailureClass::Down);
    let wrong = match wrong {
        // Since when is for everybody, what the job printed is not.
        Some((FailureKind::Late, description)) => description,
        Some(_) => "the job failed",
        None => "",
    };
    let shown = Shown { subject, service: None, settings, request_id, wrong, class };
    follow_status(records, config, &shown, Publicity::Shown(status), now)
}

/// Queues what the status page is to be told of an equipment: there is an
/// outage while a request is open that a notification opened.
pub(crate) fn follow_equipment(
    records: &Records<'_>,
    config: &Config,
    name: &Name,
    now: Timestamp,
) -> Result<(), StoreError> {
    let subject = &Subject::Equipment(name.clone());
    let failure = records.open_notified_request(name)?;
    let equipment = config.inventory.equipment_named(name.as_str());
    let Some(settings) = equipment.and_then(|equipment| equipment.status_page.as_deref()) else {
        // Nobody looks after it any more: its end is the last that is told.
        return if failure.is_none() { end(records, subject, now).map(drop) } else { Ok(()) };
    };
    let status = if failure.is_some() { PublicStatus::Partial } else { PublicStatus::Operational };
    let request_id = failure.as_ref().map(|request| request.id);
    let class = failure.as_ref().and_then(|request| request.failure_class);
    let wrong = failure.as_ref().map_or("", |request| match request.failure_kind {
        // Which process it is says what does not work; nothing else of it does.
        Some(FailureKind::Process) => request.description.as_str(),
        Some(kind) => kind_in_words(kind, "", None),
        None => "",
    });
    let shown = Shown { subject, service: None, settings, request_id, wrong, class };
    follow_status(records, config, &shown, Publicity::Shown(status), now)
}

/// Queues, as a check does for a service, what the status page does not know of
/// the equipment that is watched now.
pub(crate) fn follow_reported(
    records: &Records<'_>,
    config: &Config,
    now: Timestamp,
) -> Result<(), StoreError> {
    let maintenance = records.maintenance(now)?;
    for equipment in &config.inventory.equipment {
        let is_suspended = maintenance.covers_all_of(&equipment.name);
        if equipment.status_page.is_some() && equipment.monitoring && !is_suspended {
            follow_equipment(records, config, &equipment.name, now)?;
        }
    }
    Ok(())
}

/// Tells anew what was given up and is still to be shown: a page that was out of
/// reach, or that refused it, still shows something else.
///
/// Of what is suspended, or not watched any more, only the end is told.
pub(crate) fn tell_anew(
    records: &Records<'_>,
    config: &Config,
    now: Timestamp,
) -> Result<(), StoreError> {
    let maintenance = records.maintenance(now)?;
    for lost in records.lost_news()? {
        let NewDelivery { subject, request_id, payload, .. } = &lost.content;
        let Some(PageNews::Status(news)) = payload.page() else { continue };
        let record = records.public_record(subject)?;
        let is_meant = record.told == Some(news.status) && record.component_id == news.component_id;
        let is_watched = || is_watched(config, &maintenance, subject);
        if is_meant && (news.status.is_operational() || is_watched()) {
            records.enqueue(&status_page::of_status(subject, *request_id, news.clone()), now)?;
        }
    }
    Ok(())
}

fn is_watched(config: &Config, maintenance: &Maintenance, subject: &Subject) -> bool {
    let inventory = &config.inventory;
    match subject {
        Subject::Service(id) => {
            inventory.service(id).is_some_and(|service| service.status_page.is_some())
                && !maintenance.covers(id)
        }
        Subject::Equipment(name) => {
            let equipment = inventory.equipment_named(name.as_str());
            equipment.is_some_and(|equipment| equipment.status_page.is_some())
                && !maintenance.covers_all_of(name)
        }
        Subject::Heartbeat(name) => config
            .heartbeats
            .iter()
            .any(|heartbeat| heartbeat.name == *name && heartbeat.status_page.is_some()),
    }
}

/// The latency of a check whose service was not down: that of an error page
/// says nothing about the service.
fn told_latency(checked: &Checked) -> Option<u64> {
    let Reading::Probed(assessment) = &checked.reading else { return None };
    let is_down =
        assessment.failure.as_ref().is_some_and(|failure| failure.class == FailureClass::Down);
    let is_answered = assessment.http != Some(HttpReading::NoAnswer);
    checked.latency_ms.filter(|_| is_answered && !is_down)
}

/// Ends on the status page what is shown there of a service that is no longer watched.
///
/// Whether there was something to end.
pub(crate) fn take_down(
    records: &Records<'_>,
    id: &ServiceId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    end(records, &Subject::Service(id.clone()), now)
}

fn end(records: &Records<'_>, subject: &Subject, now: Timestamp) -> Result<bool, StoreError> {
    let record = records.public_record(subject)?;
    let is_open = record.incident_id.is_some() || record.unsure_title.is_some();
    let is_bad = record.told.is_some_and(|told| !told.is_operational());
    if !is_open && !is_bad {
        return Ok(false);
    }
    let text = format!("{} is no longer monitored", subject.name());
    let news = StatusNews {
        status: PublicStatus::Operational,
        title: text.clone(),
        message: text,
        component_id: record.component_id,
        updates_component: true,
        opens_incident: false,
        is_public: true,
    };
    let told = Some(PublicStatus::Operational);
    records.save_public_record(subject, &PublicRecord { told, ..record })?;
    records.enqueue(&status_page::of_status(subject, None, news), now)?;
    Ok(true)
}
