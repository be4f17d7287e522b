//! `ronde man`: the manual pages, made from the command line's own help.
//!
//! The pages in `man/` are made by this; a test compares them.

mod closings;

use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};

use closings::{CLOSINGS, COMMON_EXITS, Closing, WITHOUT_CONFIGURATION};

use crate::cli::{Cli, ManArgs};
use crate::error::{CommandError, ErrorKind, Exit};
use crate::session::Session;
use crate::text::os_text;

/// What clap does not know: exit status, files, environment, examples.
const CLOSING: &str = include_str!("man/closing.roff");
/// The day of this version.
const RELEASED: &str = "2026-11-27";

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
    writeln!(text, ".TH \"{name}\" 1 \"{RELEASED}\" \"ronde {version}\" \"User Commands\"")?;
    man.render_name_section(&mut text)?;
    text.write_all(synopsis(command).as_bytes())?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let closing = if is_root { CLOSING.to_owned() } else { closing(name) };
    text.write_all(closing.as_bytes())?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(ManualPage { file: man.get_filename(), text: without_empty_breaks(&text) })
}

/// The library puts a break before and after an empty line, where each is one already.
fn without_empty_breaks(text: &str) -> String {
    text.replace(".br\n\n.br\n", ".sp\n")
}

/// The end of a command's page; `name` is such as `ronde-requests-list`.
fn closing(name: &str) -> String {
    let command = name.trim_start_matches("ronde-");
    let known = CLOSINGS.iter().find(|each| each.command.replace(' ', "-") == command);
    let mut roff = Roff::new();
    if let Some(closing) = known {
        exit_status(&mut roff, closing);
        if !WITHOUT_CONFIGURATION.contains(&closing.command) {
            files(&mut roff);
        }
        examples(&mut roff, closing);
    }
    let parent = command.rsplit_once('-').map(|(parent, _)| format!("ronde-{parent}(1)"));
    let parent = parent.filter(|_| known.is_some_and(|each| each.command.contains(' ')));
    let others = known.map(|each| each.see_also).unwrap_or_default();
    roff.control("SH", ["SEE ALSO"]);
    let pages = ["ronde(1)".to_owned()].into_iter().chain(parent);
    let pages: Vec<String> = pages.chain(others.iter().map(|page| (*page).to_owned())).collect();
    for (position, page) in pages.iter().enumerate() {
        let (title, section) = page.split_once('(').unwrap_or((page, ""));
        let comma = if position + 1 < pages.len() { "," } else { "" };
        roff.control("BR", [title, &format!("({section}{comma}")]);
    }
    roff.to_roff()
}

fn exit_status(roff: &mut Roff, closing: &Closing) {
    let own = |code: u8| closing.exits.iter().find(|(each, _)| *each == code).copied();
    let reads = !WITHOUT_CONFIGURATION.contains(&closing.command);
    let common = COMMON_EXITS.iter().filter(|(code, _)| own(*code).is_none());
    let common = common.filter(|(code, _)| reads || *code != ErrorKind::Configuration.code());
    let mut exits: Vec<(u8, &str)> = common.chain(closing.exits).copied().collect();
    exits.sort_unstable();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in exits {
        roff.control("TP", []);
        roff.text([bold(code.to_string())]);
        roff.text([roman(meaning)]);
    }
}

fn files(roff: &mut Roff) {
    roff.control("SH", ["FILES"]);
    roff.text([
        roman("The configuration is that of "),
        bold("--config"),
        roman(", of "),
        bold("$RONDE_CONFIG"),
        roman(", the user's own, or "),
        italic("/etc/ronde/config.yaml"),
        roman(", and the database goes with it; see "),
        bold("ronde"),
        roman("(1)."),
    ]);
}

fn examples(roff: &mut Roff, closing: &Closing) {
    roff.control("SH", ["EXAMPLES"]);
    for (position, (purpose, lines)) in closing.examples.iter().enumerate() {
        if position > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(*purpose)]);
        roff.control("PP", []).control("RS", ["4"]).control("nf", []);
        roff.text([roman(*lines)]);
        roff.control("fi", []).control("RE", []);
    }
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
            "man/ is out of date: run RONDE_UPDATE_DOCS=1 cargo test --lib commands::"
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

    /// The commands that do something, in their words.
    fn leaves(command: &Command, words: &str, found: &mut Vec<String>) {
        for child in command.get_subcommands() {
            let words = format!("{words} {}", child.get_name()).trim().to_owned();
            if child.has_subcommands() {
                leaves(child, &words, found);
            } else {
                found.push(words);
            }
        }
    }

    #[test]
    fn every_command_has_its_exit_codes_and_examples() {
        let mut commands = Vec::new();
        leaves(&Cli::command(), "", &mut commands);
        let closings: Vec<&str> = CLOSINGS.iter().map(|each| each.command).collect();
        for command in &commands {
            assert!(closings.contains(&command.as_str()), "{command}");
        }
        assert_eq!(closings.len(), commands.len());
    }

    /// Of a line of a crontab or a shell, the words after `ronde`.
    fn words(line: &str) -> Vec<String> {
        let line = line.split_once("ronde ").unwrap().1;
        let line = line.split(" | ").next().unwrap();
        let line = line.split(" > ").next().unwrap().split(" < ").next().unwrap();
        // What is quoted with the one mark may hold the other.
        let mark = if line.contains('\'') { '\'' } else { '"' };
        let quoted = line.split(mark).enumerate();
        let parts = quoted.flat_map(|(number, part)| {
            if number % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }
        });
        parts.map(str::to_owned).collect()
    }

    #[test]
    fn every_example_is_a_command_line() {
        for closing in CLOSINGS {
            for (purpose, line) in closing.examples {
                let words = std::iter::once("ronde".to_owned()).chain(words(line));
                let parsed = Cli::command().try_get_matches_from(words);
                assert!(parsed.is_ok(), "{purpose} {line}: {}", parsed.unwrap_err());
            }
        }
    }
}
