//! Matching with an end. What has to be matched by backtracking can take for
//! ever, and no thread can be stopped: so it is done by ronde itself as a
//! process of its own, which is killed when the probe's time is over.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fancy_regex::RegexBuilder;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::process;
use crate::text::pattern::Matcher;
use crate::text::{GivenUp, os_text};

/// What the process is called instead of by the name of its program.
const NAME: &str = "ronde: matching a regular expression";
/// An answer that came in the last moment is still looked at: most expressions
/// need less for a mebibyte.
const LEAST: Duration = Duration::from_millis(100);
/// What the process may have beside the text.
const MEMORY: u64 = 256 * 1024 * 1024;

const LEAST_URGENT: i32 = 19;

const MATCH: u8 = b'1';
const NO_MATCH: u8 = b'0';
const TOO_DEEP: u8 = b'-';

/// The matching of one probe's answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matching {
    until: Instant,
}

impl Matching {
    /// Matching in what is left of the `timeout` of a probe that `began` then.
    #[must_use]
    pub(crate) fn within(timeout: Duration, began: Instant) -> Self {
        Self { until: (began + timeout).max(Instant::now() + LEAST) }
    }

    fn left(&self) -> Result<Duration, GivenUp> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(GivenUp::OutOfTime) } else { Ok(left) }
    }

    /// Asks the process at the other end of the stream.
    fn ask(&self, mut stream: &UnixStream, expression: &str, text: &str) -> Result<bool, GivenUp> {
        let seconds = self.left()?.as_secs() + 1;
        let head = format!("{seconds} {} {}\n", expression.len(), text.len());
        for part in [head.as_str(), expression, text] {
            let mut rest = part.as_bytes();
            while !rest.is_empty() {
                let _ = stream.set_write_timeout(Some(self.left()?));
                match stream.write(rest) {
                    Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                    Err(error) => self.look_into(&error)?,
                }
            }
        }
        loop {
            let _ = stream.set_read_timeout(Some(self.left()?));
            let mut answer = [0];
            match stream.read(&mut answer) {
                Ok(0) => return Err(self.left().err().unwrap_or(GivenUp::OutOfMemory)),
                Ok(_) if answer == [TOO_DEEP] => return Err(GivenUp::OutOfMemory),
                Ok(_) => return Ok(answer == [MATCH]),
                Err(error) => self.look_into(&error)?,
            }
        }
    }

    /// A stream that breaks belongs to a process that was killed: by its
    /// limits, or by the system for want of memory.
    fn look_into(&self, error: &io::Error) -> Result<(), GivenUp> {
        match error.kind() {
            ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut => Ok(()),
            _ => Err(self.left().err().unwrap_or(GivenUp::OutOfMemory)),
        }
    }
}

impl Matcher for Matching {
    fn is_late(&self) -> bool {
        self.left().is_err()
    }

    fn backtrack(&self, expression: &str, text: &str) -> Result<bool, GivenUp> {
        self.left()?;
        let (mut process, stream) = start().map_err(|error| GivenUp::NoProcess(os_text(&error)))?;
        let answer = self.ask(&stream, expression, text);
        // It may have ended by itself; its status has to be taken in any case.
        let _ = process.kill();
        let _ = process.wait();
        answer
    }
}

/// Starts the process, with a stream on which it is asked and answers.
fn start() -> io::Result<(Child, UnixStream)> {
    let (ours, its) = UnixStream::pair()?;
    let input = OwnedFd::from(its.try_clone()?);
    let process = Command::new(process::own_program()?)
        .arg0(NAME)
        .arg(std::process::id().to_string())
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(OwnedFd::from(its)))
        .stderr(Stdio::null())
        .spawn()?;
    Ok((process, ours))
}

/// Is that process, if this one was started as one: its exit code then, when it
/// has answered.
pub(crate) fn match_for_another(arguments: impl IntoIterator<Item = OsString>) -> Option<u8> {
    let mut arguments = arguments.into_iter();
    let is_it = arguments.next()? == NAME;
    let asker = arguments.next().and_then(|number| number.to_str()?.parse().ok());
    is_it.then(|| u8::from(answer(asker).is_err()))
}

/// Answers the process of that number, for as long as it lives.
fn answer(asker: Option<u32>) -> io::Result<()> {
    end_with_parent();
    // It may have been killed before that took effect.
    if asker != Some(std::os::unix::process::parent_id()) {
        return Err(ErrorKind::BrokenPipe.into());
    }
    let mut input = BufReader::new(io::stdin().lock());
    let mut head = String::new();
    input.read_line(&mut head)?;
    let mut numbers = head.split_whitespace().map(|word| word.parse::<u64>().unwrap_or_default());
    let mut number = || numbers.next().ok_or(ErrorKind::InvalidInput);
    let (seconds, expression, text) = (number()?, number()?, number()?);
    limit(Resource::RLIMIT_CPU, seconds);
    limit(Resource::RLIMIT_AS, MEMORY + 2 * text);
    limit(Resource::RLIMIT_CORE, 0);
    // However many of them there are: the probes go first.
    let _ = rustix::process::nice(LEAST_URGENT);
    let mut read = |length| {
        let mut text = String::new();
        input.by_ref().take(length).read_to_string(&mut text).map(|_| text)
    };
    let (expression, text) = (read(expression)?, read(text)?);
    // As often as it likes: it is the time that ends it.
    let regex = RegexBuilder::new(&expression).backtrack_limit(usize::MAX).build();
    let answer = match regex.map_err(io::Error::other)?.is_match(&text) {
        Ok(true) => MATCH,
        Ok(false) => NO_MATCH,
        Err(_) => TOO_DEEP,
    };
    io::stdout().write_all(&[answer])?;
    io::stdout().flush()
}

/// Where the system can do it, nothing goes on that nobody waits for any more.
fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

/// Ends this process by itself, should nobody be left to kill it.
fn limit(resource: Resource, most: u64) {
    if let Ok((_, hard)) = getrlimit(resource) {
        let most = most.min(hard);
        let _ = setrlimit(resource, most, most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_of_its_name_matches_for_another() {
        assert_eq!(match_for_another(["ronde", "check"].map(OsString::from)), None);
        assert_eq!(match_for_another([]), None);
    }

    #[test]
    fn an_answer_in_the_last_moment_still_has_its_time() {
        let timeout = Duration::from_secs(10);
        let fresh = Matching::within(timeout, Instant::now());
        assert!(fresh.left().unwrap() > timeout / 2);
        if let Some(long_ago) = Instant::now().checked_sub(timeout) {
            assert!(Matching::within(timeout, long_ago).left().unwrap() <= LEAST);
        }
    }
}
