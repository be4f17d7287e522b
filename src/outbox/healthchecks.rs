//! What healthchecks is told, beyond what a push monitor of Kuma's is: that a
//! job began, how it ended, and what it printed last. Pure.
//!
//! Source: the pinging API of healthchecks.

use url::Url;

use super::wire::Call;
use crate::domain::{JobNews, PushNews, PushStatus};

/// Whether a push URL is one of healthchecks.
#[must_use]
pub(crate) fn is_healthchecks(url: &str) -> bool {
    let url = Url::parse(url.trim()).ok();
    url.is_some_and(|url| url.path().contains("/ping/") || url.host_str() == Some("hc-ping.com"))
}

/// The call that tells it the news.
pub(super) fn call(url: &Url, news: &PushNews) -> Call {
    let (end, run_id, body) = match (&news.job, news.status) {
        (Some(JobNews::Started { run_id }), _) => ("/start".to_owned(), Some(run_id), None),
        (Some(JobNews::Ended { run_id, exit_code, output, .. }), _) => {
            (format!("/{exit_code}"), Some(run_id), Some(output.clone()))
        }
        (None, PushStatus::Up) => {
            // That all is well is what the call itself says.
            let message = Some(news.message.clone()).filter(|message| message != "OK");
            (String::new(), None, message)
        }
        (None, PushStatus::Down) => ("/fail".to_owned(), None, Some(news.message.clone())),
    };
    let mut url = url.clone();
    let path = format!("{}{end}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    if let Some(run_id) = run_id {
        url.query_pairs_mut().append_pair("rid", run_id);
    }
    Call { url, body }
}

/// Why an answer that looks like a success is none: some releases say so.
pub(super) fn objection(body: &[u8]) -> Option<&'static str> {
    match body.trim_ascii() {
        b"OK (not found)" => Some("OK (not found)"),
        b"OK (rate limited)" => Some("OK (rate limited)"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, status: PushStatus, job: Option<JobNews>) -> (String, Option<String>) {
        let news = PushNews { status, message: "full".to_owned(), ping_ms: Some(17), job };
        let call = call(&Url::parse(url).unwrap(), &news);
        (call.url.to_string(), call.body)
    }

    #[test]
    fn it_hears_of_the_start_and_the_end_and_the_output() {
        let run_id = "r-1".to_owned();
        let ended = |exit_code| {
            let (run_id, output) = (run_id.clone(), "the end".to_owned());
            Some(JobNews::Ended { run_id, exit_code, output, is_silent: true })
        };
        let started = Some(JobNews::Started { run_id: run_id.clone() });
        let cases = [
            (PushStatus::Up, started, "/start?create=1&rid=r-1", None),
            (PushStatus::Up, ended(0), "/0?create=1&rid=r-1", Some("the end")),
            (PushStatus::Down, ended(143), "/143?create=1&rid=r-1", Some("the end")),
            (PushStatus::Up, None, "?create=1", Some("full")),
            (PushStatus::Down, None, "/fail?create=1", Some("full")),
        ];
        for (status, job, end, body) in cases {
            let expected = format!("https://hc.example/ping/uuid{end}");
            let found = told("https://hc.example/ping/uuid/?create=1", status, job);
            assert_eq!(found, (expected, body.map(ToOwned::to_owned)));
        }
    }

    #[test]
    fn its_url_is_known_by_its_path() {
        for (url, expected) in [
            ("https://hc.example/ping/uuid\n", true),
            ("https://hc.example/hc/ping/key/slug", true),
            ("https://hc-ping.com/uuid", true),
            ("https://kuma.example/api/push/token?x=/ping/", false),
            ("https://kuma.example/pinging/token", false),
            ("nonsense", false),
        ] {
            assert_eq!(is_healthchecks(url), expected, "{url}");
        }
    }

    #[test]
    fn a_yes_can_be_a_no() {
        assert_eq!(objection(b"OK (not found)\n"), Some("OK (not found)"));
        assert_eq!(objection(b"OK"), None);
    }
}
