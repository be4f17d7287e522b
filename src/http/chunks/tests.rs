use std::io::BufReader;

use proptest::prelude::*;

use super::*;

/// Reads whole, and by pieces of that size.
fn read(bytes: &[u8], piece: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let outcome = Chunks::new(BufReader::with_capacity(piece, bytes)).read_to_end(&mut body);
    outcome.map(|_| body).map_err(|error| match BadChunk::within(&error) {
        Some(bad) => bad.to_string(),
        None => error.kind().to_string(),
    })
}

#[test]
fn chunks_are_put_together() {
    let long = format!("2;x={}\r\nok\r\n0\r\n\r\n", "y".repeat(10_000));
    let cases: &[(&[u8], &[u8])] = &[
        (b"2\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"1\r\no\r\n1\r\nk\r\n0\r\n\r\n", b"ok"),
        (b"2\nok\n0\n\n", b"ok"),
        (b"2  \r\nok\r\n0\r\n\r\n", b"ok"),
        (b"2 ; a=\"b\"\r\nok\r\n0;c\r\n\r\n", b"ok"),
        (long.as_bytes(), b"ok"),
        (b"0000000000000000000002\r\nok\r\n00\r\n\r\n", b"ok"),
        (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
        (b"2\r\nok\r\n0\r\nX: y\r\nZ\r\n\r\nmore", b"ok"),
        // The last line break is missing more often than not.
        (b"2\r\nok\r\n0\r\n", b"ok"),
        (b"2\r\nok\r\n0\r\nX: y", b"ok"),
        (b"0\r\n\r\n", b""),
    ];
    for (bytes, expected) in cases {
        for piece in [1, 3, 8_192] {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(read(bytes, piece).as_deref(), Ok(*expected), "{shown}");
        }
    }
}

#[test]
fn what_is_no_chunk_is_named() {
    let (number, short) = ("chunk length cannot be read as a number", "unexpected end of file");
    let endless = "0".repeat(40_000);
    let trailers = format!("0\r\n{}", "X: y\r\n".repeat(10_000));
    let cases: &[(&[u8], &str)] = &[
        (b"xyz\r\n", number),
        (b"\r\n", number),
        (b";a\r\n", number),
        (b"-2\r\nok\r\n0\r\n\r\n", number),
        (b"+2\r\nok\r\n0\r\n\r\n", number),
        (b"0x2\r\nok\r\n0\r\n\r\n", number),
        (b"2 2\r\nok\r\n0\r\n\r\n", number),
        (b"10000000000000000\r\n", number),
        (b"2\r\nokay\r\n0\r\n\r\n", "a chunk is longer than it says"),
        (b"2\r\nok\r\r\n0\r\n\r\n", "a chunk is longer than it says"),
        (endless.as_bytes(), "a chunk's head never ends"),
        (trailers.as_bytes(), "the trailers never end"),
        (b"", short),
        (b"2", short),
        (b"0", short),
        (b"2\r\n", short),
        (b"9\r\nok", short),
        (b"2\r\nok", short),
        (b"2\r\nok\r\n", short),
        (b"ffffffffffffffff\r\nok", short),
    ];
    for (bytes, expected) in cases {
        for piece in [1, 8_192] {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(read(bytes, piece), Err((*expected).to_owned()), "{shown:.80}");
        }
    }
}

/// Bytes of which many are chunks.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"5\r\nhello\r\n".to_vec()),
        Just(b"0\r\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"ffffffffffffffff\r\n".to_vec()),
        Just(b";x=y".to_vec()),
        prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_alike_however_they_come(bytes in mutated(), piece in 1usize..40) {
        let whole = read(&bytes, 8_192);
        prop_assert!(whole.as_ref().is_ok_and(|body| body.len() <= bytes.len()) || whole.is_err());
        prop_assert_eq!(read(&bytes, piece), whole);
    }

    #[test]
    fn what_was_cut_into_chunks_is_put_together(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 0..10),
    ) {
        let mut bytes = Vec::new();
        for chunk in &chunks {
            bytes.extend(format!("{:X}\r\n", chunk.len()).into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        prop_assert_eq!(read(&bytes, 7), Ok(chunks.concat()));
    }
}
