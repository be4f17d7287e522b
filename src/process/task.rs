//! Runs a recovery task: a command in a process group of its own, whose output
//! is read line by line and which ends in time.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

use super::keeper;
use crate::text::os_text;

/// How often it is looked whether the command has ended.
const TICK: Duration = Duration::from_millis(20);
/// How long lines that the command has already printed are waited for at its end. A
/// process that it left behind may keep its output open for ever.
const LAST_LINES: Duration = Duration::from_millis(500);
/// What is longer is cut.
const LONGEST_LINE: u64 = 2_000;
/// What follows is left out.
const MOST_LINES: usize = 1_000;

/// A command with what it is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task<'a> {
    /// A program and its arguments.
    pub command: &'a [String],
    /// Its standard input.
    pub input: &'a str,
    /// Variables of its environment, beside ours.
    pub variables: &'a [(String, String)],
    /// Where its end is noted even if this process does not live to see it.
    pub note: Option<&'a Path>,
    /// It is killed after this, with every process of its group.
    pub timeout: Duration,
}

/// What becomes known of a task while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// It runs, as this process group.
    Started(i32),
    /// It printed these lines.
    Printed(Vec<String>),
}

/// Runs a task to its end and tells `listen` of what happens; why it failed, if it did.
///
/// # Errors
///
/// What `listen` fails with: the task is killed then.
pub(crate) fn run<E>(
    task: &Task<'_>,
    mut listen: impl FnMut(News) -> Result<(), E>,
) -> Result<Result<(), String>, E> {
    let began = Instant::now();
    let mut child = match spawn(task) {
        Ok(child) => child,
        Err(reason) => return Ok(Err(reason)),
    };
    let group = i32::try_from(child.id()).unwrap_or(i32::MAX);
    let lines = connect(&mut child, task.input);
    let ended = listen(News::Started(group))
        .and_then(|()| attend(task, &mut child, &lines, began, &mut listen));
    if !matches!(ended, Ok(Ok(()))) {
        kill_group(group);
        // Nothing is left of it but its number, which is given back by this.
        let _ = child.wait();
    }
    ended
}

fn spawn(task: &Task<'_>) -> Result<Child, String> {
    let Some((program, arguments)) = task.command.split_first() else {
        return Err("the command is empty".to_owned());
    };
    // Where there can be no keeper, the task matters more than what is known of its end.
    let kept = task
        .note
        .and_then(|note| start(keeper::command(program, note).ok()?, arguments, task).ok());
    kept.map_or_else(|| start(Command::new(program), arguments, task), Ok)
        .map_err(|error| format!("{program} cannot be run: {}", os_text(&error)))
}

fn start(mut command: Command, arguments: &[String], task: &Task<'_>) -> io::Result<Child> {
    command
        .args(arguments)
        .envs(task.variables.iter().map(|(name, value)| (name, value)))
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Feeds the command, and reads what it prints on either stream.
fn connect(child: &mut Child, input: &str) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_owned();
        // It need not read it; and what cannot be told cannot be told.
        let _ = thread::Builder::new().spawn(move || drop(stdin.write_all(input.as_bytes())));
    }
    if let Some(stdout) = child.stdout.take() {
        let sender = sender.clone();
        let _ = thread::Builder::new().spawn(move || read_lines(stdout, &sender));
    }
    if let Some(stderr) = child.stderr.take() {
        let _ = thread::Builder::new().spawn(move || read_lines(stderr, &sender));
    }
    lines
}

fn read_lines(source: impl Read, sender: &Sender<String>) {
    let mut source = BufReader::new(source);
    let mut line = Vec::new();
    loop {
        line.clear();
        match source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {
                let text = String::from_utf8_lossy(&line);
                let text = text.trim_end_matches(['\n', '\r']).to_owned();
                if sender.send(text).is_err() {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
}

/// Waits for the end, and passes lines on until then.
fn attend<E>(
    task: &Task<'_>,
    child: &mut Child,
    lines: &Receiver<String>,
    began: Instant,
    listen: &mut impl FnMut(News) -> Result<(), E>,
) -> Result<Result<(), String>, E> {
    let mut passed_on = 0;
    loop {
        let is_closed = pass_on(lines, TICK, &mut passed_on, listen)?;
        match child.try_wait() {
            Ok(None) if began.elapsed() < task.timeout => {
                if is_closed {
                    // Nothing will be printed any more: only the end is waited for.
                    thread::sleep(TICK);
                }
            }
            Ok(None) => {
                let timeout = humantime::format_duration(task.timeout);
                return Ok(Err(format!("did not end within {timeout}, killed")));
            }
            Ok(Some(status)) => {
                let until = Instant::now() + LAST_LINES;
                while Instant::now() < until && !pass_on(lines, TICK, &mut passed_on, listen)? {}
                return Ok(ended(task, status));
            }
            Err(error) => return Ok(Err(format!("was lost: {}", os_text(&error)))),
        }
    }
}

/// How the command ended: as its keeper has noted, which knows more than it can
/// say by its own status.
fn ended(task: &Task<'_>, status: ExitStatus) -> Result<(), String> {
    let noted = task.note.and_then(keeper::noted);
    noted.unwrap_or_else(|| keeper::failure(status).map_or(Ok(()), Err))
}

/// Passes on what was printed within `patience`; whether that was the last of it.
fn pass_on<E>(
    lines: &Receiver<String>,
    patience: Duration,
    passed_on: &mut usize,
    listen: &mut impl FnMut(News) -> Result<(), E>,
) -> Result<bool, E> {
    let (first, is_closed) = match lines.recv_timeout(patience) {
        Ok(line) => (Some(line), false),
        Err(RecvTimeoutError::Timeout) => (None, false),
        Err(RecvTimeoutError::Disconnected) => (None, true),
    };
    let mut printed = Vec::new();
    for line in first.into_iter().chain(lines.try_iter().take(MOST_LINES)) {
        *passed_on += 1;
        if *passed_on <= MOST_LINES {
            printed.push(line);
        } else if *passed_on == MOST_LINES + 1 {
            printed.push("what follows is left out".to_owned());
        }
    }
    if !printed.is_empty() {
        listen(News::Printed(printed))?;
    }
    Ok(is_closed)
}

fn kill_group(group: i32) {
    // It may have ended this very moment.
    let _ = signal::killpg(Pid::from_raw(group), Signal::SIGKILL);
}
