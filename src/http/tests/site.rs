//! A server that does whatever a test wants of it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

/// A connection to a test's server.
pub(super) trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

/// A listening server; it ends with the test program.
pub(super) struct Site {
    pub(super) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Hands each connection to `behave` as it is.
    pub(super) fn raw(behave: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let behave = Arc::new(behave);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let behave = Arc::clone(&behave);
                thread::spawn(move || behave(connection));
            }
        });
        Self { address, requests: Arc::default() }
    }

    /// Reads a request (head and body), then hands it over with the connection.
    pub(super) fn plain(answer: impl Fn(&str, &mut dyn Line) + Send + Sync + 'static) -> Self {
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        let site = Self::raw(move |mut connection| {
            let request = read_request(&mut connection);
            seen.lock().unwrap().push(request.clone());
            answer(&request, &mut connection);
        });
        Self { requests, ..site }
    }

    /// The same behind TLS.
    pub(super) fn secure(
        config: ServerConfig,
        answer: impl Fn(&str, &mut dyn Line) + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&requests);
        let site = Self::raw(move |connection| {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut line = StreamOwned::new(session, connection);
            let request = read_request(&mut line);
            if request.is_empty() {
                return;
            }
            seen.lock().unwrap().push(request.clone());
            answer(&request, &mut line);
            line.conn.send_close_notify();
            let _ = line.flush();
        });
        Self { requests, ..site }
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Everything up to the end of the request; what there was if it ends before.
pub(super) fn read_request(line: &mut dyn Line) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && line.read(&mut byte).is_ok_and(|length| length == 1) {
        request.push(byte[0]);
    }
    let head = String::from_utf8(request).unwrap();
    let length = head
        .lines()
        .find_map(|field| field.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    let _ = line.read_exact(&mut body);
    head + std::str::from_utf8(&body).unwrap()
}

/// Writes without caring whether anybody listens.
pub(super) fn say(line: &mut dyn Line, text: impl AsRef<[u8]>) {
    let _ = line.write_all(text.as_ref()).and_then(|()| line.flush());
}

pub(super) fn ok(line: &mut dyn Line, body: &str) {
    say(line, format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
}

/// Keeps the connection open until the other side has had enough.
pub(super) fn hang(line: &mut dyn Line) {
    while line.read(&mut [0; 1024]).is_ok_and(|length| length > 0) {}
}

/// Says the same again and again, a little at a time.
pub(super) fn drip(line: &mut dyn Line, drop: &str) {
    while line.write_all(drop.as_bytes()).and_then(|()| line.flush()).is_ok() {
        thread::sleep(Duration::from_millis(20));
    }
}

/// A certificate authority and its files.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "an authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    pub(super) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A file beside the authority's.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A server's configuration with a certificate for this name.
    pub(super) fn server(&self, name: &str) -> ServerConfig {
        self.server_with(name, |_| {})
    }

    pub(super) fn server_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> ServerConfig {
        let (certificate, key) = self.issue(name, change);
        server(certificate, &key, None)
    }

    /// One that wants a certificate of this authority from its clients.
    pub(super) fn picky_server(&self, name: &str) -> ServerConfig {
        let (certificate, key) = self.issue(name, |_| {});
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        server(certificate, &key, Some(roots))
    }

    /// Writes a client's certificate and key.
    pub(super) fn client(&self) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["client".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let (cert_file, key_file) = (self.path("client.pem"), self.path("client.key"));
        std::fs::write(&cert_file, certificate.pem()).unwrap();
        std::fs::write(&key_file, key.serialize_pem()).unwrap();
        (cert_file, key_file)
    }

    fn issue(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(2123, 4, 5);
        change(&mut params);
        (params.signed_by(&key, &self.issuer).unwrap().der().clone(), key)
    }
}

/// A certificate that vouches for itself, as server and as authority, and its PEM.
pub(super) fn self_signed(name: &str) -> (ServerConfig, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    (server(certificate.der().clone(), &key, None), certificate.pem())
}

fn server(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
    client_roots: Option<RootCertStore>,
) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match client_roots {
        None => builder.with_no_client_auth(),
        Some(roots) => builder.with_client_cert_verifier(
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap(),
        ),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    builder.with_single_cert(vec![certificate], key).unwrap()
}
