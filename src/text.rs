//! Text and time without the trade: character sets, schedules, templates, patterns,
//! numbers.

pub(crate) mod charset;
pub(crate) mod cron;
pub(crate) mod glob;
pub(crate) mod iso8601;
pub(crate) mod number;
pub(crate) mod pattern;
pub(crate) mod system;
pub(crate) mod template;
pub(crate) mod time;
pub(crate) mod words;
pub(crate) mod zone;
pub(crate) use self::glob::Glob;
pub(crate) use cron::CronExpression;
pub(crate) use iso8601::parse_iso8601;
pub(crate) use pattern::{GivenUp, Pattern};
pub(crate) use system::os_text;
pub(crate) use template::{Template, TemplateError};
