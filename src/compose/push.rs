//! What push monitors are told of services, heartbeats and their jobs. Pure.

use crate::domain::{
    DeliveryKind, Event, Heartbeat, JobNews, NewDelivery, Payload, PushNews, PushStatus, Service,
    Subject,
};

/// A push is a line in somebody's list.
const LONGEST_MESSAGE: usize = 200;

/// How something is.
#[must_use]
pub(crate) fn news(status: PushStatus, message: &str, ping_ms: Option<u64>) -> PushNews {
    PushNews { status, message: cut(message), ping_ms, job: None }
}

/// That everything is well.
#[must_use]
pub(crate) fn all_is_well() -> PushNews {
    news(PushStatus::Up, "OK", None)
}

/// That a job began.
#[must_use]
pub(crate) fn start(run_id: String) -> PushNews {
    let job = Some(JobNews::Started { run_id });
    PushNews { job, ..news(PushStatus::Up, "", None) }
}

/// That a job ended, which also says how its heartbeat is.
#[must_use]
pub(crate) fn end(news: PushNews, ended: JobNews) -> PushNews {
    PushNews { job: Some(ended), ..news }
}

/// The delivery with news of a service; none where it has no push monitor.
#[must_use]
pub(crate) fn of_service(service: &Service, news: PushNews) -> Option<NewDelivery> {
    service.push_url.as_ref()?;
    let subject = Subject::Service(service.id.clone());
    Some(delivery(subject, Event::ServicePushed, news))
}

/// The delivery with news of a heartbeat; none where they are not passed on.
#[must_use]
pub(crate) fn of_heartbeat(heartbeat: &Heartbeat, news: PushNews) -> Option<NewDelivery> {
    heartbeat.passed_on_to()?;
    let event = match (&news.job, news.status) {
        (Some(JobNews::Started { .. }), _) => Event::HeartbeatStarted,
        (_, PushStatus::Up) => Event::HeartbeatUp,
        (_, PushStatus::Down) => Event::HeartbeatDown,
    };
    Some(delivery(Subject::Heartbeat(heartbeat.name.clone()), event, news))
}

fn delivery(subject: Subject, event: Event, news: PushNews) -> NewDelivery {
    NewDelivery {
        destination: subject.to_string(),
        kind: DeliveryKind::Push,
        event,
        subject,
        request_id: None,
        payload: Payload::Push(news),
    }
}

fn cut(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Secret;
    use crate::domain::heartbeat::testing::hourly;

    #[test]
    fn the_event_follows_from_the_news() {
        let mut heartbeat = hourly();
        assert_eq!(of_heartbeat(&heartbeat, all_is_well()), None, "it is not passed on");
        heartbeat.push_url = Some(Secret::Literal("https://kuma.example/api/push/x".to_owned()));
        let down = news(PushStatus::Down, "disk full", None);
        let (run_id, output) = ("r".to_owned(), String::new());
        let ended = JobNews::Ended { run_id, exit_code: 1, output, is_silent: false };
        for (news, expected) in [
            (all_is_well(), Event::HeartbeatUp),
            (down.clone(), Event::HeartbeatDown),
            (start("r".to_owned()), Event::HeartbeatStarted),
            (end(all_is_well(), ended.clone()), Event::HeartbeatUp),
            (end(down, ended), Event::HeartbeatDown),
        ] {
            let delivery = of_heartbeat(&heartbeat, news.clone()).unwrap();
            assert_eq!(delivery.event, expected, "{news:?}");
            assert_eq!(delivery.destination, heartbeat.name.as_str());
        }
        heartbeat.enabled = false;
        assert_eq!(of_heartbeat(&heartbeat, all_is_well()), None, "it is not watched");
    }

    #[test]
    fn a_message_is_cut_between_characters() {
        assert_eq!(news(PushStatus::Up, &"é".repeat(300), None).message, "é".repeat(200));
    }
}
