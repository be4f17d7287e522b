//! The keeper of a recovery task: ronde itself as a process of its own, which
//! starts the command, waits for it and notes how it ended. It outlives the
//! ronde that waits for the task, so that the end is known to the next one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use nix::unistd::geteuid;

use super::job::{exit_code, not_started, release_streams};
use super::signals;
use crate::regular_file;

/// What the keeper is called instead of by the name of its program.
pub(crate) const NAME: &str = "ronde: keeper of a recovery task";

const SUCCESS: &str = "success";
const FAILURE: &str = "failure ";
/// Far longer than any reason.
const LONGEST_NOTE: u64 = 64 * 1024;

/// The command that keeps `program`, whose end is noted in the file `note`.
pub(crate) fn command(program: &str, note: &Path) -> io::Result<Command> {
    let mut command = Command::new(own_program()?);
    command.arg0(NAME).arg(note).arg(program);
    Ok(command)
}

/// This program, to be started as a process of another kind.
///
/// # Errors
///
/// That the system does not tell where it is.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    // The file may have been replaced by another release since this one began.
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() { Ok(own) } else { std::env::current_exe() }
}

/// Is the keeper, if this process was started as one: its exit code then, at the
/// end of what it keeps.
pub(crate) fn keep(arguments: impl IntoIterator<Item = OsString>) -> Option<u8> {
    let mut arguments = arguments.into_iter();
    if arguments.next()? != NAME {
        return None;
    }
    let note = PathBuf::from(arguments.next()?);
    let program = arguments.next()?;
    outlive_signals();
    let ended = run(&program, arguments);
    let (code, reason) = match ended {
        Ok(status) => (exit_code(status), failure(status)),
        Err(error) => {
            let failed = not_started(&[program], &error);
            (failed.exit_code, Some(failed.message))
        }
    };
    if write(&note, reason.as_deref()).is_err()
        && let Some(reason) = reason
    {
        // What the exit code does not tell is at least among what was printed.
        let _ = writeln!(io::stderr(), "{reason}");
    }
    Some(code)
}

/// A command may signal its whole group, which the keeper is in. What is caught
/// here is not caught in the command, as it would be if it were ignored.
fn outlive_signals() {
    for signal in signals::heeded() {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
}

fn run(program: &OsStr, arguments: impl Iterator<Item = OsString>) -> io::Result<ExitStatus> {
    let mut child = Command::new(program).args(arguments).spawn()?;
    release_streams();
    child.wait()
}

/// Why a command that ended so has failed, if it has.
pub(crate) fn failure(status: ExitStatus) -> Option<String> {
    (!status.success()).then(|| format!("failed ({status})"))
}

/// The note is there as a whole or not at all, and is still there after a power cut.
fn write(note: &Path, reason: Option<&str>) -> io::Result<()> {
    let text = match reason {
        None => format!("{SUCCESS}\n"),
        Some(reason) => format!("{FAILURE}{reason}\n"),
    };
    let draft = draft_of(note);
    let mut file = open_draft(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, note)?;
    match note.parent() {
        Some(directory) => File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}

/// The draft that whoever began the task has made, for whom the database is; or a
/// new one, if something else stands in its place by now.
fn open_draft(draft: &Path) -> io::Result<File> {
    let is_ours = |file: &File| {
        let metadata = file.metadata()?;
        Ok::<bool, io::Error>(metadata.len() == 0 && metadata.uid() == geteuid().as_raw())
    };
    match regular_file::open(draft, OpenOptions::new().write(true)) {
        Ok(file) if is_ours(&file)? => Ok(file),
        _ => {
            // Only its name is removed, whatever it leads to.
            let _ = fs::remove_file(draft);
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)
        }
    }
}

/// The file that becomes the note.
fn draft_of(note: &Path) -> PathBuf {
    let mut draft = note.as_os_str().to_owned();
    draft.push(".new");
    PathBuf::from(draft)
}

/// How a task ended by its note; `None` when that is not known.
#[must_use]
pub(crate) fn noted(note: &Path) -> Option<Result<(), String>> {
    let mut text = Vec::new();
    let file = regular_file::open(note, OpenOptions::new().read(true)).ok()?;
    file.take(LONGEST_NOTE).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let text = text.strip_suffix('\n')?;
    if text == SUCCESS {
        return Some(Ok(()));
    }
    text.strip_prefix(FAILURE).map(|reason| Err(reason.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let note = directory.path().join("note");
        assert_eq!(noted(&note), None);
        write(&note, None).unwrap();
        assert_eq!(noted(&note), Some(Ok(())));
        write(&note, Some("two\nlines cannot be run")).unwrap();
        assert_eq!(noted(&note), Some(Err("two\nlines cannot be run".to_owned())));
        assert!(!draft_of(&note).exists());
    }

    #[test]
    fn what_is_no_note_tells_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let note = directory.path().join("note");
        for text in ["", "\n", "success", "succes\n", "failure", "0\n"] {
            fs::write(&note, text).unwrap();
            assert_eq!(noted(&note), None, "{text:?}");
        }
    }

    #[test]
    fn only_a_process_of_its_name_is_the_keeper() {
        let arguments = |texts: &[&str]| texts.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(keep(arguments(&["ronde", "note", "/bin/true"])), None);
        assert_eq!(keep(arguments(&[])), None);
    }
}
