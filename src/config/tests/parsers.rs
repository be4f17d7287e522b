//! The two parsers compared: the one that decides, and the one that keeps places.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::config::find::find;
use crate::config::keys::{Json, Table};
use crate::config::raw::RawConfig;
use crate::config::tree::{self, Content, Slot, Tagged};
use crate::config::yaml::{self, Refusal};

/// Everything that looks like YAML: the fixtures, the example, and what the documents show.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["tests/config/bad", "tests/fixtures/cachet-url-monitor"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            texts.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    let example = include_str!("../../../config.yaml.example");
    texts.push(("example".to_owned(), example.to_owned()));
    texts.push(("example, all of it".to_owned(), super::uncommented(example)));
    let readme = include_str!("../../../README.md");
    for (number, block) in readme.split("```yaml\n").skip(1).enumerate() {
        let block = block.split("```").next().unwrap();
        texts.push((format!("README, block {number}"), block.to_owned()));
    }
    assert!(texts.len() > 60, "only {} texts", texts.len());
    texts
}

/// What YAML has that configurations seldom have.
const CORNERS: &[&str] = &[
    "a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n",
    "a: |+\n  x\n\nb: |2-\n   x\n",
    "a: 'it''s'\nb: \"\\u00e9\\n\\x41 \\\n  z\"\n",
    "a: x\n  y\n  z\nb: 'x\n\n  y'\n",
    "? a\n: b\n? c\n",
    "a: &x [1, *x2, &y {b: c}]\n",
    "a: &x [1, {b: c}]\nd: *x\ne: &x 5\nf: *x\n",
    "{a: [], b: {}, c: , \"d\": 'e', f: [g, ], }\n",
    "a:\n- b\n-\n- - c\n  - d\n-  e: f\n   g: h\n",
    "%YAML 1.1\n---\na: b\n...\n",
    "--- {a: b}\n",
    "a: 010\nb: 0x1F\nc: 1e3\nd: .inf\ne: 1_000\nf: +5\ng: 0o7\nh: 0b1\ni: -0\nj: 1.\nk: .5\nl: 12:30\nm: 2001-01-01\n",
    "a: yes\nb: True\nc: ~\nd: Null\ne: nULL\nf: 'null'\ng: ''\nh:\ni: \"~\"\n",
    "a: !!str 5\nb: !!int '5'\nc: !x y\nd: !!str\ne: ! z\nf: !!null\n",
    "a: b #c\nd: e#f\ng: 'h' # i\n# j\n",
    "a: b: c\n",
    "a: [b\n",
    "a: 'b\n",
    "\ta: b\n",
    "a:\n\tb: c\n",
    "a: b\n c: d\n",
    "a: b\r\nc:\r\n  - d\r\n",
    "a: \u{feff}b\n\u{feff}c: d\n",
    "a: é\u{85}b\nc: \u{2028}d\n",
    "a: *none\n",
    "a: @b\n",
    "a: `b\n",
    "a: %b\n",
    "- a\n- b: c\n  d: e\n-f\n",
    "[a, b]: c\n{d: e}: f\n",
    "a: [x, y]z\n",
    "a: {b: c}}\n",
    "a: -\nb: - c\n",
    "a: |\n  no line feed at the end",
    "key that is longer than a thousand and twenty-four signs\n",
];

/// The tree as the first parser would give it.
fn value(slot: &Slot) -> Value {
    match &slot.node.content {
        Content::List(items) => items.iter().map(value).collect(),
        Content::Map(entries) => {
            let pair =
                |entry: &tree::Entry| Value::Array(vec![value(&entry.key), value(&entry.value)]);
            Value::Object(FromIterator::from_iter([(
                "map".to_owned(),
                entries.iter().map(pair).collect(),
            )]))
        }
        Content::Scalar { text, is_plain } => {
            let kind = if slot.node.is_null() {
                "null"
            } else if *is_plain && slot.node.tagged == Tagged::Nothing {
                "plain"
            } else {
                "text"
            };
            Value::String(format!("{kind} {text}"))
        }
    }
}

/// The same, from the first parser: every scalar by its text.
struct First(Value);

impl<'de> serde::Deserialize<'de> for First {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FirstVisitor).map(Self)
    }
}

struct FirstVisitor;

impl<'de> serde::de::Visitor<'de> for FirstVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok("null".into())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok("plain".into())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok("plain".into())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok("plain".into())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok("plain".into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(First(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((First(key), First(value))) = access.next_entry()? {
            pairs.push(Value::Array(vec![key, value]));
        }
        Ok(Value::Object(FromIterator::from_iter([("map".to_owned(), Value::Array(pairs))])))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        use serde::de::VariantAccess;
        let (_, content) = access.variant::<serde::de::IgnoredAny>()?;
        content.newtype_variant::<First>().map(|First(value)| value)
    }
}

/// Whether both say the same: where the first knows more than a text, its kind.
fn agree(first: &Value, second: &Value) -> bool {
    match (first, second) {
        (Value::Array(some), Value::Array(others)) => {
            some.len() == others.len()
                && some.iter().zip(others).all(|(one, other)| agree(one, other))
        }
        (Value::Object(some), Value::Object(others)) => agree(&some["map"], &others["map"]),
        (Value::String(first), Value::String(second)) => {
            let (kind, text) = second.split_once(' ').unwrap();
            first == text || first == kind
        }
        _ => false,
    }
}

#[test]
fn both_parsers_read_the_same() {
    let corners = CORNERS.iter().map(|text| ((*text).to_owned(), (*text).to_owned()));
    for (name, text) in texts().into_iter().chain(corners) {
        let first = serde_yaml::from_str::<First>(&text);
        let second = tree::read(&text);
        match (first, second) {
            (Ok(First(first)), Some(second)) => {
                assert!(agree(&first, &value(&second)), "{name}:\n{first}\n{}", value(&second));
            }
            // Nothing at all is null to the first.
            (Ok(First(first)), None) => assert_eq!(first, Value::from("null"), "{name}"),
            // The first decides: what else the second can read is never asked for.
            (Err(_), _) => {}
        }
    }
}

#[test]
fn the_table_finds_something_exactly_where_the_loader_refuses() {
    for (name, text) in texts()
        .into_iter()
        .chain(CORNERS.iter().map(|text| ((*text).to_owned(), (*text).to_owned())))
    {
        let first = yaml::parse::<RawConfig>(Path::new("c"), &text);
        let Some(tree) = tree::read(&text) else { continue };
        let found = find(&tree, &RawConfig::SECTION);
        match first {
            Ok(_) => assert!(found.findings.is_empty(), "{name}: {:?}", found.findings),
            Err(Refusal::Value(problem)) => {
                assert!(!found.findings.is_empty(), "{name}: {problem}");
                // What is left can be read, or nothing else would be told of it.
                let rest = serde_json::from_value::<RawConfig>(found.rest.clone());
                assert!(rest.is_ok(), "{name}: {}: {:?}", found.rest, rest.err());
            }
            Err(Refusal::Text(_)) => {}
        }
    }
}

#[test]
fn where_the_second_parser_gives_up_the_first_ones_word_stands() {
    // As deep as both go, and one deeper than the second does.
    let text = format!("colour: {}hunter2{}\n", "[".repeat(127), "]".repeat(127));
    let found = super::problems(&text);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("c:1:1:") && found[0].contains("unknown key `colour`"),
        "{found:?}"
    );
}

proptest::proptest! {
    #[test]
    fn what_is_pieced_together_is_read_alike(
        pieces in proptest::collection::vec(proptest::sample::select(&[
            "equipment:", "name:", "services:", "url:", "webhooks:", "json:", "header:", "timeout:",
            "\n", "\n  ", "\n    ", "- ", " ", "[", "]", "{", "}", ", ", "*a", "&a ", "!x ",
            "'", "\"", "|\n", "? ", ": ", "# ", "<<: ", "1", "x", "null", "~", "true", "x-a: ",
            "https://a.example/", "{id}", "tags: ", "defaults: ",
        ][..]), 0..30)
    ) {
        let text = pieces.concat();
        let first = yaml::parse::<RawConfig>(Path::new("c"), &text);
        if let Some(tree) = tree::read(&text) {
            let found = find(&tree, &RawConfig::SECTION);
            match first {
                Ok(Some(_)) => proptest::prop_assert!(found.findings.is_empty(), "{:?} {:?}", text, found.findings),
                Err(Refusal::Value(problem)) => {
                    proptest::prop_assert!(!found.findings.is_empty(), "{:?}: {}", text, problem);
                    proptest::prop_assert!(serde_json::from_value::<RawConfig>(found.rest).is_ok(), "{:?}", text);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn json_is_what_it_was() {
    let text = "{a: [1, -2, 1.5, true, null, ~, 'x', 0x1F, 010, .inf], b: {c: , 5: d}}";
    let Json(value) = serde_yaml::from_str(text).unwrap();
    let before: Value = serde_yaml::from_str(text).unwrap();
    assert_eq!(value, before);
    let huge = "12345678901234567890123";
    assert!(serde_yaml::from_str::<Json>(huge).is_err());
    assert!(serde_yaml::from_str::<Value>(huge).is_err());
}
