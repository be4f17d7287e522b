//! The equipment: what is known about each machine, and how its services are.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::report::{as_percent, bytes};
use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, records_of};
use crate::domain::{Facts, Name};

/// One equipment, in the order of the contract's fields.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EquipmentView<'a> {
    /// Its name.
    #[serde(serialize_with = "as_text")]
    pub name: &'a Name,
    /// Its UUID, the same for ever.
    pub source_host_uuid: String,
    /// Whether anything on it is checked.
    pub monitoring: bool,
    /// All of it is in maintenance mode.
    pub maintenance: bool,
    /// What the configuration says about the machine.
    #[serde(serialize_with = "as_facts")]
    pub facts: &'a Facts,
    /// How many services it has.
    pub services: usize,
    /// How many of them are KO.
    pub ko: usize,
    /// How many open requests there are for it and its services.
    pub open_requests: usize,
    /// How many of its services told of an instance.
    pub instances: usize,
    /// As its own check told.
    pub disk_used_bytes: Option<u64>,
    /// As its own check told.
    #[serde(serialize_with = "as_percent")]
    pub disk_used_percent: Option<f64>,
}

fn as_text<S: Serializer>(name: &Name, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(name.as_str())
}

fn as_facts<S: Serializer>(facts: &Facts, to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct FactsView<'a> {
        server_ip: Option<&'a str>,
        distribution: Option<&'a str>,
        hosting_city: Option<&'a str>,
        nb_cores: Option<u64>,
        ram: Option<u64>,
        disk_storage: Option<u64>,
        backup_activated: Option<bool>,
        backup_server: Option<&'a str>,
        backup_ok: Option<bool>,
    }

    FactsView {
        server_ip: facts.server_ip.as_deref(),
        distribution: facts.distribution.as_deref(),
        hosting_city: facts.hosting_city.as_deref(),
        nb_cores: facts.nb_cores,
        ram: facts.ram,
        disk_storage: facts.disk_storage,
        backup_activated: facts.backup_activated,
        backup_server: facts.backup_server.as_deref(),
        backup_ok: facts.backup_ok,
    }
    .serialize(to)
}

/// The result of `ronde equipment`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EquipmentDocument<'a> {
    schema_version: u32,
    equipment: Vec<EquipmentView<'a>>,
    #[serde(skip)]
    is_single: bool,
}

impl<'a> EquipmentDocument<'a> {
    /// All of the equipment.
    #[must_use]
    pub(crate) fn list(equipment: Vec<EquipmentView<'a>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, equipment, is_single: false }
    }

    /// The one that was asked for.
    #[must_use]
    pub(crate) fn single(equipment: EquipmentView<'a>) -> Self {
        Self { is_single: true, ..Self::list(vec![equipment]) }
    }
}

impl EquipmentView<'_> {
    fn monitoring_cell(&self) -> Cell {
        match (self.monitoring, self.maintenance) {
            (false, _) => Cell::toned("off", Tone::Faint),
            (true, true) => Cell::toned("maintenance", Tone::Doubtful),
            (true, false) => Cell::toned("on", Tone::Good),
        }
    }

    fn ko_cell(&self) -> Cell {
        let count = self.ko.to_string();
        if self.ko > 0 { Cell::toned(&count, Tone::Bad) } else { count.into() }
    }

    /// How full its disk is, as far as that is known: bytes and a percentage.
    fn disk(&self) -> Vec<String> {
        let percent = self.disk_used_percent.map(|percent| format!("{percent:.1}%"));
        self.disk_used_bytes.map(bytes).into_iter().chain(percent).collect()
    }

    fn details(&self, page: &Page) -> String {
        let facts = self.facts;
        let yes_or_no = |fact: Option<bool>| fact.map(|yes| if yes { "yes" } else { "no" });
        let in_go = |fact: Option<u64>| fact.map(|amount| format!("{amount} Go"));
        let mut table = Table::details();
        table.detail("equipment", self.name.as_str());
        table.detail("monitoring", self.monitoring_cell());
        table.detail("services", self.services.to_string());
        table.detail("ko", self.ko_cell());
        table.detail("open requests", self.open_requests.to_string());
        if self.instances > 0 {
            table.detail("instances", self.instances.to_string());
        }
        let used = self.disk();
        if !used.is_empty() {
            table.detail("disk used", used.join(", "));
        }
        table.detail("server ip", Cell::or_dash(facts.server_ip.as_ref()));
        table.detail("distribution", Cell::or_dash(facts.distribution.as_ref()));
        table.detail("hosting city", Cell::or_dash(facts.hosting_city.as_ref()));
        table.detail("cores", Cell::or_dash(facts.nb_cores));
        table.detail("ram", Cell::or_dash(in_go(facts.ram)));
        table.detail("disk storage", Cell::or_dash(in_go(facts.disk_storage)));
        table.detail("backup activated", Cell::or_dash(yes_or_no(facts.backup_activated)));
        table.detail("backup server", Cell::or_dash(facts.backup_server.as_ref()));
        table.detail("backup ok", Cell::or_dash(yes_or_no(facts.backup_ok)));
        table.detail("source host uuid", self.source_host_uuid.as_str());
        table.render(page)
    }
}

impl Document for EquipmentDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        vec![
            "name",
            "source_host_uuid",
            "monitoring",
            "maintenance",
            "facts",
            "services",
            "ko",
            "open_requests",
            "instances",
            "disk_used_bytes",
            "disk_used_percent",
        ]
    }

    fn records(&self) -> Vec<Value> {
        records_of(&self.equipment)
    }

    fn table(&self, page: &Page) -> String {
        if self.is_single {
            return self.equipment.iter().map(|equipment| equipment.details(page)).collect();
        }
        if self.equipment.is_empty() {
            return "no equipment is configured\n".to_owned();
        }
        // Few machines have a check that tells of these; a line has no room for all.
        let has_instances = self.equipment.iter().any(|equipment| equipment.instances > 0);
        let has_disks = self.equipment.iter().any(|equipment| !equipment.disk().is_empty());
        let mut columns = vec![
            Column::name("EQUIPMENT"),
            Column::short("MONITORING"),
            Column::number("SERVICES"),
            Column::number("KO"),
            Column::number("REQUESTS"),
        ];
        columns.extend(has_instances.then(|| Column::number("INSTANCES")));
        columns.extend(has_disks.then(|| Column::short("DISK")));
        columns.push(Column::name("SERVER IP"));
        columns.extend((!has_instances && !has_disks).then(|| Column::text("DISTRIBUTION")));
        let mut table = Table::new(columns);
        for equipment in &self.equipment {
            table.row(equipment.row(has_instances, has_disks));
        }
        table.render(page)
    }
}

impl EquipmentView<'_> {
    fn row(&self, has_instances: bool, has_disks: bool) -> Vec<Cell> {
        let mut cells = vec![
            self.name.as_str().into(),
            self.monitoring_cell(),
            self.services.to_string().into(),
            self.ko_cell(),
            self.open_requests.to_string().into(),
        ];
        cells.extend(has_instances.then(|| self.instances.to_string().into()));
        cells.extend(has_disks.then(|| Cell::or_dash(self.disk().pop())));
        cells.push(Cell::or_dash(self.facts.server_ip.as_ref()));
        if !has_instances && !has_disks {
            cells.push(Cell::or_dash(self.facts.distribution.as_ref()));
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::testing::page;

    fn view<'a>(name: &'a Name, facts: &'a Facts) -> EquipmentView<'a> {
        EquipmentView {
            name,
            source_host_uuid: "c2d0e0f4-6b1c-5f5e-9a38-111111111111".to_owned(),
            monitoring: true,
            maintenance: false,
            facts,
            services: 12,
            ko: 1,
            open_requests: 2,
            instances: 3,
            disk_used_bytes: Some(3 << 30),
            disk_used_percent: Some(41.25),
        }
    }

    fn facts() -> Facts {
        Facts {
            server_ip: Some("2001:db8:85a3::8a2e:370:7334".to_owned()),
            distribution: Some("Debian GNU/Linux 12 (bookworm)".to_owned()),
            ram: Some(64),
            backup_ok: Some(true),
            ..Facts::default()
        }
    }

    #[test]
    fn the_json_is_the_contracts() {
        let (name, facts) = (Name::recorded("web-1"), facts());
        assert_eq!(
            serde_json::to_string(&EquipmentDocument::list(vec![view(&name, &facts)])).unwrap(),
            r#"{"schema_version":1,"equipment":[{"name":"web-1","#.to_owned()
                + r#""source_host_uuid":"c2d0e0f4-6b1c-5f5e-9a38-111111111111","#
                + r#""monitoring":true,"maintenance":false,"#
                + r#""facts":{"server_ip":"2001:db8:85a3::8a2e:370:7334","#
                + r#""distribution":"Debian GNU/Linux 12 (bookworm)","hosting_city":null,"#
                + r#""nb_cores":null,"ram":64,"disk_storage":null,"backup_activated":null,"#
                + r#""backup_server":null,"backup_ok":true},"services":12,"ko":1,"#
                + r#""open_requests":2,"instances":3,"disk_used_bytes":3221225472,"#
                + r#""disk_used_percent":41.25}]}"#
        );
    }

    #[test]
    fn a_terminal_of_80_columns_is_enough() {
        let (name, other, facts) =
            (Name::recorded("web-1"), Name::recorded("hosting-paris-customers-14"), facts());
        let nothing = Facts::default();
        let plain = |name, facts| EquipmentView {
            instances: 0,
            disk_used_bytes: None,
            disk_used_percent: None,
            ..view(name, facts)
        };
        let idle = EquipmentView { monitoring: false, ko: 0, ..plain(&other, &nothing) };
        let told = EquipmentDocument::list(vec![view(&name, &facts), idle.clone()]);
        let list = EquipmentDocument::list(vec![plain(&name, &facts), idle]);
        let single = EquipmentDocument::single(view(&name, &facts));
        let tables = [list, told, single].map(|document| document.table(&page(Some(80))));
        insta::assert_snapshot!(tables.join("\n"));
    }
}
