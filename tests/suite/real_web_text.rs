//! Texts in the character sets of the real web.

use crate::support::real_web::answer;
use crate::support::{Case, judge};

/// An answer of that `Content-Type`; none when it is empty.
fn page(content_type: &str, body: &[u8]) -> Vec<u8> {
    match content_type {
        "" => answer(b"", body),
        _ => answer(format!("Content-Type: {content_type}\r\n").as_bytes(), body),
    }
}

/// The body is only this text, whatever it was sent as.
fn is(text: &str) -> String {
    format!("{{type: REGEX, regex: \"{text}$\"}}")
}

#[test]
fn a_text_is_read_in_the_character_set_that_browsers_use() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    judge(&[
        Case::ok("iso-8859-1", page("text/html; charset=iso-8859-1", b"\xe9t\xe9"))
            .expects(&is("\u{e9}t\u{e9}")),
        Case::ok("iso-8859-1 is windows-1252", page("text/html; charset=ISO-8859-1", b"5 \x80"))
            .expects(&is("5 \u{20ac}")),
        Case::ok("windows-1252", page("text/html;charset=\"windows-1252\"", b"\x93a\x94"))
            .expects(&is("\u{201c}a\u{201d}")),
        Case::ok("shift_jis", page("text/html; charset=Shift_JIS", b"\x93\xfa\x96{"))
            .expects(&is("\u{65e5}\u{672c}")),
        Case::ok("koi8-r", page("text/plain; charset=koi8-r", b"\xc4\xc1"))
            .expects(&is("\u{434}\u{430}")),
        Case::ok("utf-16 with a mark", page("", &utf16("\u{e9}t\u{e9}")))
            .expects(&is("\u{e9}t\u{e9}")),
        Case::ok("utf-8 with a mark", page("text/html; charset=latin1", b"\xef\xbb\xbf\xc3\xa9"))
            .expects(&is("\u{e9}")),
        Case::ok("nothing said, utf-8", page("text/html", b"\xc3\xa9")).expects(&is("\u{e9}")),
        Case::ok("nothing said, no utf-8", page("text/html", b"\xe9")).expects(&is("\u{e9}")),
        Case::ok("an unknown one", page("text/html; charset=klingon", b"\xe9"))
            .expects(&is("\u{e9}")),
        Case::ok("<meta charset>", page("text/html", b"<meta charset=iso-8859-2>\xb1"))
            .expects("{type: CONTAINS, text: \"\u{105}\"}"),
        Case::ok(
            "<meta http-equiv>",
            page(
                "text/html",
                b"<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=koi8-r'>\xc4",
            ),
        )
        .expects("{type: CONTAINS, text: \"\u{434}\"}"),
        Case::ok(
            "an XML declaration",
            page("application/rss+xml", b"<?xml version='1.0' encoding='koi8-r'?>\xc4"),
        )
        .expects("{type: CONTAINS, text: \"\u{434}\"}"),
        // No browser takes this for the text that is looked for.
        Case::ko(
            "utf-8 that is said to be latin-1",
            page("text/html; charset=latin1", b"\xc3\xa9"),
            "does not match",
        )
        .expects(&is("\u{e9}"))
        .unlike_curl(),
    ]);
}

#[test]
fn json_may_have_a_mark_or_be_in_latin_1() {
    let big_endian =
        |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let name_is = |name: &str| format!("{{type: JSON, path: /name, equals: \"{name}\"}}");
    judge(&[
        Case::ok("a mark", page("application/json", b"\xef\xbb\xbf{\"name\":\"a\"}"))
            .expects(&name_is("a")),
        Case::ok("latin-1", page("application/json", b"{\"name\":\"caf\xe9\"}"))
            .expects(&name_is("caf\u{e9}")),
        Case::ok(
            "latin-1, said",
            page("application/json; charset=latin1", b"{\"name\":\"caf\xe9\"}"),
        )
        .expects(&name_is("caf\u{e9}")),
        Case::ok("utf-16", page("application/json", &big_endian("\u{feff}{\"name\":1}")))
            .expects("{type: JSON, path: /name, equals: 1}"),
        Case::ko(
            "no JSON",
            page("application/json", b"\xef\xbb\xbf<html>"),
            "the body is not JSON",
        )
        .expects(&name_is("a"))
        .unlike_curl(),
    ]);
}

#[test]
fn a_body_that_is_cut_within_a_character_is_still_utf_8() {
    // One byte, then characters of two: the limit of 1 MiB is in the middle of one.
    let body = format!("x{}", "\u{e9}".repeat(1 << 19));
    judge(&[
        Case::ok("cut", page("", body.as_bytes()))
            .expects("{type: REGEX, regex: \"x\u{e9}\u{e9}\"}"),
        Case::ko(
            "cut, and not there",
            page("", body.as_bytes()),
            "(only the first 1 MiB was read)",
        )
        .expects("{type: CONTAINS, text: \"\u{c3}\"}")
        .unlike_curl(),
    ]);
}
