//! Heads of answers as servers on the real web send them.

use crate::support::real_web::answer;
use crate::support::{Answer, Case, Configuration, Port, Site, World, judge};

const LENGTH: &[u8] = b"Content-Length: 2\r\n";

/// An answer with these lines and the body `ok`.
fn with(lines: &[u8]) -> Vec<u8> {
    answer(&[lines, LENGTH].concat(), b"ok")
}

/// The same with another status line.
fn begun(status_line: &[u8]) -> Vec<u8> {
    [status_line, b"\r\n", LENGTH, b"\r\nok"].concat()
}

const SAYS_OK: &str = "{type: CONTAINS, text: ok}";

#[test]
fn what_is_no_header_field_does_not_make_a_site_down() {
    let warning = b"PHP Warning: PHP Startup: Unable to load dynamic library 'x.so' (tried: /usr/lib/x.so)\r\n";
    let many = "X-Filler: y\r\n".repeat(130);
    let big = format!("Set-Cookie: a={}\r\n", "y".repeat(4_000)).repeat(5);
    let enormous = format!("X-Filler: {}\r\n", "y".repeat(60_000)).repeat(4);
    judge(&[
        Case::ok("a warning of PHP", with(warning)).expects(SAYS_OK),
        // curl takes a line without a colon for an attack; browsers leave it out.
        Case::ok("a line without a colon", with(b"<br />\r\n")).expects(SAYS_OK).unlike_curl(),
        Case::ok("a field without a name", with(b": x\r\n")).expects(SAYS_OK),
        Case::ok("a space in a name", with(b"X Foo: bar\r\n")).expects(SAYS_OK),
        Case::ok("a byte beyond ASCII in a name", with(b"X-\xe9: bar\r\n")).expects(SAYS_OK),
        Case::ok("a space before the colon", with(b"Expires : Wed\r\n")).expects(SAYS_OK),
        Case::ok("a folded field", with(b"Set-Cookie: a=HZd\r\n    XCI: Itf\r\n")).expects(SAYS_OK),
        Case::ok("a control character", with(b"Set-Cookie: a=b\x01c\r\n")).expects(SAYS_OK),
        Case::ok("a bare CR", with(b"X: a\rb\r\n")).expects(SAYS_OK),
        // curl refuses any NUL, for fear of its own strings; browsers do not.
        Case::ok("a NUL", with(b"X: a\0b\r\n")).expects(SAYS_OK).unlike_curl(),
        Case::ok("bytes that are no text", with(b"X: \xff\xfe\r\n")).expects(SAYS_OK),
        Case::ok("130 fields", with(many.as_bytes())).expects(SAYS_OK),
        Case::ok("20 KiB", with(big.as_bytes())).expects(SAYS_OK),
        Case::ok("240 KB", with(enormous.as_bytes())).expects(SAYS_OK),
        Case::ok("LF instead of CRLF", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok").expects(SAYS_OK),
        Case::ok(
            "a hint before the answer",
            [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", &with(b"")[..]].concat(),
        )
        .expects(SAYS_OK),
        Case::ok(
            "a hint that nobody asked for",
            [b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n", &with(b"")[..]].concat(),
        )
        .expects(SAYS_OK),
    ]);
}

#[test]
fn the_value_of_a_field_is_what_a_browser_makes_of_it() {
    let header =
        |name: &str, regex: &str| format!("{{type: HEADER, name: {name}, regex: \"{regex}\"}}");
    judge(&[
        Case::ok("folded", with(b"X-A: b\r\n\tc\r\n")).expects(&header("X-A", "^b c$")),
        Case::ok("cleaned", with(b"X-A: b\x01\rc\r\n")).expects(&header("X-A", "^bc$")),
        Case::ok("with a space before the colon", with(b"X-A : b\r\n"))
            .expects(&header("X-A", "^b$")),
        Case::ok("in Latin-1", with(b"X-A: caf\xe9\r\n")).expects(&header("X-A", "^caf\u{e9}$")),
        Case::ok("in UTF-8", with(b"X-A: caf\xc3\xa9\r\n")).expects(&header("X-A", "^caf\u{e9}$")),
        Case::ok("with a mark", with(b"X-A: \xef\xbb\xbfb\r\n")).expects(&header("X-A", "^b$")),
        Case::ko(
            "not what follows a bad line",
            with(b"oops\r\n X-A: b\r\n"),
            "there is no header X-A",
        )
        .expects(&header("X-A", "b"))
        // curl has no opinion on fields.
        .unlike_curl(),
    ]);
}

#[test]
fn the_status_line_may_be_untidy() {
    judge(&[
        Case::ok("two spaces", begun(b"HTTP/1.1  200 OK")).expects(SAYS_OK),
        Case::ok("no reason", begun(b"HTTP/1.1 200")).expects(SAYS_OK),
        Case::ok("a reason in Latin-1", begun(b"HTTP/1.1 200 Trouv\xe9")).expects(SAYS_OK),
        Case::ok("a control character", begun(b"HTTP/1.1 200 O\x01K")).expects(SAYS_OK),
        Case::ok("version 1.0", begun(b"HTTP/1.0 200 OK")).expects(SAYS_OK),
    ]);
}

#[test]
fn what_two_readers_would_read_differently_stays_an_error() {
    let invalid = "invalid HTTP response: ";
    judge(&[
        Case::ok("equal lengths", with(LENGTH)).expects(SAYS_OK),
        Case::ok("equal lengths in one field", answer(b"Content-Length: 2, 2\r\n", b"ok"))
            .expects(SAYS_OK),
        Case::ok("a length with a sign", answer(b"Content-Length: +2\r\n", b"ok")).expects(SAYS_OK),
        // curl takes the last one, other readers the first: a classic of smuggling.
        Case::ko(
            "differing lengths",
            with(b"Content-Length: 3\r\n"),
            "invalid HTTP response: \"Content-Length: 2\" contradicts another length",
        )
        .unlike_curl(),
        // curl takes the first number.
        Case::ko(
            "differing lengths in one field",
            answer(b"Content-Length: 2, 3\r\n", b"ok"),
            invalid,
        )
        .unlike_curl(),
        Case::ko("a negative length", answer(b"Content-Length: -2\r\n", b"ok"), invalid),
        // curl stops reading a length where the number ends.
        Case::ko("a length that is none", answer(b"Content-Length: 2x\r\n", b"ok"), invalid)
            .unlike_curl(),
        Case::ko(
            "HTTP/0.9",
            "<html>ok</html>",
            "invalid HTTP response: \"<html>ok</html>\" is no status line",
        ),
        Case::ko("four digits", begun(b"HTTP/1.1 2000 OK"), invalid),
        Case::ko("two digits", begun(b"HTTP/1.1 20 OK"), invalid).unlike_curl(),
        Case::ko("a version of its own", begun(b"HTTP/3.1 200 OK"), invalid),
        Case::ko("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", invalid),
        // curl is content with a head that has no end.
        Case::ko(
            "half a head",
            "HTTP/1.1 200 OK\r\nX-",
            "connection closed: closed within the headers",
        )
        .unlike_curl(),
        Case::ko(
            "a short body",
            answer(b"Content-Length: 9\r\n", b"ok"),
            "connection closed: closed within the body",
        )
        .expects(SAYS_OK),
        Case::ko(
            "a short body of chunks",
            answer(b"Transfer-Encoding: chunked\r\n", b"9\r\nok"),
            "connection closed: closed within the body",
        )
        .expects(SAYS_OK),
        Case::ko(
            "a chunk without a length",
            answer(b"Transfer-Encoding: chunked\r\n", b"xyz\r\nok\r\n0\r\n\r\n"),
            invalid,
        )
        .expects(SAYS_OK),
        Case::ok(
            "a long extension of a chunk",
            answer(
                b"Transfer-Encoding: chunked\r\n",
                format!("2;x={}\r\nok\r\n0\r\n\r\n", "y".repeat(100)).as_bytes(),
            ),
        )
        .expects(SAYS_OK),
        Case::ok(
            "chunks that end in LF",
            answer(b"Transfer-Encoding: chunked\r\n", b"2\nok\n0\n\n"),
        )
        .expects(SAYS_OK),
        Case::ko(
            "a chunk that is longer than it says",
            answer(b"Transfer-Encoding: chunked\r\n", b"2\r\nokay\r\n0\r\n\r\n"),
            "invalid HTTP response: a chunk is longer than it says",
        )
        .expects(SAYS_OK),
        Case::ok(
            "a length that chunks override",
            answer(
                b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n",
                b"2\r\nok\r\n0\r\n\r\n",
            ),
        )
        .expects(SAYS_OK),
    ]);
}

#[test]
fn a_head_has_an_end() {
    let many = "X: y\r\n".repeat(2_001);
    let big = format!("X: {}\r\n", "y".repeat(90 * 1024)).repeat(3);
    judge(&[
        // curl has no limit of lines before its version 8.
        Case::ko("2,001 lines", with(many.as_bytes()), "more than 2000 lines of headers")
            .unlike_curl(),
        // curl's limit is 300 KiB since its version 8, and per line before.
        Case::ko("270 KiB", with(big.as_bytes()), "more than 256 KiB of headers").unlike_curl(),
    ]);
}

#[test]
fn an_error_names_the_line_and_no_more_than_eighty_characters_of_it() {
    let long = format!("{}\r\n\r\n", "z".repeat(500));
    let site = Site::http();
    site.answers("/", Answer::bytes(long));
    let world = World::new(&Configuration::new().service("web-1/shop", &site.url("/")));
    world.run(&["check"]).code(1);
    let description = world.one_request("open")["description"].as_str().unwrap().to_owned();
    let expected = format!("invalid HTTP response: \"{}\"… is no status line", "z".repeat(80));
    assert_eq!(description, expected);
}

/// One that took the message has it: to send it again for three days would be noise.
#[test]
fn a_receiver_with_an_untidy_head_has_taken_the_message() {
    let site = Site::http();
    site.answers("/", Answer::status(503));
    let hook = Site::http();
    let dirty = b"HTTP/1.1  200 OK\r\nPHP Warning: oops\r\nX Foo: bar\r\nSet-Cookie: a=b\x01\r\n c\r\nContent-Length: +2\r\n\r\nok";
    hook.answers("/", Answer::bytes(*dirty));
    let push = Site::http();
    push.answers(
        "/push",
        Answer::bytes(answer(b"PHP Notice: x\r\n", b"\xef\xbb\xbf{\"ok\":true}")),
    );
    let keys = format!("push_url: \"{}\"", push.url("/push"));
    let configuration = Configuration::new()
        .service_with("web-1/shop", &site.url("/"), &keys)
        .webhook("hook", &hook.url("/"));
    let world = World::new(&configuration);
    world.run(&["check"]).code(1);
    assert_eq!(hook.received().len(), 1);
    let deliveries = world.deliveries(None);
    let is_finished = |delivery: &serde_json::Value| delivery["status"] == "finished";
    assert!(!deliveries.is_empty() && deliveries.iter().all(is_finished), "{deliveries:#?}");
}

#[test]
fn a_signal_that_was_taken_with_an_untidy_head_is_passed_on() {
    let site = Site::http();
    site.answers("/ping/uuid", Answer::bytes(with(b"<br />\r\nX Foo: bar\r\n")));
    let keys = format!("every: 1h, push_url: \"{}\"", site.url("/ping/uuid"));
    let world = World::new(&Configuration::new().heartbeat("backup", &keys));
    world.run(&["heartbeat", "backup"]).silently(0);
    assert_eq!(site.received().len(), 1);
    assert_eq!(world.deliveries(Some("finished")).len(), 1);
}

/// Bytes that no table thought of: a verdict in time, and never a crash.
#[test]
fn chunks_of_any_kind_end() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let pieces: [&[u8]; 8] = [
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"\r\n",
        b";x=y",
        b"-1\r\n",
        b"\xff\0",
        b"5 \r\n",
    ];
    let body: Vec<Vec<u8>> = (0..48)
        .map(|_| {
            (0..random() % 12)
                .flat_map(|_| pieces[usize::try_from(random() % 8).unwrap()].to_vec())
                .collect()
        })
        .collect();
    let count = body.len();
    let port = Port::open({
        let next = std::sync::atomic::AtomicUsize::new(0);
        move |mut stream| {
            use std::io::{Read, Write};
            let _ = stream.read(&mut [0; 4096]);
            let number = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst) % count;
            let _ = stream.write_all(&answer(b"Transfer-Encoding: chunked\r\n", &body[number]));
        }
    });
    let mut configuration = Configuration::new();
    for number in 0..count {
        let keys = "timeout: 5s, expectation: [{type: CONTAINS, text: hello}]";
        configuration = configuration.service_with(&format!("web-{number}/a"), &port.http(), keys);
    }
    let started = std::time::Instant::now();
    let pass = World::new(&configuration).run_json(&["check", "--exit-zero"]).code(0).json();
    assert_eq!(pass["services"].as_array().unwrap().len(), count);
    assert!(started.elapsed() < std::time::Duration::from_secs(60));
}
