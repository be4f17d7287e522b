//! One try at a push monitor: the receiver learns how something is by being
//! called, and knows that it is not when the calls stop.
//!
//! Source: the code of Uptime Kuma 1.23 and 2.

use std::time::Duration;

use url::Url;

use super::Sending;
use super::schedule::Outcome;
use super::wire::{failed, header, judged, network, shown};
use crate::domain::{
    Answer, Delivery, HttpRequest, IpVersion, PushNews, Revealed, Secret, TlsSettings,
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
        let Some(news) = &delivery.content.payload.push else {
            return Outcome::Refused("it pushes nothing".to_owned());
        };
        let Some(url) = address(self.url.expose(), news) else {
            return failed("its push URL is not a valid http or https URL".to_owned());
        };
        let request = HttpRequest {
            // Uptime Kuma 1 takes no other.
            method: "GET",
            url: url.as_str(),
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            body: None,
            timeout,
            tls: &self.tls,
            follow_redirects: 0,
            may_change_host: false,
            resolve: None,
            ip_version: IpVersion::Any,
            body_limit: Some(LARGEST_ANSWER),
        };
        match self.sending.exchanger.exchange(&request).result {
            Ok(answer) => self.judge(&url, &answer),
            Err(failure) => network(&url, &failure),
        }
    }

    fn judge(&self, url: &Url, answer: &Answer) -> Outcome {
        let host = shown(url);
        if (200..300).contains(&answer.status) {
            // A proxy in front of it can answer 200 for a monitor that is not there.
            return if is_taken(&answer.body.bytes) {
                Outcome::Arrived
            } else {
                failed(format!("{host} answered HTTP {}, not {{\"ok\":true}}", answer.status))
            };
        }
        if let Some(place) = header(answer, "location").filter(|_| answer.status < 400) {
            let to = url.join(place).map(|to| shown(&to)).unwrap_or_default();
            return failed(format!("{host} answered HTTP {} and redirects to {to}", answer.status));
        }
        match judged(url, answer, self.sending.clock.now()) {
            Outcome::Refused(reason) => {
                failed(format!("{reason}: no such push monitor, or not active"))
            }
            other => other,
        }
    }
}

/// The URL with its own parameters replaced: it is copied with them.
fn address(url: &str, news: &PushNews) -> Option<Url> {
    let mut url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    let ping = news.ping_ms.map(|ping| ping.to_string()).unwrap_or_default();
    url.set_fragment(None);
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
        let news =
            |ping_ms| PushNews { status: PushStatus::Up, message: "OK & well".to_owned(), ping_ms };
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
            assert_eq!(address(url, &news(ping)).unwrap().as_str(), expected);
        }
        assert_eq!(address("s3cret", &news(None)), None);
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
