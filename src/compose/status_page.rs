//! What a status page is told. Pure.

use std::time::Duration;

use jiff::Timestamp;

use super::public;
use crate::compose::webhook::{Variables, named, service_variables};
use crate::config::Config;
use crate::domain::{
    Action, DeliveryKind, Event, FailureClass, LatencyNews, LatencyUnit, NewDelivery, PageNews,
    Payload, Priority, PublicStatus, Service, StatusNews, StatusPageSettings, Subject,
};

/// What the one status page is called among the destinations.
pub(crate) const DESTINATION: &str = "cachet";
/// Cachet keeps no longer title.
const LONGEST_TITLE: usize = 255;

/// A service or a heartbeat, and what is known of it when its status changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// What it is.
    pub subject: &'a Subject,
    /// The service, where it is one.
    pub service: Option<&'a Service>,
    /// What it has to do with the status page.
    pub settings: &'a StatusPageSettings,
    /// The open request about it.
    pub request_id: Option<i64>,
    /// What kind of failure it is, in words for the public; empty when nothing is wrong.
    pub wrong: &'a str,
    /// How much that matters.
    pub class: Option<FailureClass>,
}

/// Tells that something is to be shown so.
#[must_use]
pub(crate) fn status(config: &Config, shown: &Shown<'_>, status: PublicStatus) -> NewDelivery {
    let Shown { subject, settings, request_id, wrong, class, .. } = *shown;
    let is_wrong = !status.is_operational();
    let title = public::title(&config.messages, !is_wrong, class);
    let title = title.render(&variables(shown));
    let is_told_why = is_wrong && !wrong.is_empty();
    let message = if is_told_why { wrong.to_owned() } else { title.clone() };
    let news = StatusNews {
        status,
        title: title.chars().take(LONGEST_TITLE).collect(),
        message,
        component_id: settings.component_id,
        updates_component: settings.actions.contains(&Action::UpdateStatus),
        opens_incident: settings.opens_incidents(),
        is_public: settings.public_incidents,
    };
    of_status(subject, request_id, news)
}

/// The names that a title may use; {message} and {description} are the kind of failure here.
fn variables(shown: &Shown<'_>) -> Variables {
    let name = shown.subject.name();
    let equipment = shown.subject.equipment();
    let priority = shown.service.map_or(Priority::Normal, |service| service.priority);
    let mut variables = named([
        ("id", shown.request_id.map(|id| id.to_string()).unwrap_or_default()),
        ("name", name.to_string()),
        ("equipment", equipment.map(ToString::to_string).unwrap_or_default()),
        ("service", shown.service.map(|_| name.to_string()).unwrap_or_default()),
        ("description", shown.wrong.to_owned()),
        ("message", shown.wrong.to_owned()),
        ("priority", priority.as_str().to_owned()),
        ("event", Event::StatusChanged.as_str().to_owned()),
    ]);
    variables.extend(shown.service.map(service_variables).unwrap_or_default());
    variables
}

/// The delivery with these news.
#[must_use]
pub(crate) fn of_status(
    subject: &Subject,
    request_id: Option<i64>,
    news: StatusNews,
) -> NewDelivery {
    delivery(subject, Event::StatusChanged, request_id, PageNews::Status(news))
}

/// Tells how long a service took to answer.
#[must_use]
pub(crate) fn latency(
    service: &Service,
    metric_id: u64,
    unit: LatencyUnit,
    latency_ms: u64,
    at: Timestamp,
) -> NewDelivery {
    let value = unit.of(Duration::from_millis(latency_ms));
    let news = LatencyNews { metric_id, value, timestamp: at.as_second() };
    let subject = Subject::Service(service.id.clone());
    delivery(&subject, Event::LatencyMeasured, None, PageNews::Latency(news))
}

fn delivery(
    subject: &Subject,
    event: Event,
    request_id: Option<i64>,
    news: PageNews,
) -> NewDelivery {
    NewDelivery {
        destination: DESTINATION.to_owned(),
        kind: DeliveryKind::Cachet,
        event,
        subject: subject.clone(),
        request_id,
        payload: Payload::Page(news),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::testing::{at, config, service};
    use crate::text::Template;

    fn told(wrong: &str, class: FailureClass, public: PublicStatus) -> StatusNews {
        let mut config = config(Vec::new());
        config.messages.incident_outage =
            Template::parse("{name} on {equipment} ({component_id}): {message}").unwrap();
        let settings = StatusPageSettings {
            actions: [Action::CreateIncident].into(),
            component_id: Some(7),
            metric_id: None,
            latency_unit: LatencyUnit::Seconds,
            public_incidents: false,
        };
        let mut service = service();
        service.status_page = Some(settings.clone().into());
        let subject = Subject::Service(service.id.clone());
        let shown = Shown {
            subject: &subject,
            service: Some(&service),
            settings: &settings,
            request_id: Some(3),
            wrong,
            class: Some(class),
        };
        let delivery = status(&config, &shown, public);
        assert_eq!(
            (delivery.subject.to_string().as_str(), delivery.request_id),
            ("web-1/my shop", Some(3))
        );
        match delivery.payload {
            Payload::Page(PageNews::Status(news)) => news,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_title_follows_the_status_and_the_message_says_why() {
        let down = told("HTTP 503", FailureClass::Down, PublicStatus::Partial);
        assert_eq!(down.title, "my shop on web-1 (7): HTTP 503");
        assert_eq!(down.message, "HTTP 503");
        assert!(down.opens_incident && !down.updates_component && !down.is_public);
        let slow = told("slow answer", FailureClass::Warning, PublicStatus::Performance);
        assert_eq!(slow.title, "my shop has degraded performance");
        let late = told("no answer in time", FailureClass::Down, PublicStatus::Performance);
        assert_eq!(late.title, "my shop on web-1 (7): no answer in time");
        let well = told("", FailureClass::Down, PublicStatus::Operational);
        assert_eq!(
            (well.title.as_str(), well.message.as_str()),
            ("my shop is operational", "my shop is operational")
        );
    }

    #[test]
    fn a_title_is_cut_to_what_cachet_keeps() {
        assert_eq!(
            told(&"é".repeat(400), FailureClass::Down, PublicStatus::Major).title.chars().count(),
            255
        );
    }

    #[test]
    fn a_latency_has_its_own_time() {
        let now = at("2026-06-01T12:00:00.9Z");
        let delivery = latency(&service(), 4, LatencyUnit::Milliseconds, 120, now);
        let news = LatencyNews { metric_id: 4, value: 120.0, timestamp: 1_780_315_200 };
        assert_eq!(delivery.payload.page(), Some(&PageNews::Latency(news)));
    }
}
