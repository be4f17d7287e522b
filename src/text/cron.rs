//! The five fields of a crontab line, and the times that they mean in a time zone.
//!
//! What they mean when the clock is changed follows Debian's cron: a time that
//! is skipped is made up for afterwards, and one that comes twice counts once,
//! unless the hour is `*`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A crontab's five fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CronExpression {
    text: String,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Both of days and weekdays are restricted: either of them is enough.
    is_either_day: bool,
    is_every_hour: bool,
}

/// A field: its name, its first and last value, and words for values.
struct Field {
    name: &'static str,
    first: u32,
    last: u32,
    words: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", first: 0, last: 59, words: &[] };
const HOUR: Field = Field { name: "hour", first: 0, last: 23, words: &[] };
const DAY: Field = Field { name: "day of the month", first: 1, last: 31, words: &[] };
const MONTH: Field = Field {
    name: "month",
    first: 1,
    last: 12,
    words: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
/// 7 is Sunday as well.
const WEEKDAY: Field = Field {
    name: "day of the week",
    first: 0,
    last: 7,
    words: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

const NICKNAMES: &[(&str, &str)] = &[
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// 29 February can be eight years away; whatever does not come by then never comes.
const DAYS_AHEAD: usize = 9 * 366;

impl CronExpression {
    /// Reads `0 3 * * 1-5` or `@daily`.
    ///
    /// # Errors
    ///
    /// Which field is wrong, and why.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.starts_with('@') {
            let known = NICKNAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
            let (_, meaning) = known.ok_or_else(|| {
                format!("{text:?} is not one of @hourly, @daily, @weekly, @monthly, @yearly")
            })?;
            return Ok(Self { text: text.to_owned(), ..Self::parse(meaning)? });
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else {
            return Err(format!(
                "{text:?} has {} fields instead of five (minute, hour, day, month, day of the week)",
                fields.len()
            ));
        };
        let weekdays = WEEKDAY.read(weekday)?;
        let expression = Self {
            text: fields.join(" "),
            minutes: MINUTE.read(minute)?,
            hours: HOUR.read(hour)?,
            days: DAY.read(day)?,
            months: MONTH.read(month)?,
            weekdays: (weekdays | weekdays >> 7) & 0x7F,
            is_either_day: !day.starts_with('*') && !weekday.starts_with('*'),
            is_every_hour: *hour == "*",
        };
        // Any zone will do to see whether there is such a day at all.
        match expression.next_after(Timestamp::UNIX_EPOCH, &TimeZone::UTC) {
            Some(_) => Ok(expression),
            None => Err(format!("{text:?} never comes: no month has such a day")),
        }
    }

    /// The text that was read.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The first of its times that is later than `time`, in `zone`.
    #[must_use]
    pub(crate) fn next_after(&self, time: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.times_after(time, zone).next()
    }

    /// Its times later than `time`, in order.
    pub(crate) fn times_after<'a>(
        &'a self,
        time: Timestamp,
        zone: &'a TimeZone,
    ) -> impl Iterator<Item = Timestamp> + 'a {
        let first = zone.to_datetime(time).date();
        std::iter::successors(Some(first), |date| date.tomorrow().ok())
            .take(DAYS_AHEAD)
            .filter(|date| self.has_day(*date))
            .flat_map(move |date| self.times_of(date, zone))
            .filter(move |planned| planned.met_from > time)
            .map(|planned| planned.at)
    }

    fn has_day(&self, date: Date) -> bool {
        let has = |set: u64, value: i8| u32::try_from(value).is_ok_and(|bit| set >> bit & 1 == 1);
        let is_day = has(self.days, date.day());
        let is_weekday = has(self.weekdays, date.weekday().to_sunday_zero_offset());
        let fits = if self.is_either_day { is_day || is_weekday } else { is_day && is_weekday };
        fits && has(self.months, date.month())
    }

    fn times_of(&self, date: Date, zone: &TimeZone) -> Vec<Planned> {
        let mut times = Vec::new();
        for hour in bits(self.hours) {
            for minute in bits(self.minutes) {
                self.add_time(date.at(hour, minute, 0, 0), zone, &mut times);
            }
        }
        times.sort_unstable();
        times.dedup_by_key(|planned| planned.at);
        times
    }

    fn add_time(&self, local: DateTime, zone: &TimeZone, times: &mut Vec<Planned>) {
        let ambiguous = zone.to_ambiguous_timestamp(local);
        let (offset, later) = (ambiguous.offset(), ambiguous.later().ok());
        // A time that is skipped comes as much later as the clock was put forward.
        let Ok(at) = ambiguous.compatible() else { return };
        let is_twice = matches!(offset, AmbiguousOffset::Fold { .. });
        let again = later.filter(|_| is_twice && self.is_every_hour);
        times.extend(again.map(|at| Planned { at, met_from: at }));
        let jump = match offset {
            // Debian's cron runs what is skipped at once, others when it comes.
            AmbiguousOffset::Gap { .. } if !self.is_every_hour => zone.preceding(at).next(),
            _ => None,
        };
        let met_from = jump.map_or(at, |jump| jump.timestamp());
        times.push(Planned { at, met_from });
    }
}

/// A time of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Planned {
    at: Timestamp,
    /// Whoever runs from then on has run for it.
    met_from: Timestamp,
}

/// The numbers of the bits that are set.
fn bits(set: u64) -> impl Iterator<Item = i8> {
    (0_i8..60).filter(move |bit| set >> bit & 1 == 1)
}

impl Field {
    fn read(&self, text: &str) -> Result<u64, String> {
        let mut set = 0;
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, Some(step)),
                None => (part, None),
            };
            let (from, until) = self.range(range, step.is_some())?;
            let step = match step {
                None => 1,
                Some(step) => number(step)
                    .filter(|step| (1..=self.last).contains(step))
                    .ok_or_else(|| self.wrong(part))?,
            };
            for value in (from..=until).step_by(usize::try_from(step).unwrap_or(1)) {
                set |= 1_u64 << value;
            }
        }
        Ok(set)
    }

    fn range(&self, text: &str, has_step: bool) -> Result<(u32, u32), String> {
        if text == "*" {
            return Ok((self.first, self.last));
        }
        let (from, until) = if let Some((from, until)) = text.split_once('-') {
            (self.value(from)?, self.value(until)?)
        } else {
            let value = self.value(text)?;
            // `5/15` is what every cron takes for `5-59/15`.
            (value, if has_step { self.last } else { value })
        };
        if from > until { Err(self.wrong(text)) } else { Ok((from, until)) }
    }

    fn value(&self, text: &str) -> Result<u32, String> {
        let word = self.words.iter().position(|word| text.eq_ignore_ascii_case(word));
        word.and_then(|position| u32::try_from(position).ok())
            .map(|position| position + self.first)
            .or_else(|| number(text))
            .filter(|value| (self.first..=self.last).contains(value))
            .ok_or_else(|| self.wrong(text))
    }

    fn wrong(&self, text: &str) -> String {
        format!(
            "{text:?} is no {} ({} to {}, a range such as {}-{}, or a list of them)",
            self.name,
            self.first,
            self.last,
            self.first + 1,
            self.first + 4
        )
    }
}

fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The next three times in Paris.
    fn next(expression: &str, after: &str) -> Vec<String> {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let expression = CronExpression::parse(expression).unwrap();
        let times = expression.times_after(at(after), &zone);
        times.take(3).map(|time| time.to_string()).collect()
    }

    #[test]
    fn ordinary_lines_mean_what_cron_takes_them_for() {
        let after = "2026-06-01T12:00:00Z"; // a Monday, 14:00 in Paris
        let cases = [
            ("* * * * *", ["2026-06-01T12:01:00Z", "2026-06-01T12:02:00Z", "2026-06-01T12:03:00Z"]),
            (
                "*/20 * * * *",
                ["2026-06-01T12:20:00Z", "2026-06-01T12:40:00Z", "2026-06-01T13:00:00Z"],
            ),
            ("0 3 * * *", ["2026-06-02T01:00:00Z", "2026-06-03T01:00:00Z", "2026-06-04T01:00:00Z"]),
            ("@daily", ["2026-06-01T22:00:00Z", "2026-06-02T22:00:00Z", "2026-06-03T22:00:00Z"]),
            (
                "30 6 * * 1-5",
                ["2026-06-02T04:30:00Z", "2026-06-03T04:30:00Z", "2026-06-04T04:30:00Z"],
            ),
            (
                "0 0 * * sun,3",
                ["2026-06-02T22:00:00Z", "2026-06-06T22:00:00Z", "2026-06-09T22:00:00Z"],
            ),
            ("0 0 * * 7", ["2026-06-06T22:00:00Z", "2026-06-13T22:00:00Z", "2026-06-20T22:00:00Z"]),
            (
                "5/25 14 1 * *",
                ["2026-06-01T12:05:00Z", "2026-06-01T12:30:00Z", "2026-06-01T12:55:00Z"],
            ),
            // Either day is enough: the 15th, and Mondays.
            (
                "0 12 15 jun mon",
                ["2026-06-08T10:00:00Z", "2026-06-15T10:00:00Z", "2026-06-22T10:00:00Z"],
            ),
        ];
        for (expression, expected) in cases {
            assert_eq!(next(expression, after), expected, "{expression}");
        }
        // The longest way to a leap day: 2100 has none.
        assert_eq!(next("0 12 29 2 *", "2096-03-01T00:00:00Z"), ["2104-02-29T11:00:00Z"]);
    }

    #[test]
    fn an_hour_that_is_skipped_is_made_up_for() {
        let after = "2026-03-28T12:00:00Z";
        assert_eq!(
            next("30 2 * * *", after),
            ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]
        );
        assert_eq!(
            next("30 * * * *", "2026-03-29T00:00:00Z"),
            ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"]
        );
    }

    /// Where the clock is put forward, what cron has run since then counts.
    #[test]
    fn a_time_that_is_skipped_is_met_from_the_jump_on() {
        let cases = [
            ("Europe/Paris", "30 2 * * *", "2026-03-29T00:59:00Z", "2026-03-29T01:30:00Z"),
            ("Europe/Paris", "30 2 * * *", "2026-03-29T01:00:02Z", "2026-03-30T00:30:00Z"),
            ("Europe/Paris", "15 2 * * sun", "2026-03-29T01:00:02Z", "2026-04-05T00:15:00Z"),
            ("Europe/Paris", "0,30 2 * * *", "2026-03-29T01:00:02Z", "2026-03-30T00:00:00Z"),
            ("Europe/Paris", "30 * * * *", "2026-03-29T01:00:02Z", "2026-03-29T01:30:00Z"),
            ("Europe/Paris", "0 3 * * *", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"),
            ("Europe/London", "30 1 * * *", "2026-03-29T01:00:02Z", "2026-03-30T00:30:00Z"),
            ("America/New_York", "30 2 * * *", "2026-03-08T07:00:02Z", "2026-03-09T06:30:00Z"),
            ("America/New_York", "30 2 * * *", "2026-03-08T06:59:00Z", "2026-03-08T07:30:00Z"),
            ("Australia/Sydney", "30 2 * * *", "2026-10-03T16:00:02Z", "2026-10-04T15:30:00Z"),
            // Half an hour.
            ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T15:30:02Z", "2026-10-04T15:15:00Z"),
            // At midnight.
            ("America/Santiago", "30 0 * * *", "2026-09-06T04:00:02Z", "2026-09-07T03:30:00Z"),
        ];
        for (zone, line, after, expected) in cases {
            let zone_of = TimeZone::get(zone).unwrap();
            let expression = CronExpression::parse(line).unwrap();
            let found = expression.next_after(after.parse().unwrap(), &zone_of);
            assert_eq!(found, expected.parse().ok(), "{zone} {line} after {after}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_counts_once_unless_every_hour_counts() {
        let after = "2026-10-24T12:00:00Z";
        assert_eq!(
            next("30 2 * * *", after),
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"]
        );
        assert_eq!(
            next("30 * * * *", "2026-10-25T00:00:00Z"),
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        );
    }

    #[test]
    fn what_is_no_crontab_line_says_which_field_is_wrong() {
        let cases = [
            ("", "has 0 fields"),
            ("0 3 * *", "has 4 fields"),
            ("60 3 * * *", "\"60\" is no minute (0 to 59"),
            ("0 24 * * *", "\"24\" is no hour"),
            ("0 3 0 * *", "\"0\" is no day of the month"),
            ("0 3 * 13 *", "\"13\" is no month"),
            ("0 3 * * mond", "\"mond\" is no day of the week"),
            ("5-1 * * * *", "\"5-1\" is no minute"),
            ("*/0 * * * *", "\"*/0\" is no minute"),
            ("+5 * * * *", "\"+5\" is no minute"),
            (", * * * *", "\"\" is no minute"),
            ("0 0 31 2 *", "never comes"),
            ("@reboot", "is not one of @hourly"),
        ];
        for (text, expected) in cases {
            let error = CronExpression::parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
