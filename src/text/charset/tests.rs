use proptest::prelude::*;

use super::*;

fn text<'a>(bytes: &'a [u8], content_type: &str) -> Cow<'a, str> {
    let types = Some(content_type).filter(|value| !value.is_empty());
    decode(bytes, types.into_iter(), false)
}

#[test]
fn a_body_has_the_character_set_that_browsers_give_it() {
    let cases: &[(&[u8], &str, &str)] = &[
        // A byte order mark wins over everything.
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=iso-8859-1", "\u{e9}"),
        (b"\xff\xfe\xe9\0a\0", "", "\u{e9}a"),
        (b"\xfe\xff\0\xe9\0a", "application/json", "\u{e9}a"),
        // Then the header.
        (b"\xe9", "text/html; charset=iso-8859-1", "\u{e9}"),
        (b"\x80", "text/html; charset=windows-1252", "\u{20ac}"),
        (b"\x80", "text/html;CHARSET=\"Latin1\"", "\u{20ac}"),
        (b"\xb1", "text/plain; charset='iso-8859-2'", "\u{105}"),
        (b"\x82\xa0", "text/html; charset=Shift_JIS", "\u{3042}"),
        (b"\xc3\xa9", "text/html; format=flowed; charset = utf8", "\u{e9}"),
        (b"\xe9\0", "text/plain; charset=utf-16le", "\u{e9}"),
        (b"\xe9", "text/html; charset=utf-8", "\u{fffd}"),
        (
            b"<meta charset=iso-8859-2>\xb1",
            "text/html; charset=latin1",
            "<meta charset=iso-8859-2>\u{b1}",
        ),
        // One that is not known is none.
        (b"\xe9", "text/html; charset=nonsense", "\u{e9}"),
        (b"\xc3\xa9", "text/html; charset=", "\u{e9}"),
        (b"\xc3\xa9", "text/html; charset=hz-gb-2312", "\u{e9}"),
        // Then the document, if it is HTML or XML.
        (b"<META CharSet=\"iso-8859-2\">\xb1", "text/html", "<META CharSet=\"iso-8859-2\">\u{105}"),
        (b"<meta charset=iso-8859-2>\xb1", "", "<meta charset=iso-8859-2>\u{105}"),
        (b"<meta charset=iso-8859-2>\xb1", "text/plain", "<meta charset=iso-8859-2>\u{b1}"),
        (
            b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>\xc1",
            "text/html",
            "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>\u{430}",
        ),
        (
            b"<meta content='text/html; charset=koi8-r'>\xc1",
            "text/html",
            "<meta content='text/html; charset=koi8-r'>\u{c1}",
        ),
        (
            b"<!-- <meta charset=koi8-r> --><meta charset=nonsense /><meta/charset=iso-8859-2>\xb1",
            "text/html",
            "<!-- <meta charset=koi8-r> --><meta charset=nonsense /><meta/charset=iso-8859-2>\u{105}",
        ),
        (b"<metacharset=koi8-r>\xc1", "text/html", "<metacharset=koi8-r>\u{c1}"),
        (b"<meta charset=utf-16>\xc3\xa9", "text/html", "<meta charset=utf-16>\u{e9}"),
        (
            b"<?xml version='1.0' encoding='koi8-r'?>\xc1",
            "application/xml",
            "<?xml version='1.0' encoding='koi8-r'?>\u{430}",
        ),
        // Then what it can be.
        (b"\xc3\xa9\xe2\x82\xac", "", "\u{e9}\u{20ac}"),
        (b"{\"a\":\"\xe9\x80\"}", "application/json", "{\"a\":\"\u{e9}\u{20ac}\"}"),
        (b"", "", ""),
        (b"\xef\xbb\xbf", "", ""),
    ];
    for (bytes, content_type, expected) in cases {
        assert_eq!(text(bytes, content_type), *expected, "{bytes:?} {content_type}");
    }
}

#[test]
fn a_document_is_looked_at_as_far_as_browsers_do() {
    let late = |space: usize| [&vec![b' '; space], &b"<meta charset=iso-8859-2>\xb1"[..]].concat();
    assert!(text(&late(990), "text/html").ends_with('\u{105}'));
    assert!(text(&late(1_020), "text/html").ends_with('\u{b1}'));
}

#[test]
fn the_last_content_type_that_names_one_counts() {
    let types = ["text/html; charset=koi8-r", "text/html; charset=iso-8859-2", "text/html"];
    assert_eq!(decode(b"\xb1", types.into_iter(), false), "\u{105}");
}

#[test]
fn a_character_that_was_cut_in_two_does_not_spoil_the_rest() {
    let none = || std::iter::empty::<&str>();
    for cut in [&b"\xc3\xa9\xc3"[..], b"\xc3\xa9\xe2\x82", b"\xc3\xa9\xf0\x9f\x98"] {
        assert_eq!(decode(cut, none(), true), "\u{e9}");
        assert!(decode(cut, none(), false).starts_with("\u{c3}\u{a9}"), "{cut:?}");
    }
    assert!(decode(b"\xe9a\xc3\xa9\xc3", none(), true).starts_with("\u{e9}a"), "another flaw");
}

proptest! {
    #[test]
    fn any_bytes_are_some_text(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        before in prop::sample::select(vec!["", "<meta ", "<?xml ", "<!--", "<meta charset=", "\u{feff}"]),
        content_type in ".{0,40}",
        is_cut: bool,
    ) {
        let bytes = [before.as_bytes(), &bytes].concat();
        let text = decode(&bytes, [content_type.as_str()].into_iter(), is_cut);
        prop_assert!(text.len() <= 3 * bytes.len() + 3);
    }

    #[test]
    fn utf8_stays_what_it_is(text in "\\PC{0,200}", cut in any::<prop::sample::Index>()) {
        let none = || std::iter::empty::<&str>();
        prop_assume!(!text.starts_with(['\u{feff}', '<']));
        prop_assert_eq!(decode(text.as_bytes(), none(), false), text.as_str());
        let start = &text.as_bytes()[..cut.index(text.len() + 1)];
        prop_assume!(!start.is_empty());
        prop_assert!(text.starts_with(&*decode(start, none(), true)));
    }
}
