//! Maintenance modes: in force, switched on, switched off, ended.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::table::{Cell, Column, Table};
use super::{Document, Page, SCHEMA_VERSION, escaped, moment, records_of};
use crate::domain::{MaintenanceMode, Name};

/// A maintenance mode, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
struct MaintenanceView<'a> {
    equipment: &'a str,
    service: Option<&'a str>,
    #[serde(serialize_with = "moment::serialize")]
    since: Timestamp,
    #[serde(serialize_with = "moment::serialize")]
    until: Timestamp,
    reason: Option<&'a str>,
    source: &'static str,
}

/// Why maintenance modes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MaintenanceReport {
    /// They are in force.
    InForce,
    /// They were just switched on.
    SwitchedOn,
    /// They were just switched off.
    SwitchedOff,
    /// Their time was over.
    Ended,
}

/// The result of `ronde maintenance on`, `off` and `list`, and of `ronde expire-maintenance`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MaintenanceDocument<'a> {
    schema_version: u32,
    maintenance: Vec<MaintenanceView<'a>>,
    #[serde(skip)]
    report: MaintenanceReport,
}

impl<'a> MaintenanceDocument<'a> {
    /// These modes, for that reason.
    #[must_use]
    pub(crate) fn new(modes: &'a [MaintenanceMode], report: MaintenanceReport) -> Self {
        let maintenance = modes
            .iter()
            .map(|mode| MaintenanceView {
                equipment: mode.place.equipment.as_str(),
                service: mode.place.service.as_ref().map(Name::as_str),
                since: mode.since,
                until: mode.until,
                reason: mode.reason.as_deref(),
                source: "manual",
            })
            .collect();
        Self { schema_version: SCHEMA_VERSION, maintenance, report }
    }

    fn list(&self, page: &Page) -> String {
        if self.maintenance.is_empty() {
            return "nothing is in maintenance mode\n".to_owned();
        }
        let mut table = Table::new([
            Column::name("EQUIPMENT"),
            Column::name("SERVICE"),
            Column::short("UNTIL"),
            Column::short("ENDS"),
            Column::text("REASON"),
        ]);
        for mode in &self.maintenance {
            table.row([
                mode.equipment.into(),
                mode.service.unwrap_or("all").into(),
                page.time(mode.until).into(),
                page.age(mode.until).into(),
                Cell::or_dash(mode.reason),
            ]);
        }
        table.render(page)
    }
}

impl MaintenanceView<'_> {
    fn place(&self) -> String {
        let place = match self.service {
            Some(service) => format!("{}/{service}", self.equipment),
            None => self.equipment.to_owned(),
        };
        escaped(&place).into_owned()
    }
}

impl Document for MaintenanceDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        vec!["equipment", "service", "since", "until", "reason", "source"]
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.maintenance)
    }

    fn table(&self, page: &Page) -> String {
        let mut text = String::new();
        for mode in &self.maintenance {
            let (place, until) = (mode.place(), page.time(mode.until));
            // Writing to a string cannot fail.
            let _ = match self.report {
                MaintenanceReport::InForce => return self.list(page),
                MaintenanceReport::SwitchedOn => writeln!(
                    text,
                    "{place}: in maintenance mode until {until} ({})",
                    page.age(mode.until)
                ),
                MaintenanceReport::SwitchedOff => {
                    writeln!(text, "{place}: maintenance mode switched off, was until {until}")
                }
                MaintenanceReport::Ended => {
                    writeln!(text, "{place}: maintenance mode ended, was until {until}")
                }
            };
        }
        if self.report == MaintenanceReport::InForce { self.list(page) } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Place, ServiceId};
    use crate::output::testing::page;

    fn modes() -> [MaintenanceMode; 2] {
        let web = Name::recorded("web-1");
        let shop = ServiceId::new(web.clone(), Name::recorded("shop"));
        let mode = |place, reason: Option<&str>| MaintenanceMode {
            place,
            since: "2026-06-01T11:00:00Z".parse().unwrap(),
            until: "2026-06-01T15:00:00Z".parse().unwrap(),
            reason: reason.map(ToOwned::to_owned),
        };
        [mode(Place::equipment(web), Some("Debian 13")), mode(Place::service(shop), None)]
    }

    #[test]
    fn the_json_is_the_contracts() {
        let modes = modes();
        assert_eq!(
            serde_json::to_string(&MaintenanceDocument::new(&modes, MaintenanceReport::InForce))
                .unwrap(),
            r#"{"schema_version":1,"maintenance":[{"equipment":"web-1","service":null,"#.to_owned()
                + r#""since":"2026-06-01T11:00:00Z","until":"2026-06-01T15:00:00Z","#
                + r#""reason":"Debian 13","source":"manual"},{"equipment":"web-1","#
                + r#""service":"shop","since":"2026-06-01T11:00:00Z","#
                + r#""until":"2026-06-01T15:00:00Z","reason":null,"source":"manual"}]}"#
        );
    }

    #[test]
    fn each_report_has_its_words_and_silence_where_nothing_happened() {
        let modes = modes();
        let table = |modes, report| MaintenanceDocument::new(modes, report).table(&page(Some(80)));
        assert_eq!(
            table(&modes, MaintenanceReport::SwitchedOn),
            "web-1: in maintenance mode until 2026-06-01 17:00:00 +02:00 (in 3h)\n\
             web-1/shop: in maintenance mode until 2026-06-01 17:00:00 +02:00 (in 3h)\n"
        );
        assert_eq!(
            table(&modes[..1], MaintenanceReport::SwitchedOff),
            "web-1: maintenance mode switched off, was until 2026-06-01 17:00:00 +02:00\n"
        );
        assert_eq!(
            table(&modes[..1], MaintenanceReport::Ended),
            "web-1: maintenance mode ended, was until 2026-06-01 17:00:00 +02:00\n"
        );
        assert_eq!(table(&[], MaintenanceReport::SwitchedOff), "");
        assert_eq!(table(&[], MaintenanceReport::Ended), "");
        assert_eq!(table(&[], MaintenanceReport::InForce), "nothing is in maintenance mode\n");
        insta::assert_snapshot!(table(&modes, MaintenanceReport::InForce));
    }
}
