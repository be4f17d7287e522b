//! The recorded results of one service, and the summaries of its days.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, moment, records_of};
use crate::domain::{Condition, ServiceId};

/// One result, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ResultView {
    /// When it was checked.
    #[serde(serialize_with = "moment::serialize")]
    pub at: Timestamp,
    /// What the service was then.
    #[serde(serialize_with = "as_word")]
    pub state: Condition,
    /// -1 when no HTTP answer came.
    pub http_status_code: Option<i32>,
    /// In ms.
    pub latency_ms: Option<u64>,
    /// What was wrong.
    pub detail: Option<String>,
}

/// One day (UTC) in short.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DayView {
    /// The day.
    #[serde(serialize_with = "as_day")]
    pub day: Date,
    /// How many checks there were.
    pub checks: u64,
    /// How many of them were KO or suspect.
    pub failures: u64,
    /// The mean latency, in ms.
    pub mean_latency_ms: Option<u64>,
    /// The highest latency, in ms.
    pub max_latency_ms: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn as_word<S: Serializer>(condition: &Condition, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(condition.as_str())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn as_day<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(day)
}

/// The result of `ronde history`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HistoryDocument {
    schema_version: u32,
    service: String,
    results: Vec<ResultView>,
    days: Vec<DayView>,
    #[serde(skip)]
    shows_days: bool,
}

impl HistoryDocument {
    /// What is recorded of a service, newest first. The table has the days only
    /// if `shows_days`.
    #[must_use]
    pub(crate) fn new(
        id: &ServiceId,
        results: Vec<ResultView>,
        days: Vec<DayView>,
        shows_days: bool,
    ) -> Self {
        Self { schema_version: SCHEMA_VERSION, service: id.to_string(), results, days, shows_days }
    }

    fn results_table(&self, page: &Page) -> String {
        let mut table = Table::new([
            Column::short("AT"),
            Column::short("STATE"),
            Column::number("HTTP"),
            Column::number("MS"),
            Column::text("DETAIL"),
        ]);
        for result in &self.results {
            table.row([
                page.time(result.at).into(),
                state_cell(result.state),
                Cell::or_dash(result.http_status_code.filter(|code| *code >= 0)),
                Cell::or_dash(result.latency_ms),
                result.detail.as_deref().unwrap_or_default().into(),
            ]);
        }
        table.render(page)
    }

    fn days_table(&self, page: &Page) -> String {
        let mut table = Table::new([
            Column::short("DAY (UTC)"),
            Column::number("CHECKS"),
            Column::number("FAILED"),
            Column::number("MEAN MS"),
            Column::number("MAX MS"),
        ]);
        for day in &self.days {
            table.row([
                day.day.to_string().into(),
                day.checks.to_string().into(),
                day.failures.to_string().into(),
                Cell::or_dash(day.mean_latency_ms),
                Cell::or_dash(day.max_latency_ms),
            ]);
        }
        table.render(page)
    }
}

fn state_cell(condition: Condition) -> Cell {
    let tone = match condition {
        Condition::Ok => Tone::Good,
        Condition::Ko => Tone::Bad,
        Condition::Suspect | Condition::Unknown => Tone::Doubtful,
    };
    Cell::toned(condition.as_str(), tone)
}

impl Document for HistoryDocument {
    fn columns(&self) -> Vec<&'static str> {
        vec!["at", "state", "http_status_code", "latency_ms", "detail"]
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.results)
    }

    fn table(&self, page: &Page) -> String {
        let mut parts = Vec::new();
        if !self.results.is_empty() {
            parts.push(self.results_table(page));
        }
        if self.shows_days && !self.days.is_empty() {
            parts.push(self.days_table(page));
        }
        if parts.is_empty() { "no results\n".to_owned() } else { parts.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::{configured_service, page};

    fn document(shows_days: bool) -> HistoryDocument {
        let result = |at: &str, state, code, detail: Option<&str>| ResultView {
            at: at.parse().unwrap(),
            state,
            http_status_code: code,
            latency_ms: Some(85).filter(|_| code == Some(200)),
            detail: detail.map(ToOwned::to_owned),
        };
        let results = vec![
            result("2026-06-01T11:45:00Z", Condition::Ok, Some(200), None),
            result(
                "2026-06-01T11:30:00Z",
                Condition::Ko,
                Some(-1),
                Some("TLS error: certificate not valid for name \"portal.example.com\""),
            ),
        ];
        let days = vec![DayView {
            day: "2026-06-01".parse().unwrap(),
            checks: 48,
            failures: 1,
            mean_latency_ms: Some(91),
            max_latency_ms: Some(402),
        }];
        HistoryDocument::new(&configured_service("web-1/shop").id, results, days, shows_days)
    }

    #[test]
    fn the_json_is_the_contracts_and_the_days() {
        assert_eq!(
            serde_json::to_string(&document(false)).unwrap(),
            r#"{"schema_version":1,"service":"web-1/shop","results":["#.to_owned()
                + r#"{"at":"2026-06-01T11:45:00Z","state":"ok","http_status_code":200,"#
                + r#""latency_ms":85,"detail":null},"#
                + r#"{"at":"2026-06-01T11:30:00Z","state":"ko","http_status_code":-1,"#
                + r#""latency_ms":null,"#
                + r#""detail":"TLS error: certificate not valid for name \"portal.example.com\""}],"#
                + r#""days":[{"day":"2026-06-01","checks":48,"failures":1,"#
                + r#""mean_latency_ms":91,"max_latency_ms":402}]}"#
        );
    }

    #[test]
    fn a_terminal_of_80_columns_is_enough() {
        insta::assert_snapshot!(document(true).table(&page(Some(80))));
    }

    #[test]
    fn a_service_that_was_never_checked_has_no_results() {
        let id = configured_service("web-1/shop").id;
        let empty = HistoryDocument::new(&id, Vec::new(), Vec::new(), true);
        assert_eq!(empty.table(&page(None)), "no results\n");
    }
}
