//! The table of keys: what a key is, what can stand there, and the macro that
//! makes a structure, its reader and its row in the table from one entry.
//!
//! The loader, the finder of problems, `config show` and the columns of
//! `import csv` are driven by it, so that none of them can forget a key.

mod json;
mod kind;
mod macros;
mod pairs;
mod reading;
mod several;
mod table;
mod value;

pub(super) use json::{Json, WORD as JSON_WORD};
pub(super) use kind::{Duration, Kind, List, Map, Or, Path, Url};
pub(super) use macros::{key_name, keys, optional};
pub(super) use pairs::Pairs;
pub(super) use reading::{
    MERGE, MERGE_WORD, SectionVisitor, Shown, Table, given_twice, nothing_of, section, set,
};
pub(super) use several::{ITEM_WORD, Several};
pub(super) use table::{Key, Section, Shape};
pub(super) use value::{Setting, Text};
