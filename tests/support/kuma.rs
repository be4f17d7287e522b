//! An Uptime Kuma as far as push monitors go: it knows its tokens, takes GET
//! only (as 1.23 does), and no parameter twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::answer::Answer;
use super::site::{Received, Site};

/// A beat as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beat {
    pub(crate) token: String,
    pub(crate) is_up: bool,
    pub(crate) message: String,
    pub(crate) ping: Option<u64>,
}

/// A running Kuma.
pub(crate) struct Kuma {
    pub(crate) site: Site,
    beats: Arc<Mutex<Vec<Beat>>>,
    trouble: Arc<Mutex<Option<Answer>>>,
}

impl Kuma {
    /// With push monitors of these tokens.
    pub(crate) fn new(tokens: &'static [&'static str]) -> Self {
        let (beats, trouble) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(None)));
        let (noted, failing) = (Arc::clone(&beats), Arc::clone(&trouble));
        let site = Site::http_with(move |request| {
            let trouble: Option<Answer> = failing.lock().unwrap().clone();
            trouble.unwrap_or_else(|| match beat(request, tokens) {
                Some(beat) => {
                    noted.lock().unwrap().push(beat);
                    Answer::json(200, &json!({"ok": true}))
                }
                None => Answer::json(
                    404,
                    &json!({"ok": false, "msg": "Monitor not found or not active."}),
                ),
            })
        });
        Self { site, beats, trouble }
    }

    /// The URL that Kuma shows for a monitor.
    pub(crate) fn url(&self, token: &str) -> String {
        self.site.url(&format!("/api/push/{token}?status=up&msg=OK&ping="))
    }

    pub(crate) fn beats(&self) -> Vec<Beat> {
        self.beats.lock().unwrap().clone()
    }

    /// From now on everything is answered so.
    pub(crate) fn trouble(&self, answer: Option<Answer>) {
        *self.trouble.lock().unwrap() = answer;
    }
}

fn beat(request: &Received, tokens: &[&str]) -> Option<Beat> {
    let token = request.path().strip_prefix("/api/push/")?;
    if request.method != "GET" || !tokens.contains(&token) {
        return None;
    }
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        // Given twice, a parameter is a list, and the beat is lost.
        if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    let get = |name: &str| parameters.get(name).map_or("", String::as_str);
    let ping = get("ping");
    let number: Option<f64> = ping.parse().ok().filter(|ping| (0.0..=1e11).contains(ping));
    if !ping.is_empty() && number.is_none() {
        return None;
    }
    Some(Beat {
        token: token.to_owned(),
        is_up: matches!(get("status"), "up" | ""),
        message: if get("msg").is_empty() { "OK".to_owned() } else { get("msg").to_owned() },
        ping: ping.parse().ok().filter(|ping| *ping != 0),
    })
}
