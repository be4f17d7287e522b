//! One command's run: its global options, its world, and where its files are.

mod opened;
mod places;
mod run;
pub(crate) mod selection;
pub(crate) mod send;

pub(crate) use opened::Opened;
pub(crate) use places::{Places, STANDARD_INPUT, STDIN};
pub(crate) use run::{Session, print_to};
