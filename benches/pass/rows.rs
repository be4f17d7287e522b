//! The table: what was measured, beside what, and whether that is good enough.

use std::fmt;

use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;

/// One line of the table.
pub(crate) struct Row {
    /// The number of the target.
    pub(crate) target: u8,
    pub(crate) what: String,
    pub(crate) measured: String,
    /// What was measured beside it.
    pub(crate) beside: String,
    pub(crate) ratio: Option<f64>,
    /// The target in words.
    pub(crate) wanted: String,
    pub(crate) verdict: Verdict,
}

/// What a measurement says of its target.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    Missed,
    NotMeasured,
    /// Shown beside a target, no target itself.
    Note,
}

impl Verdict {
    pub(crate) fn of(is_met: bool) -> Self {
        if is_met { Self::Met } else { Self::Missed }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Met => "met",
            Self::Missed => "MISSED",
            Self::NotMeasured => "not measured",
            Self::Note => "",
        })
    }
}

impl Row {
    pub(crate) fn new(target: u8, what: impl Into<String>) -> Self {
        Self {
            target,
            what: what.into(),
            measured: String::new(),
            beside: String::new(),
            ratio: None,
            wanted: String::new(),
            verdict: Verdict::Note,
        }
    }

    /// A row that says why there is no figure.
    pub(crate) fn not_measured(target: u8, what: &str, why: &str) -> Self {
        Self { beside: why.to_owned(), verdict: Verdict::NotMeasured, ..Self::new(target, what) }
    }
}

/// The table as Markdown, so that a README can quote it.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_header(["#", "what", "measured", "beside it", "ratio", "target", ""]);
    for row in rows {
        table.add_row([
            row.target.to_string(),
            row.what.clone(),
            row.measured.clone(),
            row.beside.clone(),
            row.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            row.wanted.clone(),
            row.verdict.to_string(),
        ]);
    }
    table.to_string()
}

/// The middle one, or the mean of the middle two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    let lower = values.len().saturating_sub(1) / 2;
    match (values.get(lower), values.get(upper)) {
        (Some(lower), Some(upper)) => f64::midpoint(*lower, *upper),
        _ => f64::NAN,
    }
}
