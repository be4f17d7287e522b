//! Root certificates: those of the files and directories that the environment
//! names, else the system's.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::pem;
use super::pem_file::{self, Unreadable};

/// Where the roots are that hold unless a `ca_file` is given.
pub(super) enum Bundle {
    System,
    Named(Vec<Place>),
}

/// A file or a directory of certificates.
pub(super) struct Place {
    /// Who names it, as a message says it: `SSL_CERT_FILE's`.
    owner: &'static str,
    path: PathBuf,
    is_directory: bool,
}

const SYSTEM: &str = "the system's";

impl Bundle {
    /// `REQUESTS_CA_BUNDLE` wins, as in Python; `SSL_CERT_FILE` and `SSL_CERT_DIR`
    /// add up, as in OpenSSL.
    pub(super) fn from_environment(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let text = |name| variable(name).filter(|value| !value.is_empty());
        if let Some(bundle) = text("REQUESTS_CA_BUNDLE") {
            let path = PathBuf::from(bundle);
            let is_directory = path.is_dir();
            return Self::Named(vec![Place { owner: "REQUESTS_CA_BUNDLE's", path, is_directory }]);
        }
        let file = text("SSL_CERT_FILE").map(|file| Place::file("SSL_CERT_FILE's", file));
        let directories = text("SSL_CERT_DIR").unwrap_or_default();
        let directories = directories
            .split(':')
            .filter(|directory| !directory.is_empty())
            .map(|directory| Place::directory("SSL_CERT_DIR's", directory));
        let places: Vec<Place> = file.into_iter().chain(directories).collect();
        if places.is_empty() { Self::System } else { Self::Named(places) }
    }

    /// Every root that can be used.
    ///
    /// # Errors
    ///
    /// That there is none, or that something has been named which is no file of
    /// certificates: without it, whom to trust would be a guess.
    pub(super) fn load(&self) -> Result<RootCertStore, String> {
        let mut found = Found::default();
        match self {
            Self::System => found.take_all(&system()),
            Self::Named(places) => {
                found.take_all(places);
                if let Some(objection) = found.objections.iter().find(|it| it.is_a_trap()) {
                    return Err(objection.to_string());
                }
            }
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certificates);
        if !roots.is_empty() {
            return Ok(roots);
        }
        Err(match (self, found.objections.first()) {
            (_, Some(objection)) => objection.to_string(),
            (Self::System, None) => {
                "the system has no root certificates; install them or set ca_file".to_owned()
            }
            (Self::Named(places), None) => {
                let owner = places.first().map_or(SYSTEM, |place| place.owner);
                format!("{owner} certificates include no usable root")
            }
        })
    }
}

impl Place {
    fn file(owner: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { owner, path: path.into(), is_directory: false }
    }

    fn directory(owner: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { owner, path: path.into(), is_directory: true }
    }
}

/// Where systems keep theirs.
fn system() -> Vec<Place> {
    let probed = openssl_probe::probe();
    let file = probed.cert_file.map(|file| Place::file(SYSTEM, file));
    let directories = probed.cert_dir.into_iter().map(|path| Place::directory(SYSTEM, path));
    file.into_iter().chain(directories).collect()
}

/// What the places have.
#[derive(Default)]
struct Found {
    /// Each once: the same root has several names in a system's directory.
    certificates: HashSet<CertificateDer<'static>>,
    objections: Vec<Objection>,
    /// Device and number of the files that were read.
    files: HashSet<(u64, u64)>,
}

impl Found {
    fn take_all(&mut self, places: &[Place]) {
        for place in places {
            if place.is_directory {
                self.take_directory(place.owner, &place.path);
            } else {
                self.take_file(place.owner, &place.path);
            }
        }
    }

    fn take_directory(&mut self, owner: &'static str, directory: &Path) {
        let entries = match std::fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) => return self.object(owner, directory, error.into()),
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            match std::fs::metadata(&path) {
                // A directory may have others in it, and links to what is gone.
                Ok(found) if found.is_dir() => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                _ => self.take_file(owner, &path),
            }
        }
    }

    fn take_file(&mut self, owner: &'static str, file: &Path) {
        let identity = std::fs::metadata(file).map(|found| (found.dev(), found.ino()));
        if identity.is_ok_and(|identity| !self.files.insert(identity)) {
            return;
        }
        match pem_file::read(file) {
            // What else stands in such a file has never kept anybody from reading it.
            Ok(bytes) => self.certificates.extend(pem::lenient_certificates(&bytes)),
            Err(why) => self.object(owner, file, why),
        }
    }

    fn object(&mut self, owner: &'static str, path: &Path, why: Unreadable) {
        self.objections.push(Objection { owner, path: path.to_owned(), why });
    }
}

/// A place that could not be read.
struct Objection {
    owner: &'static str,
    path: PathBuf,
    why: Unreadable,
}

impl Objection {
    /// Whether there is something, and it is no file of certificates.
    fn is_a_trap(&self) -> bool {
        match self.why {
            Unreadable::Refused(_) => false,
            Unreadable::NotRegular(_) | Unreadable::TooLarge => true,
        }
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, path, why } = self;
        write!(formatter, "cannot load {owner} root certificates: {}: {why}", path.display())
    }
}
