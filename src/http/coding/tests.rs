use std::io::{self, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;

const TEXT: &[u8] = b"the quick brown fox jumps over the lazy dog, and over the lazy dog";

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

fn without(bytes: &[u8], last: usize) -> Vec<u8> {
    bytes[..bytes.len() - last].to_vec()
}

/// A gzip member with everything that its head may have.
fn adorned() -> Vec<u8> {
    let mut encoder = flate2::GzBuilder::new()
        .extra(vec![b'x'; 300])
        .filename("name")
        .comment("comment")
        .write(Vec::new(), Compression::default());
    encoder.write_all(TEXT).unwrap();
    encoder.finish().unwrap()
}

fn list(codings_of: &str) -> Codings {
    codings(codings_of.split(", ").map(ToOwned::to_owned))
}

/// Reads by ones and twos where it can, and whole.
fn read(body: &[u8], codings_of: &str) -> Result<Vec<u8>, String> {
    let Codings::Readable(formats) = list(codings_of) else { panic!("{codings_of}") };
    let mut whole = Vec::new();
    let outcome = unpacked(body, &formats).read_to_end(&mut whole);
    let mut dripped = Vec::new();
    let mut drips = Drips(body);
    let again = unpacked(&mut drips, &formats).read_to_end(&mut dripped);
    assert_eq!(outcome.is_ok(), again.is_ok());
    outcome.map(|_| whole.clone()).map_err(|error| error.to_string()).inspect(|_| {
        assert_eq!(whole, dripped);
    })
}

struct Drips<'a>(&'a [u8]);

impl Read for Drips<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(1);
        self.0.read(&mut into[..most])
    }
}

#[test]
fn every_coding_is_read_as_browsers_read_it() {
    let twice = [gzip(b"one, "), gzip(b"two")].concat();
    let mut broken_second = gzip(b"two");
    broken_second[12] ^= 0xff;
    let cases: Vec<(&str, Vec<u8>, &str, &[u8])> = vec![
        ("gzip", gzip(TEXT), "gzip", TEXT),
        ("its old name", gzip(TEXT), "x-gzip", TEXT),
        ("with name, comment and more", adorned(), "gzip", TEXT),
        ("zlib", zlib(TEXT), "deflate", TEXT),
        ("raw deflate", raw(TEXT), "deflate", TEXT),
        ("in a row", gzip(&gzip(TEXT)), "gzip, gzip", TEXT),
        ("in a row, mixed", gzip(&raw(TEXT)), "deflate, gzip", TEXT),
        ("a charset for a coding", gzip(TEXT), "utf-8, gzip, identity", TEXT),
        ("no coding at all", TEXT.to_vec(), "none", TEXT),
        ("identity", TEXT.to_vec(), "identity", TEXT),
        ("members in a row", twice.clone(), "gzip", b"one, two"),
        ("bytes after the member", [&gzip(TEXT)[..], b"<!-- cached -->"].concat(), "gzip", TEXT),
        ("zeros after it", [&gzip(TEXT)[..], &[0; 512]].concat(), "gzip", TEXT),
        ("one byte after it", [&gzip(TEXT)[..], &[0x1f]].concat(), "gzip", TEXT),
        ("a broken head after it", [&gzip(TEXT)[..], &[0x1f, 0x8b, 8]].concat(), "gzip", TEXT),
        ("bytes after zlib", [&zlib(TEXT)[..], b"more"].concat(), "deflate", TEXT),
        ("no trailer", without(&gzip(TEXT), 8), "gzip", TEXT),
        ("half a trailer", without(&gzip(TEXT), 3), "gzip", TEXT),
        ("no trailer of the last member", without(&twice, 8), "gzip", b"one, two"),
        ("no trailer of zlib", without(&zlib(TEXT), 4), "deflate", TEXT),
        ("an empty body", Vec::new(), "gzip", b""),
        ("an empty body, deflate", Vec::new(), "deflate", b""),
        ("an empty body in a row", Vec::new(), "gzip, gzip", b""),
        ("nothing, compressed", gzip(b""), "gzip", b""),
        ("nothing, then something", [gzip(b""), gzip(TEXT)].concat(), "gzip", TEXT),
    ];
    for (what, body, codings, expected) in cases {
        assert_eq!(read(&body, codings).as_deref(), Ok(expected), "{what}");
    }
}

#[test]
fn a_damaged_body_is_said_to_be_that() {
    let mut flipped = gzip(TEXT);
    let middle = flipped.len() - 6;
    flipped[middle] ^= 0xff;
    let mut zlib_flipped = zlib(TEXT);
    let last = zlib_flipped.len() - 1;
    zlib_flipped[last] ^= 0xff;
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("no gzip", TEXT.to_vec(), "gzip", "the gzip body is damaged"),
        ("no deflate", b"\xffthe".to_vec(), "deflate", "the deflate body is damaged"),
        ("half of it", gzip(TEXT)[..20].to_vec(), "gzip", "the gzip body is damaged"),
        ("its head only", gzip(TEXT)[..10].to_vec(), "gzip", "the gzip body is damaged"),
        ("another checksum", flipped, "gzip", "the gzip body is damaged"),
        ("another checksum of zlib", zlib_flipped, "deflate", "the deflate body is damaged"),
        ("gzip only once", gzip(TEXT), "gzip, gzip", "the gzip body is damaged"),
    ];
    for (what, body, codings, expected) in cases {
        assert_eq!(read(&body, codings).unwrap_err(), expected, "{what}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    for unreadable in ["br", "zstd", "compress"] {
        assert_eq!(list(unreadable), Codings::Unreadable(unreadable.to_owned()));
        assert_eq!(
            list(&format!("gzip, {unreadable}")),
            Codings::Unreadable(unreadable.to_owned())
        );
    }
    for nothing in ["", "none", "identity", "utf-8", "iso-8859-1", "binary", "8bit", "text/html"] {
        assert_eq!(list(nothing), Codings::Readable(Vec::new()), "{nothing}");
    }
    assert_eq!(list("gzip, gzip, gzip, gzip, gzip, gzip"), Codings::TooMany);
}

#[test]
fn a_bomb_in_a_bomb_is_read_as_far_as_is_asked_for() {
    let bomb = gzip(&gzip(&vec![0; 32 << 20]));
    let Codings::Readable(formats) = list("gzip, gzip") else { panic!() };
    let mut read = Vec::new();
    unpacked(&*bomb, &formats).take(1000).read_to_end(&mut read).unwrap();
    assert_eq!(read, [0; 1000]);
}

/// Compressed bytes to which something happened.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| gzip(&bytes)),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| zlib(&bytes)),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| gzip(&gzip(&bytes))),
        Just(adorned()),
    ];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (start, changes, prop::collection::vec(any::<u8>(), 0..30)).prop_map(
        |(mut bytes, changes, more)| {
            for (at, byte) in changes {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            bytes.extend(more);
            bytes
        },
    )
}

proptest! {
    #[test]
    fn no_bytes_are_read_for_ever_or_beyond_the_limit(
        bytes in mutated(),
        names in prop::sample::select(vec!["gzip", "deflate", "gzip, gzip", "deflate, gzip"]),
    ) {
        let Codings::Readable(formats) = list(names) else { panic!() };
        let mut read = Vec::new();
        let _ = unpacked(&*bytes, &formats).take(100_000).read_to_end(&mut read);
        prop_assert!(read.len() <= 100_000);
    }

    #[test]
    fn what_was_packed_is_unpacked(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
        prop_assert_eq!(read(&gzip(&bytes), "gzip").unwrap(), bytes.clone());
        prop_assert_eq!(read(&zlib(&bytes), "deflate").unwrap(), bytes.clone());
        prop_assert_eq!(read(&raw(&bytes), "deflate").unwrap(), bytes);
    }
}
