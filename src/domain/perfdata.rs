//! Performance data of Nagios plugins: `'label'=value[unit];warn;crit;min;max`.
//! Source: the Monitoring Plugins Development Guidelines.

use super::monitoring::Disk;

/// One value with its thresholds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    /// What was measured.
    pub label: String,
    /// `None` where the plugin could not tell (`U`).
    pub value: Option<f64>,
    /// Such as `s`, `%`, `B`; empty for a mere number.
    pub unit: String,
    /// The range outside which it warns, such as `10`, `~:5` or `@1:2`.
    pub warn: Option<String>,
    /// The range outside which it is critical.
    pub crit: Option<String>,
    /// The least that it can be.
    pub min: Option<f64>,
    /// The most that it can be.
    pub max: Option<f64>,
}

/// Reads `text`; what is not performance data is left out.
#[must_use]
pub(crate) fn measures(text: &str) -> Vec<Measure> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (label, after) = label(rest);
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (data, next) = after.split_at(end);
        if let Some(data) = data.strip_prefix('=') {
            found.extend(measure(label, data));
        }
        rest = next.trim_start();
    }
    found
}

/// A label, in quotes or not, and what follows it.
fn label(text: &str) -> (String, &str) {
    let Some(mut rest) = text.strip_prefix('\'') else {
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let (label, rest) = text.split_at(end);
        return (label.to_owned(), rest);
    };
    let mut label = String::new();
    while let Some((part, after)) = rest.split_once('\'') {
        label.push_str(part);
        let Some(more) = after.strip_prefix('\'') else { return (label, after) };
        // Two quotes are one within a label.
        label.push('\'');
        rest = more;
    }
    (label + rest, "")
}

fn measure(label: String, data: &str) -> Option<Measure> {
    let mut fields = data.split(';');
    let first = fields.next().unwrap_or_default();
    let (value, unit) = if first == "U" { (None, "") } else { quantity(first)? };
    let mut range = || fields.next().filter(|text| !text.is_empty()).map(ToOwned::to_owned);
    let (warn, crit) = (range(), range());
    let mut bound = || fields.next().and_then(quantity).and_then(|(value, _)| value);
    let (min, max) = (bound(), bound());
    (!label.is_empty()).then(|| Measure {
        label,
        value,
        unit: unit.to_owned(),
        warn,
        crit,
        min,
        max,
    })
}

/// A number and its unit. Some languages write a comma for the point.
fn quantity(text: &str) -> Option<(Option<f64>, &str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let run = bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit());
        from + run.count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut end = digits(sign);
    if matches!(bytes.get(end), Some(b'.' | b',')) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        end = if exponent > end + 1 + sign { exponent } else { end };
    }
    // Two commas and more part thousands.
    let thousands =
        bytes.iter().skip(sign).take_while(|byte| **byte == b',' || byte.is_ascii_digit());
    let whole = sign + thousands.count();
    let grouped = text.get(..whole).filter(|number| is_grouped(number));
    let number = match grouped {
        Some(number) => number.replace(',', ""),
        None => text.get(..end)?.replace(',', "."),
    };
    let unit = text.get(grouped.map_or(end, str::len)..)?;
    let value = number.parse().ok().filter(|value: &f64| value.is_finite())?;
    // Some part their values by commas.
    Some((Some(value), unit.trim_end_matches(',')))
}

/// A whole number as people write it: `1,234,567`. With one comma it is a fraction.
fn is_grouped(number: &str) -> bool {
    let mut groups = number.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default();
    let others: Vec<&str> = groups.collect();
    (1..=3).contains(&first.len())
        && others.len() > 1
        && others.iter().all(|group| group.len() == 3)
}

/// The fullest of the file systems that are measured, as `check_disk` does:
/// labelled with a path, in bytes, with the size as `max`.
#[must_use]
pub(crate) fn disk(measures: &[Measure]) -> Disk {
    let file_systems = measures.iter().filter_map(file_system);
    file_systems
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .map(|(bytes, percent)| Disk { used_bytes: Some(bytes), used_percent: Some(percent) })
        .unwrap_or_default()
}

fn file_system(measure: &Measure) -> Option<(u64, f64)> {
    let is_path = measure.label.starts_with('/') || measure.label.get(1..2) == Some(":");
    let (value, max) = measure.value.zip(measure.max).filter(|(_, max)| is_path && *max > 0.0)?;
    let bytes = value * factor(&measure.unit)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked beside it; no disk has more bytes than a float counts"
    )]
    (bytes >= 0.0).then(|| (bytes as u64, value / max * 100.0))
}

/// Plugins count in powers of 1024, whatever they call them.
fn factor(unit: &str) -> Option<f64> {
    const PREFIXES: [&str; 6] = ["", "K", "M", "G", "T", "P"];
    let unit = unit.to_ascii_uppercase();
    let prefix = unit.strip_suffix("IB").or_else(|| unit.strip_suffix('B'))?;
    let power = PREFIXES.iter().position(|known| *known == prefix)?;
    Some(1024_f64.powi(i32::try_from(power).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(label: &str, value: f64, unit: &str) -> Measure {
        Measure {
            label: label.to_owned(),
            value: Some(value),
            unit: unit.to_owned(),
            warn: None,
            crit: None,
            min: None,
            max: None,
        }
    }

    #[test]
    fn every_form_of_the_guidelines_is_read() {
        let load = Measure {
            warn: Some("5.000".to_owned()),
            crit: Some("10.000".to_owned()),
            min: Some(0.0),
            ..plain("load1", 0.25, "")
        };
        let ranges = Measure {
            warn: Some("~:10".to_owned()),
            crit: Some("@10:20".to_owned()),
            max: Some(100.0),
            ..plain("it's = a label", -1.5, "%")
        };
        let cases = [
            ("load1=0.250;5.000;10.000;0;", vec![load]),
            ("'it''s = a label'=-1.5%;~:10;@10:20;;100", vec![ranges]),
            ("time=0,5s size=12B", vec![plain("time", 0.5, "s"), plain("size", 12.0, "B")]),
            (
                "a=U;1;2",
                vec![Measure {
                    value: None,
                    warn: Some("1".to_owned()),
                    crit: Some("2".to_owned()),
                    ..plain("a", 0.0, "")
                }],
            ),
            ("big=1.5e3c  \n small=1e", vec![plain("big", 1500.0, "c"), plain("small", 1.0, "e")]),
            ("a=12kB, b=1,234,567B", vec![plain("a", 12.0, "kB"), plain("b", 1_234_567.0, "B")]),
            (
                "a=-1,234,567 b=1,234 c=1,2,3",
                vec![plain("a", -1_234_567.0, ""), plain("b", 1.234, ""), plain("c", 1.2, ",3")],
            ),
            ("", vec![]),
            ("no data here", vec![]),
            ("=5 x= y=abc z=1e999 v=-1e999 w=.", vec![]),
            // Nobody can tell where the label ends.
            ("'open=1 z=1", vec![]),
            ("x=1é", vec![plain("x", 1.0, "é")]),
        ];
        for (text, expected) in cases {
            assert_eq!(measures(text), expected, "{text}");
        }
    }

    #[test]
    fn the_fullest_file_system_counts() {
        let read = |text: &str| disk(&measures(text));
        let two = read("/=1000MB;;;0;4000 /home=3GiB;;;0;4 /x=U;;;0;4 load=9B;;;0;10");
        assert_eq!(two, Disk { used_bytes: Some(3 << 30), used_percent: Some(75.0) });
        for text in ["", "/=1;;;0;2", "/=1%;;;0;2", "/=-1B;;;0;2", "/=1B", "/=1B;;;0;0"] {
            assert_eq!(read(text), Disk::default(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = disk(&measures(&text));
        }
    }
}
