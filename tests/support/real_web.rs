//! Tables of what servers on the real web send, and what is to be made of it: by
//! ronde, and by curl where it is installed.

use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use super::{Answer, Configuration, Site, World};

/// What a server sends, and what is to be made of it.
pub(crate) struct Case {
    what: &'static str,
    bytes: Vec<u8>,
    keys: String,
    /// What the label contains; `None` for a service that is OK.
    failure: Option<&'static str>,
    agrees: bool,
}

impl Case {
    /// A service that is OK, and that curl reads.
    pub(crate) fn ok(what: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { what, bytes: bytes.into(), keys: String::new(), failure: None, agrees: true }
    }

    /// An answer that is none, for curl neither.
    pub(crate) fn ko(what: &'static str, bytes: impl Into<Vec<u8>>, failure: &'static str) -> Self {
        Self { failure: Some(failure), ..Self::ok(what, bytes) }
    }

    /// With this expectation, in YAML.
    pub(crate) fn expects(mut self, expectation: &str) -> Self {
        self.keys = format!("expectation: [{expectation}]");
        self
    }

    /// With these keys.
    pub(crate) fn with(mut self, keys: &str) -> Self {
        self.keys = keys.to_owned();
        self
    }

    /// curl may see it otherwise; the table has to say why.
    pub(crate) fn unlike_curl(mut self) -> Self {
        self.agrees = false;
        self
    }
}

/// An answer with that head, whose lines end in CRLF, and that body.
pub(crate) fn answer(lines: &[u8], body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\n", lines, b"\r\n", body].concat()
}

/// Has every case judged by one pass, and each by curl.
#[track_caller]
pub(crate) fn judge(cases: &[Case]) {
    let site = Site::http();
    let mut configuration = Configuration::new();
    for (number, case) in cases.iter().enumerate() {
        let path = format!("/{number}");
        site.answers(&path, Answer::bytes(case.bytes.clone()));
        let id = format!("web-1/{number}");
        configuration = configuration.service_with(&id, &site.url(&path), &case.keys);
    }
    let pass = World::new(&configuration).run_json(&["check", "--exit-zero"]).code(0).json();
    let services = pass["services"].as_array().unwrap();
    assert_eq!(services.len(), cases.len());
    let mut wrong = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let id = format!("web-1/{number}");
        let service = services.iter().find(|service| service["id"] == id).unwrap();
        if !is_as_expected(case, service) {
            wrong.push(format!("{}: {} {}", case.what, service["state"], service["detail"]));
        }
        // An expectation that fails says nothing of how the answer was read.
        let is_read = case.failure.is_none();
        let read = curl(&site.url(&format!("/{number}"))).filter(|_| case.agrees);
        if read.is_some_and(|read| read != is_read) {
            wrong.push(format!("{}: curl does not agree", case.what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_as_expected(case: &Case, service: &Value) -> bool {
    match case.failure {
        None => service["state"] == "ok",
        Some(failure) => {
            let detail = service["detail"].as_str().unwrap_or_default();
            service["state"] == "ko" && detail.contains(failure)
        }
    }
}

/// Whether curl follows this URL to an answer that it can read and that is no error;
/// `None` where there is no curl, or an old one.
pub(crate) fn curl(url: &str) -> Option<bool> {
    static IS_THERE: LazyLock<bool> = LazyLock::new(|| {
        let version = Command::new("curl").arg("--version").output();
        let text = version.map(|output| output.stdout).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut numbers = text.split(' ').nth(1).unwrap_or_default().split('.');
        let mut number = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(0_u32);
        (number(), number()) >= (7, 88)
    });
    if !*IS_THERE {
        return None;
    }
    let status = Command::new("curl")
        // No settings of whoever runs the tests; cookies for this exchange only.
        .args(["--disable", "--silent", "--fail", "--location", "--compressed"])
        .args(["--max-time", "10", "--noproxy", "*", "--cookie", ""])
        .args(["--output", "/dev/null", url])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Some(status.unwrap().success())
}
