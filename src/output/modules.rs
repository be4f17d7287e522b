//! The modules of an instance.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::report::{InstanceView, ModuleView};
use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, records_of};
use crate::domain::{Report, ServiceId};

/// The result of `ronde status --modules`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ModulesDocument<'a> {
    schema_version: u32,
    #[serde(serialize_with = "as_text")]
    service: &'a ServiceId,
    modules: Vec<ModuleView>,
}

fn as_text<S: Serializer>(id: &ServiceId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(id)
}

impl<'a> ModulesDocument<'a> {
    /// What a service told of its modules; `None` when it never did.
    #[must_use]
    pub(crate) fn of(service: &'a ServiceId, report: &'a Report) -> Option<Self> {
        let modules = InstanceView::of(report)?.modules;
        Some(Self { schema_version: SCHEMA_VERSION, service, modules })
    }
}

impl Document for ModulesDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        vec!["name", "version", "active", "source"]
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.modules)
    }

    fn table(&self, page: &Page) -> String {
        let mut table = Table::new([
            Column::name("MODULE"),
            Column::short("VERSION"),
            Column::short("ACTIVE"),
            Column::short("SOURCE"),
        ]);
        for module in &self.modules {
            let (word, tone) =
                if module.active { ("yes", Tone::Good) } else { ("no", Tone::Faint) };
            table.row([
                module.name.as_str().into(),
                Cell::or_dash(module.version.as_ref()),
                Cell::toned(word, tone),
                Cell::or_dash(module.source.as_ref()),
            ]);
        }
        if table.is_empty() { "no modules\n".to_owned() } else { table.render(page) }
    }
}
