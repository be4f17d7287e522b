use proptest::prelude::*;

use super::*;

/// A server that says all of it at once, then ends so; and what it heard.
struct Script {
    says: Vec<u8>,
    piece: usize,
    ending: ErrorKind,
    heard: Vec<u8>,
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.says.is_empty() {
            return if self.ending == ErrorKind::UnexpectedEof {
                Ok(0)
            } else {
                Err(self.ending.into())
            };
        }
        let length = self.says.len().min(buffer.len()).min(self.piece);
        let rest = self.says.split_off(length);
        buffer[..length].copy_from_slice(&self.says);
        self.says = rest;
        Ok(length)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.heard.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn outcomes(
    says: &[u8],
    ending: ErrorKind,
    ask: impl Fn(&mut Script) -> Result<(), NetworkFailure>,
) -> (Result<(), String>, String) {
    let mut outcomes = Vec::new();
    for piece in [1, 3, 4096] {
        let mut script = Script { says: says.to_vec(), piece, ending, heard: Vec::new() };
        let outcome = ask(&mut script).map_err(|failure| failure.label());
        outcomes.push((outcome, String::from_utf8(script.heard).unwrap()));
    }
    let last = outcomes.pop().unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.0 == last.0), "{outcomes:?} {last:?}");
    last
}

#[test]
fn smtp_servers() {
    let cases: &[(&str, Result<(), &str>)] = &[
        ("220 a ESMTP\r\n250 a\r\n220 Go ahead\r\n", Ok(())),
        ("220 a\n250-a\n250-STARTTLS\n250 8BITMIME\n220\n", Ok(())),
        ("220-a\r\n220 b\r\n250-a\r\n250 STARTTLS\r\n220 2.0.0 Ready\r\n", Ok(())),
        (
            "554 5.7.1 not \x1byou\r\n",
            Err("connection refused: the SMTP server says \"554 5.7.1 not  you\""),
        ),
        ("421 busy\r\n", Err("connection refused: the SMTP server says \"421 busy\"")),
        (
            "220 a\r\n502 what?\r\n",
            Err("TLS error: the SMTP server does not begin TLS: it says \"502 what?\""),
        ),
        (
            "220 a\r\n250 a\r\n454 later\r\n",
            Err("TLS error: the SMTP server does not begin TLS: it says \"454 later\""),
        ),
        ("SSH-2.0-OpenSSH_9.2\r\n", Err("TLS error: the server does not speak SMTP")),
        ("\r\n", Err("TLS error: the server does not speak SMTP")),
        ("220x\r\n", Err("TLS error: the server does not speak SMTP")),
        ("220-a\r\n250 b\r\n", Err("TLS error: the server does not speak SMTP")),
        ("+20 a\r\n", Err("TLS error: the server does not speak SMTP")),
        ("éé a\r\n", Err("TLS error: the server does not speak SMTP")),
        ("", Err("connection closed: closed before its SMTP greeting")),
        ("220 a", Err("connection closed: closed before its SMTP greeting")),
        ("220 a\r\n250-a\r\n", Err("connection closed: closed before its SMTP answer")),
    ];
    for (says, expected) in cases {
        let (outcome, heard) =
            outcomes(says.as_bytes(), ErrorKind::UnexpectedEof, |it| smtp(it, "[192.0.2.1]"));
        assert_eq!(outcome, expected.map_err(ToOwned::to_owned), "{says:?}");
        assert!("EHLO [192.0.2.1]\r\nSTARTTLS\r\n".starts_with(&heard), "{says:?}: {heard:?}");
    }
}

#[test]
fn imap_servers() {
    let cases: &[(&str, Result<(), &str>)] = &[
        ("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\na OK begin\r\n", Ok(())),
        ("* ok\n* CAPABILITY X\n* 1 EXISTS\na ok\n", Ok(())),
        ("* BYE busy\r\n", Err("connection refused: the IMAP server says \"* BYE busy\"")),
        ("* OK\r\n* BYE busy\r\n", Err("connection refused: the IMAP server says \"* BYE busy\"")),
        (
            "* PREAUTH you\r\n",
            Err("TLS error: the IMAP server does not begin TLS: it says \"* PREAUTH you\""),
        ),
        (
            "* OK\r\na BAD what?\r\n",
            Err("TLS error: the IMAP server does not begin TLS: it says \"a BAD what?\""),
        ),
        ("220 a ESMTP\r\n", Err("TLS error: the server does not speak IMAP")),
        ("* OK\r\nb OK\r\n", Err("TLS error: the server does not speak IMAP")),
        ("* OK\r\n", Err("connection closed: closed before its IMAP answer")),
    ];
    for (says, expected) in cases {
        let (outcome, heard) = outcomes(says.as_bytes(), ErrorKind::UnexpectedEof, imap);
        assert_eq!(outcome, expected.map_err(ToOwned::to_owned), "{says:?}");
        assert!("a STARTTLS\r\n".starts_with(&heard), "{says:?}: {heard:?}");
    }
}

#[test]
fn how_a_dialogue_breaks_off_has_words() {
    for (ending, label) in [
        (ErrorKind::TimedOut, "timed out waiting for the response: no SMTP answer came"),
        (ErrorKind::ConnectionReset, "connection closed: reset before its SMTP answer"),
    ] {
        let (outcome, _) = outcomes(b"220 a\r\n", ending, |it| smtp(it, "a"));
        assert_eq!(outcome, Err(label.to_owned()));
    }
}

#[test]
fn what_is_sent_ahead_of_tls_is_not_taken_for_tls() {
    // Only what came with the answer can be known to have come before TLS.
    let says = b"220 a\r\n250 a\r\n220 go\r\n250 injected\r\n".to_vec();
    let mut script =
        Script { says, piece: 4096, ending: ErrorKind::UnexpectedEof, heard: Vec::new() };
    assert_eq!(
        smtp(&mut script, "a").unwrap_err().label(),
        "TLS error: the SMTP server sent more than its answer before TLS"
    );
}

#[test]
fn endless_servers_are_left() {
    for says in [&b"220-a\r\n"[..], b"2", b"* OK\r\n"] {
        let says = says.repeat(100_000);
        let length = says.len();
        let mut script =
            Script { says, piece: 4096, ending: ErrorKind::TimedOut, heard: Vec::new() };
        assert!(smtp(&mut script, "a").is_err());
        assert!(imap(&mut script).is_err());
        assert!(length - script.says.len() <= 2 * (MOST_BYTES + 1024));
    }
}

proptest! {
    #[test]
    fn nothing_that_is_said_does_harm(says in prop::collection::vec(any::<u8>(), 0..300)) {
        for start in [&b""[..], b"220 a\r\n", b"220 a\r\n250 a\r\n", b"* OK\r\n"] {
            let says = [start, &says].concat();
            let script = || Script {
                says: says.clone(), piece: 7, ending: ErrorKind::TimedOut, heard: Vec::new(),
            };
            for failure in [smtp(&mut script(), "a").err(), imap(&mut script()).err()] {
                let label = failure.map(|it| it.label()).unwrap_or_default();
                prop_assert!(label.chars().count() < 200 && !label.contains(char::is_control));
            }
        }
    }
}
