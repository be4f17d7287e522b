//! Through a proxy: plain requests handed to it, TLS through a tunnel.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use super::site::{Authority, Line, Site, ok, read_request, say};
use super::*;

/// A proxy whose tunnels all lead to `target`.
fn tunnelling(target: std::net::SocketAddr) -> Site {
    Site::raw(move |mut inside| {
        let request = read_request(&mut inside);
        if !request.starts_with("CONNECT shop.example:443 HTTP/1.1\r\n")
            || !request.contains("Proxy-Authorization: Basic dTpw\r\n")
        {
            return say(&mut inside, "HTTP/1.1 407 Who are you?\r\n\r\n");
        }
        say(&mut inside, "HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n");
        let outside = TcpStream::connect(target).unwrap();
        let copy = |mut from: TcpStream, mut to: TcpStream| {
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = from.read(&mut chunk) {
                if to.write_all(&chunk[..length]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(std::net::Shutdown::Write);
        };
        let (back_from, back_to) = (outside.try_clone().unwrap(), inside.try_clone().unwrap());
        thread::spawn(move || copy(back_from, back_to));
        copy(inside, outside);
    })
}

#[test]
fn https_goes_through_a_tunnel() {
    let authority = Authority::new();
    let site = Site::secure(authority.server("shop.example"), |_, line| ok(line, "through"));
    let proxy = tunnelling(site.address);
    let variable = format!("http://u:p@{}", proxy.address);
    let client = client_with(&[("HTTPS_PROXY", &variable)]);
    let tls = TlsSettings { ca_file: Some(authority.file()), ..TlsSettings::default() };
    // The name is the proxy's to resolve.
    let exchange = client.exchange(&get("https://shop.example/", &tls));
    assert_eq!(exchange.address, Some(proxy.address));
    assert_eq!(text(&answer(exchange)), "through");
    assert!(!site.requests()[0].to_lowercase().contains("proxy-"));
}

#[test]
fn plain_http_is_handed_to_the_proxy() {
    let proxy = Site::plain(|_, line| ok(line, "from the proxy"));
    let variable = format!("http://u:p@{}", proxy.address);
    let client = client_with(&[("http_proxy", &variable), ("NO_PROXY", "127.0.0.0/8")]);
    let tls = TlsSettings::default();
    let exchange = client.exchange(&get("http://shop.example:81/a?b", &tls));
    assert_eq!(text(&answer(exchange)), "from the proxy");
    let sent = &proxy.requests()[0];
    assert!(sent.starts_with("GET http://shop.example:81/a?b HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains("host: shop.example:81\r\n"), "{sent}");
    assert!(sent.contains("proxy-authorization: Basic dTpw\r\n"), "{sent}");

    // What is exempt, and what has an address of its own, goes there directly.
    let site = Site::plain(|_, line| ok(line, "direct"));
    assert_eq!(text(&answer(client.exchange(&get(&site.url("/"), &tls)))), "direct");
    let url = format!("http://shop.example:{}/", site.port());
    let request = HttpRequest { resolve: localhost(), ..get(&url, &tls) };
    assert_eq!(text(&answer(client.exchange(&request))), "direct");
    for request in site.requests() {
        assert!(request.starts_with("GET / ") && !request.contains("proxy-"), "{request}");
    }
}

#[test]
fn a_proxy_that_fails_is_named() {
    type Behaviour = fn(&mut dyn Line);
    let cases: [(Behaviour, &str); 6] = [
        (
            |line| say(line, "HTTP/1.1 407 No\r\n\r\n"),
            "connection refused: PROXY wants other credentials (407)",
        ),
        (
            |line| say(line, "HTTP/1.1 403 No\r\nX: y\r\n\r\nNo!"),
            "connection refused: PROXY answered 403 to CONNECT",
        ),
        (
            |line| say(line, "HTTP/1.1 504 Late\r\n\r\n"),
            "connection timed out: PROXY reached nobody (504)",
        ),
        (|line| say(line, "SSH-2.0\r\n\r\n"), "invalid HTTP response: PROXY does not speak HTTP"),
        (|line| say(line, "x".repeat(20_000)), "invalid HTTP response: PROXY does not speak HTTP"),
        (|_| {}, "connection closed: PROXY closed before any answer"),
    ];
    for (behaviour, expected) in cases {
        let proxy = Site::plain(move |_, line| behaviour(line));
        let client = client_with(&[("ALL_PROXY", &format!("http://u:secret@{}", proxy.address))]);
        let tls = TlsSettings { insecure: true, ..TlsSettings::default() };
        let label = label(client.exchange(&get("https://shop.example/", &tls)));
        assert_eq!(label, expected.replace("PROXY", &format!("proxy {}", proxy.address)));
    }
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    let client = client_with(&[("ALL_PROXY", "does-not-exist.invalid:3128")]);
    let tls = TlsSettings::default();
    let failure = client.exchange(&get("http://shop.example/", &tls)).result.unwrap_err();
    assert_eq!(failure.kind, NetworkFailureKind::Dns);
    assert!(
        failure.label().starts_with("DNS resolution failed: proxy does-not-exist.invalid:3128 "),
        "{}",
        failure.label()
    );
    let silent = Site::raw(|mut line| site::hang(&mut line));
    let variable = format!("http://{}", silent.address);
    let client = client_with(&[("ALL_PROXY", &variable)]);
    let request = HttpRequest { timeout: SHORT, ..get("https://shop.example/", &tls) };
    let label = label(client.exchange(&HttpRequest {
        tls: &TlsSettings { insecure: true, ..TlsSettings::default() },
        ..request
    }));
    assert_eq!(label, format!("connection timed out: proxy {}", silent.address));
}
