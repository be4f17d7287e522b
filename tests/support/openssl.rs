//! Servers and certificates of OpenSSL's, for what the library of ours never makes.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A directory for certificates and keys.
pub(crate) struct Openssl {
    directory: TempDir,
}

/// A server at `https://localhost:PORT/`, until it is dropped.
pub(crate) struct OpensslServer {
    process: Child,
    port: u16,
}

impl Openssl {
    /// `None` where there is no `openssl`.
    pub(crate) fn new() -> Option<Self> {
        Command::new("openssl").arg("version").output().ok()?;
        Some(Self { directory: TempDir::new().unwrap() })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &str) {
        let words = arguments.split_whitespace();
        let ran = Command::new("openssl")
            .args(words)
            .current_dir(self.directory.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "openssl {arguments}: {said}");
    }

    /// A key NAME.key, made with these words of `openssl genpkey`.
    pub(crate) fn key(&self, name: &str, words: &str) {
        self.run(&format!("genpkey {words} -out {name}.key"));
    }

    /// NAME.pem for NAME.key: signed by `issuer`, or by itself, for so many days, with
    /// these lines of extensions; without any it is of version 1.
    pub(crate) fn sign(&self, name: &str, issuer: Option<&str>, days: i32, extensions: &str) {
        self.run(&format!("req -new -key {name}.key -subj /CN=the-{name} -out {name}.csr"));
        fs::write(self.path("extensions"), extensions).unwrap();
        let by = match issuer {
            Some(issuer) => format!("-CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial"),
            None => format!("-signkey {name}.key"),
        };
        let file = if extensions.is_empty() { "" } else { "-extfile extensions" };
        self.run(&format!("x509 -req -in {name}.csr {by} -days {days} {file} -out {name}.pem"));
    }

    /// Serves NAME.pem with NAME.key, and `chain` after it, with these words of
    /// `openssl s_server`.
    pub(crate) fn serve(&self, name: &str, chain: Option<&str>, words: &str) -> OpensslServer {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let chain = chain.map(|chain| format!("-cert_chain {chain}.pem")).unwrap_or_default();
        let arguments = format!(
            "s_server -quiet -www -accept 127.0.0.1:{port} -cert {name}.pem -key {name}.key {chain} {words}"
        );
        let process = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "openssl {arguments} does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        OpensslServer { process, port }
    }
}

impl OpensslServer {
    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }

    /// Whether curl gets an answer with these words; `None` where there is no curl.
    pub(crate) fn curl(&self, words: &[&str]) -> Option<bool> {
        let ran = Command::new("curl")
            .args(["-s", "-o", "/dev/null", "-m", "10", "--noproxy", "*"])
            .args(words)
            .arg(self.url())
            .output();
        ran.ok().map(|ran| ran.status.success())
    }
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A file as a value of a configuration or of a command line.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
