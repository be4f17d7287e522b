//! One monitor becomes one service.

use std::collections::HashMap;
use std::net::Ipv6Addr;

use serde_json::{Map, Value, json};
use url::Url;

use crate::config;
use crate::domain::StatusRange;
use crate::import::document::Block;

/// A monitor of the backup.
pub(super) struct Monitor<'m> {
    pub(super) name: &'m str,
    pub(super) kind: &'m str,
    fields: &'m Map<String, Value>,
}

/// Kuma's defaults, which need not be said.
const KUMA_REDIRECTS: u64 = 10;
/// A crontab's usual step: a monitor that is faster is checked by every pass.
const PASS_SECONDS: u64 = 900;
/// Kuma warns of a certificate three weeks, two weeks and a week before its end.
const CERTIFICATE_DAYS: u64 = 21;

impl<'m> Monitor<'m> {
    pub(super) fn of(item: &'m Value) -> Option<Self> {
        let fields = item.as_object()?;
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        Some(Self { name: text("name").unwrap_or("monitor"), kind: text("type")?, fields })
    }

    /// A text that is not empty.
    pub(super) fn text(&self, key: &str) -> Option<&'m str> {
        self.fields.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn is_on(&self, key: &str) -> bool {
        match self.fields.get(key) {
            Some(Value::Bool(switch)) => *switch,
            Some(Value::Number(number)) => number.as_u64() != Some(0),
            _ => false,
        }
    }

    pub(super) fn is_active(&self) -> bool {
        !self.fields.contains_key("active") || self.is_on("active")
    }

    /// A number above 0, without its fraction.
    pub(super) fn seconds(&self, key: &str) -> Option<u64> {
        let value = self.fields.get(key)?;
        let text = value.to_string();
        text.split('.').next()?.parse().ok().filter(|number| *number > 0)
    }

    /// A number above 0, which older backups have as a text.
    fn number(&self, key: &str) -> Option<u64> {
        let number = || self.text(key)?.parse().ok().filter(|number| *number > 0);
        self.seconds(key).or_else(number)
    }

    /// The service, but for its name, and the host that it is on.
    ///
    /// # Errors
    ///
    /// Why ronde cannot watch it in the same way.
    pub(super) fn service(&self, groups: &HashMap<u64, String>) -> Result<(String, Block), String> {
        let given = self.text("url").ok_or("it has no URL")?;
        let url = config::check_url(given).map_err(|error| error.to_string())?;
        self.check_sense()?;
        let host = Url::host_str(&url).ok_or("it has no host")?.trim_matches(['[', ']']);
        let mut service = Block::default();
        service.put("url", given);
        if url.scheme() == "http" {
            service.put("upgrade_to_https", false);
        }
        self.put_request(&mut service)?;
        let (expectations, remarks) = self.expectations()?;
        service.put_with("expectation", Value::Array(expectations), remarks);
        self.put_rest(&mut service, groups);
        Ok((host.to_owned(), service))
    }

    /// The same of a monitor of a port: Kuma makes a connection, and no more.
    ///
    /// # Errors
    ///
    /// Why ronde cannot watch it in the same way.
    pub(super) fn port(&self, groups: &HashMap<u64, String>) -> Result<(String, Block), String> {
        let host = self.text("hostname").ok_or("it has no host")?.trim_matches(['[', ']']);
        let port = self.number("port").ok_or("it has no port")?;
        self.check_sense()?;
        let is_ipv6 = host.parse::<Ipv6Addr>().is_ok();
        let url =
            if is_ipv6 { format!("tcp://[{host}]:{port}") } else { format!("tcp://{host}:{port}") };
        config::check_target(&url).map_err(|error| error.to_string())?;
        let mut service = Block::default();
        service.put("url", url);
        if let Some(seconds) = self.seconds("timeout") {
            service.put("timeout", seconds);
        }
        self.put_rest(&mut service, groups);
        Ok((host.to_owned(), service))
    }

    fn check_sense(&self) -> Result<(), String> {
        if self.is_on("upsideDown") {
            return Err("it is upside down: ronde has no such thing".to_owned());
        }
        Ok(())
    }

    /// What every kind of monitor has.
    fn put_rest(&self, service: &mut Block, groups: &HashMap<u64, String>) {
        if let Some(interval) = self.seconds("interval").filter(|each| *each > PASS_SECONDS) {
            service.put("frequency", interval);
        }
        let tags = self.tags(groups);
        if !tags.is_empty() {
            service.put("tags", json!(tags));
        }
        if !self.is_active() {
            service.put("active", false);
        }
    }

    fn put_request(&self, service: &mut Block) -> Result<(), String> {
        if let Some(method) = self.text("method").filter(|method| *method != "GET") {
            service.put("method", method.to_ascii_uppercase());
        }
        if let Some(text) = self.text("headers") {
            let headers: Map<String, Value> =
                serde_json::from_str(text).map_err(|_| "its headers are not JSON")?;
            service.put("header", Value::Object(headers));
        }
        if let Some(body) = self.text("body") {
            service.put("body", body);
        }
        match self.text("authMethod") {
            None | Some("basic") => {
                if let Some(user) = self.text("basic_auth_user") {
                    let password = self.text("basic_auth_pass").unwrap_or_default();
                    service.put("basic_auth", json!({"user": user, "password": password}));
                }
            }
            Some(other) => return Err(format!("its authentication is {other:?}")),
        }
        if self.is_on("ignoreTls") {
            service.put("insecure", true);
        }
        if let Some(seconds) = self.seconds("timeout") {
            service.put("timeout", seconds);
        }
        match self.fields.get("maxredirects").and_then(Value::as_u64) {
            Some(most) if most != KUMA_REDIRECTS => service.put("follow_redirects", most),
            _ => {}
        }
        Ok(())
    }

    fn expectations(&self) -> Result<(Vec<Value>, Vec<String>), String> {
        let mut remarks = Vec::new();
        let codes = self.fields.get("accepted_statuscodes");
        let range = status_range(codes, &mut remarks)?;
        let mut list = vec![json!({"type": "HTTP_STATUS", "status_range": range})];
        match self.kind {
            "keyword" => {
                let keyword = self.text("keyword").ok_or("it has no keyword")?;
                list.push(if self.is_on("invertKeyword") {
                    json!({"type": "REGEX", "regex": format!("(?!.*{})", escaped(keyword))})
                } else {
                    json!({"type": "CONTAINS", "text": keyword})
                });
            }
            "json-query" => list.push(self.json_query()?),
            _ => {}
        }
        if self.is_on("expiryNotification")
            && self.text("url").is_some_and(|url| url.starts_with("https"))
        {
            list.push(json!({"type": "CERTIFICATE", "min_days": CERTIFICATE_DAYS}));
        }
        Ok((list, remarks))
    }

    fn json_query(&self) -> Result<Value, String> {
        let query = self.text("jsonPath").unwrap_or("$");
        let path =
            pointer(query).ok_or_else(|| format!("its query {query:?} is more than a path"))?;
        let expected = self.text("expectedValue").unwrap_or_default();
        let number =
            || expected.parse::<f64>().map_err(|_| format!("{expected:?} is not a number"));
        let mut check = Map::new();
        let mut put = |key: &str, value: Value| check.insert(key.to_owned(), value);
        put("type", "JSON".into());
        put("path", path.into());
        match self.text("jsonPathOperator").unwrap_or("==") {
            // Kuma compares texts: `true` and 12 are texts to it as well.
            "==" => put("regex", format!("{}$", escaped(expected)).into()),
            "contains" => put("regex", format!(".*{}", escaped(expected)).into()),
            ">=" => put("min", json!(number()?)),
            "<=" => put("max", json!(number()?)),
            other => return Err(format!("its comparison {other:?} is not one that ronde has")),
        };
        Ok(Value::Object(check))
    }

    /// Its tags, and the group that it is in.
    fn tags(&self, groups: &HashMap<u64, String>) -> Vec<String> {
        let tag = |tag: &Value| {
            let name = tag.get("name")?.as_str()?.trim();
            let value = tag.get("value").and_then(Value::as_str).unwrap_or_default().trim();
            let text = if value.is_empty() { name.to_owned() } else { format!("{name}:{value}") };
            Some(text).filter(|text| !text.is_empty() && !text.contains(char::is_control))
        };
        let list = self.fields.get("tags").and_then(Value::as_array).into_iter().flatten();
        let parent = self.fields.get("parent").and_then(Value::as_u64);
        let group = parent.and_then(|parent| groups.get(&parent)).cloned();
        list.filter_map(tag).chain(group).collect()
    }
}

/// Kuma's ranges include their ends, ours do not.
fn status_range(value: Option<&Value>, remarks: &mut Vec<String>) -> Result<Value, String> {
    let given = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if given.is_empty() {
        return Ok("200-300".into());
    }
    let texts: Vec<String> = given.iter().map(plain).collect();
    let mut ranges: Vec<StatusRange> = Vec::new();
    let (good, wrong): (Vec<_>, Vec<_>) =
        texts.iter().map(|text| (text, inclusive_range(text))).partition(|(_, it)| it.is_some());
    for (text, _) in &wrong {
        remarks.push(format!("{text:?} was accepted as well; there is no such status"));
    }
    let mut sorted: Vec<StatusRange> = good.into_iter().filter_map(|(_, range)| range).collect();
    sorted.sort_unstable_by_key(|range| (range.from, range.until));
    for range in sorted {
        match ranges.last_mut() {
            Some(last) if range.from <= last.until => last.until = last.until.max(range.until),
            _ => ranges.push(range),
        }
    }
    match ranges.as_slice() {
        [] => Err(format!("its statuses {} are none", texts.join(", "))),
        [range] => Ok(format!("{}-{}", range.from, range.until).into()),
        ranges => Ok(ranges.iter().copied().map(written).collect()),
    }
}

/// A text as it is, a number as it would be written.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}

/// `200-299`, or `200`.
fn inclusive_range(text: &str) -> Option<StatusRange> {
    let code =
        |text: &str| text.trim().parse::<u16>().ok().filter(|code| (100..=999).contains(code));
    let (from, to) = match text.split_once('-') {
        Some((from, to)) => (code(from)?, code(to)?),
        None => (code(text)?, code(text)?),
    };
    (from <= to).then_some(StatusRange { from, until: to + 1 })
}

/// A range as a person would write it into a list.
fn written(range: StatusRange) -> Value {
    if range.is_one() { range.from.into() } else { range.to_string().into() }
}

/// A plain path, such as `$.data.items[0].name`, as a JSON pointer.
fn pointer(query: &str) -> Option<String> {
    let path = query.trim().trim_start_matches('$').trim_start_matches('.');
    let mut pointer = String::new();
    for step in path.split('.').filter(|_| !path.is_empty()) {
        let (name, indexes) = step.split_once('[').unwrap_or((step, ""));
        let is_name = |text: &str| {
            text.chars().all(|each| each.is_alphanumeric() || matches!(each, '_' | '-'))
        };
        if !is_name(name) || (name.is_empty() && indexes.is_empty()) {
            return None;
        }
        if !name.is_empty() {
            pointer.push('/');
            pointer.push_str(name);
        }
        for index in indexes.split('[').filter(|_| !indexes.is_empty()) {
            let number: usize = index.strip_suffix(']')?.parse().ok()?;
            pointer.push('/');
            pointer.push_str(&number.to_string());
        }
    }
    Some(pointer)
}

/// A text that a regular expression takes for itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if !character.is_alphanumeric() && !character.is_whitespace() && character.is_ascii() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pattern::testing::Unhurried;

    #[test]
    fn a_plain_path_is_a_pointer() {
        for (query, expected) in [
            ("$", Some("")),
            ("$.status", Some("/status")),
            ("data.items[0].name", Some("/data/items/0/name")),
            ("[1][2]", Some("/1/2")),
            ("$sum(a)", None),
            ("a.*", None),
            ("items[status='ok']", None),
            ("a..b", None),
        ] {
            assert_eq!(pointer(query).as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn ranges_that_include_their_ends_become_ranges_that_do_not() {
        for (given, expected, remarks_count) in [
            (json!(["200-299"]), json!("200-300"), 0),
            (json!(["300-399", "200-299"]), json!("200-400"), 0),
            (json!(["200", "201"]), json!("200-202"), 0),
            (json!(["404"]), json!("404-405"), 0),
            (json!(["100-999"]), json!("100-1000"), 0),
            (json!(["200-299", "401"]), json!(["200-300", 401]), 0),
            (json!(["101", "200-299"]), json!([101, "200-300"]), 0),
            (json!(["200-299", 101]), json!([101, "200-300"]), 0),
            (json!(["500-599", "200", "250-399", "201-260"]), json!(["200-400", "500-600"]), 0),
            (json!(["200-299", "x", "299-200"]), json!("200-300"), 2),
            (json!([]), json!("200-300"), 0),
        ] {
            let mut remarks = Vec::new();
            assert_eq!(status_range(Some(&given), &mut remarks), Ok(expected), "{given}");
            assert_eq!(remarks.len(), remarks_count, "{given}");
        }
        for none in [json!(["x"]), json!(["1000"]), json!(["-5"]), json!([null])] {
            assert!(status_range(Some(&none), &mut Vec::new()).is_err(), "{none}");
        }
    }

    #[test]
    fn a_keyword_is_no_pattern() {
        let regex = format!("(?!.*{})", escaped("a.b (c) [d] été"));
        let pattern = crate::text::Pattern::compile(&regex).unwrap();
        let matches = |text| pattern.matches_start_of(text, &Unhurried).unwrap();
        assert!(!matches("x\na.b (c) [d] été"));
        assert!(matches("aXb (c) [d] été"));
    }
}
