//! What a server observer answers: the state of a Dolibarr instance, or why
//! there is none to tell.
//!
//! Sources: the modules serverobserver and webobserver for Dolibarr.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Deserialize;

use super::dolibarr::Told;
use super::lenient::Object;
use crate::domain::{Answer, Report};

/// The server refuses a time that is further from its own.
const MOST_SECONDS_OFF: i64 = 180;
/// As much of a text from outside as a message should quote.
const LONGEST_QUOTE: usize = 100;

/// Reads what was answered at `now`.
///
/// # Errors
///
/// Why the instance is not online: everything comes with HTTP status 200.
pub(super) fn read(answer: &Answer, now: Timestamp) -> Result<Report, String> {
    if let Some(objection) = answer.body.objection() {
        return Err(objection);
    }
    let text = answer.text();
    // PHP may have had something to say before.
    let start = text.find('{').ok_or_else(|| refusal(&text, answer, now))?;
    let Object(told) = document::<Object<Told>>(text.get(start..).unwrap_or_default(), answer)?;
    match told.filter(Told::is_known) {
        Some(told) => Ok(told.report()),
        None => Err("the monitoring API's answer is not a server observer's".to_owned()),
    }
}

/// The JSON document that `text` begins with; what follows does not count.
///
/// # Errors
///
/// That there is none, or that it was too long to be read whole.
pub(super) fn document<'de, T: Deserialize<'de>>(
    text: &'de str,
    answer: &Answer,
) -> Result<T, String> {
    let first = serde_json::Deserializer::from_str(text).into_iter::<T>().next();
    match first {
        Some(Ok(document)) => Ok(document),
        _ if answer.body.is_cut => Err("the monitoring API's answer is too long".to_owned()),
        _ => Err("the monitoring API's answer is not JSON".to_owned()),
    }
}

/// An error of the API, which is plain text.
pub(super) fn refusal(text: &str, answer: &Answer, now: Timestamp) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.is_empty() {
        return "the monitoring API's answer is empty".to_owned();
    }
    let quoted: String = line.chars().take(LONGEST_QUOTE).collect();
    let hint = if line.starts_with("Invalid hash") { reason(answer, now) } else { String::new() };
    format!("the monitoring API answered {quoted:?}{hint}")
}

/// Why a hash may have been refused. The clocks are compared where the server
/// tells its own.
fn reason(answer: &Answer, now: Timestamp) -> String {
    let date = answer.headers.iter().find(|(name, _)| name == "date");
    let server = date.and_then(|(_, value)| rfc2822::parse(value).ok());
    let Some(server) = server else {
        return format!(
            ": the token is wrong, or the clocks differ by more than {MOST_SECONDS_OFF} s"
        );
    };
    let ahead = now.as_second() - server.timestamp().as_second();
    if ahead.abs() <= MOST_SECONDS_OFF {
        return ": the clocks agree, so the token is likely wrong".to_owned();
    }
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    format!(
        ": likely because this machine's clock is {} s {side} the server's; \
         at most {MOST_SECONDS_OFF} s are allowed",
        ahead.abs()
    )
}

#[cfg(test)]
mod tests {
    use super::super::expectation::samples::answer;
    use super::*;

    const MEBIBYTE: u64 = 1024 * 1024;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn read_text(body: &str) -> Result<Report, String> {
        read(&answer(200, body), at("2026-01-01T00:00:00Z"))
    }

    #[test]
    fn sizes_are_bytes_but_in_the_oldest_generation() {
        let disk = |head: &str| {
            let body = format!("{{{head}\"dolibarr\": {{\"data\": {{\"size\": 3}}}}}}");
            read_text(&body).unwrap().disk.used_bytes
        };
        assert_eq!(disk(r#""apiname": "serverobserver", "apiversion": "1.0","#), Some(3));
        assert_eq!(disk(r#""apiversion": "1.0", "server_info": {},"#), Some(3 * MEBIBYTE));
        assert_eq!(disk(r#""apiname": "serverobserver", "server_info": {},"#), Some(3));
        assert_eq!(disk(r#""apiversion": "2.0","#), Some(3));
    }

    #[test]
    fn a_refused_hash_is_explained_by_the_clocks() {
        let refused = |headers: &[(&str, &str)]| {
            let mut answer = answer(200, "Invalid hash");
            let owned = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            answer.headers = owned.collect();
            read(&answer, at("2026-01-01T00:00:00Z")).unwrap_err()
        };
        let cases: [(&[(&str, &str)], &str); 4] = [
            (&[], "the token is wrong, or the clocks differ by more than 180 s"),
            (
                &[("date", "Wed, 31 Dec 2025 23:57:00 GMT")],
                "the clocks agree, so the token is likely wrong",
            ),
            (
                &[("date", "Wed, 31 Dec 2025 23:56:59 GMT")],
                "likely because this machine's clock is 181 s ahead of the server's; at most 180 s are allowed",
            ),
            (
                &[("date", "Thu, 01 Jan 2026 01:00:00 GMT")],
                "likely because this machine's clock is 3600 s behind the server's; at most 180 s are allowed",
            ),
        ];
        for (headers, hint) in cases {
            let expected = format!("the monitoring API answered \"Invalid hash\": {hint}");
            assert_eq!(refused(headers), expected);
        }
    }

    #[test]
    fn what_is_no_state_of_an_instance_is_said() {
        let cases = [
            ("", "the monitoring API's answer is empty"),
            ("  \n", "the monitoring API's answer is empty"),
            ("Missing parameter", "the monitoring API answered \"Missing parameter\""),
            ("<html>{x", "the monitoring API's answer is not JSON"),
            ("{}", "the monitoring API's answer is not a server observer's"),
            ("{\"ok\": 0}", "the monitoring API's answer is not a server observer's"),
        ];
        for (body, reason) in cases {
            assert_eq!(read_text(body), Err(reason.to_owned()), "{body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_answer_makes_it_panic(body in ".*") {
            let _ = read_text(&body);
            let _ = read_text(&format!("{{\"dolibarr\": {body}}}"));
        }
    }
}
