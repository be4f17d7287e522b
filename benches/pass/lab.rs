//! Where the measuring is done: a directory, a certificate authority, the
//! target's process, and the program that is measured.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, ensure};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::inventory::Inventory;
use crate::measure::{self, Cost, Running};

/// Everything that a measurement needs.
pub(crate) struct Lab {
    pub(crate) directory: TempDir,
    /// How many services the large measurements have.
    pub(crate) services: usize,
    /// Repeats of each measurement; medians are shown.
    pub(crate) repeats: usize,
    pub(crate) is_quick: bool,
    pub(crate) roots: PathBuf,
    pub(crate) https: u16,
    pub(crate) http: u16,
    site: Child,
    ask: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

impl Lab {
    /// Makes the certificates and starts the target.
    pub(crate) fn open(services: usize, repeats: usize, is_quick: bool) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let path = |name: &str| directory.path().join(name);
        let (roots, certificate, key) = (path("ca.pem"), path("leaf.pem"), path("leaf.key"));
        certify(&roots, &certificate, &key)?;
        let mut site = Command::new(std::env::current_exe()?)
            .args(["--role", "site"])
            .args([&certificate, &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = site.stdin.take();
        let mut told = BufReader::new(site.stdout.take().context("the target has no output")?);
        let mut ports = String::new();
        told.read_line(&mut ports)?;
        let (https, http) = ports.trim().split_once(' ').context("the target did not start")?;
        let (https, http) = (https.parse()?, http.parse()?);
        Ok(Self { directory, services, repeats, is_quick, roots, https, http, site, ask, told })
    }

    /// How many answers the target gave since it was last asked.
    pub(crate) fn answers(&mut self) -> anyhow::Result<usize> {
        writeln!(self.ask.as_mut().context("the target is gone")?, "?")?;
        let mut count = String::new();
        self.told.read_line(&mut count)?;
        Ok(count.trim().parse()?)
    }

    /// `count` services over HTTPS that are all well.
    pub(crate) fn https(&self, count: usize) -> Inventory<'_> {
        Inventory {
            services: count,
            scheme: "https",
            port: self.https,
            path: "/",
            roots: &self.roots,
            defaults: &[],
        }
    }

    /// `count` services over plain HTTP that are all well.
    pub(crate) fn http(&self, count: usize) -> Inventory<'_> {
        Inventory { scheme: "http", port: self.http, ..self.https(count) }
    }

    /// A directory for one run, empty.
    pub(crate) fn room(&self, name: &str) -> anyhow::Result<PathBuf> {
        let room = self.directory.path().join(name);
        if room.exists() {
            fs::remove_dir_all(&room)?;
        }
        fs::create_dir(&room)?;
        Ok(room)
    }

    /// A first pass over `count` services: an empty database, everything well,
    /// and every one of them asked exactly once.
    pub(crate) fn pass(&mut self, count: usize, scheme: &str) -> anyhow::Result<Cost> {
        let room = self.room("pass")?;
        let inventory = if scheme == "https" { self.https(count) } else { self.http(count) };
        inventory.write(&room)?;
        self.counted(count, |_| ronde(&room, &["check"])?.expect_exit(0))
            .with_context(|| said(&room))
    }

    /// Runs something that must ask the target `count` times.
    pub(crate) fn counted(
        &mut self,
        count: usize,
        run: impl FnOnce(&Self) -> anyhow::Result<Cost>,
    ) -> anyhow::Result<Cost> {
        self.answers()?;
        let cost = run(self)?;
        let answers = self.answers()?;
        ensure!(answers == count, "the target was asked {answers} times, not {count}");
        Ok(cost)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // The target ends when its input does.
        self.ask = None;
        let _ = self.site.wait();
    }
}

/// Runs the program on the configuration in `room`.
pub(crate) fn ronde(room: &Path, arguments: &[&str]) -> anyhow::Result<Cost> {
    measure::run(room, program(), &words(room, arguments))
}

/// A database in `room` with nothing in it, as the first command that writes makes it.
pub(crate) fn new_database(room: &Path) -> anyhow::Result<Connection> {
    let file = room.join("ronde.db");
    let words = ["--database", &*file.to_string_lossy(), "expire-maintenance"];
    ronde(room, &words)?.expect_exit(0)?;
    Ok(Connection::open(&file)?)
}

/// Starts the program on the configuration in `room`.
pub(crate) fn start_ronde(room: &Path, arguments: &[&str]) -> anyhow::Result<Running> {
    measure::start(room, program(), &words(room, arguments))
}

/// The release binary.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ronde"))
}

/// What the last program in `room` said on standard error.
pub(crate) fn said(room: &Path) -> String {
    let text = fs::read_to_string(room.join("stderr")).unwrap_or_default();
    text.split_whitespace().take(60).collect::<Vec<_>>().join(" ")
}

fn words(room: &Path, arguments: &[&str]) -> Vec<OsString> {
    let mut words = vec![OsString::from("-c"), room.join("config.yaml").into_os_string()];
    words.extend(arguments.iter().map(OsString::from));
    words
}

/// One root, and a leaf of its for every name of the bench; both ECDSA P-256.
fn certify(roots: &Path, certificate: &Path, key: &Path) -> anyhow::Result<()> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Two certificates of one name would look self-signed to OpenSSL.
    authority.distinguished_name.push(DnType::CommonName, "bench root");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let leaf_key = KeyPair::generate()?;
    let mut leaf = CertificateParams::new(vec!["*.bench.test".to_owned()])?;
    leaf.distinguished_name.push(DnType::CommonName, "bench leaf");
    let leaf = leaf.signed_by(&leaf_key, &authority)?;
    fs::write(roots, authority.pem())?;
    fs::write(certificate, leaf.pem())?;
    fs::write(key, leaf_key.serialize_pem())?;
    Ok(())
}
