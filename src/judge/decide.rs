//! From a group of checks, and what is remembered, to what follows.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::domain::{
    Assessment, Condition, Failure, FailureClass, FailureKind, HttpReading, NewRequest,
    PublicStatus, Request, Service, ServiceState, Source, Subject,
};

/// At least so many unanswered services make a pass blind…
const BLIND_SERVICES: usize = 5;
/// …when they are on at least so many equipments.
const BLIND_EQUIPMENTS: usize = 2;

/// What is said of an instance that has vanished.
const UNLISTED: &str = "its host does not list it";

/// The last thing known of the service is that its host does not list it.
#[must_use]
pub(crate) fn is_unlisted(state: &ServiceState) -> bool {
    state.condition == Condition::Unknown && state.detail.as_deref() == Some(UNLISTED)
}

/// What one check of a service found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Checked {
    /// When the last probe ended.
    pub at: Timestamp,
    /// The probe was repeated.
    pub retested: bool,
    /// From the beginning of the last hop to its headers, in ms.
    pub latency_ms: Option<u64>,
    /// When the server's certificate ends.
    pub certificate_expires_at: Option<Timestamp>,
    /// What to think of it.
    pub reading: Reading,
}

/// What to think of a check.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    /// The service was probed.
    Probed(Assessment),
    /// It could not be probed for a reason of our own, such as a missing secret.
    NotProbed(String),
    /// Its host's answer does not list it.
    Unlisted,
}

/// A checked service, with what is remembered of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    /// The service.
    pub service: &'a Service,
    /// What is remembered.
    pub previous: &'a ServiceState,
    /// The request that a check opened and nobody has closed.
    pub open_request: Option<&'a Request>,
    /// In maintenance mode by now.
    pub is_in_maintenance: bool,
    /// What was found.
    pub checked: &'a Checked,
}

/// What the configuration says about closing requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    /// A recovered service closes the request that was opened for it.
    pub auto_close: bool,
    /// After this many good passes in a row; at least 1.
    pub recover_after: u32,
}

/// Whether the monitor itself can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// What failed, failed.
    Clear,
    /// The monitor is cut off: failures without an answer are not trusted.
    Blind,
}

/// What is known of the pass beyond the group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PassContext {
    /// When the pass began.
    pub began: Timestamp,
    /// Whether failures can be trusted.
    pub sight: Sight,
    /// Whether the pass is over everything, without a selector.
    pub is_full: bool,
    /// What the configuration says.
    pub policy: Policy,
}

/// What follows from one situation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ruling {
    /// What to remember.
    pub state: ServiceState,
    /// What to do about requests.
    pub effect: Option<Effect>,
    /// What is new in this pass.
    pub change: Option<Change>,
    /// How the service is to be shown to the public.
    pub publicity: Publicity,
    /// The failure was not trusted, because the monitor itself is cut off.
    pub is_blind: bool,
    /// Maintenance mode was switched on meanwhile: the check does not count.
    pub is_suspended: bool,
}

/// How a service is to be shown to the public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Publicity {
    /// As before: the check does not settle it.
    #[default]
    Unchanged,
    /// So.
    Shown(PublicStatus),
    /// What is wrong does not concern the public.
    NotConcerned,
}

/// What to do about requests.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Open one.
    Open(NewRequest),
    /// The warning became an outage: update the open request.
    Worsen {
        /// What is wrong now.
        description: String,
        /// What failed now.
        kind: FailureKind,
    },
    /// Close the open request as repaired.
    Close {
        /// Why.
        note: String,
    },
    /// Only note something on the open request.
    Note {
        /// What to note.
        note: String,
    },
}

/// What is new about a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// KO, and it was not before; or its request was closed and it still is.
    NewlyKo,
    /// It was only warned of before.
    Worse,
    /// It is good again.
    Recovered,
}

/// Whether it is the monitor that is cut off, rather than everything it watches:
/// at least five services on at least two equipments failed without an HTTP
/// answer, and nothing in the pass got one. `has_answers` says whether something
/// did; the certificate of a server is an answer as well, accepted or not, while a
/// reset or silence is none. Looks at all failures at once.
#[must_use]
pub(crate) fn sight(failures: &[(&Service, &Checked)], has_answers: bool) -> Sight {
    let mut unanswered = 0;
    let mut equipments = HashSet::new();
    for (service, checked) in failures {
        match &checked.reading {
            Reading::Probed(assessment) => match assessment.http {
                Some(HttpReading::Status(_)) => return Sight::Clear,
                Some(HttpReading::NoAnswer) => {
                    unanswered += 1;
                    equipments.insert(&service.id.equipment);
                }
                // A command may look at this machine alone, and proves nothing.
                None => {}
            },
            Reading::NotProbed(_) | Reading::Unlisted => {}
        }
    }
    let is_blind = unanswered >= BLIND_SERVICES && equipments.len() >= BLIND_EQUIPMENTS;
    if is_blind && !has_answers { Sight::Blind } else { Sight::Clear }
}

/// Decides on a group of services at once: one ruling each, in the same order.
#[must_use]
pub(crate) fn decide(
    situations: &[Situation<'_>],
    pass: &PassContext,
    now: Timestamp,
) -> Vec<Ruling> {
    situations
        .iter()
        .map(|situation| match &situation.checked.reading {
            Reading::NotProbed(reason) => not_counted(situation, reason, false),
            Reading::Unlisted => not_counted(situation, UNLISTED, false),
            Reading::Probed(assessment) => match &assessment.failure {
                None => match assessment.undecided().next() {
                    Some(reason) => not_counted(situation, reason, false),
                    None => good(situation, assessment, pass, now),
                },
                Some(_) if situation.is_in_maintenance => suspended(situation),
                Some(failure) if pass.sight == Sight::Blind => {
                    not_counted(situation, &failure.description, true)
                }
                Some(failure) => failed(situation, assessment, failure, pass, now),
            },
        })
        .collect()
}

/// The memory after a check that counts, before its condition is settled.
fn remembered(
    situation: &Situation<'_>,
    assessment: &Assessment,
    pass: &PassContext,
) -> ServiceState {
    let checked = situation.checked;
    ServiceState {
        last_http: assessment.http,
        http_status_ok: assessment.http_status_ok,
        last_check_at: Some(checked.at),
        last_pass_began: Some(pass.began),
        latency_ms: checked.latency_ms,
        retested: checked.retested,
        certificate_expires_at: checked
            .certificate_expires_at
            .or(situation.previous.certificate_expires_at),
        // An answer that cannot be read takes back nothing that was known.
        report: assessment.report.as_ref().unwrap_or(&situation.previous.report).clone(),
        ..situation.previous.clone()
    }
}

fn settle(state: &mut ServiceState, condition: Condition, at: Timestamp) {
    if state.condition != condition || state.condition_since.is_none() {
        state.condition = condition;
        state.condition_since = Some(at);
    }
}

fn good(
    situation: &Situation<'_>,
    assessment: &Assessment,
    pass: &PassContext,
    now: Timestamp,
) -> Ruling {
    let mut state = remembered(situation, assessment, pass);
    let was_declared = state.is_declared_ko;
    settle(&mut state, Condition::Ok, situation.checked.at);
    state.consecutive_fails = 0;
    state.consecutive_oks = state.consecutive_oks.saturating_add(1);
    state.detail.clone_from(&assessment.remark);
    state.failure = None;
    let has_recovered = state.consecutive_oks >= pass.policy.recover_after;
    if has_recovered {
        state.is_declared_ko = false;
    }
    let effect = situation
        .open_request
        .filter(|_| has_recovered)
        .and_then(|_| recovery_effect(assessment, &state, pass.policy, now));
    let publicity = if state.is_declared_ko {
        Publicity::Unchanged
    } else {
        Publicity::Shown(PublicStatus::Operational)
    };
    Ruling {
        change: (has_recovered && was_declared).then_some(Change::Recovered),
        publicity,
        ..ruling(state, effect)
    }
}

fn recovery_effect(
    assessment: &Assessment,
    state: &ServiceState,
    policy: Policy,
    now: Timestamp,
) -> Option<Effect> {
    let passes = match state.consecutive_oks {
        1 => String::new(),
        more => format!(" in {more} passes"),
    };
    let answer = match assessment.http.and_then(HttpReading::status) {
        Some(code) => format!("answers again with HTTP {code}{passes}"),
        None => format!("is OK again{passes}"),
    };
    if policy.auto_close {
        let note = format!("{answer}: closed automatically at {now:.0}");
        return Some(Effect::Close { note });
    }
    // Noted once for each recovery, not at every good pass that follows.
    (state.consecutive_oks == policy.recover_after)
        .then(|| Effect::Note { note: format!("{answer} since {now:.0}") })
}

fn failed(
    situation: &Situation<'_>,
    assessment: &Assessment,
    failure: &Failure,
    pass: &PassContext,
    now: Timestamp,
) -> Ruling {
    let mut state = remembered(situation, assessment, pass);
    let was_declared = state.is_declared_ko;
    state.consecutive_oks = 0;
    // Somebody who looks three times at one service has not waited three passes.
    if pass.is_full || situation.service.allowed_fails == 0 {
        state.consecutive_fails = state.consecutive_fails.saturating_add(1);
    }
    // A declared outage stays one, also when `allowed_fails` was raised meanwhile.
    state.is_declared_ko |= state.consecutive_fails > situation.service.allowed_fails;
    state.detail = Some(failure.description.clone());
    state.failure = Some((failure.kind, failure.class, failure.incident));
    let condition = if state.is_declared_ko { Condition::Ko } else { Condition::Suspect };
    settle(&mut state, condition, situation.checked.at);
    if !state.is_declared_ko {
        return ruling(state, None);
    }
    let (effect, change) = match situation.open_request {
        None => (
            Some(Effect::Open(new_request(situation.service, failure, now))),
            Some(Change::NewlyKo),
        ),
        Some(request) if is_worse(request, failure) => {
            let description = failure.description.clone();
            let effect = Effect::Worsen { description, kind: failure.kind };
            (Some(effect), Some(Change::Worse))
        }
        Some(_) => (None, (!was_declared).then_some(Change::NewlyKo)),
    };
    let publicity =
        PublicStatus::of(failure.incident).map_or(Publicity::NotConcerned, Publicity::Shown);
    Ruling { change, publicity, ..ruling(state, effect) }
}

fn is_worse(request: &Request, failure: &Failure) -> bool {
    request.failure_class == Some(FailureClass::Warning) && failure.class == FailureClass::Down
}

fn new_request(service: &Service, failure: &Failure, now: Timestamp) -> NewRequest {
    NewRequest {
        name: service.request_name(),
        description: failure.description.clone(),
        priority: service.priority,
        subject: Subject::Service(service.id.clone()),
        source: Source::Check,
        failure_kind: Some(failure.kind),
        failure_class: Some(failure.class),
        opened_at: now,
    }
}

/// A check that says nothing about the service: shown as unknown, nothing is
/// counted, and what was declared stays declared. The service stays due.
fn not_counted(situation: &Situation<'_>, reason: &str, is_blind: bool) -> Ruling {
    let checked = situation.checked;
    let mut state = ServiceState {
        last_check_at: Some(checked.at),
        detail: Some(reason.to_owned()),
        retested: checked.retested,
        latency_ms: None,
        ..situation.previous.clone()
    };
    if is_blind {
        state.last_http = Some(HttpReading::NoAnswer);
        state.http_status_ok = Some(false);
    }
    settle(&mut state, Condition::Unknown, checked.at);
    Ruling { is_blind, ..ruling(state, None) }
}

/// A failure under maintenance mode is what maintenance mode is for.
fn suspended(situation: &Situation<'_>) -> Ruling {
    Ruling { is_suspended: true, ..ruling(situation.previous.clone(), None) }
}

fn ruling(state: ServiceState, effect: Option<Effect>) -> Ruling {
    Ruling {
        state,
        effect,
        change: None,
        publicity: Publicity::Unchanged,
        is_blind: false,
        is_suspended: false,
    }
}

#[cfg(test)]
mod tests;
