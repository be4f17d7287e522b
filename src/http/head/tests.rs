use proptest::prelude::*;

use super::*;

fn read(bytes: &[u8]) -> Result<Option<Head>, NoHead> {
    let mut reader = HeadReader::default();
    reader.push(bytes);
    reader.next()
}

fn head(bytes: &[u8]) -> Head {
    read(bytes).unwrap().expect("a whole head")
}

/// The fields of a head with these lines, as `name: value`.
fn fields_of(lines: &[u8]) -> Vec<String> {
    let head = head(&[b"HTTP/1.1 200 OK\r\n", lines, b"\r\n"].concat());
    head.fields.iter().map(|field| format!("{}: {}", field.name, field.text())).collect()
}

#[test]
fn what_is_no_header_field_is_left_out() {
    let cases: &[(&[u8], &[&str])] = &[
        (b"A: b\r\nC:d\r\n", &["a: b", "c: d"]),
        (b"A: b\nC: d\n", &["a: b", "c: d"]),
        (b"PHP Warning: PHP Startup: Unable to load 'x.so'\r\nA: b\r\n", &["a: b"]),
        (b"<br />\r\nA: b\r\n", &["a: b"]),
        (b": b\r\nA: b\r\n", &["a: b"]),
        (b"X Foo: bar\r\nA: b\r\n", &["a: b"]),
        (b"X\xe9: bar\r\n{\"a\": 1}\r\nA: b\r\n", &["a: b"]),
        (b"Expires : Wed\r\n", &["expires: Wed"]),
        (b"Expires\t : Wed\r\n", &["expires: Wed"]),
        (b"Set-Cookie: a=HZd\r\n    XCI: Itf\r\nA: b\r\n", &["set-cookie: a=HZd XCI: Itf", "a: b"]),
        (b"A:\r\n\tb\r\n \r\n\tc\r\n", &["a: b c"]),
        (b" lost\r\nA: b\r\n", &["a: b"]),
        (b"Warning here\r\n  at line 3: x\r\nA: b\r\n", &["a: b"]),
        (b"A: b\x01c\x00d\x7fe\r\n", &["a: bcde"]),
        (b"A: b\rc\r\n", &["a: bc"]),
        (b"A: b\r\r\n", &["a: b"]),
        (b"A: b\tc\r\n", &["a: b\tc"]),
        (b"A: \xe9t\xe9\r\nB: \xc3\xa9\r\n", &["a: \u{e9}t\u{e9}", "b: \u{e9}"]),
        (b"A:  b  \r\nA: \r\n", &["a: b", "a: "]),
        (b"A: \xef\xbb\xbfb\r\n", &["a: b"]),
        (b"", &[]),
    ];
    for (lines, expected) in cases {
        assert_eq!(fields_of(lines), *expected, "{:?}", String::from_utf8_lossy(lines));
    }
}

#[test]
fn the_status_line_has_a_version_and_three_digits() {
    let cases: &[(&[u8], Option<u16>)] = &[
        (b"HTTP/1.1 200 OK", Some(200)),
        (b"HTTP/1.0 404", Some(404)),
        (b"HTTP/1.1  200 OK", Some(200)),
        (b"HTTP/1.1 \t 503  Down", Some(503)),
        (b"HTTP/1.1 200 \xe9\x01\xff", Some(200)),
        (b"HTTP/1.1 200\t", Some(200)),
        (b"HTTP/1.1 999 x", Some(999)),
        (b"HTTP/1.1 2000 OK", None),
        (b"HTTP/1.1 20 OK", None),
        (b"HTTP/1.1 099 OK", None),
        (b"HTTP/1.1 +20 OK", None),
        (b"HTTP/1.1 2x0 OK", None),
        (b"HTTP/1.1 OK", None),
        (b"HTTP/1.1200 OK", None),
        (b"HTTP/1.2 200 OK", None),
        (b"HTTP/2 200 OK", None),
        (b"HTTP/0.9 200 OK", None),
        (b"ICY 200 OK", None),
        (b"<html>", None),
        (b" HTTP/1.1 200 OK", None),
    ];
    for (line, status) in cases {
        let read = read(&[line, b"\r\nA: b\r\n\r\n".as_slice()].concat());
        let shown = String::from_utf8_lossy(line);
        match status {
            Some(status) => assert_eq!(read.unwrap().unwrap().status, *status, "{shown}"),
            None => assert!(read.unwrap_err().0.ends_with(" is no status line"), "{shown}"),
        }
    }
}

#[test]
fn equal_lengths_are_one_and_others_an_error() {
    let cases = [
        ("Content-Length: 2", Ok(Some(2))),
        ("Content-Length: 2\r\ncontent-length:2", Ok(Some(2))),
        ("Content-Length: 2, 2,+02", Ok(Some(2))),
        ("Content-Length: +2", Ok(Some(2))),
        ("Content-Length : 2", Ok(Some(2))),
        ("Content Length: 2", Ok(None)),
        ("A: b", Ok(None)),
        (
            "Content-Length: 2\r\nContent-Length: 3",
            Err("\"Content-Length: 3\" contradicts another length"),
        ),
        ("Content-Length: 2, 3", Err("\"Content-Length: 2, 3\" contradicts another length")),
        ("Content-Length: -2", Err("\"Content-Length: -2\" is no length")),
        ("Content-Length: ", Err("\"Content-Length: \" is no length")),
        ("Content-Length: ++2", Err("\"Content-Length: ++2\" is no length")),
        ("Content-Length: 2 3", Err("\"Content-Length: 2 3\" is no length")),
        ("Content-Length: 0x2", Err("\"Content-Length: 0x2\" is no length")),
        (
            "Content-Length: 99999999999999999999",
            Err("\"Content-Length: 99999999999999999999\" is no length"),
        ),
    ];
    for (lines, expected) in cases {
        let read = read(format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n").as_bytes());
        let length = read.map(|head| head.unwrap().length).map_err(|error| error.0);
        assert_eq!(length, expected.map_err(ToOwned::to_owned), "{lines}");
    }
}

#[test]
fn an_error_names_the_line_up_to_eighty_characters() {
    let said = read(format!("{}\n", "\u{e9}".repeat(500)).as_bytes()).unwrap_err().0;
    assert_eq!(said, format!("\"{}\"… is no status line", "\u{e9}".repeat(80)));
    let said = read(b"\x1b[2J\r\n").unwrap_err().0;
    assert_eq!(said, "\"\\u{1b}[2J\" is no status line");
}

#[test]
fn a_head_has_limits() {
    let with = |lines: &str| read(format!("HTTP/1.1 200 OK\r\n{lines}\r\n").as_bytes());
    assert_eq!(with(&"X: y\r\n".repeat(2_000)).unwrap().unwrap().fields.len(), 2_000);
    assert_eq!(with(&"X: y\r\n".repeat(2_001)).unwrap_err().0, "more than 2000 lines of headers");
    let long = format!("X: {}\r\n", "y".repeat(250 * 1024));
    assert!(with(&long).unwrap().is_some());
    assert_eq!(with(&long.repeat(2)).unwrap_err().0, "more than 256 KiB of headers");
    let endless = format!("X: {}", "y".repeat(257 * 1024));
    assert_eq!(with(&endless).unwrap_err().0, "more than 256 KiB of headers");
}

#[test]
fn what_no_answer_begins_with_is_refused_at_once() {
    for start in ["S", "HTTP/2", "HTTP/1.1 20\n", "\r\nx", "<html>"] {
        assert!(read(start.as_bytes()).is_err(), "{start:?}");
    }
    for start in ["", "H", "HTTP/1.", "HTTP/1.1 2", "\r", "\r\n", "\r\n\r\nHTTP", "HTTP/1.1 200\nA"]
    {
        assert_eq!(read(start.as_bytes()), Ok(None), "{start:?}");
    }
}

#[test]
fn heads_come_one_after_the_other_and_the_rest_is_kept() {
    let mut reader = HeadReader::default();
    let mut heads = Vec::new();
    for byte in b"HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n" {
        reader.push(&[*byte]);
        heads.extend(reader.next().unwrap());
    }
    reader.push(b"body");
    assert_eq!(heads.iter().map(|head| head.status).collect::<Vec<_>>(), [103, 200]);
    assert!(heads[0].is_interim() && !heads[1].is_interim());
    assert_eq!(reader.into_rest(), b"body");
}

#[test]
fn the_framing_says_where_the_answer_ends_and_nothing_else() {
    let framing = |lines: &str| {
        let head = head(format!("{lines}\r\n\r\n").as_bytes());
        String::from_utf8(head.framing()).unwrap()
    };
    assert_eq!(framing("HTTP/1.1 103 Early\r\nA: b"), "HTTP/1.1 103\r\n\r\n");
    assert_eq!(
        framing("HTTP/1.0 200 OK\r\nA: b\r\nContent-Length: +2"),
        "HTTP/1.0 200\r\ncontent-length: 2\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(
        framing("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding : gzip, Chunked"),
        "HTTP/1.1 200\r\nconnection: close\r\n\r\n"
    );
}

/// Bytes of which many are heads, or were until something happened to them.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Just(b"HTTP/1.0 103\n".to_vec()),
        Just(b"Content-Length: 2\r\n".to_vec()),
        Just(b"Transfer-Encoding: chunked\r\n".to_vec()),
        Just(b"Set-Cookie: a=b\r\n folded\r\n".to_vec()),
        Just(b"\r\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn bytes_are_read_alike_however_they_are_cut(bytes in mutated(), cut in 1usize..50) {
        let mut whole = HeadReader::default();
        whole.push(&bytes);
        let expected = whole.next();
        let mut reader = HeadReader::default();
        let mut outcome = Ok(None);
        for piece in bytes.chunks(cut) {
            reader.push(piece);
            outcome = reader.next();
            if !matches!(outcome, Ok(None)) {
                break;
            }
        }
        // An error may be seen, and its line named, before the line is complete.
        prop_assert_eq!(outcome.is_err(), expected.is_err());
        if let (Ok(outcome), Ok(expected)) = (outcome, expected) {
            prop_assert_eq!(outcome, expected);
        }
    }

    #[test]
    fn what_is_passed_on_is_clean(bytes in mutated()) {
        let bytes = [b"HTTP/1.1 200 OK\r\n".as_slice(), &bytes, b"\r\n\r\n"].concat();
        if let Ok(Some(head)) = read(&bytes) {
            for field in &head.fields {
                prop_assert!(!field.name.is_empty() && field.name.bytes().all(is_token));
                prop_assert!(field.value.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control()));
            }
            let length = head.length.filter(|_| !head.is_chunked());
            prop_assert_eq!(super::parse(&head.framing()).unwrap().length, length);
        }
    }
}
