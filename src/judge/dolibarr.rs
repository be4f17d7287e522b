//! What Dolibarr's own scripts say of an instance, in the variants of their
//! generations. Nothing here fails on a value of an unexpected kind: PHP writes
//! an empty object as `[]`, a number as a text, and what it has not as `false`.
//!
//! Sources: the modules serverobserver and webobserver for Dolibarr.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};

use super::lenient::{Object, Scalar, nothing_of};
use crate::domain::{Disk, Instance, Module, Report, ToldInstance};

const MEBIBYTE: u64 = 1024 * 1024;

/// One instance, or a server that tells of itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    apiname: Option<IgnoredAny>,
    dolibarr: Object<Dolibarr>,
    user: Object<User>,
    module: Modules,
    server_info: Option<Object<ServerInfo>>,
    space: Object<Space>,
    /// What it is called on its host. This and what follows is said by a server manager only.
    #[serde(rename = "ref")]
    pub(super) reference: Scalar,
    /// Where it is.
    pub(super) url: Scalar,
    /// Whether it can be used.
    pub(super) online: Option<Scalar>,
    /// Why not.
    pub(super) message: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Dolibarr {
    version: Scalar,
    version1: Scalar,
    data: Object<Directory>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Directory {
    size: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    active: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ServerInfo {
    percent_used: Scalar,
}

/// A whole disk.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Space {
    bytes_used: Scalar,
    percent_used: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawModule {
    version: Scalar,
    source: Scalar,
    active: Scalar,
}

impl Told {
    /// Whether there is an instance.
    pub(super) fn has_instance(&self) -> bool {
        self.dolibarr.0.is_some()
    }

    /// Whether it is about anything at all.
    pub(super) fn is_known(&self) -> bool {
        self.has_instance() || self.space.0.is_some()
    }

    /// What it tells beside that it is there.
    pub(super) fn report(self) -> Report {
        let disk = self.disk();
        let users_active = self.user.0.and_then(|user| user.active.number());
        let modules = self.module.0;
        let instance = self.dolibarr.0.map(|dolibarr| {
            let version = dolibarr.version.text().or_else(|| dolibarr.version1.text());
            ToldInstance::of(&Instance { version, users_active, modules })
        });
        Report { disk, instance, perfdata: None }
    }

    /// Sizes are in bytes, but in the oldest generation, which has the same
    /// `apiversion`, in MiB: it tells of the server and not its own name.
    fn disk(&self) -> Disk {
        let is_oldest = self.server_info.is_some() && self.apiname.is_none();
        let unit = if is_oldest { MEBIBYTE } else { 1 };
        let data = self.dolibarr.0.as_ref().and_then(|dolibarr| dolibarr.data.0.as_ref());
        let size = data.and_then(|data| data.size.number());
        let server = self.server_info.as_ref().and_then(|server| server.0.as_ref());
        let whole = self.space.0.as_ref().map(Space::disk).unwrap_or_default();
        Disk {
            used_bytes: size.and_then(|size| size.checked_mul(unit)).or(whole.used_bytes),
            used_percent: server
                .and_then(|server| server.percent_used.percentage())
                .or(whole.used_percent),
        }
    }
}

impl Space {
    /// How full it is.
    pub(super) fn disk(&self) -> Disk {
        Disk { used_bytes: self.bytes_used.number(), used_percent: self.percent_used.percentage() }
    }
}

/// An object by class name. Of an empty PHP array nobody can tell that it was
/// meant as one.
#[derive(Debug, Default)]
struct Modules(Vec<Module>);

impl<'de> Deserialize<'de> for Modules {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ModulesVisitor)
    }
}

struct ModulesVisitor;

impl<'de> Visitor<'de> for ModulesVisitor {
    type Value = Modules;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("modules")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Modules, A::Error> {
        let mut modules = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Object(raw) = map.next_value::<Object<RawModule>>()?;
            let raw = raw.unwrap_or_default();
            modules.push(Module {
                name,
                version: raw.version.text(),
                active: raw.active.is_true(),
                source: raw.source.text(),
            });
        }
        Ok(Modules(modules))
    }

    nothing_of!(bool, number, negative, text, null, list);
}
