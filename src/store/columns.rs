//! Between rows and domain types: words, times and names, column by column.

use std::fmt;

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Type, ValueRef};
use rusqlite::{Result, Row, ToSql};

use crate::domain::{HttpReading, Name, ServiceId, Subject};
use crate::text::time::from_milliseconds;

/// Reads a row from left to right.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

/// The code of [`HttpReading::NoAnswer`] in the database.
const NO_ANSWER: i64 = -1;

impl ToSql for HttpReading {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.status().map_or(NO_ANSWER, i64::from).into())
    }
}

impl FromSql for HttpReading {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_i64()? {
            NO_ANSWER => Ok(Self::NoAnswer),
            code => {
                let code = u16::try_from(code).map_err(|_| FromSqlError::OutOfRange(code))?;
                Ok(Self::Status(code))
            }
        }
    }
}

/// A value in the database that this program never writes.
#[derive(Debug)]
struct Impossible(String);

impl fmt::Display for Impossible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Impossible {}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    fn advance(&mut self) -> usize {
        let index = self.next;
        self.next += 1;
        index
    }

    pub(super) fn value<T: FromSql>(&mut self) -> Result<T> {
        let index = self.advance();
        self.row.get(index)
    }

    pub(super) fn name(&mut self) -> Result<Name> {
        let index = self.advance();
        Ok(Name::recorded(self.row.get_ref(index)?.as_str()?))
    }

    pub(super) fn optional_name(&mut self) -> Result<Option<Name>> {
        let index = self.advance();
        Ok(self.row.get_ref(index)?.as_str_or_null()?.map(Name::recorded))
    }

    /// What something is about: the names of an equipment, a service and a heartbeat.
    pub(super) fn subject(&mut self) -> Result<Subject> {
        let index = self.next;
        let equipment = self.optional_name()?;
        let (service, heartbeat) = (self.optional_name()?, self.optional_name()?);
        match (equipment, service, heartbeat) {
            (Some(equipment), Some(service), None) => {
                Ok(Subject::Service(ServiceId::new(equipment, service)))
            }
            (Some(equipment), None, None) => Ok(Subject::Equipment(equipment)),
            (None, None, Some(heartbeat)) => Ok(Subject::Heartbeat(heartbeat)),
            names => Err(impossible(index, Type::Text, names)),
        }
    }

    pub(super) fn time(&mut self) -> Result<Timestamp> {
        let index = self.advance();
        timestamp(index, self.row.get(index)?)
    }

    pub(super) fn optional_time(&mut self) -> Result<Option<Timestamp>> {
        let index = self.advance();
        let milliseconds: Option<i64> = self.row.get(index)?;
        milliseconds.map(|value| timestamp(index, value)).transpose()
    }

    pub(super) fn count(&mut self) -> Result<u64> {
        let index = self.advance();
        let value: i64 = self.row.get(index)?;
        u64::try_from(value).map_err(|_| impossible(index, Type::Integer, value))
    }

    pub(super) fn optional_count(&mut self) -> Result<Option<u64>> {
        let index = self.advance();
        let value: Option<i64> = self.row.get(index)?;
        let unsigned =
            |value| u64::try_from(value).map_err(|_| impossible(index, Type::Integer, value));
        value.map(unsigned).transpose()
    }

    /// A text that `parse` knows.
    pub(super) fn word<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let index = self.advance();
        let text = self.row.get_ref(index)?.as_str()?;
        parse(text).ok_or_else(|| impossible(index, Type::Text, text))
    }

    /// A text that `parse` knows, or NULL.
    pub(super) fn optional_word<T>(
        &mut self,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let index = self.advance();
        match self.row.get_ref(index)?.as_str_or_null()? {
            None => Ok(None),
            Some(text) => parse(text).map(Some).ok_or_else(|| impossible(index, Type::Text, text)),
        }
    }
}

fn timestamp(index: usize, milliseconds: i64) -> Result<Timestamp> {
    from_milliseconds(milliseconds).ok_or_else(|| impossible(index, Type::Integer, milliseconds))
}

fn impossible(index: usize, kind: Type, value: impl fmt::Debug) -> rusqlite::Error {
    let reason = Impossible(format!("an impossible value, {value:?}"));
    rusqlite::Error::FromSqlConversionFailure(index, kind, Box::new(reason))
}

/// SQLite's integers are signed: what is larger than they can be is stored as the largest.
pub(super) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An optional time, as it is stored.
pub(super) fn milliseconds(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_millisecond)
}

/// An optional limit, as SQLite wants it: negative is none.
pub(super) fn row_limit(limit: Option<u32>) -> i64 {
    limit.map_or(-1, i64::from)
}
