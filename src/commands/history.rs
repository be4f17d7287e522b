//! `ronde history`: what is recorded of one service.

use jiff::Timestamp;

use crate::cli::HistoryArgs;
use crate::domain::{Inventory, Name, Selector, SelectorError, ServiceId};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::{self, DayView, HistoryDocument, ResultView};
use crate::session::{Opened, Session};
use crate::store::{DaySummary, Records, ResultRecord};
use crate::text::time::{Direction, parse_time};

/// Runs the command.
pub(crate) fn run(arguments: &HistoryArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let since = since(arguments, session)?;
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    let document = store.snapshot(|records| {
        let id = service(&arguments.service, &config.inventory, records)?;
        let results = records.results(&id, since, arguments.limit)?;
        let days = records.day_summaries(&id, since)?;
        Ok::<_, CommandError>(HistoryDocument::new(
            &id,
            results.into_iter().map(result_view).collect(),
            days.iter().map(day_view).collect(),
            arguments.limit.is_none(),
        ))
    })?;
    session.print(&document)?;
    Ok(Exit::Done)
}

fn since(
    arguments: &HistoryArgs,
    session: &Session<'_>,
) -> Result<Option<Timestamp>, CommandError> {
    let zone = session.world.clock.time_zone();
    arguments
        .since
        .as_deref()
        .map(|text| parse_time(text, Direction::Ago, &zone, session.now()))
        .transpose()
        .map_err(|error| CommandError::new(ErrorKind::Usage, format!("--since: {error}")))
}

/// The one configured service that `text` names, or the remembered one of that id.
fn service(
    text: &str,
    inventory: &Inventory,
    records: &Records<'_>,
) -> Result<ServiceId, CommandError> {
    let error = match Selector::new(text).one_service(inventory) {
        Ok(service) => return Ok(service.id.clone()),
        Err(error) => error,
    };
    if let SelectorError::NoMatch(_) = error
        && let Some((equipment, name)) = text.split_once('/')
    {
        let id = ServiceId::new(Name::recorded(equipment), Name::recorded(name));
        if records.service_state(&id)?.is_some() {
            return Ok(id);
        }
    }
    Err(error.into())
}

fn result_view(result: ResultRecord) -> ResultView {
    ResultView {
        at: result.at,
        state: result.condition,
        http_status_code: result.http.map(output::status_code),
        latency_ms: result.latency_ms,
        detail: result.detail,
    }
}

fn day_view(summary: &DaySummary) -> DayView {
    let DaySummary { day, checks, failures, mean_latency_ms, max_latency_ms } = *summary;
    DayView { day, checks, failures, mean_latency_ms, max_latency_ms }
}
