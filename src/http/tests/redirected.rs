//! Redirects: how many, where to, and with what.

use super::site::{Site, ok, say};
use super::*;
use crate::domain::Redirects;

/// Answers `/N` with a redirect to `/N-1`, and `/0` with its own name.
fn staircase() -> Site {
    Site::plain(|request, line| {
        let step: u32 = request.split(['/', ' ']).nth(2).unwrap().parse().unwrap();
        match step.checked_sub(1) {
            None => ok(line, "ground"),
            Some(below) => say(
                line,
                format!("HTTP/1.1 302 Found\r\nLocation: /{below}\r\nContent-Length: 0\r\n\r\n"),
            ),
        }
    })
}

/// Sends everybody to `location`.
fn signpost(status: u16, location: String) -> Site {
    Site::plain(move |_, line| {
        let head = format!("HTTP/1.1 {status} Away\r\nLocation: {location}\r\n\r\n");
        say(line, head);
    })
}

#[test]
fn redirects_are_followed_to_the_allowed_number() {
    let site = staircase();
    let tls = TlsSettings::default();
    for (steps, allowed, expected) in
        [(0, 0, Ok(200)), (1, 0, Ok(302)), (2, 2, Ok(200)), (3, 2, Err("too many redirects"))]
    {
        let url = site.url(&format!("/{steps}"));
        let request = HttpRequest { redirects: Redirects::Anywhere(allowed), ..get(&url, &tls) };
        let exchange = client().exchange(&request);
        match expected {
            Ok(status) => assert_eq!(answer(exchange).status, status),
            Err(expected) => {
                let led_to = site.url("/0");
                assert_eq!(label(exchange), format!("{expected} (to {led_to})"));
            }
        }
    }
    let followed = answer(fetch(&site.url("/2")));
    assert_eq!((text(&followed), &followed.url), ("ground", &site.url("/0")));
}

#[test]
fn a_loop_ends() {
    let site = signpost(301, "/".to_owned());
    let url = site.url("/");
    assert_eq!(label(fetch(&url)), format!("too many redirects (to {url})"));
    assert_eq!(site.requests().len(), 11);
}

#[test]
fn a_redirect_to_nowhere_is_invalid() {
    let site = signpost(302, "ftp://a.example/".to_owned());
    assert_eq!(label(fetch(&site.url("/"))), "invalid HTTP response: a redirect to a ftp URL");
    let site = Site::plain(|_, line| say(line, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"));
    assert_eq!(answer(fetch(&site.url("/"))).status, 302);
}

#[test]
fn redirects_share_the_timeout_and_latency_is_the_last_ones() {
    // Each is quick enough, but not both.
    let pause = SHORT * 2 / 3;
    let last = Site::plain(move |_, line| {
        std::thread::sleep(pause);
        ok(line, "x");
    });
    let target = last.url("/");
    let first = Site::plain(move |_, line| {
        std::thread::sleep(pause);
        say(line, format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"));
    });
    let exchange = fetch(&first.url("/"));
    let phases = exchange.phases;
    assert!(phases.first_byte.unwrap() >= pause * 2);
    assert_eq!(exchange.address, Some(last.address));
    assert!(answer(exchange).latency + pause <= phases.total);
    assert_eq!(label_in_short(&first.url("/")), "timed out waiting for the response");
}

#[test]
fn a_host_that_must_not_change_does_not() {
    let other = Site::plain(|_, line| ok(line, "other"));
    let site = signpost(307, other.url("/"));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let request = HttpRequest { redirects: Redirects::OnSameSite(10), ..get(&url, &tls) };
    let stayed = answer(client().exchange(&request));
    assert_eq!((stayed.status, stayed.url), (307, site.url("/")));
    assert!(other.requests().is_empty());
    // On the same host it is followed.
    let stairs = staircase();
    let url = stairs.url("/2");
    let request = HttpRequest { redirects: Redirects::OnSameSite(10), ..get(&url, &tls) };
    assert_eq!(answer(client().exchange(&request)).status, 200);
}

#[test]
fn another_host_gets_the_body_but_no_secret() {
    let other = Site::plain(|_, line| ok(line, ""));
    let site = signpost(308, other.url("/there"));
    let (url, tls) = (site.url("/"), TlsSettings::default());
    let headers = [("Authorization", "secret"), ("X-Key", "secret"), ("Content-Type", "text/x")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = HttpRequest {
        method: "PUT",
        headers: headers.to_vec(),
        body: Some(b"body"),
        ..get(&url, &tls)
    };
    answer(client().exchange(&request));
    assert_eq!(site.requests()[0].matches("secret").count(), 2);
    let sent = &other.requests()[0];
    assert!(sent.starts_with("PUT /there ") && sent.ends_with("\r\n\r\nbody"), "{sent}");
    assert!(sent.contains("content-type: text/x") && !sent.contains("secret"), "{sent}");
}

#[test]
fn an_override_is_for_the_first_hosts_name_only() {
    let site = signpost(302, "http://other.invalid/".to_owned());
    let url = format!("http://first.invalid:{}/", site.port());
    let tls = TlsSettings::default();
    let exchange = client().exchange(&HttpRequest { resolve: localhost(), ..get(&url, &tls) });
    let label = label(exchange);
    assert!(label.starts_with("DNS resolution failed"), "{label}");

    let site = Site::plain(|request, line| {
        if request.starts_with("GET /end ") {
            ok(line, "end");
        } else {
            say(line, "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let url = format!("http://first.invalid:{}/", site.port());
    let exchange = client().exchange(&HttpRequest { resolve: localhost(), ..get(&url, &tls) });
    assert_eq!(text(&answer(exchange)), "end");
}

#[test]
fn a_message_is_kept_on_its_site_and_not_for_ever() {
    let site = Site::plain(|request, line| {
        if request.starts_with("POST /moved ") {
            ok(line, "");
        } else {
            say(line, "HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let tls = TlsSettings::default();
    let message = |url: &str| {
        let request = HttpRequest {
            headers: vec![("Idempotency-Key".to_owned(), "42".to_owned())],
            body: Some(b"{}"),
            timeout: PATIENCE,
            redirects: Redirects::KeepingMessage(5),
            ..HttpRequest::new("POST", url, &tls)
        };
        client().exchange(&request)
    };
    assert_eq!(answer(message(&site.url("/hook"))).status, 200);
    for request in site.requests() {
        assert!(request.starts_with("POST ") && request.ends_with("\r\n\r\n{}"), "{request}");
        assert!(request.contains("idempotency-key: 42"), "{request}");
    }
    assert_eq!(site.requests().len(), 2);

    let stairs = staircase();
    assert_eq!(label(message(&stairs.url("/9"))), "too many redirects");
    assert_eq!(stairs.requests().len(), 6);

    let elsewhere = Site::plain(|_, line| ok(line, "other"));
    let site = signpost(307, elsewhere.url("/"));
    assert_eq!(answer(message(&site.url("/"))).status, 307);
    assert!(elsewhere.requests().is_empty());
}
