//! One try at the status page: brings what it shows of a service to what is
//! to be shown, from wherever it stands.
//!
//! What a delivery says is where to arrive, not what to do: after a crash, a
//! lost answer or a week without a network the same steps lead there. The
//! number of an incident is recorded before anything else is done with it.

mod api;
mod behind;
mod wording;

use std::collections::HashMap;
use std::time::Duration;

use super::Sending;
use super::desk::Desk;
use super::schedule::Outcome;
use crate::domain::{
    Cachet, CachetVersion, Delivery, LatencyNews, PageNews, PublicRecord, PublicStatus, StatusNews,
    Subject,
};
use crate::store::{Records, StoreError};
use api::{Api, Calls, Refusal};
use behind::Behind;

/// A status page whose token is at hand.
pub(super) struct CachetCaller<'a> {
    api: Api<'a>,
    /// What stands behind each component.
    behind: HashMap<u64, Behind>,
}

/// Why a step was the last one for now.
enum Stop {
    /// Cachet's answer.
    Told(Outcome),
    /// Ours.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Told(refusal.outcome())
    }
}

impl<'a> CachetCaller<'a> {
    /// Reads the token.
    ///
    /// # Errors
    ///
    /// What is missing, never a value.
    pub(super) fn prepare(cachet: &'a Cachet, sending: &'a Sending<'a>) -> Result<Self, String> {
        Ok(Self {
            api: Api::prepare(cachet, sending)?,
            behind: behind::by_component(sending.config),
        })
    }

    /// Makes one try within `timeout`.
    pub(super) fn call(
        &self,
        delivery: &Delivery,
        timeout: Duration,
        desk: &Desk<'_>,
    ) -> Result<Outcome, StoreError> {
        let calls = self.api.calls(&delivery.id, timeout);
        let result = match delivery.content.payload.page() {
            Some(PageNews::Latency(news)) => push_point(&calls, news),
            Some(PageNews::Status(news)) => {
                let subject = &delivery.content.subject;
                Visit { calls: &calls, desk, subject, news, behind: &self.behind }.make()
            }
            None => Err(Stop::Told(Outcome::Refused("it tells a status page nothing".to_owned()))),
        };
        match result {
            Ok(()) => Ok(Outcome::Arrived),
            Err(Stop::Told(outcome)) => Ok(outcome),
            Err(Stop::Store(error)) => Err(error),
        }
    }
}

/// Forgets that the status page was told what a delivery says, so that the
/// next check tells it anew. Does nothing for other deliveries.
pub(super) fn forget_told(records: &Records<'_>, delivery: &Delivery) -> Result<(), StoreError> {
    let Some(PageNews::Status(_)) = delivery.content.payload.page() else { return Ok(()) };
    let subject = &delivery.content.subject;
    let record = records.public_record(subject)?;
    if record.told.is_none() {
        return Ok(());
    }
    records.save_public_record(subject, &PublicRecord { told: None, ..record })
}

/// Asks the status page for something that it gives to everybody: it is there, and
/// speaks as a Cachet.
pub(super) fn ask(cachet: &Cachet, sending: &Sending<'_>) -> Outcome {
    let api = match Api::prepare(cachet, sending) {
        Ok(api) => api,
        Err(reason) => return super::wire::failed(reason),
    };
    match api.calls("", TRIAL_TIMEOUT).get("incidents?per_page=1") {
        Ok(answer) if wording::is_list(&answer) => Outcome::Arrived,
        Ok(_) => not_cachet_outcome(),
        Err(refusal) => refusal.outcome(),
    }
}

const TRIAL_TIMEOUT: Duration = Duration::from_secs(10);

fn push_point(calls: &Calls<'_>, news: &LatencyNews) -> Result<(), Stop> {
    let path = format!("metrics/{}/points", news.metric_id);
    let pushed = calls.post(&path, &wording::point(news));
    pushed.map_err(|refusal| {
        missing_is(refusal, &format!("there is no metric {}", news.metric_id))
    })?;
    Ok(())
}

/// Says what is missing, where that is what is wrong.
fn missing_is(refusal: Refusal, what: &str) -> Stop {
    match refusal {
        Refusal::Missing(Outcome::Refused(reason)) => {
            Stop::Told(Outcome::Refused(format!("{reason}: {what}")))
        }
        other => other.into(),
    }
}

/// One delivery of a status.
struct Visit<'v, 'd> {
    calls: &'v Calls<'v>,
    desk: &'v Desk<'d>,
    subject: &'v Subject,
    news: &'v StatusNews,
    behind: &'v HashMap<u64, Behind>,
}

impl Visit<'_, '_> {
    fn make(&self) -> Result<(), Stop> {
        let mut record = self.read()?;
        if record.told.is_some_and(|told| told != self.news.status) {
            let reason = "the service is to be shown otherwise by now".to_owned();
            return Err(Stop::Told(Outcome::Superseded(reason)));
        }
        self.find_lost_incident(&mut record)?;
        self.bring_incident(&mut record)?;
        if self.news.updates_component || record.incident_shown.is_some() {
            self.bring_component()?;
        }
        if record.incident_id.is_none() && record.incident_shown.is_some() {
            record.incident_shown = None;
            self.save(&record)?;
        }
        Ok(())
    }

    fn read(&self) -> Result<PublicRecord, StoreError> {
        self.desk.transaction(|records, _| records.public_record(self.subject))
    }

    /// Keeps what is known of the incident; what was told since stays.
    fn save(&self, record: &PublicRecord) -> Result<(), StoreError> {
        self.desk.transaction(|records, _| {
            let told = records.public_record(self.subject)?.told;
            records.save_public_record(self.subject, &PublicRecord { told, ..record.clone() })
        })
    }

    /// An incident that was asked for without an answer may be there all the same.
    fn find_lost_incident(&self, record: &mut PublicRecord) -> Result<(), Stop> {
        let Some(title) = record.unsure_title.clone() else { return Ok(()) };
        let newest = "incidents?sort=id&order=desc&per_page=50";
        let third = "incidents?sort=-id&per_page=50";
        let is_third = self.calls.version() == CachetVersion::V3;
        let list = self.calls.get(if is_third { third } else { newest })?;
        record.incident_id = wording::open_incident(&list, &title, record.component_id);
        record.unsure_title = None;
        // It says already what it would be told again.
        let is_told = record.incident_id.is_some() && title == self.news.title;
        record.incident_shown = is_told.then_some(self.news.status);
        Ok(self.save(record)?)
    }

    fn bring_incident(&self, record: &mut PublicRecord) -> Result<(), Stop> {
        let is_well = self.news.status.is_operational();
        if let Some(incident) = record.incident_id {
            if record.incident_shown == Some(self.news.status) {
                return Ok(());
            }
            let is_there = self.update_incident(incident)?;
            if is_there || is_well {
                record.incident_id = record.incident_id.filter(|_| !is_well);
                record.incident_shown = Some(self.news.status);
                return Ok(self.save(record)?);
            }
            record.incident_id = None;
            self.save(record)?;
        }
        if is_well || !self.news.opens_incident { Ok(()) } else { self.create_incident(record) }
    }

    fn create_incident(&self, record: &mut PublicRecord) -> Result<(), Stop> {
        record.unsure_title = Some(self.news.title.clone());
        record.component_id = self.news.component_id;
        self.save(record)?;
        let shown = self.worst_of_component()?;
        let body = wording::new_incident(self.calls.version(), self.news, shown);
        let created = self.calls.post("incidents", &body);
        match created {
            Ok(answer) => {
                record.incident_id = wording::id_of(&answer);
                // Without its number it can still be found by its title.
                if record.incident_id.is_none() {
                    return Err(not_cachet());
                }
                record.unsure_title = None;
                record.incident_shown = Some(self.news.status);
                Ok(self.save(record)?)
            }
            Err(refusal) => {
                let stop = Stop::from(refusal);
                if let Stop::Told(Outcome::Refused(_)) = &stop {
                    record.unsure_title = None;
                    self.save(record)?;
                }
                Err(stop)
            }
        }
    }

    /// Adds an update to an incident. Whether the incident is still there.
    fn update_incident(&self, incident: u64) -> Result<bool, Stop> {
        let path = format!("incidents/{incident}");
        let update = wording::incident_update(self.news);
        let missing = match self.calls.post(&format!("{path}/updates"), &update) {
            Ok(_) => return Ok(true),
            Err(Refusal::Missing(outcome)) => outcome,
            Err(other) => return Err(other.into()),
        };
        // Either the incident is gone, or this Cachet is too old for updates.
        match self.calls.get(&path) {
            Err(Refusal::Missing(_)) => Ok(false),
            Err(other) => Err(other.into()),
            Ok(known) if self.calls.version() == CachetVersion::V2 => {
                self.calls.put(&path, &wording::changed_incident(self.news, &known))?;
                Ok(true)
            }
            Ok(_) => Err(Stop::Told(missing)),
        }
    }

    fn bring_component(&self) -> Result<(), Stop> {
        let Some(component) = self.news.component_id else { return Ok(()) };
        let path = format!("components/{component}");
        let missing = |refusal| missing_is(refusal, &format!("there is no component {component}"));
        let wanted = wording::component_status(self.worst_of_component()?);
        let known = self.calls.get(&path).map_err(missing)?;
        match wording::status_of(&known) {
            None => Err(not_cachet()),
            Some(status) if status == wanted => Ok(()),
            Some(_) => {
                let body = wording::changed_component(self.calls.version(), wanted, &known);
                self.calls.put(&path, &body).map_err(missing)?;
                Ok(())
            }
        }
    }

    /// A component is as bad as the worst of what stands behind it.
    fn worst_of_component(&self) -> Result<PublicStatus, StoreError> {
        let Some(component) = self.news.component_id else { return Ok(self.news.status) };
        let Some(behind) = self.behind.get(&component) else { return Ok(self.news.status) };
        self.desk.transaction(|records, _| {
            let mut worst = self.news.status;
            for other in behind.others(records, self.subject)? {
                let record = records.public_record(&other)?;
                // What an instance was told elsewhere is none of this component's.
                let told = record.told.filter(|_| record.component_id == Some(component));
                worst = worst.max(told.unwrap_or(worst));
            }
            Ok(worst)
        })
    }
}

fn not_cachet() -> Stop {
    Stop::Told(not_cachet_outcome())
}

fn not_cachet_outcome() -> Outcome {
    let reason = "the answer is not one of Cachet's: see `cachet.api_url` and `cachet.version`";
    super::wire::failed(reason.to_owned())
}
