//! What is watched: N services with a name each, 50 to an equipment, every key
//! that a pass does not need to find the target left at its default.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::site::address;

/// Services on one equipment.
pub(crate) const PER_EQUIPMENT: usize = 50;

/// The name of the `index`-th service's host.
pub(crate) fn host(index: usize) -> String {
    format!("{}.bench.test", service(index))
}

/// The name of the `index`-th service.
pub(crate) fn service(index: usize) -> String {
    format!("s{index:06}")
}

/// The name of the equipment that the `index`-th service is on.
pub(crate) fn equipment(index: usize) -> String {
    format!("e{:05}", index / PER_EQUIPMENT)
}

/// What to watch, and how.
#[derive(Clone, Copy)]
pub(crate) struct Inventory<'a> {
    pub(crate) services: usize,
    pub(crate) scheme: &'a str,
    pub(crate) port: u16,
    pub(crate) path: &'a str,
    /// PEM file with the only root to trust.
    pub(crate) roots: &'a Path,
    /// Lines under the top `defaults`.
    pub(crate) defaults: &'a [&'a str],
}

impl Inventory<'_> {
    /// The URL of the `index`-th service.
    pub(crate) fn url(&self, index: usize) -> String {
        format!("{}://{}:{}{}", self.scheme, host(index), self.port, self.path)
    }

    /// Writes a configuration into `directory`, where its database will be too.
    pub(crate) fn write(&self, directory: &Path) -> anyhow::Result<PathBuf> {
        let mut yaml = String::from("database: ronde.db\ndefaults:\n");
        if self.scheme == "https" {
            writeln!(yaml, "  ca_file: {}", self.roots.display())?;
        } else {
            writeln!(yaml, "  upgrade_to_https: false")?;
        }
        for line in self.defaults {
            writeln!(yaml, "  {line}")?;
        }
        yaml.push_str("equipment:\n");
        for index in 0..self.services {
            if index % PER_EQUIPMENT == 0 {
                let at = address(index / PER_EQUIPMENT);
                writeln!(yaml, "  - name: {}", equipment(index))?;
                writeln!(yaml, "    defaults: {{resolve: {at}}}\n    services:")?;
            }
            writeln!(yaml, "      - name: {}\n        url: {}", service(index), self.url(index))?;
        }
        fs::create_dir_all(directory)?;
        let file = directory.join("config.yaml");
        fs::write(&file, yaml).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }
}
