//! One command's run: its global options, its world, and where its files are.

mod opened;
mod places;
mod run;
pub mod selection;
pub mod send;

pub use opened::Opened;
pub use places::{Places, STANDARD_INPUT, STDIN};
pub use run::{Session, print_to};
