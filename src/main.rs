//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ronde::process::survive_file_size_limit();
    // A recovery task is started by this program as another process of itself, and
    // so is the matching of an expression that could take for ever.
    let code = ronde::process::keep(std::env::args_os())
        .or_else(|| ronde::probe::match_for_another(std::env::args_os()));
    if let Some(code) = code {
        return ExitCode::from(code);
    }
    ronde::run(std::env::args_os(), &ronde::world::World::real())
}
