//! The keys of a service as the columns of a table.

use super::keys::{Shape, Table};
use super::raw::RawService;

/// The part of a key that a cell of a table can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The value as it is.
    Text,
    /// True or false.
    Switch,
    /// A whole number.
    Number,
    /// Several words.
    Words,
    /// Nothing: the value has parts of its own.
    Nothing,
}

/// Every key of a service, in the order in which they are written.
pub(crate) fn service_columns() -> impl Iterator<Item = (&'static str, Cell)> {
    RawService::SECTION.keys.iter().map(|key| {
        let cell = match key.shape {
            Shape::Text(_) | Shape::Several(_) => Cell::Text,
            Shape::Switch => Cell::Switch,
            Shape::Count(_) => Cell::Number,
            Shape::List(_) if key.name == "tags" => Cell::Words,
            Shape::List(_)
            | Shape::Map(_)
            | Shape::Section(_)
            | Shape::Secret { .. }
            | Shape::Json => Cell::Nothing,
        };
        (key.name, cell)
    })
}
