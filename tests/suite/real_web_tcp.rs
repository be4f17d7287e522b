//! What is no website: a port that can be connected to, perhaps with TLS on it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::support::certificates::{client_certificate, client_verifying_config};
use crate::support::{Answer, Configuration, Leaf, Port, Site, World};

/// Keeps the connection until the other side ends it.
fn hold(mut stream: impl Read) {
    let mut nothing = [0; 256];
    while let Ok(1..) = stream.read(&mut nothing) {}
}

/// Makes a handshake, and waits for the end.
fn secure(stream: TcpStream, config: &Arc<ServerConfig>) {
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    hold(StreamOwned::new(connection, stream));
}

fn tls_port(config: Arc<ServerConfig>) -> Port {
    Port::open(move |stream| secure(stream, &config))
}

/// Says each line after having heard one, the first at once; a line that ends in
/// `!TLS` is followed by a handshake.
fn scripted(lines: &'static [&'static str]) -> Port {
    let config = Leaf::Good.server_config();
    Port::open(move |stream| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut writer = stream.try_clone().unwrap();
        for (index, line) in lines.iter().enumerate() {
            let mut heard = String::new();
            if index > 0 && reader.read_line(&mut heard).unwrap_or(0) == 0 {
                return;
            }
            let (text, then_tls) = match line.strip_suffix("!TLS") {
                Some(text) => (text, true),
                None => (*line, false),
            };
            if writer.write_all(text.as_bytes()).is_err() {
                return;
            }
            if then_tls {
                return secure(stream, &config);
            }
        }
        hold(stream);
    })
}

fn world(url: &str, keys: &str) -> World {
    World::new(&Configuration::new().service_with("web-1/mail", url, keys))
}

/// The service after a pass. What is wrong with it is in its request, as it should be.
#[track_caller]
fn checked(world: &World) -> Value {
    let pass = world.run_json(&["check"]);
    let service = pass.json()["services"][0].clone();
    let is_ko = service["state"] == "ko";
    assert_eq!(pass.exit(), i32::from(is_ko), "{pass}");
    assert_eq!(pass.stderr, "", "{pass}");
    if is_ko {
        let request = world.one_request("open");
        let url = service["url"].as_str().unwrap();
        assert_eq!(request["name"], format!("[KO] {url}"));
        assert_eq!(request["description"], service["detail"]);
    } else {
        assert_eq!(world.requests("all").len(), 0);
        assert_eq!(service["last_http_status_code"], Value::Null, "{service:#}");
        assert_eq!(service["http_status_ok"], Value::Null, "{service:#}");
        assert!(service["latency_ms"].is_u64(), "{service:#}");
    }
    service
}

/// The state, and the detail if there is one.
#[track_caller]
fn verdict(url: &str, keys: &str) -> (String, String) {
    let service = checked(&world(url, keys));
    let text = |key: &str| service[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("detail"))
}

/// How curl ends, where there is a curl, and its log.
fn curl(arguments: &[&str]) -> Option<(i32, String)> {
    let mut command = Command::new("curl");
    command.env_clear().args(["-s", "-v", "-m", "1", "--noproxy", "*"]).args(arguments);
    let ran = command.stdin(Stdio::null()).output().ok()?;
    Some((ran.status.code()?, String::from_utf8_lossy(&ran.stderr).into_owned()))
}

#[test]
fn a_port_is_well_when_it_can_be_connected_to() {
    let held = Port::silent();
    let closing = Port::open(drop);
    let talking = scripted(&["SSH-2.0-OpenSSH_9.2\r\n"]);
    for port in [held, closing, talking] {
        let url = port.tcp();
        assert_eq!(verdict(&url, ""), ("ok".to_owned(), String::new()));
        // It waits for more then, until it has waited long enough.
        if let Some((_, log)) = curl(&[&url.replace("tcp:", "telnet:")]) {
            assert!(log.contains("Connected to 127.0.0.1"), "{log}");
        }
    }
}

#[test]
fn a_port_that_cannot_be_connected_to_has_the_words_of_a_website() {
    for (url, label, code) in [
        ("tcp://127.0.0.1:1", "connection refused", 7),
        ("tcp://nowhere.invalid:25", "DNS resolution failed: ", 6),
        ("tcp://[::ffff:127.0.0.1]:1", "connection refused", 7),
    ] {
        let world = world(url, "");
        let service = checked(&world);
        assert_eq!(service["state"], "ko", "{url}");
        assert!(service["detail"].as_str().unwrap().starts_with(label), "{service:#}");
        assert_eq!(service["last_http_status_code"], -1);
        assert_eq!(service["http_status_ok"], false);
        let request = world.one_request("open");
        assert_eq!(
            (&request["failure_kind"], &request["failure_class"]),
            (&json!("network"), &json!("down"))
        );
        if let Some((by_curl, _)) = curl(&[&url.replace("tcp://", "telnet://")]) {
            assert_eq!(by_curl, code, "{url}");
        }
    }
}

#[test]
fn a_connection_that_nobody_accepts_times_out() {
    // A listener whose queue is full lets nobody else in.
    let new = || socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let socket = new();
    let any: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap();
    let crowd: Vec<_> = (0..8)
        .map(|_| {
            let client = new();
            client.set_nonblocking(true).unwrap();
            let _ = client.connect(&address);
            client
        })
        .collect();
    let url = format!("tcp://{}", address.as_socket().unwrap());
    assert_eq!(
        verdict(&url, "timeout: 400ms"),
        ("ko".to_owned(), "connection timed out".to_owned())
    );
    drop(crowd);
}

#[test]
fn with_tls_the_handshake_must_succeed() {
    let cases = [
        (Leaf::Good, "tls: true", None),
        (Leaf::Expired, "tls: true", Some("TLS error: certificate expired")),
        (Leaf::WrongName, "tls: true", Some("TLS error: wrong host name")),
        (Leaf::UnknownIssuer, "tls: true", Some("TLS error: ")),
        (Leaf::UnknownIssuer, "tls: true, insecure: true", None),
        (Leaf::Expired, "tls: true, insecure: true", None),
        (Leaf::Good, "tls: true, ca_file: roots.pem", None),
        // Without `tls` nobody looks at it.
        (Leaf::Expired, "tls: false", None),
        (Leaf::Expired, "", None),
    ];
    for (leaf, keys, wrong) in cases {
        let port = tls_port(leaf.server_config());
        let (state, detail) = verdict(&port.tcp(), keys);
        match wrong {
            None => assert_eq!((state.as_str(), detail.as_str()), ("ok", ""), "{leaf:?} {keys}"),
            Some(label) => {
                assert_eq!(state, "ko", "{leaf:?} {keys}");
                assert!(detail.starts_with(label), "{leaf:?} {keys}: {detail}");
            }
        }
    }
    let plain = scripted(&["SSH-2.0-OpenSSH_9.2\r\n"]);
    let (state, detail) = verdict(&plain.tcp(), "tls: true");
    assert_eq!((state.as_str(), detail.starts_with("TLS error: ")), ("ko", true), "{detail}");
    let silent = Port::silent();
    let timed_out = ("ko".to_owned(), "connection timed out".to_owned());
    assert_eq!(verdict(&silent.tcp(), "tls: true, timeout: 400ms"), timed_out);
    for ended in [Port::saying(b""), Port::resetting()] {
        assert!(verdict(&ended.tcp(), "tls: true").1.starts_with("TLS error: "));
    }
}

#[test]
fn the_certificate_of_a_port_is_looked_at() {
    let port = tls_port(Leaf::ExpiresIn(40).server_config());
    let url = port.tcp();
    let service =
        checked(&world(&url, "tls: true, expectation: [{type: CERTIFICATE, min_days: 40}]"));
    assert_eq!(service["state"], "ok");
    assert!(service["certificate_expires_at"].is_string());
    let world = world(&url, "tls: true, expectation: [{type: CERTIFICATE, min_days: 41}]");
    let service = checked(&world);
    assert_eq!(service["state"], "ko");
    assert_eq!(world.one_request("open")["failure_class"], "warning");
    // Which failure it was is not what HTTP says.
    assert_eq!(service["last_http_status_code"], Value::Null);
}

#[test]
fn a_latency_counts_the_handshake() {
    let config = Leaf::Good.server_config();
    let slow = Port::open(move |stream| {
        thread::sleep(Duration::from_millis(300));
        secure(stream, &config);
    });
    let url = slow.tcp();
    let expectation = "expectation: [{type: LATENCY, threshold: 250ms}]";
    let service = checked(&world(&url, &format!("tls: true, {expectation}")));
    assert_eq!(service["state"], "ko");
    assert!(service["detail"].as_str().unwrap().starts_with("latency above threshold: 0."));
    assert!(service["latency_ms"].as_u64().unwrap() >= 300);
    assert_eq!(verdict(&url, expectation).0, "ok", "the connection itself is quick");
}

#[test]
fn smtp_and_imap_begin_tls_when_they_are_asked() {
    const SMTP: &str = "tls: smtp, timeout: 700ms";
    const IMAP: &str = "tls: imap, timeout: 700ms";
    // How curl ends where it comes to an end: 8 a strange reply, 64 no TLS. Beyond a
    // good handshake it wants to log in, and where we wait it waits as well.
    let cases: &[(&'static [&'static str], &str, &str, Option<i32>)] = &[
        (&["220 a ESMTP\r\n", "250-a\r\n250 STARTTLS\r\n", "220 go\r\n!TLS"], SMTP, "", None),
        (&["220-a\r\n220 b\r\n", "250 a\r\n", "220 go\r\n!TLS"], SMTP, "", None),
        (
            &["554 not you\r\n"],
            SMTP,
            "connection refused: the SMTP server says \"554 not you\"",
            Some(8),
        ),
        (&["421 busy\r\n"], SMTP, "connection refused: the SMTP server says \"421 busy\"", Some(8)),
        (
            &["220 a\r\n", "250 a\r\n", "502 what?\r\n"],
            SMTP,
            "TLS error: the SMTP server does not begin TLS: it says \"502 what?\"",
            Some(64),
        ),
        (&["* OK ready\r\n"], SMTP, "TLS error: the server does not speak SMTP", None),
        (&[""], SMTP, "timed out waiting for the response: no SMTP greeting came", None),
        (&["220 a\r\n", ""], SMTP, "timed out waiting for the response: no SMTP answer came", None),
        (&["220 a\r\n", "250 a\r\n", "220 go\r\n"], SMTP, "connection timed out", None),
        (&["* OK ready\r\n", "* CAPABILITY X\r\na OK begin\r\n!TLS"], IMAP, "", None),
        (
            &["* BYE busy\r\n"],
            IMAP,
            "connection refused: the IMAP server says \"* BYE busy\"",
            Some(8),
        ),
        (
            &["* OK ready\r\n", "a BAD what?\r\n"],
            IMAP,
            "TLS error: the IMAP server does not begin TLS: it says \"a BAD what?\"",
            None,
        ),
        (
            &["* PREAUTH you\r\n"],
            IMAP,
            "TLS error: the IMAP server does not begin TLS: it says \"* PREAUTH you\"",
            None,
        ),
        (&["220 a\r\n"], IMAP, "TLS error: the server does not speak IMAP", None),
    ];
    for (lines, keys, detail, code) in cases {
        let port = scripted(lines);
        let url = port.tcp();
        let state = if detail.is_empty() { "ok" } else { "ko" };
        assert_eq!(verdict(&url, keys), (state.to_owned(), (*detail).to_owned()), "{lines:?}");
        let scheme = if *keys == SMTP { "smtp" } else { "imap" };
        let target = url.replace("tcp", scheme);
        if let Some((by_curl, log)) = code.and_then(|_| curl(&["--ssl-reqd", &target])) {
            assert_eq!(Some(by_curl), *code, "{lines:?}: {log}");
        }
    }
}

#[test]
fn a_bad_certificate_after_starttls_is_as_bad() {
    let config = Leaf::Expired.server_config();
    let mail = Port::open(move |mut stream| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        for line in ["220 a\r\n", "250 a\r\n", "220 go\r\n"] {
            stream.write_all(line.as_bytes()).unwrap();
            let mut heard = String::new();
            if line != "220 go\r\n" && reader.read_line(&mut heard).unwrap_or(0) == 0 {
                return;
            }
        }
        secure(stream, &config);
    });
    let service = checked(&world(&mail.tcp(), "tls: smtp"));
    assert!(service["detail"].as_str().unwrap().starts_with("TLS error: certificate expired"));
    assert!(service["certificate_expires_at"].is_string(), "{service:#}");
}

#[test]
fn endless_greetings_end_with_the_timeout_or_before() {
    for line in [&b"220-more\r\n"[..], b"2", b"* OK\r\n", b"\0"] {
        let endless = Port::open(move |mut stream| while stream.write_all(line).is_ok() {});
        let url = endless.tcp();
        for keys in ["tls: smtp, timeout: 1s", "tls: imap, timeout: 1s", "tls: true, timeout: 1s"] {
            assert_eq!(verdict(&url, keys).0, "ko", "{line:?} {keys}");
        }
        assert_eq!(verdict(&url, "timeout: 1s").0, "ok");
    }
    let dripping = Port::open(|mut stream| {
        while stream.write_all(b"2").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let (state, detail) = verdict(&dripping.tcp(), "tls: smtp, timeout: 400ms");
    assert_eq!(state, "ko");
    assert!(detail.starts_with("timed out waiting for the response"), "{detail}");
}

#[test]
fn a_client_certificate_is_shown_and_its_refusal_is_seen() {
    let port = tls_port(client_verifying_config());
    let url = port.tcp();
    let world = World::new(
        &Configuration::new()
            .service_with(
                "web-1/known",
                &url,
                "tls: true, client_certificate: {cert: client.pem, key: client.key}",
            )
            .service_with("web-1/stranger", &url, "tls: true"),
    );
    let (certificate, key) = client_certificate();
    fs::write(world.path("client.pem"), certificate).unwrap();
    fs::write(world.path("client.key"), key).unwrap();
    let services = world.run_json(&["check"]).cleanly(1).json()["services"].clone();
    assert_eq!((&services[0]["state"], &services[1]["state"]), (&json!("ok"), &json!("ko")));
    let detail = services[1]["detail"].as_str().unwrap();
    assert!(detail.starts_with("TLS error: refused by the server"), "{detail}");
}

#[test]
fn how_a_port_is_reached_can_be_said() {
    let (silent, encrypted) = (Port::silent(), tls_port(Leaf::Good.server_config()));
    let (held, secure) = (silent.number(), encrypted.number());
    for (url, keys, state) in [
        (format!("tcp://nowhere.invalid:{held}"), "resolve: 127.0.0.1", "ok"),
        (format!("tcp://localhost:{held}"), "ip_version: 4", "ok"),
        (format!("tcp://127.0.0.1:{held}"), "ip_version: 6", "ko"),
        (format!("TCP://127.0.0.1:{held}/"), "", "ok"),
        // The name is what the certificate must be for.
        (format!("tcp://localhost:{secure}"), "tls: true, resolve: 127.0.0.1", "ok"),
        (format!("tcp://nowhere.invalid:{secure}"), "tls: true, resolve: 127.0.0.1", "ko"),
    ] {
        assert_eq!(verdict(&url, keys).0, state, "{url} {keys}");
    }
    // A proxy is for http.
    let mut world = world(&silent.tcp(), "");
    world.variable("ALL_PROXY", "http://127.0.0.1:1");
    assert_eq!(checked(&world)["state"], "ok");
}

#[test]
fn what_means_nothing_to_a_connection_is_refused_where_it_stands() {
    let tcp = "tcp://127.0.0.1:25";
    let cases = [
        (tcp, "method: GET", "method", "`method` is for http: a tcp:// URL is only connected to"),
        (tcp, "header: {A: b}", "header", "`header` is for http"),
        (tcp, "body: x", "body", "`body` is for http"),
        (tcp, "basic_auth: {user: a}", "basic_auth", "`basic_auth` is for http"),
        (tcp, "follow_redirects: 0", "follow_redirects", "`follow_redirects` is for http"),
        (tcp, "upgrade_to_https: false", "upgrade_to_https", "`upgrade_to_https` is for http"),
        (tcp, "tls: yes", "tls", "\"yes\" is not one of true, false, smtp, imap"),
        (tcp, "tls: SMTP", "tls", "\"SMTP\" is not one of true, false, smtp, imap"),
        (
            tcp,
            "expectation: [{type: HTTP_STATUS, status_range: 200}]",
            "expectation[0]",
            "a connection has nothing to do with HTTP_STATUS",
        ),
        (
            tcp,
            "expectation: [{type: REGEX, regex: a}]",
            "expectation[0]",
            "nothing to do with REGEX",
        ),
        (tcp, "expectation: [{type: CONTAINS, text: a}]", "expectation[0]", "CONTAINS"),
        (tcp, "expectation: [{type: HEADER, name: a}]", "expectation[0]", "HEADER"),
        (tcp, "expectation: [{type: JSON, path: /a}]", "expectation[0]", "JSON"),
        (tcp, "expectation: [{type: BODY_SIZE, min: 1}]", "expectation[0]", "BODY_SIZE"),
        (tcp, "expectation: [{type: DISK, max_percent: 1}]", "expectation[0]", "DISK"),
        (
            tcp,
            "expectation: [{type: LATENCY, threshold: 1}, {type: CERTIFICATE, min_days: 1}]",
            "expectation[1]",
            "CERTIFICATE needs TLS",
        ),
        (tcp, "monitoring_api: {version: simple-url}", "monitoring_api", "it is called by http"),
        ("https://a.example/", "tls: true", "tls", "`tls` is for a tcp:// URL"),
        ("tcp://127.0.0.1", "", "url", "a tcp:// URL needs a port"),
        ("tcp://127.0.0.1:0", "", "url", "is a number from 1 to 65535"),
        ("tcp://:25", "", "url", "not a valid host"),
        ("tcp://a.example:25/x", "", "url", "a tcp:// URL is tcp://HOST:PORT and no more"),
        ("tcp://u:hush@a.example:25", "", "url", "a URL cannot contain a user or a password"),
        ("tls://a.example:25", "", "url", "not a http:// or https:// URL"),
    ];
    for (url, keys, place, message) in cases {
        let world = world(url, keys);
        let problems = world.run_json(&["config", "check"]).code(78).json()["problems"].clone();
        assert_eq!(problems.as_array().unwrap().len(), 1, "{url} {keys}: {problems:#}");
        let path = format!("equipment[0].services[0].{place}");
        assert_eq!(problems[0]["path"], path, "{url} {keys}");
        assert!(problems[0]["line"].is_u64(), "{problems:#}");
        let said = problems[0]["message"].as_str().unwrap();
        assert!(said.contains(message) && !said.contains("hush"), "{url} {keys}: {said}");
        world.run(&["check"]).refused(78);
    }
    let good = "tls: smtp, timeout: 5s, insecure: true, method: null, expectation: \
                [{type: LATENCY, threshold: 1}, {type: CERTIFICATE, min_days: 14}]";
    world(tcp, good).run(&["config", "check"]).code(0).says_nothing_of("warning");
}

#[test]
fn what_defaults_say_of_websites_is_not_for_a_port() {
    let (held, site) = (Port::silent(), Site::http());
    let text = format!(
        "check: {{recheck_after: 20ms}}\n\
         defaults: {{upgrade_to_https: false, method: POST, header: {{X: {{env: NOT_SET}}}}, body: x, \
         follow_redirects: 3, tls: smtp, expectation: [{{type: HTTP_STATUS, status_range: 418}}, \
         {{type: LATENCY, threshold: 5}}, {{type: CERTIFICATE, min_days: 3}}]}}\n\
         equipment:\n  - name: web-1\n    services:\n      \
         - {{name: ssh, url: \"{}\", tls: false}}\n      \
         - {{name: shop, url: \"{}\", header: null, expectation: null}}\n",
        held.tcp(),
        site.url("/")
    );
    let world = World::with_text(&text);
    world.run(&["config", "check"]).code(0);
    let probe = world.json(&["probe", "ssh"])["probe"].clone();
    assert_eq!(probe["state"], "ok", "{probe:#}");
    let kinds: Vec<_> =
        probe["expectations"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect();
    assert_eq!(kinds, ["TCP", "LATENCY"]);
    world.run(&["check"]).cleanly(0);
}

#[test]
fn the_effective_configuration_of_a_port_can_be_read_again() {
    let configuration = Configuration::new()
        .service("web-1/ssh", "tcp://127.0.0.1:22")
        .service_with("web-1/mail", "tcp://mail.example.com:25", "tls: smtp")
        .service_with("web-1/tls", "tcp://[::1]:993", "tls: true");
    let shown = World::new(&configuration).run(&["config", "show"]).cleanly(0).stdout;
    let again = World::with_text(&shown);
    again.run(&["config", "check"]).code(0);
    assert_eq!(again.run(&["config", "show"]).cleanly(0).stdout, shown);
    let config = again.json(&["config", "show"])["config"].clone();
    let services = &config["equipment"][0]["services"];
    assert_eq!(
        [&services[0]["tls"], &services[1]["tls"], &services[2]["tls"]],
        [&json!(false), &json!("smtp"), &json!(true)]
    );
}

#[test]
fn a_port_can_be_probed_by_hand() {
    let held = Port::silent();
    let url = held.tcp();
    let world = World::with_text("");
    let probe = world.run_json(&["probe", &url]).cleanly(0).json()["probe"].clone();
    assert_eq!((&probe["state"], &probe["url"]), (&json!("ok"), &json!(url)));
    assert_eq!(probe["address"], format!("127.0.0.1:{}", held.number()));
    assert!(probe["phases_ms"]["connect"].is_u64() && probe["phases_ms"]["tls"].is_null());
    assert_eq!(probe["expectations"], json!([{"type": "TCP", "ok": true, "message": "connected"}]));
    world.run(&["probe", &url]).cleanly(0).says(&url).says("connected");
    world.run(&["probe", "tcp://127.0.0.1:1"]).code(1).says("connection refused");
    for (wrong, why) in [
        ("tcp://127.0.0.1", "needs a port"),
        ("tcp://127.0.0.1:99999", "from 1 to 65535"),
        ("tcp://u:hush@127.0.0.1:1", "cannot contain a user or a password"),
    ] {
        world.run(&["probe", wrong]).refused(2).complains(why).says_nothing_of("hush");
    }
}

#[test]
fn a_port_that_comes_back_closes_its_request_and_its_webhooks_know_its_name() {
    // Nobody listens yet, and nobody else gets this port.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    let url = format!("tcp://{}", socket.local_addr().unwrap().as_socket().unwrap());
    let receiver = Site::http();
    let world = World::new(&Configuration::new().service("web-1/ssh", &url).webhook_with(
        "hook",
        &receiver.url("/"),
        "events: [request.opened, request.closed]",
    ));
    receiver.answers("/", Answer::status(200));
    world.run(&["check"]).cleanly(1);
    assert_eq!(receiver.received()[0].json()["name"], format!("[KO] {url}"));
    let history = world.json(&["history", "ssh"]);
    assert_eq!(history["results"][0]["state"], "ko");
    socket.listen(9).unwrap();
    world.run(&["check"]).cleanly(0);
    assert_eq!(receiver.received()[1].json()["event"], "request.closed");
    assert_eq!(world.requests("open").len(), 0);
    assert_eq!(world.service("web-1/ssh")["last_http_status_code"], Value::Null);
}

#[test]
fn ports_that_fail_all_together_mean_that_the_monitor_is_cut_off() {
    let mut configuration = Configuration::new();
    for number in 0..6 {
        let id = format!("web-{}/{number}", number % 2);
        configuration = configuration.service(&id, "tcp://127.0.0.1:1");
    }
    let world = World::new(&configuration);
    let pass = world.run_json(&["check"]).code(5).json();
    assert_eq!(pass["pass"]["blind"], true);
    assert_eq!(world.requests("all").len(), 0);
    // One that can be connected to is sight.
    let listening = Port::silent();
    let seeing = configuration.service("web-1/ssh", &listening.tcp());
    world.configure(&seeing);
    let pass = world.run_json(&["check"]).code(1).json();
    assert_eq!((&pass["pass"]["blind"], world.requests("open").len()), (&json!(false), 6));
}

#[test]
fn ports_of_kuma_become_services() {
    let backup = json!({"monitorList": [
        {"type": "port", "name": "Mail", "hostname": "mail.test", "port": 25, "active": 1,
         "interval": 3600, "timeout": 20, "tags": [{"name": "prod", "value": ""}]},
        {"type": "port", "name": "Six", "hostname": "2001:db8::1", "port": "22", "active": 0},
        {"type": "port", "name": "Down", "hostname": "mail.test", "port": 26, "upsideDown": true},
        {"type": "port", "name": "Nowhere", "hostname": "", "port": 26},
        {"type": "port", "name": "Portless", "hostname": "mail.test", "port": null},
        {"type": "port", "name": "Odd", "hostname": "mail test", "port": 25},
        {"type": "port", "name": "High", "hostname": "mail.test", "port": 70000},
    ]});
    let world = World::with_text("");
    fs::write(world.path("backup.json"), backup.to_string()).unwrap();
    let ran = world.run(&["import", "uptime-kuma", "backup.json"]).code(0);
    for warning in [
        "monitor \"Down\": it is upside down",
        "monitor \"Nowhere\": it has no host",
        "monitor \"Portless\": it has no port",
        "monitor \"Odd\": a URL cannot contain spaces",
        "monitor \"High\": the port of a tcp:// URL is a number from 1 to 65535",
    ] {
        assert!(ran.stderr.contains(warning), "{warning}: {ran}");
    }
    let world = World::with_text(&ran.stdout);
    world.run(&["config", "check"]).cleanly(0);
    let equipment = world.json(&["config", "show"])["config"]["equipment"].clone();
    assert_eq!(equipment[0]["name"], "mail.test");
    let mail = &equipment[0]["services"][0];
    assert_eq!((&mail["name"], &mail["url"]), (&json!("Mail"), &json!("tcp://mail.test:25")));
    assert_eq!((&mail["timeout"], &mail["frequency"]), (&json!("20s"), &json!("1h")));
    assert_eq!(mail["tags"], json!(["prod"]));
    let six = &equipment[1]["services"][0];
    assert_eq!((&six["url"], &six["active"]), (&json!("tcp://[2001:db8::1]:22"), &json!(false)));
}
