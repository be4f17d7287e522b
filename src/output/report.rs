//! What monitoring APIs tell, as SERVICE shows it.

use serde::{Serialize, Serializer};

use crate::domain::{Measure, Module, Report, perfdata};
use crate::text::number::whole;

/// An instance of an application.
#[derive(Debug, Clone, Serialize)]
pub(super) struct InstanceView {
    /// The application's version.
    pub(super) version: Option<String>,
    /// How much its data takes.
    pub(super) disk_used_bytes: Option<u64>,
    /// How many users can log in.
    pub(super) users_active: Option<u64>,
    /// Its modules.
    pub(super) modules: Vec<ModuleView>,
}

/// A module of an instance.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ModuleView {
    /// The name of its class.
    pub(super) name: String,
    /// Its version.
    pub(super) version: Option<String>,
    /// Whether it is switched on.
    pub(super) active: bool,
    /// `core` or `external`.
    pub(super) source: Option<String>,
}

/// A value of a plugin's performance data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct MeasureView {
    /// What was measured.
    pub label: String,
    /// `null` where the plugin could not tell.
    #[serde(serialize_with = "as_number")]
    pub value: Option<f64>,
    /// Such as `s`, `%`, `B`.
    pub unit: String,
    /// The range outside which it warns.
    pub warn: Option<String>,
    /// The range outside which it is critical.
    pub crit: Option<String>,
    /// The least that it can be.
    #[serde(serialize_with = "as_number")]
    pub min: Option<f64>,
    /// The most that it can be.
    #[serde(serialize_with = "as_number")]
    pub max: Option<f64>,
}

impl InstanceView {
    /// The instance of a report, if it has one.
    pub(super) fn of(report: &Report) -> Option<Self> {
        let instance = report.instance.as_ref()?.read();
        Some(Self {
            version: instance.version,
            disk_used_bytes: report.disk.used_bytes,
            users_active: instance.users_active,
            modules: instance.modules.into_iter().map(ModuleView::of).collect(),
        })
    }
}

impl ModuleView {
    fn of(module: Module) -> Self {
        let Module { name, version, active, source } = module;
        Self { name, version, active, source }
    }
}

/// An instance where it is written down: reading it takes longer than all the rest.
#[expect(
    clippy::ref_option_ref,
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde calls"
)]
pub(super) fn as_instance<S: Serializer>(
    report: &Option<&Report>,
    to: S,
) -> Result<S::Ok, S::Error> {
    report.and_then(InstanceView::of).serialize(to)
}

/// The performance data of a report, value by value.
pub(super) fn measure_views(report: &Report) -> Vec<MeasureView> {
    let measures = perfdata::measures(report.perfdata.as_deref().unwrap_or_default());
    let view = |measure: Measure| MeasureView {
        label: measure.label,
        value: measure.value,
        unit: measure.unit,
        warn: measure.warn,
        crit: measure.crit,
        min: measure.min,
        max: measure.max,
    };
    measures.into_iter().map(view).collect()
}

impl MeasureView {
    /// As a plugin prints it, without the thresholds.
    pub(super) fn text(&self) -> String {
        match self.value {
            Some(value) => format!("{} {value}{}", self.label, self.unit),
            None => format!("{} ?", self.label),
        }
    }
}

/// A whole number as one: `12`, not `12.0`.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn as_number<S: Serializer>(number: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(value) => match whole(*value) {
            Some(count) => to.serialize_i64(count),
            None => to.serialize_f64(*value),
        },
        None => to.serialize_none(),
    }
}

/// More digits than anybody needs would only differ between machines.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
pub(super) fn as_percent<S: Serializer>(percent: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    percent.map(|percent| (percent * 100.0).round() / 100.0).serialize(to)
}

/// Bytes as people read them.
pub(super) fn bytes(count: u64) -> String {
    const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    match UNITS.iter().find(|(_, shift)| count >> shift > 0) {
        Some((unit, shift)) => {
            let tenths = (u128::from(count) * 10) >> shift;
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
        None => format!("{count} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_written_as_one() {
        let report = Report {
            perfdata: Some("/=12MB;10;20.5;0;100 x=0.5 y=U".to_owned()),
            ..Report::default()
        };
        assert_eq!(
            serde_json::to_string(&measure_views(&report)).unwrap(),
            r#"[{"label":"/","value":12,"unit":"MB","warn":"10","crit":"20.5","min":0,"max":100},"#
                .to_owned()
                + r#"{"label":"x","value":0.5,"unit":"","warn":null,"crit":null,"min":null,"#
                + r#""max":null},{"label":"y","value":null,"unit":"","warn":null,"crit":null,"#
                + r#""min":null,"max":null}]"#
        );
    }

    #[test]
    fn bytes_are_told_in_powers_of_1024() {
        let cases = [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (u64::MAX, "16777215.9 TiB")];
        for (count, text) in cases {
            assert_eq!(bytes(count), text);
        }
    }
}
