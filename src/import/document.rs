//! Writes a configuration as a person would: a key a line, with remarks above
//! what is not as it was.

use std::fmt::Write;

use serde_json::Value;

use crate::domain::Name;

/// A configuration in the making.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What is to be known of the whole.
    pub(super) remarks: Vec<String>,
    /// The keys of the top level, beside equipment.
    pub(super) top: Block,
    /// Names of equipment with their services, in order.
    pub(super) equipment: Vec<(String, Vec<Block>)>,
}

/// Some keys that belong together.
#[derive(Debug, Default, Clone)]
pub(super) struct Block {
    /// What is to be known of all of it.
    pub(super) remarks: Vec<String>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    remarks: Vec<String>,
    key: String,
    value: Value,
}

/// What is longer is spread over lines.
const LONGEST_LINE: usize = 90;

impl Block {
    /// Adds a key, with remarks above it.
    pub(super) fn put_with(&mut self, key: &str, value: impl Into<Value>, remarks: Vec<String>) {
        self.entries.push(Entry { remarks, key: key.to_owned(), value: value.into() });
    }

    /// Adds a key.
    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.put_with(key, value, Vec::new());
    }

    /// Adds a key before all others.
    pub(super) fn put_first(&mut self, key: &str, value: impl Into<Value>) {
        let (remarks, key) = (Vec::new(), key.to_owned());
        self.entries.insert(0, Entry { remarks, key, value: value.into() });
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Writes the keys; the first one behind `start`, the others as far to the right.
    fn write(&self, yaml: &mut String, start: &str) {
        let indentation = " ".repeat(start.len());
        for remark in &self.remarks {
            line(yaml, &format!("{indentation}# {remark}"));
        }
        let mut start = start;
        for entry in &self.entries {
            for remark in &entry.remarks {
                line(yaml, &format!("{indentation}# {remark}"));
            }
            entry.write(yaml, start, &indentation);
            start = &indentation;
        }
    }
}

impl Entry {
    fn write(&self, yaml: &mut String, start: &str, indentation: &str) {
        write_field(yaml, start, indentation, &self.key, &self.value);
    }
}

/// A key and its value: on one line where that is not too long, else spread
/// over lines; the first one behind `start`, the others behind `indentation`.
fn write_field(yaml: &mut String, start: &str, indentation: &str, key: &str, value: &Value) {
    let (key, text) = (flow_key(key), flow(value));
    let is_short = start.len() + key.len() + text.len() < LONGEST_LINE;
    let inner = format!("{indentation}  ");
    match value {
        Value::Object(fields) if !is_short && !fields.is_empty() => {
            line(yaml, &format!("{start}{key}:"));
            for (key, value) in fields {
                write_field(yaml, &inner, &inner, key, value);
            }
        }
        Value::Array(items) if !is_short => {
            line(yaml, &format!("{start}{key}:"));
            for item in items {
                write_item(yaml, &inner, item);
            }
        }
        _ => line(yaml, &format!("{start}{key}: {text}")),
    }
}

fn write_item(yaml: &mut String, indentation: &str, item: &Value) {
    let text = flow(item);
    match item {
        Value::Object(fields) if indentation.len() + text.len() > LONGEST_LINE => {
            let inner = format!("{indentation}  ");
            let mut start = format!("{indentation}- ");
            for (key, value) in fields {
                write_field(yaml, &start, &inner, key, value);
                start.clone_from(&inner);
            }
        }
        _ => line(yaml, &format!("{indentation}- {text}")),
    }
}

fn flow_key(name: &str) -> String {
    if is_key(name) { name.to_owned() } else { quoted(name) }
}

impl Document {
    /// A name for a service of that equipment: the nearest to the wanted one
    /// that is allowed and not taken.
    pub(super) fn free_name(&self, equipment: &str, wanted: &str) -> String {
        let known = self.equipment.iter().find(|(name, _)| name == equipment);
        let is_taken = |name: &str| {
            let mut services = known.iter().flat_map(|(_, services)| services);
            services.any(|service| service.get("name").and_then(Value::as_str) == Some(name))
        };
        let valid = valid_name(wanted);
        let numbered = (2..).map(|number| format!("{valid} ({number})"));
        std::iter::once(valid.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(valid)
    }

    /// Adds a service to that equipment.
    pub(super) fn add(&mut self, equipment: &str, service: Block) {
        match self.equipment.iter_mut().find(|(name, _)| name == equipment) {
            Some((_, services)) => services.push(service),
            None => self.equipment.push((equipment.to_owned(), vec![service])),
        }
    }

    /// The configuration as text.
    pub(super) fn to_yaml(&self) -> String {
        let mut yaml = String::new();
        for remark in &self.remarks {
            line(&mut yaml, &format!("# {remark}"));
        }
        self.top.write(&mut yaml, "");
        if !self.equipment.is_empty() {
            line(&mut yaml, "equipment:");
        }
        for (name, services) in &self.equipment {
            line(&mut yaml, &format!("  - name: {}", flow(&Value::from(name.as_str()))));
            line(&mut yaml, "    services:");
            for service in services {
                service.write(&mut yaml, "      - ");
            }
        }
        yaml
    }
}

fn line(yaml: &mut String, text: &str) {
    // Nothing that was read may end a line: a remark would become a key.
    let one_line: String =
        text.chars().map(|each| if is_unsafe(each) { ' ' } else { each }).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(yaml, "{}", one_line.trim_end());
}

/// The nearest name that is allowed.
fn valid_name(name: &str) -> String {
    let is_reserved = |each: char| matches!(each, '/' | '*' | '?' | '[' | ']') || is_unsafe(each);
    let clean: String =
        name.chars().map(|each| if is_reserved(each) { '-' } else { each }).collect();
    let clean = clean.trim().trim_start_matches('-').trim();
    if Name::parse(clean).is_ok() { clean.to_owned() } else { "service".to_owned() }
}

/// A value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {}", flow_key(name), flow(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// A text in double quotes; JSON's are a part of YAML's, but for the characters
/// that only YAML takes for the end of a line or does not take at all.
pub(super) fn quoted(text: &str) -> String {
    let mut escaped = String::new();
    for each in Value::from(text).to_string().chars() {
        if is_unsafe(each) {
            // All of them have four digits at most. Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(each));
        } else {
            escaped.push(each);
        }
    }
    escaped
}

/// What ends a line in YAML, beside what does everywhere, or is not allowed in it.
fn is_unsafe(each: char) -> bool {
    each.is_control()
        || matches!(each, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A word that YAML takes for nothing but itself.
fn is_plain(text: &str) -> bool {
    let is_word = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_word && text.len() > 3 && !matches!(text, "TRUE" | "FALSE" | "NULL")
        || matches!(text, "GET" | "PUT" | "ms" | "s" | "m" | "h")
}

fn is_key(text: &str) -> bool {
    !matches!(text, "" | "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::config;

    #[test]
    fn it_reads_as_if_written_by_hand() {
        let mut document = Document::default();
        document.remarks.push("Imported.".to_owned());
        document.top.put("cachet", json!({"api_url": "https://x.example", "version": 2}));
        let mut service = Block::default();
        service.remarks.push("one\n  injected: true".to_owned());
        service.put("name", "Été");
        service.put_with("method", "GET", vec!["was \"get\"".to_owned()]);
        service.put("action", json!(["UPDATE_STATUS"]));
        document.add("web-1", service);
        assert_eq!(
            document.to_yaml(),
            "# Imported.\n\
             cachet: {api_url: \"https://x.example\", version: 2}\n\
             equipment:\n\
             \x20 - name: \"web-1\"\n\
             \x20   services:\n\
             \x20       # one   injected: true\n\
             \x20     - name: \"Été\"\n\
             \x20       # was \"get\"\n\
             \x20       method: GET\n\
             \x20       action: [UPDATE_STATUS]\n"
        );
    }

    #[test]
    fn what_is_long_is_spread_over_lines() {
        let mut document = Document::default();
        let long = "https://status.example.com/a/rather/long/address/of/an/api";
        let list =
            json!([{"type": "TOKEN", "value": long}, {"type": "TOKEN", "value": [long, long]}]);
        document.top.put("cachet", json!({"api_url": long, "token": list}));
        let yaml = document.to_yaml();
        assert_eq!(
            yaml,
            format!(
                "cachet:\n  api_url: \"{long}\"\n  token:\n    - {{type: TOKEN, value: \"{long}\"}}\n    \
                 - type: TOKEN\n      value:\n        - \"{long}\"\n        - \"{long}\"\n"
            )
        );
    }

    #[test]
    fn no_character_gets_out_of_a_remark_or_a_text() {
        for end in ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{7f}', '\u{feff}', '\u{ffff}']
        {
            let text = format!("x{end}injected: true #");
            let mut document = Document::default();
            document.remarks.push(text.clone());
            document.top.put_with(&text, json!({ text.as_str(): [text] }), vec![text.clone()]);
            let yaml = document.to_yaml();
            let read = config::read_foreign(Path::new("x"), &yaml).unwrap();
            assert_eq!(read, json!({ text.as_str(): { text.as_str(): [text] } }), "{yaml:?}");
        }
    }

    #[test]
    fn what_yaml_would_misread_is_quoted() {
        for text in ["no", "TRUE", "NULL", "1e3", "200", "a: b", "x #y", "", "NO", "ON"] {
            assert!(flow(&Value::from(text)).starts_with('"'), "{text}");
        }
        assert_eq!(flow(&json!({"X-Token": null, "no": 1.5})), "{\"X-Token\": null, \"no\": 1.5}");
    }
}
