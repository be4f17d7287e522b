//! The components of a Cachet, as services to begin with. Pure: the pages are
//! fetched by the command.
//!
//! Source for what each component becomes: the generator of cachet-url-monitor.

use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use super::document::{Block, Document};
use crate::config;
use crate::domain::CachetVersion;

/// One page of the list of components.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The API's version, as far as an empty page can tell.
    pub version: Option<CachetVersion>,
    /// What is on it.
    pub components: Vec<Component>,
    /// Whether another one follows.
    pub has_next: bool,
}

/// A component that can be watched, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    id: u64,
    name: String,
    link: String,
    is_enabled: bool,
}

impl Component {
    /// What Cachet calls it by.
    #[must_use]
    pub(crate) fn id(&self) -> u64 {
        self.id
    }
}

/// Reads one page; `None` when it is nothing of Cachet's.
#[must_use]
pub(crate) fn read_page(document: &Value) -> Option<Page> {
    let list = document.get("data")?.as_array()?;
    let is_third = list.first().is_some_and(|first| first.get("attributes").is_some());
    let pagination = document.pointer("/meta/pagination");
    let number = |name: &str| pagination?.get(name)?.as_u64();
    let has_next = match (number("current_page"), number("total_pages")) {
        (Some(current), Some(total)) => current < total,
        _ => document.pointer("/links/next").is_some_and(Value::is_string),
    };
    let version = if is_third { CachetVersion::V3 } else { CachetVersion::V2 };
    Some(Page {
        version: (!list.is_empty()).then_some(version),
        components: list.iter().filter_map(component).collect(),
        has_next,
    })
}

fn component(item: &Value) -> Option<Component> {
    let id = item.get("id")?;
    let fields = item.get("attributes").unwrap_or(item);
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let is_off = match fields.get("enabled") {
        Some(Value::Bool(enabled)) => !enabled,
        Some(Value::Number(number)) => number.as_u64() == Some(0),
        Some(Value::String(text)) => matches!(text.as_str(), "0" | "false" | ""),
        _ => false,
    };
    Some(Component {
        id: id.as_u64().or_else(|| id.as_str()?.parse().ok())?,
        name: text("name").to_owned(),
        link: text("link").to_owned(),
        is_enabled: !is_off,
    })
}

/// A configuration that watches the link of every enabled component.
///
/// # Errors
///
/// That none of them can be watched.
pub(crate) fn configuration(
    api_url: &str,
    version: CachetVersion,
    components: &[Component],
) -> Result<String, Vec<String>> {
    let mut document = Document { remarks: preface(), ..Document::default() };
    let number = match version {
        CachetVersion::V2 => 2,
        CachetVersion::V3 => 3,
    };
    let page = json!({"api_url": api_url, "version": number, "token": {"env": "CACHET_TOKEN"}});
    document.top.put("cachet", page);
    let expectation =
        json!([{"type": "HTTP_STATUS", "status_range": "200-300", "incident": "MAJOR"}]);
    document.top.put(
        "defaults",
        json!({
            "expectation": expectation,
            "action": ["CREATE_INCIDENT", "UPDATE_STATUS"],
            "public_incidents": true,
        }),
    );
    for component in components {
        if let Err(reason) = add(&mut document, component) {
            let Component { id, name, .. } = component;
            document.remarks.push(format!("Left out: component {id} ({name}): {reason}."));
        }
    }
    if document.equipment.is_empty() {
        return Err(vec![format!("none of {} components can be watched", components.len())]);
    }
    let yaml = document.to_yaml();
    match config::load_text(Path::new("imported"), &yaml) {
        Ok(_) => Ok(yaml),
        Err(error) => Err(error.problems.iter().map(|problem| problem.message.clone()).collect()),
    }
}

fn preface() -> Vec<String> {
    [
        "Imported from the components of a Cachet. Every pass checks each; the token is",
        "read from the environment variable CACHET_TOKEN. The generator of cachet-url-monitor",
        "wrote `timeout: 1`, by which many a slow answer was an outage; here it is 10s.",
    ]
    .map(ToOwned::to_owned)
    .to_vec()
}

fn add(document: &mut Document, component: &Component) -> Result<(), &'static str> {
    if !component.is_enabled {
        return Err("it is disabled");
    }
    if component.link.is_empty() {
        return Err("it has no link to be checked");
    }
    let url = config::check_url(&component.link).map_err(|_| "its link is not a URL")?;
    let host = Url::host_str(&url).ok_or("its link has no host")?.trim_matches(['[', ']']);
    let mut service = Block::default();
    let name = document.free_name(host, &component.name);
    let was = format!("was {:?}", component.name);
    let remarks = if name == component.name { Vec::new() } else { vec![was] };
    service.put_with("name", name, remarks);
    service.put("url", component.link.as_str());
    if url.scheme() == "http" {
        service.put("upgrade_to_https", false);
    }
    service.put("component_id", component.id);
    document.add(host, service);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_both_versions_are_read() {
        let second = json!({
            "data": [{"id": 1, "name": "Shop", "link": "http://a.example/", "enabled": true}],
            "meta": {"pagination": {"current_page": 1, "total_pages": 2}},
        });
        let third = json!({
            "data": [{"id": "7", "attributes": {"name": "Api", "link": null, "enabled": 0}}],
            "links": {"next": "https://x.example/api/components?page=2"},
        });
        let page = read_page(&second).unwrap();
        assert_eq!((page.version, page.has_next), (Some(CachetVersion::V2), true));
        let page = read_page(&third).unwrap();
        assert_eq!((page.version, page.has_next), (Some(CachetVersion::V3), true));
        assert_eq!((page.components[0].id, page.components[0].is_enabled), (7, false));
        assert_eq!(read_page(&json!({"data": "Pong!"})), None);
        let last = json!({"data": [], "links": {"next": null}});
        assert!(!read_page(&last).unwrap().has_next);
    }

    #[test]
    fn what_cannot_be_watched_is_said() {
        let of = |id, name: &str, link: &str, is_enabled| Component {
            id,
            name: name.to_owned(),
            link: link.to_owned(),
            is_enabled,
        };
        let components = [
            of(1, "Shop", "https://a.example/", true),
            of(2, "Shop", "http://a.example/2", true),
            of(3, "Old", "https://b.example/", false),
            of(4, "Nothing", "", true),
            of(5, "Odd", "see wiki", true),
        ];
        let yaml =
            configuration("https://x.example/api/v1", CachetVersion::V2, &components).unwrap();
        for line in [
            "# Left out: component 3 (Old): it is disabled.",
            "# Left out: component 4 (Nothing): it has no link to be checked.",
            "# Left out: component 5 (Odd): its link is not a URL.",
            "      - name: \"Shop (2)\"",
            "        upgrade_to_https: false",
            "        component_id: 2",
        ] {
            assert!(yaml.lines().any(|each| each == line), "{line}: {yaml}");
        }
        let none = configuration("https://x.example/api/v1", CachetVersion::V2, &components[2..]);
        assert_eq!(none, Err(vec!["none of 3 components can be watched".to_owned()]));
    }
}
