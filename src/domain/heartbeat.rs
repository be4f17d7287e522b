//! Scheduled jobs that signal when they ended well: what is expected of them,
//! what is remembered of them, and how they stand. Pure.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::exchange::TlsSettings;
use super::name::Name;
use super::secret::Secret;
use super::status_page::StatusPageSettings;
use crate::text::cron::CronExpression;
use crate::text::words::words;

/// A configured heartbeat.
#[derive(Debug, Clone)]
pub(crate) struct Heartbeat {
    /// Unique in the configuration.
    pub name: Name,
    /// A disabled one is never late and never pushed.
    pub enabled: bool,
    /// Where its signals are passed on to.
    pub push_url: Option<Secret>,
    /// How often it signals.
    pub rhythm: Rhythm,
    /// How long the job may take; a longer run is reported while it lasts.
    pub runtime: Option<Duration>,
    /// What is granted on top.
    pub margin: Duration,
    /// What a failed job means.
    pub on_failure: OnFailure,
    /// The command of ronde's own that signals for it.
    pub after: Option<After>,
    /// Whom to trust where it is pushed.
    pub tls: TlsSettings,
    /// What it has to do with the public status page; `None`: nothing.
    pub status_page: Option<StatusPageSettings>,
}

impl Heartbeat {
    /// Where its signals are passed on to now, if anywhere.
    #[must_use]
    pub(crate) fn passed_on_to(&self) -> Option<&Secret> {
        self.push_url.as_ref().filter(|_| self.enabled)
    }
}

/// How often a heartbeat signals.
#[derive(Debug, Clone)]
pub(crate) enum Rhythm {
    /// Once in this time, run time and margin included.
    Interval(Duration),
    /// The job starts once in this time.
    Every(Duration),
    /// The job starts at these times.
    Schedule(Schedule),
}

/// The times of a crontab line.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// The line's five fields.
    pub expression: CronExpression,
    /// The time zone that is configured for them, as it is written.
    pub zone_name: Option<String>,
    /// The time zone that they are in.
    pub zone: TimeZone,
}

words! {
    /// What a job that failed means.
    OnFailure {
        /// Nothing: it is as if it had not run.
        Silent = "silent",
        /// The heartbeat is down at once.
        Down = "down",
    }
}

words! {
    /// The commands of ronde's own that signal when they are done.
    After {
        /// A full pass.
        Check = "check",
        /// A pass over the maintenance modes.
        ExpireMaintenance = "expire-maintenance",
    }
}

words! {
    /// How a heartbeat stands.
    HeartbeatState {
        /// It signalled in time.
        Up = "up",
        /// It did not signal in time, or its job runs for too long.
        Late = "late",
        /// Its last signal said so.
        Down = "down",
        /// It never signalled, and its time has not come.
        Pending = "pending",
        /// It is switched off.
        Disabled = "disabled",
    }
}

impl HeartbeatState {
    /// Whether somebody should look at it.
    #[must_use]
    pub(crate) fn is_ko(self) -> bool {
        matches!(self, Self::Late | Self::Down)
    }
}

/// What is remembered of a heartbeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HeartbeatRecord {
    /// Since when it is configured and enabled, as far as was seen.
    pub watched_since: Option<Timestamp>,
    /// Its last signal, good or bad.
    pub last_signal_at: Option<Timestamp>,
    /// What its last signal said, when that was that it is down.
    pub down_message: Option<String>,
    /// The run that has begun and not ended.
    pub run: Option<Run>,
    /// How long the last run took.
    pub last_duration_ms: Option<u64>,
    /// The code it ended with.
    pub last_exit_code: Option<i32>,
}

/// A run of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// A UUID.
    pub id: String,
    /// When it began.
    pub started_at: Timestamp,
}

/// More times of a schedule are not looked at: they cover a week of a job that
/// runs every minute and a year of any that runs less than hourly.
const MOST_TIMES: usize = 10_080;
/// One that starts so much too early, by another machine's clock, is meant for the next time.
const EARLY: SignedDuration = SignedDuration::from_secs(30);

impl Heartbeat {
    /// How it stands.
    #[must_use]
    pub(crate) fn state(&self, record: &HeartbeatRecord, now: Timestamp) -> HeartbeatState {
        if !self.enabled {
            HeartbeatState::Disabled
        } else if record.down_message.is_some() {
            HeartbeatState::Down
        } else if self.overdue_since(record, now).is_some() || self.is_overrun(record, now) {
            HeartbeatState::Late
        } else if record.last_signal_at.is_some() {
            HeartbeatState::Up
        } else {
            HeartbeatState::Pending
        }
    }

    /// The deadline, when it has passed.
    #[must_use]
    pub(crate) fn overdue_since(
        &self,
        record: &HeartbeatRecord,
        now: Timestamp,
    ) -> Option<Timestamp> {
        self.deadline(record).filter(|deadline| self.enabled && *deadline < now)
    }

    /// Until when the next signal is expected; `None` before it was seen at all.
    #[must_use]
    pub(crate) fn deadline(&self, record: &HeartbeatRecord) -> Option<Timestamp> {
        // A signal from before it was (again) enabled promises nothing for now.
        let reference = record.last_signal_at.max(record.watched_since)?;
        Some(self.deadline_after(reference))
    }

    /// Until when a signal is expected that follows one at `reference`.
    #[must_use]
    pub(crate) fn deadline_after(&self, reference: Timestamp) -> Timestamp {
        match &self.rhythm {
            Rhythm::Interval(interval) => later(reference, *interval),
            Rhythm::Every(every) => later(reference, every.saturating_add(self.allowance())),
            Rhythm::Schedule(schedule) => {
                let begin = reference.checked_add(EARLY).unwrap_or(reference);
                let next = schedule.expression.next_after(begin, &schedule.zone);
                next.map_or(Timestamp::MAX, |next| later(next, self.allowance()))
            }
        }
    }

    /// Run time and margin.
    #[must_use]
    pub(crate) fn allowance(&self) -> Duration {
        self.runtime.unwrap_or_default().saturating_add(self.margin)
    }

    /// Whether its job has been running for longer than it may.
    #[must_use]
    pub(crate) fn is_overrun(&self, record: &HeartbeatRecord, now: Timestamp) -> bool {
        let Some(run) = &record.run else { return false };
        self.enabled && self.runtime.is_some() && later(run.started_at, self.allowance()) < now
    }

    /// The longest time between two signals of a job that is well: what a
    /// monitor that only knows an interval is to be told. Of a schedule, the
    /// longest gap in the year after `now`.
    #[must_use]
    pub(crate) fn interval(&self, now: Timestamp) -> Duration {
        match &self.rhythm {
            Rhythm::Interval(interval) => *interval,
            Rhythm::Every(every) => every.saturating_add(self.allowance()),
            Rhythm::Schedule(schedule) => {
                schedule.longest_gap(now).saturating_add(self.allowance())
            }
        }
    }
}

impl Schedule {
    fn longest_gap(&self, now: Timestamp) -> Duration {
        const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);
        let end = now.checked_add(YEAR).unwrap_or(Timestamp::MAX);
        let mut longest = SignedDuration::ZERO;
        let mut previous: Option<Timestamp> = None;
        for time in self.expression.times_after(now, &self.zone).take(MOST_TIMES) {
            if let Some(previous) = previous {
                if previous > end {
                    break;
                }
                longest = longest.max(time.duration_since(previous));
            }
            previous = Some(time);
        }
        // What comes less than once a year comes after the first that is found.
        if longest.is_zero() {
            let mut times = self.expression.times_after(now, &self.zone);
            if let (Some(first), Some(second)) = (times.next(), times.next()) {
                longest = second.duration_since(first);
            }
        }
        Duration::try_from(longest).unwrap_or_default()
    }
}

impl HeartbeatRecord {
    /// The same with nothing in it that a clock which was set back since has
    /// put into the future: waiting for that would hide a dead job for as long.
    #[must_use]
    pub(crate) fn not_after(mut self, now: Timestamp) -> Self {
        let at_most = |time: Option<Timestamp>| time.map(|time| time.min(now));
        self.watched_since = at_most(self.watched_since);
        self.last_signal_at = at_most(self.last_signal_at);
        if let Some(run) = &mut self.run {
            run.started_at = run.started_at.min(now);
        }
        self
    }
}

fn later(time: Timestamp, duration: Duration) -> Timestamp {
    time.checked_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
pub(crate) mod testing {
    //! A heartbeat as a configuration could have it.

    use super::*;

    /// Every hour, a minute long, with a minute's margin.
    pub(crate) fn hourly() -> Heartbeat {
        Heartbeat {
            name: Name::recorded("backup"),
            enabled: true,
            push_url: None,
            rhythm: Rhythm::Every(Duration::from_secs(3600)),
            runtime: Some(Duration::from_secs(60)),
            margin: Duration::from_secs(60),
            on_failure: OnFailure::Silent,
            after: None,
            tls: TlsSettings::default(),
            status_page: None,
        }
    }

    /// At the times of that crontab line in Paris, five minutes long, with ten of margin.
    pub(crate) fn scheduled(expression: &str) -> Heartbeat {
        Heartbeat {
            rhythm: Rhythm::Schedule(Schedule {
                expression: CronExpression::parse(expression).unwrap(),
                zone_name: Some("Europe/Paris".to_owned()),
                zone: TimeZone::get("Europe/Paris").unwrap(),
            }),
            runtime: Some(Duration::from_secs(300)),
            margin: Duration::from_secs(600),
            ..hourly()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{hourly, scheduled};
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn seen(watched: &str, signal: Option<&str>) -> HeartbeatRecord {
        HeartbeatRecord {
            watched_since: Some(at(watched)),
            last_signal_at: signal.map(at),
            ..HeartbeatRecord::default()
        }
    }

    #[test]
    fn the_interval_is_period_and_run_time_and_margin() {
        let now = at("2026-06-01T12:00:00Z");
        assert_eq!(hourly().interval(now), Duration::from_secs(3720));
        let direct = Heartbeat {
            rhythm: Rhythm::Interval(Duration::from_secs(90)),
            runtime: None,
            margin: Duration::ZERO,
            ..hourly()
        };
        assert_eq!(direct.interval(now), Duration::from_secs(90));
        let allowance = 900;
        let cases = [
            ("0 3 * * *", 25 * 3600),
            ("*/5 * * * *", 300),
            ("0 3 * * 1-5", 73 * 3600),
            ("0 0 1 * *", 31 * 24 * 3600 + 3600),
            ("0 0 1 1 *", 365 * 24 * 3600),
        ];
        for (expression, longest) in cases {
            let expected = Duration::from_secs(longest + allowance);
            assert_eq!(scheduled(expression).interval(now), expected, "{expression}");
        }
    }

    #[test]
    fn it_is_late_one_interval_after_it_signalled_or_appeared_and_not_before() {
        use HeartbeatState::{Late, Pending, Up};
        let appeared = "2026-06-01T12:00:00Z";
        let cases = [
            (None, "2026-06-01T13:02:00Z", Pending),
            (None, "2026-06-01T13:02:00.001Z", Late),
            (Some("2026-06-01T12:30:00Z"), "2026-06-01T13:32:00Z", Up),
            (Some("2026-06-01T12:30:00Z"), "2026-06-01T13:32:00.001Z", Late),
            // A signal from before it was switched off and on again.
            (Some("2026-05-01T12:30:00Z"), "2026-06-01T13:02:00Z", Up),
            (Some("2026-05-01T12:30:00Z"), "2026-06-01T13:02:01Z", Late),
        ];
        for (signal, now, expected) in cases {
            assert_eq!(
                hourly().state(&seen(appeared, signal), at(now)),
                expected,
                "{signal:?} {now}"
            );
        }
        let unseen = HeartbeatRecord::default();
        assert_eq!(hourly().state(&unseen, at("2036-01-01T00:00:00Z")), Pending);
        assert_eq!(hourly().deadline(&unseen), None);
        let disabled = Heartbeat { enabled: false, ..hourly() };
        let record = seen(appeared, None);
        assert_eq!(disabled.state(&record, at("2036-01-01T00:00:00Z")), HeartbeatState::Disabled);
    }

    #[test]
    fn deadlines_of_a_schedule_follow_its_clock() {
        let cases = [
            ("0 3 * * *", "2026-06-01T01:05:00Z", "2026-06-02T01:15:00Z"),
            // The clock is put forward in the night to the 29th, and back in that to the 25th.
            ("0 3 * * *", "2026-03-28T02:05:00Z", "2026-03-29T01:15:00Z"),
            ("30 2 * * *", "2026-03-28T01:35:00Z", "2026-03-29T01:45:00Z"),
            ("30 2 * * *", "2026-10-24T00:35:00Z", "2026-10-25T00:45:00Z"),
            ("30 2 * * *", "2026-10-25T00:35:00Z", "2026-10-26T01:45:00Z"),
            // Started by a clock that is some seconds ahead of ours.
            ("0 3 * * *", "2026-06-01T00:59:45Z", "2026-06-02T01:15:00Z"),
            // A run of four hours that ended after the next one should have begun.
            ("0 * * * *", "2026-06-01T14:10:00Z", "2026-06-01T15:15:00Z"),
        ];
        for (expression, signal, deadline) in cases {
            let found = scheduled(expression).deadline_after(at(signal));
            assert_eq!(found, at(deadline), "{expression} {signal}");
        }
    }

    #[test]
    fn a_run_that_lasts_too_long_is_late_before_its_deadline() {
        let mut record = seen("2026-06-01T12:00:00Z", Some("2026-06-01T12:00:00Z"));
        record.run = Some(Run { id: "1".to_owned(), started_at: at("2026-06-01T12:30:00Z") });
        let state = |heartbeat: &Heartbeat, now| heartbeat.state(&record, at(now));
        assert_eq!(state(&hourly(), "2026-06-01T12:32:00Z"), HeartbeatState::Up);
        assert_eq!(state(&hourly(), "2026-06-01T12:32:01Z"), HeartbeatState::Late);
        let unbounded = Heartbeat { runtime: None, ..hourly() };
        assert_eq!(state(&unbounded, "2026-06-01T12:32:01Z"), HeartbeatState::Up);
    }

    #[test]
    fn nothing_is_in_the_future_after_the_clock_was_set_back() {
        let now = at("2026-06-01T12:00:00Z");
        let record = seen("2026-05-01T12:00:00Z", Some("2027-01-01T00:00:00Z"));
        let corrected = record.not_after(now);
        assert_eq!(corrected, seen("2026-05-01T12:00:00Z", Some("2026-06-01T12:00:00Z")));
    }
}
