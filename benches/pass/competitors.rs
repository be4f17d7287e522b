//! What is measured beside a pass: other programs on the same names.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::inventory::Inventory;
use crate::lab::{Lab, said};
use crate::machine;
use crate::measure::{self, Cost};

/// Where Debian's and Fedora's packages of the monitoring plugins put them.
const PLUGINS: [&str; 2] = ["/usr/lib/nagios/plugins", "/usr/lib64/nagios/plugins"];

/// The floor, over HTTPS: see [`crate::bare`].
pub(crate) fn bare_loop(lab: &mut Lab, count: usize) -> anyhow::Result<Cost> {
    let room = lab.room("bare")?;
    lab.counted(count, |lab| {
        let arguments = [
            OsString::from("--role"),
            OsString::from("bare"),
            count.to_string().into(),
            lab.https.to_string().into(),
            lab.roots.clone().into(),
        ];
        let cost = measure::run(&room, &std::env::current_exe()?, &arguments)?;
        cost.expect_exit(0).map_err(|error| error.context(said(&room)))
    })
}

/// `curl --parallel --parallel-max 50`, one process for all of `inventory`.
pub(crate) fn curl(lab: &mut Lab, inventory: &Config) -> anyhow::Result<Cost> {
    let room = lab.room("curl")?;
    let file = room.join("curl.conf");
    fs::write(&file, &inventory.text)?;
    lab.counted(inventory.services, |_| {
        let arguments =
            [OsString::from("--disable"), OsString::from("--config"), file.into_os_string()];
        let cost = measure::run(&room, Path::new("curl"), &arguments)?;
        cost.expect_exit(0).map_err(|error| error.context(said(&room)))
    })
}

/// The same work in curl's words.
pub(crate) struct Config {
    text: String,
    services: usize,
}

impl Config {
    /// One root, no HTTP/2 (a pass speaks HTTP/1.1), one address: curl reads
    /// its list of addresses once per transfer, which would be charged to it.
    pub(crate) fn of(inventory: &Inventory<'_>) -> Result<Self, std::fmt::Error> {
        let mut text =
            String::from("parallel\nparallel-max = 50\nno-progress-meter\nsilent\nfail\nhttp1.1\n");
        writeln!(text, "cacert = \"{}\"", inventory.roots.display())?;
        writeln!(text, "resolve = \"*:{}:127.0.0.1\"", inventory.port)?;
        for index in 0..inventory.services {
            writeln!(text, "url = {:?}\noutput = /dev/null", inventory.url(index))?;
        }
        Ok(Self { text, services: inventory.services })
    }
}

/// Whether curl is installed.
pub(crate) fn has_curl() -> bool {
    machine::has("curl", "--version")
}

/// The `check_http` of the monitoring plugins, where it is installed.
pub(crate) fn check_http() -> Option<PathBuf> {
    PLUGINS.iter().map(|folder| Path::new(folder).join("check_http")).find(|file| file.exists())
}
