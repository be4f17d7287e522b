//! The scripted servers do what their scripts say: a test that misbehaves
//! would blame the program.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Answer, Gate, Site};

const BRIEFLY: Duration = Duration::from_millis(200);

/// What a server sends until it ends, or for a while.
fn ask(site: &Site, path: &str, most: usize) -> (String, Option<ErrorKind>) {
    ask_patiently(site, path, most, Duration::from_secs(30))
}

/// The same, but what does not come within `patience` never does.
fn ask_patiently(
    site: &Site,
    path: &str,
    most: usize,
    patience: Duration,
) -> (String, Option<ErrorKind>) {
    let mut stream = TcpStream::connect(("127.0.0.1", site.port())).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut bytes = vec![0; most];
    let mut filled = 0;
    let end = loop {
        match stream.read(&mut bytes[filled..]) {
            Ok(0) => break None,
            Ok(count) => filled += count,
            Err(error) => break Some(error.kind()),
        }
    };
    (String::from_utf8_lossy(&bytes[..filled]).into_owned(), end)
}

#[test]
fn scripts_are_followed_in_turn_and_the_last_for_ever() {
    let site = Site::http();
    site.answers_in_turn("/", [Answer::status(503), Answer::text("fine").chunked()]);
    assert!(ask(&site, "/", 4096).0.starts_with("HTTP/1.1 503 "));
    for _ in 0..2 {
        let (text, end) = ask(&site, "/", 4096);
        assert!(text.ends_with("\r\n\r\n4\r\nfine\r\n0\r\n\r\n") && end.is_none(), "{text}");
    }
    assert!(ask(&site, "/other?x=1", 4096).0.starts_with("HTTP/1.1 200 "));
    assert_eq!(site.received().last().unwrap().target, "/other?x=1");
    assert_eq!(site.received().len(), 4);
}

#[test]
fn every_misbehaviour_is_what_it_is_called() {
    let site = Site::http();
    let endings = [
        (Answer::Silence, "", Some(ErrorKind::WouldBlock)),
        (Answer::Close, "", None),
        (Answer::Reset, "", Some(ErrorKind::ConnectionReset)),
        (Answer::Garbage, "SSH-2.0", None),
        (Answer::EndlessHeader, "HTTP/1.1 200 OK\r\nX-Filler: a", None),
        (Answer::EndlessBody, "HTTP/1.1 200 OK\r\n", None),
        (Answer::GzipBomb, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip", None),
    ];
    for (answer, start, expected) in endings {
        site.answers("/", answer.clone());
        // To make a bomb takes a while; only silence is waited for in vain.
        let (text, end) = match expected {
            Some(ErrorKind::WouldBlock) => ask_patiently(&site, "/", 200_000, BRIEFLY),
            _ => ask(&site, "/", 200_000),
        };
        assert!(text.starts_with(start), "{answer:?}: {text:.100}");
        assert_eq!(end, expected, "{answer:?}");
    }
}

#[test]
fn a_gate_holds_answers_back() {
    let site = Site::http();
    let gate = Gate::new();
    site.answers("/", Answer::status(200).held(&gate));
    let held = ask_patiently(&site, "/", 4096, BRIEFLY);
    assert_eq!(held, (String::new(), Some(ErrorKind::WouldBlock)));
    gate.open();
    assert!(ask(&site, "/", 4096).0.starts_with("HTTP/1.1 200 "));
}
