//! One probe, in all its detail.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::report::{InstanceView, MeasureView, bytes};
use super::table::{Cell, Column, Table, Tone};
use super::{Document, Page, SCHEMA_VERSION, ServiceView, records_of};
use crate::domain::{Exchange, ExpectationResult, Hop};
use crate::text::time::milliseconds;

/// The result of `ronde probe`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ProbeDocument<'a> {
    schema_version: u32,
    probe: ProbeView<'a>,
}

/// A service, and what its probe went through.
#[derive(Debug, Clone)]
struct ProbeView<'a> {
    service: ServiceView<'a>,
    exchange: Option<&'a Exchange>,
    expectations: &'a [ExpectationResult],
}

impl<'a> ProbeDocument<'a> {
    /// What a probe found; no exchange when there could not be one.
    #[must_use]
    pub(crate) fn new(
        service: ServiceView<'a>,
        exchange: Option<&'a Exchange>,
        expectations: &'a [ExpectationResult],
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            probe: ProbeView { service, exchange, expectations },
        }
    }
}

impl Serialize for ProbeView<'_> {
    /// The service's fields, then the probe's own.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: Map<String, Value> =
            match serde_json::to_value(&self.service).map_err(serde::ser::Error::custom)? {
                Value::Object(fields) => fields,
                _ => Map::new(),
            };
        fields.insert("address".to_owned(), json!(self.address()));
        if self.was_redirected() {
            let hops = self.hops().map(HopView::json).collect();
            fields.insert("hops".to_owned(), Value::Array(hops));
        }
        let phases: Map<String, Value> =
            self.phases().into_iter().map(|(name, ms)| (name.to_owned(), json!(ms))).collect();
        fields.insert("phases_ms".to_owned(), Value::Object(phases));
        let expectations: Vec<Value> = self
            .expectations
            .iter()
            .map(|result| json!({"type": result.kind, "ok": result.ok, "message": result.message}))
            .collect();
        fields.insert("expectations".to_owned(), Value::Array(expectations));
        fields.serialize(serializer)
    }
}

/// An answer on the way.
struct HopView<'a>(&'a Hop);

impl HopView<'_> {
    fn json(self) -> Value {
        json!({"url": self.0.url, "http_status_code": self.0.status})
    }
}

impl ProbeView<'_> {
    fn hops(&self) -> impl Iterator<Item = HopView<'_>> {
        self.exchange.into_iter().flat_map(|exchange| exchange.hops.iter().map(HopView))
    }

    /// One hop alone is what was asked, and said elsewhere.
    fn was_redirected(&self) -> bool {
        self.hops().nth(1).is_some()
    }

    fn address(&self) -> Option<String> {
        Some(self.exchange?.address?.to_string())
    }

    /// Each part of the exchange, and how long it took.
    fn phases(&self) -> [(&'static str, Option<u64>); 5] {
        let phases = self.exchange.map(|exchange| exchange.phases);
        let part = |duration: Option<std::time::Duration>| duration.map(milliseconds);
        [
            ("dns", part(phases.and_then(|phases| phases.dns))),
            ("connect", part(phases.and_then(|phases| phases.connect))),
            ("tls", part(phases.and_then(|phases| phases.tls))),
            ("first_byte", part(phases.and_then(|phases| phases.first_byte))),
            ("total", part(phases.map(|phases| phases.total))),
        ]
    }

    /// What the monitoring API told.
    fn tell_report(&self, table: &mut Table) {
        let service = &self.service;
        if let Some(instance) = service.report.and_then(InstanceView::of) {
            table.detail("version", Cell::or_dash(instance.version));
            table.detail("disk", Cell::or_dash(instance.disk_used_bytes.map(bytes)));
            table.detail("users", Cell::or_dash(instance.users_active));
            let active = instance.modules.iter().filter(|module| module.active).count();
            table.detail("modules", format!("{} ({active} active)", instance.modules.len()));
        }
        if let Some(percent) = service.disk_used_percent {
            table.detail("disk used", format!("{percent:.1}%"));
        }
        if !service.perfdata.is_empty() {
            let measures: Vec<String> = service.perfdata.iter().map(MeasureView::text).collect();
            table.detail("measured", measures.join(", "));
        }
    }

    fn details(&self, page: &Page) -> String {
        let service = &self.service;
        let mut table = Table::details();
        if let Some(id) = service.id {
            table.detail("service", id.to_string());
        }
        table.detail("url", Cell::or_dash(service.url));
        table.detail("state", service.state_cell());
        if let Some(detail) = service.detail {
            table.detail("detail", detail);
        }
        if let Some(code) = service.last_http_status_code.filter(|code| *code >= 0) {
            table.detail("HTTP status", code.to_string());
        }
        self.tell_report(&mut table);
        if self.was_redirected() {
            for (number, HopView(hop)) in self.hops().enumerate() {
                table.detail(&format!("hop {}", number + 1), format!("{} {}", hop.status, hop.url));
            }
        }
        if let Some(address) = self.address() {
            table.detail("address", address);
        }
        let times: Vec<String> = self
            .phases()
            .into_iter()
            .filter_map(|(name, ms)| Some(format!("{} {} ms", name.replace('_', " "), ms?)))
            .collect();
        if !times.is_empty() {
            table.detail("times", times.join(", "));
        }
        if let Some(end) = service.certificate_expires_at {
            table.detail("certificate", format!("ends {} ({})", page.time(end), page.age(end)));
        }
        table.render(page)
    }
}

impl Document for ProbeDocument<'_> {
    fn columns(&self) -> Vec<&'static str> {
        let mut columns = ServiceView::FIELDS.to_vec();
        columns.extend(["address", "phases_ms", "expectations"]);
        columns
    }

    fn records(&self) -> Vec<Value> {
        records_of([&self.probe])
    }

    fn table(&self, page: &Page) -> String {
        let mut text = self.probe.details(page);
        if !self.probe.expectations.is_empty() {
            let mut table = Table::new([
                Column::short("EXPECTATION"),
                Column::short("RESULT"),
                Column::text("MESSAGE"),
            ]);
            for result in self.probe.expectations {
                let (word, tone) = match result.ok {
                    Some(true) => ("ok", Tone::Good),
                    Some(false) => ("failed", Tone::Bad),
                    None => ("unknown", Tone::Doubtful),
                };
                table.row([
                    result.kind.into(),
                    Cell::toned(word, tone),
                    result.message.as_str().into(),
                ]);
            }
            text.push('\n');
            text.push_str(&table.render(page));
        }
        text
    }
}
