//! `ronde man`: the manual pages, made from the command line's own help.
//!
//! The pages in `man/` are made by this; a test compares them.

use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold};

use crate::cli::{Cli, ManArgs};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::session::Session;
use crate::text::os_text;

/// What clap does not know: exit status, files, environment, examples.
const CLOSING: &str = include_str!("man/closing.roff");

/// Runs the command.
pub(crate) fn run(arguments: &ManArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    let pages = pages().map_err(|error| unwritable("the manual", &error))?;
    if let Some(directory) = &arguments.directory {
        write_pages(&pages, directory)
            .map_err(|error| unwritable(&directory.display().to_string(), &error))?;
    } else {
        let first = pages.first().map(|page| page.text.as_str()).unwrap_or_default();
        session.print_text(first)?;
    }
    Ok(Exit::Done)
}

/// A manual page.
struct ManualPage {
    /// Such as `ronde-check.1`.
    file: String,
    text: String,
}

/// Every page, that of `ronde` itself first.
fn pages() -> io::Result<Vec<ManualPage>> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut pages = vec![page(&root, true)?];
    add_subcommands(&root, &mut pages)?;
    Ok(pages)
}

fn add_subcommands(parent: &Command, pages: &mut Vec<ManualPage>) -> io::Result<()> {
    for command in parent.get_subcommands() {
        pages.push(page(command, false)?);
        add_subcommands(command, pages)?;
    }
    Ok(())
}

fn page(command: &Command, is_root: bool) -> io::Result<ManualPage> {
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    // clap_mangen leaves the empty date out, and everything after it is taken for it.
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let version = env!("CARGO_PKG_VERSION");
    writeln!(text, ".TH \"{name}\" 1 \"\" \"ronde {version}\" \"User Commands\"")?;
    man.render_name_section(&mut text)?;
    text.write_all(synopsis(command).as_bytes())?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    text.write_all(if is_root { CLOSING } else { ".SH \"SEE ALSO\"\n.BR ronde (1)\n" }.as_bytes())?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(ManualPage { file: man.get_filename(), text })
}

/// The usage line of `--help`: shorter than a list of every option.
fn synopsis(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    Roff::new().control("SH", ["SYNOPSIS"]).text([bold(usage)]).to_roff()
}

fn write_pages(pages: &[ManualPage], directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    for page in pages {
        std::fs::write(directory.join(&page.file), &page.text)?;
    }
    Ok(())
}

fn unwritable(what: &str, error: &io::Error) -> CommandError {
    CommandError::new(ErrorKind::Storage, format!("{what}: cannot be written: {}", os_text(error)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_pages_in_man_are_up_to_date() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
        let pages = pages().unwrap();
        if std::env::var_os("RONDE_UPDATE_DOCS").is_some() {
            write_pages(&pages, &directory).unwrap();
        }
        let made: BTreeMap<_, _> = pages.into_iter().map(|page| (page.file, page.text)).collect();
        let found: BTreeMap<_, _> = std::fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        assert!(
            made == found,
            "man/ is out of date: run RONDE_UPDATE_DOCS=1 cargo test --lib cmd::"
        );
    }

    #[test]
    fn the_first_page_tells_what_clap_does_not_know() {
        let first = pages().unwrap().remove(0);
        assert_eq!(first.file, "ronde.1");
        for section in ["EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"] {
            assert!(first.text.contains(&format!("\n.SH \"{section}\"\n")), "{section}");
        }
    }
}
