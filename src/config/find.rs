//! Finds everything in a text that the table of keys does not allow, and keeps
//! the rest, so that it can be looked at for what else is wrong.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::keys::{ITEM_WORD, JSON_WORD, Key, MERGE, MERGE_WORD, Section, Shape, given_twice};
use super::place::{Finding, KeyPath, Place, Step};
use super::spelling::nearest;
use super::tree::{Content, Entry, Node, Slot, Tagged};

/// Findings in a text.
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    /// What is left of the text, with something of the right type in each hole.
    pub(super) rest: Value,
    /// Where something was wrong or missing: nothing in there is to be judged.
    pub(super) holes: Vec<KeyPath>,
}

/// Looks for what does not belong into the section that `tree` is.
pub(super) fn find(tree: &Slot, section: &'static Section) -> Found {
    let mut finder = Finder::default();
    let rest = finder.value(tree, Shape::Section(section));
    let Finder { findings, holes, .. } = finder;
    Found { findings, rest, holes }
}

#[derive(Default)]
struct Finder {
    path: Vec<Step>,
    findings: Vec<Finding>,
    holes: Vec<KeyPath>,
}

impl Finder {
    fn report(&mut self, place: Place, message: String, hint: Option<String>) {
        let path = KeyPath(self.path.clone());
        self.findings.push(Finding { path, place: Some(place), message, hint });
    }

    fn inside<T>(&mut self, step: Step, look: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let value = look(self);
        self.path.pop();
        value
    }

    fn hole(&mut self, shape: Shape) -> Value {
        self.holes.push(KeyPath(self.path.clone()));
        filling(shape)
    }

    fn hole_at(&mut self, key: &Key) -> Value {
        self.inside(Step::Key(key.name.to_owned()), |finder| finder.hole(key.shape))
    }

    fn wrong_type(&mut self, slot: &Slot, shape: Shape, found: &str) -> Value {
        self.report(slot.place, format!("expected {}, found {found}", word(shape)), None);
        self.hole(shape)
    }

    fn value(&mut self, slot: &Slot, shape: Shape) -> Value {
        let node = &*slot.node;
        match (shape, &node.content) {
            (Shape::Text(_) | Shape::Several(_), Content::Scalar { text, .. }) => {
                Value::String(text.clone())
            }
            (Shape::Several(_), Content::List(items)) => self.list(items, Shape::Text(ITEM_WORD)),
            (Shape::Switch, _) => match plain(node) {
                Plain::Switch(value) => Value::Bool(value),
                _ => self.wrong_type(slot, shape, found(node)),
            },
            (Shape::Count(most), _) => self.count(slot, most),
            (Shape::List(item), Content::List(items)) => self.list(items, *item),
            (Shape::List(_), _) if node.is_blank() => Value::Array(Vec::new()),
            (Shape::Map(value), Content::Map(_)) => self.map(slot, *value),
            (Shape::Map(_), _) if node.is_blank() => Value::Object(Map::new()),
            (Shape::Section(section), Content::Map(_)) => self.section(slot, section),
            (Shape::Section(section), _) if node.is_blank() => self.section(slot, section),
            (Shape::Secret { .. }, _) => self.secret(slot, shape),
            (Shape::Json, _) => self.json(slot),
            _ => self.wrong_type(slot, shape, found(node)),
        }
    }

    fn count(&mut self, slot: &Slot, most: u64) -> Value {
        match plain(&slot.node) {
            Plain::Count(number) if number <= most => number.into(),
            Plain::Count(_) => {
                let message = format!("expected a whole number up to {most}, found a greater one");
                self.report(slot.place, message, None);
                self.hole(Shape::Count(most))
            }
            _ => self.wrong_type(slot, Shape::Count(most), found(&slot.node)),
        }
    }

    fn list(&mut self, items: &[Slot], shape: Shape) -> Value {
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| {
                self.inside(Step::Index(index), |finder| finder.value(item, shape))
            })
            .collect()
    }

    /// The entries of a map with a name each, and what is merged in.
    fn entries(&mut self, slot: &Slot) -> Vec<(String, Entry)> {
        let Content::Map(entries) = &slot.node.content else { return Vec::new() };
        let mut seen: HashSet<String> = HashSet::new();
        let mut found = Vec::new();
        let mut maps = Vec::new();
        for entry in entries {
            let Some(name) = entry.key.node.text() else {
                let kind = self::found(&entry.key.node);
                let message = format!("expected the name of a key, found {kind}");
                self.report(entry.key.place, message, None);
                continue;
            };
            if !seen.insert(name.to_owned()) {
                let hint =
                    (name == MERGE).then(|| "merge several with a list: [*a, *b]".to_owned());
                self.report(entry.key.place, given_twice(name), hint);
            } else if name == MERGE {
                maps = self.maps(&entry.value);
            } else {
                found.push((name.to_owned(), entry.clone()));
            }
        }
        for map in maps {
            let merged = self.entries(&map);
            found.extend(merged.into_iter().filter(|(name, _)| seen.insert(name.clone())));
        }
        found
    }

    /// The maps that are to be merged; complains about what is none.
    fn maps(&mut self, slot: &Slot) -> Vec<Slot> {
        let is_known = |slot: &Slot| slot.node.tagged != Tagged::Unknown;
        let several = match &slot.node.content {
            Content::List(items) if is_known(slot) => items.clone(),
            _ => vec![slot.clone()],
        };
        let is_map = |slot: &Slot| matches!(slot.node.content, Content::Map(_)) && is_known(slot);
        let (maps, wrong): (Vec<Slot>, Vec<Slot>) = several.into_iter().partition(is_map);
        for slot in wrong {
            let message = format!("expected {MERGE_WORD}, found {}", found(&slot.node));
            self.inside(Step::Key(MERGE.to_owned()), |finder| {
                finder.report(slot.place, message, None);
            });
        }
        maps
    }

    fn map(&mut self, slot: &Slot, shape: Shape) -> Value {
        let mut map = Map::new();
        for (name, Entry { value, .. }) in self.entries(slot) {
            let value = self.inside(Step::Key(name.clone()), |finder| finder.value(&value, shape));
            map.insert(name, value);
        }
        Value::Object(map)
    }

    fn section(&mut self, slot: &Slot, section: &'static Section) -> Value {
        let mut map = Map::new();
        let mut misspelt = Vec::new();
        for (name, Entry { key, value }) in self.entries(slot) {
            match section.find(&name) {
                Some((_, known)) => {
                    let value = self.keyed(known, &value);
                    map.insert(name, value);
                }
                None if section.is_free(&name) => {}
                None => {
                    let (message, hint) = unknown_key(&name, section);
                    self.report(key.place, message, hint);
                    misspelt.extend(nearest(&name, section.names()));
                }
            }
        }
        // What was meant is not missing.
        for key in section.keys.iter().filter(|key| misspelt.contains(&key.name)) {
            if !map.contains_key(key.name) {
                map.insert(key.name.to_owned(), self.hole_at(key));
            }
        }
        for key in section.keys.iter().filter(|key| key.is_required) {
            if !map.contains_key(key.name) {
                self.report(slot.place, format!("`{}` is missing", key.name), None);
                map.insert(key.name.to_owned(), self.hole_at(key));
            }
        }
        Value::Object(map)
    }

    fn keyed(&mut self, key: &Key, slot: &Slot) -> Value {
        if !key.is_required && slot.node.is_null() {
            return Value::Null;
        }
        self.inside(Step::Key(key.name.to_owned()), |finder| {
            if slot.node.is_null() {
                return finder.wrong_type(slot, key.shape, "nothing");
            }
            finder.value(slot, key.shape)
        })
    }

    fn secret(&mut self, slot: &Slot, shape: Shape) -> Value {
        let Shape::Secret { providers, typed, .. } = shape else { return Value::Null };
        let node = &*slot.node;
        match (&node.content, node.tagged) {
            (_, Tagged::Unknown) => self.wrong_type(slot, shape, found(node)),
            (Content::Scalar { text, .. }, _) => match plain(node) {
                Plain::Text => Value::String(text.clone()),
                Plain::Null => self.wrong_type(slot, shape, "nothing"),
                _ => self.wrong_type(slot, shape, "a value without quotes"),
            },
            (Content::List(items), _) => self.list(items, Shape::Section(typed)),
            (Content::Map(_), _) => self.provider(slot, shape, providers),
        }
    }

    fn provider(&mut self, slot: &Slot, shape: Shape, section: &'static Section) -> Value {
        let entries = self.entries(slot);
        // `{my-password}` is a map too: a key is only shown when it is nearly one of ours.
        let is_ours = |name: &str| nearest(name, section.names()).is_some();
        if entries.iter().any(|(name, _)| !is_ours(name)) {
            return self.wrong_type(slot, shape, "another map");
        }
        let is_given = |(name, entry): &&(String, Entry)| {
            section.find(name).is_none() || !entry.value.node.is_null()
        };
        match entries.iter().filter(is_given).count() {
            0 => self.wrong_type(slot, shape, "an empty map"),
            1 => {
                let before = self.findings.len();
                let value = self.section(slot, section);
                let is_known = self.findings.len() == before;
                if is_known { value } else { self.hole(shape) }
            }
            _ => self.wrong_type(slot, shape, "two providers"),
        }
    }

    fn json(&mut self, slot: &Slot) -> Value {
        let node = &*slot.node;
        if node.tagged == Tagged::Unknown {
            return self.wrong_type(slot, Shape::Json, found(node));
        }
        match &node.content {
            Content::List(items) => self.list(items, Shape::Json),
            Content::Map(_) => self.map(slot, Shape::Json),
            Content::Scalar { text, .. } => match plain(node) {
                Plain::Null => Value::Null,
                Plain::Switch(value) => Value::Bool(value),
                Plain::Count(number) => number.into(),
                Plain::Negative(Some(number)) => number.into(),
                Plain::Fraction(number) => number.into(),
                Plain::Negative(None) | Plain::Huge => {
                    self.wrong_type(slot, Shape::Json, found(node))
                }
                Plain::Text => Value::String(text.clone()),
            },
        }
    }
}

fn unknown_key(name: &str, section: &'static Section) -> (String, Option<String>) {
    let keys = || section.names().collect::<Vec<_>>().join(", ");
    match nearest(name, section.names()) {
        Some(meant) => (format!("unknown key `{name}`, did you mean `{meant}`?"), None),
        None if section.is_secret => {
            ("unknown key".to_owned(), Some(format!("the keys here are {}", keys())))
        }
        None => (format!("unknown key `{name}`"), Some(format!("the keys here are {}", keys()))),
    }
}

/// Something of the right type for what is wrong or missing.
fn filling(shape: Shape) -> Value {
    match shape {
        Shape::Text(_) | Shape::Several(_) | Shape::Secret { .. } => Value::String(String::new()),
        Shape::Switch => Value::Bool(false),
        Shape::Count(_) => 0.into(),
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Map(_) => Value::Object(Map::new()),
        Shape::Json => Value::Null,
        Shape::Section(section) => {
            let required = section.keys.iter().filter(|key| key.is_required);
            required.map(|key| (key.name.to_owned(), filling(key.shape))).collect()
        }
    }
}

/// What belongs there.
fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Text(word) | Shape::Several(word) | Shape::Secret { word, .. } => word,
        Shape::Switch => "true or false",
        Shape::Count(_) => "a whole number that is not negative",
        Shape::List(_) => "a list",
        Shape::Map(_) => "a map of names and values",
        Shape::Section(section) => section.word,
        Shape::Json => JSON_WORD,
    }
}

/// What is there, without its value: it could be a secret in the wrong place.
fn found(node: &Node) -> &'static str {
    match (&node.content, node.tagged) {
        (_, Tagged::Unknown) => "a tag",
        (Content::List(_), _) => "a list",
        (Content::Map(_), _) => "a map",
        (Content::Scalar { .. }, _) => match plain(node) {
            Plain::Null => "nothing",
            Plain::Switch(_) => "true or false",
            Plain::Count(_) | Plain::Huge => "a number",
            Plain::Negative(_) => "a negative number",
            Plain::Fraction(_) => "a number with a fraction",
            Plain::Text => "a text",
        },
    }
}

/// What a scalar is.
enum Plain {
    Null,
    Switch(bool),
    Count(u64),
    Negative(Option<i64>),
    Fraction(f64),
    /// A number that does not fit.
    Huge,
    Text,
}

/// What the first parser takes a scalar for: only it says what is a number.
fn plain(node: &Node) -> Plain {
    let Content::Scalar { text, is_plain: true } = &node.content else { return Plain::Text };
    if node.tagged == Tagged::Text {
        return Plain::Text;
    }
    if node.is_null() {
        return Plain::Null;
    }
    // Nothing else can be something else than a text, or part of YAML's own signs.
    let is_word =
        |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.' | '_');
    let may_be = text.chars().all(is_word) && text.contains(|sign: char| sign.is_alphanumeric());
    let value = may_be.then(|| serde_yaml::from_str::<serde_yaml::Value>(text).ok()).flatten();
    match value {
        Some(serde_yaml::Value::Bool(value)) => Plain::Switch(value),
        Some(serde_yaml::Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Plain::Count(number),
            (None, Some(number)) => Plain::Negative(Some(number)),
            (None, None) => number.as_f64().map_or(Plain::Huge, Plain::Fraction),
        },
        _ => Plain::Text,
    }
}
