//! Checks: what is remembered of each service, the judgement, and what follows from it.

use jiff::Timestamp;

use super::requests::{Closing, add_note, announce, close_request, open_request};
use super::{push, status_page};
use crate::config::Config;
use crate::domain::{
    Condition, Event, FailureClass, FailureKind, Request, Service, ServiceId, ServiceState,
};
use crate::judge::{self, Checked, Effect, PassContext, Reading, Ruling, Situation};
use crate::store::{Records, ResultRecord, StoreError};

/// What a pass knows while it records.
#[derive(Clone, Copy)]
pub(crate) struct Pass<'a> {
    /// Its number.
    pub id: i64,
    /// The configuration it follows.
    pub config: &'a Config,
    /// What the judge needs to know of it.
    pub context: PassContext,
}

/// What was recorded of one check.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recorded {
    /// What was decided.
    pub ruling: Ruling,
    /// The request that was opened.
    pub opened: Option<i64>,
    /// The request that was closed.
    pub closed: Option<i64>,
}

/// A service that was checked, and what was found.
pub(crate) type Check<'a> = (&'a Service, &'a Checked);

/// Reads what is remembered of each service, judges the whole group, and
/// records what follows. To be called in a transaction: what is read here is
/// still true when it is written.
pub(crate) fn record_checks(
    records: &Records<'_>,
    pass: &Pass<'_>,
    group: &[Check<'_>],
    now: Timestamp,
) -> Result<Vec<Recorded>, StoreError> {
    let remembered = remember(records, group, now)?;
    let situations = situations(group, &remembered);
    judge::decide(&situations, &pass.context, now)
        .into_iter()
        .zip(&situations)
        .map(|(ruling, situation)| apply(records, pass, situation, ruling, now))
        .collect()
}

/// The same without recording anything: what would follow.
pub(crate) fn foresee_checks(
    records: &Records<'_>,
    context: &PassContext,
    group: &[Check<'_>],
    now: Timestamp,
) -> Result<Vec<Recorded>, StoreError> {
    let remembered = remember(records, group, now)?;
    let rulings = judge::decide(&situations(group, &remembered), context, now);
    Ok(rulings.into_iter().map(|ruling| Recorded { ruling, opened: None, closed: None }).collect())
}

/// What the database knows of a service when its check is judged.
struct Remembered {
    state: ServiceState,
    open_request: Option<Request>,
    is_in_maintenance: bool,
}

fn remember(
    records: &Records<'_>,
    group: &[Check<'_>],
    now: Timestamp,
) -> Result<Vec<Remembered>, StoreError> {
    let maintenance = records.maintenance(now)?;
    let remember_one = |(service, _): &Check<'_>| {
        Ok(Remembered {
            state: records.service_state(&service.id)?.unwrap_or_else(ServiceState::unknown),
            open_request: records.open_check_request(&service.id)?,
            is_in_maintenance: maintenance.covers(&service.id),
        })
    };
    group.iter().map(remember_one).collect()
}

fn situations<'a>(group: &[Check<'a>], remembered: &'a [Remembered]) -> Vec<Situation<'a>> {
    group
        .iter()
        .zip(remembered)
        .map(|((service, checked), remembered)| Situation {
            service,
            previous: &remembered.state,
            open_request: remembered.open_request.as_ref(),
            is_in_maintenance: remembered.is_in_maintenance,
            checked,
        })
        .collect()
}

fn apply(
    records: &Records<'_>,
    pass: &Pass<'_>,
    situation: &Situation<'_>,
    ruling: Ruling,
    now: Timestamp,
) -> Result<Recorded, StoreError> {
    let mut recorded = Recorded { ruling, opened: None, closed: None };
    if recorded.ruling.is_suspended {
        return Ok(recorded);
    }
    let service = situation.service;
    records.save_service_state(&service.id, &recorded.ruling.state)?;
    let result = result_of(situation.checked, &recorded.ruling.state);
    records.record_result(pass.id, &service.id, &result)?;
    carry_out(records, pass.config, situation, &mut recorded, now)?;
    let request = recorded.opened.or(situation.open_request.map(|request| request.id));
    let (checked, ruling) = (situation.checked, &recorded.ruling);
    status_page::follow(records, pass.config, service, checked, ruling, request, now)?;
    push::follow(records, service, ruling, now)?;
    Ok(recorded)
}

/// Does what was decided about requests.
fn carry_out(
    records: &Records<'_>,
    config: &Config,
    situation: &Situation<'_>,
    recorded: &mut Recorded,
    now: Timestamp,
) -> Result<(), StoreError> {
    let service = Some(situation.service);
    match (&recorded.ruling.effect, situation.open_request) {
        (Some(Effect::Open(new)), _) => {
            recorded.opened = Some(open_request(records, config, new, service, now)?.id);
        }
        (Some(Effect::Close { note }), Some(request)) => {
            let (request, closing) = (request.clone(), Closing::repaired(note, now));
            let closed = close_request(records, config, request, &closing, service)?;
            recorded.closed = Some(closed.id);
        }
        (Some(Effect::Worsen { description, kind }), Some(request)) => {
            let request = worsened(request, description, *kind, now);
            records.update_request(&request)?;
            announce(records, config, Event::RequestWorsened, &request, service, now)?;
        }
        (Some(Effect::Note { note }), Some(request)) => {
            let mut request = request.clone();
            add_note(&mut request, note);
            records.update_request(&request)?;
        }
        // The judge only names a request that was handed to it.
        (Some(_), None) | (None, _) => {}
    }
    Ok(())
}

/// The request of a warning that became an outage; what it was is noted.
fn worsened(request: &Request, description: &str, kind: FailureKind, now: Timestamp) -> Request {
    let mut request = request.clone();
    let note = format!("worse since {now:.0}; it was: {}", request.description);
    add_note(&mut request, &note);
    description.clone_into(&mut request.description);
    request.failure_kind = Some(kind);
    request.failure_class = Some(FailureClass::Down);
    request
}

fn result_of(checked: &Checked, state: &ServiceState) -> ResultRecord {
    ResultRecord {
        at: checked.at,
        condition: state.condition,
        http: match &checked.reading {
            Reading::Probed(assessment) => assessment.http,
            Reading::NotProbed(_) | Reading::Unlisted => None,
        },
        latency_ms: checked.latency_ms,
        detail: state.detail.clone(),
    }
}

/// Whether the service's last check found it KO: closing its request by hand
/// will not keep the next failure from opening another.
pub(crate) fn is_still_ko(records: &Records<'_>, id: &ServiceId) -> Result<bool, StoreError> {
    let state = records.service_state(id)?;
    Ok(state.is_some_and(|state| state.condition == Condition::Ko))
}
