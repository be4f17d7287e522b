//! A table with a service a line, as spreadsheets write it. Its columns are
//! `equipment` and the keys of a service; tags are separated by spaces or semicolons.

mod table;

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use super::document::quoted;
use crate::config::{self, Cell};
use crate::domain::Name;
use table::{Row, Table};

/// Turns a CSV text (header `equipment,name,url` and any further service key)
/// into a configuration.
///
/// # Errors
///
/// Every problem of the table, a line each.
pub(crate) fn import(text: &str) -> Result<String, Vec<String>> {
    let table = Table::read(text)?;
    let equipment = grouped(&table)?;
    let (yaml, origins) = write(&equipment);
    check(&yaml, &origins)?;
    Ok(yaml)
}

/// The rows of each equipment, in the order in which they are first seen.
fn grouped(table: &Table) -> Result<Vec<(&str, Vec<&Row>)>, Vec<String>> {
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut names: HashMap<(&str, &str), usize> = HashMap::new();
    let mut groups: Vec<(&str, Vec<&Row>)> = Vec::new();
    let mut problems = Vec::new();
    for row in &table.rows {
        let (equipment, name) = (row.value("equipment"), row.value("name"));
        for (column, text) in [("equipment", equipment), ("name", name)] {
            if let Err(error) = Name::parse(text) {
                problems.push(format!("line {}: {column}: {text:?}: {error}", row.line));
            }
        }
        if row.value("url").is_empty() {
            problems.push(format!("line {}: url: is empty", row.line));
        }
        if let Some(first) = names.insert((equipment, name), row.line) {
            problems
                .push(format!("line {}: \"{equipment}/{name}\" is also on line {first}", row.line));
        }
        let position = *positions.entry(equipment).or_insert_with(|| {
            groups.push((equipment, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, rows)) = groups.get_mut(position) {
            rows.push(row);
        }
    }
    if problems.is_empty() { Ok(groups) } else { Err(problems) }
}

/// The configuration, and the table's line for each `equipment[i].services[j]`.
fn write(equipment: &[(&str, Vec<&Row>)]) -> (String, HashMap<String, usize>) {
    let mut yaml = String::from(
        "# Imported from a table. See `ronde config init` for what else can be said.\nequipment:\n",
    );
    let mut origins = HashMap::new();
    for (index, (name, rows)) in equipment.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(yaml, "  - name: {}\n    services:", quoted(name));
        for (position, row) in rows.iter().enumerate() {
            write_service(&mut yaml, row);
            origins.insert(format!("equipment[{index}].services[{position}]"), row.line);
        }
    }
    (yaml, origins)
}

fn write_service(yaml: &mut String, row: &Row) {
    let mut start = "      - ";
    for (key, cell) in config::service_columns() {
        let value = row.value(key);
        if value.is_empty() {
            continue;
        }
        let (value, remark) = match (key, cell) {
            (_, Cell::Words) => (list(value), None),
            (_, Cell::Switch) => switch(value),
            (_, Cell::Number) => (number(value), None),
            ("url", _) => address(value),
            ("method", _) if value != value.to_ascii_uppercase() => {
                (quoted(&value.to_ascii_uppercase()), Some(format!("was {}", quoted(value))))
            }
            (_, Cell::Text | Cell::Nothing) => (quoted(value), None),
        };
        if let Some(remark) = remark {
            let _ = writeln!(yaml, "        # {remark}");
            // A remark before the first key would stand outside the item.
        }
        let _ = writeln!(yaml, "{start}{key}: {value}");
        start = "        ";
    }
}

/// Spreadsheets write booleans in the user's language and in capitals.
fn switch(value: &str) -> (String, Option<String>) {
    let plain = match value.to_lowercase().as_str() {
        "true" | "yes" | "1" | "x" | "oui" | "vrai" | "ja" | "wahr" => "true",
        "false" | "no" | "0" | "non" | "faux" | "nein" | "falsch" => "false",
        _ => return (quoted(value), None),
    };
    (plain.to_owned(), (value != plain).then(|| format!("was {}", quoted(value))))
}

/// People write `www.example.com` where a URL is wanted.
fn address(value: &str) -> (String, Option<String>) {
    if value.contains("://") {
        return (quoted(value), None);
    }
    (quoted(&format!("https://{value}")), Some(format!("was {} without https://", quoted(value))))
}

/// A number as it is; anything else in quotes, for the loader to refuse.
fn number(value: &str) -> String {
    value.parse::<u64>().map_or_else(|_| quoted(value), |number| number.to_string())
}

fn list(value: &str) -> String {
    let words = value.split([' ', ';']).filter(|word| !word.is_empty());
    format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
}

/// Lets the loader judge: what it refuses is told with the table's own line.
fn check(yaml: &str, origins: &HashMap<String, usize>) -> Result<(), Vec<String>> {
    let Err(error) = config::load_text(Path::new("table"), yaml) else { return Ok(()) };
    let told = |problem: &config::Problem| {
        let path = problem.path.as_deref().unwrap_or_default();
        let place =
            path.match_indices(']').nth(1).and_then(|(end, _)| path.split_at_checked(end + 1));
        match place.and_then(|(place, key)| Some((origins.get(place)?, key))) {
            Some((line, key)) => {
                let key = key.trim_start_matches('.');
                let separator = if key.is_empty() { "" } else { ": " };
                format!("line {line}: {key}{separator}{}", problem.message)
            }
            None => problem.message.clone(),
        }
    };
    Err(error.problems.iter().map(told).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        import(text).unwrap_err()
    }

    #[test]
    fn no_cell_becomes_a_key() {
        for end in ['\n', '\u{85}', '\u{2028}'] {
            for (column, start) in [("method", "get"), ("component_id", "1"), ("insecure", "Yes")] {
                let cell = format!("{start}{end}        active: false #");
                let text = format!("equipment,name,url,{column}\nw,a,a.example,\"{cell}\"\n");
                if let Ok(yaml) = import(&text) {
                    let config = config::load_text(Path::new("t"), &yaml).unwrap().config;
                    let is_active = config.inventory.services().all(|service| service.active);
                    assert!(is_active, "{column} {end:?}: {yaml:?}");
                }
            }
        }
    }

    #[test]
    fn services_are_grouped_by_equipment_in_the_order_of_the_table() {
        let text = "equipment,name,url,timeout,priority,tags,monitoring\n\
            web-2,shop,http://shop.example.com/,5s,3,a b;c,TRUE\n\
            web-1,\"Été, \"\"soldes\"\"\",www.example.com,,,,\n\
            web-2,blog,https://blog.example.com/?a=1,2,,,no\n";
        let yaml = import(text).unwrap();
        let config = config::load_text(Path::new("t"), &yaml).unwrap().config;
        let seen: Vec<_> = config
            .inventory
            .services()
            .map(|service| (service.id.to_string(), service.url.clone().unwrap().to_string()))
            .collect();
        let expected = [
            ("web-2/shop", "https://shop.example.com/"),
            ("web-2/blog", "https://blog.example.com/?a=1"),
            ("web-1/Été, \"soldes\"", "https://www.example.com"),
        ];
        assert_eq!(seen, expected.map(|(id, url)| (id.to_owned(), url.to_owned())));
        let first = config.inventory.services().next().unwrap();
        assert_eq!(first.tags.as_ref(), ["a", "b", "c"]);
        assert_eq!(first.request.timeout.as_secs(), 5);
        assert!(!config.inventory.services().nth(1).unwrap().active);
        assert!(yaml.contains("# was \"www.example.com\" without https://"));
    }

    #[test]
    fn a_table_from_a_european_spreadsheet_is_read() {
        let yaml = import("\u{feff}Equipment;Name;URL\r\nweb-1;shop;https://a.example/?x=1,2\r\n");
        assert!(yaml.unwrap().contains("url: \"https://a.example/?x=1,2\""));
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let text = "equipment,name,url,timeout,allowed_fails\n\
            web-1,shop,https://a.example/,5x,\n\
            \n\
            web-1,shop,https://b.example/,,\n\
            web/1,-x,,,\n";
        assert_eq!(
            problems(text),
            [
                "line 4: \"web-1/shop\" is also on line 2",
                "line 5: equipment: \"web/1\": a name cannot contain '/'",
                "line 5: name: \"-x\": a name cannot begin with \"-\"",
                "line 5: url: is empty",
            ]
        );
        assert_eq!(
            problems(
                "equipment,name,url,timeout\nweb-1,a,ftp://a.example,5x\nweb-1,b,https://b.example,0\n"
            ),
            [
                "line 2: url: \"ftp://a.example\": not a http:// or https:// URL",
                "line 2: timeout: \"5x\" is not a duration",
                "line 3: timeout: \"0\" is not above 0",
            ]
        );
    }

    #[test]
    fn a_table_that_is_none_says_what_it_should_be() {
        let cases = [
            ("", "the table is empty; its first line must be: equipment,name,url"),
            ("name,url\na,b\n", "line 1: the column `equipment` is missing"),
            (
                "equipment,name,url,timout\n",
                "line 1: unknown column `timout`, did you mean `timeout`?",
            ),
            (
                "equipment,name,url,expectation\n",
                "line 1: `expectation` is not a column: it is more than one value",
            ),
            ("equipment,name,url,url\n", "line 1: the column `url` is given twice"),
            ("equipment,name,url\na,b\n", "line 2: has 2 columns, the first line has 3"),
            ("equipment,name,url\n", "the table has no services"),
        ];
        for (text, expected) in cases {
            assert_eq!(problems(text).first().unwrap(), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_imported_is_a_valid_configuration(text in "(?s).{0,60}") {
            for table in [text.clone(), format!("equipment,name,url,tags\n{text}")] {
                if let Ok(yaml) = import(&table) {
                    proptest::prop_assert!(config::load_text(Path::new("t"), &yaml).is_ok());
                }
            }
        }
    }
}
