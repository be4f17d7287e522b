//! Text and time without the trade: schedules, templates, patterns, numbers.

pub mod cron;
pub mod glob;
pub(crate) mod iso8601;
pub mod number;
pub mod pattern;
pub mod system;
pub mod template;
pub mod time;
pub(crate) mod words;
pub use self::glob::Glob;
pub use cron::CronExpression;
pub use iso8601::parse_iso8601;
pub use pattern::{GivenUp, Pattern};
pub use system::os_text;
pub use template::{Template, TemplateError};
