//! The table of services that `check` and `status` show.

use super::table::{Cell, Column, Table};
use super::{Page, ServiceView};

/// Whether a table tells when each check was: right after a pass it is
/// no news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ages {
    /// It does.
    Shown,
    /// It does not.
    Hidden,
}

/// The table of services: with their requests and changes, where any has one.
#[must_use]
pub(super) fn service_table(services: &[ServiceView<'_>], ages: Ages, page: &Page) -> String {
    let has_request = services.iter().any(|view| view.request_id.is_some());
    let has_change = services.iter().any(|view| view.change.is_some());
    let mut columns = vec![Column::short("STATE"), Column::name("SERVICE")];
    if has_change {
        columns.push(Column::short("CHANGE"));
    }
    columns.extend([Column::number("HTTP"), Column::number("MS")]);
    if ages == Ages::Shown {
        columns.push(Column::short("CHECKED"));
    }
    if has_request {
        columns.push(Column::number("REQ"));
    }
    columns.push(Column::text("DETAIL"));
    let width = columns.len();
    let mut table = Table::new(columns);
    for view in services {
        let mut cells = Vec::with_capacity(width);
        cells.extend([view.state_cell(), Cell::or_dash(view.id)]);
        if has_change {
            cells.push(view.change.unwrap_or_default().into());
        }
        cells.push(Cell::or_dash(view.last_http_status_code.filter(|code| *code >= 0)));
        cells.push(Cell::or_dash(view.latency_ms));
        if ages == Ages::Shown {
            cells.push(Cell::or_dash(view.last_http_check_date.map(|time| page.when(time))));
        }
        if has_request {
            cells.push(view.request_id.map_or_else(String::new, |id| id.to_string()).into());
        }
        cells.push(view.remark().into());
        table.row(cells);
    }
    if table.is_empty() { String::new() } else { table.render(page) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Condition, ServiceState};
    use crate::output::testing::{configured_service, page};
    use crate::output::{Standing, Subject};

    #[test]
    fn the_table_shows_requests_and_changes_only_where_there_are_any() {
        let service = configured_service("web-1/shop");
        let state = ServiceState {
            condition: Condition::Ko,
            last_http: Some(crate::domain::HttpReading::Status(503)),
            last_check_at: Some("2026-06-01T11:57:00Z".parse().unwrap()),
            latency_ms: Some(42),
            detail: Some("HTTP 503".to_owned()),
            ..ServiceState::unknown()
        };
        let subject = Subject::Configured(&service);
        let plain = ServiceView::of_pass(subject, Some(&state), Standing::default());
        assert_eq!(
            service_table(std::slice::from_ref(&plain), Ages::Shown, &page(None)),
            "STATE  SERVICE     HTTP  MS  CHECKED                     DETAIL\n\
             ko     web-1/shop   503  42  2026-06-01 13:57:00 +02:00  HTTP 503\n"
        );
        let news = ServiceView { change: Some("newly KO"), request_id: Some(7), ..plain };
        assert_eq!(
            service_table(&[news], Ages::Hidden, &page(None)),
            "STATE  SERVICE     CHANGE    HTTP  MS  REQ  DETAIL\n\
             ko     web-1/shop  newly KO   503  42    7  HTTP 503\n"
        );
        assert_eq!(service_table(&[], Ages::Shown, &page(None)), "");
    }
}
