//! `ronde requests list`

use crate::cli::{RequestSortKey, RequestsListArgs, SortDirection, StatusFilter};
use crate::config::Config;
use crate::domain::Stage;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::RequestListDocument;
use crate::session::{Opened, Session};
use crate::store::{Records, RequestFilter, RequestPage, RequestSort};
use crate::text::time::{Direction, parse_time};

/// Runs the command.
pub(super) fn run(
    arguments: &RequestsListArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let filter = filter(arguments, session)?;
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    let page = store.snapshot(|records| page(records, &config, &filter))?;
    session.print(&RequestListDocument::new(&page.requests, page.next_marker))?;
    Ok(Exit::Done)
}

fn page(
    records: &Records<'_>,
    config: &Config,
    filter: &RequestFilter,
) -> Result<RequestPage, CommandError> {
    let Some(page) = records.requests(filter)? else {
        let marker = filter.marker.unwrap_or_default();
        return Err(super::no_such_request(marker));
    };
    if page.requests.is_empty() {
        refuse_unknown_names(records, config, filter)?;
    }
    Ok(page)
}

/// An empty list is only an answer when what was asked for exists: in the
/// configuration, or in any request ever made.
fn refuse_unknown_names(
    records: &Records<'_>,
    config: &Config,
    filter: &RequestFilter,
) -> Result<(), CommandError> {
    let is_configured = match (&filter.equipment, &filter.service) {
        (None, None) => true,
        (Some(equipment), None) => config.inventory.equipment_named(equipment).is_some(),
        (equipment, Some(service)) => config.inventory.services().any(|known| {
            known.id.service.as_str() == service
                && equipment.as_ref().is_none_or(|name| known.id.equipment.as_str() == name)
        }),
    };
    let ever = RequestFilter {
        stages: Stage::ALL.to_vec(),
        since: None,
        marker: None,
        limit: Some(1),
        ..filter.clone()
    };
    if is_configured || records.requests(&ever)?.is_some_and(|page| !page.requests.is_empty()) {
        return Ok(());
    }
    Err(CommandError::new(
        ErrorKind::NotFound,
        match (&filter.equipment, &filter.service) {
            (Some(equipment), None) => format!("there is no equipment {equipment:?}"),
            (Some(equipment), Some(service)) => {
                format!("there is no service {:?}", format!("{equipment}/{service}"))
            }
            (None, service) => {
                format!("there is no service {:?}", service.as_deref().unwrap_or_default())
            }
        },
    ))
}

fn filter(
    arguments: &RequestsListArgs,
    session: &Session<'_>,
) -> Result<RequestFilter, CommandError> {
    let (equipment, service) = place(arguments)?;
    let since = arguments
        .since
        .as_deref()
        .map(|text| {
            parse_time(text, Direction::Ago, &session.world.clock.time_zone(), session.now())
        })
        .transpose()
        .map_err(|error| CommandError::new(ErrorKind::Usage, format!("--since: {error}")))?;
    Ok(RequestFilter {
        stages: stages(arguments.status),
        equipment,
        service,
        since,
        limit: arguments.limit,
        marker: arguments.marker,
        sort: sort(arguments.sort_key),
        is_descending: arguments.sort_dir == SortDirection::Desc,
    })
}

/// The equipment and the service to look for; the service can be given with its equipment.
fn place(arguments: &RequestsListArgs) -> Result<(Option<String>, Option<String>), CommandError> {
    let equipment = arguments.equipment.clone();
    let Some(service) = &arguments.service else { return Ok((equipment, None)) };
    let Some((on, name)) = service.split_once('/') else {
        return Ok((equipment, Some(service.clone())));
    };
    match equipment {
        Some(other) if other != on => Err(CommandError::new(
            ErrorKind::Usage,
            format!("--service {service:?} is not on --equipment {other:?}"),
        )),
        _ => Ok((Some(on.to_owned()), Some(name.to_owned()))),
    }
}

fn stages(status: StatusFilter) -> Vec<Stage> {
    match status {
        StatusFilter::Open => vec![Stage::New, Stage::InProgress],
        StatusFilter::All => Stage::ALL.to_vec(),
        StatusFilter::New => vec![Stage::New],
        StatusFilter::InProgress => vec![Stage::InProgress],
        StatusFilter::Repaired => vec![Stage::Repaired],
        StatusFilter::Scrap => vec![Stage::Scrap],
    }
}

fn sort(key: RequestSortKey) -> RequestSort {
    match key {
        RequestSortKey::Id => RequestSort::Id,
        RequestSortKey::Name => RequestSort::Name,
        RequestSortKey::Priority => RequestSort::Priority,
        RequestSortKey::Stage => RequestSort::Stage,
        RequestSortKey::Equipment => RequestSort::Equipment,
        RequestSortKey::Service => RequestSort::Service,
        RequestSortKey::OpenedAt => RequestSort::OpenedAt,
        RequestSortKey::ClosedAt => RequestSort::ClosedAt,
    }
}
