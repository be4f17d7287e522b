//! What is said in the clear before TLS begins: SMTP's and IMAP's `STARTTLS`.
//!
//! Whatever the other side says, no more than [`MOST_BYTES`] of it are read, and
//! nothing of what it says beside its answer is taken for a part of TLS.

use std::io::{self, ErrorKind, Read, Write};

use crate::domain::{NetworkFailure, NetworkFailureKind as Kind};

/// A server that has more to say than this before TLS does not want it.
const MOST_BYTES: usize = 64 * 1024;

/// As much of an answer as a message should quote.
const MOST_QUOTED: usize = 80;

/// Asks an SMTP server to begin TLS; `us` is how we call ourselves.
pub(super) fn smtp(wire: &mut (impl Read + Write), us: &str) -> Result<(), NetworkFailure> {
    let mut talk = Talk::new(wire, "SMTP");
    let greeting = talk.reply()?;
    if greeting.code != 220 {
        return Err(talk.refused(&greeting.text));
    }
    talk.say(&format!("EHLO {us}"))?;
    let welcome = talk.reply()?;
    if welcome.code != 250 {
        return Err(talk.without_tls(&welcome.text));
    }
    talk.say("STARTTLS")?;
    let answer = talk.reply()?;
    if answer.code == 220 { talk.end() } else { Err(talk.without_tls(&answer.text)) }
}

/// Asks an IMAP server to begin TLS.
pub(super) fn imap(wire: &mut (impl Read + Write)) -> Result<(), NetworkFailure> {
    let mut talk = Talk::new(wire, "IMAP");
    let greeting = talk.line()?;
    match words(&greeting).as_slice() {
        ["*", "OK", ..] => {}
        ["*", "BYE", ..] => return Err(talk.refused(&greeting)),
        ["*", "PREAUTH", ..] => return Err(talk.without_tls(&greeting)),
        _ => return Err(talk.foreign()),
    }
    talk.say("a STARTTLS")?;
    loop {
        let line = talk.line()?;
        match words(&line).as_slice() {
            ["A", "OK", ..] => return talk.end(),
            ["A", ..] => return Err(talk.without_tls(&line)),
            ["*", "BYE", ..] => return Err(talk.refused(&line)),
            // What it tells of its own accord.
            ["*", ..] => {}
            _ => return Err(talk.foreign()),
        }
    }
}

/// The first two words of a line in upper case, as far as they are among those that
/// are looked for.
fn words(line: &str) -> Vec<&'static str> {
    const KNOWN: &[&str] = &["*", "A", "OK", "BYE", "PREAUTH"];
    let known = |word: &str| KNOWN.iter().copied().find(|it| it.eq_ignore_ascii_case(word));
    line.split(' ').take(2).map(|word| known(word).unwrap_or_default()).collect()
}

/// An answer of an SMTP server.
struct Reply {
    code: u16,
    /// Its last line.
    text: String,
}

/// A dialogue, line by line.
struct Talk<'w, W> {
    wire: &'w mut W,
    protocol: &'static str,
    /// What was read and not looked at yet.
    ahead: Vec<u8>,
    read: usize,
    has_spoken: bool,
}

impl<'w, W: Read + Write> Talk<'w, W> {
    fn new(wire: &'w mut W, protocol: &'static str) -> Self {
        Self { wire, protocol, ahead: Vec::new(), read: 0, has_spoken: false }
    }

    fn say(&mut self, line: &str) -> Result<(), NetworkFailure> {
        let line = format!("{line}\r\n");
        self.wire.write_all(line.as_bytes()).map_err(|error| self.broken(&error))
    }

    /// One answer of an SMTP server, which may have several lines.
    fn reply(&mut self) -> Result<Reply, NetworkFailure> {
        let mut code = None;
        loop {
            let line = self.line()?;
            let (digits, rest) = line.split_at_checked(3).ok_or_else(|| self.foreign())?;
            let is_code = digits.bytes().all(|byte| byte.is_ascii_digit());
            let said = digits.parse::<u16>().ok().filter(|_| is_code);
            let said = said.filter(|said| code.is_none_or(|before| before == *said));
            let said = said.ok_or_else(|| self.foreign())?;
            code = Some(said);
            match rest.bytes().next() {
                Some(b'-') => {}
                None | Some(b' ') => return Ok(Reply { code: said, text: line }),
                Some(_) => return Err(self.foreign()),
            }
        }
    }

    /// One line, without its end.
    fn line(&mut self) -> Result<String, NetworkFailure> {
        let end = loop {
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                break end;
            }
            self.read_more()?;
        };
        let rest = self.ahead.split_off(end + 1);
        let line = std::mem::replace(&mut self.ahead, rest);
        self.has_spoken = true;
        Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
    }

    fn read_more(&mut self) -> Result<(), NetworkFailure> {
        if self.read >= MOST_BYTES {
            return Err(self.foreign());
        }
        let mut chunk = [0; 1024];
        let outcome = self.wire.read(&mut chunk);
        match outcome.and_then(|length| {
            if length == 0 { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(length) }
        }) {
            Ok(length) => {
                self.read += length;
                self.ahead.extend(chunk.iter().take(length));
                Ok(())
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// TLS begins: what came before it and was not asked for is somebody else's.
    fn end(self) -> Result<(), NetworkFailure> {
        if self.ahead.is_empty() {
            return Ok(());
        }
        let detail = format!("the {} server sent more than its answer before TLS", self.protocol);
        Err(NetworkFailure::with_detail(Kind::Tls, detail))
    }

    fn refused(&self, line: &str) -> NetworkFailure {
        let detail = format!("the {} server says {}", self.protocol, quoted(line));
        NetworkFailure::with_detail(Kind::Refused, detail)
    }

    fn without_tls(&self, line: &str) -> NetworkFailure {
        let detail =
            format!("the {} server does not begin TLS: it says {}", self.protocol, quoted(line));
        NetworkFailure::with_detail(Kind::Tls, detail)
    }

    fn foreign(&self) -> NetworkFailure {
        let detail = format!("the server does not speak {}", self.protocol);
        NetworkFailure::with_detail(Kind::Tls, detail)
    }

    fn broken(&self, error: &io::Error) -> NetworkFailure {
        let protocol = self.protocol;
        let what = if self.has_spoken { "answer" } else { "greeting" };
        match error.kind() {
            ErrorKind::TimedOut => NetworkFailure::with_detail(
                Kind::ResponseTimeout,
                format!("no {protocol} {what} came"),
            ),
            ErrorKind::UnexpectedEof | ErrorKind::WriteZero => NetworkFailure::with_detail(
                Kind::Closed,
                format!("closed before its {protocol} {what}"),
            ),
            _ => NetworkFailure::with_detail(
                Kind::Closed,
                format!("reset before its {protocol} {what}"),
            ),
        }
    }
}

/// A line as a message quotes it.
fn quoted(line: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = line.chars().take(MOST_QUOTED).map(visible).collect();
    if line.chars().nth(MOST_QUOTED).is_some() {
        format!("\"{text}…\"")
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests;
