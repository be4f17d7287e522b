//! Bodies as they are compressed on the real web.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::support::real_web::answer;
use crate::support::{Case, judge};

const BODY: &[u8] = b"<body>needle</body>";
const FINDS: &str = "{type: REGEX, regex: \"<body>needle</body>$\"}";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A body that says how it is compressed, and how long it is.
fn coded(coding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("Content-Encoding: {coding}\r\nContent-Length: {}\r\n", body.len());
    answer(head.as_bytes(), body)
}

fn without_end(mut bytes: Vec<u8>, count: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() - count);
    bytes
}

#[test]
fn a_compressed_body_is_read_as_browsers_read_it() {
    let packed = gzip(BODY);
    let members = [gzip(b"<body>need"), gzip(b"le</body>")].concat();
    let chunked =
        [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    judge(&[
        Case::ok("gzip", coded("gzip", &packed)).expects(FINDS),
        Case::ok("x-gzip", coded("x-gzip", &packed)).expects(FINDS),
        Case::ok("GZIP", coded("GZIP", &packed)).expects(FINDS),
        Case::ok("deflate, zlib", coded("deflate", &zlib(BODY))).expects(FINDS),
        Case::ok("deflate, raw", coded("Deflate", &raw(BODY))).expects(FINDS),
        Case::ok("gzip, gzip", coded("gzip, gzip", &gzip(&packed))).expects(FINDS),
        Case::ok("deflate, gzip", coded("deflate, gzip", &gzip(&zlib(BODY)))).expects(FINDS),
        Case::ok(
            "two fields",
            answer(b"Content-Encoding: deflate\r\nContent-Encoding: gzip\r\n", &gzip(&zlib(BODY))),
        )
        .expects(FINDS),
        Case::ok("identity", coded("identity", BODY)).expects(FINDS),
        // curl gives up on a coding that it has never heard of; browsers do not.
        Case::ok("none", coded("none", BODY)).expects(FINDS).unlike_curl(),
        Case::ok("a charset", coded("UTF-8", BODY)).expects(FINDS).unlike_curl(),
        Case::ok("bytes after it", coded("gzip", &[&packed[..], b"\n<!-- 3 ms -->"].concat()))
            .expects(FINDS)
            .unlike_curl(),
        // curl and Chromium stop after the first member, Firefox and gzip do not.
        Case::ok("members in a row", coded("gzip", &members)).expects(FINDS).unlike_curl(),
        Case::ok("no trailer", coded("gzip", &without_end(packed.clone(), 8))).expects(FINDS),
        Case::ok("half a trailer", coded("gzip", &without_end(packed.clone(), 3))).expects(FINDS),
        Case::ok("an empty body", coded("gzip", b"")).expects("{type: BODY_SIZE, max: 0}"),
        Case::ok("an empty body, br", coded("br", b"")).expects("{type: BODY_SIZE, max: 0}"),
        Case::ok("no content", "HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n")
            .expects("{type: HTTP_STATUS, status_range: 204}, {type: BODY_SIZE, max: 0}"),
        // curl is not told of the method.
        Case::ok("HEAD", answer(b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", b""))
            .with("method: HEAD, expectation: [{type: BODY_SIZE, max: 0}]")
            .unlike_curl(),
        Case::ok("HEAD, a length", coded("gzip", b"").as_slice())
            .with("method: HEAD, expectation: [{type: BODY_SIZE, max: 0}]"),
        Case::ok(
            "not modified",
            "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br\r\n\r\n",
        )
        .expects("{type: HTTP_STATUS, status_range: 304}, {type: BODY_SIZE, max: 0}"),
        Case::ok(
            "in chunks",
            answer(b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", &chunked),
        )
        .expects(FINDS),
        Case::ok(
            "compressed on its way",
            answer(b"Transfer-Encoding: gzip, chunked\r\n", &chunked),
        )
        .expects(FINDS),
    ]);
}

#[test]
fn what_cannot_be_read_fails_only_what_looks_inside() {
    let br = coded("br", b"\x0b\x02\x80hello\x03");
    let why = "the body is compressed with br, which ronde cannot read";
    judge(&[
        Case::ok("the status stands", br.clone()),
        Case::ok("and the header", br.clone())
            .expects("{type: HEADER, name: content-encoding, regex: br}"),
        // curl can be built with brotli, and judges no text.
        Case::ko("REGEX", br.clone(), why).expects("{type: REGEX, regex: hello}").unlike_curl(),
        Case::ko("CONTAINS", br.clone(), why)
            .expects("{type: CONTAINS, text: hello}")
            .unlike_curl(),
        Case::ko("JSON", br.clone(), why).expects("{type: JSON, path: /a}").unlike_curl(),
        Case::ko("BODY_SIZE", br.clone(), why).expects("{type: BODY_SIZE, min: 1}").unlike_curl(),
        Case::ko("BR", coded("gzip, BR", b"hello"), why)
            .expects("{type: CONTAINS, text: hello}")
            .unlike_curl(),
        Case::ko("zstd", coded("zstd", b"hello"), "compressed with zstd, which")
            .expects("{type: CONTAINS, text: hello}")
            .unlike_curl(),
    ]);
}

#[test]
fn a_damaged_body_stays_damaged() {
    let packed = gzip(BODY);
    let mut flipped = packed.clone();
    let at = flipped.len() - 6;
    flipped[at] ^= 0xff;
    let promised = format!("Content-Encoding: gzip\r\nContent-Length: {}\r\n", packed.len() + 9);
    judge(&[
        Case::ko("no gzip", coded("gzip", BODY), "invalid HTTP response: the gzip body is damaged")
            .expects(FINDS),
        Case::ko("another checksum", coded("gzip", &flipped), "the gzip body is damaged")
            .expects(FINDS),
        // curl takes what it got of a stream that ends too early.
        Case::ko(
            "half of it",
            coded("gzip", &packed[..packed.len() / 2]),
            "the gzip body is damaged",
        )
        .expects(FINDS)
        .unlike_curl(),
        Case::ko(
            "cut off",
            answer(b"Content-Encoding: gzip\r\n", &packed[..packed.len() / 2]),
            "connection closed: closed within the body",
        )
        .expects(FINDS)
        .unlike_curl(),
        Case::ko(
            "shorter than promised",
            answer(promised.as_bytes(), &packed),
            "connection closed: closed within the body",
        )
        .expects(FINDS),
    ]);
}

#[test]
fn a_bomb_within_a_bomb_is_read_to_the_limit() {
    let bomb = gzip(&gzip(&vec![b'x'; 64 << 20]));
    judge(&[Case::ko("twice", coded("gzip, gzip", &bomb), "(only the first 1 MiB was read)")
        .expects(FINDS)
        .unlike_curl()]);
}
