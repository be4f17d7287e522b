use proptest::prelude::*;

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// What is sent to `to` after `from` has set these.
fn sent(from: &str, set: &[&str], to: &str) -> String {
    let mut cookies = Cookies::default();
    for value in set {
        cookies.set(value.as_bytes(), &url(from));
    }
    let field = cookies.field(&url(to), None).unwrap_or_default();
    String::from_utf8(field).unwrap()
}

#[test]
fn a_cookie_goes_where_it_is_meant_for() {
    let cases: &[(&str, &[&str], &str, &str)] = &[
        ("http://a.example/", &["sid=1"], "http://a.example/dash", "sid=1"),
        ("http://a.example/", &["sid=1"], "http://A.example:81/dash", "sid=1"),
        ("http://a.example/", &["sid=1"], "http://b.example/", ""),
        ("http://a.example/", &["sid=1"], "http://www.a.example/", ""),
        // Domain.
        ("http://a.b.example/", &["sid=1; Domain=b.example"], "http://c.b.example/", "sid=1"),
        ("http://a.b.example/", &["sid=1; Domain=.B.example"], "http://b.example/", "sid=1"),
        ("http://b.example/", &["sid=1; Domain=b.example"], "http://a.b.example/", "sid=1"),
        ("http://a.b.example/", &["sid=1; Domain=c.example"], "http://a.b.example/", ""),
        ("http://a.b.example/", &["sid=1; Domain=c.example"], "http://c.example/", ""),
        ("http://a.example/", &["sid=1; Domain=example"], "http://b.example/", ""),
        ("http://a.example/", &["sid=1; Domain=example"], "http://a.example/", ""),
        ("http://a.example/", &["sid=1; Domain=.example"], "http://a.example/", ""),
        ("http://ab.example/", &["sid=1; Domain=ab.example"], "http://xab.example/", ""),
        ("http://localhost/", &["sid=1; Domain=localhost"], "http://localhost/", "sid=1"),
        ("http://localhost/", &["sid=1; Domain=localhost"], "http://a.localhost/", ""),
        ("http://127.0.0.1/", &["sid=1; Domain=127.0.0.1"], "http://127.0.0.1/", "sid=1"),
        ("http://127.0.0.1/", &["sid=1; Domain=0.0.1"], "http://127.0.0.1/", ""),
        ("http://a.example/", &["sid=1; Domain="], "http://a.example/", "sid=1"),
        // Path.
        ("http://a.example/x/y", &["sid=1"], "http://a.example/x/z", "sid=1"),
        ("http://a.example/x/y", &["sid=1"], "http://a.example/z", ""),
        ("http://a.example/", &["sid=1; Path=/x"], "http://a.example/x/y", "sid=1"),
        ("http://a.example/", &["sid=1; Path=/x"], "http://a.example/xy", ""),
        ("http://a.example/x/y", &["sid=1; Path=/"], "http://a.example/", "sid=1"),
        ("http://a.example/", &["a=1; Path=/", "b=2; Path=/x"], "http://a.example/x", "b=2; a=1"),
        // Secure.
        ("https://a.example/", &["sid=1; Secure"], "https://a.example/", "sid=1"),
        ("https://a.example/", &["sid=1; Secure"], "http://a.example/", ""),
        ("https://a.example/", &["sid=1; HttpOnly"], "http://a.example/", "sid=1"),
        // Changed and removed.
        ("http://a.example/", &["a=1", "b=2", "a=3"], "http://a.example/", "a=3; b=2"),
        ("http://a.example/", &["a=1", "a=; Max-Age=0"], "http://a.example/", ""),
        (
            "http://a.example/",
            &["a=1", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
            "http://a.example/",
            "",
        ),
        ("http://a.example/", &["a=1; Expires=nonsense"], "http://a.example/", "a=1"),
        // Values.
        ("http://a.example/", &["a=b=c=="], "http://a.example/", "a=b=c=="),
        ("http://a.example/", &["a=HZd XCI: Itf"], "http://a.example/", "a=HZd XCI: Itf"),
        ("http://a.example/", &["a="], "http://a.example/", "a="),
        ("http://a.example/", &["", "=", ";", "nothing"], "http://a.example/", ""),
    ];
    for (from, set, to, expected) in cases {
        assert_eq!(sent(from, set, to), *expected, "{from} {set:?} {to}");
    }
}

#[test]
fn a_value_comes_back_byte_for_byte() {
    let mut cookies = Cookies::default();
    cookies.set(b"a=\xe9\xff\xc3\xa9", &url("http://a.example/"));
    assert_eq!(cookies.field(&url("http://a.example/"), None).unwrap(), b"a=\xe9\xff\xc3\xa9");
}

#[test]
fn what_was_configured_stays_unless_the_site_sets_it_anew() {
    let mut cookies = Cookies::default();
    let at = url("http://a.example/");
    assert_eq!(cookies.field(&at, Some("lang=fr")), None);
    cookies.set(b"sid=2", &at);
    let field = cookies.field(&at, Some("lang=fr; sid=1;")).unwrap();
    assert_eq!(String::from_utf8(field).unwrap(), "lang=fr; sid=2");
}

#[test]
fn there_is_an_end_to_what_is_sent() {
    let mut cookies = Cookies::default();
    let at = url("http://a.example/");
    cookies.set(format!("a={}", "x".repeat(MAX_BYTES)).as_bytes(), &at);
    assert_eq!(cookies.field(&at, None), None);
    for number in 0..1_000 {
        cookies.set(format!("c{number}={}", "x".repeat(100)).as_bytes(), &at);
    }
    let length = cookies.field(&at, None).unwrap().len();
    assert!(length > MAX_SENT_BYTES / 2 && length <= MAX_SENT_BYTES, "{length}");
}

/// Fields of which many are cookies.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"sid=1".to_vec()),
        Just(b"; Path=/".to_vec()),
        Just(b"; Domain=a.example".to_vec()),
        Just(b"; Domain=.".to_vec()),
        Just(b"; Max-Age=-99999999999999999999".to_vec()),
        Just(b"; Max-Age=9999999999999999999999999".to_vec()),
        Just(b"; Expires=Fri, 31 Feb 99999 25:61:61 GMT".to_vec()),
        Just(b"; Secure; SameSite=None; Partitioned".to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_field_makes_the_cookies_fail(
        fields in prop::collection::vec(mutated(), 0..10),
        host in prop::sample::select(vec!["a.example", "b.a.example", "localhost", "[::1]", "10.0.0.1"]),
    ) {
        let at = url(&format!("http://{host}/x/y"));
        let mut cookies = Cookies::default();
        for field in &fields {
            cookies.set(field, &at);
        }
        let sent = cookies.field(&at, None).unwrap_or_default();
        prop_assert!(sent.len() <= MAX_SENT_BYTES);
        prop_assert_eq!(cookies.field(&url("http://elsewhere.test/"), None), None);
    }
}
