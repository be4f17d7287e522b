//! TLS: whom we trust, and what is said about whom we do not.

use std::fs;
use std::path::PathBuf;

use rcgen::date_time_ymd;

use crate::domain::ClientCertificate;

use super::site::{Authority, Site, drip, hang, ok, say, self_signed};
use super::*;

fn trusting(file: PathBuf) -> TlsSettings {
    TlsSettings { ca_file: Some(file), ..TlsSettings::default() }
}

fn insecure() -> TlsSettings {
    TlsSettings { insecure: true, ..TlsSettings::default() }
}

/// Calls `https://shop.example`, which is at the site's address.
fn call(client: &HttpClient, site: &Site, tls: &TlsSettings) -> Exchange {
    let url = format!("https://shop.example:{}/", site.port());
    client.exchange(&HttpRequest { resolve: localhost(), ..get(&url, tls) })
}

#[test]
fn a_trusted_server_answers() {
    let authority = Authority::new();
    let site = Site::secure(authority.server("shop.example"), |_, line| ok(line, "safe"));
    let exchange = call(&client(), &site, &trusting(authority.file()));
    assert!(exchange.phases.tls.is_some());
    assert_eq!(exchange.certificate_expires_at, "2123-04-05T00:00:00Z".parse().ok());
    assert_eq!(text(&answer(exchange)), "safe");
}

#[test]
fn a_long_body_without_a_length_needs_no_polite_end() {
    let authority = Authority::new();
    let site = Site::secure(authority.server("shop.example"), |_, line| {
        say(line, "HTTP/1.1 200 OK\r\n\r\n");
        say(line, "x".repeat(100_000));
    });
    let url = format!("https://shop.example:{}/", site.port());
    let tls = trusting(authority.file());
    let request =
        HttpRequest { resolve: localhost(), body_limit: Some(1 << 20), ..get(&url, &tls) };
    assert_eq!(answer(client().exchange(&request)).body.bytes.len(), 100_000);
}

#[test]
fn each_bad_certificate_is_refused_with_its_reason_and_its_end() {
    let authority = Authority::new();
    let expired = authority.server_with("shop.example", |params| {
        params.not_before = date_time_ymd(2025, 1, 1);
        params.not_after = date_time_ymd(2026, 1, 31);
    });
    let future = authority
        .server_with("shop.example", |params| params.not_before = date_time_ymd(2122, 1, 1));
    let cases = [
        (expired, "certificate expired on 2026-01-31"),
        (future, "certificate not yet valid, only from 2122-01-01"),
        (authority.server("a.example"), "wrong host name (certificate is for a.example)"),
        (
            Authority::new().server("shop.example"),
            "unknown issuer \"an authority\": it is neither trusted nor sent by the server",
        ),
        (self_signed("shop.example").0, "unknown issuer (self-signed certificate)"),
    ];
    let client = client();
    for (config, reason) in cases {
        let site = Site::secure(config, |_, line| ok(line, ""));
        let exchange = call(&client, &site, &trusting(authority.file()));
        assert!(exchange.certificate_expires_at.is_some(), "{reason}");
        assert_eq!(label(exchange), format!("TLS error: {reason}"));
        // Whoever does not care gets the answer.
        let exchange = call(&client, &site, &insecure());
        assert!(exchange.certificate_expires_at.is_some(), "{reason}");
        assert_eq!(answer(exchange).status, 200);
    }
}

#[test]
fn a_self_signed_certificate_can_be_the_ca_file() {
    let folder = tempfile::tempdir().unwrap();
    let (config, pem) = self_signed("shop.example");
    let file = folder.path().join("self.pem");
    fs::write(&file, pem).unwrap();
    let site = Site::secure(config, |_, line| ok(line, "mine"));
    let tls = trusting(file);
    assert_eq!(text(&answer(call(&client(), &site, &tls))), "mine");
    // Only for the host that it names.
    let url = format!("https://{}/", site.address);
    assert_eq!(
        label(client().exchange(&get(&url, &tls))),
        "TLS error: wrong host name (certificate is for shop.example)"
    );
}

#[test]
fn an_address_can_be_certified() {
    let authority = Authority::new();
    let site = Site::secure(authority.server("127.0.0.1"), |_, line| ok(line, "ip"));
    let url = format!("https://{}/", site.address);
    let tls = trusting(authority.file());
    assert_eq!(text(&answer(client().exchange(&get(&url, &tls)))), "ip");
}

#[test]
fn the_environment_names_roots_and_the_service_has_the_last_word() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let site = Site::secure(ours.server("shop.example"), |_, line| ok(line, ""));
    let (our_file, their_file) = (ours.file(), theirs.file());
    let (our_file, their_file) = (our_file.to_str().unwrap(), their_file.to_str().unwrap());
    let our_folder = ours.path("");
    let cases: [(&[(&str, &str)], bool); 5] = [
        (&[("SSL_CERT_FILE", our_file)], true),
        (&[("REQUESTS_CA_BUNDLE", our_file), ("SSL_CERT_FILE", their_file)], true),
        (&[("REQUESTS_CA_BUNDLE", their_file), ("SSL_CERT_FILE", our_file)], false),
        (&[("REQUESTS_CA_BUNDLE", our_folder.to_str().unwrap())], true),
        (&[("SSL_CERT_FILE", their_file), ("SSL_CERT_DIR", our_folder.to_str().unwrap())], true),
    ];
    for (variables, is_trusted) in cases {
        let client = client_with(variables);
        let exchange = call(&client, &site, &TlsSettings::default());
        assert_eq!(exchange.result.is_ok(), is_trusted, "{variables:?}");
    }
    let client = client_with(&[("REQUESTS_CA_BUNDLE", their_file)]);
    answer(call(&client, &site, &trusting(ours.file())));
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let authority = Authority::new();
    let site = Site::secure(authority.server("shop.example"), |_, line| ok(line, ""));
    let missing = authority.path("missing.pem");
    let shown = missing.display();
    let empty = authority.path("empty.pem");
    fs::write(&empty, "nothing").unwrap();
    let (cert, key) = authority.client();
    let with = |cert: &PathBuf, key: &PathBuf| TlsSettings {
        client_certificate: Some(ClientCertificate { cert: cert.clone(), key: key.clone() }),
        ..trusting(authority.file())
    };
    let cases = [
        (
            trusting(missing.clone()),
            format!("cannot read ca_file {shown}: no such file or directory"),
        ),
        (trusting(empty.clone()), format!("no certificate in ca_file {}", empty.display())),
        (
            with(&missing, &key),
            format!("cannot read client_certificate.cert {shown}: no such file or directory"),
        ),
        (
            with(&cert, &missing),
            format!("cannot read client_certificate.key {shown}: no such file or directory"),
        ),
        (
            with(&cert, &empty),
            format!("cannot read client_certificate.key {}: no private key in it", empty.display()),
        ),
    ];
    let client = client();
    for (tls, detail) in cases {
        assert_eq!(
            label(call(&client, &site, &tls)),
            format!("the request cannot be made: {detail}")
        );
    }
    let client = client_with(&[("SSL_CERT_FILE", missing.to_str().unwrap())]);
    let label = label(call(&client, &site, &TlsSettings::default()));
    assert!(
        label.starts_with("the request cannot be made: cannot load SSL_CERT_FILE's root"),
        "{label}"
    );
    assert!(label.contains(missing.to_str().unwrap()), "{label}");
    assert!(site.requests().is_empty());
}

#[test]
fn a_client_certificate_opens_the_door() {
    let authority = Authority::new();
    let site = Site::secure(authority.picky_server("shop.example"), |_, line| ok(line, "in"));
    let (cert, key) = authority.client();
    let ours = TlsSettings {
        client_certificate: Some(ClientCertificate { cert, key }),
        ..trusting(authority.file())
    };
    assert_eq!(text(&answer(call(&client(), &site, &ours))), "in");
    assert_eq!(
        label(call(&client(), &site, &trusting(authority.file()))),
        "TLS error: refused by the server (certificate required)"
    );
}

#[test]
fn a_server_that_does_not_speak_tls_is_told_apart() {
    let talkative = Site::raw(|mut line| {
        say(&mut line, "SSH-2.0-OpenSSH_9.2\r\n");
        hang(&mut line);
    });
    assert_eq!(
        label(call(&client(), &talkative, &insecure())),
        "TLS error: the server does not speak TLS"
    );
    let closing = Site::raw(|mut line| {
        let _ = std::io::Read::read(&mut line, &mut [0; 4096]);
    });
    assert_eq!(
        label(call(&client(), &closing, &insecure())),
        "TLS error: closed during the handshake"
    );
}

#[test]
fn a_handshake_that_takes_too_long_is_a_connection_timeout() {
    let silent = Site::raw(|mut line| hang(&mut line));
    // The beginning of a record whose rest is slow to come.
    let dripping = Site::raw(|mut line| {
        say(&mut line, [22, 3, 3, 64, 0]);
        drip(&mut line, "\u{2}");
    });
    for site in [silent, dripping] {
        assert_eq!(label_in_short(&format!("https://{}/", site.address)), "connection timed out");
    }
}

#[test]
fn a_redirect_from_http_to_https_is_followed() {
    let authority = Authority::new();
    let secure = Site::secure(authority.server("127.0.0.1"), |_, line| ok(line, "safe"));
    let target = format!("https://{}/", secure.address);
    let plain = Site::plain(move |_, line| {
        say(line, format!("HTTP/1.1 301 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"));
    });
    let (url, tls) = (plain.url("/"), trusting(authority.file()));
    let exchange = client().exchange(&get(&url, &tls));
    assert!(exchange.certificate_expires_at.is_some());
    assert_eq!(text(&answer(exchange)), "safe");
}
