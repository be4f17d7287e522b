//! Single results, pruned after a while, and daily summaries, kept for ever.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rusqlite::{Row, named_params};

use super::columns::{Columns, integer, milliseconds, row_limit};
use super::services::ensure_service;
use super::{Records, StoreError};
use crate::domain::{Condition, HttpReading, ServiceId};

/// The result of one check of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResultRecord {
    /// When it was checked.
    pub at: Timestamp,
    /// What the service was then.
    pub condition: Condition,
    /// -1 when no HTTP answer came; `None` when it could not be probed.
    pub http: Option<HttpReading>,
    /// In ms, rounded up.
    pub latency_ms: Option<u64>,
    /// What was wrong, or worth noting.
    pub detail: Option<String>,
}

/// The summary of one service's day (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DaySummary {
    /// The day, in UTC.
    pub day: Date,
    /// How many checks there were.
    pub checks: u64,
    /// How many of them were KO or suspect.
    pub failures: u64,
    /// The mean latency of those with an answer, in ms, rounded up.
    pub mean_latency_ms: Option<u64>,
    /// The highest latency, in ms.
    pub max_latency_ms: Option<u64>,
}

const INSERT: &str = "
    INSERT INTO result (pass_id, service_id, at, condition, http_status_code, latency_ms, detail)
    VALUES (:pass_id, :service_id, :at, :condition, :http_status_code, :latency_ms, :detail)";

// A latency that is not known counts neither as one nor as zero.
const SUMMARIZE: &str = "
    INSERT INTO day_summary
        (day, service_id, checks, failures, latencies, latency_sum_ms, max_latency_ms)
    VALUES (:day, :service_id, 1, :failures, :latency_ms IS NOT NULL, ifnull(:latency_ms, 0),
            :latency_ms)
    ON CONFLICT (day, service_id) DO UPDATE
    SET checks = day_summary.checks + 1,
        failures = day_summary.failures + excluded.failures,
        latencies = day_summary.latencies + excluded.latencies,
        latency_sum_ms = day_summary.latency_sum_ms + excluded.latency_sum_ms,
        max_latency_ms = ifnull(
            max(day_summary.max_latency_ms, excluded.max_latency_ms),
            ifnull(day_summary.max_latency_ms, excluded.max_latency_ms))";

// Each pass, newest first, has at most one result, found by the primary key.
const HISTORY: &str = "
    SELECT result.at, result.condition, http_status_code, latency_ms, result.detail
    FROM pass CROSS JOIN result
    WHERE result.pass_id = pass.id
      AND result.service_id = (
          SELECT service.id
          FROM equipment JOIN service ON service.equipment_id = equipment.id
          WHERE equipment.name = :equipment AND service.name = :service)
      AND (:since IS NULL OR result.at >= :since)
    ORDER BY pass.id DESC
    LIMIT :limit";

// There is no index by service: every day that there is, is looked up.
const SUMMARIES: &str = "
    WITH RECURSIVE calendar (day) AS (
        SELECT max(day) FROM day_summary
        UNION ALL
        SELECT (SELECT max(day) FROM day_summary WHERE day < calendar.day)
        FROM calendar WHERE calendar.day IS NOT NULL AND calendar.day > :since
    )
    SELECT day_summary.day, checks, failures, latencies, latency_sum_ms, max_latency_ms
    FROM calendar CROSS JOIN day_summary
    WHERE day_summary.day = calendar.day AND calendar.day >= :since
      AND day_summary.service_id = (
          SELECT service.id
          FROM equipment JOIN service ON service.equipment_id = equipment.id
          WHERE equipment.name = :equipment AND service.name = :service)
    ORDER BY calendar.day DESC";

impl Records<'_> {
    /// Records a result, and adds it to its day's summary.
    pub(crate) fn record_result(
        &self,
        pass_id: i64,
        id: &ServiceId,
        result: &ResultRecord,
    ) -> Result<(), StoreError> {
        let failed = matches!(result.condition, Condition::Ko | Condition::Suspect);
        self.run(|connection| {
            let service_id = ensure_service(connection, &id.equipment, &id.service)?;
            let latency_ms = result.latency_ms.map(integer);
            connection.prepare_cached(INSERT)?.execute(named_params! {
                ":pass_id": pass_id,
                ":service_id": service_id,
                ":at": result.at.as_millisecond(),
                ":condition": result.condition.as_str(),
                ":http_status_code": result.http,
                ":latency_ms": latency_ms,
                ":detail": result.detail,
            })?;
            connection.prepare_cached(SUMMARIZE)?.execute(named_params! {
                ":day": day_number(result.at),
                ":service_id": service_id,
                ":failures": failed,
                ":latency_ms": latency_ms,
            })?;
            Ok(())
        })
    }

    /// Results of one service, newest first.
    pub(crate) fn results(
        &self,
        id: &ServiceId,
        since: Option<Timestamp>,
        limit: Option<u32>,
    ) -> Result<Vec<ResultRecord>, StoreError> {
        self.run(|connection| {
            let wanted = named_params! {
                ":equipment": id.equipment.as_str(),
                ":service": id.service.as_str(),
                ":since": milliseconds(since),
                ":limit": row_limit(limit),
            };
            connection.prepare_cached(HISTORY)?.query_map(wanted, read_result)?.collect()
        })
    }

    /// Daily summaries of one service, newest first.
    pub(crate) fn day_summaries(
        &self,
        id: &ServiceId,
        since: Option<Timestamp>,
    ) -> Result<Vec<DaySummary>, StoreError> {
        self.run(|connection| {
            let wanted = named_params! {
                ":equipment": id.equipment.as_str(),
                ":service": id.service.as_str(),
                ":since": since.map_or(i64::MIN, day_number),
            };
            connection.prepare_cached(SUMMARIES)?.query_map(wanted, read_summary)?.collect()
        })
    }

    /// Deletes at most `batch` results from before `before`, oldest first, and
    /// passes of which nothing is left; the last full one that completed
    /// stays. How many results.
    pub(crate) fn prune_results(&self, before: Timestamp, batch: u32) -> Result<usize, StoreError> {
        self.run(|connection| {
            let old = named_params! { ":before": before.as_millisecond(), ":batch": batch };
            let deleted = connection.prepare_cached(PRUNE)?.execute(old)?;
            connection.prepare_cached(PRUNE_PASSES)?.execute(old)?;
            Ok(deleted)
        })
    }
}

// A result is never older than its pass: only old passes need to be looked into.
const PRUNE: &str = "
    DELETE FROM result
    WHERE (pass_id, service_id) IN (
        SELECT result.pass_id, result.service_id
        FROM pass CROSS JOIN result
        WHERE pass.started_at < :before AND result.pass_id = pass.id AND result.at < :before
        ORDER BY pass.id
        LIMIT :batch)";

// The newest pass may be running: its results are still to come.
const PRUNE_PASSES: &str = "
    DELETE FROM pass
    WHERE id IN (
        SELECT id FROM pass
        WHERE started_at < :before
          AND id < (SELECT max(id) FROM pass)
          AND id IS NOT (SELECT max(id) FROM pass WHERE is_full AND finished_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM result WHERE pass_id = pass.id)
        ORDER BY id
        LIMIT :batch)";

const DAY_MS: i64 = 86_400_000;

/// The days from 1970-01-01 to the day of `time`, in UTC.
fn day_number(time: Timestamp) -> i64 {
    time.as_millisecond().div_euclid(DAY_MS)
}

fn date_of(day: i64) -> Option<Date> {
    let epoch = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC).date();
    epoch.checked_add(Span::new().try_days(day).ok()?).ok()
}

fn read_result(row: &Row<'_>) -> rusqlite::Result<ResultRecord> {
    let mut columns = Columns::of(row);
    Ok(ResultRecord {
        at: columns.time()?,
        condition: columns.word(Condition::parse)?,
        http: columns.value()?,
        latency_ms: columns.optional_count()?,
        detail: columns.value()?,
    })
}

fn read_summary(row: &Row<'_>) -> rusqlite::Result<DaySummary> {
    let mut columns = Columns::of(row);
    let day: i64 = columns.value()?;
    let day = date_of(day).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, day))?;
    let (checks, failures) = (columns.count()?, columns.count()?);
    let (latencies, sum_ms) = (columns.count()?, columns.count()?);
    Ok(DaySummary {
        day,
        checks,
        failures,
        mean_latency_ms: (latencies > 0).then(|| sum_ms.div_ceil(latencies)),
        max_latency_ms: columns.optional_count()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PassTally;
    use crate::store::testing::{at, id, result, store};

    /// One pass at each time, with a result of each service.
    fn record(records: &Records<'_>, services: &[&str], times: &[&str]) -> Vec<i64> {
        let mut passes = Vec::new();
        for time in times {
            let pass = records.begin_pass(true, at(time)).unwrap();
            for service in services {
                records.record_result(pass, &id(service), &result(time)).unwrap();
            }
            records.finish_pass(pass, 0, &PassTally::default(), at(time)).unwrap();
            passes.push(pass);
        }
        passes
    }

    const TIMES: [&str; 3] =
        ["2026-01-01T10:00:00Z", "2026-01-01T23:59:59.999Z", "2026-01-02T00:00:00Z"];

    #[test]
    fn history_is_newest_first_since_a_time_and_limited() {
        let (_directory, store) = store();
        let records = store.records();
        record(&records, &["web/shop", "web/blog"], &TIMES);
        let shop = id("web/shop");
        let all: Vec<ResultRecord> = TIMES.iter().rev().map(|time| result(time)).collect();
        assert_eq!(records.results(&shop, None, None), Ok(all.clone()));
        assert_eq!(records.results(&shop, None, Some(2)), Ok(all[..2].to_vec()));
        assert_eq!(records.results(&shop, Some(at(TIMES[1])), None), Ok(all[..2].to_vec()));
        assert_eq!(records.results(&id("web/never"), None, None), Ok(vec![]));
    }

    #[test]
    fn a_day_is_summed_up() {
        let (_directory, store) = store();
        let records = store.records();
        let cases = [
            (Condition::Ok, Some(10)),
            (Condition::Ko, None),
            (Condition::Suspect, Some(1)),
            (Condition::Unknown, None),
        ];
        for (condition, latency_ms) in cases {
            let pass = records.begin_pass(true, at(TIMES[0])).unwrap();
            let result = ResultRecord { condition, latency_ms, ..result(TIMES[0]) };
            records.record_result(pass, &id("web/shop"), &result).unwrap();
        }
        let expected = DaySummary {
            day: Date::constant(2026, 1, 1),
            checks: 4,
            failures: 2,
            mean_latency_ms: Some(6),
            max_latency_ms: Some(10),
        };
        assert_eq!(records.day_summaries(&id("web/shop"), None), Ok(vec![expected]));
    }

    #[test]
    fn summaries_are_of_utc_days_newest_first() {
        let (_directory, store) = store();
        let records = store.records();
        record(&records, &["web/shop"], &TIMES);
        record(&records, &["web/blog"], &["1969-12-31T23:00:00Z", "2026-02-01T00:00:00Z"]);
        let days = |service, since| -> Vec<(String, u64)> {
            let summaries = records.day_summaries(&id(service), since).unwrap();
            summaries.iter().map(|summary| (summary.day.to_string(), summary.checks)).collect()
        };
        let both = [("2026-01-02".to_owned(), 1), ("2026-01-01".to_owned(), 2)];
        assert_eq!(days("web/shop", None), both);
        assert_eq!(days("web/shop", Some(at(TIMES[0]))), both);
        assert_eq!(days("web/shop", Some(at(TIMES[2]))), both[..1]);
        assert_eq!(days("web/blog", None).last(), Some(&("1969-12-31".to_owned(), 1)));
    }

    #[test]
    fn one_service_has_one_result_in_a_pass() {
        let (_directory, store) = store();
        let records = store.records();
        let pass = record(&records, &["web/shop"], &TIMES[..1])[0];
        assert!(records.record_result(pass, &id("web/shop"), &result(TIMES[0])).is_err());
        assert_eq!(records.day_summaries(&id("web/shop"), None).unwrap()[0].checks, 1);
    }

    #[test]
    fn pruning_takes_the_oldest_in_batches_and_keeps_the_summaries() {
        let (_directory, store) = store();
        let records = store.records();
        record(&records, &["web/shop", "web/blog"], &TIMES);
        let before = at(TIMES[2]);
        assert_eq!(records.prune_results(before, 3), Ok(3));
        assert_eq!(records.counts().unwrap().passes, 2);
        assert_eq!(records.results(&id("web/shop"), None, None).unwrap()[0].at, at(TIMES[2]));
        assert_eq!(records.prune_results(before, 3), Ok(1));
        assert_eq!(records.prune_results(before, 3), Ok(0));
        let counts = records.counts().unwrap();
        assert_eq!((counts.passes, counts.results), (1, 2));
        assert_eq!(records.day_summaries(&id("web/shop"), None).unwrap().len(), 2);
    }

    #[test]
    fn pruning_everything_still_leaves_when_the_monitor_last_ran() {
        let (_directory, store) = store();
        let records = store.records();
        let full = record(&records, &["web/shop"], &TIMES)[2];
        let end = at("2027-01-01T00:00:00Z");
        records.begin_pass(false, at(TIMES[2])).unwrap();
        let running = records.begin_pass(true, at(TIMES[2])).unwrap();
        assert_eq!(records.prune_results(end, 100), Ok(3));
        assert_eq!(records.last_full_pass().unwrap().map(|pass| pass.id), Some(full));
        assert_eq!(records.counts().unwrap().passes, 2);
        let late = records.record_result(running, &id("web/shop"), &result(TIMES[2]));
        assert_eq!(late, Ok(()));
    }
}
