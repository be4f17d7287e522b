//! What `ronde forget` shows.

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{Document, Page, SCHEMA_VERSION};
use super::escape::escaped;
use crate::domain::ServiceId;

/// A service that was forgotten, and which requests that closed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Forgotten {
    service: String,
    requests: Closed,
}

impl Forgotten {
    /// A service, with the requests that were closed.
    #[must_use]
    pub(crate) fn new(service: &ServiceId, closed: Vec<i64>) -> Self {
        Self { service: service.to_string(), requests: Closed { closed } }
    }
}

#[derive(Debug, Clone, Serialize)]
struct Closed {
    closed: Vec<i64>,
}

/// The services that were forgotten, with the requests of all of them; of one
/// service also its name.
#[derive(Serialize)]
pub(crate) struct ForgetDocument {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    requests: Closed,
    services: Vec<Forgotten>,
}

impl ForgetDocument {
    /// What came of forgetting these.
    #[must_use]
    pub(crate) fn new(services: Vec<Forgotten>) -> Self {
        let service = match services.as_slice() {
            [only] => Some(only.service.clone()),
            _ => None,
        };
        let closed = services.iter().flat_map(|each| each.requests.closed.clone()).collect();
        let requests = Closed { closed };
        Self { schema_version: SCHEMA_VERSION, service, requests, services }
    }
}

impl ForgetDocument {
    /// Whether any request was closed.
    #[must_use]
    pub(crate) fn closed_any(&self) -> bool {
        !self.requests.closed.is_empty()
    }
}

impl Document for ForgetDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["service", "closed"]
    }

    fn records(&self) -> Vec<Value> {
        let record =
            |each: &Forgotten| json!({ "service": each.service, "closed": each.requests.closed });
        self.services.iter().map(record).collect()
    }

    fn table(&self, _page: &Page) -> String {
        if self.services.is_empty() {
            return "no orphaned services\n".to_owned();
        }
        self.services.iter().map(Forgotten::sentence).collect()
    }
}

impl Forgotten {
    fn sentence(&self) -> String {
        let service = escaped(&self.service);
        let numbers: Vec<String> = self.requests.closed.iter().map(ToString::to_string).collect();
        match numbers.as_slice() {
            [] => format!("{service}: forgotten\n"),
            [one] => format!("{service}: forgotten, request {one} closed\n"),
            several => format!("{service}: forgotten, requests {} closed\n", several.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::page;

    #[test]
    fn what_was_closed_is_said() {
        let table = |closed: &[&[i64]]| {
            let forgotten = |closed: &&[i64]| {
                let (service, requests) =
                    ("web/blog".to_owned(), Closed { closed: closed.to_vec() });
                Forgotten { service, requests }
            };
            ForgetDocument::new(closed.iter().map(forgotten).collect()).table(&page(None))
        };
        assert_eq!(table(&[&[]]), "web/blog: forgotten\n");
        assert_eq!(table(&[&[3]]), "web/blog: forgotten, request 3 closed\n");
        assert_eq!(table(&[&[3, 9]]), "web/blog: forgotten, requests 3, 9 closed\n");
        assert_eq!(table(&[&[3], &[]]).lines().count(), 2);
        assert_eq!(table(&[]), "no orphaned services\n");
    }
}
