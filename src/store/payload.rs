//! What a delivery sends, as a JSON object that says by its `type` what it is.

use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::domain::{
    JobNews, LatencyNews, PageNews, Payload, PublicStatus, PushNews, PushStatus, StatusNews,
    WebhookCall,
};

/// The text of a payload in the database.
pub(super) fn write(payload: &Payload) -> serde_json::Result<String> {
    serde_json::to_string(&Stored::from(payload.clone()))
}

/// The payload of a text in the database; `None` for one that this version does not write.
pub(super) fn read(text: &str) -> Option<Payload> {
    serde_json::from_str::<Stored>(text).ok().map(Payload::from)
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Stored {
    Call {
        body: Option<String>,
        parameters: Vec<(String, String)>,
        variables: Vec<(String, String)>,
    },
    Status {
        #[serde(with = "public_status")]
        status: PublicStatus,
        title: String,
        message: String,
        component_id: Option<u64>,
        updates_component: bool,
        opens_incident: bool,
        is_public: bool,
    },
    Latency {
        metric_id: u64,
        value: f64,
        timestamp: i64,
    },
    Push {
        #[serde(with = "push_status")]
        status: PushStatus,
        message: String,
        ping_ms: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        job: Option<StoredJob>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredJob {
    Started { run_id: String },
    Ended { run_id: String, exit_code: u8, output: String, is_silent: bool },
}

impl From<Payload> for Stored {
    fn from(payload: Payload) -> Self {
        match payload {
            Payload::Call(WebhookCall { body, parameters, variables }) => {
                Self::Call { body, parameters, variables }
            }
            Payload::Page(PageNews::Status(news)) => Self::Status {
                status: news.status,
                title: news.title,
                message: news.message,
                component_id: news.component_id,
                updates_component: news.updates_component,
                opens_incident: news.opens_incident,
                is_public: news.is_public,
            },
            Payload::Page(PageNews::Latency(LatencyNews { metric_id, value, timestamp })) => {
                Self::Latency { metric_id, value, timestamp }
            }
            Payload::Push(PushNews { status, message, ping_ms, job }) => {
                Self::Push { status, message, ping_ms, job: job.map(StoredJob::from) }
            }
        }
    }
}

impl From<Stored> for Payload {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Call { body, parameters, variables } => {
                Self::Call(WebhookCall { body, parameters, variables })
            }
            Stored::Status {
                status,
                title,
                message,
                component_id,
                updates_component,
                opens_incident,
                is_public,
            } => Self::Page(PageNews::Status(StatusNews {
                status,
                title,
                message,
                component_id,
                updates_component,
                opens_incident,
                is_public,
            })),
            Stored::Latency { metric_id, value, timestamp } => {
                Self::Page(PageNews::Latency(LatencyNews { metric_id, value, timestamp }))
            }
            Stored::Push { status, message, ping_ms, job } => {
                Self::Push(PushNews { status, message, ping_ms, job: job.map(JobNews::from) })
            }
        }
    }
}

impl From<JobNews> for StoredJob {
    fn from(news: JobNews) -> Self {
        match news {
            JobNews::Started { run_id } => Self::Started { run_id },
            JobNews::Ended { run_id, exit_code, output, is_silent } => {
                Self::Ended { run_id, exit_code, output, is_silent }
            }
        }
    }
}

impl From<StoredJob> for JobNews {
    fn from(stored: StoredJob) -> Self {
        match stored {
            StoredJob::Started { run_id } => Self::Started { run_id },
            StoredJob::Ended { run_id, exit_code, output, is_silent } => {
                Self::Ended { run_id, exit_code, output, is_silent }
            }
        }
    }
}

/// A word of ours in the database is its text.
macro_rules! word_in_json {
    ($module:ident, $word:ident) => {
        mod $module {
            use super::{Deserialize, Deserializer, Error, Serializer, $word};

            pub(super) fn serialize<S: Serializer>(word: &$word, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(word.as_str())
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<$word, D::Error> {
                let text = String::deserialize(from)?;
                $word::parse(&text).ok_or_else(|| D::Error::custom("not a status"))
            }
        }
    };
}

word_in_json!(public_status, PublicStatus);
word_in_json!(push_status, PushStatus);

#[cfg(test)]
mod tests {
    use super::*;

    fn payloads() -> Vec<(&'static str, Payload)> {
        let status = StatusNews {
            status: PublicStatus::Partial,
            title: "shop is unavailable".to_owned(),
            message: "HTTP 503".to_owned(),
            component_id: None,
            updates_component: true,
            opens_incident: false,
            is_public: true,
        };
        let job = |job| {
            let (status, message) = (PushStatus::Up, "OK".to_owned());
            Payload::Push(PushNews { status, message, ping_ms: Some(12), job })
        };
        let (run_id, output) = ("r".to_owned(), "é\u{0}\n".to_owned());
        let ended =
            JobNews::Ended { run_id: run_id.clone(), exit_code: 3, output, is_silent: true };
        let latency = LatencyNews { metric_id: 4, value: 0.25, timestamp: 1_780_315_200 };
        vec![
            (
                "call",
                Payload::Call(WebhookCall {
                    body: Some("{\"type\":\"push\"}".to_owned()),
                    parameters: vec![("a".to_owned(), "b".to_owned())],
                    variables: Vec::new(),
                }),
            ),
            ("call", Payload::Call(WebhookCall::default())),
            ("status", Payload::Page(PageNews::Status(status))),
            ("latency", Payload::Page(PageNews::Latency(latency))),
            ("push", job(None)),
            ("push", job(Some(JobNews::Started { run_id }))),
            ("push", job(Some(ended))),
        ]
    }

    #[test]
    fn each_payload_names_its_type_and_is_read_as_it_was_written() {
        for (name, payload) in payloads() {
            let text = write(&payload).unwrap();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["type"], name, "{text}");
            assert_eq!(read(&text), Some(payload), "{text}");
        }
    }

    #[test]
    fn what_has_no_known_type_is_not_read_as_something_else() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"body":null,"parameters":[],"variables":[]}"#,
            r#"{"type":"page","body":null,"parameters":[],"variables":[]}"#,
            r#"{"type":"call","body":null,"parameters":[],"variables":[],"status":"up"}"#,
            r#"{"type":"push","status":"sideways","message":"","ping_ms":null}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
