//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ronde::cmd::run(std::env::args_os(), &ronde::world::World::real())
}
