//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A recovery task is started by this program as another process of itself.
    if let Some(code) = ronde::process::keep(std::env::args_os()) {
        return ExitCode::from(code);
    }
    ronde::run(std::env::args_os(), &ronde::world::World::real())
}
