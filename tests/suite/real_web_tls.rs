//! TLS as it is found on the web: certificates that nobody should have and many do,
//! chains with holes, old servers, and files as programs write them.

use std::fs;

use crate::support::{Configuration, Openssl, OpensslServer, World, shown};

/// Host names, as every browser wants them.
const NAMES: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n";

/// What a check of the server comes to: its state, and the detail where it is not OK.
fn verdict(server: &OpensslServer, keys: &str) -> (String, String) {
    let configuration = Configuration::new().check("recheck_after: 0s").service_with(
        "web-1/shop",
        &server.url(),
        keys,
    );
    let world = World::new(&configuration);
    let _ = world.run(&["check"]);
    let service = world.service("web-1/shop");
    let text = |name: &str| service[name].as_str().unwrap_or_default().to_owned();
    (text("state"), text("detail"))
}

fn assert_ok(server: &OpensslServer, keys: &str) {
    assert_eq!(verdict(server, keys), ("ok".to_owned(), String::new()), "{keys}");
}

/// A sentence for people, with this at its beginning.
#[track_caller]
fn assert_refused(server: &OpensslServer, keys: &str, reason: &str) {
    let (state, detail) = verdict(server, keys);
    assert_eq!(state, "ko", "{detail}");
    assert!(detail.starts_with(&format!("TLS error: {reason}")), "{detail:?} is not {reason:?}");
    assert!(detail.len() < 200 && !detail.contains(['{', '[']), "{detail}");
}

#[test]
fn insecure_accepts_any_certificate_whatever() {
    let Some(openssl) = Openssl::new() else { return };
    let odd = format!("{NAMES}1.2.3.4.5=critical,DER:0500\n");
    for (name, key, days, extensions) in [
        ("version1", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", 30, ""),
        ("weak", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", 30, NAMES),
        ("critical", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", 30, odd.as_str()),
        ("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", 30, NAMES),
        ("pss", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", 30, NAMES),
        ("ed25519", "-algorithm ED25519", 30, NAMES),
        (
            "elsewhere",
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            30,
            "subjectAltName=DNS:a.example\n",
        ),
    ] {
        openssl.key(name, key);
        openssl.sign(name, None, days, extensions);
        for version in ["-tls1_2", "-tls1_3"] {
            // TLS 1.2 ties a key's curve to those for the key exchange, where P-521 is
            // not among ours, and the library knows RSA-PSS keys in TLS 1.3 alone.
            if matches!((name, version), ("p521" | "pss", "-tls1_2")) {
                continue;
            }
            let words = format!("{version} -cipher DEFAULT@SECLEVEL=0");
            let server = openssl.serve(name, None, &words);
            let (state, detail) = verdict(&server, "insecure: true");
            assert_eq!(state, "ok", "{name} {version}: {detail}");
            if let Some(by_curl) = server.curl(&["-k", "--ciphers", "DEFAULT@SECLEVEL=0"]) {
                assert!(by_curl, "{name} {version}");
            }
        }
    }
}

#[test]
fn keys_that_browsers_know_are_verified() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.key("root", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384");
    openssl.sign("root", None, 3000, AUTHORITY);
    let ca_file = format!("ca_file: {}", shown(&openssl.path("root.pem")));
    for (name, key) in [
        ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
        ("p521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521"),
        ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
        ("ed25519", "-algorithm ED25519"),
    ] {
        openssl.key(name, key);
        openssl.sign(name, Some("root"), 300, NAMES);
        let server = openssl.serve(name, None, "");
        assert_ok(&server, &ca_file);
        if let Some(by_curl) = server.curl(&["--cacert", &shown(&openssl.path("root.pem"))]) {
            assert!(by_curl, "{name}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let Some(openssl) = Openssl::new() else { return };
    let ec = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    for (name, issuer, extensions) in [
        ("root", None, AUTHORITY),
        ("middle", Some("root"), AUTHORITY),
        ("leaf", Some("middle"), NAMES),
        ("stranger", None, AUTHORITY),
        ("alone", Some("stranger"), NAMES),
    ] {
        openssl.key(name, ec);
        openssl.sign(name, issuer, 300, extensions);
    }
    openssl.key("weak", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    openssl.sign("weak", Some("root"), 300, NAMES);
    let odd = format!("{NAMES}1.2.3.4.5=critical,DER:0500\n");
    openssl.key("critical", ec);
    openssl.sign("critical", Some("root"), 300, &odd);
    openssl.key("version1", ec);
    openssl.sign("version1", Some("root"), 300, "");
    let ca_file = format!("ca_file: {}", shown(&openssl.path("root.pem")));
    let old = "-tls1_2 -cipher DEFAULT@SECLEVEL=0";
    for (name, chain, words, reason) in [
        ("leaf", None, "", "unknown issuer \"the-middle\": it is neither trusted nor sent"),
        ("alone", None, "", "unknown issuer \"the-stranger\": it is neither trusted nor sent"),
        ("weak", None, old, "certificate too weak: an RSA key of 1024 bits"),
        ("critical", None, "", "the certificate has a critical extension that ronde does not know"),
        ("version1", None, "", "the certificate is of X.509 version 1"),
    ] {
        let server = openssl.serve(name, chain, words);
        assert_refused(&server, &ca_file, reason);
        let root = shown(&openssl.path("root.pem"));
        if let Some(by_curl) = server.curl(&["--cacert", &root]) {
            assert!(!by_curl, "{name}");
        }
    }
    // The chain as it should be is fine.
    assert_ok(&openssl.serve("leaf", Some("middle"), ""), &ca_file);
}

#[test]
fn a_server_that_speaks_nothing_of_ours_hears_what_we_speak() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.key("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    openssl.sign("rsa", None, 30, NAMES);
    for words in [
        "-tls1_1 -cipher DEFAULT@SECLEVEL=0",
        "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0",
        "-tls1_2 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0",
    ] {
        let server = openssl.serve("rsa", None, words);
        for keys in ["insecure: true", "insecure: false"] {
            let (state, detail) = verdict(&server, keys);
            assert_eq!(state, "ko", "{words}: {detail}");
            assert!(detail.contains("ronde speaks: TLS 1.2 or 1.3"), "{words}: {detail}");
            assert!(detail.len() < 200, "{detail}");
        }
    }
}

#[test]
fn the_certificate_that_ends_first_on_the_chain_counts() {
    let Some(openssl) = Openssl::new() else { return };
    let ec = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    for (name, issuer, days, extensions) in [
        ("root", None, 3000, AUTHORITY),
        ("middle", Some("root"), 3, AUTHORITY),
        ("leaf", Some("middle"), 300, NAMES),
        ("old", None, -1, AUTHORITY),
        ("under", Some("old"), 300, NAMES),
        ("direct", Some("root"), 300, NAMES),
    ] {
        openssl.key(name, ec);
        openssl.sign(name, issuer, days, extensions);
    }
    let keys = |root: &str| {
        let file = shown(&openssl.path(&format!("{root}.pem")));
        format!("ca_file: {file}, expectation: [{{type: CERTIFICATE, min_days: 14}}]")
    };
    let server = openssl.serve("leaf", Some("middle"), "");
    let (state, detail) = verdict(&server, &keys("root"));
    assert_eq!(state, "ko");
    assert!(detail.starts_with("certificate of the issuer \"the-middle\" expires in "), "{detail}");
    assert_ok(&openssl.serve("direct", Some("middle"), ""), &keys("root"));
    let server = openssl.serve("under", None, "");
    assert_refused(&server, &keys("old"), "certificate of an issuer expired on ");
    if let Some(by_curl) = server.curl(&["--cacert", &shown(&openssl.path("old.pem"))]) {
        assert!(!by_curl);
    }
}

#[test]
fn a_certificate_without_an_end_is_fine() {
    let Some(openssl) = Openssl::new() else { return };
    openssl.key("endless", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    fs::write(openssl.path("ca.cnf"), ENDLESS).unwrap();
    fs::write(openssl.path("index.txt"), "").unwrap();
    openssl.run("req -new -key endless.key -subj /CN=localhost -out endless.csr");
    openssl.run(
        "ca -batch -config ca.cnf -selfsign -keyfile endless.key -in endless.csr -notext \
         -create_serial -startdate 20200101000000Z -enddate 99991231235959Z -out endless.pem -outdir .",
    );
    let server = openssl.serve("endless", None, "");
    let keys = "expectation: [{type: CERTIFICATE, min_days: 14}]";
    assert_ok(&server, &format!("insecure: true, {keys}"));
    let file = shown(&openssl.path("endless.pem"));
    assert_ok(&server, &format!("ca_file: {file}, {keys}"));
}

const ENDLESS: &str = "
[ca]
default_ca = all
[all]
database = index.txt
serial = serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:localhost
";

#[test]
fn files_are_read_as_programs_write_them() {
    let Some(openssl) = Openssl::new() else { return };
    let ec = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    openssl.key("root", ec);
    openssl.sign("root", None, 300, AUTHORITY);
    openssl.key("leaf", ec);
    openssl.sign("leaf", Some("root"), 300, NAMES);
    openssl.run("x509 -in root.pem -trustout -addtrust serverAuth -out trusted.pem");
    let root = fs::read_to_string(openssl.path("root.pem")).unwrap();
    for (name, text) in [
        ("mark.pem", format!("\u{feff}{root}")),
        ("label.pem", root.replace("CERTIFICATE", "X509 CERTIFICATE")),
        ("windows.pem", root.replace('\n', "\r\n")),
        ("prose.pem", format!("subject=/CN=the-root\n{root}and more\n")),
    ] {
        fs::write(openssl.path(name), text).unwrap();
    }
    let server = openssl.serve("leaf", None, "");
    for name in ["root.pem", "trusted.pem", "mark.pem", "label.pem", "windows.pem", "prose.pem"] {
        assert_ok(&server, &format!("ca_file: {}", shown(&openssl.path(name))));
    }
}

#[test]
fn config_check_says_what_is_wrong_with_each_file() {
    let Some(openssl) = Openssl::new() else { return };
    let ec = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    for name in ["one", "two"] {
        openssl.key(name, ec);
        openssl.sign(name, None, 300, NAMES);
    }
    openssl.run("x509 -in one.pem -outform DER -out one.der");
    openssl.run("pkcs12 -export -in one.pem -inkey one.key -passout pass:x -out one.p12");
    openssl.run("pkey -in one.key -aes256 -passout pass:x -out locked.key");
    openssl.run("ec -in one.key -aes256 -passout pass:x -out old.key");
    let path = |name: &str| shown(&openssl.path(name));
    let pair = |cert: &str, key: &str| {
        format!("client_certificate: {{cert: {}, key: {}}}", path(cert), path(key))
    };
    for (keys, reason) in [
        (format!("ca_file: {}", path("one.der")), "it is DER, not PEM"),
        (format!("ca_file: {}", path("one.p12")), "it is PKCS #12, not PEM"),
        (format!("ca_file: {}", path("one.key")), "no certificate in ca_file"),
        (pair("one.pem", "locked.key"), "the key is encrypted"),
        (pair("one.pem", "old.key"), "the key is encrypted"),
        (pair("one.pem", "one.der"), "it is DER, not PEM"),
        (pair("one.pem", "two.key"), "the key belongs to another certificate"),
        (pair("one.pem", "one.pem"), "no private key in it"),
    ] {
        let configuration =
            Configuration::new().service_with("web-1/shop", "https://a.example/", &keys);
        let checked = World::new(&configuration).run(&["config", "check"]).code(0);
        assert!(
            checked.stderr.contains(reason) || checked.stdout.contains(reason),
            "{reason}: {checked}"
        );
    }
    let good = Configuration::new().service_with(
        "web-1/shop",
        "https://a.example/",
        &format!("{}, ca_file: {}", pair("one.pem", "one.key"), path("two.pem")),
    );
    World::new(&good).run(&["config", "check"]).cleanly(0);
}
