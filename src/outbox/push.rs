//! One try at a push monitor: the receiver learns how something is by being
//! called, and knows that it is not when the calls stop.
//!
//! Source: the code of Uptime Kuma 1.23 and 2.

use std::time::Duration;

use url::Url;

use super::Sending;
use super::healthchecks::{self, is_healthchecks};
use super::schedule::{Arrival, Outcome};
use super::wire::{Call, failed, header, judged, network, shown};
use crate::domain::{
    Answer, Delivery, HttpRequest, JobNews, PushNews, Revealed, Secret, TlsSettings,
};

/// Such an answer is a line.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Where something is pushed.
#[derive(Debug, Clone, Copy)]
pub(super) struct PushTarget<'c> {
    /// Its URL holds the token.
    pub(super) url: &'c Secret,
    /// Whom to trust; `None`: the system's roots.
    pub(super) tls: Option<&'c TlsSettings>,
}

/// A push monitor whose URL is at hand.
pub(super) struct PushCaller<'a> {
    url: Revealed,
    tls: TlsSettings,
    sending: &'a Sending<'a>,
}

impl<'a> PushCaller<'a> {
    /// Reads the URL.
    ///
    /// # Errors
    ///
    /// What is missing, never a value.
    pub(super) fn prepare(
        target: PushTarget<'a>,
        sending: &'a Sending<'a>,
    ) -> Result<Self, String> {
        let url = sending.secrets.reveal(target.url).map_err(|error| error.to_string())?;
        Ok(Self { url, tls: target.tls.cloned().unwrap_or_default(), sending })
    }

    /// Makes one try within `timeout`. Whatever is wrong may be put right in
    /// the receiver: nothing is refused for good.
    pub(super) fn call(&self, delivery: &Delivery, timeout: Duration) -> Outcome {
        let Some(news) = delivery.content.payload.push() else {
            return Outcome::Refused("it pushes nothing".to_owned());
        };
        self.tell(news, timeout)
    }

    /// Tells the receiver the news, within `timeout`.
    pub(super) fn tell(&self, news: &PushNews, timeout: Duration) -> Outcome {
        let Some(url) = parsed(self.url.expose()) else {
            return failed("its push URL is not a valid http or https URL".to_owned());
        };
        if is_healthchecks(url.as_str()) {
            return self.try_call(&healthchecks::call(&url, news), timeout, |url, answer| {
                let objection = healthchecks::objection(answer.text().as_bytes());
                objection.map(|text| failed(format!("{} answered {text:?}", shown(url))))
            });
        }
        let Some(url) = address(url, news) else {
            return Outcome::Superseded("there is nothing to tell this receiver".to_owned());
        };
        self.try_call(&Call { url, body: None }, timeout, |url, answer| {
            // A proxy in front of it can answer 200 for a monitor that is not there.
            let status = answer.status;
            let no =
                || failed(format!("{} answered HTTP {status}, not {{\"ok\":true}}", shown(url)));
            (!is_taken(answer.text().as_bytes())).then(no)
        })
    }

    fn try_call(
        &self,
        call: &Call,
        timeout: Duration,
        objection: impl Fn(&Url, &Answer) -> Option<Outcome>,
    ) -> Outcome {
        let request = HttpRequest {
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            body: call.body.as_deref().map(str::as_bytes),
            timeout,
            body_limit: Some(LARGEST_ANSWER),
            ..HttpRequest::new(
                if call.body.is_some() { "POST" } else { "GET" },
                call.url.as_str(),
                &self.tls,
            )
        };
        let exchange = self.sending.exchanger.exchange(&request);
        let arrival = Arrival::of(&exchange);
        match exchange.result {
            Ok(answer) if (200..300).contains(&answer.status) => {
                objection(&call.url, &answer).unwrap_or(Outcome::Arrived)
            }
            Ok(answer) => self.judge(&call.url, &answer),
            Err(failure) => network(&call.url, &failure, arrival),
        }
    }

    /// What an answer means that is no success.
    fn judge(&self, url: &Url, answer: &Answer) -> Outcome {
        let host = shown(url);
        if let Some(place) = header(answer, "location").filter(|_| answer.status < 400) {
            let to = url.join(place).map(|to| shown(&to)).unwrap_or_default();
            return failed(format!("{host} answered HTTP {} and redirects to {to}", answer.status));
        }
        if answer.status == 404 {
            return failed(format!(
                "{host} answered HTTP 404: no such push monitor, or not active"
            ));
        }
        match judged(url, answer, self.sending.clock.now()) {
            Outcome::Refused(reason) => failed(reason),
            other => other,
        }
    }
}

fn parsed(url: &str) -> Option<Url> {
    let mut url = Url::parse(url.trim()).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The URL with its own parameters replaced: it is copied with them. `None` for
/// what Uptime Kuma does not know: the start of a job, and a failure that is as
/// if the job had not run.
fn address(mut url: Url, news: &PushNews) -> Option<Url> {
    if matches!(news.job, Some(JobNews::Started { .. } | JobNews::Ended { is_silent: true, .. })) {
        return None;
    }
    let ping = news.ping_ms.map(|ping| ping.to_string()).unwrap_or_default();
    url.set_query(None);
    url.query_pairs_mut()
        .append_pair("status", news.status.as_str())
        .append_pair("msg", &news.message)
        .append_pair("ping", &ping);
    Some(url)
}

/// Whether the answer says that the push was taken.
fn is_taken(body: &[u8]) -> bool {
    let document: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    document.is_some_and(|document| document.get("ok") == Some(&serde_json::Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PushStatus;

    #[test]
    fn parameters_are_replaced_not_appended() {
        let news = |ping_ms| PushNews {
            status: PushStatus::Up,
            message: "OK & well".to_owned(),
            ping_ms,
            job: None,
        };
        for (url, ping, expected) in [
            (
                "https://kuma.example/api/push/abc?status=up&msg=OK&ping=",
                Some(12),
                "https://kuma.example/api/push/abc?status=up&msg=OK+%26+well&ping=12",
            ),
            (
                " http://kuma.example:3001/api/push/abc#x\n",
                None,
                "http://kuma.example:3001/api/push/abc?status=up&msg=OK+%26+well&ping=",
            ),
        ] {
            assert_eq!(address(parsed(url).unwrap(), &news(ping)).unwrap().as_str(), expected);
        }
        assert_eq!(parsed("s3cret"), None);
    }

    #[test]
    fn only_an_answer_in_json_counts() {
        for (body, expected) in [
            (r#"{"ok":true}"#, true),
            (r#"{"ok":true,"msg":"x"}"#, true),
            (r#"{"ok":false,"msg":"Monitor not found or not active."}"#, false),
            (r#"{"ok":"true"}"#, false),
            ("OK", false),
            ("<!DOCTYPE html>", false),
        ] {
            assert_eq!(is_taken(body.as_bytes()), expected, "{body}");
        }
    }
}
