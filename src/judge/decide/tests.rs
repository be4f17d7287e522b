//! Days replayed as strings: one character a pass.

use std::sync::Arc;

use super::*;
use crate::domain::{ClosedBy, HttpReading, Incident, MaintenanceType, Name, ServiceId, Stage};

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn service_on(equipment: &str, allowed_fails: u32) -> Service {
    Service {
        allowed_fails,
        ..Service::plain(
            ServiceId::new(Name::parse(equipment).unwrap(), Name::parse("shop").unwrap()),
            Some(Arc::from("https://shop.example.com/")),
        )
    }
}

fn checked(code: i32, class: Option<FailureClass>) -> Checked {
    let failure = class.map(|class| Failure {
        kind: if code < 0 { FailureKind::Network } else { FailureKind::Status },
        class,
        incident: Incident::Partial,
        description: if code < 0 {
            "connection refused".to_owned()
        } else {
            format!("HTTP {code}")
        },
    });
    let assessment = Assessment {
        http_status_ok: Some(code == 200),
        http: Some(u16::try_from(code).map_or(HttpReading::NoAnswer, HttpReading::Status)),
        expectations: Vec::new(),
        failure,
        remark: None,
        report: None,
        listing: None,
    };
    Checked {
        at: now(),
        retested: false,
        latency_ms: None,
        certificate_expires_at: None,
        reading: Reading::Probed(assessment),
    }
}

/// What a character of a replayed day stands for.
fn reading(character: char) -> Checked {
    match character {
        '.' => checked(200, None),
        'x' => checked(503, Some(FailureClass::Down)),
        'w' => checked(200, Some(FailureClass::Warning)),
        '?' => Checked {
            reading: Reading::NotProbed("the environment variable X is not set".to_owned()),
            ..checked(200, None)
        },
        other => panic!("{other:?} is no pass"),
    }
}

fn recorded(id: i64, new: &NewRequest) -> Request {
    Request {
        id,
        name: new.name.clone(),
        description: new.description.clone(),
        priority: new.priority,
        maintenance_type: MaintenanceType::Corrective,
        stage: Stage::New,
        subject: new.subject.clone(),
        source: new.source,
        failure_kind: new.failure_kind,
        failure_class: new.failure_class,
        opened_at: new.opened_at,
        closed_at: None,
        closed_by: None::<ClosedBy>,
        note: None,
    }
}

struct Replay {
    allowed_fails: u32,
    is_full: bool,
    policy: Policy,
    state: ServiceState,
    open: Option<Request>,
}

impl Replay {
    fn new(allowed_fails: u32, recover_after: u32) -> Self {
        Self {
            allowed_fails,
            is_full: true,
            policy: Policy { auto_close: true, recover_after },
            state: ServiceState::unknown(),
            open: None,
        }
    }

    /// D down, W worse, U up, n noted, - nothing.
    fn play(&mut self, passes: &str) -> String {
        passes.chars().map(|character| self.pass(character)).collect()
    }

    fn pass(&mut self, character: char) -> char {
        let service = service_on("web-1", self.allowed_fails);
        let checked = reading(character);
        let situation = Situation {
            service: &service,
            previous: &self.state,
            open_request: self.open.as_ref(),
            is_in_maintenance: false,
            checked: &checked,
        };
        let context = PassContext {
            began: now(),
            sight: Sight::Clear,
            is_full: self.is_full,
            policy: self.policy,
        };
        let ruling = decide(&[situation], &context, now()).remove(0);
        self.state = ruling.state;
        match ruling.effect {
            None => '-',
            Some(Effect::Open(new)) => {
                assert!(self.open.is_none(), "a second request");
                self.open = Some(recorded(1, &new));
                'D'
            }
            Some(Effect::Worsen { .. }) => {
                self.open.as_mut().unwrap().failure_class = Some(FailureClass::Down);
                'W'
            }
            Some(Effect::Close { .. }) => {
                self.open = None;
                'U'
            }
            Some(Effect::Note { .. }) => 'n',
        }
    }
}

#[test]
fn days_come_out_as_they_should() {
    // allowed_fails, recover_after, passes, what follows
    let cases = [
        (1, 2, ".x.xx..", "----D-U"),
        (0, 1, ".x.xx..", "-DUD-U-"),
        (0, 1, "xxxxx", "D----"),
        (2, 1, "xx.xx.xxx", "--------D"),
        (0, 3, "x..x...", "D-----U"),
        (0, 1, "w.wwx.", "DUD-WU"),
        (0, 1, "xw", "D-"),
        (1, 1, "x?x", "--D"),
        (0, 1, "x??.", "D--U"),
    ];
    for (allowed, recover, passes, expected) in cases {
        assert_eq!(Replay::new(allowed, recover).play(passes), expected, "{passes}");
    }
}

#[test]
fn raising_the_threshold_during_an_outage_takes_nothing_back() {
    let mut day = Replay::new(0, 1);
    assert_eq!(day.play("x"), "D");
    day.allowed_fails = 5;
    assert_eq!(day.play("x"), "-");
    assert_eq!(day.state.condition, Condition::Ko);
}

#[test]
fn a_request_closed_by_hand_is_opened_again_by_the_next_failure() {
    let mut day = Replay::new(0, 1);
    assert_eq!(day.play("x"), "D");
    day.open = None;
    assert_eq!(day.play("x"), "D");
}

#[test]
fn without_auto_close_a_recovery_is_noted_once() {
    let mut day = Replay::new(0, 2);
    day.policy.auto_close = false;
    assert_eq!(day.play("x...x..."), "D-n---n-");
}

#[test]
fn only_full_passes_count_towards_allowed_fails() {
    let mut day = Replay::new(2, 1);
    day.is_full = false;
    assert_eq!(day.play("xxxx"), "----");
    assert_eq!((day.state.condition, day.state.consecutive_fails), (Condition::Suspect, 0));
    day.is_full = true;
    assert_eq!(day.play("xxx"), "--D");
    // What is declared stays so, and what needs no count is declared at once.
    day.is_full = false;
    assert_eq!(day.play("x.x"), "-U-");
    let mut strict = Replay { is_full: false, ..Replay::new(0, 1) };
    assert_eq!(strict.play("x.x"), "DUD");
}

#[test]
fn a_suppressed_failure_is_suspect_and_keeps_counting() {
    let mut day = Replay::new(2, 1);
    day.play("xx");
    assert_eq!((day.state.condition, day.state.consecutive_fails), (Condition::Suspect, 2));
    day.play("?");
    assert_eq!((day.state.condition, day.state.consecutive_fails), (Condition::Unknown, 2));
    assert_eq!(day.play("x"), "D");
}

fn rule(group: &[(&Service, Checked)], has_answers: bool, is_in_maintenance: bool) -> Vec<Ruling> {
    let previous = ServiceState::unknown();
    let situations: Vec<Situation<'_>> = group
        .iter()
        .map(|(service, checked)| Situation {
            service,
            previous: &previous,
            open_request: None,
            is_in_maintenance,
            checked,
        })
        .collect();
    let policy = Policy { auto_close: true, recover_after: 1 };
    let failures: Vec<_> = group.iter().map(|(service, checked)| (*service, checked)).collect();
    let sight = sight(&failures, has_answers);
    decide(&situations, &PassContext { began: now(), sight, is_full: true, policy }, now())
}

#[test]
fn five_unanswered_on_two_equipments_and_nothing_else_is_blindness() {
    let (one, two) = (service_on("web-1", 0), service_on("web-2", 0));
    let dead = || checked(-1, Some(FailureClass::Down));
    let group = |last: Checked| {
        vec![(&one, dead()), (&one, dead()), (&two, dead()), (&two, dead()), (&two, last)]
    };
    let blind = rule(&group(dead()), false, false);
    assert!(blind.iter().all(|ruling| ruling.is_blind && ruling.effect.is_none()));
    assert!(blind.iter().all(|ruling| ruling.state.condition == Condition::Unknown));
    assert!(blind.iter().all(|ruling| ruling.state.consecutive_fails == 0));

    let opened =
        |rulings: Vec<Ruling>| rulings.iter().filter(|ruling| ruling.effect.is_some()).count();
    // One HTTP answer, in this group or before it, and everything is trusted.
    assert_eq!(opened(rule(&group(checked(500, Some(FailureClass::Down))), false, false)), 5);
    assert_eq!(opened(rule(&group(dead()), true, false)), 5);
    // Four services, or one equipment, are too few to tell.
    assert_eq!(opened(rule(&group(dead())[..4], false, false)), 4);
    let alone: Vec<_> = (0..6).map(|_| (&one, dead())).collect();
    assert_eq!(opened(rule(&alone, false, false)), 6);
}

#[test]
fn maintenance_switched_on_meanwhile_opens_nothing_and_counts_nothing() {
    let one = service_on("web-1", 0);
    let rulings = rule(&[(&one, checked(503, Some(FailureClass::Down)))], true, true);
    assert!(rulings[0].is_suspended);
    assert_eq!(rulings[0].state, ServiceState::unknown());
    assert_eq!(rulings[0].effect, None);
}

#[test]
fn news_are_told_once() {
    let mut told = String::new();
    let mut day = Replay::new(0, 1);
    for character in ".xx.".chars() {
        let service = service_on("web-1", 0);
        let checked = reading(character);
        let situation = Situation {
            service: &service,
            previous: &day.state,
            open_request: day.open.as_ref(),
            is_in_maintenance: false,
            checked: &checked,
        };
        let context =
            PassContext { began: now(), sight: Sight::Clear, is_full: true, policy: day.policy };
        told.push(match decide(&[situation], &context, now()).remove(0).change {
            None => '-',
            Some(Change::NewlyKo) => 'K',
            Some(Change::Worse) => 'W',
            Some(Change::Recovered) => 'R',
        });
        day.pass(character);
    }
    assert_eq!(told, "-K-R");
}
