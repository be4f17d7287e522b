//! Without TLS: names, connections, headers and bodies.

use std::net::{SocketAddr, TcpStream};

use socket2::{Domain, SockRef, Socket, Type};

use super::site::{Site, drip, hang, ok, read_request, say};
use super::*;

#[test]
fn an_answer_is_told_in_full() {
    let site = Site::plain(|_, line| {
        say(
            line,
            b"HTTP/1.1 404 Nope\r\nX-Two: a\r\nX-Two: b\xe9\r\nContent-Length: 5\r\n\r\nhello",
        );
    });
    let exchange = fetch(&site.url("/a?b#c"));
    assert_eq!(exchange.address, Some(site.address));
    let phases = exchange.phases;
    assert!(phases.dns.is_some() && phases.connect.is_some() && phases.tls.is_none());
    assert!(phases.first_byte.unwrap() <= phases.total);
    let answer = answer(exchange);
    assert_eq!(answer.status, 404);
    assert_eq!(text(&answer), "hello");
    assert!(!answer.body.is_cut);
    assert_eq!(answer.url, site.url("/a?b"));
    let values: Vec<&str> = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "x-two")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(values, ["a", "b\u{e9}"]);
    assert!(answer.latency <= phases.total);
}

#[test]
fn a_request_has_our_name_and_no_more_than_it_needs() {
    let site = Site::plain(|_, line| ok(line, ""));
    answer(fetch(&site.url("/a?b")));
    let expected = format!(
        "GET /a?b HTTP/1.1\r\nhost: {}\r\naccept-encoding: gzip\r\nuser-agent: ronde/{}\r\n\
         accept: */*\r\nconnection: close\r\n\r\n",
        site.address,
        env!("CARGO_PKG_VERSION")
    );
    let mut sent: Vec<String> = site.requests()[0].lines().map(str::to_owned).collect();
    let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
    sent.sort();
    expected.sort();
    assert_eq!(sent, expected);
}

#[test]
fn headers_method_and_body_are_sent_as_given() {
    let site = Site::plain(|_, line| ok(line, ""));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let headers = [
        ("User-Agent", "mine"),
        ("Host", "other.example"),
        ("Content-Length", "999"),
        ("X-Long", &"x".repeat(9000)),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = HttpRequest {
        method: "PROPFIND",
        headers: headers.to_vec(),
        body: Some(b"<a/>"),
        ..get(&url, &tls)
    };
    answer(client().exchange(&request));
    let sent = &site.requests()[0];
    assert!(sent.starts_with("PROPFIND / HTTP/1.1\r\n"), "{sent}");
    assert!(sent.ends_with("\r\n\r\n<a/>"), "{sent}");
    for field in ["user-agent: mine", "host: other.example", "content-length: 4"] {
        assert!(sent.lines().any(|line| line == field), "{field} in {sent}");
    }
    assert!(sent.contains(&"x".repeat(9000)));
    assert!(!sent.contains("ronde/"));
}

#[test]
fn a_post_without_a_body_says_so() {
    let site = Site::plain(|_, line| ok(line, ""));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    answer(client().exchange(&HttpRequest { method: "POST", ..get(&url, &tls) }));
    assert!(site.requests()[0].contains("content-length: 0\r\n"));
}

#[test]
fn credentials_in_the_url_are_sent_but_not_told() {
    let site = Site::plain(|_, line| ok(line, ""));
    let url = format!("http://us%65r:p%3Ass@{}/", site.address);
    let answer = answer(fetch(&url));
    assert_eq!(answer.url, site.url("/"));
    assert!(site.requests()[0].contains("authorization: Basic dXNlcjpwOnNz\r\n"));
}

#[test]
fn a_request_that_cannot_be_made_is_a_failure() {
    let cases = [
        (
            "nonsense",
            "the request cannot be made: the URL is not valid: relative URL without a base",
        ),
        ("ftp://a/", "the request cannot be made: the URL is neither http nor https"),
    ];
    for (url, expected) in cases {
        assert_eq!(label(fetch(url)), expected);
    }
    let site = Site::plain(|_, line| ok(line, ""));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let headers = vec![("X".to_owned(), "a\r\nb".to_owned())];
    let label = label(client().exchange(&HttpRequest { headers, ..get(&url, &tls) }));
    assert!(label.starts_with("the request cannot be made: "), "{label}");
}

#[test]
fn an_unknown_name_is_a_dns_failure() {
    let label = label(fetch("http://does-not-exist.invalid/"));
    assert!(label.starts_with("DNS resolution failed: "), "{label}");
}

#[test]
fn an_override_replaces_the_lookup() {
    let site = Site::plain(|_, line| ok(line, "here"));
    let url = format!("http://does-not-exist.invalid:{}/", site.port());
    let tls = TlsSettings::default();
    let exchange = client().exchange(&HttpRequest { resolve: localhost(), ..get(&url, &tls) });
    assert_eq!(text(&answer(exchange)), "here");
    assert!(site.requests()[0].contains(&format!("host: does-not-exist.invalid:{}", site.port())));
}

#[test]
fn an_address_family_can_be_excluded() {
    let site = Site::plain(|_, line| ok(line, ""));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let with = |ip_version| client().exchange(&HttpRequest { ip_version, ..get(&url, &tls) });
    answer(with(IpVersion::V4));
    assert_eq!(label(with(IpVersion::V6)), "DNS resolution failed: the host has no IPv6 address");
}

#[test]
fn a_closed_port_refuses() {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let exchange = fetch(&format!("http://{address}/"));
    assert_eq!(exchange.address, None);
    assert_eq!(exchange.phases.first_byte, None);
    assert_eq!(label(exchange), "connection refused");
}

#[test]
fn a_full_queue_is_a_connection_timeout() {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    let mut waiting = Vec::new();
    while let Ok(connection) = TcpStream::connect_timeout(&address, SHORT) {
        waiting.push(connection);
    }
    assert_eq!(label_in_short(&format!("http://{address}/")), "connection timed out");
}

#[test]
fn no_answer_outlasts_the_timeout() {
    type Behaviour = fn(&mut dyn site::Line);
    let cases: [(&str, Behaviour); 6] = [
        ("silence", |line| hang(line)),
        ("dripping headers", |line| {
            say(line, "HTTP/1.1 200 OK\r\n");
            drip(line, "X");
        }),
        ("dripping body", |line| {
            say(line, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
            drip(line, ".");
        }),
        ("endless waiting lines", |line| drip(line, "HTTP/1.1 102 Processing\r\n\r\n")),
        ("body that never comes", |line| {
            say(line, "HTTP/1.1 200 OK\r\n\r\n");
            hang(line);
        }),
        ("empty chunks", |line| {
            say(line, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            drip(line, "0000");
        }),
    ];
    for (what, behaviour) in cases {
        let site = Site::plain(move |_, line| behaviour(line));
        assert_eq!(label_in_short(&site.url("/")), "timed out waiting for the response", "{what}");
    }
}

#[test]
fn what_is_not_http_is_invalid() {
    let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(257 * 1024));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(2_001));
    let cases = [
        ("SSH-2.0-OpenSSH_9.2\r\n", "invalid HTTP response: "),
        ("\0\u{1}\u{2}\r\n\r\n", "invalid HTTP response: "),
        ("HTTP/1.1 OK\r\n\r\n", "invalid HTTP response: "),
        (&endless, "invalid HTTP response: more than 256 KiB of headers"),
        (&many, "invalid HTTP response: more than 2000 lines of headers"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "invalid HTTP response: chunk length cannot be read as a number",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nABCD",
            "invalid HTTP response: the gzip body is damaged",
        ),
    ];
    for (bytes, expected) in cases {
        let bytes = bytes.to_owned();
        let site = Site::plain(move |_, line| {
            say(line, &bytes);
            hang(line);
        });
        let label = label(fetch(&site.url("/")));
        assert!(label.starts_with(expected), "{label}");
    }
}

fn reset(connection: &TcpStream) {
    SockRef::from(connection).set_linger(Some(Duration::ZERO)).unwrap();
}

#[test]
fn a_connection_that_ends_too_early_says_where() {
    let cases = [
        ("", "before any answer"),
        ("HTTP/1.1 200 OK\r\nX-", "within the headers"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "within the body"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", "within the body"),
    ];
    for (said, place) in cases {
        for (how, is_reset) in [("closed", false), ("reset", true)] {
            let site = Site::raw(move |mut connection| {
                read_request(&mut connection);
                say(&mut connection, said);
                // Only what has been read before the reset arrives counts as said.
                std::thread::sleep(Duration::from_millis(100));
                if is_reset {
                    reset(&connection);
                }
            });
            assert_eq!(
                label(fetch(&site.url("/"))),
                format!("connection closed: {how} {place}"),
                "after {said:?}"
            );
        }
    }
}

#[test]
fn a_body_without_a_length_ends_with_the_connection_but_not_with_a_reset() {
    for (is_reset, expected) in [(false, Ok("abc")), (true, Err("reset within the body"))] {
        let site = Site::raw(move |mut connection| {
            read_request(&mut connection);
            say(&mut connection, "HTTP/1.1 200 OK\r\n\r\nabc");
            std::thread::sleep(Duration::from_millis(100));
            if is_reset {
                reset(&connection);
            }
        });
        let exchange = fetch(&site.url("/"));
        match expected {
            Ok(body) => assert_eq!(text(&answer(exchange)), body),
            Err(why) => assert_eq!(label(exchange), format!("connection closed: {why}")),
        }
    }
}

#[test]
fn an_answer_counts_although_the_request_was_not_heard_out() {
    let site = Site::raw(|mut connection| {
        let _ = std::io::Read::read(&mut connection, &mut [0; 100]);
        say(&mut connection, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        let _ = connection.shutdown(std::net::Shutdown::Write);
        let _ = std::io::copy(&mut connection, &mut std::io::sink());
    });
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let body = vec![b'x'; 4_000_000];
    let request = HttpRequest { method: "POST", body: Some(&body), ..get(&url, &tls) };
    assert_eq!(answer(client().exchange(&request)).status, 413);
}

#[test]
fn a_body_is_read_to_its_limit_or_not_at_all() {
    let site = Site::plain(|_, line| {
        say(line, "HTTP/1.1 200 OK\r\n\r\n");
        while line.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let with =
        |body_limit| answer(client().exchange(&HttpRequest { body_limit, ..get(&url, &tls) })).body;
    let unread = with(None);
    assert!(unread.bytes.is_empty() && !unread.is_cut);
    let cut = with(Some(5000));
    assert!(cut.bytes.len() == 5000 && cut.is_cut);
    let exact = Site::plain(|_, line| ok(line, "12345"));
    for (limit, is_cut) in [(4, true), (5, false), (6, false)] {
        let url = exact.url("/");
        let request = HttpRequest { body_limit: Some(limit), ..get(&url, &tls) };
        assert_eq!(answer(client().exchange(&request)).body.is_cut, is_cut, "{limit}");
    }
}

/// 32 MiB of zeros in a gzip of some 32 KiB: one compressed block, again and again.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..32 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn a_compressed_body_is_unpacked_to_its_limit() {
    let bomb = bomb();
    let site = Site::plain(move |_, line| {
        let length = bomb.len();
        say(
            line,
            format!(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n"
            ),
        );
        say(line, &bomb);
    });
    let body = answer(fetch(&site.url("/"))).body;
    assert!(body.bytes == vec![0; 1000] && body.is_cut);
}
