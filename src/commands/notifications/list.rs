//! `ronde notifications list`: filters, order and pages by Masakari's rules.

use crate::cli::NotificationsListArgs;
use crate::error::{CommandError, ErrorKind, Exit};
use crate::output::NotificationListDocument;
use crate::session::{Opened, Session};
use crate::store::{NotificationFilter, NotificationSort};
use crate::text::parse_iso8601;
use crate::text::time::{Direction, parse_time};

/// Masakari's `osapi_max_limit`.
const MOST: u32 = 1000;

/// Runs the command.
///
/// # Errors
///
/// Exit code 2 for a value that Masakari refuses, 4 for a marker that does not exist.
pub(super) fn run(
    arguments: &NotificationsListArgs,
    session: &Session<'_>,
) -> Result<Exit, CommandError> {
    let filter = filter(arguments, session)?;
    let Opened { mut store, .. } = session.open_for_reading()?;
    let page = store.snapshot(|records| records.notifications(&filter))?;
    let Some(notifications) = page else {
        let marker = filter.marker.unwrap_or_default();
        return Err(CommandError::new(
            ErrorKind::NotFound,
            format!("marker {marker} could not be found"),
        )
        .hint("a marker is the `id` of a notification, which is a number"));
    };
    session.print(&NotificationListDocument::new(&notifications))?;
    Ok(Exit::Done)
}

fn filter(
    arguments: &NotificationsListArgs,
    session: &Session<'_>,
) -> Result<NotificationFilter, CommandError> {
    let since = arguments.generated_since.as_deref().map(|text| {
        let zone = session.world.clock.time_zone();
        parse_time(text, Direction::Ago, &zone, session.now())
            .or_else(|error| parse_iso8601(text).ok_or(error))
            .map_err(|error| usage(&format!("invalid generated-since value: {error}")))
    });
    Ok(NotificationFilter {
        status: arguments.status.clone(),
        kind: arguments.kind.clone(),
        source_host_uuid: arguments.source_host_uuid.clone(),
        host: arguments.host.clone(),
        generated_since: since.transpose()?,
        limit: arguments.limit.as_deref().map_or(Ok(MOST), limit)?,
        marker: arguments.marker.as_deref().map(marker).transpose()?,
        order: order(&arguments.sort_keys, &arguments.sort_dirs)?,
    })
}

fn limit(text: &str) -> Result<u32, CommandError> {
    match text.parse::<i128>() {
        Err(_) => Err(usage(&format!("limit must be an integer, {text:?} is not"))),
        Ok(..0) => Err(usage("limit must be >= 0")),
        // What is above the most is the most, not an error.
        Ok(number) => Ok(u32::try_from(number).unwrap_or(MOST).min(MOST)),
    }
}

fn marker(text: &str) -> Result<i64, CommandError> {
    text.parse().map_err(|_| {
        usage(&format!("marker must be the integer `id` of a notification, {text:?} is not"))
    })
}

/// The keys with their directions. Those of Masakari's default follow, in the
/// direction of the first.
fn order(
    keys: &[String],
    directions: &[String],
) -> Result<Vec<(NotificationSort, bool)>, CommandError> {
    let mut sorts = keys.iter().map(|key| sort(key)).collect::<Result<Vec<_>, _>>()?;
    if sorts.is_empty() {
        sorts.push(NotificationSort::CreatedAt);
    }
    let directions = directions
        .iter()
        .map(|direction| is_descending(direction))
        .collect::<Result<Vec<_>, _>>()?;
    if directions.len() > sorts.len() {
        return Err(usage("sort direction size exceeds sort key size"));
    }
    let first = directions.first().copied().unwrap_or(true);
    for default in [NotificationSort::CreatedAt, NotificationSort::Id] {
        if !sorts.contains(&default) {
            sorts.push(default);
        }
    }
    Ok(sorts.into_iter().zip(directions.into_iter().chain(std::iter::repeat(first))).collect())
}

fn sort(key: &str) -> Result<NotificationSort, CommandError> {
    let found = NotificationSort::KEYS.iter().find(|(known, _)| *known == key);
    found.map(|(_, sort)| *sort).ok_or_else(|| {
        let known: Vec<&str> = NotificationSort::KEYS.iter().map(|(known, _)| *known).collect();
        usage(&format!("sort key supplied is invalid: {key}"))
            .hint(format!("keys are {}", known.join(", ")))
    })
}

fn is_descending(direction: &str) -> Result<bool, CommandError> {
    match direction {
        "asc" => Ok(false),
        "desc" => Ok(true),
        other => {
            Err(usage(&format!("unknown sort direction {other:?}, must be one of: asc, desc")))
        }
    }
}

fn usage(message: &str) -> CommandError {
    CommandError::new(ErrorKind::Usage, message)
}
